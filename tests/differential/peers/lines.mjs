// Reads the tokens and writes verdicts, for the libraries of JavaScript.

import { readFileSync, writeFileSync } from "node:fs";

export async function judge(directory, library, prepare, verify) {
  const { now, keys } = JSON.parse(readFileSync(`${directory}/keys.json`, "utf8"));
  const prepared = {};
  for (const [name, key] of Object.entries(keys)) {
    const raw = key.secret ? Buffer.from(key.secret, "base64url") : key.pem;
    for (const policy of ["bare", "named", "typed", "loose"]) {
      prepared[`${name} ${policy}`] = await prepare(name, raw, policy, now);
    }
  }
  const verdicts = [];
  for (const line of readFileSync(`${directory}/tokens.jsonl`, "utf8").trimEnd().split("\n")) {
    const { id, key, policy, token } = JSON.parse(line);
    try {
      const claims = await verify(prepared[`${key} ${policy}`], token);
      verdicts.push(JSON.stringify({ id, sub: claims.sub ?? null }));
    } catch (error) {
      verdicts.push(JSON.stringify({ id, error: `${error.code ?? error.name}: ${error.message}`.slice(0, 200) }));
    }
  }
  writeFileSync(`${directory}/${library}.jsonl`, verdicts.join("\n") + "\n");
}
