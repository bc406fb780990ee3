#!/bin/sh
# Makes the recorded keys and signatures of tests/suite/keys/openssl.rs anew, in the folder of this script (or the one that is given).
# Written with OpenSSL 3.0. Every run makes other keys.
set -eu
cd "${1:-$(dirname "$0")}"
# Those of ML-DSA are made by make_ml_dsa.py.
find . -maxdepth 1 \( -name '*.pem' -o -name '*.der' -o -name '*.sig' -o -name '*.txt' \) ! -name 'ml-dsa-*' -exec rm {} +
printf 'a message that openssl signs' > message.txt

# The containers of a pair whose PKCS#8 is in $1-pkcs8.pem.
pair() {
    # `pkey -outform DER` would write the traditional structure.
    openssl pkcs8 -topk8 -nocrypt -in "$1-pkcs8.pem" -outform DER -out "$1-pkcs8.der"
    openssl pkey -in "$1-pkcs8.pem" -pubout -out "$1-spki.pem"
    openssl pkey -in "$1-pkcs8.pem" -pubout -outform DER -out "$1-spki.der"
}

# Signatures of all the algorithms.
rsa_signatures() {
    for hash in 256 384 512; do
        openssl dgst -sha$hash -sign "$1-pkcs8.pem" -out "$1-rs$hash.sig" message.txt
        openssl dgst -sha$hash -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest \
            -sign "$1-pkcs8.pem" -out "$1-ps$hash.sig" message.txt
    done
}

for bits in 2048 3072 4096; do
    name=rsa-$bits
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:$bits -out $name-pkcs8.pem
    pair $name
    openssl rsa -in $name-pkcs8.pem -traditional -out $name-pkcs1.pem 2> /dev/null
    openssl rsa -in $name-pkcs8.pem -traditional -outform DER -out $name-pkcs1.der 2> /dev/null
    openssl rsa -in $name-pkcs8.pem -RSAPublicKey_out -out $name-pkcs1-public.pem 2> /dev/null
    openssl rsa -in $name-pkcs8.pem -RSAPublicKey_out -outform DER -out $name-pkcs1-public.der 2> /dev/null
    rsa_signatures $name
done
# A modulus that is longer than those by more octets than a hash has: signatures alone.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:4680 -out rsa-4680-pkcs8.pem
openssl pkey -in rsa-4680-pkcs8.pem -pubout -out rsa-4680-spki.pem
rsa_signatures rsa-4680
openssl rsa -in rsa-2048-pkcs8.pem -pubout -text -out rsa-2048-spki-text.pem 2> /dev/null
openssl rsa -in rsa-2048-pkcs8.pem -traditional -text -out rsa-2048-pkcs1-text.pem 2> /dev/null

curve() {
    openssl ecparam -name "$2" -genkey -out "$1-sec1-parameters.pem"
    openssl pkey -in "$1-sec1-parameters.pem" -out "$1-pkcs8.pem"
    pair "$1"
    openssl ec -in "$1-pkcs8.pem" -param_enc named_curve -out "$1-sec1.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -param_enc named_curve -outform DER -out "$1-sec1.der" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -conv_form compressed -out "$1-sec1-compressed.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -no_public -out "$1-sec1-no-public.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -pubout -conv_form compressed -out "$1-spki-compressed.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -pubout -conv_form hybrid -out "$1-spki-hybrid.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -text -out "$1-sec1-text.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -pubout -text -out "$1-spki-text.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -param_enc explicit -out "$1-sec1-explicit.pem" 2> /dev/null
    openssl ec -in "$1-pkcs8.pem" -param_enc explicit -pubout -out "$1-spki-explicit.pem" 2> /dev/null
    openssl pkcs8 -topk8 -nocrypt -in "$1-sec1-explicit.pem" -out "$1-pkcs8-explicit.pem"
    openssl dgst "-sha$3" -sign "$1-pkcs8.pem" -out "$1.sig" message.txt
}
curve p-256 prime256v1 256
curve p-384 secp384r1 384
curve p-521 secp521r1 512
curve secp256k1 secp256k1 256

openssl genpkey -quiet -algorithm ED25519 -out ed25519-pkcs8.pem
pair ed25519
openssl pkey -in ed25519-pkcs8.pem -text -out ed25519-pkcs8-text.pem
openssl pkeyutl -sign -rawin -inkey ed25519-pkcs8.pem -in message.txt -out ed25519.sig

# What is refused.
openssl pkcs8 -topk8 -in p-256-pkcs8.pem -passout pass:secret -out encrypted-pkcs8.pem
openssl pkcs8 -topk8 -in p-256-pkcs8.pem -passout pass:secret -outform DER -out encrypted-pkcs8.der
openssl ec -in p-256-pkcs8.pem -aes128 -passout pass:secret -out encrypted-sec1.pem 2> /dev/null
openssl rsa -in rsa-2048-pkcs8.pem -traditional -aes128 -passout pass:secret -out encrypted-pkcs1.pem 2> /dev/null
openssl req -x509 -new -key p-256-pkcs8.pem -subj /CN=test -days 1 -out certificate.pem
openssl x509 -in certificate.pem -outform DER -out certificate.der
openssl x509 -in certificate.pem -trustout -out trusted-certificate.pem
openssl req -new -key p-256-pkcs8.pem -subj /CN=test -out request.pem
openssl req -in request.pem -outform DER -out request.der
openssl genpkey -quiet -algorithm X25519 -out x25519-pkcs8.pem
openssl pkey -in x25519-pkcs8.pem -pubout -out x25519-spki.pem
openssl genpkey -quiet -algorithm ED448 -out ed448-pkcs8.pem
openssl pkey -in ed448-pkcs8.pem -pubout -out ed448-spki.pem
openssl dsaparam -out parameters.dsa 1024 2> /dev/null
openssl gendsa -out dsa-pkcs8.pem parameters.dsa 2> /dev/null
openssl dsa -in dsa-pkcs8.pem -pubout -out dsa-spki.pem 2> /dev/null
openssl pkey -in dsa-pkcs8.pem -traditional -out dsa-traditional.pem
rm parameters.dsa
openssl ecparam -name brainpoolP256r1 -genkey -noout -out brainpool-sec1.pem
openssl ec -in brainpool-sec1.pem -pubout -out brainpool-spki.pem 2> /dev/null
openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss-pkcs8.pem
openssl pkey -in rsa-pss-pkcs8.pem -pubout -out rsa-pss-spki.pem
openssl ecparam -name prime256v1 -out ec-parameters.pem
if command -v ssh-keygen > /dev/null; then
    ssh-keygen -q -t ed25519 -N '' -C '' -f openssh-private.pem && rm openssh-private.pem.pub
fi
