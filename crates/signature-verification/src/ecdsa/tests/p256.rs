//! The suite for P-256.

use ::p256 as oracle;

use crate::ecdsa::Table;
use crate::ecdsa::p256::{COMPACT_BASE, Field, LARGE_BASE, Order, P256 as TheCurve};

const NAME: &str = "p256";
/// Limbs.
const N: usize = 4;
/// Bytes of a scalar.
const LENGTH: usize = 32;
/// The bits of a scalar in its highest byte.
const TOP_MASK: u8 = 0xff;
/// Bytes of a hash.
const HASH: usize = 32;
const TABLES: [Table; 2] = [Table::P256, Table::P256_LARGE];
/// Points of a block, positions and columns of the two tables.
const COMBS: [[usize; 3]; 2] = [[128, 32, 16], [256, 29, 4]];
/// How many additions of Q there are in the last four columns, twice.
const FORCED: [usize; 2] = [16, 58];

#[path = "exceptional.rs"]
mod exceptional;
#[path = "forms.rs"]
mod forms;
#[path = "points.rs"]
mod points;
#[path = "residues.rs"]
mod residues;
#[path = "verdicts.rs"]
mod verdicts;
