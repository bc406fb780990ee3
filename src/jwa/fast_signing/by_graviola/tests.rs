//! Each key signs twice: with its `FastSigner`, and as if it had none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::many_single_char_names,
    reason = "tests: a panic is how they fail"
)]

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use std::env;
use std::process::Command;

use ::graviola::signing::rsa::{KeySize, SigningKey as GraviolaRsa};
use num_bigint::BigUint;

use super::{FastSigner, cpu_is_supported};
use crate::jwa::PrivateKeyAlgorithm;
use crate::jwa::ecdsa::{EcdsaPrivateKey, JoseCurve};
use crate::jwa::eddsa::Ed25519PrivateKey;
use crate::jwa::rsa::SignatureScheme;
use crate::jwa::rsa::signing::RsaPrivateKey;
use crate::jwa::{
    Ed25519, EdDsa, Es256, Es256K, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, RsaAlgorithm, Sign,
    SigningAlgorithm, SigningKey, Verify,
};

const MESSAGES: [&[u8]; 3] = [b"", b"eyJhbGciOiJFUzI1NiJ9.e30", &[0x5a; 1000]];

/// A prepared private key, whatever its family.
trait Fast {
    fn fast(&mut self) -> &mut Option<FastSigner>;
}

impl<C: JoseCurve> Fast for EcdsaPrivateKey<C> {
    fn fast(&mut self) -> &mut Option<FastSigner> {
        &mut self.fast
    }
}

impl Fast for Ed25519PrivateKey {
    fn fast(&mut self) -> &mut Option<FastSigner> {
        &mut self.fast
    }
}

impl<S: SignatureScheme> Fast for RsaPrivateKey<S> {
    fn fast(&mut self) -> &mut Option<FastSigner> {
        &mut self.fast
    }
}

fn signature<A: SigningAlgorithm>(key: &SigningKey<A>, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.signature_len()];
    key.sign(message, &mut signature).unwrap();
    signature
}

/// The key that signs by `graviola`, and the same one with the portable signer.
#[track_caller]
fn both<A>(der: &[u8]) -> [SigningKey<A>; 2]
where
    A: PrivateKeyAlgorithm<SigningKey: Fast>,
{
    let [mut fast, mut portable] = [(), ()].map(|()| SigningKey::<A>::from_der(der).unwrap());
    assert_eq!(fast.0.fast().is_some(), cpu_is_supported());
    *portable.0.fast() = None;
    [fast, portable]
}

/// Each signature verifies with the key of the other, and what is exported is the same.
#[track_caller]
fn agree<A>(der: &[u8])
where
    A: PrivateKeyAlgorithm<SigningKey: Fast>,
{
    let keys = both::<A>(der);
    assert_eq!(keys[0].to_secret_der().expose_secret(), keys[1].to_secret_der().expose_secret());
    assert_eq!(keys[0].verifying_key().to_der(), keys[1].verifying_key().to_der());
    for message in MESSAGES {
        for (signer, verifier) in [(&keys[0], &keys[1]), (&keys[1], &keys[0])] {
            let signature = signature(signer, message);
            let verifier = verifier.verifying_key();
            assert_eq!(verifier.verify(message, &signature), Ok(()), "{}", A::ALGORITHM);
            assert!(verifier.verify(b"another", &signature).is_err(), "{}", A::ALGORITHM);
        }
    }
}

/// Such a key has the portable signer alone, and signs with it.
#[track_caller]
fn is_portable<A>(mut key: SigningKey<A>)
where
    A: SigningAlgorithm<SigningKey: Fast>,
{
    assert!(key.0.fast().is_none(), "{}", A::ALGORITHM);
    let verifier = key.verifying_key();
    for message in MESSAGES {
        assert_eq!(verifier.verify(message, &signature(&key, message)), Ok(()), "{}", A::ALGORITHM);
    }
}

#[track_caller]
fn is_reproducible<A>(key: &SigningKey<A>) -> bool
where
    A: SigningAlgorithm,
{
    signature(key, b"message") == signature(key, b"message")
}

fn generate<A>() -> Vec<u8>
where
    A: PrivateKeyAlgorithm,
{
    SigningKey::<A>::generate().unwrap().to_secret_der().expose_secret().to_vec()
}

/// A key of that size: by `graviola`, which is faster at it.
fn rsa_key(size: KeySize, bits: usize) -> Vec<u8> {
    if cpu_is_supported() {
        return GraviolaRsa::generate(size).unwrap().to_pkcs8_der(&mut [0; 8192]).unwrap().to_vec();
    }
    SigningKey::<Rs256>::generate_with_modulus(bits).unwrap().to_secret_der().expose_secret().to_vec()
}

/// `n`, `e`, `d`, `p` and `q` of a key with 2048 bits.
fn numbers() -> [BigUint; 5] {
    let key = SigningKey::<Rs256>::from_pem(include_str!("../../../../tests/data/keys/rsa-2048-pkcs8.pem")).unwrap();
    let public = key.verifying_key();
    let [n, e] = public.0.components().map(BigUint::from_bytes_be);
    let (d, factors) = key.0.private_components();
    let [p, q, ..] = factors.map(|factor| BigUint::from_bytes_be(&factor));
    [n, e, BigUint::from_bytes_be(&d), p, q]
}

fn from_numbers<A>(numbers: [&BigUint; 5]) -> SigningKey<A>
where
    A: RsaAlgorithm + SigningAlgorithm<SigningKey = RsaPrivateKey<A::Scheme>>,
{
    let [n, e, d, p, q] = numbers.map(BigUint::to_bytes_be);
    SigningKey::<A>::from_components(&n, &e, &d, &p, &q).unwrap()
}

#[test]
fn ecdsa_and_eddsa_agree_with_the_portable_crates() {
    for _ in 0..20 {
        agree::<Es256>(&generate::<Es256>());
        agree::<Es384>(&generate::<Es384>());
        agree::<EdDsa>(&generate::<EdDsa>());
        agree::<Ed25519>(&generate::<Ed25519>());
    }
}

#[test]
fn rsa_agrees_with_the_portable_crate() {
    for (size, bits) in [(KeySize::Rsa2048, 2048), (KeySize::Rsa3072, 3072), (KeySize::Rsa4096, 4096)] {
        let key = rsa_key(size, bits);
        assert_eq!(SigningKey::<Rs256>::from_der(&key).unwrap().signature_len() * 8, bits);
        agree::<Rs256>(&key);
        agree::<Rs384>(&key);
        agree::<Rs512>(&key);
        agree::<Ps256>(&key);
        agree::<Ps384>(&key);
        agree::<Ps512>(&key);
    }
}

/// The first prime of a key may be the smaller one, as in half of those that `rsa` generates. Without care, `graviola`
/// would fail to sign with some messages.
#[test]
fn either_prime_may_come_first() {
    let [n, e, d, p, q] = numbers();
    for (first, second) in [(&p, &q), (&q, &p)] {
        let key = from_numbers::<Rs256>([&n, &e, &d, first, second]);
        let der = key.to_secret_der();
        agree::<Rs256>(der.expose_secret());
        let [fast, portable] = both::<Rs256>(der.expose_secret());
        for number in 0..64 {
            let message = format!("message {number}");
            assert_eq!(signature(&fast, message.as_bytes()), signature(&portable, message.as_bytes()));
        }
    }
}

/// RFC 8017 section 8.2.1, RFC 8032 section 5.1.6: there is one signature. ECDSA is hedged with random bytes.
#[test]
fn ecdsa_alone_is_not_reproducible() {
    let rsa = SigningKey::<Rs256>::from_pem(include_str!("../../../../tests/data/keys/rsa-2048-pkcs8.pem")).unwrap();
    let [fast, portable] = both::<Rs256>(rsa.to_secret_der().expose_secret());
    assert_eq!(signature(&fast, b"message"), signature(&portable, b"message"));
    let [fast, portable] = both::<EdDsa>(&generate::<EdDsa>());
    assert_eq!(signature(&fast, b"message"), signature(&portable, b"message"));

    let [fast, portable] = both::<Es256>(&generate::<Es256>());
    assert!(is_reproducible(&portable));
    assert_eq!(is_reproducible(&fast), !cpu_is_supported());
    let [fast, portable] = both::<Es384>(&generate::<Es384>());
    assert!(is_reproducible(&portable));
    assert_eq!(is_reproducible(&fast), !cpu_is_supported());
}

#[test]
fn what_graviola_does_not_take_is_signed_by_the_portable_crates() {
    is_portable(SigningKey::<Es512>::generate().unwrap());
    is_portable(SigningKey::<Es256K>::generate().unwrap());
    // Moduli that it does not generate: of whole words, and of half a word.
    is_portable(SigningKey::<Rs256>::generate_with_modulus(2176).unwrap());
    is_portable(SigningKey::<Ps256>::generate_with_modulus(2080).unwrap());
    let unequal = include_str!("../../../../tests/data/keys/rsa-unequal-pkcs8.pem");
    is_portable(SigningKey::<Rs256>::from_pem(unequal).unwrap());
    is_portable(SigningKey::<Ps512>::from_pem(unequal).unwrap());

    // An exponent of more than 32 bits. The neighbors of 32 bits are taken.
    let [n, _, _, p, q] = numbers();
    let order = (&p - 1_u32) * (&q - 1_u32);
    let key = |exponents: &mut dyn Iterator<Item = u64>| {
        let (e, d) = exponents.map(BigUint::from).find_map(|e| e.modinv(&order).map(|d| (e, d))).unwrap();
        from_numbers::<Rs256>([&n, &e, &d, &p, &q])
    };
    is_portable(key(&mut (0x1_0000_0001..).step_by(2)));
    let largest = key(&mut (0xffff_ff01..=0xffff_ffff).rev().step_by(2));
    agree::<Rs256>(largest.to_secret_der().expose_secret());
    let least = SigningKey::<Rs256>::from_pem(include_str!("../../../../tests/data/keys/rsa-e3-pkcs8.pem")).unwrap();
    agree::<Rs256>(least.to_secret_der().expose_secret());
}

/// In a build with debug assertions, `graviola` can be told that an instruction is missing. It reads the environment,
/// which a test must not change for the others: so a second process runs the test below.
#[cfg(debug_assertions)]
#[test]
fn without_an_instruction_the_portable_crates_sign() {
    #[cfg(target_arch = "x86_64")]
    let needed = ["aes", "pclmulqdq", "bmi1", "adx", "avx2"];
    #[cfg(target_arch = "aarch64")]
    let needed = ["neon", "aes", "pmull", "sha2"];
    let (_, module) = module_path!().split_once("::").unwrap();
    for instructions in needed {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", &format!("{module}::signs_on_a_cpu_without_an_instruction")])
            .env(format!("GRAVIOLA_CPU_DISABLE_{instructions}"), "1")
            .output()
            .unwrap();
        let printed = std::string::String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("1 passed"), "{instructions}: {printed}");
    }
}

#[test]
#[ignore = "run by the test above, in a process with another environment"]
fn signs_on_a_cpu_without_an_instruction() {
    assert!(!cpu_is_supported());
    is_portable(SigningKey::<Es256>::generate().unwrap());
    is_portable(SigningKey::<Es384>::generate().unwrap());
    is_portable(SigningKey::<EdDsa>::generate().unwrap());
    let [n, e, d, p, q] = numbers();
    is_portable(from_numbers::<Rs256>([&n, &e, &d, &p, &q]));
    is_portable(from_numbers::<Ps384>([&n, &e, &d, &p, &q]));
    assert!(is_reproducible(&SigningKey::<Es256>::generate().unwrap()));
}
