//! The layers of the crate, read from its source: `jwt -> jws -> jwa`, and some habits of its files.

mod comparisons;
mod documents;
mod embedded_keys;

use std::fs;
use std::path::{Path, PathBuf};

/// What each top-level module may name. `dangerous` may name all.
const LAYERS: [(&str, &[&str]); 11] = [
    ("base64url", &[]),
    (REGISTRY, &[]),
    ("error", &[REGISTRY]),
    ("json", &["error"]),
    ("secret", &[]),
    ("jwa", &[REGISTRY, "error", "secret"]),
    ("jws", &["base64url", "error", "json", "jwa"]),
    ("jwk", &["base64url", "error", "json", "jwa", "jws", "secret"]),
    ("jwt", &["base64url", "error", "json", "jwa", "jws"]),
    ("profiles", &["base64url", "error", "jwa", "jwk", "jws", "jwt"]),
    ("dangerous", &["base64url", "error", "json", "jwa", "jws", "jwk", "jwt"]),
];

/// The registry of algorithms, `jwa/algorithm.rs`, is a layer of its own below all others: errors name algorithms.
const REGISTRY: &str = "jwa::algorithm";

/// A file of `src`, by its path from there.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The lines without those that are comments, and without what is behind `//` in the others.
    fn code(&self) -> Vec<&str> {
        let lines = self.text.lines().map(|line| match line.find("//") {
            // `://` stands in strings.
            Some(at) if !line[..at].ends_with(':') => &line[..at],
            _ => line,
        });
        lines.filter(|line| !line.trim().is_empty()).collect()
    }

    /// The top-level module that the file belongs to.
    fn module(&self) -> &str {
        if self.path == "jwa/algorithm.rs" {
            return REGISTRY;
        }
        self.path.split(['/', '.']).next().unwrap()
    }

    /// How many modules stand around the file's items: `jwa/rsa.rs` is two deep.
    fn depth(&self) -> usize {
        if self.module() == REGISTRY {
            return 1;
        }
        self.path.split('/').count()
    }

    /// The modules behind `crate::`, one name for each path or group of paths.
    fn named_modules(&self) -> Vec<String> {
        let code = self.code().join("\n");
        let mut named = Vec::new();
        for (at, found) in code.match_indices("crate::") {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
                continue;
            }
            let path = &code[at + found.len()..];
            match path.strip_prefix('{') {
                Some(group) => named.extend(first_names(group)),
                None if path.starts_with("jwa::algorithm::") => named.push(REGISTRY.to_owned()),
                None => named.push(identifier(path).to_owned()),
            }
        }
        named
    }
}

fn identifier(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The first name of each path in a `{group, of::paths}`.
fn first_names(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut names = vec![identifier(group).to_owned()];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(identifier(&group[at + 1..]).to_owned()),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What `lib.rs` re-exports, each name with the module that it is from: `crate::Verifier` is as good as `crate::jwt::Verifier`.
fn re_exports(root: &Source) -> Vec<(String, String)> {
    let code = root.code().join("\n");
    let mut names = Vec::new();
    for statement in code.split(';').filter_map(|statement| statement.split_once("pub use ")) {
        let (module, items) = statement.1.split_once("::").unwrap();
        let items = items.trim_matches(|character: char| "{} \n,".contains(character)).split(',');
        names.extend(items.map(|item| (item.trim().to_owned(), module.to_owned())));
    }
    names
}

/// What breaks the layers in one file.
fn layer_violations(source: &Source, re_exports: &[(String, String)]) -> Vec<String> {
    let module = source.module();
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
        return vec![format!("{}: not in the table of layers", source.path)];
    };
    let named = source.named_modules().into_iter().map(|name| {
        let from = re_exports.iter().find(|(item, _)| *item == name);
        from.map_or(name, |(_, module)| module.clone())
    });
    let mut violations: Vec<String> = named
        .filter(|name| name != module && !allowed.contains(&name.as_str()))
        .map(|name| format!("{}: {module} names {name}", source.path))
        .collect();
    // A path of as many `super` as there are modules around it would come out at the root.
    let to_the_root = "super::".repeat(source.depth());
    if source.code().iter().any(|line| line.contains(&to_the_root)) {
        violations.push(format!("{}: super:: leaves {module}", source.path));
    }
    violations
}

/// `allow` and `expect` without a reason.
fn unreasoned_lints(source: &Source) -> Vec<String> {
    let code = source.code().join("\n");
    let attributes = ["allow(", "expect("].into_iter().flat_map(|lint| {
        let starts = ["#[", "#![", ", "].map(|start| format!("{start}{lint}"));
        let found = starts.into_iter().flat_map(|start| {
            let at: Vec<usize> = code.match_indices(&start).map(|(at, _)| at).collect();
            at
        });
        found.collect::<Vec<_>>()
    });
    attributes
        .filter(|&at| code[at..].starts_with('#'))
        .filter(|&at| {
            let end = code[at..].find(")]").map_or(code.len(), |end| at + end);
            !code[at..end].contains("reason = \"")
        })
        .map(|at| format!("{}: {}", source.path, code[at..].lines().next().unwrap()))
        .collect()
}

/// Files that are too long: 300 lines of code, or 450 with their documentation and its examples.
fn too_long(source: &Source) -> Option<String> {
    let (lines, code) = (source.text.lines().count(), source.code().len());
    (lines > 450 || code > 300).then(|| format!("{}: {lines} lines, {code} of code", source.path))
}

/// Items of `lib.rs` that are neither modules nor re-exports.
fn logic_in_root(source: &Source) -> Vec<String> {
    let code = source.code().join("\n");
    let mut statements = code.split(';').map(|statement| {
        let mut statement = statement.trim();
        while statement.starts_with('#') {
            statement = statement.split_once("]\n").map_or("", |(_, rest)| rest.trim());
        }
        statement.to_owned()
    });
    let starts = ["mod ", "pub mod ", "pub use ", "extern crate "];
    statements
        .by_ref()
        .filter(|statement| !statement.is_empty())
        .filter(|statement| !starts.iter().any(|start| statement.starts_with(start)))
        // What the doctests of the README and of the guides hang on.
        .filter(|statement| !["struct Readme", "struct Guides"].contains(&statement.as_str()))
        .collect()
}

pub(crate) fn sources() -> Vec<Source> {
    sources_in("src")
}

/// The files of the crate with the engines, which is not in a package of this one.
fn engines() -> Vec<Source> {
    sources_in("crates/signature-verification/src")
}

fn sources_in(directory: &str) -> Vec<Source> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths
        .iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap();
            Source::new(&relative.replace('\\', "/"), &fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[track_caller]
fn none(violations: impl IntoIterator<Item = String>) {
    let violations: Vec<String> = violations.into_iter().collect();
    assert!(violations.is_empty(), "{violations:#?}");
}

/// `docs/architecture.md` has a table of rules: `| rule | `file` | `item` |`.
#[test]
fn each_rule_is_where_the_architecture_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let (_, table) = text.split_once("### Where each rule is").unwrap();
    let rows =
        table.lines().skip_while(|line| !line.starts_with("| ")).take_while(|line| line.starts_with('|')).skip(2);
    let rows: Vec<_> = rows.map(|row| row.split('`').rev().collect::<Vec<_>>()).collect();
    assert!(rows.len() > 20);
    for row in rows {
        let (item, file) = (row[1], row[3]);
        let source = fs::read_to_string(root.join("src").join(file)).expect(file);
        let is_there = ["fn", "const"].iter().any(|kind| {
            source.match_indices(&format!("{kind} {item}")).any(|(at, found)| {
                !source[at + found.len()..].starts_with(|next: char| next == '_' || next.is_ascii_alphanumeric())
            })
        });
        assert!(is_there, "{file} has no {item}");
    }
}

#[test]
fn layers_hold() {
    let sources = sources();
    assert!(sources.len() > 30);
    let (root, modules): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.path == "lib.rs");
    let re_exports = re_exports(root[0]);
    assert!(re_exports.len() > 30);
    none(modules.into_iter().flat_map(|source| layer_violations(source, &re_exports)));
    // The table has no line for a module that is not there.
    for (module, _) in LAYERS {
        assert!(sources.iter().any(|source| source.module() == module), "{module}");
    }
}

#[test]
fn root_is_modules_and_re_exports() {
    none(sources().iter().filter(|source| source.path == "lib.rs").flat_map(logic_in_root));
}

#[test]
fn files_are_short() {
    none(sources().iter().chain(&engines()).filter_map(too_long));
}

#[test]
fn lints_are_switched_off_with_a_reason() {
    none(sources().iter().chain(&engines()).flat_map(unreasoned_lints));
}

/// `jwa` never sees JSON, and `jws` never sees claims: not even by name.
#[test]
fn lower_layers_do_not_know_what_is_above() {
    for source in sources() {
        let code = source.code().join("\n");
        let strange: &[&str] = match source.module() {
            "jwa" | REGISTRY | "base64url" | "secret" => &["serde", "json"],
            "jws" => &["jwt::", "Claims", "NumericDate", "Audience"],
            "jwt" => &["jwk::", "Jwk"],
            "jwk" => &["jwt::", "Claims", "NumericDate", "Audience", "Validation", "Verifier"],
            _ => &[],
        };
        for name in strange {
            assert!(!code.contains(name), "{} names {name}", source.path);
        }
    }
}

/// The engines verify signatures over numbers, and know of no token.
#[test]
fn engines_have_no_word_of_jose() {
    let words = ["jwt", "jws", "jwk", "jwa", "jose", "token", "claim", "rs256", "es256", "json"];
    for source in engines() {
        let text = source.text.to_lowercase();
        let found = words.iter().find(|word| text.contains(**word));
        assert_eq!(found, None, "{}", source.path);
    }
}

/// The checks see what they are for.
#[test]
fn planted_violations_are_found() {
    let root = "mod jwt;\npub use jwt::{Claims, Verifier};\n#[cfg(a)]\npub use secret::{\n    SecretBytes,\n    SecretText,\n};\npub use error::Part;\n";
    let re_exports = re_exports(&Source::new("lib.rs", root));
    let from = |item: &str, module: &str| re_exports.contains(&(item.to_owned(), module.to_owned()));
    assert!(from("Claims", "jwt") && from("SecretText", "secret") && from("Part", "error") && re_exports.len() == 5);
    let violations = |path, text| layer_violations(&Source::new(path, text), &re_exports).len();
    assert_eq!(violations("jwk/x.rs", "fn f() -> crate::SecretText {}"), 0);
    assert_eq!(violations("jwk/x.rs", "use crate::secret::SecretText;"), 0);
    assert_eq!(violations("jwk/x.rs", "use crate::{Claims, SecretBytes, Verifier};"), 2);
    assert_eq!(violations("jwk/x.rs", "use crate::jwt::Claims;"), 1);
    assert_eq!(violations("jwk/x.rs", "use crate::Unheard;"), 1);
    assert_eq!(violations("jws/x.rs", "use crate::secret::SecretText;"), 1);
    assert_eq!(violations("jws/x.rs", "use crate::SecretText;"), 1);
    assert_eq!(violations("secret.rs", "use crate::error::KeyError;"), 1);
    assert_eq!(violations("secret.rs", "use crate::Part;"), 1);
    assert_eq!(violations("jwa/rsa/x.rs", "use crate::jwa::der;"), 0);
    assert_eq!(violations("jwa/x.rs", "use crate::error::KeyError;"), 0);
    assert_eq!(violations("jwa/x.rs", "use crate::json::Reader;"), 1);
    assert_eq!(violations("jwa/x.rs", "fn f() { crate::jws::sign() }"), 1);
    assert_eq!(violations("jwa/x.rs", "use crate::{error::KeyError, jws::{Header, sign}, jwt};"), 2);
    assert_eq!(violations("jwa/x.rs", "use crate::{\n    error::KeyError,\n    jwk::Jwk,\n};"), 1);
    assert_eq!(violations("jwa/x.rs", "// use crate::json;\n//! crate::jws"), 0);
    assert_eq!(violations("jwa/x.rs", "pub(crate) use crate::Verifier;"), 1);
    assert_eq!(violations("jws/x.rs", "use crate::jwt::Claims;"), 1);
    assert_eq!(violations("jwt/x.rs", "use crate::jwk::Jwk;"), 1);
    assert_eq!(violations("json.rs", "use crate::base64url;"), 1);
    assert_eq!(violations("error/key.rs", "use crate::jwa::Algorithm;"), 1);
    assert_eq!(violations("error/key.rs", "use crate::jwa::algorithm::Algorithm;"), 0);
    assert_eq!(violations("json.rs", "use crate::jwa::algorithm::Algorithm;"), 1);
    assert_eq!(violations("jwa/algorithm.rs", "use crate::error::KeyError;"), 1);
    assert_eq!(violations("jwa/algorithm.rs", "use super::key::SigningKey;"), 1);
    assert_eq!(violations("jwa/algorithm.rs", "use core::fmt;"), 0);
    assert_eq!(violations("jwa/rsa.rs", "use super::super::jws;"), 1);
    assert_eq!(violations("jwa/rsa/signing.rs", "use super::super::der;"), 0);
    assert_eq!(violations("utils.rs", ""), 1);
    assert_eq!(violations("dangerous.rs", "use crate::{jwa, jws, jwt, json};"), 0);

    let lints = |text| unreasoned_lints(&Source::new("x.rs", text)).len();
    assert_eq!(lints("#[allow(dead_code)]\nfn f() {}"), 1);
    assert_eq!(lints("#![expect(\n    dead_code,\n)]"), 1);
    assert_eq!(lints("#[expect(dead_code, reason = \"so\")]"), 0);
    assert_eq!(lints("value.expect(\"so\")"), 0);

    assert!(too_long(&Source::new("x.rs", &"//\n".repeat(451))).is_some());
    assert!(too_long(&Source::new("x.rs", &"f();\n".repeat(301))).is_some());
    assert!(too_long(&Source::new("x.rs", &"f();\n".repeat(300))).is_none());

    let root = |text| logic_in_root(&Source::new("lib.rs", text)).len();
    assert_eq!(root("#![no_std]\n#[cfg(a)]\nmod a;\npub use a::{B, C};\n"), 0);
    assert_eq!(root("mod a;\nfn f() {}\n"), 1);
    assert_eq!(root("pub use a::B;\ntype A = u8;\n"), 1);
}
