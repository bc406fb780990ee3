"""Writes the seeds of the corpus: corpus/<target>/<name>. What a fuzzer adds there has a hash as its name, and stays."""

import base64
import json
import pathlib
import re

import engine_seeds

HERE = pathlib.Path(__file__).parent
KEYS = HERE.parent / "tests" / "data" / "keys"
SIGNED = re.search(r'SIGNED: &str =\s*"(.*?)"', (HERE / "src/compact.rs").read_text()).group(1)

# RFC 7515 appendix A.1 to A.3, and the unsecured token of A.5.
PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
A1 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
A2 = (
    f"eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAyn"
    "RFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
    "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)
A3 = (
    f"eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
A5 = f"eyJhbGciOiJub25lIn0.{PAYLOAD}."


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header, payload=b'{"exp":4102444800}', signature=b"\0" * 32):
    return ".".join(base64url(part) for part in (header, payload, signature))


def nested(levels, inner="1"):
    """An object that is nested as deep as that."""
    return '{"a":' + "[" * (levels - 1) + inner + "]" * (levels - 1) + "}"


HEADERS = {
    "alg-only": b'{"alg":"HS256"}',
    "all-strings": b'{"alg":"ES256","typ":"at+jwt","cty":"JWT","kid":"2026-11"}',
    "rfc7515-a1-white-space": b'{"typ":"JWT",\r\n "alg":"HS256"}',
    "alg-none": b'{"alg":"none"}',
    "alg-none-mixed-case": b'{"alg":"nOnE"}',
    "alg-missing": b'{"typ":"JWT"}',
    "alg-number": b'{"alg":256}',
    "alg-array": b'{"alg":["HS256"]}',
    "alg-null": b'{"alg":null}',
    "alg-twice": b'{"alg":"HS256","alg":"none"}',
    "alg-twice-escaped": b'{"alg":"HS256","\\u0061lg":"none"}',
    "alg-escaped": b'{"\\u0061lg":"\\u0048S256"}',
    "crit-unknown": b'{"alg":"HS256","crit":["x"],"x":1}',
    "crit-empty": b'{"alg":"HS256","crit":[]}',
    "crit-registered": b'{"alg":"HS256","crit":["alg"]}',
    "crit-absent-name": b'{"alg":"HS256","crit":["x"]}',
    "b64-false": b'{"alg":"HS256","b64":false,"crit":["b64"]}',
    "b64-true": b'{"alg":"HS256","b64":true}',
    "embedded-jwk": b'{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"},"jku":"https://mallory.example","x5c":["MII"]}',
    "kid-traversal": b'{"alg":"HS256","kid":"../../dev/null\\u0000"}',
    "kid-number": b'{"alg":"HS256","kid":7}',
    "kid-lone-surrogate": b'{"alg":"HS256","kid":"\\ud800"}',
    "kid-surrogate-pair": b'{"alg":"HS256","kid":"\\ud83d\\ude00"}',
    "not-utf-8": b'{"alg":"HS256","kid":"\xff"}',
    "byte-order-mark": b'\xef\xbb\xbf{"alg":"HS256"}',
    "trailing-nul": b'{"alg":"HS256"}\0',
    "reserved-name": b'{"alg":"HS256","x":[{"$serde_json::private::Number":"1"}]}',
    "number-out-of-range": b'{"alg":"HS256","x":1e400}',
    "nested-127": b'{"alg":"HS256","x":' + nested(126).encode() + b"}",
    "nested-128": b'{"alg":"HS256","x":' + nested(127).encode() + b"}",
    "nested-129": b'{"alg":"HS256","x":' + nested(128).encode() + b"}",
}

PAYLOADS = {
    "rfc7519-3.1": b'{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
    "empty-object": b"{}",
    "all-registered": b'{"iss":"a","sub":"b","aud":["c","d"],"exp":4102444800,"nbf":0,"iat":1.5,"jti":"e"}',
    "aud-mixed-array": b'{"aud":["a",1]}',
    "aud-empty-array": b'{"aud":[]}',
    "exp-string": b'{"exp":"4102444800"}',
    "exp-null": b'{"exp":null}',
    "exp-1e400": b'{"exp":1e400}',
    "exp-two-to-64": b'{"exp":18446744073709551616}',
    "exp-twice": b'{"exp":1,"\\u0065xp":4102444800}',
    "duplicate-inside": b'{"a":{"b":1,"b":2}}',
    "not-an-object": b'[{"exp":1}]',
    "a-string": b'"{}"',
    "floats-hard-to-round": b'{"a":[2.2250738585072011e-308,1.0000000000000002220446049250313,9007199254740993.0,8.98846567431158e307,5e-324,0.1,123456789012345678901234567890]}',
    "floats-at-the-end-of-the-range": b'{"a":[1.7976931348623157e308,1.7976931348623158e308]}',
    "float-just-out-of-range": b'{"a":1.7976931348623159e308}',
    "integers-at-the-ends": b'{"a":[18446744073709551615,-9223372036854775808,-9223372036854775809,-0,0e0,-0.0]}',
    "numbers-that-are-none": b'{"a":[01,+1,.5,1.,0x1,NaN,Infinity]}',
    "escapes": b'{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\ud83d\\ude00"}',
    "lone-surrogate": b'{"a":"\\udc00\\ud800"}',
    "control-character": b'{"a":"\x01"}',
    "not-utf-8": b'{"a":"\xc3\x28"}',
    "byte-order-mark": b"\xef\xbb\xbf{}",
    "trailing-bytes": b"{}{}",
    "trailing-comma": b'{"a":1,}',
    "white-space": b' \t\r\n{ "a" : [ 1 , 2 ] } \n',
    "nested-127": nested(127).encode(),
    "nested-128": nested(128).encode(),
    "nested-129": nested(129).encode(),
    "reserved-name": b'{"a":{"$serde_json::private::RawValue":"1"}}',
    "reserved-name-escaped": b'{"\\u0024serde_json::private::Number":"1"}',
    "reserved-name-almost": b'{"$serde_json::private":"$serde_json::private::Number"}',
    "json-serialization": b'{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}',
}

TOKENS = {
    "signed": SIGNED,
    "signed-padded": SIGNED + "=",
    "signed-other-trailing-bits": SIGNED[:-1] + chr(ord(SIGNED[-1]) + 1),
    "signed-line-feed": SIGNED + "\n",
    "signed-cut-signature": SIGNED[:-4],
    "signed-no-signature": SIGNED[: SIGNED.rindex(".") + 1],
    "signed-fourth-segment": SIGNED + ".",
    "signed-other-alphabet": SIGNED.replace("-", "+").replace("_", "/"),
    "rfc7515-a1-hs256": A1,
    "rfc7515-a2-rs256": A2,
    "rfc7515-a3-es256": A3,
    "rfc7515-a5-none": A5,
    "none-with-mac": token(b'{"alg":"none"}'),
    "psychic-es256": token(b'{"alg":"ES256"}', signature=b"\0" * 64),
    "der-es256": token(b'{"alg":"ES256"}', signature=bytes.fromhex("3006020101020101")),
    "zeros-rs256": token(b'{"alg":"RS256"}', signature=b"\0" * 256),
    "ones-rs256": token(b'{"alg":"RS256"}', signature=b"\xff" * 256),
    "crit": token(b'{"alg":"HS256","crit":["exp"],"exp":1}'),
    "alg-twice": token(b'{"alg":"HS256","alg":"RS256"}'),
    "header-not-utf-8": token(b'{"alg":"\xff"}'),
    "five-segments": "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AA.AA.AA",
    "dots": "." * 200,
    "two-dots": "..",
    "not-ascii": "é.é.é",
    "json-serialization": '{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}',
    "payload-and-signature-only": "e30.AA",
}


def der(name):
    """The last block: before a SEC1 key, openssl writes one with its parameters."""
    block = (KEYS / name).read_text().split("-----")[-3]
    # RFC 1421's headers stand before the base64 of an encrypted one.
    return base64.b64decode("".join(line for line in block.splitlines() if ":" not in line))


def keys():
    for file in sorted(KEYS.glob("*.pem")):
        yield f"{file.stem}-pem", file.read_bytes()
        yield f"{file.stem}-der", der(file.name)
    spki = (KEYS / "ec-p256-spki.pem").read_bytes()
    yield "pem-crlf", spki.replace(b"\n", b"\r\n")
    yield "pem-text-before", b"Bag Attributes: none\n" + spki
    yield "pem-two-blocks", spki + (KEYS / "rsa-2048-spki.pem").read_bytes()
    yield "pem-without-end", spki[:60]
    yield "pem-certificate", b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
    yield "pem-encrypted", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"
    yield "pem-label-mismatch", spki.replace(b"END PUBLIC", b"END PRIVATE")
    point = der("ec-p256-spki.pem")
    yield "ec-off-curve-der", point[:-1] + bytes([point[-1] ^ 1])
    yield "ec-point-zeros-der", point[:-64] + b"\0" * 64
    yield "ec-truncated-der", point[:-1]
    yield "ec-trailing-byte-der", point + b"\0"
    # As older OpenSSL wrote it: a scalar without its zero in front. It is a key, and no secret.
    scalar, curve = bytes(range(7, 38)), bytes.fromhex("a00a06082a8648ce3d030107")
    yield "ec-p256-sec1-of-31-bytes-as-a-secret", bytes.fromhex("3030020101041f") + scalar + curve
    rsa = der("rsa-2048-pkcs1-public.pem")
    yield "rsa-exponent-1-der", rsa[:-3] + b"\x00\x00\x01"
    yield "rsa-even-modulus-der", rsa[:-6] + bytes([rsa[-6] & 0xFE]) + rsa[-5:]
    yield "length-of-2-to-32-der", bytes.fromhex("3084ffffffff") + rsa[4:]


def claims():
    """The bytes that src/bytes.rs makes claims of: the key, the time, then each claim behind a byte that says if it is there."""
    time = b"\0" + (1_700_000_000).to_bytes(8, "little")
    past, future = b"\0" + (0).to_bytes(8, "little"), b"\0" + (4_102_444_800).to_bytes(8, "little")
    fraction = b"\1" + (-5).to_bytes(4, "little", signed=True) + (999_999).to_bytes(4, "little")
    absent = b"\0"

    def text(string):
        encoded = string.encode()
        return bytes([len(encoded)]) + encoded

    def there(value):
        return b"\1" + value

    def case(key=0, now=time, iss=absent, aud=absent, exp=there(future), nbf=absent, iat=there(past), custom=b""):
        return bytes([key]) + now + absent + absent + iss + absent + aud + exp + nbf + iat + absent + custom

    yield "plain", case()
    yield "es256", case(key=1)
    yield "expired", case(exp=there(past))
    yield "exp-now", case(exp=there(time))
    yield "nbf-now", case(nbf=there(time))
    yield "issued-in-future", case(iat=there(future))
    yield "fractions", case(now=fraction, exp=there(fraction), iat=there(fraction))
    yield "last-time", case(exp=there(b"\0" + b"\xff" * 7 + b"\x7f"))
    yield "first-time", case(now=b"\0" + b"\0" * 7 + b"\x80", exp=there(b"\0" + b"\0" * 7 + b"\x80"))
    yield "issuer-escapes", case(iss=there(text('"\\/\b\f\n\r\t\0\x7f\u2028')))
    yield "audience-one", case(aud=there(b"\0" + text("api")))
    yield "audience-none", case(aud=there(b"\1"))
    yield "audience-two", case(aud=there(b"\3" + text("api") + text("ü")))
    yield "custom-registered-name", case(custom=text("exp") + b"\7" + text("x"))
    yield "custom-float", case(custom=text("f") + b"\4" + bytes.fromhex("555555555555d53f"))
    yield "custom-smallest-float", case(custom=text("f") + b"\4" + b"\1" + b"\0" * 7)
    yield "custom-negative-zero", case(custom=text("f") + b"\4" + b"\0" * 7 + b"\x80")
    yield "custom-greatest-integer", case(custom=text("i") + b"\2" + b"\xff" * 8)
    yield "custom-nested-arrays", case(custom=text("a") + b"\5\1" * 100)
    yield "custom-nested-objects", case(custom=text("o") + (b"\6\1" + text("é")) * 50)
    yield "custom-many-members", case(custom=b"".join(text(f"m{number}") + b"\1\0" for number in range(40)))
    yield "custom-reserved-name", case(custom=text("$serde_json::private::Number") + b"\7" + text("1"))
    yield "custom-not-utf-8", case(custom=b"\3\xff\xfe\xfd\7\3\xff\xfe\xfd")


def documents():
    """JSON serializations: the one that is signed, and what is nearest to it."""
    good = re.search(r'SIGNED: &str = r#"(.*?)"#', (HERE / "src/json_form.rs").read_text()).group(1)
    members = good[len('{"payload":"ZnV6eg",') : -1]
    general = '{"payload":"ZnV6eg","signatures":[%s]}'
    yield "flattened", good
    yield "general", general % f"{{{members}}}"
    yield "general-twice", general % f"{{{members}}},{{{members}}}"
    yield "general-one-bad", general % f'{{"signature":"AA"}},{{{members}}}'
    yield "general-17", general % ",".join([f"{{{members}}}"] * 17)
    yield "general-empty", general % ""
    yield "mixed-forms", good.replace("{", '{"signatures":[],', 1)
    yield "payload-twice", good.replace("{", '{"payload":"AAAA",', 1)
    yield "payload-absent", good.replace('"payload":"ZnV6eg",', "")
    yield "payload-escaped", good.replace("ZnV6eg", "\\u005anV6eg")
    yield "payload-padded", good.replace("ZnV6eg", "ZnV6eg==")
    yield "alg-unprotected", good.replace('"kid"', '"alg"').replace('"1"', '"HS256"')
    yield "alg-only-unprotected", '{"payload":"ZnV6eg","header":{"alg":"HS256"},"signature":"AA"}'
    yield "crit-unprotected", good.replace('"kid":"1"', '"crit":["x"],"x":1')
    yield "b64-unprotected", good.replace('"kid":"1"', '"b64":false')
    yield "kid-number", good.replace('"1"', "1")
    yield "header-empty", good.replace('{"kid":"1"}', "{}")
    yield "unknown-member", good.replace("{", '{"x":[{"y":1}],', 1)
    yield "white-space", good.replace(":", " :\r\n\t")
    yield "trailing-garbage", good + "x"
    yield "compact", SIGNED


EXPERIENCED = re.search(r"const KNOWN: .*?= \[(.*?)\];", (HERE / "src/known_header.rs").read_text(), re.S).group(1)
# The headers that the target's verifier has accepted, in their order.
KNOWN = [raw or escaped.encode().decode("unicode_escape") for raw, escaped in re.findall(r'r#"(.*?)"#|"((?:[^"\\]|\\.)*)"', EXPERIENCED)]


def known_headers():
    """The policy, what the rest is, and the rest: see token() in src/known_header.rs."""

    def case(kind, rest, known=0, strict=0):
        return bytes([strict, 5 * known + kind]) + rest

    for name in ("signed", "rfc7515-a1-hs256", "none-with-mac", "crit", "alg-twice", "two-dots"):
        yield f"token-{name}", case(0, TOKENS[name].encode())
    for place, header in enumerate(KNOWN):
        yield f"known-{place}", case(3, b'{"exp":4102444800}', place)
        yield f"known-{place}-strict", case(3, b'{"aud":"api","exp":4102444800}', place, strict=1)
        yield f"known-{place}-last-character", case(4, bytes([len(base64url(header.encode())) - 1, ord("k")]), place)
        yield f"known-{place}-longer", case(1, (base64url(header.encode()) + "IA").encode())
    yield "known-padded", case(1, (base64url(KNOWN[0].encode()) + "=").encode())
    yield "known-shorter", case(1, base64url(KNOWN[0].encode())[:-4].encode())
    yield "known-expired", case(3, b'{"exp":1}')
    yield "known-not-json", case(3, b"{")
    for name in ("alg-none", "alg-twice", "alg-escaped", "crit-unknown", "crit-empty", "b64-false", "kid-traversal", "not-utf-8"):
        yield f"signed-{name}", case(2, HEADERS[name])
    yield "signed-kid-new", case(2, b'{"alg":"HS256","kid":"three"}')
    yield "signed-kid-of-other-key", case(2, b'{"alg":"HS256","kid":"two"}')
    yield "signed-crit-understood", case(2, b'{"alg":"HS256","crit":["ext"],"ext":2}')


CLAIMS = {
    "both-policies": b'{"iss":"a","aud":["b","c"],"exp":4102444800,"x":0,"z":"w"}',
    "numbers-of-all-kinds": b'{"exp":4102444800.5,"nbf":-0.0,"iat":1e9,"a":[0,-1,18446744073709551615,18446744073709551616,-9223372036854775809,1e-7]}',
    "registered-escaped": b'{"\\u0069ss":"\\u0061","s\\u0075b":"\\ud83d\\ude00","exp":4102444800}',
    "lone-surrogate-ignored": b'{"a":"\\ud800","exp":4102444800}',
    "lone-surrogate-in-array": b'{"a":[{"b":"\\udfff"}],"exp":4102444800}',
    "lone-surrogate-in-name": b'{"\\ud800":1,"exp":4102444800}',
    "lone-surrogate-in-iss": b'{"iss":"\\ud800","exp":4102444800}',
    "wrong-type-behind-lone-surrogate": b'{"a":"\\ud800","exp":"1"}',
    "wrong-type-before-duplicate": b'{"exp":"1","a":1,"a":2}',
    "wrong-type-behind-duplicate": b'{"a":1,"a":2,"exp":"1"}',
    "two-of-wrong-type": b'{"jti":null,"iss":1}',
    "each-null": b'{"iss":null,"sub":null,"aud":null,"exp":null,"nbf":null,"iat":null,"jti":null}',
    "rules-null": b'{"exp":4102444800,"iss":"a","aud":"c","x":null,"y":null,"z":null}',
    "empty-names": b'{"":{"":[{"":""}]},"exp":4102444800}',
}


def policies():
    """Ten bytes of a policy before the claims: see Policy::new in src/policy.rs."""

    def case(claims, flags=0, others=0, now=0, leeway=0, future=0, age=0, remaining=0, issuers=0, audiences=0, typ=0):
        return bytes([flags, others, now, leeway, future, age, remaining, issuers, audiences, typ]) + claims

    good = b'{"iss":"a","sub":"e","aud":["c"],"exp":1700000060,"nbf":1700000000,"iat":1700000000,"x":0,"y":"z"}'
    yield "default-policy", case(b'{"exp":1700000060}')
    yield "every-rule", case(good, 0, 0b111111, issuers=1, audiences=1, typ=1)
    yield "every-rule-broken", case(b'{"iss":"b","sub":"f","aud":"g","exp":1,"nbf":1800000000,"iat":1800000000,"jti":"h"}', 0, 0b111111, issuers=1, audiences=1, typ=3)
    yield "every-claim-missing", case(b"{}", 0b110, 0b111111, issuers=1, audiences=1)
    yield "everything-allowed", case(b'{"aud":"g","exp":1,"iat":1800000000}', 0b11111000)
    for seconds in ("1699999939", "1699999940", "1699999941", "1699999940.000001", "1699999939.999999"):
        yield f"exp-{seconds}", case(b'{"exp":%s}' % seconds.encode())
        yield f"exp-{seconds}-a-microsecond-later", case(b'{"exp":%s}' % seconds.encode(), now=1)
    for seconds in ("1700000060", "1700000060.000001", "1700000061"):
        yield f"nbf-{seconds}", case(b'{"exp":1800000000,"nbf":%s,"iat":%s}' % (seconds.encode(), seconds.encode()))
        yield f"nbf-{seconds}-own-leeway", case(b'{"exp":1800000000,"nbf":%s}' % seconds.encode(), 1, future=2)
    yield "too-old-by-one", case(b'{"exp":1800000000,"iat":1699999879}', 0b10)
    yield "not-too-old", case(b'{"exp":1800000000,"iat":1699999880}', 0b10)
    yield "max-age-without-iat", case(b'{"exp":1800000000}', 0b10)
    yield "expires-soon", case(b'{"exp":1700000060}', 0b100)
    yield "expires-a-second-after-soon", case(b'{"exp":1700000061}', 0b100)
    yield "exp-far", case(b'{"exp":18446744073709551615,"nbf":-9223372036854775808}', now=5, leeway=4)
    yield "exp-far-float", case(b'{"exp":1e300,"nbf":-1e300,"iat":9.3e18}', now=4, leeway=4)
    yield "before-1970", case(b'{"exp":-0.5,"nbf":-0.5}', now=3, leeway=1)
    yield "typ-with-prefix", case(good, 0, 0b10, audiences=1, typ=2)
    yield "typ-with-another-slash", case(good, 0, 0b10, audiences=1, typ=4)
    yield "typ-missing-allowed", case(good, 0b1000000, 0b10, audiences=1)
    yield "aud-not-expected", case(good)
    for name, claims in CLAIMS.items():
        yield name, case(claims, issuers=1, audiences=1, others=0b111100)


def examples(rfc):
    return json.loads((HERE.parent / f"tests/data/rfc/{rfc}.json").read_text())


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


EC = examples("rfc7517")["A.2"]["keys"][0]
RSA = examples("rfc7517")["A.2"]["keys"][1]
ED25519 = examples("rfc8037_rfc7797")["examples"][0]["jwk"]
OCT = examples("rfc7515")["examples"][0]["jwk"]
SIGNING_EC = {name: value for name, value in EC.items() if name not in ("use", "kid")}
PUBLIC_EC = {name: value for name, value in SIGNING_EC.items() if name != "d"}
PUBLIC_ED25519 = {name: value for name, value in ED25519.items() if name != "d"}


def jwks():
    for name, key in (("ec", EC), ("rsa", RSA), ("ed25519", ED25519), ("oct", OCT), ("ec-without-use", SIGNING_EC)):
        yield f"rfc-{name}", text(key)
    for example in examples("rfc7515")["examples"]:
        if isinstance(example.get("jwk"), dict):
            yield f"rfc7515-{example['section']}", text(example["jwk"])
    yield "rfc9964-ml-dsa-44", text(examples("rfc9964")["examples"][0]["jwk"])
    yield "ec-public", text(PUBLIC_EC)
    yield "ed25519-public", text(PUBLIC_ED25519)
    yield "ed25519-alg", text(PUBLIC_ED25519 | {"alg": "Ed25519", "kid": "a"})
    yield "ed25519-other-half", text(ED25519 | {"d": base64url(bytes(32))})
    yield "rsa-public", text({name: RSA[name] for name in ("kty", "n", "e")})
    yield "rsa-d-alone", text({name: RSA[name] for name in ("kty", "n", "e", "d")})
    yield "rsa-factor-missing", text({name: value for name, value in RSA.items() if name != "qi"})
    yield "rsa-exponent-with-zero", text({name: RSA[name] for name in ("kty", "n")} | {"e": "AAEAAQ"})
    yield "rsa-third-prime", text(RSA | {"oth": [{"r": "AQ", "d": "AQ", "t": "AQ"}]})
    yield "rsa-alg-of-ec", text(RSA | {"alg": "ES256"})
    yield "ec-coordinate-short", text(PUBLIC_EC | {"x": base64url(bytes(31))})
    yield "ec-coordinate-padded", text(PUBLIC_EC | {"x": PUBLIC_EC["x"] + "="})
    yield "ec-off-curve", text(PUBLIC_EC | {"x": base64url(bytes(32))})
    yield "ec-scalar-zero", text(SIGNING_EC | {"d": base64url(bytes(32))})
    yield "ec-of-another-curve", text(PUBLIC_EC | {"crv": "P-384"})
    yield "ec-secp256k1", text(PUBLIC_EC | {"crv": "secp256k1"})
    yield "key-ops-sign", text(SIGNING_EC | {"key_ops": ["sign"]})
    yield "key-ops-verify", text(PUBLIC_EC | {"key_ops": ["verify"], "use": "sig"})
    yield "key-ops-twice", text(PUBLIC_EC | {"key_ops": ["verify", "verify"]})
    yield "key-ops-not-as-use", text(PUBLIC_EC | {"key_ops": ["deriveKey"], "use": "sig"})
    yield "key-ops-empty", text(PUBLIC_EC | {"key_ops": []})
    yield "use-enc", text(PUBLIC_EC | {"use": "enc"})
    yield "kid-escapes", text(PUBLIC_EC | {"kid": '"\\/\b\u0000é\U0001f511'})
    yield "kid-lone-surrogate", text(PUBLIC_EC)[:-1] + b',"kid":"\\ud800"}'
    yield "kid-twice", text(PUBLIC_EC | {"kid": "a"})[:-1] + b',"k\\u0069d":"b"}'
    yield "nulls", text(PUBLIC_EC | dict.fromkeys(["d", "kid", "alg", "use", "key_ops", "oth", "k"]))
    yield "unknown-members", text(PUBLIC_EC | {"x5c": ["MII"], "x5t": 1, "a": {"b": [1e300, -1, None, True]}})
    yield "oct-empty", text({"kty": "oct", "k": ""})
    yield "oct-a-pem-key", text({"kty": "oct", "k": base64url((KEYS / "ec-p256-spki.pem").read_bytes())})
    yield "kty-unknown", text(PUBLIC_EC | {"kty": "future"})
    yield "not-an-object", b"[]"


def jwk_sets():
    def case(*keys, more=b""):
        return b'{"keys":[' + b",".join(key if isinstance(key, bytes) else text(key) for key in keys) + b"]" + more + b"}"

    for section in ("A.1", "A.2", "A.3"):
        yield f"rfc7517-{section}", text(examples("rfc7517")[section])
    named = SIGNING_EC | {"kid": "a"}
    yield "empty", case()
    yield "two-kinds", case(named, ED25519 | {"kid": "b"})
    yield "without-kid", case(PUBLIC_EC, PUBLIC_ED25519)
    yield "same-key-twice", case(named, named)
    yield "same-key-both-halves", case(named, PUBLIC_EC | {"kid": "a"})
    yield "one-kid-two-keys", case(named, ED25519 | {"kid": "a"})
    yield "one-kid-two-algorithms", case(*({name: RSA[name] for name in ("kty", "n", "e")} | {"kid": "a", "alg": alg} for alg in ("RS256", "PS256")))
    yield "one-kid-one-for-encryption", case(named, PUBLIC_ED25519 | {"kid": "a", "use": "enc"})
    yield "one-kid-one-derives", case(named, PUBLIC_ED25519 | {"kid": "a", "key_ops": ["deriveKey"]})
    yield "one-kid-one-unknown", case(named, {"kid": "a", "kty": "future"})
    yield "secret-next-to-public", case(OCT | {"kid": "s", "alg": "HS256"}, named)
    yield "secret-next-to-unknown", case(OCT | {"kid": "s", "alg": "HS256"}, {"kty": "future"})
    yield "secrets", case(OCT | {"kid": "s", "alg": "HS256"}, OCT | {"kid": "t", "alg": "HS512"})
    yield "key-ops-sign", case(named | {"key_ops": ["sign"]})
    yield "key-ops-sign-and-verify", case(named | {"key_ops": ["sign", "verify"]})
    yield "off-curve", case(named, PUBLIC_EC | {"kid": "b", "x": base64url(bytes(32))})
    yield "other-half", case(ED25519 | {"kid": "a", "d": base64url(bytes(32))})
    yield "rsa-without-alg", case(RSA)
    yield "defective-entries", case(b"null", b"1", b"{}", b'{"kty":"EC"}', b'{"kid":"a","kid":"b"}', named)
    yield "kid-lone-surrogate", case(text(PUBLIC_EC)[:-1] + b',"kid":"\\ud800"}', named)
    yield "keys-twice", case(named, more=b',"keys":[]')
    yield "keys-not-an-array", b'{"keys":{}}'
    yield "keys-absent", b'{"a":1}'
    yield "other-members", case(named, more=b',"a":[1,{"b":null}]')
    yield "trailing-garbage", case(named) + b"x"


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds:
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


write("claim_types", ((f"{name}-{policy}", bytes([place]) + data) for place, policy in enumerate(("lenient", "strict")) for name, data in (CLAIMS if place else PAYLOADS | CLAIMS).items()))
write("compact", TOKENS.items())
write("ecdsa", engine_seeds.ecdsa())
write("ed25519", engine_seeds.ed25519())
write("header", HEADERS.items())
write("json_form", documents())
write("jwk", jwks())
write("jwk_set", jwk_sets())
write("known_header", known_headers())
write("payload", PAYLOADS.items())
write("pem", keys())
write("round_trip", claims())
write("rsa_signatures", engine_seeds.rsa_signatures())
write("two_pass", policies())
