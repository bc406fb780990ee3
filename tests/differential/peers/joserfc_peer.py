"""joserfc: `joserfc_peer.py DIRECTORY` writes joserfc.jsonl."""

import sys

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

import lines

NOW = lines.now(sys.argv[1])
TYPES = {"HS": OctKey, "RS": RSAKey, "PS": RSAKey, "ES": ECKey, "Ed": OKPKey}
NAMED = {"iss": {"essential": True, "value": "https://id.example"}, "aud": {"essential": True, "value": "api"}}
REGISTRIES = {
    "bare": jwt.JWTClaimsRegistry(now=NOW, leeway=60),
    "named": jwt.JWTClaimsRegistry(now=NOW, leeway=60, **NAMED),
    "typed": jwt.JWTClaimsRegistry(now=NOW, leeway=60, **NAMED),
    "loose": jwt.JWTClaimsRegistry(now=NOW, leeway=60),
}


def prepare(name, key):
    return TYPES[name[:2]].import_key(key)


def verify(key, name, policy, token):
    decoded = jwt.decode(token, key, algorithms=[name])
    REGISTRIES[policy].validate(decoded.claims)
    return decoded.claims


lines.judge(sys.argv[1], "joserfc", prepare, verify)
