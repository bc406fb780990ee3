//! How secrets are compared. No test can tell it by the verdict, so the source is read: a MAC that was computed is compared
//! by `verify_slice`, which looks at all of it, and never by an operator (CVE-2016-7036).

use super::{Source, none, sources};

/// The files that hold MACs, secrets, and the encodings that PSS compares.
const FILES: [&str; 3] = ["jwa/hmac.rs", "jwa/rsa/pss.rs", "secret.rs"];

/// The one file that computes MACs.
const MACS: &str = "jwa/hmac.rs";

/// What compares bytes and ends at the first that differs.
const OPERATORS: [&str; 9] =
    [" == ", " != ", ".eq(", ".ne(", ".cmp(", ".partial_cmp(", "starts_with(", "ends_with(", "derive(PartialEq"];

/// Comparisons of anything but lengths.
fn comparisons(source: &Source) -> Vec<String> {
    if !FILES.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let lines = source.code().into_iter().filter(|line| !line.contains("len()"));
    let compared = lines.filter(|line| OPERATORS.iter().any(|operator| line.contains(operator)));
    compared.map(|line| format!("{}: {}", source.path, line.trim())).collect()
}

/// MACs outside their file, where nothing would see how they are compared; and in it a verification by another function.
fn macs(source: &Source) -> Vec<String> {
    let code = source.code().join("\n");
    let names_it = ["Hmac<", "Hmac::", "hmac::Mac"].iter().any(|name| code.contains(name));
    match (source.path == MACS, names_it) {
        (false, true) => vec![format!("{}: computes a MAC", source.path)],
        (true, _) if code.matches(".verify_slice(").count() != 1 => vec![format!("{}: not verify_slice", source.path)],
        (true, _) if code.matches(".finalize()").count() > 1 => vec![format!("{}: two MACs", source.path)],
        _ => Vec::new(),
    }
}

#[test]
fn nothing_secret_is_compared_with_operators() {
    let sources = sources();
    for file in FILES {
        assert!(sources.iter().any(|source| source.path == file), "{file}");
    }
    none(sources.iter().flat_map(comparisons));
    none(sources.iter().flat_map(macs));
}

/// The checks see what they are for.
#[test]
fn planted_comparisons_are_found() {
    let compared = |path, text| comparisons(&Source::new(path, text)).len();
    assert_eq!(compared("secret.rs", "if one == other {}"), 1);
    assert_eq!(compared("jwa/rsa/pss.rs", "digest != h\nexpected.eq(h)"), 2);
    assert_eq!(compared("secret.rs", "#[derive(PartialEq)]"), 1);
    assert_eq!(compared("secret.rs", "if one.len() == other.len() {}"), 0);
    assert_eq!(compared("secret.rs", "// one == other\nlet a = one.ct_eq(other);"), 0);
    assert_eq!(compared("jws/x.rs", "if one == other {}"), 0);
    let found = |path, text| macs(&Source::new(path, text)).len();
    assert_eq!(found("jws/x.rs", "let mac = Hmac::<Sha256>::new(key);"), 1);
    assert_eq!(found("jws/x.rs", "use crate::jwa::hmac::HmacKey;"), 0);
    assert_eq!(found(MACS, "mac.finalize();\nmac.verify_slice(signature)"), 0);
    assert_eq!(found(MACS, "mac.finalize();"), 1);
    assert_eq!(found(MACS, "mac.finalize();\nmac.finalize();\nmac.verify_slice(signature)"), 1);
    assert_eq!(found(MACS, "mac.verify_truncated_left(signature)"), 1);
}
