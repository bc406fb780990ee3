#!/bin/sh
# Makes some of the keys of this folder anew, in the folder of this script (or the one that is
# given). Written with OpenSSL 3.0 and Python 3. Every run makes other keys.
set -eu
cd "${1:-$(dirname "$0")}"

# Keys for RSASSA-PSS alone (RFC 4055): without parameters, and with the hash, the hash of MGF1 and the smallest salt.
pss() {
    name=$1
    shift
    openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 "$@" -out "rsa-pss-$name-pkcs8.pem"
    openssl pkey -in "rsa-pss-$name-pkcs8.pem" -pubout -out "rsa-pss-$name-spki.pem"
}
restricted() {
    pss "$1" -pkeyopt rsa_pss_keygen_md:"$2" -pkeyopt rsa_pss_keygen_mgf1_md:"$3" -pkeyopt rsa_pss_keygen_saltlen:"$4"
}
pss any
restricted sha256 sha256 sha256 32
restricted sha256-salt-20 sha256 sha256 20
restricted sha256-salt-33 sha256 sha256 33
restricted sha256-mgf1-sha1 sha256 sha1 32
restricted sha512 sha512 sha512 64

# An exponent of 3.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out rsa-e3-pkcs8.pem
openssl rsa -in rsa-e3-pkcs8.pem -traditional -out rsa-e3-pkcs1.pem 2> /dev/null

# Primes of 1200 and 848 bits.
p=$(openssl prime -generate -bits 1200)
q=$(openssl prime -generate -bits 848)
python3 - "$p" "$q" << 'PYTHON' > rsa-unequal.cnf
import sys
p, q = map(int, sys.argv[1:])
e = 65537
d = pow(e, -1, (p - 1) * (q - 1))
print("asn1 = SEQUENCE:key\n[key]")
for name, number in enumerate([0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]):
    print(f"member{name} = INTEGER:{number:#x}")
PYTHON
openssl asn1parse -genconf rsa-unequal.cnf -noout -out rsa-unequal.der
rm rsa-unequal.cnf
openssl rsa -inform DER -in rsa-unequal.der -traditional -out rsa-unequal-pkcs1.pem 2> /dev/null
openssl pkcs8 -topk8 -nocrypt -in rsa-unequal-pkcs1.pem -out rsa-unequal-pkcs8.pem
rm rsa-unequal.der

# A certificate first, its private key behind it.
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pkcs12-key.pem
openssl req -x509 -new -key pkcs12-key.pem -subj /CN=test -days 1 -out pkcs12-certificate.pem
openssl pkcs12 -export -inkey pkcs12-key.pem -in pkcs12-certificate.pem -passout pass:secret -out pkcs12.p12
openssl pkcs12 -in pkcs12.p12 -passin pass:secret -nodes -out ec-p256-pkcs12-nodes.pem
rm pkcs12-key.pem pkcs12-certificate.pem pkcs12.p12
