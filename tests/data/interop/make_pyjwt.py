"""Prints tokens made by PyJWT as JSON. Called by make.sh, in this directory."""

import datetime
import json
import pathlib

import cryptography
import jwt

KEYS = {
    "HS256": "hmac.hex",
    "HS384": "hmac.hex",
    "HS512": "hmac.hex",
    "RS256": "rsa-2048",
    "RS384": "rsa-2048",
    "RS512": "rsa-2048",
    "PS256": "rsa-2048",
    "PS384": "rsa-2048",
    "PS512": "rsa-2048",
    "ES256": "ec-p256",
    "ES384": "ec-p384",
    "ES512": "ec-p521",
    "ES256K": "ec-secp256k1",
    "EdDSA": "ed25519",
}


def signing_key(name):
    if name.endswith(".hex"):
        return bytes.fromhex(pathlib.Path("keys", name).read_text())
    return pathlib.Path("keys", f"{name}-private.pem").read_bytes()


tokens = []
for alg, name in KEYS.items():
    for claims_file in ["aud-string.json", "aud-array.json"]:
        claims = json.loads(pathlib.Path("claims", claims_file).read_text(encoding="utf-8"))
        tokens.append(
            {
                "alg": alg,
                "key": name if name.endswith(".hex") else f"{name}-public.pem",
                "token": jwt.encode(claims, signing_key(name), algorithm=alg),
                "claims": claims,
            }
        )

document = {
    "tool": "PyJWT",
    "version": f"{jwt.__version__} with cryptography {cryptography.__version__}",
    "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
    "tokens": tokens,
}
print(json.dumps(document, indent=1, ensure_ascii=False))
