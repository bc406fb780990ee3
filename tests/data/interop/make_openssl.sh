#!/usr/bin/env bash
# Prints tokens made with the openssl command line as JSON. Called by make.sh, in this directory.
#
# There is no JWT library here: the payload is a claims file byte for byte, with its white space and its escapes.
set -euo pipefail

base64url() {
    openssl base64 -A | tr '+/' '-_' | tr -d '='
}

# An ECDSA signature is a SEQUENCE of two INTEGERs for openssl, and r || s of fixed length for JOSE (RFC 7518 section 3.4).
fixed_length() { # length of a half in bytes
    openssl asn1parse -inform DER | sed -n 's/.*INTEGER *:\([0-9A-F]*\)$/\1/p' | while read -r integer; do
        # asn1parse prints no sign byte, and no leading zeros either.
        printf '%*s' $((2 * $1)) "$integer" | tr ' ' '0'
    done | to_bytes
}

to_bytes() {
    sed 's/../\\x&/g' | { read -r escaped || true; printf '%b' "$escaped"; }
}

signature() { # alg; the signing input on standard input
    local hash=${1#??}
    case $1 in
    HS*) openssl dgst "-sha$hash" -mac HMAC -macopt "hexkey:$(cat keys/hmac.hex)" -binary ;;
    RS*) openssl dgst "-sha$hash" -sign keys/rsa-2048-private.pem -binary ;;
    PS*) openssl dgst "-sha$hash" -sign keys/rsa-2048-private.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -binary ;;
    ES256) openssl dgst -sha256 -sign keys/ec-p256-private.pem -binary | fixed_length 32 ;;
    ES384) openssl dgst -sha384 -sign keys/ec-p384-private.pem -binary | fixed_length 48 ;;
    ES512) openssl dgst -sha512 -sign keys/ec-p521-private.pem -binary | fixed_length 66 ;;
    ES256K) openssl dgst -sha256 -sign keys/ec-secp256k1-private.pem -binary | fixed_length 32 ;;
    EdDSA)
        # Ed25519 hashes twice, so that pkeyutl wants a file whose length it can ask for.
        local input
        input=$(mktemp)
        cat >"$input"
        openssl pkeyutl -sign -inkey keys/ed25519-private.pem -rawin -in "$input"
        rm "$input"
        ;;
    esac
}

key() { # alg
    case $1 in
    HS*) echo hmac.hex ;;
    RS* | PS*) echo rsa-2048-public.pem ;;
    ES256) echo ec-p256-public.pem ;;
    ES384) echo ec-p384-public.pem ;;
    ES512) echo ec-p521-public.pem ;;
    ES256K) echo ec-secp256k1-public.pem ;;
    EdDSA) echo ed25519-public.pem ;;
    esac
}

separator=''
printf '{\n "tool": "openssl",\n "version": "%s",\n "date": "%s",\n "tokens": [' "$(openssl version | cut -d' ' -f2)" "$(date -u +%F)"
for alg in HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA; do
    for claims in claims/aud-string.json claims/aud-array.json; do
        input=$(printf '{"alg":"%s"}' "$alg" | base64url).$(base64url <"$claims")
        token=$input.$(printf '%s' "$input" | signature "$alg" | base64url)
        printf '%s\n  {"alg": "%s", "key": "%s", "token": "%s",\n   "claims": %s}' "$separator" "$alg" "$(key "$alg")" "$token" "$(cat "$claims")"
        separator=,
    done
done
printf '\n ]\n}\n'
