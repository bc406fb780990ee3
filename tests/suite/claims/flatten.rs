//! `Claims` and `RegisteredClaims` are written and read by hand: as serde's macros with `flatten` would do it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jwt_codec::jwt::{Audience, NumericDate};
use jwt_codec::{Claims, RegisteredClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serde_test::{Configure, Token, assert_de_tokens, assert_de_tokens_error, assert_ser_tokens};

/// What the macros make of [`Claims`].
#[derive(Serialize)]
struct Twin<T> {
    #[serde(flatten)]
    registered: RegisteredTwin,
    #[serde(flatten)]
    custom: T,
}

/// What the macros make of [`RegisteredClaims`].
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename = "RegisteredClaims", expecting = "a claims set")]
struct RegisteredTwin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aud: Option<Audience>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exp: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iat: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

fn twin(claims: &RegisteredClaims) -> RegisteredTwin {
    let claims = claims.clone();
    RegisteredTwin {
        iss: claims.issuer,
        sub: claims.subject,
        aud: claims.audience,
        exp: claims.expiration_time,
        nbf: claims.not_before,
        iat: claims.issued_at,
        jti: claims.jwt_id,
    }
}

fn all_claims() -> RegisteredClaims {
    let time = NumericDate::from_secs(1);
    let claims = Claims::new(()).issuer("i").subject("s").audience(["a", "b"]).jwt_id("j");
    claims.expires_at(time).not_before(time).issued_at(time).registered
}

/// To text, to indented text, and to a [`Value`], which is a serializer of another kind.
#[track_caller]
fn is_written_as_by_flatten<T: Serialize + Clone>(custom: T) {
    for registered in [RegisteredClaims::default(), Claims::new(()).subject("s").registered, all_claims()] {
        let flattened = Twin { registered: twin(&registered), custom: custom.clone() };
        let claims = Claims { registered, custom: custom.clone() };
        assert_eq!(serde_json::to_string(&claims).unwrap(), serde_json::to_string(&flattened).unwrap());
        assert_eq!(serde_json::to_string_pretty(&claims).unwrap(), serde_json::to_string_pretty(&flattened).unwrap());
        assert_eq!(serde_json::to_value(&claims).unwrap(), serde_json::to_value(&flattened).unwrap());
    }
}

#[track_caller]
fn is_refused_as_by_flatten<T: Serialize + Clone>(custom: T) {
    let flattened = Twin { registered: RegisteredTwin::default(), custom: custom.clone() };
    assert!(serde_json::to_string(&flattened).is_err());
    assert!(serde_json::to_string(&Claims::new(custom)).is_err());
}

#[derive(Clone, Serialize)]
enum Enum {
    Unit,
    Newtype(BTreeMap<&'static str, u8>),
    Text(&'static str),
    Tuple(u8, &'static str, Option<()>),
    Struct {
        a: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<Box<Self>>,
    },
    Empty {},
}

#[derive(Clone, Serialize)]
struct Newtype<T>(T);

#[derive(Clone, Serialize)]
struct Unit;

#[derive(Clone, Serialize)]
struct Struct {
    a: u8,
    #[serde(flatten)]
    more: Enum,
    list: Vec<Enum>,
}

#[test]
fn objects_and_what_is_none() {
    is_written_as_by_flatten(());
    is_written_as_by_flatten(Unit);
    is_written_as_by_flatten(None::<Struct>);
    is_written_as_by_flatten(BTreeMap::from([("a", 1), ("b", 2)]));
    is_written_as_by_flatten(BTreeMap::from([(1_u8, 1), (2, 2)]));
    is_written_as_by_flatten(json!({"a": [1, {"b": null}]}));
    let variant = Enum::Struct { a: 2, b: None };
    is_written_as_by_flatten(Struct { a: 1, more: variant.clone(), list: vec![variant, Enum::Unit] });
    is_written_as_by_flatten(Claims::new(json!({"a": 1})).issuer("other"));
}

#[test]
fn variants() {
    let variants = [
        Enum::Unit,
        Enum::Newtype(BTreeMap::from([("a", 1)])),
        Enum::Text("t"),
        Enum::Tuple(1, "t", None),
        Enum::Struct { a: 1, b: None },
        Enum::Struct { a: 1, b: Some(Box::new(Enum::Tuple(1, "t", None))) },
        Enum::Empty {},
    ];
    for variant in variants {
        is_written_as_by_flatten(variant.clone());
        is_written_as_by_flatten(Some(variant.clone()));
        is_written_as_by_flatten(Newtype(Some(Box::new(Newtype(variant.clone())))));
        is_written_as_by_flatten(Claims::new(variant).jwt_id("inner"));
    }
}

#[test]
fn what_is_no_object() {
    is_refused_as_by_flatten("text");
    is_refused_as_by_flatten('c');
    is_refused_as_by_flatten(true);
    is_refused_as_by_flatten((-1_i8, 1_u64));
    is_refused_as_by_flatten(-1_i64);
    is_refused_as_by_flatten(1_u8);
    is_refused_as_by_flatten(1_i128);
    is_refused_as_by_flatten(1.5_f32);
    is_refused_as_by_flatten(1.5_f64);
    is_refused_as_by_flatten([1, 2]);
    is_refused_as_by_flatten(vec![("a", 1)]);
    is_refused_as_by_flatten(Some(Value::Bool(true)));
    is_refused_as_by_flatten(Newtype(Newtype("text")));
    is_refused_as_by_flatten(Claims::new("text"));
}

#[test]
fn one_variant_and_then_another_is_an_error() {
    /// A type that is something else each time.
    struct Fickle(std::cell::Cell<u8>, [Enum; 2]);

    impl Serialize for Fickle {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.set(self.0.get() + 1);
            self.1[usize::from(self.0.get() > 1)].serialize(serializer)
        }
    }

    for second in [Enum::Unit, Enum::Text("t"), Enum::Newtype(BTreeMap::new())] {
        let fickle = Fickle(0.into(), [Enum::Struct { a: 1, b: None }, second]);
        assert!(serde_json::to_string(&Claims::new(fickle)).is_err());
    }
}

/// What JSON does not show: a struct with as many fields as are written; and for the fields of a variant, whether the format is
/// for humans.
#[test]
fn formats_other_than_json() {
    #[derive(Serialize)]
    enum Address {
        Tuple(u8, Ipv4Addr),
        Struct { ip: Ipv4Addr },
    }

    let time = NumericDate::from_secs(1);
    let one = [
        (Claims::new(()).issuer("x"), "iss", Token::Str("x")),
        (Claims::new(()).subject("x"), "sub", Token::Str("x")),
        (Claims::new(()).audience("x"), "aud", Token::Str("x")),
        (Claims::new(()).expires_at(time), "exp", Token::I64(1)),
        (Claims::new(()).not_before(time), "nbf", Token::I64(1)),
        (Claims::new(()).issued_at(time), "iat", Token::I64(1)),
        (Claims::new(()).jwt_id("x"), "jti", Token::Str("x")),
    ];
    for (claims, name, value) in one {
        let name = Token::Str(name);
        let alone = [Token::Struct { name: "RegisteredClaims", len: 1 }, name, value, Token::StructEnd];
        assert_ser_tokens(&(&claims.registered).readable(), &alone);
        assert_ser_tokens(&(&claims).readable(), &[Token::Map { len: None }, name, value, Token::MapEnd]);
    }

    let ip = Ipv4Addr::LOCALHOST;
    let (start, end) = (Token::Map { len: None }, Token::MapEnd);
    let compact = [Token::Tuple { len: 4 }, Token::U8(127), Token::U8(0), Token::U8(0), Token::U8(1), Token::TupleEnd];
    let tuple = Claims::new(Address::Tuple(9, ip));
    let head = [start, Token::Str("Tuple"), Token::Tuple { len: 2 }, Token::U8(9)];
    assert_ser_tokens(&(&tuple).compact(), &[&head[..], &compact, &[Token::TupleEnd, end]].concat());
    assert_ser_tokens(&(&tuple).readable(), &[&head[..], &[Token::Str("127.0.0.1"), Token::TupleEnd, end]].concat());
    let fields = Claims::new(Address::Struct { ip });
    let head = [start, Token::Str("Struct"), Token::Struct { name: "Struct", len: 1 }, Token::Str("ip")];
    assert_ser_tokens(&(&fields).compact(), &[&head[..], &compact, &[Token::StructEnd, end]].concat());
}

/// A name twice is an error for every deserializer, not for the one of this crate alone.
#[test]
fn registered_claims_occur_once() {
    for (name, value) in [("iss", "\"x\""), ("aud", "[]"), ("exp", "1"), ("jti", "null"), ("i\\u0073s", "\"x\"")] {
        let twice = format!("{{\"{name}\":{value},\"a\":1,\"{name}\":{value}}}");
        assert!(serde_json::from_str::<Claims<Value>>(&twice).is_err(), "{twice}");
        assert!(serde_json::from_str::<Claims<()>>(&twice).is_err(), "{twice}");
        let once = format!("{{\"{name}\":{value},\"a\":1}}");
        assert!(serde_json::from_str::<Claims<Value>>(&once).is_ok(), "{once}");
    }
    // An escaped name is the same name.
    let escaped: Claims<Value> = serde_json::from_str(r#"{"\u0061":1}"#).unwrap();
    assert_eq!(escaped.custom["a"], 1);
}

/// As a format may hand them over that has text and bytes.
#[test]
fn names_in_bytes() {
    let start = Token::Struct { name: "RegisteredClaims", len: 2 };
    let members = [Token::Bytes(b"iss"), Token::Some, Token::Str("x"), Token::Bytes(b"a"), Token::U8(1)];
    let claims = Claims::new(()).issuer("x").registered;
    assert_de_tokens(&claims, &[&[start], &members[..], &[Token::StructEnd]].concat());
    let error = "invalid value: byte array, expected a member name";
    assert_de_tokens_error::<RegisteredClaims>(&[start, Token::Bytes(b"\xff")], error);
}

#[test]
fn registered_claims_are_written_as_by_the_macros() {
    let all = all_claims();
    let some = RegisteredClaims { audience: None, issuer: None, issued_at: None, ..all.clone() };
    for claims in [all, some, RegisteredClaims::default()] {
        assert_eq!(
            serde_json::to_string_pretty(&claims).unwrap(),
            serde_json::to_string_pretty(&twin(&claims)).unwrap()
        );
        assert_eq!(serde_json::to_value(&claims).unwrap(), serde_json::to_value(twin(&claims)).unwrap());
    }
}

#[test]
fn registered_claims_are_read_as_by_the_macros() {
    #[track_caller]
    fn same(json: &str) {
        let by_hand = serde_json::from_str::<RegisteredClaims>(json).map(|claims| twin(&claims));
        let by_macros = serde_json::from_str::<RegisteredTwin>(json);
        assert_eq!(by_hand.map_err(|error| error.to_string()), by_macros.map_err(|error| error.to_string()), "{json}");
    }

    let all = serde_json::to_string(&all_claims()).unwrap();
    same(&all);
    same("{}");
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "other", "\\u0069ss"] {
        for value in ["null", "\"t\"", "1", "-1.5", "true", "[\"a\"]", "[]", "[1]", "{}"] {
            same(&format!("{{\"{name}\":{value}}}"));
            same(&format!("{{\"{name}\":{value},\"x\":[{{}}],\"{name}\":{value}}}"));
            same(&format!("{},\"{name}\":{value}}}", &all[..all.len() - 1]));
        }
    }
    for json in ["null", "1", "\"text\"", "true", "{", "{\"iss\"}", ""] {
        same(json);
    }
    // The macros would take an array, one claim after the other.
    assert!(serde_json::from_str::<RegisteredClaims>("[null,null,null,null,null,null,null]").is_err());
}
