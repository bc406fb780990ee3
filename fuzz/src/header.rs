//! Any bytes as the JSON of a header: never a panic. A header is accepted exactly if `serde_json` reads it as an object, no name is twice in
//! it, none is one of `serde_json`'s own, `alg` is a string, so are `typ`, `cty` and `kid` if they are there, `b64` is not `false`, there is no `crit`,
//! and members without a meaning hold at most 64 values. What is read is what `serde_json` reads, any header parameter too.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jwt_codec::jws::{SigningInput, Unverified};
use jwt_codec::{Defect, Part, VerifyError};
use serde::de::IgnoredAny;

use super::tree::{Tree, number_texts};

/// Beyond, a token would be longer than 16 KiB.
const MAX_LEN: usize = 12 * 1024;

/// So many values may stand in members that have no meaning.
const MAX_VALUES: usize = 64;

pub fn property(data: &[u8]) {
    let token = format!("{}.e30.AA", BASE64_URL_SAFE_NO_PAD.encode(data));
    let ours = Unverified::parse(&token);
    if let (Ok(_), Ok(text)) = (&ours, str::from_utf8(data)) {
        // What is accepted can be signed.
        assert!(SigningInput::from_json(text, b"{}").is_ok());
    }
    let Ok(theirs) = serde_json::from_slice::<Tree>(data) else {
        // The floats of `serde_json` are not always the nearest, so that it may take the greatest of them for infinite.
        let greatest = |text: &&str| text.parse::<f64>().is_ok_and(|float| float.abs() > 1e308);
        // A string that nobody reads need not be Unicode.
        if serde_json::from_slice::<IgnoredAny>(data).is_err() && !number_texts(data).iter().any(greatest) {
            assert!(ours.is_err(), "accepted what is not JSON");
        }
        return;
    };
    match ours {
        Ok(unverified) => {
            let header = unverified.header();
            assert!(acceptable(&theirs), "accepted {theirs:?}");
            assert_eq!(Some(header.alg()), text(&theirs, "alg"));
            assert_eq!(header.typ(), text(&theirs, "typ"));
            assert_eq!(header.content_type(), text(&theirs, "cty"));
            assert_eq!(header.key_id(), text(&theirs, "kid"));
            let Tree::Object(members) = &theirs else { unreachable!("acceptable") };
            for (name, value) in members {
                let read = unverified.untrusted_parameter::<Tree>(name);
                let read = read.expect("`serde_json` reads it").expect("it is there");
                assert!(read.equals_but_for_floats(value), "{name}: {read:?} is {value:?}");
            }
        }
        Err(VerifyError::Malformed(Part::Header, Defect::NumberRange)) => {
            let infinite = |text: &&str| text.parse::<f64>().is_ok_and(f64::is_infinite);
            assert!(number_texts(data).iter().any(infinite));
        }
        Err(VerifyError::Malformed(Part::Token, Defect::TooLong)) => assert!(data.len() > MAX_LEN),
        Err(refused) => assert!(!acceptable(&theirs), "{refused}: {theirs:?}"),
    }
}

fn acceptable(header: &Tree) -> bool {
    let optional = |name| header.member(name).is_none() || text(header, name).is_some();
    !header.has_duplicates()
        && !header.has_reserved_names()
        && text(header, "alg").is_some()
        && ["typ", "cty", "kid"].into_iter().all(optional)
        && matches!(header.member("b64"), None | Some(Tree::Bool(true)))
        && header.member("crit").is_none()
        && values_without_meaning(header) <= MAX_VALUES
}

fn values_without_meaning(header: &Tree) -> usize {
    let Tree::Object(members) = header else { return 0 };
    let has_meaning = |name: &str| ["alg", "typ", "cty", "kid", "crit", "b64"].contains(&name);
    members.iter().filter(|(name, _)| !has_meaning(name)).map(|(_, value)| value.count()).sum()
}

fn text<'h>(header: &'h Tree, name: &str) -> Option<&'h str> {
    match header.member(name) {
        Some(Tree::Text(text)) => Some(text),
        _ => None,
    }
}
