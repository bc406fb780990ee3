//! DER that is nearly a key: SPKI (RFC 5280 section 4.1), PKCS#8 (RFC 5958), SEC1 (RFC 5915), PKCS#1 (RFC 8017).

use jwt_codec::jwa::KeyFamily;
use jwt_codec::{EdDsa, Es256, KeyDefect, KeyError, KeyKind, KeyPart, Rs256, SigningKey, VerifyingKey};

const OCTET_STRING: u8 = 4;
const NULL: &[u8] = &[5, 0];
const ID_EC_PUBLIC_KEY: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const ID_EC_DH: &[u8] = &[6, 5, 0x2b, 0x81, 4, 1, 12];
const ID_DSA: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
const P_256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const RSA_ENCRYPTION: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const ID_ED25519: &[u8] = &[6, 3, 0x2b, 0x65, 0x70];
const ID_ED448: &[u8] = &[6, 3, 0x2b, 0x65, 0x71];
const ID_X25519: &[u8] = &[6, 3, 0x2b, 0x65, 0x6e];
const VERSION_0: &[u8] = &[2, 1, 0];
const VERSION_1: &[u8] = &[2, 1, 1];

const ALGORITHM: KeyError = KeyError::Malformed(KeyPart::AlgorithmIdentifier, KeyDefect::MalformedParameters);
const SPKI: KeyError = KeyError::Malformed(KeyPart::Spki, KeyDefect::Malformed);
const PKCS8: KeyError = KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::Malformed);
const SEC1: KeyError = KeyError::Malformed(KeyPart::Sec1, KeyDefect::Malformed);
const NO_STRUCTURE: KeyError = KeyError::Malformed(KeyPart::Der, KeyDefect::NoStructure);
const OTHER_KEY: KeyError = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey);

pub(crate) fn value(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = match contents.len() {
        length @ ..0x80 => vec![u8::try_from(length).unwrap()],
        length @ ..0x100 => vec![0x81, u8::try_from(length).unwrap()],
        length => [&[0x82], &u16::try_from(length).unwrap().to_be_bytes()[..]].concat(),
    };
    [&[tag], &length[..], &contents].concat()
}

pub(crate) fn sequence(members: &[&[u8]]) -> Vec<u8> {
    value(0x30, members)
}

pub(crate) fn bit_string(octets: &[u8]) -> Vec<u8> {
    value(3, &[&[0], octets])
}

/// A key pair of P-256: the scalar, the point.
fn p_256() -> ([u8; 32], Vec<u8>) {
    let d = [7; 32];
    let spki = SigningKey::<Es256>::from_scalar(&d).unwrap().verifying_key().to_der();
    (d, spki[spki.len() - 65..].to_vec())
}

/// The numbers of an RSA key, as a structure of PKCS#1.
fn pkcs1() -> Vec<u8> {
    let spki = VerifyingKey::<Rs256>::from_pem(include_str!("../../data/keys/rsa-2048-spki.pem")).unwrap().to_der();
    spki[24..].to_vec()
}

fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    sequence(&[&sequence(algorithm), &bit_string(key)])
}

#[test]
fn curve_is_a_parameter_of_elliptic_curve_keys_alone() {
    let (_, point) = p_256();
    let read = |family| VerifyingKey::<Es256>::from_der(&spki(&[family, P_256], &point));
    assert!(read(ID_EC_PUBLIC_KEY).is_ok());
    let refused =
        |name| KeyError::Unexpected { found: KeyKind::Public(name), expected: KeyKind::Public(KeyFamily::P256) };
    assert_eq!(read(ID_DSA).unwrap_err(), refused(KeyFamily::Dsa));
    assert_eq!(read(ID_EC_DH).unwrap_err(), refused(KeyFamily::Unknown));
}

/// RFC 3279 section 2.3.1.
#[test]
fn parameters_of_rsa_are_null() {
    let read = |algorithm: &[&[u8]]| VerifyingKey::<Rs256>::from_der(&spki(algorithm, &pkcs1())).map(drop);
    assert_eq!(read(&[RSA_ENCRYPTION, NULL]), Ok(()));
    assert_eq!(read(&[RSA_ENCRYPTION]), Err(ALGORITHM));
    assert_eq!(read(&[RSA_ENCRYPTION, VERSION_0]), Err(ALGORITHM));
    assert_eq!(read(&[RSA_ENCRYPTION, NULL, NULL]), Err(SPKI));
    assert_eq!(read(&[NULL, RSA_ENCRYPTION]), Err(SPKI));
    assert_eq!(read(&[]), Err(SPKI));
}

/// RFC 8410 section 3.
#[test]
fn curves_of_rfc_8410_have_no_parameters() {
    for (family, name) in
        [(ID_ED25519, KeyFamily::Ed25519), (ID_ED448, KeyFamily::Ed448), (ID_X25519, KeyFamily::X25519)]
    {
        let read = |algorithm: &[&[u8]]| VerifyingKey::<Es256>::from_der(&spki(algorithm, &[9; 32])).unwrap_err();
        let found = KeyError::Unexpected { found: KeyKind::Public(name), expected: KeyKind::Public(KeyFamily::P256) };
        assert_eq!(read(&[family]), found);
        // For a key of another family, its parameters do not matter.
        assert_eq!(read(&[family, NULL]), found);
    }
    #[cfg(feature = "eddsa")]
    {
        let of_its_own = |algorithm: &[&[u8]]| VerifyingKey::<EdDsa>::from_der(&spki(algorithm, &[9; 32]));
        assert_eq!(of_its_own(&[ID_ED25519, NULL]).map(drop), Err(ALGORITHM));
    }
}

#[test]
fn spki_has_a_key_of_whole_octets() {
    let (_, point) = p_256();
    let algorithm = sequence(&[ID_EC_PUBLIC_KEY, P_256]);
    let read = |members: &[&[u8]]| VerifyingKey::<Es256>::from_der(&sequence(members)).map(drop);
    assert_eq!(read(&[&algorithm, &bit_string(&point)]), Ok(()));
    assert_eq!(read(&[&algorithm, &value(3, &[&[4], &point])]), Err(SPKI));
    assert_eq!(read(&[&algorithm, &value(3, &[])]), Err(SPKI));
    assert_eq!(read(&[&algorithm, &bit_string(&point), NULL]), Err(NO_STRUCTURE));
}

#[test]
fn two_or_three_sequences_are_a_certificate_with_a_signature_only() {
    let read = |members: &[&[u8]]| VerifyingKey::<Es256>::from_der(&sequence(members)).unwrap_err();
    let certificate = KeyError::Unexpected { found: KeyKind::Certificate, expected: KeyKind::Public(KeyFamily::P256) };
    let empty = sequence(&[]);
    assert_eq!(read(&[&empty, &empty, &bit_string(&[])]), certificate);
    assert_eq!(read(&[&empty, &empty]), NO_STRUCTURE);
    assert_eq!(read(&[&empty, &empty, NULL]), NO_STRUCTURE);
}

#[test]
fn sec1_is_as_rfc_5915_has_it() {
    #[track_caller]
    fn check(members: &[&[u8]], refused: Option<&KeyError>) {
        assert_eq!(SigningKey::<Es256>::from_der(&sequence(members)).err().as_ref(), refused);
    }

    let (d, point) = p_256();
    let private_key = value(OCTET_STRING, &[&d]);
    let parameters = value(0xa0, &[P_256]);
    let public_key = value(0xa1, &[&bit_string(&point)]);
    check(&[VERSION_1, &private_key, &parameters, &public_key], None);
    check(&[VERSION_1, &private_key, &parameters], None);

    let no_named_curve = Some(&KeyError::Malformed(KeyPart::Sec1, KeyDefect::NoNamedCurve));
    check(&[VERSION_1, &private_key], no_named_curve);
    check(&[VERSION_1, &private_key, &public_key], no_named_curve);
    check(&[VERSION_1, &private_key, &value(0xa0, &[&sequence(&[])])], no_named_curve);

    for version in [VERSION_0, &[2, 1, 2], &[2, 2, 0, 1], &[2, 0]] {
        check(&[version, &private_key, &parameters, &public_key], Some(&SEC1));
    }
    check(&[VERSION_1, &private_key, &parameters, &public_key, NULL], Some(&SEC1));
    check(&[VERSION_1, &private_key, &parameters, &public_key, &[0xa2, 0]], Some(&SEC1));
    check(&[VERSION_1, &private_key, &public_key, &parameters], Some(&SEC1));
    check(&[VERSION_1, &private_key, &value(0xa0, &[NULL])], Some(&SEC1));
    check(&[VERSION_1, &private_key, &value(0xa0, &[P_256, NULL])], Some(&SEC1));
    check(&[VERSION_1, &private_key, &parameters, &value(0xa1, &[&value(OCTET_STRING, &[&point])])], Some(&SEC1));
    check(&[VERSION_1, &private_key, &parameters, &value(0xa1, &[&value(3, &[&[1], &point])])], Some(&SEC1));
    check(&[VERSION_1, &private_key, &parameters, &value(0xa1, &[&bit_string(&point), NULL])], Some(&SEC1));
    check(&[VERSION_1, &private_key, &parameters, &value(0x81, &[&bit_string(&point)])], Some(&SEC1));
}

/// RFC 5915 section 3: a scalar is as long as the order. Older software left out zeros in front, or wrote one more.
#[test]
fn zeros_before_a_scalar_may_be_missing_or_more() {
    let read = |scalar: &[u8], point: &[u8]| {
        let sec1 = sequence(&[
            VERSION_1,
            &value(OCTET_STRING, &[scalar]),
            &value(0xa0, &[P_256]),
            &value(0xa1, &[&bit_string(point)]),
        ]);
        SigningKey::<Es256>::from_der(&sec1).map(|key| key.to_secret_der().expose_secret().to_owned())
    };
    let small = [&[0; 30][..], &[1, 2]].concat();
    let key = SigningKey::<Es256>::from_scalar(&small).unwrap();
    let (der, spki) = (key.to_secret_der().expose_secret().to_owned(), key.verifying_key().to_der());
    let point = &spki[spki.len() - 65..];
    for zeros in [0, 1, 29, 30, 31, 40] {
        assert_eq!(read(&[&vec![0; zeros][..], &[1, 2]].concat(), point), Ok(der.clone()), "{zeros}");
    }
    // In PKCS#8 too.
    let sec1 = sequence(&[VERSION_1, &value(OCTET_STRING, &[&[1, 2]])]);
    let algorithm = sequence(&[ID_EC_PUBLIC_KEY, P_256]);
    let pkcs8 = sequence(&[VERSION_0, &algorithm, &value(OCTET_STRING, &[&sec1])]);
    assert_eq!(SigningKey::<Es256>::from_der(&pkcs8).unwrap().to_secret_der().expose_secret(), &*der);

    let range = Err(KeyError::Malformed(KeyPart::D, KeyDefect::ScalarRange));
    for zeros in [0, 1, 32, 33] {
        assert_eq!(read(&vec![0; zeros], point), range, "{zeros}");
    }
    let (d, own) = p_256();
    let length = |found| Err(KeyError::Length { part: KeyPart::D, found, expected: 32 });
    assert_eq!(read(&[&[1], &d[..]].concat(), &own), length(33));
    assert_eq!(read(&[&d[..], &[0]].concat(), &own), length(33));
    assert_eq!(read(&[&[0, 1], &d[..]].concat(), &own), length(34));
    // Something else than zeros is missing.
    assert_eq!(read(&d[1..], &own), Err(OTHER_KEY));
    // The other forms have one length.
    assert_eq!(SigningKey::<Es256>::from_scalar(&[1, 2]).map(drop), length(2).map(|_: Vec<u8>| ()));
}

/// Of P-521, the first byte of every second scalar is zero.
#[cfg(feature = "es512")]
#[test]
fn zeros_before_a_scalar_of_p_521() {
    let long = [&[0][..], &[3; 65]].concat();
    let key = SigningKey::<jwt_codec::Es512>::from_scalar(&long).unwrap();
    let secp521r1: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x23];
    let sec1 = sequence(&[VERSION_1, &value(OCTET_STRING, &[&long[1..]]), &value(0xa0, &[secp521r1])]);
    assert_eq!(SigningKey::<jwt_codec::Es512>::from_der(&sec1).unwrap().verifying_key(), key.verifying_key());
}

/// The one inside of SEC1, and the one that RFC 5958 adds.
#[test]
fn public_keys_next_to_a_private_key_are_its_own() {
    #[track_caller]
    fn check(inside: &[u8], outside: &[u8], refused: Option<&KeyError>) {
        let private_key = value(OCTET_STRING, &[&p_256().0]);
        let sec1 = sequence(&[VERSION_1, &private_key, &value(0xa1, &[&bit_string(inside)])]);
        let algorithm = sequence(&[ID_EC_PUBLIC_KEY, P_256]);
        let octets = value(OCTET_STRING, &[&sec1]);
        let pkcs8 = sequence(&[VERSION_1, &algorithm, &octets, &value(0x81, &[&[0], outside])]);
        assert_eq!(SigningKey::<Es256>::from_der(&pkcs8).err().as_ref(), refused);
    }

    let (_, own) = p_256();
    let other = SigningKey::<Es256>::from_scalar(&[8; 32]).unwrap().verifying_key().to_der();
    let other = &other[other.len() - 65..];
    let compressed = [&[2 + own[64] % 2], &own[1..33]].concat();
    check(&own, &own, None);
    check(&compressed, &compressed, None);
    check(other, &own, Some(&OTHER_KEY));
    check(&own, other, Some(&OTHER_KEY));
    let no_point = Some(&KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::PublicKeyNotOnCurve));
    check(&[4; 65], &own, no_point);
    check(&own, &[], no_point);
    // SEC1 section 2.3.3 of version 1 has a form of x alone; RFC 5480 section 2.2 has not.
    check(&[&[5], &own[1..33]].concat(), &own, no_point);
    check(&own, &[&[5], &own[1..33]].concat(), no_point);
}

/// The form that `ring` 0.16 gave it is accepted for Ed25519 alone.
#[test]
fn public_key_next_to_an_ec_key_has_an_implicit_tag() {
    let (d, point) = p_256();
    let algorithm = sequence(&[ID_EC_PUBLIC_KEY, P_256]);
    let key = value(OCTET_STRING, &[&sequence(&[VERSION_1, &value(OCTET_STRING, &[&d])])]);
    let read = |public_key: &[u8]| {
        SigningKey::<Es256>::from_der(&sequence(&[VERSION_1, &algorithm, &key, public_key])).map(drop)
    };
    assert_eq!(read(&value(0x81, &[&[0], &point])), Ok(()));
    assert_eq!(read(&value(0xa1, &[&bit_string(&point)])), Err(PKCS8));
}

#[test]
fn point_of_a_public_key_is_compressed_or_uncompressed() {
    let (_, own) = p_256();
    let read = |point: &[u8]| VerifyingKey::<Es256>::from_der(&spki(&[ID_EC_PUBLIC_KEY, P_256], point)).map(drop);
    let refused = Err(KeyError::Malformed(KeyPart::PublicKey, KeyDefect::NotOnCurve));
    assert_eq!(read(&own), Ok(()));
    assert_eq!(read(&[&[2 + own[64] % 2], &own[1..33]].concat()), Ok(()));
    // Infinity, x alone, hybrid, and what has no meaning.
    assert_eq!(read(&[0]), refused);
    assert_eq!(read(&[&[5], &own[1..33]].concat()), refused);
    assert_eq!(read(&[&[6 + own[64] % 2], &own[1..]].concat()), refused);
    assert_eq!(read(&[&[1], &own[1..]].concat()), refused);
    assert_eq!(read(&[]), refused);
}

/// RFC 5958 section 2: for RSA it is the structure of PKCS#1.
#[cfg(feature = "rsa-signing")]
#[test]
fn public_key_next_to_an_rsa_key_is_its_own() {
    let pem = include_str!("../../data/keys/rsa-2048-pkcs8.pem");
    let pkcs8 = SigningKey::<Rs256>::from_pem(pem).unwrap().to_secret_der().expose_secret().to_vec();
    let own = SigningKey::<Rs256>::from_pem(pem).unwrap().verifying_key().to_der();
    let own = &own[24..];
    // Behind tag, length and version: the algorithm and the key.
    let rest = &pkcs8[7..];
    let read = |public_key: &[u8]| {
        let public_key = value(0x81, &[&[0], public_key]);
        SigningKey::<Rs256>::from_der(&sequence(&[VERSION_1, rest, &public_key])).map(drop)
    };
    assert_eq!(read(own), Ok(()));
    let mut other = own.to_vec();
    other[100] ^= 1;
    assert_eq!(read(&other), Err(OTHER_KEY));
    let exponent = own.len() - 1;
    other.copy_from_slice(own);
    other[exponent] ^= 2;
    assert_eq!(read(&other), Err(OTHER_KEY));
    assert_eq!(read(&own[..exponent]), Err(OTHER_KEY));
    assert_eq!(read(&[1, 2]), Err(OTHER_KEY));
    assert_eq!(read(&[]), Err(OTHER_KEY));
}

/// RFC 8410 section 7: an octet string in an octet string.
#[test]
fn private_key_of_ed25519_is_an_octet_string() {
    let algorithm = sequence(&[ID_ED25519]);
    let read = |key: &[u8]| {
        let pkcs8 = sequence(&[VERSION_0, &algorithm, &value(OCTET_STRING, &[key])]);
        SigningKey::<EdDsa>::from_der(&pkcs8).map(drop)
    };
    let malformed = Err(KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::MalformedPrivateKey));
    assert_eq!(read(&value(OCTET_STRING, &[&[7; 32]])), Ok(()));
    assert_eq!(read(&value(2, &[&[7; 32]])), malformed);
    assert_eq!(read(&value(3, &[&[7; 32]])), malformed);
    assert_eq!(read(&[&value(OCTET_STRING, &[&[7; 32]])[..], &[0]].concat()), malformed);
    assert_eq!(read(&[7; 32]), malformed);
    let length = Err(KeyError::Length { part: KeyPart::D, found: 31, expected: 32 });
    assert_eq!(read(&value(OCTET_STRING, &[&[7; 31]])), length);
}

/// A number that begins with a high bit would be negative without a zero before it.
#[test]
fn modulus_is_written_as_a_positive_integer() {
    for first in [0x80, 0x81, 0xff] {
        let mut n = [0x5b; 256];
        n[0] = first;
        let key = VerifyingKey::<Rs256>::from_components(&n, &[1, 0, 1]).unwrap();
        let der = key.to_der();
        let pkcs1 = sequence(&[&value(2, &[&[0], &n]), &value(2, &[&[1, 0, 1]])]);
        assert_eq!(der, spki(&[RSA_ENCRYPTION, NULL], &pkcs1));
        assert_eq!(VerifyingKey::<Rs256>::from_der(&der).unwrap().to_der(), der);
    }
    let mut n = vec![0x5b; 257];
    n[0] = 0x7f;
    let der = VerifyingKey::<Rs256>::from_components(&n, &[3]).unwrap().to_der();
    assert_eq!(der, spki(&[RSA_ENCRYPTION, NULL], &sequence(&[&value(2, &[&n]), &value(2, &[&[3]])])));
}
