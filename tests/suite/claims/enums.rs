//! Claims in enums of all forms, and in maps; and what does not go round.

use jwt_codec::{Claims, Signer, Verifier, VerifyError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

use crate::claims::types::{Plain, goes_round, goes_round_both_ways, plain, read};
use crate::support::keys;
use crate::support::verdict::lenient;

#[test]
fn enums_of_all_forms() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum External {
        Struct { a: u8, b: Option<String> },
        Newtype(Plain),
        Tuple(u8, String),
        Unit,
    }
    for claims in [
        External::Struct { a: 1, b: None },
        External::Struct { a: 1, b: Some("b".into()) },
        External::Newtype(plain()),
        External::Tuple(1, "t".into()),
    ] {
        goes_round_both_ways(&claims);
    }
    assert!(read::<External>(r#"{"exp":9999999999,"Tuple":[1,"t"],"iss":"i"}"#).is_ok());
    assert!(read::<External>(r#"{"Tuple":[1,"t"],"Struct":{"a":1}}"#).is_err());
    assert!(read::<External>(r#"{"exp":9999999999}"#).is_err());
    assert_eq!(read::<External>(r#"{"Unit":null}"#), Ok(External::Unit));
    assert!(read::<External>(r#"{"Unit":1}"#).is_err());
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Internal {
        User { name: String, age: u64 },
        Machine,
    }
    goes_round_both_ways(&Internal::User { name: "n".into(), age: u64::MAX });
    goes_round_both_ways(&Internal::Machine);
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "value")]
    enum Adjacent {
        Number(i64),
        Nothing,
        Struct { a: u8 },
    }
    for claims in [Adjacent::Number(i64::MIN), Adjacent::Nothing, Adjacent::Struct { a: 1 }] {
        goes_round_both_ways(&claims);
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        User { user: String },
        Machine { machine: u32, on: bool },
    }
    goes_round_both_ways(&Untagged::User { user: "u".into() });
    goes_round_both_ways(&Untagged::Machine { machine: 7, on: false });
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Nested {
        external: Vec<External>,
        internal: Internal,
        untagged: Option<Untagged>,
        adjacent: Adjacent,
        unit: Unit,
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Unit {
        One,
    }
    goes_round_both_ways(&Nested {
        external: vec![External::Tuple(0, String::new()), External::Newtype(plain())],
        internal: Internal::Machine,
        untagged: Some(Untagged::User { user: "u".into() }),
        adjacent: Adjacent::Nothing,
        unit: Unit::One,
    });
}

/// In [`Claims`], the member that is named after a variant decides, at whatever place it stands.
#[test]
fn the_order_of_members_chooses_no_variant() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Role {
        Admin(u8),
        #[serde(alias = "Person")]
        User {
            name: String,
        },
        Guest,
    }
    let admin = || Ok(Claims::new(Role::Admin(1)));
    for json in [r#"{"Admin":1}"#, r#"{"scope":"x","Admin":1}"#, r#"{"Admin":1,"scope":["x"]}"#, r#"{"":{},"Admin":1}"#]
    {
        assert_eq!(read::<Claims<Role>>(json), admin(), "{json}");
    }
    let user = Claims::new(Role::User { name: "n".into() }).subject("s");
    for json in [r#"{"sub":"s","x":1,"User":{"name":"n"}}"#, r#"{"Person":{"name":"n"},"x":1,"sub":"s"}"#] {
        assert_eq!(read::<Claims<Role>>(json), Ok(user.clone()), "{json}");
    }
    assert_eq!(read::<Claims<Role>>(r#"{"x":1,"Guest":null}"#), Ok(Claims::new(Role::Guest)));
    goes_round(&user);
    // Two roles are none.
    for json in [
        r#"{"Admin":1,"User":{"name":"n"}}"#,
        r#"{"User":{"name":"n"},"Admin":1}"#,
        r#"{"Admin":1,"x":1,"sub":"s","Guest":null}"#,
        r#"{"User":{"name":"n"},"Person":{"name":"n"}}"#,
        "{}",
        r#"{"sub":"s"}"#,
        r#"{"admin":1}"#,
    ] {
        assert!(matches!(read::<Claims<Role>>(json), Err(VerifyError::Deserialize(_))), "{json}");
    }
    let detail = |json| match read::<Claims<Role>>(json) {
        Err(VerifyError::Deserialize(error)) => error.detail().map(ToOwned::to_owned),
        other => panic!("{other:?}"),
    };
    assert_eq!(detail(r#"{"Admin":1,"Guest":null}"#).as_deref(), Some("two variants of an enum"));
    let error = read::<Claims<Role>>(r#"{"admin":1}"#).unwrap_err();
    assert!(error.to_string().contains("a member that names a variant"), "{error}");
    // None at all, or one.
    assert_eq!(read::<Claims<Option<Role>>>(r#"{"sub":"s"}"#), Ok(Claims::new(None).subject("s")));
    assert_eq!(read::<Claims<Option<Role>>>(r#"{"x":1,"Admin":1}"#), Ok(Claims::new(Some(Role::Admin(1)))));
}

/// The limit that the documentation of `Claims` states; and a variant that is named like a registered claim.
#[test]
fn variants_of_other_names() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Role {
        #[serde(rename = "sub")]
        Subject(String),
        #[serde(other)]
        Unknown,
    }
    goes_round(&Claims::new(Role::Subject("s".into())).issuer("i"));
    assert_eq!(read::<Role>(r#"{"SuperAdmin":null}"#), Ok(Role::Unknown));
    assert!(read::<Claims<Role>>(r#"{"SuperAdmin":null}"#).is_err());

    // Without a list of variants, there is one member.
    #[derive(Debug, PartialEq)]
    struct Any(String);
    impl<'de> Deserialize<'de> for Any {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct One;
            impl<'de> serde::de::Visitor<'de> for One {
                type Value = Any;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an enum")
                }
                fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Any, A::Error> {
                    let (name, value) = access.variant::<String>()?;
                    serde::de::VariantAccess::newtype_variant::<u8>(value)?;
                    Ok(Any(name))
                }
            }
            deserializer.deserialize_enum("Any", &[], One)
        }
    }
    assert_eq!(read::<Claims<Any>>(r#"{"sub":"s","x":1}"#), Ok(Claims::new(Any("x".into())).subject("s")));
    assert!(read::<Claims<Any>>(r#"{"x":1,"y":1}"#).is_err());
    assert!(read::<Claims<Any>>("{}").is_err());
}

/// In a member, where no registered claims stand next to them.
#[test]
fn enums_in_no_form_of_theirs_are_refused() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum Form {
        Unit,
        Newtype(u8),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Member {
        forms: Vec<Form>,
    }
    let good = read(r#"{"forms":["Unit",{"Newtype":1}]}"#);
    assert_eq!(good, Ok(Member { forms: vec![Form::Unit, Form::Newtype(1)] }));
    for wrong in ["1", "null", "[]", "{}", r#"{"Newtype":1,"Unit":null}"#] {
        let error = read::<Member>(&format!(r#"{{"forms":["Unit",{wrong}]}}"#)).unwrap_err();
        assert!(
            matches!(&error, VerifyError::Deserialize(error) if error.field() == Some("forms")),
            "{wrong}: {error}"
        );
    }
}

#[test]
fn registered_claims_in_enums_and_newtypes() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Known {
        Alice,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Registered {
        sub: Option<Known>,
        exp: Option<Known>,
        jti: Option<Newtype>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Newtype(String);
    let good = read(r#"{"sub":"alice","jti":"1"}"#);
    assert_eq!(good, Ok(Registered { sub: Some(Known::Alice), exp: None, jti: Some(Newtype("1".into())) }));
    for (json, field) in [(r#"{"sub":"bob"}"#, "sub"), (r#"{"exp":9999999999}"#, "exp")] {
        let error = read::<Registered>(json).unwrap_err();
        assert!(matches!(&error, VerifyError::Deserialize(error) if error.field() == Some(field)), "{json}: {error}");
    }
}

#[test]
fn maps() {
    goes_round_both_ways(&BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), -1)]));
    goes_round_both_ways(&HashMap::from([("a".to_owned(), Some(plain())), ("é\n".to_owned(), None)]));
    goes_round_both_ways(&BTreeMap::<String, bool>::new());
    let value = json!({"a": [1, -1, 1.5, true, null, "s", {"": {}}], "b": u64::MAX, "c": i64::MIN});
    goes_round_both_ways(&value);
    let map: Map<String, Value> = serde_json::from_value(value).unwrap();
    goes_round_both_ways(&map);
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Keys {
        unsigned: BTreeMap<u64, u8>,
        signed: HashMap<i32, u8>,
        wide: BTreeMap<i128, u8>,
        boolean: BTreeMap<bool, u8>,
        letter: BTreeMap<char, u8>,
        unit: BTreeMap<Color, u8>,
        newtype: BTreeMap<Name, u8>,
        optional: BTreeMap<Option<String>, u8>,
    }
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    enum Color {
        Red,
    }
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    struct Name(String);
    goes_round_both_ways(&Keys {
        unsigned: BTreeMap::from([(0, 0), (u64::MAX, 1)]),
        signed: HashMap::from([(-1, 0), (i32::MIN, 1)]),
        wide: BTreeMap::from([(i128::MIN, 0), (i128::MAX, 0)]),
        boolean: BTreeMap::from([(true, 0), (false, 1)]),
        letter: BTreeMap::from([('"', 0)]),
        unit: BTreeMap::from([(Color::Red, 0)]),
        newtype: BTreeMap::from([(Name("n".into()), 0)]),
        optional: BTreeMap::from([(Some("o".into()), 0)]),
    });
    goes_round_both_ways(&BTreeMap::from([(Name("n".into()), 0)]));
    goes_round_both_ways(&BTreeMap::from([(0_u64, 0), (u64::MAX, 1)]));
    let owned = serde_json::from_value::<Claims<BTreeMap<u64, u8>>>(json!({"1": 2, "iss": "x"})).unwrap();
    assert_eq!(owned.custom, BTreeMap::from([(1, 2)]));
    goes_round_both_ways(&BTreeMap::from([(true, 0), (false, 1)]));
    goes_round_both_ways(&BTreeMap::from([(Some("o".to_owned()), 0)]));
}

/// The limit that the documentation of `Claims` states: where serde does not tell which fields `T` has, since there is a flattened field
/// or a tag, a registered claim goes to `registered` even if `T` has a field for it.
#[test]
fn own_registered_field_next_to_a_flattened_one() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Flattened {
        sub: Option<String>,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let rest = BTreeMap::from([("x".to_owned(), json!(1))]);
    let own = Flattened { sub: Some("s".into()), rest: rest.clone() };
    goes_round(&own);
    let split = Claims::new(Flattened { sub: None, rest }).subject("s");
    assert_eq!(read::<Claims<Flattened>>(r#"{"sub":"s","x":1}"#).unwrap(), split);
    // It is signed as a field of its own, and comes back as a registered claim.
    let token = Signer::new(keys::hs256()).sign(&Claims::new(own)).unwrap();
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    assert_eq!(verifier.verify::<Claims<Flattened>>(&token).unwrap(), split);

    // A field that must be there is missing then, which the error says.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only ever refused")]
    struct Needs {
        sub: String,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind")]
    #[expect(dead_code, reason = "only ever refused")]
    enum Tagged {
        User { sub: String },
    }
    assert!(read::<Needs>(r#"{"sub":"s"}"#).is_ok());
    assert!(read::<Tagged>(r#"{"kind":"User","sub":"s"}"#).is_ok());
    let missing = |error| matches!(error, VerifyError::Deserialize(error) if error.field() == Some("sub"));
    assert!(missing(read::<Claims<Needs>>(r#"{"sub":"s"}"#).unwrap_err()));
    assert!(missing(read::<Claims<Tagged>>(r#"{"kind":"User","sub":"s"}"#).unwrap_err()));

    // Without either, the field is shown to `T`.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Own {
        sub: String,
    }
    let own = Claims::new(Own { sub: "s".into() });
    assert_eq!(read::<Claims<Own>>(r#"{"sub":"s"}"#).unwrap(), own);
    goes_round(&own);
}

#[test]
fn absent_custom_claims() {
    goes_round(&Claims::<Option<Plain>>::new(None));
    goes_round(&Claims::<Option<Plain>>::new(None).subject("s"));
    goes_round(&Claims::new(Some(plain())).subject("s"));
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Newtype(Option<Plain>);
    goes_round(&Claims::new(Newtype(None)).subject("s"));
    goes_round(&Claims::new(Newtype(Some(plain()))));
    assert!(read::<Claims<Option<Plain>>>(r#"{"sub":"s","role":"not all of it"}"#).is_err());
    // A claims set is an object, so the whole is never absent.
    goes_round(&Some(plain()));
    assert!(read::<Option<Plain>>("{}").is_err());
}
