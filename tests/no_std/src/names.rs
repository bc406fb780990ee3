//! Names of claims, each once: a few are compared one by one, more go into a `BTreeSet`, where `std` has a `HashSet`.

use jwt_codec::Defect;

use crate::support::verdict::{accepts, claims_verdict, lenient, payload};

/// The number of names up to which they are compared one by one, one more, and many.
const COUNTS: [usize; 4] = [12, 13, 14, 40];

/// An object with these names, in order.
fn object(names: impl Iterator<Item = String>) -> String {
    let members: Vec<String> = names.map(|name| format!(r#""{name}":0"#)).collect();
    format!("{{{}}}", members.join(","))
}

fn numbered(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("name{number}"))
}

#[track_caller]
fn is_duplicate(json: &str) {
    assert_eq!(claims_verdict(lenient(), json), Err(payload(Defect::DuplicateName)), "{json}");
}

#[test]
fn names_that_differ_are_accepted() {
    for count in COUNTS {
        accepts(lenient(), &object(numbered(count)));
        // Those of an object inside are others.
        accepts(lenient(), &format!(r#"{{"name0":{},"name1":0}}"#, object(numbered(count))));
    }
}

/// Whichever of the names is repeated, behind the last one; and the last one, in front of the others.
#[test]
fn name_that_is_repeated_is_rejected() {
    for count in COUNTS {
        for repeated in 0..count {
            let names = || numbered(count).chain([format!("name{repeated}")]);
            is_duplicate(&object(names()));
            is_duplicate(&format!(r#"{{"a":[{}]}}"#, object(names())));
        }
        is_duplicate(&object([format!("name{}", count - 1)].into_iter().chain(numbered(count))));
    }
}

/// The names around an object are still known behind it.
#[test]
fn name_is_repeated_behind_an_object_with_many() {
    for count in COUNTS {
        let inside = object(numbered(count));
        is_duplicate(&format!(r#"{{"a":{inside},"a":0}}"#));
        let around = object(numbered(count));
        let around = around.trim_end_matches('}');
        is_duplicate(&format!(r#"{around},"a":{inside},"name0":0}}"#));
        accepts(lenient(), &format!(r#"{around},"a":{inside},"b":0}}"#));
    }
}
