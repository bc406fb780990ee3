//! The JSON that a `Signer` writes: that of `serde_json`, and none that a verifier would refuse.

use std::cell::Cell;
use std::fmt;

use jwt_codec::{ClaimReason, Defect, Part, SignError, Signer, Verifier, VerifyError};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::collections::BTreeMap;

use crate::support::verdict::lenient;
use crate::support::{base64url, keys, tokens};

/// The payload that is signed.
fn payload<T: Serialize + ?Sized>(claims: &T) -> Result<String, SignError> {
    let token = Signer::new(keys::hs256()).sign(claims)?;
    let payload = token.split('.').nth(1).unwrap();
    Ok(String::from_utf8(base64url::decode(payload).unwrap()).unwrap())
}

/// What is signed is what `serde_json` writes, and is signed if and only if a verifier takes it.
#[track_caller]
fn check<T: Serialize + fmt::Debug>(claims: &T) {
    let signed = payload(claims);
    let Ok(text) = serde_json::to_string(claims) else {
        // For this reason, or for one that was met before it.
        assert!(signed.is_err(), "{signed:?}");
        return;
    };
    if !text.starts_with('{') {
        assert_eq!(signed, Err(SignError::NotAnObject), "{text}");
        return;
    }
    let verifier = Verifier::new(keys::hs256_verifying(), lenient().max_token_len(1 << 20));
    match (verifier.verify::<IgnoredAny>(&tokens::with_payload(&text)), signed) {
        (Ok(IgnoredAny), signed) => assert_eq!(signed.as_ref(), Ok(&text)),
        // A time that is not now is well-formed.
        (Err(VerifyError::Claim { reason, .. }), signed)
            if !matches!(reason, ClaimReason::WrongType | ClaimReason::Null) =>
        {
            assert_eq!(signed.as_ref(), Ok(&text));
        }
        // A text with two defects may be refused for either of them.
        (Err(_), signed) => assert!(
            matches!(signed, Err(SignError::Malformed(Part::Payload, _) | SignError::Claim { .. })),
            "{text}: {signed:?}"
        ),
    }
}

/// A value, by the call of serde's that it makes.
#[derive(Clone, Debug)]
enum Tree {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Narrow(i8, i16, i32, u8, u16, u32),
    Wide(i128),
    WideUnsigned(u128),
    Float(f64),
    ShortFloat(f32),
    Char(char),
    Text(String),
    Bytes(Vec<u8>),
    Display(Vec<String>),
    Unit,
    UnitStruct,
    UnitVariant,
    Optional(Option<Box<Self>>),
    Newtype(Box<Self>),
    NewtypeVariant(&'static str, Box<Self>),
    Sequence(Vec<Self>),
    Tuple(Vec<Self>),
    TupleStruct(Vec<Self>),
    TupleVariant(&'static str, Vec<Self>),
    Map(Vec<(Name, Self)>),
    Struct(Vec<(&'static str, Self)>),
    StructVariant(&'static str, Vec<(&'static str, Self)>),
}

/// The name of a map's member, by the call of serde's that it makes.
#[derive(Clone, Debug)]
enum Name {
    Text(String),
    Display(String),
    Bool(bool),
    Signed(i64),
    Wide(i128),
    Float(f64),
    Char(char),
    UnitVariant(&'static str),
    Newtype(Box<Self>),
    Unit,
}

struct Pieces<'a>(&'a [String]);

impl fmt::Display for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece))
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Display(text) => serializer.collect_str(text),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Signed(value) => serializer.serialize_i64(*value),
            Self::Wide(value) => serializer.serialize_i128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Char(value) => serializer.serialize_char(*value),
            Self::UnitVariant(variant) => serializer.serialize_unit_variant("Name", 0, variant),
            Self::Newtype(name) => serializer.serialize_newtype_struct("Name", name),
            Self::Unit => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Signed(value) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Narrow(a, b, c, d, e, f) => (a, b, c, d, e, f).serialize(serializer),
            Self::Wide(value) => serializer.serialize_i128(*value),
            Self::WideUnsigned(value) => serializer.serialize_u128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::ShortFloat(value) => serializer.serialize_f32(*value),
            Self::Char(value) => serializer.serialize_char(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::Display(pieces) => serializer.collect_str(&Pieces(pieces)),
            Self::Unit => serializer.serialize_unit(),
            Self::UnitStruct => serializer.serialize_unit_struct("Tree"),
            Self::UnitVariant => serializer.serialize_unit_variant("Tree", 0, "vari\"ant"),
            Self::Optional(value) => value.serialize(serializer),
            Self::Newtype(value) => serializer.serialize_newtype_struct("Tree", value),
            Self::NewtypeVariant(name, value) => serializer.serialize_newtype_variant("Tree", 0, name, value),
            Self::Sequence(values) => {
                let mut sequence = serializer.serialize_seq(None)?;
                values.iter().try_for_each(|value| sequence.serialize_element(value))?;
                sequence.end()
            }
            Self::Tuple(values) => {
                let mut tuple = serializer.serialize_tuple(values.len())?;
                values.iter().try_for_each(|value| tuple.serialize_element(value))?;
                tuple.end()
            }
            Self::TupleStruct(values) => {
                let mut tuple = serializer.serialize_tuple_struct("Tree", values.len())?;
                values.iter().try_for_each(|value| tuple.serialize_field(value))?;
                tuple.end()
            }
            Self::TupleVariant(name, values) => {
                let mut tuple = serializer.serialize_tuple_variant("Tree", 0, name, values.len())?;
                values.iter().try_for_each(|value| tuple.serialize_field(value))?;
                tuple.end()
            }
            Self::Map(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Self::Struct(members) => {
                let mut object = serializer.serialize_struct("Tree", members.len())?;
                members.iter().try_for_each(|(name, value)| object.serialize_field(name, value))?;
                object.end()
            }
            Self::StructVariant(name, members) => {
                let mut object = serializer.serialize_struct_variant("Tree", 0, name, members.len())?;
                members.iter().try_for_each(|(name, value)| object.serialize_field(name, value))?;
                object.end()
            }
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,40}", "[\\x00-\\x7f]{0,20}", any::<String>(), "[a-zé\"]{500,520}"]
}

fn constant_name() -> impl Strategy<Value = &'static str> + Clone {
    proptest::sample::select(
        &["exp", "nbf", "iat", "iss", "sub", "aud", "jti", "a", "b", "", "n\"", "a longer name than usual", "x\n"][..],
    )
}

fn name() -> impl Strategy<Value = Name> {
    let name = prop_oneof![
        10 => text().prop_map(Name::Text),
        10 => constant_name().prop_map(|name| Name::Text(name.into())),
        2 => text().prop_map(Name::Display),
        1 => any::<bool>().prop_map(Name::Bool),
        2 => any::<i64>().prop_map(Name::Signed),
        1 => any::<i128>().prop_map(Name::Wide),
        1 => any::<f64>().prop_map(Name::Float),
        1 => any::<char>().prop_map(Name::Char),
        1 => constant_name().prop_map(Name::UnitVariant),
    ];
    prop_oneof![
        40 => name.clone(),
        2 => name.prop_map(|name| Name::Newtype(Box::new(name))),
        1 => Just(Name::Unit),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Tree::Bool),
        any::<i64>().prop_map(Tree::Signed),
        any::<u64>().prop_map(Tree::Unsigned),
        any::<(i8, i16, i32, u8, u16, u32)>().prop_map(|(a, b, c, d, e, f)| Tree::Narrow(a, b, c, d, e, f)),
        any::<i128>().prop_map(Tree::Wide),
        any::<u128>().prop_map(Tree::WideUnsigned),
        any::<f64>().prop_map(Tree::Float),
        proptest::num::f64::ANY.prop_map(Tree::Float),
        proptest::num::f32::ANY.prop_map(Tree::ShortFloat),
        any::<char>().prop_map(Tree::Char),
        text().prop_map(Tree::Text),
        any::<Vec<u8>>().prop_map(Tree::Bytes),
        proptest::collection::vec(text(), 0..3).prop_map(Tree::Display),
        Just(Tree::Unit),
        Just(Tree::UnitStruct),
        Just(Tree::UnitVariant),
        Just(Tree::Optional(None)),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let values = proptest::collection::vec(inner.clone(), 0..4);
        let members = proptest::collection::vec((constant_name(), inner.clone()), 0..4);
        prop_oneof![
            inner.clone().prop_map(|value| Tree::Optional(Some(Box::new(value)))),
            inner.clone().prop_map(|value| Tree::Newtype(Box::new(value))),
            (constant_name(), inner.clone()).prop_map(|(name, value)| Tree::NewtypeVariant(name, Box::new(value))),
            values.clone().prop_map(Tree::Sequence),
            values.clone().prop_map(Tree::Tuple),
            values.clone().prop_map(Tree::TupleStruct),
            (constant_name(), values).prop_map(|(name, values)| Tree::TupleVariant(name, values)),
            proptest::collection::vec((name(), inner), 0..5).prop_map(Tree::Map),
            members.clone().prop_map(Tree::Struct),
            (constant_name(), members).prop_map(|(name, members)| Tree::StructVariant(name, members)),
        ]
    })
}

proptest! {
    #[test]
    fn writes_as_serde_json_and_refuses_as_a_verifier(tree in tree()) {
        check(&tree);
        // Most trees are no objects, and most objects have a member that is not to be signed.
        check(&Tree::Struct(vec![("x", tree.clone())]));
        check(&Tree::Map(vec![(Name::Text("x".into()), Tree::Sequence(vec![tree.clone(), tree]))]));
    }
}

/// Strings of all short lengths, plain and with a character of each kind at each place.
#[test]
fn strings_of_all_lengths() {
    let specials = (0..0x20).map(char::from).chain(['"', '\\', '/', '\u{7f}', 'é', '\u{2028}', '\u{1f600}']);
    for special in specials {
        for length in 0..36 {
            for place in 0..=length {
                let text = format!("{}{special}{}", "x".repeat(place), "y".repeat(length - place));
                let value = BTreeMap::from([(&text, [&text])]);
                assert_eq!(payload(&value).as_ref(), Ok(&serde_json::to_string(&value).unwrap()));
            }
        }
    }
}

/// Texts of all lengths, with and without escapes, also where a buffer has to grow.
#[test]
fn payloads_of_all_lengths() {
    for length in (0..40).chain(440..560).chain([1020, 1024, 5000]) {
        let text = "x".repeat(length);
        for claims in [
            vec![(text.as_str(), "", "name", "é\n"), ("exp2", "a", "sub", "b")],
            vec![("name", text.as_str(), "other", ""), (text.as_str(), text.as_str(), "b", "c")],
            vec![("a\\", &text, "b", &text), ("c", &text, "d", "e")],
        ] {
            let claims: BTreeMap<_, _> = claims.iter().map(|(a, b, c, d)| (a, BTreeMap::from([(c, (b, d))]))).collect();
            assert_eq!(payload(&claims).as_ref(), Ok(&serde_json::to_string(&claims).unwrap()), "{length}");
        }
    }
}

/// Two members of one name among any number of them, wherever the two stand.
#[test]
fn duplicates_among_many() {
    let member = |name: String| (Name::Text(name), Tree::Text("value".repeat(3)));
    for count in [2, 3, 15, 16, 17, 18, 33, 100] {
        // Names that only their middle tells apart, and names with escapes.
        for name in [|n: usize| format!("https://example.com/{n:03}/claim"), |n: usize| format!("\"{n}\\")] {
            let members: Vec<_> = (0..count).map(|n| member(name(n))).collect();
            check(&Tree::Map(members.clone()));
            assert!(payload(&Tree::Map(members.clone())).is_ok());
            for (one, other) in [(0, count - 1), (count - 2, count - 1), (count / 2, 0), (0, 1)] {
                let mut members = members.clone();
                members[other] = member(name(if one == other { other + 1 } else { one }));
                let refused = payload(&Tree::Map(vec![(Name::Text("x".into()), Tree::Map(members.clone()))]));
                if one == other {
                    continue;
                }
                assert_eq!(refused, Err(SignError::Malformed(Part::Payload, Defect::DuplicateName)), "{count}");
                check(&Tree::Map(members));
            }
        }
    }
    // The same name twice, once as a string and once as a number.
    let members = vec![(Name::Text("1".into()), Tree::Unit), (Name::Signed(1), Tree::Unit)];
    assert_eq!(payload(&Tree::Map(members)), Err(SignError::Malformed(Part::Payload, Defect::DuplicateName)));
}

/// Serializes a struct of two members, and takes no notice of what becomes of the first.
struct Swallows<T>(&'static str, T);

impl<T: Serialize> Serialize for Swallows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Swallows", 2)?;
        let _ = object.serialize_field(self.0, &self.1);
        object.serialize_field("b", &1)?;
        object.end()
    }
}

/// Fails behind the beginning of an array.
struct Fails;

impl Serialize for Fails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_seq(None)?.serialize_element(&1)?;
        Err(S::Error::custom("of its own"))
    }
}

#[test]
fn swallowed_errors_are_errors() {
    let malformed = |defect| Err(SignError::Malformed(Part::Payload, defect));
    assert_eq!(payload(&Swallows("a", 1)).as_deref(), Ok(r#"{"a":1,"b":1}"#));
    assert_eq!(payload(&Swallows("a", Fails)), malformed(Defect::Json));
    assert_eq!(
        payload(&Swallows("exp", "soon")),
        Err(SignError::Claim { claim: jwt_codec::ClaimName::ExpirationTime, reason: ClaimReason::WrongType })
    );
    let twice = Tree::Struct(vec![("a", Tree::Unit), ("a", Tree::Unit)]);
    assert_eq!(payload(&Swallows("a", twice)), malformed(Defect::DuplicateName));
    let unnamed = Tree::Map(vec![(Name::Unit, Tree::Unit)]);
    assert_eq!(payload(&Swallows("a", unnamed)), malformed(Defect::Json));
}

/// Serializes an array, and takes no notice of an element that fails.
struct LeavesOut;

impl Serialize for LeavesOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct FailsAtOnce;

        impl Serialize for FailsAtOnce {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(S::Error::custom("of its own"))
            }
        }

        let mut array = serializer.serialize_seq(None)?;
        let _ = array.serialize_element(&FailsAtOnce);
        array.end()
    }
}

/// What a type leaves out without a trace is its own affair: the text is judged, as a verifier will judge it.
#[test]
fn what_is_left_out_is_not_missed() {
    assert_eq!(payload(&BTreeMap::from([("a", LeavesOut)])).as_deref(), Ok(r#"{"a":[]}"#));
    assert_eq!(payload(&BTreeMap::from([("aud", LeavesOut)])).as_deref(), Ok(r#"{"aud":[]}"#));
    let claim = jwt_codec::ClaimName::ExpirationTime;
    let refused = Err(SignError::Claim { claim, reason: ClaimReason::WrongType });
    assert_eq!(payload(&BTreeMap::from([("exp", LeavesOut)])), refused);
}

/// Names and values of a map in another order than that of members.
struct Disorder(Cell<&'static str>);

impl Serialize for Disorder {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (n, step) in self.0.get().chars().enumerate() {
            match step {
                'n' => map.serialize_key(&n)?,
                _ => map.serialize_value(&n)?,
            }
        }
        map.end()
    }
}

#[test]
fn disorder_is_not_signed() {
    assert_eq!(payload(&Disorder(Cell::new("nvnv"))).as_deref(), Ok(r#"{"0":1,"2":3}"#));
    for steps in ["n", "v", "nn", "nvv", "nvn", "vn", "nnv"] {
        let refused = payload(&Disorder(Cell::new(steps)));
        assert_eq!(refused, Err(SignError::Malformed(Part::Payload, Defect::Json)), "{steps}");
    }
}
