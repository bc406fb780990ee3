//! The digits against the definition, the tables against `p256`.

extern crate std;

use std::path::PathBuf;
use std::vec::Vec;

use super::*;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/p256").join(name)
}

/// The name of a file and what is to be in it.
fn base_table_files() -> [(&'static str, Vec<u8>); 2] {
    fn bytes<const POINTS: usize>(table: &[Block<POINTS>]) -> Vec<u8> {
        let coordinates = table.iter().flatten().flat_map(|point| [point.x, point.y]);
        coordinates.flat_map(|coordinate| coordinate.montgomery_limbs()).flat_map(u64::to_le_bytes).collect()
    }
    let compact = Comb::table(&AffinePoint::BASE, COMPACT_BASE.blocks::<128>().len());
    let large = Comb::table(&AffinePoint::BASE, LARGE_BASE.blocks::<256>().len());
    [("base_compact.bin", bytes::<128>(&compact)), ("base_large.bin", bytes::<256>(&large))]
}

#[test]
fn base_table_files_are_the_tables_of_the_base_point() {
    for (name, bytes) in base_table_files() {
        assert!(
            std::fs::read(path(name)).expect("the file is there") == bytes,
            "write it: cargo test write_base_table_files -- --ignored"
        );
    }
    has_points_of(COMPACT_BASE.blocks::<128>());
    has_points_of(LARGE_BASE.blocks::<256>());
}

/// Read as when it is used, the table is that of the base point.
#[track_caller]
fn has_points_of<const POINTS: usize>(file: &[[BaseEntry; POINTS]]) {
    let table = Comb::<POINTS>::table(&AffinePoint::BASE, file.len());
    assert!(file.as_flattened().iter().map(Entry::point).eq(table.as_flattened().iter().copied()));
}

#[test]
#[ignore = "writes the files that the other test compares with"]
fn write_base_table_files() {
    for (name, bytes) in base_table_files() {
        std::fs::write(path(name), bytes).expect("the source tree is writable");
    }
}

/// Whether the sign of 2^i is plus.
fn is_plus<const POINTS: usize>(digits: &Digits<POINTS>, i: usize) -> bool {
    let (position, tooth) = (i % Comb::<POINTS>::POSITIONS, i / Comb::<POINTS>::POSITIONS);
    let word = if tooth + 1 < Comb::<POINTS>::TEETH { digits.lower[position].into() } else { digits.highest };
    let bit = if tooth + 1 < Comb::<POINTS>::TEETH { tooth } else { position };
    word >> bit & 1 == 1
}

/// The sum of the digits' signed powers of two, modulo n, is the scalar.
#[track_caller]
fn check_digits<const POINTS: usize>(scalar: &p256::Scalar) {
    use p256::elliptic_curve::PrimeField;
    let ours = Scalar::from_be_bytes_reduced(&scalar.to_repr().into());
    let digits = Digits::<POINTS>::new(&ours);
    let mut sum = p256::Scalar::ZERO;
    for i in (0..256).rev() {
        sum = sum.double() + if is_plus(&digits, i) { p256::Scalar::ONE } else { -p256::Scalar::ONE };
    }
    assert_eq!(if digits.negated == 0 { sum } else { -sum }, *scalar);
}

#[test]
fn digits_are_the_scalar() {
    let mut scalar = p256::Scalar::from(3_u64);
    for k in 0..200_u64 {
        scalar = scalar * scalar + p256::Scalar::from(k);
        for scalar in [p256::Scalar::from(k), -p256::Scalar::from(k), scalar] {
            check_digits::<128>(&scalar);
            check_digits::<256>(&scalar);
        }
    }
}

/// Entries of a table for every size, against sums made with `p256`.
#[test]
fn table_entries_are_the_signed_sums() {
    for blocks in [1, 2, 8, 16, 32] {
        check_entries::<128>(blocks);
    }
    for blocks in [4, 8, 15, 29] {
        check_entries::<256>(blocks);
    }
}

#[track_caller]
fn check_entries<const POINTS: usize>(blocks: usize) {
    use p256::ProjectivePoint;
    use p256::elliptic_curve::sec1::ToSec1Point;
    let table = Comb::<POINTS>::table(&AffinePoint::BASE, blocks);
    let columns = Comb::<POINTS>::columns(blocks);
    for block in 0..blocks {
        for index in [0, POINTS - 1, POINTS / 3, 0b0101_1010 % POINTS] {
            let mut sum = p256::Scalar::ZERO;
            for i in (0..256).rev() {
                sum = sum.double();
                if i % Comb::<POINTS>::POSITIONS == block * columns {
                    let is_plus = (index | POINTS) >> (i / Comb::<POINTS>::POSITIONS) & 1 == 1;
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
