"""The bugs: what is changed, and the tests that are asked."""

from typing import NamedTuple


class Bug(NamedTuple):
    name: str
    what: str
    edits: list
    command: tuple


def suite(*tests):
    return ("cargo", "test", "--locked", "--all-features", "--test", "suite", "--", *tests)


def library(*tests):
    return ("cargo", "test", "--locked", "--all-features", "--lib", "--", *tests)


def engine(feature, *tests):
    return ("cargo", "test", "--locked", "-p", "signature-verification", "--features", feature, "--lib", "--", *tests)


EMULATED = ("cargo", "test", "--locked", "--manifest-path", "crates/signature-verification/emulated/Cargo.toml", "--lib")
ENGINE = "crates/signature-verification/src/"

BUGS = [
    Bug(
        "crit",
        "`crit` is ignored",
        [("src/jws/header.rs", "_ => Err(VerifyError::UnsupportedCritical),", "_ => Ok(()),")],
        suite("header::text", "hostile::corpus::headers"),
    ),
    Bug(
        "operator",
        "MACs are compared with `==`",
        [
            (
                "src/jwa/hmac.rs",
                "mac.verify_slice(signature).map_err(|_| InvalidSignature)",
                "if mac.finalize().into_bytes()[..] == *signature { Ok(()) } else { Err(InvalidSignature) }",
            )
        ],
        suite("layers"),
    ),
    Bug(
        "padding",
        "a padded segment is accepted",
        [
            (
                "src/base64url.rs",
                "    BASE64_URL_SAFE_NO_PAD.decode_slice(text, buffer)",
                '    BASE64_URL_SAFE_NO_PAD.decode_slice(text.strip_suffix(b"=").unwrap_or(text), buffer)',
            ),
            (
                "src/base64url.rs",
                "self.0.decode_slice(text, buffer)",
                'self.0.decode_slice(text.strip_suffix(b"=").unwrap_or(text), buffer)',
            ),
        ],
        suite("token::form", "hostile::corpus::encodings"),
    ),
    Bug(
        "trailing-bits",
        "bits of a last character that belong to no byte need not be zero",
        [
            (
                "src/base64url.rs",
                "    BASE64_URL_SAFE_NO_PAD.decode_slice(text, buffer)",
                "    let config = NO_PAD.with_decode_allow_trailing_bits(true);\n"
                "    base64::engine::GeneralPurpose::new(&base64::alphabet::URL_SAFE, config).decode_slice(text, buffer)",
            ),
            (
                "src/base64url.rs",
                "Self(Engine::url_safe(NO_PAD))",
                "Self(Engine::url_safe(NO_PAD.with_decode_allow_trailing_bits(true)))",
            ),
        ],
        suite("token::form", "hostile::corpus::encodings"),
    ),
    Bug(
        "long-header",
        "accepted headers are remembered whatever their length is",
        [("src/jws/accepted.rs", "if full || segment.len() > MAX_LEN {", "if full {")],
        suite("token::allocations"),
    ),
    Bug(
        "nbf",
        "`nbf` is not checked",
        [
            (
                "src/jwt/validation/check.rs",
                "each(ClaimName::NotBefore, check.not_in_future(claims.not_before))?;",
                "each(ClaimName::NotBefore, Ok(()))?;",
            )
        ],
        suite("times", "hostile::corpus::claims"),
    ),
    Bug(
        "duplicates",
        "the last of duplicate names counts",
        [
            (
                "src/json/names.rs",
                "if level.marks.mark(name) && self.contains(level, name) {\n            return false;",
                "if level.marks.mark(name) && self.contains(level, name) {\n            return true;",
            )
        ],
        suite("header::parameters", "claims::registered", "hostile::corpus::headers"),
    ),
    Bug(
        "zero",
        # Not to refuse infinity is not enough: its x is not zero, so no r fits.
        "ECDSA accepts r = s = 0: zero is not refused, and infinity fits any r",
        [
            (ENGINE + "ecdsa/scalar.rs", " & !limbs::equal(&integer, &[0; N])).then_some", ").then_some"),
            (ENGINE + "ecdsa.rs", " & !sum.zz.is_zero()\n", " | sum.zz.is_zero()\n"),
        ],
        suite("hostile::signatures", "hostile::corpus::signatures"),
    ),
    Bug(
        "roca",
        "RSA moduli with the fingerprint of ROCA are accepted",
        [("src/jwa/rsa.rs", "if has_roca_fingerprint(n) {", "if has_roca_fingerprint(n) && n.is_empty() {")],
        library("roca"),
    ),
    Bug(
        "salt",
        "PSS accepts a salt of another length",
        [
            (
                "src/jwa/rsa/pss.rs",
                "let (padding, salt) = db.split_at_checked(db.len().checked_sub(message_hash.len())?)?;",
                "let one = db.iter().position(|byte| *byte != 0)?;\n"
                "    let (padding, salt) = db.split_at_checked(one.checked_add(1)?)?;",
            )
        ],
        suite("hostile::corpus::signatures", "rfc::wycheproof"),
    ),
    Bug(
        "p256",
        "P-256: the last carry of a reduction is lost",
        [(ENGINE + "ecdsa/p256.rs", "([r0, r1, r2, r3], u64::from(carry))", "([r0, r1, r2, r3], u64::from(carry & 0))")],
        engine("p256", "ecdsa"),
    ),
    Bug(
        "complete",
        "ECDSA: where a formula of the fast sum does not hold, the complete addition is not tried",
        [
            (
                ENGINE + "ecdsa.rs",
                "        if sum.zz.is_zero() {\n            sum =",
                "        if sum.zz.is_zero() & false {\n            sum =",
            )
        ],
        engine("p256", "ecdsa"),
    ),
    Bug(
        "p384",
        "P-384: one borrow of a reduction is lost, that needs a limb of zeros",
        [(ENGINE + "ecdsa/p384.rs", "let (r3, borrow) = sbb(t4, 0, borrow);", "let (r3, borrow) = sbb(t4, 0, borrow & 0);")],
        engine("p384", "ecdsa"),
    ),
    Bug(
        "p521",
        "P-521: the carry between the last limbs of a reduction is lost",
        [(ENGINE + "ecdsa/p521.rs", "adc(t9, m >> 55, carry)", "adc(t9, m >> 55, carry & 0)")],
        engine("p521", "ecdsa"),
    ),
    Bug(
        "ed25519",
        "Ed25519: the last carry of a folding is lost, that needs three limbs of ones",
        [
            (
                ENGINE + "ed25519/field.rs",
                "FieldElement([r0.wrapping_add(FOLD & limbs::mask(carry)), r1, r2, r3])",
                "FieldElement([r0.wrapping_add(FOLD & limbs::mask(carry & 0)), r1, r2, r3])",
            )
        ],
        engine("ed25519", "ed25519"),
    ),
    Bug(
        "small-order-key",
        "Ed25519: keys of small order are accepted",
        [
            (
                ENGINE + "ed25519.rs",
                "Sum::decode(encoded).filter(|point| !point.has_small_order())?",
                "Sum::decode(encoded)?",
            )
        ],
        engine("ed25519", "ed25519"),
    ),
    Bug(
        "small-order-r",
        "Ed25519: an R of small order is accepted",
        [(ENGINE + "ed25519.rs", "!sum.has_small_order() & (sum.encode() == *r)", "sum.encode() == *r")],
        engine("ed25519", "ed25519"),
    ),
    Bug(
        "rsa",
        "RSA of 2048, 3072 and 4096 bits: the carry into the last column of the lower half is lost",
        [(ENGINE + "rsa/kernel.rs", " + (t[15] >> LIMB_BITS);", ";")],
        engine("rsa", "rsa"),
    ),
    Bug(
        "any-size",
        "RSA of other sizes: one of two carries is lost",
        [
            (
                ENGINE + "rsa/any_size.rs",
                "t[k] = u64::from(carry) + u64::from(more);",
                "t[k] = u64::from(carry) + u64::from(more & false);",
            )
        ],
        engine("rsa", "rsa"),
    ),
    Bug(
        "ifma",
        "AVX-512: a carry does not ripple from one register to the next",
        [(ENGINE + "rsa/ifma.rs", "carry = sum >> LANES;", "carry = (sum >> LANES) & 0;")],
        EMULATED,
    ),
]
