//! Puts mutants of `cargo mutants` into the sources, each behind a switch: `if crate::mutant::is(7) { .. } else { .. }`.
//!
//! `jwt-codec-mutants MUTANTS LEFT_OUT CONST`: the list of `cargo mutants --list --json`; numbers of mutants that do not compile;
//! names of functions that must stay `const`. It rewrites the files in place and prints where each mutant stands, as JSON.

mod edits;
mod places;

use std::collections::{BTreeMap, HashSet};
use std::{env, error, fs};

use serde::{Deserialize, Serialize};

use edits::Edits;
use places::Places;

/// As `cargo mutants` writes it. Its number is its place in the list.
#[derive(Deserialize)]
struct Mutant {
    file: String,
    genre: Genre,
    replacement: String,
    span: Span,
    #[serde(skip)]
    number: usize,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Debug)]
enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

#[derive(Deserialize, Clone, Copy)]
struct Span {
    start: Position,
    end: Position,
}

/// Both are counted from one, the columns in characters.
#[derive(Deserialize, Clone, Copy)]
struct Position {
    line: usize,
    column: usize,
}

/// Where the text of a mutant stands in the new file, in bytes.
#[derive(Serialize)]
struct Written {
    file: String,
    number: usize,
    start: usize,
    end: usize,
}

/// The mutants of a file that were written, and the numbers of those that could not be.
#[derive(Serialize, Default)]
struct Report {
    written: Vec<Written>,
    impossible: Vec<usize>,
}

fn main() -> Result<(), Box<dyn error::Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("three arguments");
    let mutants: Vec<Mutant> = serde_json::from_str(&fs::read_to_string(next()?)?)?;
    let left_out: HashSet<usize> = serde_json::from_str(&fs::read_to_string(next()?)?)?;
    let stay_const: HashSet<String> = serde_json::from_str(&fs::read_to_string(next()?)?)?;

    let mut files: BTreeMap<String, Vec<Mutant>> = BTreeMap::new();
    for (number, mutant) in mutants.into_iter().enumerate() {
        let of_file = files.entry(mutant.file.clone()).or_default();
        if !left_out.contains(&number) {
            of_file.push(Mutant { number, ..mutant });
        }
    }
    let mut report = Report::default();
    for (file, mutants) in files {
        rewrite(&file, &mutants, &stay_const, &mut report)?;
    }
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

fn rewrite(
    file: &str,
    mutants: &[Mutant],
    stay_const: &HashSet<String>,
    report: &mut Report,
) -> Result<(), Box<dyn error::Error>> {
    let source = fs::read_to_string(file)?;
    let places = Places::find(&syn::parse_file(&source)?);
    let mut edits = Edits::new(&source);
    for (name, range) in &places.const_tokens {
        if !stay_const.contains(name) {
            edits.delete(range.clone());
        }
    }
    for mutant in mutants {
        let range = offset(&source, mutant.span.start)..offset(&source, mutant.span.end);
        if mutant.genre == Genre::FnValue {
            edits.begin_with(range.start, mutant.number, &mutant.replacement);
        } else if let Some(place) = places.around(mutant.genre, &range) {
            edits.choose(place, range, mutant.number, &mutant.replacement);
        } else {
            report.impossible.push(mutant.number);
        }
    }
    let (text, written) = edits.finish();
    fs::write(file, text)?;
    report.written.extend(written.into_iter().map(|(number, range)| Written {
        file: file.to_owned(),
        number,
        start: range.start,
        end: range.end,
    }));
    Ok(())
}

fn offset(source: &str, position: Position) -> usize {
    let before: usize = source.split_inclusive('\n').take(position.line - 1).map(str::len).sum();
    let columns: usize = source[before..].chars().take(position.column - 1).map(char::len_utf8).sum();
    before + columns
}
