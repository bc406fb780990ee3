//! The suite for P-521.

use ::p521 as oracle;

use crate::ecdsa::Table;
use crate::ecdsa::p521::{COMPACT_BASE, Field, LARGE_BASE, Order, P521 as TheCurve};

const NAME: &str = "p521";
const N: usize = 9;
const LENGTH: usize = 66;
const TOP_MASK: u8 = 0x01;
const HASH: usize = 64;
const TABLES: [Table; 2] = [Table::P521, Table::P521_LARGE];
const COMBS: [[usize; 3]; 2] = [[64, 80, 41], [256, 58, 19]];
const FORCED: [usize; 2] = [16, 26];

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
