#!/usr/bin/env python3
"""Makes the recorded ML-DSA keys and signatures anew, in the folder of this script.

They need OpenSSL 3.5 or newer, which few systems have as a program: Python's `cryptography` brings its own.
Written with cryptography 48.0.0 (OpenSSL 4.0.0). Every run makes other keys.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

folder = Path(__file__).parent
message = (folder / "message.txt").read_bytes()
kinds = {44: mldsa.MLDSA44PrivateKey, 65: mldsa.MLDSA65PrivateKey, 87: mldsa.MLDSA87PrivateKey}

for parameters, kind in kinds.items():
    key = kind.generate()
    name = f"ml-dsa-{parameters}"
    for encoding, ending in ((Encoding.PEM, "pem"), (Encoding.DER, "der")):
        private = key.private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        (folder / f"{name}-pkcs8.{ending}").write_bytes(private)
        (folder / f"{name}-spki.{ending}").write_bytes(public)
    (folder / f"{name}.sig").write_bytes(key.sign(message))
