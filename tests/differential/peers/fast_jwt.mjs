// npm fast-jwt: `node fast_jwt.mjs DIRECTORY` writes fast-jwt.jsonl.

import { createVerifier } from "fast-jwt";

import { judge } from "./lines.mjs";

function prepare(name, raw, policy, now) {
  const options = { key: raw, algorithms: [name], cache: false, clockTolerance: 60_000, clockTimestamp: now * 1000 };
  if (policy === "named" || policy === "typed") {
    Object.assign(options, { allowedIss: "https://id.example", allowedAud: "api", requiredClaims: ["iss", "aud"] });
  }
  if (policy === "typed") {
    options.checkTyp = "at+jwt";
  }
  return createVerifier(options);
}

function verify(verifier, token) {
  return verifier(token);
}

await judge(process.argv[2], "fast-jwt", prepare, verify);
