//! Types whose `Deserialize` asks in an order that makes no sense (threat class 46): an error, wherever the type stands, and one that
//! stays if the type swallows it. A text with a defect cannot be accepted that way.

use jwt_codec::{Claims, Verifier, VerifyError};
use serde::de::{DeserializeOwned, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

use crate::support::verdict::lenient;
use crate::support::{keys, tokens};

/// What a type asks an object or array for.
#[derive(Clone, Copy, Debug)]
enum Ask {
    /// For a name, or an element.
    Next,
    /// For one of a type that it is not.
    NextOfAnotherType,
    /// For an element, and leaves it where it is.
    NextUnread,
    Value,
    ValueOfAnotherType,
    ValueUnread,
}

use Ask::{Next, NextOfAnotherType, NextUnread, Value, ValueOfAnotherType, ValueUnread};

/// Whether the order is one in which members may be read, and what is asked for.
type Order = (bool, &'static [Ask]);

/// Of an object with two members.
const OBJECTS: [Order; 18] = [
    (true, &[Next, Value, Next, Value, Next]),
    (true, &[Next, Value, Next, Value]),
    (true, &[Next, Value, Next, Value, Next, Next, Next]),
    (false, &[Value]),
    (false, &[Value, Next, Value, Next]),
    (false, &[Next, Value, Value]),
    (false, &[Next, Value, Value, Next, Next]),
    (false, &[Next, Next]),
    (false, &[Next, Next, Value, Next]),
    (false, &[Next, Value, Next]),
    (false, &[Next, Value, Next, Value, Value]),
    (false, &[Next, Value, Next, Value, Next, Value]),
    (false, &[NextOfAnotherType, Value, Next, Value, Next]),
    (false, &[NextOfAnotherType, Next, Value, Next]),
    (false, &[Next, ValueOfAnotherType, Next, Value, Next]),
    (false, &[Next, ValueOfAnotherType, Value, Next, Value, Next]),
    (false, &[Next, ValueUnread, Next, Value, Next]),
    (false, &[Next, Value, Next, ValueUnread, Next]),
];

/// Of an array with two elements.
const ARRAYS: [Order; 8] = [
    (true, &[Next, Next, Next]),
    (true, &[Next, Next]),
    (true, &[Next, Next, Next, Next, Next]),
    (false, &[NextOfAnotherType, Next, Next]),
    (false, &[Next, NextOfAnotherType, Next]),
    (false, &[Next, NextOfAnotherType]),
    (false, &[NextUnread, Next, Next]),
    (false, &[Next, NextUnread]),
];

/// Fails at every value, which it reads.
#[derive(Debug)]
struct Never;

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Err(D::Error::custom("never"))
    }
}

/// Reads nothing, and is content.
#[derive(Debug)]
struct Unread;

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Asks in the order of that place in the table. If it swallows, it does not care for what it gets.
#[derive(Debug)]
struct Asks<const PLACE: usize, const SWALLOWS: bool>;

impl<'de, const PLACE: usize, const SWALLOWS: bool> Deserialize<'de> for Asks<PLACE, SWALLOWS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<const PLACE: usize, const SWALLOWS: bool> Asks<PLACE, SWALLOWS> {
    fn judge<T, E>(answer: Result<T, E>) -> Result<(), E> {
        if SWALLOWS { Ok(()) } else { answer.map(|_| ()) }
    }
}

impl<'de, const PLACE: usize, const SWALLOWS: bool> Visitor<'de> for Asks<PLACE, SWALLOWS> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        for ask in OBJECTS[PLACE].1 {
            match ask {
                Next => Self::judge(members.next_key::<String>())?,
                NextOfAnotherType | NextUnread => Self::judge(members.next_key::<u8>())?,
                Value => Self::judge(members.next_value::<IgnoredAny>())?,
                ValueOfAnotherType => Self::judge(members.next_value::<Never>())?,
                ValueUnread => Self::judge(members.next_value::<Unread>())?,
            }
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self, A::Error> {
        for ask in ARRAYS[PLACE].1 {
            match ask {
                NextOfAnotherType => Self::judge(elements.next_element::<Never>())?,
                NextUnread => Self::judge(elements.next_element::<Unread>())?,
                _ => Self::judge(elements.next_element::<IgnoredAny>())?,
            }
        }
        Ok(self)
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read, and not looked at")]
struct In<T> {
    x: T,
}

fn read<T: DeserializeOwned>(json: &str) -> Result<(), VerifyError> {
    Verifier::new(keys::hs256_verifying(), lenient()).verify::<T>(&tokens::with_payload(json)).map(|_| ())
}

/// The verdicts on a value, wherever it stands.
fn inside<T: DeserializeOwned>(value: &str) -> Vec<Result<(), VerifyError>> {
    let json = format!(r#"{{"exp":1700000600,"x":{value}}}"#);
    vec![
        read::<In<T>>(&json),
        read::<Claims<In<T>>>(&json),
        read::<Claims<BTreeMap<String, T>>>(&json),
        read::<In<In<Vec<T>>>>(&format!(r#"{{"x":{{"x":[{value}]}}}}"#)),
    ]
}

#[track_caller]
fn expect(verdicts: Vec<Result<(), VerifyError>>, is_accepted: bool, asked: &[Ask]) {
    for (place, verdict) in verdicts.into_iter().enumerate() {
        match verdict {
            Ok(()) => assert!(is_accepted, "{asked:?} at {place}"),
            // The text is in order, and nobody says anything else.
            Err(error) => {
                assert!(!is_accepted && matches!(error, VerifyError::Deserialize(_)), "{asked:?} at {place}: {error}");
            }
        }
    }
}

fn objects<const PLACE: usize>() {
    let (is_accepted, asked) = OBJECTS[PLACE];
    // `1` and `2`, so that a name can be of another type than a number.
    for object in [r#"{"a":"b","c":[1]}"#, r#"{"a":{"a":1,"b":2},"c":[1,2]}"#, " { \"a\" : 1 , \"c\" : null } "] {
        let outermost = [read::<Asks<PLACE, false>>(object), read::<Claims<Asks<PLACE, false>>>(object)];
        expect(outermost.into(), is_accepted, asked);
        let outermost = [read::<Asks<PLACE, true>>(object), read::<Claims<Asks<PLACE, true>>>(object)];
        expect(outermost.into(), is_accepted, asked);
        expect(inside::<Asks<PLACE, false>>(object), is_accepted, asked);
        expect(inside::<Asks<PLACE, true>>(object), is_accepted, asked);
        expect(inside::<Option<Asks<PLACE, true>>>(object), is_accepted, asked);
    }
    // Registered claims are read before they are handed on.
    if !matches!(asked, [.., ValueUnread, _] | [_, ValueUnread, ..]) {
        let claims = r#"{"exp":1700000600,"sub":"s"}"#;
        expect(vec![read::<Asks<PLACE, false>>(claims), read::<Asks<PLACE, true>>(claims)], is_accepted, asked);
    }
}

fn arrays<const PLACE: usize>() {
    let (is_accepted, asked) = ARRAYS[PLACE];
    for array in ["[1,2]", r#"[{"a":1},[[]]]"#, r#" [ "a" , null ] "#] {
        expect(inside::<Asks<PLACE, false>>(array), is_accepted, asked);
        expect(inside::<Asks<PLACE, true>>(array), is_accepted, asked);
    }
}

macro_rules! each {
    ($check:ident of $table:ident: $($place:literal)*) => {{
        assert_eq!([$($place),*].len(), $table.len());
        $($check::<$place>();)*
    }};
}

#[test]
fn members_in_the_wrong_order() {
    each!(objects of OBJECTS: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17);
}

#[test]
fn elements_in_the_wrong_order() {
    each!(arrays of ARRAYS: 0 1 2 3 4 5 6 7);
}

/// Two values for one name, or two names for one value, are no JSON: no type makes any of it.
#[test]
fn defects_do_not_become_accepted() {
    // The orders that would fit these texts.
    for json in [r#"{"exp":1700000600 5}"#, r#"{"a":"b" "c"}"#, r#"{"a":1 "b"}"#] {
        assert!(read::<Asks<5, false>>(json).is_err() && read::<Asks<5, true>>(json).is_err(), "{json}");
        assert!(read::<Claims<Asks<5, true>>>(json).is_err(), "{json}");
        assert!(read::<In<Asks<5, true>>>(&format!(r#"{{"x":{json}}}"#)).is_err(), "{json}");
    }
    for json in [r#"{"a" "b":1}"#, r#"{"a","b":1}"#, r#"{"a":,"b":1}"#] {
        assert!(read::<Asks<8, false>>(json).is_err() && read::<Asks<8, true>>(json).is_err(), "{json}");
    }
    for json in ["{5}", r#"{"b"}"#, "{:1}"] {
        assert!(read::<Asks<3, false>>(json).is_err() && read::<Asks<3, true>>(json).is_err(), "{json}");
    }
}

/// An enum that looks at the variant's name, and at its value if told to.
#[derive(Debug)]
struct Variant<const READS_VALUE: bool>;

impl<'de, const READS_VALUE: bool> Deserialize<'de> for Variant<READS_VALUE> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Variant", &["a"], Self)
    }
}

impl<'de, const READS_VALUE: bool> Visitor<'de> for Variant<READS_VALUE> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Self, A::Error> {
        let (_, value) = variant.variant::<String>()?;
        if READS_VALUE {
            value.newtype_variant::<IgnoredAny>()?;
        }
        Ok(self)
    }
}

#[test]
fn value_of_a_variant_must_be_read() {
    for json in [r#"{"a":1}"#, r#"{"a":{"b":[]}}"#] {
        expect(vec![read::<Variant<true>>(json), read::<Claims<Variant<true>>>(json)], true, &[]);
        expect(vec![read::<Variant<false>>(json)], false, &[]);
        expect(inside::<Variant<true>>(json), true, &[]);
        expect(inside::<Variant<false>>(json), false, &[]);
    }
}

/// The value of `Claims<Option<T>>` is asked for when the name that was looked at ahead of time has not been given out.
#[test]
fn name_that_was_looked_at_is_still_to_be_asked_for() {
    assert_eq!(read::<Claims<Option<Asks<0, false>>>>(r#"{"a":1,"b":2}"#), Ok(()));
    assert!(read::<Claims<Option<Asks<3, false>>>>(r#"{"a":1}"#).is_err());
    assert!(read::<Claims<Option<Asks<3, true>>>>(r#"{"a":1}"#).is_err());
}

#[test]
fn texts_say_who_is_at_fault() {
    let text = |verdict: Result<(), VerifyError>| verdict.unwrap_err().to_string();
    let json = r#"{"a":1,"b":2}"#;
    assert_eq!(text(read::<Asks<5, true>>(json)), "claims: read in the wrong order by the type");
    assert_eq!(text(read::<Asks<5, false>>(json)), "claims: read in the wrong order by the type");
    assert_eq!(
        text(read::<In<Asks<5, false>>>(&format!(r#"{{"x":{json}}}"#))),
        "claims: x: read in the wrong order by the type"
    );

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read, and not looked at")]
    struct Lenient {
        #[serde(deserialize_with = "or_none")]
        x: Option<In<u8>>,
    }
    fn or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<In<u8>>, D::Error> {
        Ok(In::deserialize(deserializer).ok())
    }
    assert_eq!(read::<Lenient>(r#"{"x":{"x":1}}"#), Ok(()));
    assert_eq!(read::<Lenient>(r#"{"x":1}"#), Ok(()));
    assert_eq!(text(read::<Lenient>(r#"{"x":{"x":"y","z":1}}"#)), "claims: left unread by the type after an error");
}

/// A type that asks whether there is a value, and then reads none, has stepped over white space alone.
#[test]
fn white_space_is_no_value() {
    for json in
        [r#"{"x": }"#, "{\"x\":\n}", r#"{"x": ,"exp":1700000600}"#, r#"{"exp":1700000600,"x": }"#, r#"{"x": 1}"#]
    {
        assert!(matches!(read::<In<Option<Unread>>>(json), Err(VerifyError::Deserialize(_))), "{json}");
        assert!(matches!(read::<Claims<In<Option<Unread>>>>(json), Err(VerifyError::Deserialize(_))), "{json}");
    }
}
