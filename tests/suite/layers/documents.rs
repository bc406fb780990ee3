//! Documents that name tests: each of them exists.

use std::fs;
use std::path::Path;

/// The rows of the tables in a document that begin as one of these, without their headings.
fn rows<'t>(text: &'t str, starts: &'t [&str]) -> impl Iterator<Item = &'t str> {
    text.lines().filter(move |line| starts.iter().any(|start| line.starts_with(start)))
}

/// The names in code font in the last column: `header::text::header_is_utf8`.
fn tests_in_the_last_column(row: &str) -> Vec<&str> {
    row.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect()
}

/// Returns what is wrong with the name of a test.
fn not_a_test(test: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some((file, name)) = test.rsplit_once("::") else {
        return Some(format!("{test}: no module"));
    };
    let path = root.join(format!("tests/suite/{}.rs", file.replace("::", "/")));
    let is_there = fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("#[test]\nfn {name}() {{")));
    (!is_there).then(|| format!("{test}: no such test"))
}

/// Checks that each row names tests, but for those whose last column may be empty.
#[track_caller]
fn each_row_has_its_tests(document: &str, starts: &[&str], at_least: usize) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let rows: Vec<_> = rows(&text, starts).collect();
    assert!(rows.len() >= at_least, "{document}: {} rows", rows.len());
    super::none(rows.into_iter().flat_map(tests_in_the_last_column).filter_map(not_a_test));
}

#[test]
fn each_best_practice_has_its_tests() {
    each_row_has_its_tests("docs/rfc8725bis.md", &["| 3."], 25);
}

#[test]
fn each_fault_of_others_has_its_tests() {
    let starts = ["| CVE-", "| GHSA-", "| RUSTSEC-"];
    each_row_has_its_tests("docs/cves.md", &starts, 55);
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cves.md")).unwrap();
    for row in rows(&text, &starts) {
        assert!(!tests_in_the_last_column(row).is_empty(), "{row}");
    }
}

/// The check sees what it is for.
#[test]
fn planted_names_are_found() {
    assert_eq!(not_a_test("layers::documents::planted_names_are_found"), None);
    assert!(not_a_test("layers::documents::no_such_name").is_some());
    assert!(not_a_test("layers::no_such_file::planted_names_are_found").is_some());
    assert!(not_a_test("alone").is_some());
    assert_eq!(tests_in_the_last_column("| 3.1 | a `b` | c | `d::e`, `f::g` |"), ["d::e", "f::g"]);
}
