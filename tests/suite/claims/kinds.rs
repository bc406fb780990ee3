//! A type gets a value of the kind that it asked for, and no other: as with `serde_json`.

use core::fmt;
use std::collections::BTreeMap;
use std::ffi::CString;

use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Signer, Verifier, VerifyError};
use serde::de::{DeserializeOwned, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::claims::types::{goes_round, goes_round_both_ways, read};
use crate::support::{keys, tokens, verdict};

/// What a visitor that takes everything was given.
#[derive(Debug, PartialEq)]
enum Given {
    Boolean(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Nothing,
    Something,
    Newtype,
    Array(usize),
    Object(usize),
    Variant,
}

struct TakesAll;

impl<'de> Visitor<'de> for TakesAll {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given, E> {
        Ok(Given::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given, E> {
        Ok(Given::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given, E> {
        Ok(Given::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Given, E> {
        Ok(Given::Integer(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Given, E> {
        Ok(Given::Integer(value.try_into().unwrap()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given, E> {
        Ok(Given::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Given, E> {
        Ok(Given::Text(value.to_owned()))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Given, E> {
        Ok(Given::Bytes(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_none<E>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Given::Something)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Given::Newtype)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Given, A::Error> {
        let mut count = 0;
        while elements.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Given::Array(count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Given, A::Error> {
        let mut count = 0;
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Given::Object(count))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Given, A::Error> {
        use serde::de::VariantAccess;
        let (_, content) = variant.variant::<IgnoredAny>()?;
        content.newtype_variant::<IgnoredAny>().or_else(|_| Ok(IgnoredAny)).map(|_| Given::Variant)
    }
}

/// A type for each request of serde, which takes whatever it is given.
macro_rules! requests {
    ($($Request:ident: $deserialize:ident($($argument:expr),*),)*) => {
        $(
            #[derive(Debug, PartialEq)]
            struct $Request(Given);

            impl<'de> Deserialize<'de> for $Request {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.$deserialize($($argument,)* TakesAll).map(Self)
                }
            }
        )*

        /// Each type reads a claim as with `serde_json`.
        #[track_caller]
        fn is_read_as_by_serde_json(name: &str, value: &str) {
            $(is_the_same::<$Request>(name, value, stringify!($deserialize));)*
        }

        /// Each type reads the whole claims set as with `serde_json`, alone and in `Claims`. There, a unit and an
        /// `Option` mean that there may be no other claims.
        #[track_caller]
        fn claims_set_is_read_as_by_serde_json(json: &str) {
            $(
                let (request, theirs) = (stringify!($deserialize), serde_json::from_str::<$Request>(json).ok());
                assert_eq!(read::<$Request>(json).ok(), theirs, "{request}");
                if !request.contains("unit") && !request.contains("option") {
                    let ours = read::<Claims<$Request>>(json).ok();
                    assert_eq!(ours.map(|claims| claims.custom), theirs, "{request} in `Claims`");
                }
            )*
        }
    };
}

requests! {
    Any: deserialize_any(),
    Bool: deserialize_bool(),
    I8: deserialize_i8(),
    I16: deserialize_i16(),
    I32: deserialize_i32(),
    I64: deserialize_i64(),
    I128: deserialize_i128(),
    U8: deserialize_u8(),
    U16: deserialize_u16(),
    U32: deserialize_u32(),
    U64: deserialize_u64(),
    U128: deserialize_u128(),
    F32: deserialize_f32(),
    F64: deserialize_f64(),
    Char: deserialize_char(),
    Str: deserialize_str(),
    Text: deserialize_string(),
    Bytes: deserialize_bytes(),
    ByteBuf: deserialize_byte_buf(),
    Optional: deserialize_option(),
    Unit: deserialize_unit(),
    UnitStruct: deserialize_unit_struct("S"),
    Newtype: deserialize_newtype_struct("S"),
    Seq: deserialize_seq(),
    Tuple: deserialize_tuple(2),
    TupleStruct: deserialize_tuple_struct("S", 2),
    MapOf: deserialize_map(),
    Struct: deserialize_struct("S", &["a", "b"]),
    Enum: deserialize_enum("E", &["a", "b"]),
    Identifier: deserialize_identifier(),
    Ignored: deserialize_ignored_any(),
}

#[track_caller]
fn is_the_same<T: DeserializeOwned + PartialEq + fmt::Debug>(name: &str, value: &str, request: &str) {
    let ours = read::<BTreeMap<String, T>>(&format!(r#"{{"{name}":{value}}}"#));
    let theirs = serde_json::from_str::<T>(value);
    assert_eq!(ours.ok().and_then(|mut claims| claims.remove(name)), theirs.ok(), "{request} for {value}");
}

#[test]
fn every_request_for_every_kind() {
    let values = [
        "true",
        "false",
        "null",
        "0",
        "7",
        "-1",
        "-0",
        "1.5",
        "1e3",
        "18446744073709551616",
        "\"\"",
        "\"a\"",
        "\"\\u00e9\"",
        "[]",
        "[1,2]",
        "{}",
        r#"{"a":1}"#,
        r#"{"a":1,"b":[null]}"#,
    ];
    for value in values {
        is_read_as_by_serde_json("x", value);
    }
}

#[test]
fn every_request_for_the_claims_set() {
    for json in ["{}", r#"{"a":1}"#, r#"{"a":1,"b":[null]}"#] {
        claims_set_is_read_as_by_serde_json(json);
    }
}

/// They are read on their own before the type sees them.
#[test]
fn every_request_for_a_registered_claim() {
    for value in [r#""a""#, r#""b\n""#] {
        is_read_as_by_serde_json("sub", value);
        is_read_as_by_serde_json("aud", value);
    }
    is_read_as_by_serde_json("aud", r#"["a","b"]"#);
    for value in ["9999999999", "4294967296.0", "18446744073709551616"] {
        is_read_as_by_serde_json("exp", value);
    }
    for value in ["0", "1.5", "-1", "-0", "-18446744073709551616"] {
        is_read_as_by_serde_json("nbf", value);
    }
}

/// serde numbers the variants, for formats without names. A token must not choose one by that number.
#[test]
fn a_number_names_no_variant() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "role")]
    enum Internal {
        Admin,
        User {
            name: String,
        },
        #[serde(other)]
        Other,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "role", content = "value")]
    enum Adjacent {
        Admin,
        User(u8),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    enum External {
        Admin,
        User(u8),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(variant_identifier)]
    enum Name {
        Admin,
        User,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Within<T> {
        role: T,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "sub")]
    enum Subject {
        Root,
    }
    assert_eq!(read(r#"{"role":"Admin"}"#), Ok(Internal::Admin));
    assert_eq!(read(r#"{"role":"guest"}"#), Ok(Internal::Other));
    assert_eq!(read(r#"{"role":"User","value":1}"#), Ok(Adjacent::User(1)));
    assert_eq!(read(r#"{"role":"User"}"#), Ok(Within { role: Name::User }));
    for json in
        [r#"{"role":0}"#, r#"{"role":1,"name":"n","value":1}"#, r#"{"role":7}"#, r#"{"role":true}"#, r#"{"role":[0]}"#]
    {
        is_of_another_kind(read::<Internal>(json));
        is_of_another_kind(read::<Claims<Internal>>(json));
        is_of_another_kind(read::<Adjacent>(json));
        is_of_another_kind(read::<Claims<Adjacent>>(json));
        is_of_another_kind(read::<Within<Name>>(json));
        is_of_another_kind(read::<Within<External>>(json));
        is_of_another_kind(read::<Within<Internal>>(&format!(r#"{{"role":{json}}}"#)));
    }
    is_of_another_kind(read::<Within<Internal>>(r#"{"role":[0]}"#));
    is_of_another_kind(read::<Within<Adjacent>>(r#"{"role":[1,0]}"#));
    let number = tokens::with_payload(r#"{"sub":0,"exp":9999999999}"#);
    let verifier = Verifier::new(keys::hs256_verifying(), verdict::lenient().allow_numeric_subject());
    is_of_another_kind(verifier.verify::<Subject>(&number));
    let text = tokens::with_payload(r#"{"sub":"Root","exp":9999999999}"#);
    assert_eq!(verifier.verify::<Subject>(&text), Ok(Subject::Root));
}

#[track_caller]
fn is_of_another_kind<T: fmt::Debug>(read: Result<T, VerifyError>) {
    let error = read.unwrap_err();
    assert!(matches!(error, VerifyError::Deserialize(_)), "{error:?}");
}

#[test]
fn null_is_no_map() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Permissions {
        allowed: Map<String, Value>,
    }
    is_of_another_kind(read::<Permissions>(r#"{"allowed":null}"#));
    is_of_another_kind(read::<Claims<Permissions>>(r#"{"allowed":null}"#));
}

/// A defect behind the first byte of a value of another kind is a defect of the text.
#[test]
fn what_is_of_another_kind_is_read_to_its_end() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Number {
        x: u8,
    }
    for wrong in
        [r#"{"x":[1,}"#, r#"{"x":{"a":1,"a":2}}"#, r#"{"x":"\q"}"#, r#"{"x":tru}"#, r#"{"x":nul}"#, r#"{"x":}"#]
    {
        let verdict = read::<Number>(wrong);
        assert!(matches!(verdict, Err(VerifyError::Malformed(..))), "{wrong}: {verdict:?}");
    }
}

#[test]
fn keys_that_are_floats() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Times {
        of: BTreeMap<NumericDate, u8>,
    }
    let times = [-1.5, 0.0, 1_700_000_000.25].map(|seconds| NumericDate::from_secs_f64(seconds).unwrap());
    let map = BTreeMap::from(times.map(|time| (time, 1)));
    goes_round(&Times { of: map.clone() });
    goes_round(&map);
    goes_round(&Claims::new(map));
    for wrong in ["1.", "01", "a", "", "1e999", " 1", "1 "] {
        is_of_another_kind(read::<BTreeMap<NumericDate, u8>>(&format!(r#"{{"{wrong}":1}}"#)));
    }
}

#[test]
fn strings_as_bytes() {
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Octets(Vec<u8>);

    impl<'de> Deserialize<'de> for Octets {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Only;

            impl Visitor<'_> for Only {
                type Value = Octets;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("bytes")
                }

                fn visit_bytes<E>(self, octets: &[u8]) -> Result<Octets, E> {
                    Ok(Octets(octets.to_owned()))
                }
            }

            deserializer.deserialize_bytes(Only)
        }
    }

    type Map = BTreeMap<Octets, Octets>;
    let octets = |text: &str| Octets(text.as_bytes().to_owned());
    let expected = BTreeMap::from([(octets("é"), octets("\n")), (octets("sub"), octets("s"))]);
    assert_eq!(read::<Map>(r#"{"é":"\n","sub":"s"}"#), Ok(expected));
    assert_eq!(read::<BTreeMap<String, CString>>(r#"{"a":"b"}"#).unwrap()["a"], CString::from(c"b"));
}

/// An `f32` that is written comes back, and none is infinite.
#[test]
fn single_floats() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Single {
        x: f32,
    }
    // The last is the nearest `f32` to its own text, and not to the nearest `f64` of that text.
    for x in [0.0, -0.5, 16_777_216.0, f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), 7.038_531e-26] {
        goes_round_both_ways(&Single { x });
    }
    for value in ["1e39", "-1e39", &"9".repeat(40)] {
        is_of_another_kind(read::<Single>(&format!(r#"{{"x":{value}}}"#)));
    }
    assert_eq!(read::<Single>(r#"{"x":3}"#), Ok(Single { x: 3.0 }));
    assert_eq!(read::<Single>(r#"{"x":0.1000000000000000000000001}"#), Ok(Single { x: 0.1 }));
}

/// What is signed can be verified, also a registered claim of more than 64 bits.
#[test]
fn wide_registered_claims() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Wide {
        exp: u128,
        nbf: i128,
    }
    let wide = Wide { exp: u128::MAX, nbf: i128::from(i64::MIN) - 1 };
    let token = Signer::new(keys::hs256()).sign(&wide).unwrap();
    let verifier = Verifier::new(keys::hs256_verifying(), verdict::lenient());
    assert_eq!(verifier.verify::<Wide>(&token), Ok(wide.clone()));
    goes_round(&Claims::new(wide));
}
