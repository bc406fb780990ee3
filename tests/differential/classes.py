"""The classes of strictness. A disagreement belongs to a class if the text of the error and the token itself say so.

README.md has a row for each. `STRICTER`: we reject, a peer accepts. The error is ours. `LAXER`: we accept, a peer rejects.
The error is the peer's.
"""

import re

from facts import Number

STRINGS = ("alg", "typ", "cty", "kid")
JOSERFC_KNOWN = {"alg", "typ", "cty", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"}
UNUSED = {"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip", "enc", "url", "nonce", "epk"}
HUGE = 1.7e308


def wrong_parameter(facts, found):
    kinds = {"b64": bool, "crit": list}.get(found["name"], str)
    return facts.has_other_than("header", found["name"], kinds)


def wrong_claim(facts, found):
    values = facts.payload.get(found["name"])
    if found["name"] == "aud":
        return any(not isinstance(v, str) and not (isinstance(v, list) and all(isinstance(s, str) for s in v)) for v in values)
    return facts.has_other_than("payload", found["name"], Number if found["name"] in ("exp", "nbf", "iat") else str)


def crit_is_bad(facts, found):
    return facts.header.get("crit") != []


def typ_is_other(facts, found):
    values = facts.header.get("typ")
    return facts.policy == "typed" and not any(
        isinstance(v, str) and re.fullmatch("(application/)?at[+]jwt", v.lower()) for v in values
    )


def in_future(facts, found):
    return any(time > facts.now + 60 for time in facts.times("iat"))


def part(predicate):
    """A class whose error begins with the part it is about."""
    return lambda facts, found: predicate(facts.part(found["part"]))


PART = "(?P<part>header|payload): "
CLAIM = "(?P<name>iss|sub|aud|exp|nbf|iat|jti): "

STRICTER = [
    ("white space in the token", "token: white space in it", lambda f, m: re.search(r"\s", f.token)),
    ("non-canonical base64url", "(header|payload|signature): not canonical unpadded base64url", lambda f, m: not f.is_canonical()),
    ("token longer than 16 KiB", "token: too long", lambda f, m: len(f.token) > 16_384),
    ("not UTF-8", PART + "not UTF-8", part(lambda p: not p.is_utf8)),
    ("not JSON", PART + "not JSON", part(lambda p: not p.is_json)),
    ("duplicate names", PART + "duplicate member name", part(lambda p: p.names_twice)),
    ("lone surrogate", PART + "lone surrogate in a string", part(lambda p: p.has_lone_surrogate)),
    ("reserved name", PART + "reserved member name", part(lambda p: b"$serde_json::private::" in p.bytes)),
    ("nested deeper than 127", PART + "nested too deep", part(lambda p: p.is_deep)),
    ("more than 64 values in the header", "header: too many values", lambda f, m: f.header.count > 64 or f.header.is_deep),
    ("number out of range", PART + "number out of range", part(lambda p: p.greatest > HUGE)),
    ("type of a header parameter", "header: (?P<name>alg|typ|cty|kid|b64|crit): (null|of the wrong type)", wrong_parameter),
    ("crit", "header: (invalid crit|unsupported critical extension)", crit_is_bad),
    ("b64 is false", "header: invalid crit", lambda f, m: False in f.header.get("b64")),
    ("typ", "typ: (missing|not the expected value)", typ_is_other),
    ("type of a claim", CLAIM + "(null|of the wrong type)", wrong_claim),
    ("exp required", "exp: missing", lambda f, m: f.policy != "loose" and f.payload.get("exp") == []),
    ("aud without configured audience", "aud: present, but no audience is configured",
     lambda f, m: f.policy == "bare" and f.payload.get("aud") != []),
    ("time at its boundary", "(?P<name>exp|nbf|iat): (expired|in the future)", lambda f, m: f.is_at_boundary(m["name"])),
    ("iat in the future", "iat: in the future", in_future),
]


def has_unknown_name(facts, found):
    return set(facts.header.names()) - JOSERFC_KNOWN


def has_unused_parameter(facts, found):
    return set(facts.header.names()) & UNUSED


def date_beyond_u64(facts, found):
    return any(not -0.5 < time < 2**64 for name in ("exp", "nbf") for time in facts.times(name))


def any_part(predicate):
    return lambda facts, found: predicate(facts.header) or predicate(facts.payload)


# The peer, the text of its error, the token.
LAXER = [
    ("unknown header parameter", "joserfc", "UnsupportedHeaderError", has_unknown_name),
    ("header longer than 512 bytes", "joserfc", "ExceededSizeError.*Header", lambda f, m: len(f.segments[0]) > 512),
    ("type of an unused header parameter", "joserfc", "InvalidHeaderValueError", has_unused_parameter),
    ("type of an unused header parameter", "jsonwebtoken", "JSON error: (invalid type|missing field|unknown variant|data did not match)",
     has_unused_parameter),
    ("greatest float", "jsonwebtoken", "JSON error: number out of range", any_part(lambda p: p.greatest > HUGE)),
    ("lone surrogate in what is skipped", "jsonwebtoken", "JSON error: (lone leading surrogate|unexpected end of hex escape)",
     any_part(lambda p: p.has_lone_surrogate)),
    ("NumericDate outside of u64", "jsonwebtoken", "(Invalid format for claim: (exp|nbf)|Missing required claim: exp)", date_beyond_u64),
    ("time at its boundary", "pyjwt", "(ExpiredSignatureError|ImmatureSignatureError)",
     lambda f, m: any(f.is_at_boundary(name) for name in ("exp", "nbf", "iat"))),
]


def stricter(facts, ours):
    return first((name, re.fullmatch(text, ours), holds) for name, text, holds in STRICTER)(facts)


def laxer(facts, peer, error):
    return first((name, re.match(text, error, re.S), holds) for name, who, text, holds in LAXER if who == peer)(facts)


def first(rows):
    def find(facts):
        return next((name for name, found, holds in rows if found and holds(facts, found)), None)

    return find
