//! An attack corpus: tokens that are made from the classes of attacks on JWT libraries, for every algorithm, each with the
//! one error that it must give. Their neighbors, which must be accepted, are among them.
//!
//! All of it is made in the same way in each run, but for the salts of PSS. The counts are printed:
//! `cargo test --all-features --test suite corpus -- --nocapture`.

mod algorithms;
mod claims;
mod encoding;
mod headers;
mod keys_inside;
mod rsa;
pub(crate) mod scalars;
mod signatures;
mod victim;

use std::collections::BTreeMap;

use jwt_codec::{Algorithm, Validation, VerifyError};
use serde::de::IgnoredAny;

use crate::support::base64url;
use crate::support::verdict::strict;
use victim::Victim;

/// What is attacked. Each file names the classes that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// `alg` is `none`, missing, of another type, unknown.
    Algorithm,
    /// `alg` is that of another key: a public key is the secret of an HMAC.
    Confusion,
    /// A key or the place of one is in the header.
    EmbeddedKey,
    /// `kid` is a path, a query, or very long.
    KeyId,
    /// The numbers of an ECDSA or Ed25519 signature are zero, the order, too large, or the negative ones.
    Scalars,
    /// The signature is another number, or its padding is another one (PKCS#1 v1.5, PSS).
    RsaPadding,
    /// The signature is cut, extended, empty, or in DER.
    SignatureLength,
    /// The parts of an ML-DSA signature are out of range.
    MlDsa,
    /// base64url in a form that is not canonical.
    Base64url,
    /// Segments are missing, or there are too many; the token is too long.
    Segments,
    /// The token is in JSON, in quotation marks, two tokens, an encrypted one.
    OtherForm,
    /// JSON that is too deep, has a name twice, is not UTF-8, has something behind it.
    Json,
    /// `crit` and `b64`.
    Critical,
    /// `zip`, `p2c`: parameters that cost much in other libraries.
    Costs,
    /// Registered claims of another type.
    ClaimType,
    /// Times at the limit, and beyond what a number can be.
    Times,
    /// Other audiences, issuers, media types.
    Expectations,
    /// Claims that were never signed.
    Unsigned,
}

/// What is expected of the claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Policy {
    Strict,
    /// A policy with an issuer, an audience and a media type.
    Expecting,
}

impl Policy {
    fn validation(self) -> Validation {
        match self {
            Self::Strict => strict(),
            Self::Expecting => strict().issuer("https://id.example").audience("api").typ("at+jwt"),
        }
    }
}

/// The text of a token, or what is to be signed for it. Signatures are made only for the cases that are judged.
enum Token {
    Text(String),
    /// By the victim's key.
    Signed(String),
    ByTheAttacker(String),
}

impl Token {
    /// A header and claims, which the victim's key signs.
    fn of(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> Self {
        Self::signed(&base64url::encode(header), &base64url::encode(payload))
    }

    /// Two segments, which the victim's key signs as they stand.
    fn signed(header: &str, payload: &str) -> Self {
        Self::Signed(format!("{header}.{payload}"))
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// One token, and what a verifier must say of it.
struct Case {
    class: Class,
    policy: Policy,
    what: String,
    token: Token,
    expected: Result<(), VerifyError>,
}

impl Case {
    fn new(class: Class, what: impl Into<String>, token: impl Into<Token>, expected: Result<(), VerifyError>) -> Self {
        Self { class, policy: Policy::Strict, what: what.into(), token: token.into(), expected }
    }

    fn refused(class: Class, what: impl Into<String>, token: impl Into<Token>, error: VerifyError) -> Self {
        Self::new(class, what, token, Err(error))
    }

    fn accepted(class: Class, what: impl Into<String>, token: impl Into<Token>) -> Self {
        Self::new(class, what, token, Ok(()))
    }
}

/// Makes cases for one victim.
type Maker = fn(&Victim) -> Vec<Case>;

/// How many cases a class has at least, and how many of them are accepted neighbors.
type Floor = (Class, usize, usize);

const ALGORITHMS: [Floor; 4] =
    [(Class::Algorithm, 1_100, 6), (Class::Confusion, 400, 2), (Class::EmbeddedKey, 200, 45), (Class::KeyId, 290, 55)];
const SIGNATURES: [Floor; 4] =
    [(Class::Scalars, 420, 6), (Class::RsaPadding, 120, 6), (Class::SignatureLength, 1_600, 18), (Class::MlDsa, 25, 3)];
const ENCODING: [Floor; 3] = [(Class::Base64url, 2_300, 25), (Class::Segments, 300, 7), (Class::OtherForm, 230, 18)];
const HEADERS: [Floor; 3] = [(Class::Json, 550, 40), (Class::Critical, 210, 14), (Class::Costs, 38, 20)];
const CLAIMS: [Floor; 4] = [
    (Class::ClaimType, 750, 120),
    (Class::Times, 310, 140),
    (Class::Expectations, 210, 42),
    (Class::Unsigned, 180, 18),
];

/// More than nine thousand in all.
const _: () = {
    let mut sum = 0;
    let mut class = 0;
    let all = [ALGORITHMS.as_slice(), &SIGNATURES, &ENCODING, &HEADERS, &CLAIMS];
    while class < all.len() {
        let mut floor = 0;
        while floor < all[class].len() {
            sum += all[class][floor].1;
            floor += 1;
        }
        class += 1;
    }
    assert!(sum > 9_000);
};

/// Of the algorithms that take long, the suite judges one in so many of the tokens that it would have to sign: another one
/// for each algorithm. The quick algorithms judge them all.
const ONE_IN: usize = 8;

/// Judges the cases against each algorithm: by a new verifier, and by one that remembers the header of a token that it has
/// accepted. Both must say what the case says. (Where only some tokens are judged, each by one of the two.)
fn judge(makers: &[Maker], one_in: usize) -> BTreeMap<Class, (usize, usize)> {
    let mut counts: BTreeMap<Class, (usize, usize)> = BTreeMap::new();
    for (place, &algorithm) in Algorithm::ALL.iter().enumerate() {
        let victim = Victim::of(algorithm);
        let verifiers = [Policy::Strict, Policy::Expecting].map(|policy| victim.verifier(policy));
        verifiers[0].verify::<IgnoredAny>(&victim.text(victim.with_members(""))).unwrap();
        let one_in = if victim.is_slow() { one_in } else { 1 };
        let cases = makers.iter().flat_map(|make| make(&victim)).enumerate();
        let judged = cases.filter(|(at, case)| matches!(case.token, Token::Text(_)) || (at + place) % one_in == 0);
        for (at, Case { class, policy, what, token, expected }) in judged {
            let token = victim.text(token);
            let (known, new) = (&verifiers[usize::from(policy == Policy::Expecting)], &victim.verifier(policy));
            let both = [known, new];
            for verifier in if one_in == 1 { &both[..] } else { &both[at % 2..][..1] } {
                let verdict = verifier.verify::<IgnoredAny>(&token).map(|_| ());
                assert_eq!(verdict, expected, "{algorithm}, {class:?}: {what}: {token}");
            }
            let (count, accepted) = counts.entry(class).or_default();
            *count += 1;
            *accepted += usize::from(expected.is_ok());
        }
    }
    for (class, (count, accepted)) in &counts {
        println!("corpus | {class:?} | {count} cases, {accepted} of them accepted");
    }
    counts
}

/// A class that has lost its cases, or those of them that are accepted, shows nothing.
#[track_caller]
fn judge_and_count(floors: &[Floor], makers: &[Maker]) {
    let counts = judge(makers, ONE_IN);
    assert!(counts.keys().eq(floors.iter().map(|(class, ..)| class)), "{:?}", counts.keys());
    for (class, cases, neighbors) in floors {
        let (count, accepted) = counts[class];
        assert!(count >= *cases && accepted >= *neighbors, "{class:?}: {count} cases, {accepted} accepted");
    }
}

#[test]
fn algorithms_and_keys() {
    judge_and_count(&ALGORITHMS, &[algorithms::cases, keys_inside::cases]);
}

#[test]
fn signatures_of_each_algorithm() {
    judge_and_count(&SIGNATURES, &[signatures::cases, scalars::cases, rsa::cases]);
}

#[test]
fn encodings_and_forms() {
    judge_and_count(&ENCODING, &[encoding::cases]);
}

#[test]
fn headers_and_json() {
    judge_and_count(&HEADERS, &[headers::cases]);
}

#[test]
fn claims_of_each_type() {
    judge_and_count(&CLAIMS, &[claims::cases]);
}

#[test]
#[ignore = "a minute: cargo test --all-features --test suite corpus -- --ignored"]
fn every_case_for_every_algorithm() {
    let makers: [Maker; 8] = [
        algorithms::cases,
        keys_inside::cases,
        signatures::cases,
        scalars::cases,
        rsa::cases,
        encoding::cases,
        headers::cases,
        claims::cases,
    ];
    let counts = judge(&makers, 1);
    assert!(counts.values().map(|(count, _)| count).sum::<usize>() > 12_000);
}
