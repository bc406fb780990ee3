//! RFC 7519: the example of section 3.1, NumericDate (section 2), the forms of `aud` (section 4.1.3), section 6.1.

use jwt_codec::jwt::{Audience, NumericDate};
use jwt_codec::{Claims, RegisteredClaims, SigningKey, Validation, Verifier, VerifyError};
use jwt_codec::{Hs256, Signer};
use std::time::{Duration, SystemTime};

use crate::support::{keys, rfc};

/// Section 3.1 has the key and the claims of RFC 7515 appendix A.1.
#[test]
fn section_3_1_example() {
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let key = SigningKey::<Hs256>::from_secret(&rfc::example("A.1").key("k")).unwrap();
    let policy = Validation::at(NumericDate::from_secs(1_300_819_379)).issuer("joe").typ("JWT");
    let claims: RegisteredClaims = Verifier::new(key.verifying_key(), policy).verify(token).unwrap();
    assert_eq!(claims.issuer.as_deref(), Some("joe"));

    let late = Validation::at(NumericDate::from_secs(1_300_819_380)).leeway(Duration::ZERO);
    let refused = Verifier::new(key.verifying_key(), late).verify::<RegisteredClaims>(token);
    assert_eq!(refused.unwrap_err().to_string(), "exp: expired");
}

#[test]
fn section_6_1_unsecured_is_refused() {
    let token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    let policy = Validation::at(NumericDate::from_secs(1_300_819_379));
    assert_eq!(
        Verifier::new(keys::hs256_verifying(), policy).verify::<RegisteredClaims>(token),
        Err(VerifyError::AlgorithmMismatch)
    );
}

#[test]
fn numeric_date_is_a_json_number() {
    for (seconds, json) in [
        (NumericDate::from_secs(0), "0"),
        (NumericDate::from_secs(-1), "-1"),
        (NumericDate::from_secs(1_300_819_380), "1300819380"),
        (NumericDate::MIN, "-9223372036854775808"),
        (NumericDate::from_secs_f64(0.5).unwrap(), "0.5"),
        (NumericDate::from_secs_f64(-0.5).unwrap(), "-0.5"),
        (NumericDate::from_secs_f64(1_300_819_380.000_001).unwrap(), "1300819380.000001"),
    ] {
        assert_eq!(serde_json::to_string(&seconds).unwrap(), json);
        assert_eq!(serde_json::from_str::<NumericDate>(json).unwrap(), seconds);
    }
    for json in ["\"0\"", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<NumericDate>(json).is_err(), "{json}");
    }
}

#[test]
fn numeric_date_saturates() {
    let second = Duration::from_secs(1);
    assert_eq!(NumericDate::MAX.saturating_add(second), NumericDate::MAX);
    assert_eq!(NumericDate::MIN.saturating_sub(second), NumericDate::MIN);
    assert_eq!(NumericDate::MIN.saturating_add(Duration::MAX), NumericDate::MAX);
    assert_eq!(NumericDate::MAX.saturating_sub(Duration::MAX), NumericDate::MIN);
    assert_eq!(NumericDate::MAX.saturating_add(Duration::from_micros(1)), NumericDate::MAX);
    assert_eq!(NumericDate::from_secs_f64(1e308), Some(NumericDate::MAX));
    assert_eq!(NumericDate::from_secs_f64(-1e308), Some(NumericDate::MIN));
    for not_finite in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(NumericDate::from_secs_f64(not_finite), None);
    }
}

#[test]
fn numeric_date_rounds_to_the_nearest_microsecond() {
    let micros = |count| NumericDate::from_secs(0).saturating_add(Duration::from_micros(count));
    assert_eq!(NumericDate::from_secs_f64(0.000_000_4), Some(micros(0)));
    assert_eq!(NumericDate::from_secs_f64(0.000_000_6), Some(micros(1)));
    assert_eq!(NumericDate::from_secs_f64(0.999_999_6), Some(NumericDate::from_secs(1)));
    assert_eq!(NumericDate::from_secs_f64(-0.999_999_6), Some(NumericDate::from_secs(-1)));
    assert_eq!(NumericDate::from_secs_f64(-0.5).unwrap().as_secs(), -1);
    assert_eq!(NumericDate::from_secs_f64(-0.0), Some(micros(0)));
}

#[test]
fn numeric_date_of_the_system_time() {
    let epoch = SystemTime::UNIX_EPOCH;
    let half = Duration::from_millis(500);
    assert_eq!(NumericDate::from(epoch), NumericDate::from_secs(0));
    assert_eq!(NumericDate::from(epoch + half), NumericDate::from_secs_f64(0.5).unwrap());
    assert_eq!(NumericDate::from(epoch - half), NumericDate::from_secs_f64(-0.5).unwrap());
    assert!(NumericDate::now() > NumericDate::from_secs(1_700_000_000));
}

#[test]
fn audience_is_a_string_or_an_array_of_strings() {
    for (json, names) in [
        (r#""api""#, &["api"][..]),
        ("[]", &[]),
        (r#"["api"]"#, &["api"]),
        (r#"["api","web"]"#, &["api", "web"]),
        (r#"["","api","api"]"#, &["", "api", "api"]),
    ] {
        let audience: Audience = serde_json::from_str(json).unwrap();
        assert!(audience.iter().eq(names.iter().copied()), "{json}");
        for name in names {
            assert!(audience.contains(name));
        }
        assert!(!audience.contains("API"));
    }
    for json in ["null", "1", "true", "{}", "[1]", r#"["api",null]"#] {
        assert!(serde_json::from_str::<Audience>(json).is_err(), "{json}");
    }
}

/// Section 4.1.3: the special case of one audience is a string.
#[test]
fn audience_of_one_is_written_as_a_string() {
    let json = |audience: Audience| serde_json::to_string(&audience).unwrap();
    assert_eq!(json(Audience::from("api")), r#""api""#);
    assert_eq!(json(Audience::from(["api"])), r#""api""#);
    assert_eq!(json(Audience::from(["api", "web"])), r#"["api","web"]"#);
    assert_eq!(json(Audience::from(vec!["api".to_owned(), "web".to_owned()])), r#"["api","web"]"#);
    assert_eq!(json(Audience::from([""; 0])), "[]");
}

#[test]
fn all_seven_registered_claims_go_round() {
    let claims = Claims::new(())
        .issuer("iss")
        .subject("sub")
        .audience(["api", "web"])
        .not_before(NumericDate::from_secs(1))
        .issued_at(NumericDate::from_secs_f64(1.5).unwrap())
        .expires_at(NumericDate::from_secs(3))
        .jwt_id("jti");
    assert_eq!(
        serde_json::to_string(&claims).unwrap(),
        r#"{"iss":"iss","sub":"sub","aud":["api","web"],"exp":3,"nbf":1,"iat":1.5,"jti":"jti"}"#
    );
    let token = Signer::new(keys::hs256()).sign(&claims).unwrap();
    let policy = Validation::at(NumericDate::from_secs(2)).audience("web").leeway(Duration::ZERO);
    let verifier = Verifier::new(keys::hs256_verifying(), policy);
    assert_eq!(verifier.verify::<RegisteredClaims>(&token).unwrap(), claims.registered);
    assert_eq!(verifier.verify::<Claims<()>>(&token).unwrap(), claims);
}

#[test]
fn lifetime_sets_iat_and_exp() {
    let before = NumericDate::now();
    let claims = Claims::new(()).lifetime(Duration::from_secs(600)).registered;
    let issued = claims.issued_at.unwrap();
    assert_eq!(claims.expiration_time, Some(issued.saturating_add(Duration::from_secs(600))));
    assert!(before <= issued && issued <= NumericDate::from(SystemTime::now()));
    // Whole seconds: some services reject fractions.
    assert_eq!([before, issued], [before, issued].map(|time| NumericDate::from_secs(time.as_secs())));
}
