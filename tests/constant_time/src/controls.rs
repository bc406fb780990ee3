//! What valgrind must report. If it does not, the check sees nothing.

use std::hint::black_box;

use crate::Operation;
use crate::machine::{fill_reproducibly, mark_secret, public};

pub const ALL: &[Operation] = &[
    ("control-tag-with-==", equality_of_tags),
    ("control-branch-on-a-bit", branch_on_a_bit),
    ("control-index-by-a-byte", index_by_a_byte),
    ("control-no-secret", no_secret),
];

fn equality_of_tags() {
    let mut expected = [7; 32];
    mark_secret(&mut expected);
    assert!(public(is_equal(black_box(&expected), black_box(&[7; 32]))));
}

/// As a careless verifier compares.
#[inline(never)]
fn is_equal(expected: &[u8], presented: &[u8]) -> bool {
    expected == presented
}

fn branch_on_a_bit() {
    let mut secret = [7];
    mark_secret(&mut secret);
    if_odd(secret[0]);
}

#[inline(never)]
fn if_odd(byte: u8) {
    if byte & 1 == 1 {
        black_box(());
    }
}

fn index_by_a_byte() {
    let mut secret = [7];
    mark_secret(&mut secret);
    let squares: Vec<u16> = (0..=255).map(|root: u16| root.wrapping_mul(root)).collect();
    assert_eq!(public(element(&squares, secret[0])), 49);
}

#[inline(never)]
fn element(table: &[u16], index: u8) -> u16 {
    // A byte is always an index of 256 elements: nothing is compared.
    let table: &[u16; 256] = table.try_into().unwrap();
    table[usize::from(index)]
}

/// The same branches on public bytes: nothing may be reported.
fn no_secret() {
    let mut bytes = [0; 32];
    fill_reproducibly(&mut bytes);
    assert!(!is_equal(black_box(&bytes), black_box(&[7; 32])));
    if_odd(black_box(bytes[0]));
}
