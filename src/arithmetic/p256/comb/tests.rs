//! The digits against the definition, the tables against `p256`.

extern crate std;

use std::path::PathBuf;
use std::vec::Vec;

use super::*;

fn base_table_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/arithmetic/p256/base_table.bin")
}

fn base_table_bytes() -> Vec<u8> {
    table(&AffinePoint::BASE, FILE_BLOCKS)
        .iter()
        .flatten()
        .flat_map(|point| [point.x.montgomery_limbs(), point.y.montgomery_limbs()])
        .flatten()
        .flat_map(u64::to_le_bytes)
        .collect()
}

#[test]
fn base_table_file_is_the_table_of_the_base_point() {
    assert!(base_table_bytes() == BASE_FILE, "write it: cargo test write_base_table_file -- --ignored");
    assert!(*table(&AffinePoint::BASE, LARGE_BASE.len()) == LARGE_BASE);
    assert!(*table(&AffinePoint::BASE, COMPACT_BASE.len()) == COMPACT_BASE);
}

#[test]
#[ignore = "writes the file that the other test compares with"]
fn write_base_table_file() {
    std::fs::write(base_table_path(), base_table_bytes()).expect("the source tree is writable");
}

/// The sum of the digits' signed powers of two, modulo n, is the scalar.
#[track_caller]
fn check_digits(scalar: &p256::Scalar) {
    use p256::elliptic_curve::PrimeField;
    let ours = Scalar::from_be_bytes_reduced(&scalar.to_repr().into());
    let digits = Digits::new(&ours);
    let mut sum = p256::Scalar::ZERO;
    for i in (0..256).rev() {
        let is_plus = digits.digits[i % POSITIONS] >> (i / POSITIONS) & 1 == 1;
        sum = sum.double() + if is_plus { p256::Scalar::ONE } else { -p256::Scalar::ONE };
    }
    assert_eq!(if digits.negated == 0 { sum } else { -sum }, *scalar);
}

#[test]
fn digits_are_the_scalar() {
    let mut scalar = p256::Scalar::from(3_u64);
    for k in 0..200_u64 {
        check_digits(&p256::Scalar::from(k));
        check_digits(&-p256::Scalar::from(k));
        scalar = scalar * scalar + p256::Scalar::from(k);
        check_digits(&scalar);
    }
}

/// Entries of a table for every size, against sums made with `p256`.
#[test]
fn table_entries_are_the_signed_sums() {
    use p256::ProjectivePoint;
    use p256::elliptic_curve::sec1::ToSec1Point;
    for blocks in [1, 2, 8, 16, 32] {
        let table = table(&AffinePoint::BASE, blocks);
        let columns = columns(&table);
        for (block, index) in [(0, 0), (0, 127), (blocks - 1, 0b0101_1010), (blocks / 2, 0b0010_0110)] {
            let mut sum = p256::Scalar::ZERO;
            for i in (0..256).rev() {
                sum = sum.double();
                if i % POSITIONS == block * columns {
                    let is_plus = (index | 1 << 7) >> (i / POSITIONS) & 1 == 1;
                    sum += if is_plus { p256::Scalar::ONE } else { -p256::Scalar::ONE };
                }
            }
            let encoded = (ProjectivePoint::GENERATOR * sum).to_affine().to_sec1_point(false);
            let [x, y] = [encoded.x(), encoded.y()].map(|coordinate| {
                let bytes: [u8; 32] = (*coordinate.expect("uncompressed")).into();
                FieldElement::from_integer(&limbs::from_be_bytes(&bytes))
            });
            assert_eq!(table[block][index], AffinePoint { x, y }, "block {block}, index {index}");
        }
    }
}
