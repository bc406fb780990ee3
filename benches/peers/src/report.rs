//! The report in Markdown.

use std::iter;

use peers_harness::{Action, Algorithm, Name, Operation, PAYLOAD_SIZES, Payload, Role};

use crate::environment::Environment;
use crate::measure::{Measurement, THREADS};
use crate::results::Results;

/// All tables.
pub fn markdown(results: &Results, environment: &Environment) -> String {
    let mut report = String::from(INTRODUCTION);
    let names = results.names();
    let column = |head: &str, cell: &dyn Fn(&Name) -> Option<String>| Column {
        head: head.into(),
        cells: names.iter().map(|name| cell(name)).collect(),
    };
    for action in Action::ALL {
        let columns = Algorithm::ALL.map(|algorithm| {
            let operation = Operation::usual(action, algorithm);
            column(algorithm.as_str(), &|name| time(results, name, operation))
        });
        let title = format!("{}, µs", capitalised(action));
        report += &table(&title, &names, &columns);
    }
    for action in Action::ALL {
        let operation =
            |bytes| Operation { payload: Payload::Bytes(bytes), ..Operation::usual(action, Algorithm::Hs256) };
        let mut columns: Vec<Column> =
            PAYLOAD_SIZES.map(|bytes| column(&size(bytes), &|name| time(results, name, operation(bytes)))).into();
        columns.push(column("ns a byte", &|name| slope(results, name, operation)));
        let title = format!("{} HS256 by payload size, µs", capitalised(action));
        report += &table(&title, &names, &columns);
    }
    let columns = Algorithm::ALL.map(|algorithm| {
        let operation = Operation::usual(Action::Verify, algorithm);
        column(algorithm.as_str(), &|name| threads(results, name, operation))
    });
    let title = "Verifications in a millisecond, on 1 and on 2 threads";
    report += &table(title, &names, &columns);
    report.push_str(&environment.caption());
    report
}

const INTRODUCTION: &str = "\
# jwt-codec and the other JWT libraries for Rust

One call, from token to checked, typed claims or back: the median over all rounds, and in brackets how much longer it
takes than with `jwt-codec` in its usual use. *In italics, the signature alone by a cryptographic library: below that no
token library on top of it can get.* Keys are prepared once; issuer, audience and expiry are checked; the usual token has
seven claims and, with HS256, 256 bytes. RSA keys have 2048 bits.
";

/// A column of a table: its head, and a cell for each name, if that took part.
struct Column {
    head: String,
    cells: Vec<Option<String>>,
}

/// One table; a contender that has no cell is left out, and so is a column that has none.
fn table(title: &str, names: &[&Name], columns: &[Column]) -> String {
    let measured = |column: &&Column| column.cells.iter().any(Option::is_some);
    let columns: Vec<&Column> = columns.iter().filter(measured).collect();
    if columns.is_empty() {
        return String::new();
    }
    let heads = columns.iter().map(|column| column.head.clone());
    let mut lines =
        vec![format!("\n## {title}\n"), line(String::new(), heads), format!("|---|{}", "---:|".repeat(columns.len()))];
    for (row, name) in names.iter().enumerate() {
        let cells = || columns.iter().map(|column| column.cells[row].as_deref());
        if cells().any(|cell| cell.is_some()) {
            let cells = cells().map(|cell| cell.map(|text| styled(name, text)).unwrap_or_default());
            lines.push(line(styled(name, &label(name)), cells));
        }
    }
    lines.join("\n") + "\n"
}

fn line(first: String, cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = iter::once(first).chain(cells).collect();
    format!("| {} |", cells.join(" | "))
}

/// The time of a call in microseconds, with the ratio.
fn time(results: &Results, name: &Name, operation: Operation) -> Option<String> {
    let measurement = results.get(name, operation, 1)?;
    let time = microseconds(measurement.median());
    Some(match results.ratio(measurement) {
        Some(ratio) => format!("{time} ({}×)", significant(ratio, 2)),
        None => time,
    })
}

/// How much a byte of payload adds, between the smallest and the largest.
fn slope(results: &Results, name: &Name, operation: impl Fn(usize) -> Operation) -> Option<String> {
    let [small, .., large] = PAYLOAD_SIZES;
    let median = |bytes| results.get(name, operation(bytes), 1).map(Measurement::median);
    #[expect(clippy::cast_precision_loss, reason = "kilobytes")]
    let bytes = (large - small) as f64;
    Some(format!("{:.2}", (median(large)? - median(small)?) / bytes))
}

/// How often all threads together make the call in a millisecond, for each number of threads, and the gain.
fn threads(results: &Results, name: &Name, operation: Operation) -> Option<String> {
    let [one, two] = THREADS.map(|threads| results.get(name, operation, threads));
    let (one, two) = (one?, two?);
    let gain = 2.0 / two.over(one);
    let rate = 1e6 / one.median();
    Some(format!("{} → {} ({gain:.2}×)", significant(rate, 3), significant(rate * gain, 3)))
}

/// The package with its version and variant.
pub fn label(name: &Name) -> String {
    match &name.variant {
        Some(variant) => format!("{} {} ({variant})", name.package, name.version),
        None => format!("{} {}", name.package, name.version),
    }
}

/// Nanoseconds as microseconds with three significant digits.
pub fn microseconds(nanoseconds: f64) -> String {
    significant(nanoseconds / 1e3, 3)
}

/// A positive number with so many significant digits, and all digits before the point.
pub fn significant(number: f64, digits: i32) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a logarithm is small")]
    let before_point = number.log10().floor() as i32 + 1;
    let after_point = usize::try_from(digits - before_point).unwrap_or_default();
    format!("{number:.after_point$}")
}

fn styled(name: &Name, text: &str) -> String {
    match name.role {
        Role::Ours => format!("**{text}**"),
        Role::Peer => text.into(),
        Role::Floor => format!("*{text}*"),
    }
}

fn capitalised(action: Action) -> &'static str {
    match action {
        Action::Verify => "Verify",
        Action::Sign => "Sign",
    }
}

fn size(bytes: usize) -> String {
    match bytes / 1024 {
        0 => format!("{bytes} B"),
        kibibytes => format!("{kibibytes} KiB"),
    }
}
