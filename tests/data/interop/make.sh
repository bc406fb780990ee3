#!/usr/bin/env bash
# Makes the tokens of other implementations anew: keys where there are none, then one JSON file for each tool.
#
# Needs openssl 3, python 3 and node 20 or later; fetches the two libraries, in the versions below, into a directory that is
# removed afterwards. ES* and PS* signatures are randomised: a second run gives other tokens that are just as good.
set -euo pipefail
cd "$(dirname "$0")"

PYJWT=2.15.1
CRYPTOGRAPHY=50.0.2
JOSE=6.2.17

make_key() { # file without suffix, then the options of genpkey
    local file=keys/$1
    shift
    if [ ! -e "$file-private.pem" ]; then
        openssl genpkey "$@" -out "$file-private.pem" 2>/dev/null
        openssl pkey -in "$file-private.pem" -pubout -out "$file-public.pem"
    fi
}

mkdir -p keys
make_key rsa-2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
make_key ec-p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve
make_key ec-p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve
make_key ec-p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -pkeyopt ec_param_enc:named_curve
make_key ec-secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -pkeyopt ec_param_enc:named_curve
make_key ed25519 -algorithm ED25519
# 64 bytes: as long as the longest hash, so that one secret does for HS256, HS384 and HS512 (RFC 7518 section 3.2).
[ -e keys/hmac.hex ] || openssl rand -hex 64 >keys/hmac.hex

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" -q install "pyjwt==$PYJWT" "cryptography==$CRYPTOGRAPHY"
npm install --silent --no-audit --no-fund --prefix "$tools" "jose@$JOSE"
# An ES module finds its packages from where it lies.
cp make_jose.mjs "$tools"

"$tools/venv/bin/python" make_pyjwt.py >pyjwt.json
node "$tools/make_jose.mjs" >jose.json
bash make_openssl.sh >openssl.json
