// Prints tokens made by panva's jose as JSON. Called by make.sh, in this directory.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SignJWT, importPKCS8 } from 'jose'

// No ES256K: jose dropped it with its version 6, which is WebCrypto alone.
const KEYS = {
  HS256: 'hmac.hex',
  HS384: 'hmac.hex',
  HS512: 'hmac.hex',
  RS256: 'rsa-2048',
  RS384: 'rsa-2048',
  RS512: 'rsa-2048',
  PS256: 'rsa-2048',
  PS384: 'rsa-2048',
  PS512: 'rsa-2048',
  ES256: 'ec-p256',
  ES384: 'ec-p384',
  ES512: 'ec-p521',
  EdDSA: 'ed25519',
}

const isSecret = (name) => name.endsWith('.hex')

const signingKey = (alg, name) =>
  isSecret(name)
    ? Buffer.from(readFileSync(`keys/${name}`, 'utf8').trim(), 'hex')
    : importPKCS8(readFileSync(`keys/${name}-private.pem`, 'utf8'), alg)

const tokens = []
for (const [alg, name] of Object.entries(KEYS)) {
  const key = await signingKey(alg, name)
  for (const file of ['aud-string.json', 'aud-array.json']) {
    const claims = JSON.parse(readFileSync(`claims/${file}`, 'utf8'))
    tokens.push({
      alg,
      key: isSecret(name) ? name : `${name}-public.pem`,
      token: await new SignJWT(claims).setProtectedHeader({ typ: 'JWT', kid: `${alg}/${name}`, alg }).sign(key),
      claims,
    })
  }
}

// The package does not export its package.json: it is read as a file.
const own = join(dirname(fileURLToPath(import.meta.url)), 'node_modules/jose/package.json')
const { version } = JSON.parse(readFileSync(own, 'utf8'))
console.log(
  JSON.stringify(
    {
      tool: 'jose (npm)',
      version: `${version} on node ${process.versions.node}`,
      date: new Date().toISOString().slice(0, 10),
      tokens,
    },
    null,
    1,
  ),
)
