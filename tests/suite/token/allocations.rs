//! What verifying allocates: nothing, where the claims are borrowed and the verifier has seen the header before. And what
//! signing allocates: the payload and the token.
//!
//! The counting allocator is the crate `allocation-counter`'s, since this package has no `unsafe`. It counts for the thread that asks.

use std::time::{Duration, Instant};

use allocation_counter::measure;
use jwt_codec::jws::{self, Unverified};
use jwt_codec::jwt::{self, Issuers, NumericDate};
use jwt_codec::{Defect, Rs256, Sign, Signer, Validation, Verifier, Verify, VerifyError, VerifyingKey, dangerous};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::support::verdict::{strict, token};
use crate::support::{base64url, keys, rfc, tokens};

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read, and not looked at")]
struct Session<'a> {
    sub: &'a str,
    role: &'a str,
    exp: u64,
}

const CLAIMS: &str = r#"{"iss":"https:\/\/id.example","sub":"al\"ice \u00e9","aud":["api","web","app","cli"],"exp":1700000600,"iat":1700000000,"role":"admin\n"}"#;

/// How often verifying allocates, once the verifier is warm.
#[track_caller]
fn allocations<K: Sign>(key: &K, verifying: impl Verify, header: &str, claims: &str) -> u64 {
    let token = tokens::signed_by(key, &base64url::encode(header), &base64url::encode(claims));
    let verifier = Verifier::new(verifying, strict().audience("web").issuer("https://id.example"));
    let mut scratch = Vec::with_capacity(4096);
    let mut verify = || {
        let session: Session<'_> = verifier.verify_borrowed(&token, &mut scratch).unwrap();
        assert_eq!(session.sub, "al\"ice é");
    };
    verify();
    measure(verify).count_total
}

#[test]
fn hs256_allocates_nothing() {
    let header = r#"{"alg":"HS256","typ":"JWT","kid":"2026-11"}"#;
    assert_eq!(allocations(&keys::hs256(), keys::hs256_verifying(), header, CLAIMS), 0);
}

#[test]
fn es256_allocates_nothing() {
    let header = r#"{"alg":"ES256","typ":"JWT"}"#;
    assert_eq!(allocations(&keys::es256(), keys::es256_verifying(), header, CLAIMS), 0);
}

#[cfg(feature = "rsa-signing")]
#[test]
fn rs256_allocates_nothing() {
    let pem = include_str!("../../data/keys/rsa-2048-pkcs8.pem");
    let key = jwt_codec::SigningKey::<Rs256>::from_pem(pem).unwrap();
    assert_eq!(allocations(&key, key.verifying_key(), r#"{"alg":"RS256"}"#, CLAIMS), 0);
}

/// A remembered header is shared, not copied. Reading a parameter of it allocates.
#[test]
fn remembered_header_is_given_out_without_allocating() {
    let token = tokens::with_header(r#"{"alg":"HS256","kid":"2026-11","nonce":"1"}"#);
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    let verify = || verifier.verify_with_header::<IgnoredAny>(&token).unwrap().0;
    drop(verify());
    assert_eq!(measure(|| drop(verify())).count_total, 0);
    assert!(measure(|| assert_eq!(verify().parameter("nonce"), Ok(Some('1')))).count_total > 0);
}

/// Not even by the method that says what is wrong with them: with a shared issuer, their headers could fill all places.
#[test]
fn headers_of_rejected_tokens_are_not_remembered() {
    let token = tokens::with_header(r#"{"alg":"HS256","kid":"2026-11"}"#);
    let verifier = Verifier::new(keys::hs256_verifying(), strict().issuer("https://id.example"));
    let other =
        tokens::signed(r#"{"alg":"HS256","kid":"2026-11"}"#, r#"{"iss":"https://id.example","exp":1700000600}"#);
    let reads_the_header = || {
        let reading = || drop(verifier.verify_with_header::<IgnoredAny>(&token).unwrap_err());
        measure(reading).count_total > 0
    };
    assert!(reads_the_header());
    assert_eq!(verifier.rejected_claims(&token).map(|rejected| rejected.len()), Ok(1));
    assert!(reads_the_header());
    // An accepted one is remembered by it.
    assert_eq!(verifier.rejected_claims(&other), Ok(vec![]));
    assert!(!reads_the_header());
}

/// Longer headers are parsed each time, so that memory stays bounded: those of more than 1,024 characters.
#[test]
fn long_headers_are_not_remembered() {
    for (header_len, is_remembered) in [(768, true), (769, false), (1000, false)] {
        let start = r#"{"alg":"HS256","pad":""#;
        let token = tokens::with_header(format!(r#"{start}{}"}}"#, "a".repeat(header_len - start.len() - 2)));
        let verifier = Verifier::new(keys::hs256_verifying(), strict());
        let verify = || verifier.verify_with_header::<IgnoredAny>(&token).unwrap().0;
        drop(verify());
        assert_eq!(measure(|| drop(verify())).count_total == 0, is_remembered, "{header_len}");
    }
}

/// The example of RFC 7515 appendix A.2, for which no key that signs is needed; and with a signature that is not its own.
#[test]
fn rs256_of_the_rfc_allocates_nothing() {
    let example = rfc::example("A.2");
    let key = VerifyingKey::<Rs256>::from_components(&example.key("n"), &example.key("e")).unwrap();
    let verifier = Verifier::new(key, Validation::at(NumericDate::from_secs(1_300_819_379)));
    let mut scratch = Vec::with_capacity(4096);
    let mut verify = |token: &str| verifier.verify_borrowed::<IgnoredAny>(token, &mut scratch).is_ok();
    assert!(verify(example.compact()));
    assert_eq!(measure(|| assert!(verify(example.compact()))).count_total, 0);
    let forged = example.compact().replace(".cC4h", ".cC4i");
    assert_eq!(measure(|| assert!(!verify(&forged))).count_total, 0);
}

/// Up to four audiences and twelve members are kept on the stack. Beyond that, and for objects that are skipped, there are lists of
/// names.
#[test]
fn what_is_unusual_allocates_little() {
    let many: String = (0..12).map(|n| format!(r#""m{n}":{{"a":[1,"x"]}},"#)).collect();
    let claims = CLAIMS.replacen('{', &format!("{{{many}"), 1);
    let header = tokens::HEADER;
    assert!(allocations(&keys::hs256(), keys::hs256_verifying(), header, &claims) <= 4);
    let audiences = CLAIMS.replace(r#"["api","#, r#"["1","2","api","#);
    assert!(allocations(&keys::hs256(), keys::hs256_verifying(), header, &audiences) <= 4);
}

/// A token that is refused for its form costs nothing, however long it is.
#[test]
fn refusing_by_form_allocates_nothing() {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    let mut scratch = Vec::new();
    let dots = ".".repeat(1 << 24);
    let long = "a".repeat(1 << 24);
    let not_ascii = "é".repeat(4000);
    let five = "a.b.c.d.e";
    for token in [&*dots, &*long, &*not_ascii, five, "", "a.b"] {
        let counted = measure(|| {
            assert!(verifier.verify_borrowed::<IgnoredAny>(token, &mut scratch).is_err());
        });
        assert_eq!(counted.count_total, 0);
    }
}

/// Nor does a text of dots where no limit keeps it out (CVE-2025-27144, CVE-2025-30204): an entry counts them and keeps none.
#[test]
fn refusing_many_dots_allocates_nothing_at_any_entry() {
    let dots = ".".repeat(1 << 24);
    let key = keys::hs256_verifying();
    let none = usize::MAX;
    let verifier = Verifier::new(&key, strict().max_token_len(none));
    let issuers = Issuers::new().issuer("a", &key, strict().max_token_len(none));
    let entries: [&dyn Fn() -> Result<(), VerifyError>; 9] = [
        &|| verifier.verify::<IgnoredAny>(&dots).map(|_| ()),
        &|| issuers.verify::<IgnoredAny>(&dots).map(|_| ()),
        &|| jwt::untrusted_issuer_with_limit(&dots, none).map(|_| ()),
        &|| jws::verify_with_limit(&dots, &key, none).map(|_| ()),
        &|| jws::verify_detached_with_limit(&dots, b"", &key, none).map(|_| ()),
        &|| jws::verify_unencoded_with_limit(&dots, &key, none).map(|_| ()),
        &|| Unverified::parse_with_limit(&dots, none).map(|_| ()),
        &|| Unverified::parse_detached_with_limit(&dots, none).map(|_| ()),
        &|| dangerous::decode_unverified_with_limit::<IgnoredAny, IgnoredAny>(&dots, none).map(|_| ()),
    ];
    for (place, entry) in entries.iter().enumerate() {
        let started = Instant::now();
        let counted = measure(|| assert_eq!(entry(), Err(token(Defect::SegmentCount)), "{place}"));
        assert_eq!(counted.bytes_total, 0, "{place}");
        assert!(started.elapsed() < Duration::from_secs(10), "{place}");
    }
}

/// Nor does a bad signature, under a header that is known: a flood of forged tokens allocates nothing.
#[test]
fn refusing_a_signature_allocates_nothing() {
    let verifier = Verifier::new(keys::hs256_verifying(), strict());
    let good = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    verifier.verify::<IgnoredAny>(&good).unwrap();
    let (input, _) = good.rsplit_once('.').unwrap();
    let mut scratch = Vec::new();
    for signature in [vec![0; 32], vec![], vec![0; 31], vec![0; 3000]] {
        let forged = format!("{input}.{}", base64url::encode(signature));
        let counted = measure(|| {
            assert!(verifier.verify_borrowed::<IgnoredAny>(&forged, &mut scratch).is_err());
        });
        assert_eq!(counted.count_total, 0);
    }
}

/// The payload is one allocation, or two if it has escapes to be undone when it is read back. The token is one more.
#[test]
fn signing_allocates_the_payload_and_the_token() {
    #[derive(serde::Serialize)]
    struct Issued {
        sub: &'static str,
        exp: u64,
        time: f64,
        roles: [&'static str; 2],
        inner: Option<(char, bool)>,
    }
    let signer = Signer::new(keys::hs256());
    let mut token = String::with_capacity(1024);
    for (sub, payload) in [("alice", 1), ("al\"ice", 2)] {
        let claims = Issued { sub, exp: 1_700_000_600, time: 1.5, roles: ["a", "b"], inner: Some(('c', true)) };
        assert_eq!(measure(|| drop(signer.sign(&claims).unwrap())).count_total, payload + 1);
        token.clear();
        assert_eq!(measure(|| signer.sign_into(&claims, &mut token).unwrap()).count_total, payload + 1);
    }
}

/// The measure itself sees an allocation.
#[test]
fn measure_counts() {
    let counted = measure(|| drop(std::hint::black_box(vec![0_u8; 100])));
    assert_eq!(counted.count_total, 1);
}
