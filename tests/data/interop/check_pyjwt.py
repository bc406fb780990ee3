"""Checks our tokens with PyJWT. Called by check_ours.sh, in this directory; tokens come on standard input."""

import json
import pathlib
import sys

import jwt

KEYS = {
    "HS": "hmac.hex",
    "RS": "rsa-2048",
    "PS": "rsa-2048",
    "ES256": "ec-p256",
    "ES384": "ec-p384",
    "ES512": "ec-p521",
    "ES256K": "ec-secp256k1",
    "EdDSA": "ed25519",
}


def verifying_key(alg):
    name = KEYS.get(alg) or KEYS[alg[:2]]
    if name.endswith(".hex"):
        return bytes.fromhex(pathlib.Path("keys", name).read_text())
    return pathlib.Path("keys", f"{name}-public.pem").read_bytes()


def other_signature(token):
    """The token with a signature whose first character is another one."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


accepted = refused = 0
for line in sys.stdin:
    alg, file, token = line.rstrip("\n").split("\t")
    expected = json.loads(pathlib.Path("claims", file).read_text(encoding="utf-8"))
    policy = {"algorithms": [alg], "audience": "api", "issuer": "https://id.example"}
    assert jwt.decode(token, verifying_key(alg), **policy) == expected, (alg, file)
    assert jwt.get_unverified_header(token) == {"alg": alg, "typ": "JWT", "kid": "interop"}
    accepted += 1
    try:
        jwt.decode(other_signature(token), verifying_key(alg), **policy)
    except jwt.InvalidSignatureError:
        refused += 1
print(f"PyJWT {jwt.__version__}: {accepted} accepted, claims equal; {refused} with another signature refused")
assert accepted and accepted == refused
