//! What holds for all claims, keys, tokens and texts.

use jwt_codec::jwa::HmacAlgorithm;
use jwt_codec::jws::{self, Unverified};
use jwt_codec::jwt::{Issuers, NumericDate, untrusted_issuer};
use jwt_codec::{
    ClaimName, ClaimReason, Claims, Defect, Es256, Hs256, Hs384, Hs512, Part, RegisteredClaims, Rs256, Sign, Signer,
    SigningKey, Validation, Verifier, Verify, VerifyError, VerifyingKey, dangerous,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq};
use proptest::{option, prop_oneof, proptest};
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};
use std::time::Duration;

use crate::support::verdict::{claim, lenient, strict};
use crate::support::{base64url, keys, tokens};

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(any::<char>(), 0..8).prop_map(String::from_iter),
        "[\\\\\"/bfnrtu\u{0}-\u{20}]{0,8}",
        "[a-c]{0,2}",
    ]
}

fn number() -> impl Strategy<Value = Value> {
    let whole = prop_oneof![any::<u64>().prop_map(Value::from), any::<i64>().prop_map(Value::from)];
    let float = any::<f64>().prop_filter_map("finite", |float| Number::from_f64(float).map(Value::Number));
    prop_oneof![whole, float, (-1e9..1e9_f64).prop_map(Value::from), Just(Value::from(-0.0))]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number(), string().prop_map(Value::from),];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(string(), inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Claims without registered names, which must be of their types.
fn object() -> impl Strategy<Value = Map<String, Value>> {
    btree_map(string(), value(), 0..20).prop_map(|members| {
        let registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
        let others = members.into_iter().filter(|(name, _)| !registered.contains(&&**name));
        others.collect()
    })
}

fn numeric_date() -> impl Strategy<Value = NumericDate> {
    (-(1_i64 << 32)..1 << 32, 0..1_000_000_u64)
        .prop_map(|(seconds, micros)| NumericDate::from_secs(seconds).saturating_add(Duration::from_micros(micros)))
}

/// Seconds: any, around now, and at the ends.
fn time() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -5..5_i64, Just(i64::MIN), Just(i64::MAX), Just(i64::MAX - 1)]
}

/// A leeway or an age in seconds.
fn length() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), 0..5_u64, Just(u64::MAX), Just(i64::MAX.unsigned_abs())]
}

fn registered() -> impl Strategy<Value = RegisteredClaims> {
    let text = || option::of(string());
    let early = || option::of(numeric_date().prop_map(|date| date.min(NumericDate::from_secs(tokens::NOW))));
    let late = option::of(numeric_date().prop_map(|date| date.max(NumericDate::from_secs(tokens::NOW + 1))));
    let audience = option::of(vec(string(), 0..7).prop_map(|names| names.into_iter().collect()));
    (text(), text(), audience, late, early(), early(), text()).prop_map(
        |(issuer, subject, audience, expiration_time, not_before, issued_at, jwt_id)| RegisteredClaims {
            issuer,
            subject,
            audience,
            expiration_time,
            not_before,
            issued_at,
            jwt_id,
        },
    )
}

fn goes_round<S: Sign, V: Verify>(signing: S, verifying: V, claims: &Claims<Map<String, Value>>) -> bool {
    let token = Signer::new(signing).sign(claims).unwrap();
    let verifier = Verifier::new(verifying, lenient());
    let twice = [verifier.verify(&token).unwrap(), verifier.verify(&token).unwrap()];
    twice.iter().all(|read: &Claims<Map<String, Value>>| read == claims)
}

fn hmac_goes_round<A: HmacAlgorithm>(secret: &[u8], claims: &Claims<Map<String, Value>>) -> bool {
    // A random secret that looks like a key is one in 2^30.
    let Ok(signing) = SigningKey::<A>::from_secret(secret) else {
        return true;
    };
    let verifying = VerifyingKey::<A>::from_secret(secret).unwrap();
    goes_round(signing, verifying, claims)
}

/// The same value, where a float may be off by the last digit: `serde_json` without `float_roundtrip` rounds to a neighbor now and then.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            (one - other).abs() <= one.abs() * 4.0 * f64::EPSILON || one.abs() < 1e-300
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

/// A change to a text: a piece of it replaced by something that matters to JSON.
fn mutation() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let pieces: Vec<&[u8]> = vec![
        b"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\\",
        b"/",
        b"\\u",
        b"\\ud800",
        b"\\udc00",
        b"\\u00e9",
        b"-",
        b"+",
        b"0",
        b"1",
        b"00",
        b".",
        b"e",
        b"E+",
        b"1e400",
        b"1e-400",
        b"18446744073709551616",
        b"-9223372036854775809",
        b"-0",
        b"true",
        b"nul",
        b"null",
        b" ",
        b"\t",
        b"\n",
        b"\r",
        b"\x0b",
        b"\0",
        b"\x1f",
        b"\x7f",
        b"\x80",
        b"\xff",
        b"\xc3\xa9",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"{}",
        b"[]",
        b"\"\"",
        b"\"a\":1,",
        b"//",
        b"NaN",
    ];
    let piece = prop_oneof![proptest::sample::select(pieces).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 0..3),];
    (any::<proptest::sample::Index>(), 0..3_usize, piece)
        .prop_map(|(at, removed, inserted)| (at.index(1 << 16), removed, inserted))
}

/// If there is an unverified issuer, the verifier reads the same one, or refuses the claims for what only it compares. If there is
/// none, it reads none.
fn issuer_is_the_signed_one(token: &str) -> bool {
    let signed = Verifier::new(keys::hs256_verifying(), lenient()).verify::<RegisteredClaims>(token);
    match (untrusted_issuer(token), signed) {
        (Ok(issuer), Ok(claims)) => claims.issuer == Some(issuer),
        (Ok(_), Err(VerifyError::Malformed(Part::Payload, Defect::DuplicateName))) | (Err(_), Err(_)) => true,
        (Ok(_), Err(VerifyError::Claim { claim, .. })) => claim != ClaimName::Issuer,
        (Ok(_), Err(_)) => false,
        (Err(_), Ok(claims)) => claims.issuer.is_none(),
    }
}

fn mutated(json: String, mutations: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    mutations.iter().fold(json.into_bytes(), |mut text, (at, removed, inserted)| {
        let start = at % (text.len() + 1);
        let end = (start + removed).min(text.len());
        text.splice(start..end, inserted.iter().copied());
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn claims_go_round_with_hmac(secret in vec(any::<u8>(), 64..200), registered in registered(), custom in object()) {
        let claims = Claims { registered, custom };
        prop_assert!(hmac_goes_round::<Hs256>(&secret, &claims));
        prop_assert!(hmac_goes_round::<Hs384>(&secret, &claims));
        prop_assert!(hmac_goes_round::<Hs512>(&secret, &claims));
    }

    #[test]
    fn json_goes_round(custom in object()) {
        let token = Signer::new(keys::hs256()).sign(&custom).unwrap();
        let read: Value = Verifier::new(keys::hs256_verifying(), lenient()).verify(&token).unwrap();
        prop_assert_eq!(&read, &Value::Object(custom.clone()));
        let oracle: Value = serde_json::from_str(&serde_json::to_string(&custom).unwrap()).unwrap();
        prop_assert!(same(&read, &oracle));
    }

    #[test]
    fn changed_token_is_refused(at in any::<proptest::sample::Index>(), byte in 0_u8..=127) {
        let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
        let at = at.index(token.len());
        let mut changed = token.clone().into_bytes();
        changed[at] = byte;
        let changed = String::from_utf8(changed).unwrap();
        let verdict = Verifier::new(keys::hs256_verifying(), strict()).verify::<IgnoredAny>(&changed);
        prop_assert_eq!(verdict.is_ok(), changed == token);
    }

    #[test]
    fn any_text_is_refused_without_panic(text in prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,5}"]) {
        prop_assert!(Verifier::new(keys::hs256_verifying(), lenient()).verify::<Value>(&text).is_err());
        prop_assert!(jws::verify(&text, &keys::hs256_verifying()).is_err());
        prop_assert!(jws::verify_unencoded(&text, &keys::hs256_verifying()).is_err());
        prop_assert!(jws::verify_detached(&text, b"payload", &keys::hs256_verifying()).is_err());
        prop_assert!(Issuers::new().issuer("a", keys::hs256_verifying(), lenient()).verify::<Value>(&text).is_err());
        let _ = Unverified::parse(&text);
        let _ = Unverified::parse_detached(&text);
        let _ = untrusted_issuer(&text);
        let _ = dangerous::decode_unverified::<Value, Value>(&text);
    }

    #[test]
    fn any_signed_bytes_have_a_verdict(header in vec(any::<u8>(), 0..60), payload in vec(any::<u8>(), 0..60)) {
        let verifier = Verifier::new(keys::hs256_verifying(), lenient());
        let _ = verifier.verify::<Value>(&tokens::signed(&header, &payload));
        let with_payload = tokens::with_payload(&payload);
        prop_assert_eq!(jws::verify(&with_payload, &keys::hs256_verifying()).unwrap().payload, payload);
        let _ = verifier.verify::<Value>(&with_payload);
        prop_assert!(issuer_is_the_signed_one(&with_payload));
        let _ = VerifyingKey::<Es256>::from_der(&header);
        let _ = SigningKey::<Es256>::from_der(&header);
        let _ = VerifyingKey::<Rs256>::from_der(&header);
        let _ = VerifyingKey::<Es256>::from_pem(&header);
    }

    #[test]
    fn numeric_date_goes_round(date in numeric_date(), other in numeric_date()) {
        let json = serde_json::to_string(&date).unwrap();
        let claims = format!(r#"{{"nbf":{json}}}"#);
        let (_, read): (Value, RegisteredClaims) = dangerous::decode_unverified(&tokens::with_payload(claims)).unwrap();
        prop_assert_eq!(read.not_before, Some(date));
        prop_assert_eq!(NumericDate::from_secs_f64(date.as_secs_f64()), Some(date));
        prop_assert_eq!(date < other, date.as_secs_f64() < other.as_secs_f64());
    }

    /// The standard library's float nearest to the decimal.
    #[test]
    fn numeric_date_as_a_float_is_the_nearest(seconds in prop_oneof![-(1_i64 << 53)..1 << 53, -(1_i64 << 36)..1 << 36, -5..5_i64], micros in 0..1_000_000_u64) {
        let date = NumericDate::from_secs(seconds).saturating_add(Duration::from_micros(micros));
        let total = i128::from(seconds) * 1_000_000 + i128::from(micros);
        let (sign, total) = (if total < 0 { "-" } else { "" }, total.unsigned_abs());
        let decimal = format!("{sign}{}.{:06}", total / 1_000_000, total % 1_000_000);
        prop_assert_eq!(date.as_secs_f64().to_bits(), decimal.parse::<f64>().unwrap().to_bits(), "{}", decimal);
    }

    #[test]
    fn numeric_date_keeps_order(one in any::<f64>(), other in any::<f64>()) {
        if let (Some(first), Some(second)) = (NumericDate::from_secs_f64(one), NumericDate::from_secs_f64(other)) {
            prop_assert!((one <= other) == (first <= second) || first == second);
        }
    }

    /// Threat class 37: against arithmetic that cannot overflow.
    #[test]
    fn times_are_checked_as_on_paper(now in time(), exp in time(), nbf in time(), iat in time(), leeway in length(), age in length()) {
        let policy = Validation::at(NumericDate::from_secs(now))
            .leeway(Duration::from_secs(leeway))
            .max_age(Duration::from_secs(age));
        let json = format!(r#"{{"exp":{exp},"nbf":{nbf},"iat":{iat}}}"#);
        let verifier = Verifier::new(keys::hs256_verifying(), policy);
        let verdict = verifier.verify::<IgnoredAny>(&tokens::with_payload(json)).map(|_| ());
        let [now, exp, nbf, iat] = [now, exp, nbf, iat].map(i128::from);
        let [leeway, age] = [leeway, age].map(i128::from);
        let expected = if now >= exp + leeway {
            Err(claim(ClaimName::ExpirationTime, ClaimReason::Expired))
        } else if now + leeway < nbf {
            Err(claim(ClaimName::NotBefore, ClaimReason::InFuture))
        } else if now + leeway < iat {
            Err(claim(ClaimName::IssuedAt, ClaimReason::InFuture))
        } else if now > iat + age + leeway {
            Err(claim(ClaimName::IssuedAt, ClaimReason::TooOld))
        } else {
            Ok(())
        };
        prop_assert_eq!(verdict, expected);
    }

    #[test]
    fn time_arithmetic_saturates(seconds in any::<i64>(), duration in any::<Duration>()) {
        let date = NumericDate::from_secs(seconds);
        prop_assert!(date.saturating_add(duration) >= date);
        prop_assert!(date.saturating_sub(duration) <= date);
        let exact = i128::from(seconds) + i128::from(duration.as_secs());
        let clamped = i64::try_from(exact).unwrap_or(i64::MAX);
        prop_assert_eq!(date.saturating_add(duration).as_secs(), clamped);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Ours accepts what `serde_json` accepts, and reads the same; apart from names that occur twice, and from what is no object.
    #[test]
    fn text_is_accepted_as_by_serde_json(custom in object(), mutations in vec(mutation(), 0..3)) {
        let text = mutated(serde_json::to_string(&custom).unwrap(), &mutations);
        let token = tokens::with_payload(&text);
        let ours = Verifier::new(keys::hs256_verifying(), lenient()).verify::<Value>(&token);
        let oracle = serde_json::from_slice::<Value>(&text);
        // With `arbitrary_precision` a number may be as large as it likes.
        let unlimited = serde_json::from_str::<Value>("1e400").is_ok();
        match (&ours, &oracle) {
            (Err(VerifyError::Malformed(Part::Payload, Defect::DuplicateName)), _) => {}
            (Err(VerifyError::Malformed(Part::Payload, Defect::NumberRange)), Ok(_)) => prop_assert!(unlimited),
            (Ok(read), Ok(oracle)) => prop_assert!(same(read, oracle), "{read} is not {oracle}"),
            (Err(_), Ok(oracle)) => prop_assert!(!oracle.is_object(), "refused {oracle}: {ours:?}"),
            (ours, oracle) => prop_assert!(ours.is_err() && oracle.is_err(), "{ours:?}, {oracle:?}"),
        }
    }

    #[test]
    fn unverified_issuer_is_the_signed_one(issuer in string(), custom in object(), mutations in vec(mutation(), 0..3)) {
        let mut claims = custom;
        claims.insert("iss".to_owned(), issuer.clone().into());
        let json = serde_json::to_string(&claims).unwrap();
        prop_assert_eq!(untrusted_issuer(&tokens::with_payload(&json)), Ok(issuer));
        let text = mutated(json, &mutations);
        prop_assert!(issuer_is_the_signed_one(&tokens::with_payload(&text)), "{:?}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn base64url_has_one_text(bytes in vec(any::<u8>(), 0..50), text in "[A-Za-z0-9_-]{0,20}") {
        prop_assert_eq!(base64url::decode(&base64url::encode(&bytes)), Some(bytes));
        let header = base64url::encode(tokens::HEADER);
        let token = tokens::signed_segments(&header, &text);
        let read = jws::verify(&token, &keys::hs256_verifying()).ok();
        prop_assert_eq!(read.map(|verified| verified.payload), base64url::decode(&text));
    }
}

proptest! {
    // A key and two signatures for each case.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn claims_go_round_with_es256(scalar in any::<[u8; 32]>(), registered in registered(), custom in object()) {
        if let Ok(key) = SigningKey::<Es256>::from_scalar(&scalar) {
            let claims = Claims { registered, custom };
            let verifying = key.verifying_key();
            prop_assert!(goes_round(key, verifying, &claims));
        }
    }

    #[cfg(feature = "rsa-signing")]
    #[test]
    fn claims_go_round_with_rs256(registered in registered(), custom in object()) {
        let key = SigningKey::<Rs256>::from_pem(include_str!("../../data/keys/rsa-2048-pkcs8.pem")).unwrap();
        let claims = Claims { registered, custom };
        prop_assert!(goes_round(key, keys::rs256_verifying(), &claims));
    }
}
