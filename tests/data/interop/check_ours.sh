#!/usr/bin/env bash
# Has the tokens that we sign checked by PyJWT, jose and openssl, and the same tokens with another signature refused by them.
#
# Fetches the two libraries into a directory that is removed afterwards; the versions are those of make.sh.
set -euo pipefail
cd "$(dirname "$0")"

eval "$(grep -E '^(PYJWT|CRYPTOGRAPHY|JOSE)=' make.sh)"

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" -q install "pyjwt==$PYJWT" "cryptography==$CRYPTOGRAPHY"
npm install --silent --no-audit --no-fund --prefix "$tools" "jose@$JOSE"
cp check_jose.mjs "$tools"

# RS* and PS* signing, ES512 and ES256K are not among the default features.
cargo test --quiet --all-features --test interop -- --ignored --nocapture print_tokens_for_others |
    grep '^token' | cut -f2- >"$tools/ours.tsv"
algorithms=$(cut -f1 "$tools/ours.tsv" | uniq | tr '\n' ' ')
if [ "$algorithms" != "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA " ]; then
    echo "not every algorithm: $algorithms" && exit 1
fi
echo "ours: $(wc -l <"$tools/ours.tsv") tokens, $algorithms"

"$tools/venv/bin/python" check_pyjwt.py <"$tools/ours.tsv"
node "$tools/check_jose.mjs" <"$tools/ours.tsv"
bash check_openssl.sh <"$tools/ours.tsv"
