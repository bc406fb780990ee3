// npm jose: `node jose.mjs DIRECTORY` writes jose.jsonl.

import { importSPKI, jwtVerify } from "jose";

import { judge } from "./lines.mjs";

async function prepare(name, raw, policy, now) {
  const key = typeof raw === "string" ? await importSPKI(raw, name) : new Uint8Array(raw);
  const options = { algorithms: [name], clockTolerance: 60, currentDate: new Date(now * 1000) };
  if (policy === "named" || policy === "typed") {
    Object.assign(options, { issuer: "https://id.example", audience: "api" });
  }
  if (policy === "typed") {
    options.typ = "at+jwt";
  }
  return { key, options };
}

async function verify({ key, options }, token) {
  return (await jwtVerify(token, key, options)).payload;
}

await judge(process.argv[2], "jose", prepare, verify);
