//! Each public item is shown in use: an example in the documentation names it. Read from the source.
//!
//! The example stands in the docs of the item, of the type or trait that it belongs to, or of a public module around it.
//! It must run, and only the lines that a reader sees count. A method is named as `.verify` or `Verifier::verify`, in an
//! implementation as `fn verify`. Not looked for: modules, fields, variants, implementations of traits, and what has its name
//! from a macro.

use std::collections::HashSet;

use crate::layers::{Source, sources};

struct Item {
    path: String,
    /// The type or trait that it belongs to.
    owner: Option<String>,
    kind: &'static str,
    name: String,
    docs: String,
}

const KINDS: [&str; 7] = ["fn", "struct", "enum", "trait", "type", "const", "static"];

/// The public items of the files, with those of types that are not re-exported.
fn items(source: &Source) -> Vec<Item> {
    let mut items = Vec::new();
    let (mut docs, mut is_hidden, mut in_attribute) = (String::new(), false, false);
    // The type or trait around the line, its indent, and whether it is a public trait, whose items need no `pub`.
    let mut block: Option<(String, usize, bool)> = None;
    for line in source.text.lines().filter(|line| !line.is_empty()) {
        let (indent, text) = (line.len() - line.trim_start().len(), line.trim_start());
        if let Some(doc) = text.strip_prefix("///") {
            docs += doc.strip_prefix(' ').unwrap_or(doc);
            docs += "\n";
            continue;
        }
        in_attribute |= text.starts_with("#[");
        if in_attribute {
            is_hidden |= text == "#[doc(hidden)]";
            in_attribute = !text.ends_with(']');
            continue;
        }
        let (docs, is_hidden) = (std::mem::take(&mut docs), std::mem::take(&mut is_hidden));
        block = block.filter(|(_, around, _)| indent > *around);
        if let Some(implemented) = text.strip_prefix("impl") {
            block = implemented_type(implemented).map(|name| (name, indent, false));
        }
        let is_item_of_trait = block.as_ref().is_some_and(|(_, around, is_trait)| *is_trait && indent == around + 4);
        let public = text.strip_prefix("pub ").or(is_item_of_trait.then_some(text));
        let Some((kind, name)) = public.and_then(declared) else { continue };
        if !is_hidden {
            let owner = block.as_ref().map(|(name, ..)| name.clone());
            items.push(Item { path: source.path.clone(), owner, kind, name: name.clone(), docs });
        }
        if kind == "trait" {
            block = Some((name, indent, true));
        }
    }
    items
}

/// `fn` and `verify` of `const fn verify<T>(..)`.
fn declared(text: &str) -> Option<(&'static str, String)> {
    let text = text.strip_prefix("const ").filter(|rest| rest.starts_with("fn ")).unwrap_or(text);
    let (kind, rest) = text.split_once(' ')?;
    let name: String = rest.chars().take_while(|&character| is_in_name(character)).collect();
    let kind = KINDS.into_iter().find(|known| *known == kind)?;
    (!name.is_empty()).then_some((kind, name))
}

/// `SigningKey` of `<A: Algorithm> SigningKey<A> {`. `None` if a trait is implemented.
fn implemented_type(text: &str) -> Option<String> {
    let mut depth = 0;
    let end_of_generics = text.find(|character| {
        depth += i32::from(character == '<') - i32::from(character == '>');
        depth == 0 && character == ' '
    })?;
    let implemented = text[end_of_generics..].trim_start();
    let name: String = implemented.chars().take_while(|&character| is_in_name(character)).collect();
    (!implemented.contains(" for ") && !name.is_empty()).then_some(name)
}

pub(crate) fn is_in_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The visible code of the examples in documentation, without imports and comments.
fn examples(docs: &str) -> String {
    let blocks = docs.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix('\n'));
    let shows = |line: &&str| !["# ", "use ", "//"].iter().any(|start| line.trim_start().starts_with(start));
    let lines = blocks.flat_map(str::lines).filter(shows);
    lines.flat_map(|line| [line.split(" // ").next().unwrap(), "\n"]).collect()
}

impl Item {
    fn name(&self) -> String {
        self.owner.iter().chain([&self.name]).map(String::as_str).collect::<Vec<_>>().join("::")
    }

    fn is_named_in(&self, code: &str) -> bool {
        code.match_indices(&self.name).any(|(at, name)| {
            let (before, after) = (&code[..at], &code[at + name.len()..]);
            if before.ends_with(is_in_name) || after.starts_with(is_in_name) {
                return false;
            }
            let Some(owner) = &self.owner else { return true };
            let is_of_owner = before.strip_suffix("::").is_some_and(|path| {
                let generics = path.ends_with('>').then(|| path.rfind("::<")).flatten();
                self.kind == "const" || path[..generics.unwrap_or(path.len())].ends_with(owner.as_str())
            });
            is_of_owner || before.ends_with(&format!("{} ", self.kind)) || (self.kind == "fn" && before.ends_with('.'))
        })
    }
}

/// Whether all modules of the path are public.
fn is_public(module: &str, sources: &[Source]) -> bool {
    let (around, name) = module.rsplit_once('/').unwrap_or(("lib", module));
    let declaration = format!("pub mod {name};");
    let declares = |source: &Source| source.path == format!("{around}.rs") && source.text.contains(&declaration);
    sources.iter().any(declares) && (around == "lib" || is_public(around, sources))
}

/// The public items among all. A type is public where it is defined or where it is re-exported. Its methods may be in any file.
fn public<'i>(all: &'i [Item], sources: &[Source]) -> Vec<&'i Item> {
    let statements = sources.iter().flat_map(|source| source.text.split("\npub use ").skip(1));
    let re_exported =
        statements.flat_map(|text| text.split(';').next().unwrap().split(|character| !is_in_name(character)));
    let in_place = all.iter().filter(|item| item.owner.is_none());
    let in_place = in_place.filter(|item| is_public(item.path.trim_end_matches(".rs"), sources));
    let names: HashSet<&str> = re_exported.chain(in_place.map(|item| item.name.as_str())).collect();
    all.iter().filter(|item| names.contains(item.owner.as_ref().unwrap_or(&item.name).as_str())).collect()
}

/// `Claims::audience` and `Claims`, of all public items.
pub(crate) fn public_names(sources: &[Source]) -> Vec<String> {
    let all: Vec<Item> = sources.iter().flat_map(items).collect();
    public(&all, sources).into_iter().map(Item::name).collect()
}

/// The public items that no example names, and how many there are.
fn not_shown(sources: &[Source]) -> (Vec<String>, usize) {
    let modules: Vec<(&str, String)> = sources
        .iter()
        .map(|source| (source.path.trim_end_matches(".rs"), source))
        .filter(|(module, _)| is_public(module, sources))
        .map(|(module, source)| {
            let docs = source.text.lines().map_while(|line| line.strip_prefix("//!"));
            (module, docs.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect())
        })
        .collect();
    let all: Vec<Item> = sources.iter().flat_map(items).collect();
    let public = public(&all, sources);
    let is_shown = |item: &&&Item| {
        let owner = all.iter().filter(|other| other.owner.is_none() && Some(&other.name) == item.owner.as_ref());
        let around = modules.iter().filter(|(module, _)| item.path.starts_with(module)).map(|(_, docs)| docs);
        let docs = owner.map(|owner| &owner.docs).chain(around).chain([&item.docs]);
        item.is_named_in(&docs.map(|docs| examples(docs)).collect::<String>())
    };
    let missing = public.iter().filter(|item| !is_shown(item)).map(|item| format!("{}: {}", item.path, item.name()));
    (missing.collect(), public.len())
}

#[test]
fn each_public_item_is_shown_in_an_example() {
    let (missing, count) = not_shown(&sources());
    assert!(count > 400, "{count}");
    assert!(missing.is_empty(), "{} of {count}: {missing:#?}", missing.len());
}

/// Rustdoc compiles all examples as one program. With a relative path in one of them it cannot, and compiles each by itself.
#[test]
fn examples_read_files_at_run_time() {
    for Source { path, text } in sources() {
        let mut docs = text.lines().map(str::trim_start).filter(|line| line.starts_with("//"));
        assert!(docs.all(|line| !line.contains("include_")), "{path}");
    }
}

/// The check sees what it is for.
#[test]
fn an_item_without_an_example_is_found() {
    let missing = |text: &str| {
        let root = Source::new("lib.rs", "pub mod a;\nmod b;\npub use b::Exported;\n");
        let private = Source::new("b.rs", "pub struct Exported;\npub fn private() {}\n");
        let mut missing = not_shown(&[root, private, Source::new("a.rs", text)]).0;
        assert_eq!(missing.remove(0), "b.rs: Exported");
        missing
    };
    let example = |code: &str, item: &str| missing(&format!("/// ```\n/// {code}\n/// ```\n{item}\n"));
    let none: [&str; 0] = [];
    assert_eq!(example("a::f();", "pub fn f() {}"), none);
    assert_eq!(example("a::f();", "#[must_use]\n#[cfg(\n    x\n)]\npub const fn f() {}"), none);
    assert_eq!(missing("/// Says something.\npub fn f() {}"), ["a.rs: f"]);
    assert_eq!(example("a::ff();", "pub fn f() {}"), ["a.rs: f"]);
    assert_eq!(example("# a::f();", "pub fn f() {}"), ["a.rs: f"]);
    assert_eq!(example("g(); // f()", "pub fn f() {}"), ["a.rs: f"]);
    assert_eq!(example("use a::f;", "pub fn f() {}"), ["a.rs: f"]);
    assert_eq!(missing("/// ```no_run\n/// a::f();\n/// ```\npub fn f() {}"), ["a.rs: f"]);
    assert_eq!(example("a::f();", "fn f() {}\npub(crate) fn g() {}"), none);
    assert_eq!(missing("//! ```\n//! a::f();\n//! ```\npub fn f() {}"), none);

    let methods =
        "pub struct T;\nimpl<A: B<C>> T {\n    pub fn m(&self) {}\n    fn n() {}\n}\nimpl B for T {\n    fn n() {}\n}";
    assert_eq!(example("T::<u8>::m(&t);", methods), none);
    assert_eq!(not_shown(&[Source::new("lib.rs", "mod a;\npub use a::T;"), Source::new("a.rs", methods)]).1, 2);
    assert_eq!(example("T.m();", methods), none);
    assert_eq!(example("let m = T::n();", methods), ["a.rs: T::m"]);
    assert_eq!(example("let t = T(); U::m();", methods), ["a.rs: T::m"]);
    let of_trait = "pub trait T {\n    const C: u8;\n    #[doc(hidden)]\n    type H;\n    fn m(&self) {}\n}\nfn n() {}";
    assert_eq!(example("impl T for U { fn m(&self) { A::C } }", of_trait), none);
    assert_eq!(example("impl T for U {}", of_trait), ["a.rs: T::C", "a.rs: T::m"]);
}
