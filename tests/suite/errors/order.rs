//! The order of errors (RFC 7515 section 5.2, then RFC 7519 section 7.2): an error says that all earlier checks passed.

#[cfg(feature = "jwk")]
use jwt_codec::jwk::KeySet;
use jwt_codec::{ClaimName, ClaimReason, Defect, Verifier, VerifyError};

use crate::support::verdict::{claim, header, payload, signature, strict, token};
use crate::support::{base64url, keys, tokens};

/// A token that has all faults that are not yet repaired.
struct Token {
    header: &'static str,
    payload: String,
    /// Whether the signature is base64url, and the key's.
    signature: Signature,
    end: &'static str,
}

enum Signature {
    Malformed,
    Wrong,
    Good,
}

impl Token {
    fn text(&self) -> String {
        let good = tokens::signed_segments(&base64url::encode(self.header), &self.payload);
        let (input, _) = good.rsplit_once('.').unwrap();
        match self.signature {
            Signature::Malformed => format!("{input}.{}B{}", "A".repeat(42), self.end),
            Signature::Wrong => format!("{input}.{}{}", "A".repeat(43), self.end),
            Signature::Good => good + self.end,
        }
    }

    #[track_caller]
    fn is_refused(&self, expected: VerifyError) {
        let verifier = Verifier::new(keys::hs256_verifying(), strict().issuer("me"));
        assert_eq!(verifier.verify::<Session>(&self.text()).map(|_| ()), Err(expected));
    }
}

#[derive(Debug, serde::Deserialize)]
#[expect(dead_code, reason = "not read")]
struct Session {
    role: String,
}

/// All faults at once, repaired one by one: each error is that of the first fault that is left.
#[test]
fn errors_come_in_the_order_of_the_checks() {
    let mut token = Token {
        header: r#"{"alg":"HS384","crit":["x"],"x":1,"x":1}"#,
        payload: "e30B".into(),
        signature: Signature::Malformed,
        end: ".",
    };
    token.is_refused(self::token(Defect::SegmentCount));
    token.end = "";
    token.is_refused(header(Defect::DuplicateName));
    token.header = r#"{"alg":"HS384","crit":["x"],"x":1}"#;
    token.is_refused(VerifyError::UnsupportedCritical);
    token.header = r#"{"alg":"HS384"}"#;
    token.is_refused(VerifyError::AlgorithmMismatch);
    token.header = r#"{"alg":"HS256"}"#;
    token.is_refused(signature(Defect::Base64url));
    token.signature = Signature::Wrong;
    token.payload = "e31".into();
    token.is_refused(VerifyError::InvalidSignature);
    token.signature = Signature::Good;
    token.is_refused(payload(Defect::Base64url));
    // Claims are read in one pass: between a fault of the JSON and one of a type, the first in the text counts.
    token.payload = base64url::encode(r#"{"a":0,"a":0,"role":1,"exp":1,"iss":"you"}"#);
    token.is_refused(payload(Defect::DuplicateName));
    token.payload = base64url::encode(r#"{"role":1,"exp":1,"iss":"you"}"#);
    let verifier = Verifier::new(keys::hs256_verifying(), strict().issuer("me"));
    let refused = verifier.verify::<Session>(&token.text()).unwrap_err();
    assert!(matches!(refused, VerifyError::Deserialize(_)), "{refused:?}");
    token.payload = base64url::encode(r#"{"role":"a","exp":1,"iss":"you"}"#);
    token.is_refused(claim(ClaimName::Issuer, ClaimReason::Unexpected));
    token.payload = base64url::encode(r#"{"role":"a","exp":1,"iss":"me"}"#);
    token.is_refused(claim(ClaimName::ExpirationTime, ClaimReason::Expired));
    token.payload = base64url::encode(r#"{"role":"a","exp":1700000600,"iss":"me"}"#);
    assert!(verifier.verify::<Session>(&token.text()).is_ok());
}

/// A set looks for a key behind the check of `crit`, and before that of the signature.
#[cfg(feature = "jwk")]
#[test]
fn key_is_looked_for_behind_crit_and_before_the_signature() {
    let set = KeySet::builder().key("1", keys::hs256_verifying()).build().unwrap();
    let verifier = Verifier::new(set, strict());
    let verdict = |json: &str| {
        let text = format!("{}.e30B.B", base64url::encode(json));
        verifier.verify::<Session>(&text).unwrap_err()
    };
    assert_eq!(verdict(r#"{"alg":"HS256","kid":"2","crit":["x"],"x":1}"#), VerifyError::UnsupportedCritical);
    assert!(matches!(verdict(r#"{"alg":"HS256","kid":"2"}"#), VerifyError::KeyNotFound(_)));
    assert_eq!(verdict(r#"{"alg":"HS256","kid":"1"}"#), signature(Defect::Base64url));
}
