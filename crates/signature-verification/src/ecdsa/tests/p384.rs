//! The suite for P-384.

use ::p384 as oracle;

use crate::ecdsa::Table;
use crate::ecdsa::p384::{COMPACT_BASE, Field, LARGE_BASE, Order, P384 as TheCurve};

const NAME: &str = "p384";
const N: usize = 6;
const LENGTH: usize = 48;
const TOP_MASK: u8 = 0xff;
const HASH: usize = 48;
const TABLES: [Table; 2] = [Table::P384, Table::P384_LARGE];
const COMBS: [[usize; 3]; 2] = [[128, 48, 24], [256, 43, 8]];
const FORCED: [usize; 2] = [16, 46];

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
