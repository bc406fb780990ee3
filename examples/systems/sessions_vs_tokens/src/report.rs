//! The tables.

use std::time::Duration;

use crate::measure::{Stored, Time};
use crate::wire::Line;

pub fn print(wire: &[Line], times: &[Time], stored: &[Stored], users: usize) {
    println!("\nBytes on the wire: the header line of one request, HTTP/1.1.\n");
    println!("| | bytes | a million requests |");
    println!("|---|---:|---:|");
    for Line { name, bytes } in wire {
        println!("| {name} | {bytes} | {bytes} MB |");
    }

    println!("\nTime to know who calls, {users} sessions in the store, all in memory.\n");
    println!("| | fastest round | median |");
    println!("|---|---:|---:|");
    for Time { name, fastest, median } in times {
        println!("| {name} | {} | {} |", microseconds(*fastest), microseconds(*median));
    }

    println!("\nStored on the server for {users} users.\n");
    println!("| | entries | file | bytes an entry |");
    println!("|---|---:|---:|---:|");
    for Stored { name, entries, bytes } in stored {
        let each = match entries {
            0 => "none".into(),
            _ => format!("{:.0}", *bytes as f64 / *entries as f64),
        };
        println!("| {name} | {entries} | {} | {each} |", size(*bytes));
    }
}

pub fn microseconds(time: Duration) -> String {
    format!("{:.1} µs", time.as_nanos() as f64 / 1000.0)
}

pub fn size(bytes: u64) -> String {
    match bytes {
        0 => "none".into(),
        1..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
