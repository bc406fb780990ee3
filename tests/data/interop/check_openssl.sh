#!/usr/bin/env bash
# Checks our signatures with the openssl command line, which knows nothing of claims. Called by check_ours.sh, in this directory;
# tokens come on standard input.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unbase64url() {
    local text
    text=$(tr '_-' '/+')
    while [ $((${#text} % 4)) -ne 0 ]; do text+='='; done
    printf '%s' "$text" | openssl base64 -d -A
}

# r || s to the SEQUENCE of two INTEGERs that openssl wants; `asn1parse -genconf` writes the DER.
to_der() { # length of a half in bytes; the signature on standard input
    local hex
    hex=$(od -An -v -tx1 | tr -d ' \n')
    [ ${#hex} -eq $((4 * $1)) ] || return 1
    printf 'asn1=SEQUENCE:signature\n[signature]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:$((2 * $1))}" "${hex:$((2 * $1))}" >"$work/conf"
    openssl asn1parse -genconf "$work/conf" -noout -out /dev/stdout
}

verify() { # alg; files input and signature
    local hash=${1#??}
    case $1 in
    HS*)
        openssl dgst "-sha$hash" -mac HMAC -macopt "hexkey:$(cat keys/hmac.hex)" -binary "$work/input" | cmp -s - "$work/signature"
        ;;
    RS*) openssl dgst "-sha$hash" -verify keys/rsa-2048-public.pem -signature "$work/signature" "$work/input" ;;
    PS*)
        openssl dgst "-sha$hash" -verify keys/rsa-2048-public.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest \
            -signature "$work/signature" "$work/input"
        ;;
    ES256) ecdsa 32 sha256 ec-p256 ;;
    ES384) ecdsa 48 sha384 ec-p384 ;;
    ES512) ecdsa 66 sha512 ec-p521 ;;
    ES256K) ecdsa 32 sha256 ec-secp256k1 ;;
    EdDSA) openssl pkeyutl -verify -pubin -inkey keys/ed25519-public.pem -rawin -in "$work/input" -sigfile "$work/signature" ;;
    *) return 2 ;;
    esac >"$work/output" 2>&1
}

ecdsa() { # length of a half, hash, key
    to_der "$1" <"$work/signature" >"$work/der"
    openssl dgst "-$2" -verify "keys/$3-public.pem" -signature "$work/der" "$work/input"
}

accepted=0
refused=0
while IFS=$'\t' read -r alg _ token; do
    printf '%s' "${token%.*}" >"$work/input"
    printf '%s' "${token##*.}" | unbase64url >"$work/signature"
    verify "$alg" || { echo "openssl refuses $alg: $token" && exit 1; }
    accepted=$((accepted + 1))
    printf ' ' >>"$work/input"
    if verify "$alg"; then echo "openssl accepts another input: $alg" && exit 1; fi
    refused=$((refused + 1))
done
echo "openssl $(openssl version | cut -d' ' -f2): $accepted signatures good; $refused over another input refused"
[ "$accepted" -gt 0 ]
