//! What a token cannot make the crate do: choose its own key by a header parameter (CVE-2018-0114), or fetch something.

use super::{Source, engines, none, sources};

/// The header parameters that hold or name keys, as the source would spell them.
const PARAMETERS: [&str; 4] = ["\"jwk\"", "\"jku\"", "\"x5u\"", "\"x5c\""];

/// The files that may name them: one writes them, the other has the list of names that `crit` must not contain.
const WRITER: &str = "jws/header/write.rs";
const REGISTERED_NAMES: &str = "jws/header/parse.rs";

/// The tests of graviola's engine, which call `openssl`.
const CALLS_OPENSSL: &str = "jwa/fast_signing/by_graviola/tests.rs";

/// Lines by which `jws` or `jwt` would read such a parameter.
fn named_parameters(source: &Source) -> Vec<String> {
    if !["jws", "jwt"].contains(&source.module()) || source.path == WRITER {
        return Vec::new();
    }
    let code = source.code().join("\n");
    let code = match (source.path == REGISTERED_NAMES).then(|| code.split_once("REGISTERED: &[&str] = &[")).flatten() {
        Some((before, list)) => format!("{before}{}", list.split_once("];").unwrap().1),
        None => code,
    };
    let lines = code.lines().filter(|line| PARAMETERS.iter().any(|parameter| line.contains(parameter)));
    lines.map(|line| format!("{}: {}", source.path, line.trim())).collect()
}

/// Names of the standard library's network and processes.
fn fetches(source: &Source) -> Vec<String> {
    if source.path == CALLS_OPENSSL {
        return Vec::new();
    }
    let code = source.code().concat();
    let code: String = code.split_whitespace().collect();
    let names = ["std::net", "core::net", "std::process", "std::{net", "std::{process", ",net::", ",process::"];
    let found = names.iter().filter(|name| code.contains(**name));
    found.map(|name| format!("{}: {name}", source.path)).collect()
}

#[test]
fn no_key_is_read_from_a_header() {
    let sources = sources();
    for file in [WRITER, REGISTERED_NAMES] {
        let source = sources.iter().find(|source| source.path == file).expect(file);
        assert!(PARAMETERS.iter().any(|parameter| source.text.contains(parameter)), "{file}");
    }
    none(sources.iter().flat_map(named_parameters));
}

/// Nothing is fetched and nothing is run.
#[test]
fn there_is_no_network() {
    none(sources().iter().chain(&engines()).flat_map(fetches));
}

/// The checks see what they are for.
#[test]
fn planted_lines_are_found() {
    let named = |path: &str, text: &str| named_parameters(&Source::new(path, text)).len();
    for name in ["jwk", "jku", "x5u", "x5c"] {
        let reads = format!("match name {{\n    \"{name}\" => members.key = read()?,\n}}");
        for path in ["jws/find_key.rs", "jws/header/received.rs", "jwt/verifier.rs", REGISTERED_NAMES] {
            assert_eq!(named(path, &reads), 1, "{path}");
        }
        assert_eq!(named(WRITER, &reads), 0);
        assert_eq!(named("jwk/header.rs", &reads), 0);
        assert_eq!(named("jws/x.rs", &format!("/// `\"{name}\"`")), 0);
    }
    let list = "const REGISTERED: &[&str] = &[\n    \"alg\", \"jku\",\n    \"x5c\",\n];\n";
    assert_eq!(named(REGISTERED_NAMES, list), 0);
    assert_eq!(named(REGISTERED_NAMES, &format!("{list}\"jku\" => fetch(),")), 1);
    assert_eq!(named("jws/x.rs", list), 2);

    let fetches = |path: &str, text: &str| fetches(&Source::new(path, text)).len();
    for text in [
        "use std::net::TcpStream;",
        "use std::{net::TcpStream, sync::Arc};",
        "use std::{sync::Arc, process::Command};",
        "use std::{\n    sync::Arc,\n    net::{TcpStream, ToSocketAddrs},\n};",
        "std::process::exit(1)",
    ] {
        assert_eq!(fetches("jwk/x.rs", text), 1, "{text}");
    }
    assert_eq!(fetches("jwk/x.rs", "// std::net\nuse std::sync::Arc;"), 0);
    assert_eq!(fetches(CALLS_OPENSSL, "use std::process::Command;"), 0);
}
