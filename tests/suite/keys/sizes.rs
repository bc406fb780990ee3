//! Which keys are made: sizes, ranges and formats (RFC 7518 sections 3 and 6, RFC 8725 section 3.5).

use jwt_codec::jwa::HmacAlgorithm;
use jwt_codec::{
    Es256, Hs256, Hs384, Hs512, KeyDefect, KeyError, KeyPart, Rs256, Rs384, Rs512, SigningKey, VerifyingKey, dangerous,
};

use crate::support::{keys, rfc};

/// The order of P-256 (FIPS 186-4 section D.1.2.3), big-endian.
pub(crate) const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The prime of P-256's field, big-endian.
const P256_PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

const F4: [u8; 3] = [1, 0, 1];

/// An odd number of that many bits.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0; bits.div_ceil(8)];
    bytes[0] = 1 << ((bits - 1) % 8);
    *bytes.last_mut().unwrap() |= 1;
    bytes
}

#[track_caller]
fn rsa(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let verdict = VerifyingKey::<Rs256>::from_components(n, e).map(|_| ());
    assert_eq!(VerifyingKey::<Rs384>::from_components(n, e).map(|_| ()), verdict);
    assert_eq!(VerifyingKey::<Rs512>::from_components(n, e).map(|_| ()), verdict);
    verdict
}

#[track_caller]
fn secret_lengths<A: HmacAlgorithm>(minimum: usize) {
    for length in 0..=65 {
        let secret = vec![0x5a; length];
        let signing = SigningKey::<A>::from_secret(&secret).map(|_| ());
        let verifying = VerifyingKey::<A>::from_secret(&secret).map(|_| ());
        let expected = if length < minimum { Err(KeyError::SecretLength { found: length, minimum }) } else { Ok(()) };
        assert_eq!(signing, expected, "{length}");
        assert_eq!(verifying, expected, "{length}");
    }
}

/// RFC 7518 section 3.2. CVE-2026-44351, CVE-2026-45363.
#[test]
fn secrets_are_as_long_as_the_hash() {
    secret_lengths::<Hs256>(32);
    secret_lengths::<Hs384>(48);
    secret_lengths::<Hs512>(64);
    assert!(SigningKey::<Hs256>::from_secret(&vec![1; 1 << 20]).is_ok());
}

#[test]
fn dangerous_takes_any_secret_but_an_empty_one() {
    let empty = KeyError::SecretLength { found: 0, minimum: 1 };
    assert_eq!(dangerous::signing_key_from_any_secret::<Hs256>(b"").unwrap_err(), empty);
    assert_eq!(dangerous::verifying_key_from_any_secret::<Hs512>(b"").unwrap_err(), empty);
    let pem = keys::RSA_PUBLIC_PEM.as_bytes();
    for secret in [&b"x"[..], b"too short", pem] {
        assert!(dangerous::signing_key_from_any_secret::<Hs256>(secret).is_ok());
        assert!(dangerous::verifying_key_from_any_secret::<Hs384>(secret).is_ok());
    }
}

#[test]
fn rsa_modulus_is_2048_to_8192_bits() {
    for bits in [2048, 2049, 2056, 3072, 4096, 8191, 8192] {
        assert_eq!(rsa(&modulus(bits), &F4), Ok(()), "{bits}");
    }
    for bits in [8, 512, 1024, 2040, 2047, 8193, 16_384] {
        assert_eq!(rsa(&modulus(bits), &F4), Err(KeyError::ModulusLength { found: bits }));
    }
}

#[test]
fn rsa_exponent_is_odd_and_from_3_to_2_to_the_33() {
    let n = modulus(2048);
    let minimal = |exponent: u128| -> Vec<u8> {
        let bytes = exponent.to_be_bytes();
        bytes.iter().copied().skip_while(|&byte| byte == 0).collect()
    };
    for exponent in [3, 5, 17, 257, 65_537, (1 << 32) + 1, (1 << 33) - 1] {
        assert_eq!(rsa(&n, &minimal(exponent)), Ok(()), "{exponent}");
    }
    let range = Err(KeyError::Malformed(KeyPart::Exponent, KeyDefect::ExponentRange));
    for exponent in [1, 2, 4, 65_536, 1 << 33, (1 << 33) + 1, (1 << 63) + 1, (1 << 64) + 3, u128::MAX] {
        assert_eq!(rsa(&n, &minimal(exponent)), range, "{exponent}");
    }
    let as_long_as_the_modulus = vec![0xff; 256];
    assert_eq!(rsa(&n, &as_long_as_the_modulus), range);
}

#[test]
fn rsa_numbers_have_one_form() {
    let n = modulus(2048);
    let leading = [&[0], &n[..]].concat();
    let no_modulus = Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::LeadingZeros));
    let no_exponent = Err(KeyError::Malformed(KeyPart::Exponent, KeyDefect::LeadingZeros));
    assert_eq!(rsa(&leading, &F4), no_modulus);
    assert_eq!(rsa(&[], &F4), no_modulus);
    assert_eq!(rsa(&[0; 256], &F4), no_modulus);
    assert_eq!(rsa(&n, &[0, 1, 0, 1]), no_exponent);
    assert_eq!(rsa(&n, &[]), no_exponent);
    assert_eq!(rsa(&n, &[0]), no_exponent);
    let mut even = n;
    *even.last_mut().unwrap() &= 0xfe;
    assert_eq!(rsa(&even, &F4), Err(KeyError::Malformed(KeyPart::Modulus, KeyDefect::Even)));
}

/// CVE-2017-16007: a point is on the curve, and has coordinates below the prime.
#[test]
fn es256_coordinates_are_those_of_a_point() {
    let example = rfc::example("A.3");
    let (x, y) = (example.key("x"), example.key("y"));
    let make = |x: &[u8], y: &[u8]| VerifyingKey::<Es256>::from_coordinates(x, y).map(|_| ());
    assert_eq!(make(&x, &y), Ok(()));
    let off = Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));
    let mut changed = y.clone();
    changed[31] ^= 1;
    assert_eq!(make(&x, &changed), off);
    assert_eq!(make(&y, &x), off);
    assert_eq!(make(&[0; 32], &[0; 32]), off);
    assert_eq!(make(&[0xff; 32], &[0xff; 32]), off);
    assert_eq!(make(&P256_PRIME, &y), off);
    assert_eq!(make(&x, &P256_PRIME), off);
    // There is a point with x = 0, and p is another text for 0.
    let root_of_b: [u8; 32] = [
        0x66, 0x48, 0x5c, 0x78, 0x0e, 0x2f, 0x83, 0xd7, 0x24, 0x33, 0xbd, 0x5d, 0x84, 0xa0, 0x6b, 0xb6, 0x54, 0x1c,
        0x2a, 0xf3, 0x1d, 0xae, 0x87, 0x17, 0x28, 0xbf, 0x85, 0x6a, 0x17, 0x4f, 0x93, 0xf4,
    ];
    assert_eq!(make(&[0; 32], &root_of_b), Ok(()));
    assert_eq!(make(&P256_PRIME, &root_of_b), off);
    for length in (0..=66).filter(|&length| length != 32) {
        let wrong = vec![1; length];
        let of = |part| Err(KeyError::Length { part, found: length, expected: 32 });
        assert_eq!(make(&wrong, &y), of(KeyPart::X));
        assert_eq!(make(&x, &wrong), of(KeyPart::Y));
    }
    let longer = [&[0], &x[..]].concat();
    assert!(make(&longer, &y).is_err());
}

#[test]
fn es256_scalar_is_from_1_to_the_order() {
    let make = |d: &[u8]| SigningKey::<Es256>::from_scalar(d).map(|_| ());
    let small = |last: u8| {
        let mut scalar = [0; 32];
        scalar[31] = last;
        scalar
    };
    let mut below = P256_ORDER;
    below[31] -= 1;
    let mut above = P256_ORDER;
    above[31] += 1;
    assert_eq!(make(&small(1)), Ok(()));
    assert_eq!(make(&below), Ok(()));
    let range = Err(KeyError::Malformed(KeyPart::D, KeyDefect::ScalarRange));
    for scalar in [small(0), P256_ORDER, above, [0xff; 32]] {
        assert_eq!(make(&scalar), range);
    }
    for length in (0..=66).filter(|&length| length != 32) {
        let expected = Err(KeyError::Length { part: KeyPart::D, found: length, expected: 32 });
        assert_eq!(make(&vec![1; length]), expected);
    }
}

/// A server holds a key across threads and catches panics around it, whatever the key's algorithm.
#[test]
fn keys_have_the_auto_traits_of_values() {
    fn is_a_value<T: Send + Sync + Unpin + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    is_a_value::<VerifyingKey<Hs256>>();
    is_a_value::<VerifyingKey<Rs256>>();
    is_a_value::<VerifyingKey<Es256>>();
    is_a_value::<SigningKey<Hs256>>();
    is_a_value::<SigningKey<Es256>>();
}
