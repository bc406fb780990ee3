//! Values that nobody reads are checked, and not converted (threat class 44): what is accepted of them, to the last digit, and that
//! their number in a header is bounded.

use jwt_codec::{Claims, Defect, RegisteredClaims, Verifier, VerifyError, jws};
use num_bigint::BigUint;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::support::verdict::{header, lenient, payload};
use crate::support::{keys, tokens};

fn read<T: DeserializeOwned>(json: &str) -> Result<T, VerifyError> {
    Verifier::new(keys::hs256_verifying(), lenient().max_token_len(1 << 20)).verify(&tokens::with_payload(json))
}

fn header_verdict(members: &str) -> Result<(), VerifyError> {
    let token = tokens::with_header(format!(r#"{{"alg":"HS256",{members}}}"#));
    jws::verify(&token, &keys::hs256_verifying()).map(|_| ())
}

/// Read or not, a number is refused if no finite float is near.
#[track_caller]
fn number_is_finite(number: &str, is_finite: bool) {
    let expected = |refused: VerifyError| if is_finite { Ok(()) } else { Err(refused) };
    let json = format!(r#"{{"x":[{number}]}}"#);
    let refused = payload(Defect::NumberRange);
    assert_eq!(read::<IgnoredAny>(&json).map(|_| ()), expected(refused.clone()), "{number}");
    assert_eq!(read::<RegisteredClaims>(&json).map(|_| ()), expected(refused.clone()), "{number}");
    assert_eq!(read::<Claims<Value>>(&json).map(|_| ()), expected(refused), "{number}");
    assert_eq!(header_verdict(&format!(r#""x":{number}"#)), expected(header(Defect::NumberRange)), "{number}");
}

/// 2^1024 - 2^970 is half way between the greatest float and the one that would come next: from there on all is infinite.
#[test]
fn border_of_the_finite_is_exact() {
    let border = (BigUint::from(1_u8) << 1024_u32) - (BigUint::from(1_u8) << 970_u32);
    let (below, at) = ((&border - 1_u8).to_string(), border.to_string());
    number_is_finite(&below, true);
    number_is_finite(&format!("-{below}.999999"), true);
    number_is_finite(&format!("{}.{}e+308", &below[..1], &below[1..]), true);
    number_is_finite(&format!("0.{below}E309"), true);
    number_is_finite(&format!("{below}0000e-4"), true);
    number_is_finite(&at, false);
    number_is_finite(&format!("-{at}"), false);
    number_is_finite(&format!("{}.{}e308", &at[..1], &at[1..]), false);
    number_is_finite(&format!("0.000{at}E312"), false);
    number_is_finite(&format!("{at}0000e-4"), false);
    for (number, is_finite) in [
        ("1.7976931348623158e308", true),
        ("1.7976931348623159e308", false),
        ("1e308", true),
        ("1e309", false),
        ("0e400", true),
        ("-0.000e99999999999999999999", true),
        ("1e99999999999999999999", false),
        ("1e-99999999999999999999", true),
        ("0.00001e313", true),
        ("0.00001e314", false),
        ("1e00000000000000000000000308", true),
        ("1e00000000000000000000000309", false),
    ] {
        number_is_finite(number, is_finite);
    }
}

/// Its cost before the signature is bounded by the number of its values, not only by its length.
#[test]
fn values_in_a_header_are_bounded() {
    let array = |count: usize| format!(r#""x":[{}]"#, vec!["0"; count].join(","));
    let objects = |count: usize| format!(r#""x":[{}]"#, vec![r#"{"":0}"#; count].join(","));
    let members = |count: usize| (0..count).map(|n| format!(r#""x{n}":0"#)).collect::<Vec<_>>().join(",");
    let too_many = Err(header(Defect::TooManyValues));
    // The array is a value itself.
    assert_eq!(header_verdict(&array(63)), Ok(()));
    assert_eq!(header_verdict(&array(64)), too_many);
    assert_eq!(header_verdict(&objects(31)), Ok(()));
    assert_eq!(header_verdict(&objects(32)), too_many);
    assert_eq!(header_verdict(&members(64)), Ok(()));
    assert_eq!(header_verdict(&members(65)), too_many);
    assert_eq!(header_verdict(&format!("{},{}", members(31), array(32))), Ok(()));
    assert_eq!(header_verdict(&format!("{},{}", members(32), array(32))), too_many);
    // What is read does not count, and long values are not many.
    assert_eq!(header_verdict(&format!(r#"{},"typ":"JWT","kid":"1""#, members(64))), Ok(()));
    let certificate = "A".repeat(1500);
    assert_eq!(header_verdict(&format!(r#""x5c":["{certificate}","{certificate}","{certificate}"]"#)), Ok(()));
    // Claims are signed: they may have as many as they like.
    let claims = format!("{{{},{}}}", members(5_000), array(5_000));
    assert!(read::<IgnoredAny>(&claims).is_ok());
}

/// RFC 7515 section 4.1.11: as many names in `crit` as anybody could understand.
#[test]
fn names_in_crit_are_bounded() {
    let crit = |count: usize| {
        let names = |end: &str| (0..count).map(|n| format!("\"x{n}\"{end}")).collect::<Vec<_>>().join(",");
        header_verdict(&format!(r#""crit":[{}],{}"#, names(""), names(":0")))
    };
    assert_eq!(crit(1), Err(VerifyError::UnsupportedCritical));
    assert_eq!(crit(16), Err(VerifyError::UnsupportedCritical));
    assert_eq!(crit(17), Err(header(Defect::InvalidCritical)));
    assert_eq!(crit(200), Err(header(Defect::InvalidCritical)));
}

/// In objects of any size, wherever the name stands for the second time, and however it is written.
#[test]
fn names_are_compared_in_objects_of_any_size() {
    for count in [1, 2, 11, 12, 13, 14, 24, 48, 49, 100, 1000, 3000] {
        let name = |n: usize| format!("n{n}");
        let members: Vec<String> = (0..count).map(|n| format!("\"{}\":{n}", name(n))).collect();
        let object = |more: &str| format!(r#"{{"x":[{{{}{more}}}]}}"#, members.join(","));
        assert!(read::<IgnoredAny>(&object("")).is_ok(), "{count}");
        assert!(read::<IgnoredAny>(&object(r#","":0,"nn":0,"n":0"#)).is_ok(), "{count}");
        for twice in [0, count / 2, count - 1] {
            let last = name(twice);
            for spelt in [last.clone(), last.replace('n', r"\u006e"), last.replace('n', r"\u006E")] {
                let json = object(&format!(r#","{spelt}":0"#));
                let duplicate = payload(Defect::DuplicateName);
                assert_eq!(read::<IgnoredAny>(&json).unwrap_err(), duplicate, "{count}: {twice}");
                assert_eq!(read::<Value>(&json).unwrap_err(), duplicate, "{count}: {twice}");
                // The outermost object is read in another way.
                let json = json.replacen(r#"{"x":["#, "", 1).replacen("]}", "", 1);
                assert_eq!(read::<IgnoredAny>(&json).unwrap_err(), duplicate, "{count}: {twice}");
            }
        }
    }
}

/// The same name in two objects, one inside the other or one behind the other, is no name twice.
#[test]
fn names_of_other_objects_do_not_count() {
    for json in [
        r#"{"x":{"a":{"a":{"a":1},"b":2},"b":{"a":1}}}"#,
        r#"{"x":[{"a":1},{"a":1},{"b":{"a":[{"a":1},{"b":1}]},"a":2}]}"#,
        r#"{"a":{"a":1},"b":{"a":1,"b":2}}"#,
    ] {
        assert!(read::<IgnoredAny>(json).is_ok(), "{json}");
    }
    for json in [
        r#"{"x":{"a":{"b":1},"b":2,"a":3}}"#,
        r#"{"x":{"a":1,"b":{"c":{"a":1}},"a":3}}"#,
        r#"{"x":[[{"c":[{"d":1}],"c":2}]]}"#,
    ] {
        assert_eq!(read::<IgnoredAny>(json).unwrap_err(), payload(Defect::DuplicateName), "{json}");
    }
    // Each of them has many names.
    let many = |last: &str| {
        let members: Vec<String> = (0..20).map(|n| format!(r#""n{n}":{n}"#)).collect();
        format!("{{{},\"last\":{last}}}", members.join(","))
    };
    assert!(read::<IgnoredAny>(&format!(r#"{{"x":[{},{}]}}"#, many(&many("1")), many("2"))).is_ok());
}
