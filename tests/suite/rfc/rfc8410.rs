//! RFC 8410 section 10, Ed25519 keys in DER, and what RFC 5958 section 2 says of PKCS#8 with a public key in it.

use jwt_codec::{EdDsa, KeyDefect, KeyError, KeyPart, SigningKey, VerifyingKey};

use crate::support::keys;

/// Section 10.1.
const SPKI: &str = "\
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
";

/// Section 10.3, the first.
const PKCS8: &str = "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";

/// Section 10.3, the second: with an attribute and the public key.
const PKCS8_V2: &str = "\
-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
";

#[test]
fn examples_are_one_key() {
    let public = VerifyingKey::<EdDsa>::from_pem(SPKI).unwrap();
    assert_eq!(public.to_pem(), SPKI);
    for pem in [PKCS8, PKCS8_V2] {
        let key = SigningKey::<EdDsa>::from_pem(pem).unwrap();
        assert_eq!(key.verifying_key().to_pem(), SPKI);
        assert_eq!(key.to_secret_pem().expose_secret(), PKCS8);
    }
}

#[test]
fn version_tells_whether_there_is_a_public_key() {
    reads_with(0, &[], true);
    reads_with(1, &[], false);
    reads_with(0, &public_key(), false);
    reads_with(1, &public_key(), true);
    reads_with(2, &public_key(), false);
}

#[test]
fn public_key_is_a_bit_string_of_octets() {
    reads_with(1, &[0x81, 0], false);
    reads_with(1, &[0x81, 2, 1, 8], false);
}

/// `ring` 0.16 wrote the bit string inside of the tag, instead of the tag in place of the bit string's.
#[test]
fn public_key_as_ring_0_16_wrote_it() {
    let of_ring = |bits: &[u8]| [&[0xa1, u8::try_from(bits.len()).unwrap()], bits].concat();
    let own = [&[3], &public_key()[1..]].concat();
    assert_eq!(of_ring(&own)[..5], [0xa1, 0x23, 0x03, 0x21, 0x00]);
    reads_with(1, &of_ring(&own), true);
    reads_with(1, &[&[0xa0, 0], &of_ring(&own)[..]].concat(), true);
    reads_with(0, &of_ring(&own), false);
    reads_with(1, &[of_ring(&own), public_key()].concat(), false);
    reads_with(1, &[public_key(), of_ring(&own)].concat(), false);
    reads_with(1, &of_ring(&[&own[..], &[0]].concat()), false);
    reads_with(1, &of_ring(&[&[4], &own[1..]].concat()), false);
    reads_with(1, &of_ring(&[]), false);

    let mut other = own;
    *other.last_mut().unwrap() ^= 1;
    let refused = KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey);
    assert_eq!(read_with(1, &of_ring(&other)).unwrap_err(), refused);
}

#[test]
fn attributes_stand_before_the_public_key_and_nothing_behind_it() {
    const ATTRIBUTES: &[u8] = &[0xa0, 0];
    reads_with(0, ATTRIBUTES, true);
    reads_with(1, &[ATTRIBUTES, &public_key()].concat(), true);
    reads_with(1, &[&public_key(), ATTRIBUTES].concat(), false);
    reads_with(0, &[ATTRIBUTES, ATTRIBUTES].concat(), false);
    reads_with(0, &[0xa2, 0], false);
    reads_with(0, &[5, 0], false);
    reads_with(0, &[0x80, 0], false);
}

/// As it stands in PKCS#8: that of the key that [`reads_with`] writes.
fn public_key() -> Vec<u8> {
    let spki = SigningKey::<EdDsa>::from_seed(&[7; 32]).unwrap().verifying_key().to_der();
    [&[0x81, 33, 0], &spki[spki.len() - 32..]].concat()
}

#[test]
fn public_key_is_that_of_the_private_key() {
    let pkcs8 = SigningKey::<EdDsa>::from_pem(PKCS8_V2).unwrap().to_secret_der().expose_secret().to_vec();
    let read = |public_key: &[u8]| {
        let length = u8::try_from(public_key.len()).unwrap() + 1;
        let mut der = [&pkcs8, &[0x81, length, 0][..], public_key].concat();
        // The length of all, and the version.
        (der[1], der[4]) = (46 + 2 + length, 1);
        SigningKey::<EdDsa>::from_der(&der).map(drop)
    };
    let own = VerifyingKey::<EdDsa>::from_pem(SPKI).unwrap().to_der();
    let own = &own[own.len() - 32..];
    assert_eq!(read(own), Ok(()));
    let refused = Err(KeyError::Malformed(KeyPart::PrivateKey, KeyDefect::OtherPublicKey));
    assert_eq!(read(&public_key()[3..]), refused);
    assert_eq!(read(&[own, &[0]].concat()), refused);
    for shorter in [&own[..31], &own[1..], &own[..1], &[]] {
        assert_eq!(read(shorter), refused);
    }
}

/// Whether a key is read from PKCS#8 of this version with these members behind the three that must be there.
#[track_caller]
fn reads_with(version: u8, optional: &[u8], expected: bool) {
    let read = read_with(version, optional);
    assert_eq!(read.as_ref().err(), (!expected).then_some(&KeyError::Malformed(KeyPart::Pkcs8, KeyDefect::Malformed)));
    if let Ok(key) = read {
        keys::signature(&key, b"message");
    }
}

fn read_with(version: u8, optional: &[u8]) -> Result<SigningKey<EdDsa>, KeyError> {
    let seed = [&[4, 34, 4, 32], &[7; 32][..]].concat();
    let members = [&[2, 1, version, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70], &seed[..], optional].concat();
    let length = u8::try_from(members.len()).unwrap();
    SigningKey::from_der(&[&[0x30, length], &members[..]].concat())
}

/// What a sequence consists of is kept for reading it: a hostile one must not take more memory than a key does.
#[test]
fn sequence_of_too_many_values_is_refused() {
    let refused = |members: usize| {
        let der = [&[0x30, u8::try_from(2 * members).unwrap()], &[5, 0].repeat(members)[..]].concat();
        SigningKey::<EdDsa>::from_der(&der).unwrap_err()
    };
    assert_eq!(refused(16), KeyError::Malformed(KeyPart::Der, KeyDefect::NoStructure));
    assert_eq!(refused(17), KeyError::Malformed(KeyPart::Der, KeyDefect::NotOneSequence));
}
