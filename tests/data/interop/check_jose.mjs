// Checks our tokens with panva's jose. Called by check_ours.sh, in this directory; tokens come on standard input.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errors, importSPKI, jwtVerify } from 'jose'

const KEYS = {
  HS: 'hmac.hex',
  RS: 'rsa-2048',
  PS: 'rsa-2048',
  ES256: 'ec-p256',
  ES384: 'ec-p384',
  ES512: 'ec-p521',
  EdDSA: 'ed25519',
}

const verifyingKey = (alg) => {
  const name = KEYS[alg] ?? KEYS[alg.slice(0, 2)]
  return name.endsWith('.hex')
    ? Buffer.from(readFileSync(`keys/${name}`, 'utf8').trim(), 'hex')
    : importSPKI(readFileSync(`keys/${name}-public.pem`, 'utf8'), alg)
}

// The token with a signature whose first character is another one.
const otherSignature = (token) => {
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

let accepted = 0
let refused = 0
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [alg, file, token] = line.split('\t')
  // jose dropped it with its version 6.
  if (alg === 'ES256K') continue
  const policy = { algorithms: [alg], audience: 'api', issuer: 'https://id.example' }
  const key = await verifyingKey(alg)
  const { payload, protectedHeader } = await jwtVerify(token, key, policy)
  assert.deepEqual(payload, JSON.parse(readFileSync(`claims/${file}`, 'utf8')))
  assert.deepEqual({ ...protectedHeader }, { alg, typ: 'JWT', kid: 'interop' })
  accepted += 1
  await assert.rejects(jwtVerify(otherSignature(token), key, policy), errors.JWSSignatureVerificationFailed)
  refused += 1
}

const own = join(dirname(fileURLToPath(import.meta.url)), 'node_modules/jose/package.json')
const { version } = JSON.parse(readFileSync(own, 'utf8'))
console.log(`jose ${version} on node ${process.versions.node}: ${accepted} accepted, claims equal; ${refused} with another signature refused`)
assert(accepted > 0)
