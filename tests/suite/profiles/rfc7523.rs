//! Client assertions: RFC 7523 section 3, and what five services want in theirs.

use jwt_codec::jwt::NumericDate;
use jwt_codec::profiles::client_assertion;
use jwt_codec::{ClaimName, ClaimReason, Claims, Signer, Validation};
use serde_json::{Value, json};
use std::time::Duration;

use super::{Members, members, missing, payload, rejected, verdict_of, with, without};
use crate::support::verdict::lenient;
use crate::support::{base64url, keys, tokens};

fn policy() -> Validation {
    let at = Validation::at(NumericDate::from_secs(tokens::NOW));
    client_assertion::policy(at, "s6BhdRkqt3", "https://as.example")
}

fn claims() -> Members {
    members(&[
        ("iss", r#""s6BhdRkqt3""#),
        ("sub", r#""s6BhdRkqt3""#),
        ("aud", r#""https://as.example""#),
        ("exp", "1700000060"),
    ])
}

#[test]
fn each_required_claim_is_required() {
    assert_eq!(verdict_of(&policy(), None, &claims()), Ok(()));
    for name in ["iss", "sub", "aud", "exp"] {
        missing(verdict_of(&policy(), None, &without(&claims(), name)), name);
    }
}

#[test]
fn issuer_and_subject_are_the_client() {
    let verdict = |name, value| verdict_of(&policy(), None, &with(&claims(), name, value));
    for name in ["iss", "sub", "aud"] {
        rejected(verdict(name, r#""other""#), name, ClaimReason::Unexpected);
    }
    let jti = || policy().require(ClaimName::JwtId);
    missing(verdict_of(&jti(), None, &claims()), "jti");
    assert_eq!(verdict_of(&jti(), None, &with(&claims(), "jti", r#""1""#)), Ok(()));
}

/// Another server that is named may have received the assertion, and could use it here (CVE-2025-27371).
#[test]
fn no_audience_but_this_server() {
    let endpoint = ["https://as.example", "https://as.example/token"];
    let both = client_assertion::policy(Validation::at(NumericDate::from_secs(tokens::NOW)), "s6BhdRkqt3", endpoint);
    let verdict = |policy: &Validation, aud| verdict_of(policy, None, &with(&claims(), "aud", aud));
    assert_eq!(verdict(&policy(), r#"["https://as.example"]"#), Ok(()));
    assert_eq!(verdict(&both, r#"["https://as.example/token","https://as.example"]"#), Ok(()));
    assert_eq!(verdict(&both, r#""https://as.example/token""#), Ok(()));
    for (policy, aud) in [
        (policy(), r#"["https://as.example","https://other.example"]"#),
        (policy(), r#"["https://as.example","https://as.example/token"]"#),
        (policy(), "[]"),
        (both.clone(), r#"["https://as.example","https://as.example/token","https://other.example"]"#),
        (both.clone(), r#""https://other.example""#),
    ] {
        rejected(verdict(&policy, aud), "aud", ClaimReason::Unexpected);
    }
    // Whoever names none accepts nothing.
    let none = client_assertion::policy(lenient(), "s6BhdRkqt3", [""; 0]);
    for aud in [r#""https://as.example""#, "[]"] {
        rejected(verdict(&none, aud), "aud", ClaimReason::NoneNamed);
    }
    missing(verdict_of(&none, None, &without(&claims(), "aud")), "aud");
}

#[test]
fn typ_is_that_of_an_assertion_or_none() {
    let media_types = ["application/client-authentication+jwt", "application/jwt"].map(Some);
    let names = [None, Some("JWT"), Some("client-authentication+jwt"), Some("Client-Authentication+JWT")];
    for typ in names.into_iter().chain(media_types) {
        assert_eq!(verdict_of(&policy(), typ, &claims()), Ok(()));
    }
    for typ in ["at+jwt", "dpop+jwt", "", "client-authentication", "text/jwt"] {
        rejected(verdict_of(&policy(), Some(typ), &claims()), ClaimName::Type, ClaimReason::Unexpected);
    }
}

/// An hour, and a minute of leeway.
#[test]
fn the_lifetime_is_limited() {
    let verdict = |value| verdict_of(&policy(), None, &with(&claims(), "exp", value));
    assert_eq!(verdict("1700003660"), Ok(()));
    rejected(verdict("1700003661"), "exp", ClaimReason::TooLate);
    rejected(verdict("1699999940"), "exp", ClaimReason::Expired);
    rejected(verdict("1e300"), "exp", ClaimReason::TooLate);
    // The client's clock may be ahead.
    let ahead = Validation::at(NumericDate::from_secs(tokens::NOW)).future_leeway(Duration::from_secs(300));
    let ahead = client_assertion::policy(ahead, "s6BhdRkqt3", "https://as.example");
    assert_eq!(verdict_of(&ahead, None, &with(&claims(), "exp", "1700003900")), Ok(()));
    rejected(verdict_of(&ahead, None, &with(&claims(), "exp", "1700003901")), "exp", ClaimReason::TooLate);
}

/// Leeways count for the limit whether they are set before the policy or after it.
#[test]
fn the_lifetime_is_limited_by_the_last_leeway() {
    const HOURS: Duration = Duration::from_secs(2 * 60 * 60);
    let policy = |validation| client_assertion::policy(validation, "s6BhdRkqt3", "https://as.example");
    let at = || Validation::at(now());
    let verdict = |policy: &Validation, ahead: i64| {
        let exp = (tokens::NOW + ahead).to_string();
        verdict_of(policy, None, &with(&claims(), "exp", &exp))
    };
    for (policy, leeway) in [
        (policy(at().future_leeway(HOURS)), 7200),
        (policy(at()).future_leeway(HOURS), 7200),
        (policy(at().future_leeway(HOURS)).future_leeway(Duration::ZERO), 0),
        (policy(at().future_leeway(Duration::ZERO)).future_leeway(HOURS), 7200),
        (policy(at().leeway(HOURS)), 7200),
        (policy(at()).leeway(HOURS), 7200),
        (policy(at().leeway(HOURS)).leeway(Duration::ZERO), 0),
        (policy(at().future_leeway(Duration::ZERO)).leeway(HOURS), 0),
        (policy(at().leeway(HOURS)).future_leeway(Duration::ZERO), 0),
    ] {
        assert_eq!(verdict(&policy, 3600 + leeway), Ok(()), "{policy:?}");
        rejected(verdict(&policy, 3601 + leeway), "exp", ClaimReason::TooLate);
    }
}

/// Whatever else a policy says of `exp`.
#[test]
fn the_lifetime_is_limited_in_every_policy() {
    let verdict = |policy: &Validation, exp| verdict_of(policy, None, &with(&claims(), "exp", exp));
    let expired = policy().allow_expired();
    assert_eq!(verdict(&expired, "1600000000"), Ok(()));
    rejected(verdict(&expired, "1700003661"), "exp", ClaimReason::TooLate);
    let remaining = policy().reject_expiring_within(Duration::from_secs(7200));
    rejected(verdict(&remaining, "1700003660"), "exp", ClaimReason::ExpiresSoon);
    rejected(verdict(&remaining, "1700003661"), "exp", ClaimReason::TooLate);
    missing(verdict_of(&policy().allow_missing_expiration_time(), None, &without(&claims(), "exp")), "exp");
    assert!(format!("{:?}", policy()).contains("expiring_within: 3600s"));
}

#[test]
fn what_a_client_makes_is_accepted() {
    let claims = client_assertion::claims("s6BhdRkqt3", "https://as.example").random_jwt_id().unwrap();
    let claims = claims.issued_at(NumericDate::from_secs(tokens::NOW));
    let claims = claims.expires_at(NumericDate::from_secs(tokens::NOW + 60));
    let token = Signer::new(keys::hs256()).sign(&claims).unwrap();
    crate::support::verdict::accepted(policy().require(ClaimName::JwtId), &token);
    assert_eq!(payload(&token)["jti"].as_str().unwrap().len(), 22);
}

fn now() -> NumericDate {
    NumericDate::from_secs(tokens::NOW)
}

fn in_secs(seconds: u64) -> NumericDate {
    now().saturating_add(Duration::from_secs(seconds))
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&base64url::decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

/// A client secret for Sign in with Apple: ES256 with a `kid`, at most six months.
#[test]
fn apple() {
    let signer = Signer::new(keys::es256()).without_typ().key_id("ABC123DEFG");
    let claims = Claims::new(()).issuer("DEF123GHIJ").subject("com.example.app").audience("https://appleid.apple.com");
    let token = signer.sign(&claims.issued_at(now()).expires_at(in_secs(300))).unwrap();
    assert_eq!(header(&token), json!({ "alg": "ES256", "kid": "ABC123DEFG" }));
    let expected = json!({
        "iss": "DEF123GHIJ", "sub": "com.example.app", "aud": "https://appleid.apple.com",
        "iat": tokens::NOW, "exp": tokens::NOW + 300,
    });
    assert_eq!(payload(&token), expected);
}

/// Services that want RS256.
#[cfg(feature = "rsa-signing")]
mod rs256 {
    use super::{Claims, NumericDate, Signer, client_assertion, header, in_secs, now, payload, tokens};
    use crate::support::base64url;
    use jwt_codec::jws::Header;
    use jwt_codec::{Rs256, SigningKey};
    use serde::Serialize;
    use serde_json::json;
    use std::sync::LazyLock;
    use std::time::Duration;

    const PEM: &str = include_str!("../../data/keys/rsa-2048-pkcs8.pem");
    static SIGNER: LazyLock<Signer<SigningKey<Rs256>>> =
        LazyLock::new(|| Signer::new(SigningKey::<Rs256>::from_pem(PEM).unwrap()));

    /// A GitHub App: `iss` is its client ID, or its numeric ID; at most ten minutes, and `iat` a minute ago.
    #[test]
    fn github_app() {
        #[derive(Serialize)]
        struct App {
            iss: u64,
            iat: NumericDate,
            exp: NumericDate,
        }
        let app = App { iss: 12345, iat: now().saturating_sub(Duration::from_secs(60)), exp: in_secs(540) };
        assert!(SIGNER.sign(&app).is_err());
        let signer = Signer::new(SigningKey::<Rs256>::from_pem(PEM).unwrap()).allow_numeric_issuer();
        let expected = json!({ "iss": 12345, "iat": tokens::NOW - 60, "exp": tokens::NOW + 540 });
        assert_eq!(payload(&signer.sign(&app).unwrap()), expected);
        let by_client_id = Claims::new(()).issuer("Iv23liabcdef").issued_at(now()).expires_at(in_secs(540));
        assert!(SIGNER.sign(&by_client_id).is_ok());
    }

    /// A Google service account: `scope` next to the registered claims, and the `kid` of its key file.
    #[test]
    fn google_service_account() {
        #[derive(Serialize)]
        struct Scope {
            scope: &'static str,
        }
        let signer = Signer::new(SigningKey::<Rs256>::from_pem(PEM).unwrap()).key_id("9f3c");
        let claims = Claims::new(Scope { scope: "https://www.googleapis.com/auth/devstorage.read_only" })
            .issuer("robot@project.iam.gserviceaccount.com")
            .audience("https://oauth2.googleapis.com/token")
            .issued_at(now())
            .expires_at(in_secs(3600));
        let token = signer.sign(&claims).unwrap();
        assert_eq!(header(&token), json!({ "alg": "RS256", "typ": "JWT", "kid": "9f3c" }));
        let expected = json!({
            "iss": "robot@project.iam.gserviceaccount.com", "aud": "https://oauth2.googleapis.com/token",
            "iat": tokens::NOW, "exp": tokens::NOW + 3600, "scope": "https://www.googleapis.com/auth/devstorage.read_only",
        });
        assert_eq!(payload(&token), expected);
    }

    /// Microsoft Entra: the SHA-256 hash of the certificate in `x5t#S256`; PS256 is recommended.
    #[test]
    fn entra() {
        use jwt_codec::{Algorithm, Ps256};
        let certificate = Header::new(Algorithm::PS256).with_typ("JWT").with_certificate_sha256(&[7; 32]);
        let signer = Signer::with_header(SigningKey::<Ps256>::from_pem(PEM).unwrap(), certificate).unwrap();
        let endpoint = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token";
        let claims = client_assertion::claims("11112222-bbbb", endpoint).random_jwt_id().unwrap();
        let token = signer.sign(&claims.not_before(now()).expires_at(in_secs(300))).unwrap();
        let expected = json!({
            "alg": "PS256", "typ": "JWT", "x5t#S256": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
        });
        assert_eq!(header(&token), expected);
        assert_eq!(payload(&token)["sub"], "11112222-bbbb");
    }

    /// Snowflake: `iss` ends with the SHA-256 hash of the public key in DER, in base64 with padding.
    #[test]
    fn snowflake() {
        use sha2::{Digest, Sha256};
        let key = SigningKey::<Rs256>::from_pem(PEM).unwrap();
        let hash = base64url::encode(Sha256::digest(key.verifying_key().to_der()));
        let fingerprint = format!("{}=", hash.replace('-', "+").replace('_', "/"));
        let claims =
            Claims::new(()).subject("ORG-ACCOUNT.USER").issuer(format!("ORG-ACCOUNT.USER.SHA256:{fingerprint}"));
        let token = Signer::new(key).sign(&claims.issued_at(now()).expires_at(in_secs(3600))).unwrap();
        let issuer = payload(&token)["iss"].as_str().unwrap().to_owned();
        // As `openssl rsa -pubin -in rsa-2048-spki.pem -outform DER | openssl dgst -sha256 -binary | base64` prints it.
        assert_eq!(issuer, format!("ORG-ACCOUNT.USER.SHA256:{SNOWFLAKE}"));
    }

    const SNOWFLAKE: &str = "QcS7O21kjUycMTxaVnOfsn9e7mt6ns5kKcKYuZcaQAQ=";
}
