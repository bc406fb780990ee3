//! Any claims, made of the bytes: what is signed is verified, and comes back equal. Whether `exp`, `nbf` and `iat` let it pass is held against
//! a plain comparison of microseconds.

use std::sync::LazyLock;
use std::time::Duration;

use jwt_codec::jwt::{Audience, NumericDate};
use jwt_codec::{
    Claims, Defect, Es256, Hs256, Part, RegisteredClaims, Sign, SignError, Signer, SigningKey, Validation, Verifier,
    Verify, VerifyError,
};
use serde_json::{Map, Value};

use super::bytes::Bytes;

type Keys = (Box<dyn Sign>, Box<dyn Verify>);

static KEYS: LazyLock<[Keys; 2]> = LazyLock::new(|| {
    let secret = b"the secret of the fuzz target round_trip";
    let hmac = SigningKey::<Hs256>::from_secret(secret).expect("a secret");
    let pem = include_str!("../../tests/data/keys/ec-p256-pkcs8.pem");
    let ec = SigningKey::<Es256>::from_pem(pem).expect("a private key");
    let public = (hmac.verifying_key(), ec.verifying_key());
    [(Box::new(hmac), Box::new(public.0)), (Box::new(ec), Box::new(public.1))]
});

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    // ES256 is a hundred times slower, and no different for claims.
    let (private, public) = &KEYS[usize::from(bytes.byte() == 1)];
    let now = time(&mut bytes);
    let mut maker = Signer::new(private);
    if let Some(key_id) = bytes.optional(Bytes::text) {
        maker = maker.key_id(key_id);
    }
    if let Some(typ) = bytes.optional(Bytes::text) {
        maker = maker.typ(typ);
    }
    let mut claims = Claims::new(Map::new());
    let registered = &mut claims.registered;
    registered.issuer = bytes.optional(Bytes::text);
    registered.subject = bytes.optional(Bytes::text);
    registered.audience = bytes.optional(audience);
    registered.expiration_time = bytes.optional(time);
    registered.not_before = bytes.optional(time);
    registered.issued_at = bytes.optional(time);
    registered.jwt_id = bytes.optional(Bytes::text);
    claims.custom = custom(&mut bytes);

    let reserved = claims.custom.iter().any(|(name, value)| is_reserved(name) || has_reserved_names(value));
    let token = match maker.sign(&claims) {
        Ok(token) => token,
        Err(refused) => {
            assert_eq!(refused, SignError::Malformed(Part::Payload, Defect::ReservedName));
            return assert!(reserved, "{claims:?}");
        }
    };
    assert!(!reserved, "signed {claims:?}");
    let validation = Validation::at(now)
        .leeway(Duration::ZERO)
        .max_token_len(usize::MAX)
        .any_audience()
        .allow_missing_expiration_time();
    let verified = Verifier::new(public, validation).verify_with_header::<Claims<Map<String, Value>>>(&token);
    match verified {
        Ok((header, verified)) => {
            assert!(acceptable(&claims.registered, now), "{claims:?} at {now:?}");
            assert_eq!(header.as_json(), maker.header().to_json());
            assert_eq!(verified, claims);
        }
        Err(VerifyError::Claim { .. }) => {
            assert!(!acceptable(&claims.registered, now), "{claims:?} at {now:?}");
        }
        Err(refused) => panic!("{refused}: {claims:?}"),
    }
    // Without the check of the times, as a value of no type of its own.
    let (_, read): (Value, Value) =
        jwt_codec::dangerous::decode_unverified_with_limit(&token, usize::MAX).expect("claims");
    assert_eq!(read, serde_json::to_value(&claims).expect("claims"));
}

fn acceptable(claims: &RegisteredClaims, now: NumericDate) -> bool {
    claims.expiration_time.is_none_or(|time| now < time)
        && claims.not_before.is_none_or(|time| time <= now)
        && claims.issued_at.is_none_or(|time| time <= now)
}

/// Names that `serde_json` keeps for itself are never signed.
fn has_reserved_names(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(has_reserved_names),
        Value::Object(members) => members.iter().any(|(name, value)| is_reserved(name) || has_reserved_names(value)),
        _ => false,
    }
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("$serde_json::private::")
}

/// Any whole second, or one of this age with a fraction: a float has no room for the microseconds of later ones.
fn time(bytes: &mut Bytes<'_>) -> NumericDate {
    if bytes.byte().is_multiple_of(2) {
        return NumericDate::from_secs(i64::from_le_bytes(bytes.array()));
    }
    let seconds = i32::from_le_bytes(bytes.array());
    let micros = u32::from_le_bytes(bytes.array()) % 1_000_000;
    NumericDate::from_secs(seconds.into()).saturating_add(Duration::from_micros(micros.into()))
}

fn audience(bytes: &mut Bytes<'_>) -> Audience {
    match bytes.byte() % 4 {
        0 => bytes.text().into(),
        count => (1..count).map(|_| bytes.text()).collect(),
    }
}

/// Members whose names are no registered claims, as many as there are bytes for.
fn custom(bytes: &mut Bytes<'_>) -> Map<String, Value> {
    const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
    let mut members = Map::new();
    while !bytes.is_empty() {
        let mut name = bytes.text();
        if REGISTERED.contains(&name.as_str()) {
            name.push('_');
        }
        let value = value(bytes, 100);
        members.insert(name, value);
    }
    members
}

fn value(bytes: &mut Bytes<'_>, depth: u8) -> Value {
    match bytes.byte() % 8 {
        0 => Value::Null,
        1 => (bytes.byte().is_multiple_of(2)).into(),
        2 => u64::from_le_bytes(bytes.array()).into(),
        3 => i64::from_le_bytes(bytes.array()).into(),
        // What is not finite becomes `null`.
        4 => f64::from_le_bytes(bytes.array()).into(),
        5 if depth > 0 => {
            let length = bytes.byte() % 4;
            (0..length).map(|_| value(bytes, depth - 1)).collect()
        }
        6 if depth > 0 => {
            let length = bytes.byte() % 4;
            let member = |bytes: &mut Bytes<'_>| (bytes.text(), value(bytes, depth - 1));
            (0..length).map(|_| member(bytes)).collect()
        }
        _ => bytes.text().into(),
    }
}
