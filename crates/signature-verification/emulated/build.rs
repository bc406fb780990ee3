//! Copies the RSA engines, and takes out of `ifma.rs` what makes it code for one CPU: the intrinsics come from
//! `intrinsics.rs` instead, and are always there.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../src/rsa");
    let copy = Path::new(&env::var("OUT_DIR")?).join("rsa");
    println!("cargo::rerun-if-changed={}", source.display());
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_all(&source, &copy)?;
    fs::copy(source.with_extension("rs"), copy.join("mod.rs"))?;

    let engine = copy.join("ifma.rs");
    let (mut text, mut attributes) = (String::new(), 0);
    for line in fs::read_to_string(&engine)?.lines() {
        if line.trim().starts_with("#[target_feature(") {
            attributes += 1;
        } else {
            text += line;
            text += "\n";
        }
    }
    let text = replaced(&text, "core::arch::x86_64", "crate::intrinsics")?;
    let text = replaced(&text, "std::arch::is_x86_feature_detected!", "crate::intrinsics::is_there")?;
    if attributes == 0 || text.contains("arch::x86") || text.contains("target_feature") {
        return Err("ifma.rs is not what this was written for".into());
    }
    let tests = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/carries.rs");
    println!("cargo::rerun-if-changed={}", tests.display());
    fs::write(engine, format!("{text}\n#[cfg(test)]\n#[path = {tests:?}]\nmod carries;\n"))?;
    fs::write(copy.with_file_name("modules.rs"), format!("#[path = {:?}]\nmod rsa;\n", copy.join("mod.rs")))?;
    Ok(())
}

fn replaced(text: &str, old: &str, new: &str) -> Result<String, Box<dyn Error>> {
    if text.contains(old) { Ok(text.replace(old, new)) } else { Err(format!("no {old} in ifma.rs").into()) }
}

fn copy_all(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
