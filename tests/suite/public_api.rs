//! `docs/public-api.txt` names what is public. `.ci/public-api` compares its signatures too, with a tool.
//!
//! Not seen here: what has its name from a macro and is not listed, and a name that is listed but only used privately.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::examples_in_docs::{is_in_name, public_names};
use crate::layers::{Source, sources};

/// The path without generics: `Claims::audience` of `pub fn jwt_codec::Claims<T>::audience(self) -> Self`.
fn path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("pub ")?.1.split_once("jwt_codec::")?;
    let (mut path, mut depth) = (String::new(), 0);
    for character in rest.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ if depth > 0 => {}
            _ if is_in_name(character) || character == ':' => path.push(character),
            _ => break,
        }
    }
    Some(path.trim_end_matches(':').to_owned())
}

/// The paths in the listing, but for those of implementations of traits. Functions of a module can follow such a one.
fn listed(listing: &str) -> Vec<String> {
    let is_method = |line: &str| {
        let path = path(line).unwrap_or_default();
        line.contains("pub fn") && path.rsplit("::").nth(1).is_some_and(|owner| owner.starts_with(char::is_uppercase))
    };
    let mut is_of_trait = false;
    let lines = listing.lines().filter(|line| {
        is_of_trait = if line.starts_with("impl") { line.contains(" for ") } else { is_of_trait && is_method(line) };
        !is_of_trait
    });
    lines.filter_map(path).collect()
}

/// The public names that are not listed, and the listed ones that the source does not have.
fn differences(listing: &str, sources: &[Source]) -> (Vec<String>, Vec<String>) {
    let listed = listed(listing);
    let ends: HashSet<&str> = listed
        .iter()
        .flat_map(|path| path.rmatch_indices("::").take(2).map(|(at, _)| &path[at + 2..]).chain([&**path]))
        .collect();
    let missing = public_names(sources).into_iter().filter(|name| !ends.contains(name.as_str())).collect();
    let code =
        sources.iter().flat_map(|source| source.text.lines().filter(|line| !line.trim_start().starts_with("//")));
    let words: HashSet<&str> = code.flat_map(|line| line.split(|character| !is_in_name(character))).collect();
    let gone = listed.iter().filter(|path| !words.contains(path.rsplit("::").next().unwrap()));
    (missing, gone.cloned().collect())
}

#[test]
fn listing_has_the_names_of_the_source() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let (missing, gone) = differences(&fs::read_to_string(file).unwrap(), &sources());
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not listed: {missing:#?}, but listed: {gone:#?}: .ci/public-api --write"
    );
}

/// The check sees what it is for.
#[test]
fn differences_are_found() {
    let source = "pub struct T<A>(A);\nimpl<A> T<A> {\n    pub fn m(&self) {}\n}\npub fn f() {}\n";
    let sources = [Source::new("lib.rs", "pub mod a;\n"), Source::new("a.rs", source)];
    let listing = "pub mod jwt_codec::a\npub struct jwt_codec::a::T<A>(_)\nimpl<A> jwt_codec::a::T<A>\npub fn jwt_codec::a::T<A>::m(&self)\n\
        impl<A> core::clone::Clone for jwt_codec::a::T<A>\npub fn jwt_codec::a::T<A>::clone(&self)\npub fn jwt_codec::a::f()";
    let none: (Vec<String>, Vec<String>) = (vec![], vec![]);
    assert_eq!(differences(listing, &sources), none);
    assert_eq!(differences(&listing.replace("::m(", "::n("), &sources), (vec!["T::m".into()], vec!["a::T::n".into()]));
    assert_eq!(differences(&listing.replace("::f(", "::m("), &sources).0, ["f"]);
    assert_eq!(differences(&listing.replace("struct jwt_codec::a::T", "struct jwt_codec::a::U"), &sources).1, ["a::U"]);
}
