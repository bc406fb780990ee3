//! Additions, tables and digits against the crate of the curve, and the files against the tables.

use std::path::PathBuf;
use std::vec::Vec;

use num_bigint::BigUint;

use super::oracle::ProjectivePoint;
use super::oracle::elliptic_curve::sec1::ToSec1Point;
#[allow(unused_imports, reason = "some crates have these methods as their own")]
use super::oracle::elliptic_curve::{Field as _, PrimeField};
use super::{COMBS, COMPACT_BASE, Field, LARGE_BASE, LENGTH, N, NAME, TheCurve, oracle};
use crate::ecdsa::base_table::{BaseEntry, Entry};
use crate::ecdsa::comb::Comb;
use crate::ecdsa::curve::Curve;
use crate::ecdsa::point::{AffinePoint, Sum, normalize};
use crate::ecdsa::scalar::Scalar;
use crate::residue::Prime;

type Point = AffinePoint<TheCurve, N>;
type Compact = Comb<TheCurve, N, { COMBS[0][0] }, { COMBS[0][1] }, { COMBS[0][2] }>;
type Large = Comb<TheCurve, N, { COMBS[1][0] }, { COMBS[1][1] }, { COMBS[1][2] }>;

const BITS: usize = <TheCurve as Curve<N>>::ORDER_BITS;

/// The oracle's k G.
fn multiple(k: &oracle::Scalar) -> Point {
    let encoded = (ProjectivePoint::GENERATOR * k).to_affine().to_sec1_point(false);
    let [x, y] = [encoded.x(), encoded.y()].map(|coordinate| coordinate.expect("uncompressed"));
    Point::from_coordinates(x, y).expect("on the curve")
}

fn small_multiple(k: u64) -> Point {
    multiple(&oracle::Scalar::from(k))
}

#[track_caller]
fn assert_is(sum: &Sum<TheCurve, N>, k: u64) {
    let mut points = [Point::UNSET];
    normalize(&[*sum], &mut points);
    assert_eq!(points, [small_multiple(k)]);
}

#[test]
fn base_is_the_base_point() {
    assert_eq!(Point::base(), small_multiple(1));
}

#[test]
fn only_points_of_the_curve_have_coordinates() {
    let encoded = ProjectivePoint::GENERATOR.to_affine().to_sec1_point(false);
    let [x, y] = [encoded.x(), encoded.y()].map(|coordinate| <[u8; LENGTH]>::from(*coordinate.expect("uncompressed")));
    assert!(Point::from_coordinates(&x, &y).is_some());
    for at in [1, LENGTH / 2, LENGTH - 1] {
        let (mut other_x, mut other_y) = (x, y);
        other_x[at] ^= 1;
        other_y[at] ^= 1;
        assert!(Point::from_coordinates(&other_x, &y).is_none());
        assert!(Point::from_coordinates(&x, &other_y).is_none());
    }
    assert!(Point::from_coordinates(&y, &x).is_none());
    assert!(Point::from_coordinates(&x[1..], &y).is_none());
    assert!(Point::from_coordinates(&x, &[&[0], &y[..]].concat()).is_none());
    assert!(Point::from_coordinates(&[0xff; LENGTH], &y).is_none());
    // Equal modulo p, but not below p. For P-521 they have the right length.
    let p = Field::MODULUS.iter().rev().fold(BigUint::ZERO, |value, limb| (value << 64) + limb);
    let plus_p = |coordinate: &[u8]| (BigUint::from_bytes_be(coordinate) + &p).to_bytes_be();
    assert!(Point::from_coordinates(&plus_p(&x), &y).is_none());
    assert!(Point::from_coordinates(&x, &plus_p(&y)).is_none());
    assert!(Point::from_coordinates(&[0; LENGTH], &[0; LENGTH]).is_none());
}

#[test]
fn sums_and_doubles() {
    let mut sum = Sum::from_affine(&small_multiple(5));
    sum.double();
    assert_is(&sum, 10);
    sum.add(&small_multiple(7));
    assert_is(&sum, 17);
    sum.double();
    assert_is(&sum, 34);
    sum.add(&small_multiple(4).negate_if(u64::MAX));
    assert_is(&sum, 30);
    sum.add(&small_multiple(4).negate_if(0));
    assert_is(&sum, 34);
}

/// What the fast sum relies on: a case its formulas do not hold for shows, for good.
#[test]
fn exceptional_cases_leave_zz_zero() {
    for opposite in [0, u64::MAX] {
        for doublings in 0..3 {
            let mut sum = Sum::from_affine(&small_multiple(3));
            for _ in 0..doublings {
                sum.double();
            }
            sum.add(&small_multiple(3 << doublings).negate_if(opposite));
            assert!(sum.zz.is_zero());
            sum.add(&small_multiple(11));
            assert!(sum.zz.is_zero());
            sum.double();
            assert!(sum.zz.is_zero());
        }
    }
    let mut infinity = Sum::INFINITY;
    infinity.add(&small_multiple(2));
    assert!(infinity.zz.is_zero());
}

#[test]
fn many_points_are_normalized_with_one_inversion() {
    let mut sum = Sum::from_affine(&small_multiple(1));
    let sums = core::array::from_fn::<_, 9, _>(|_| {
        sum.double();
        sum
    });
    let mut points = [Point::UNSET; 9];
    normalize(&sums, &mut points);
    for (i, point) in points.iter().enumerate() {
        assert_eq!(*point, small_multiple(2 << i));
    }
}

/// The name of a file and what is to be in it.
fn base_table_files() -> [(PathBuf, Vec<u8>); 2] {
    fn bytes<const POINTS: usize>(table: &[[Point; POINTS]]) -> Vec<u8> {
        let coordinates = table.iter().flatten().flat_map(|point| [point.x, point.y]);
        coordinates.flat_map(|coordinate| coordinate.montgomery_limbs()).flat_map(u64::to_le_bytes).collect()
    }
    let path = |name| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ecdsa").join(NAME).join(name);
    let (compact, large) = (Compact::table(&Point::base()), Large::table(&Point::base()));
    [(path("base_compact.bin"), bytes(&compact)), (path("base_large.bin"), bytes(&large))]
}

#[test]
fn base_table_files_are_the_tables_of_the_base_point() {
    for (path, bytes) in base_table_files() {
        assert!(
            std::fs::read(path).expect("the file is there") == bytes,
            "write it: cargo test --all-features -p signature-verification write_base_table_files -- --ignored"
        );
    }
    // Read as when they are used.
    has_points_of(&Compact::table(&Point::base()), COMPACT_BASE.blocks());
    has_points_of(&Large::table(&Point::base()), LARGE_BASE.blocks());
}

#[track_caller]
fn has_points_of<const POINTS: usize>(table: &[[Point; POINTS]], file: &[[BaseEntry<N>; POINTS]]) {
    assert!(file.as_flattened().iter().map(Entry::point).eq(table.as_flattened().iter().copied()));
}

#[test]
#[ignore = "writes the files that the other test compares with"]
fn write_base_table_files() {
    for (path, bytes) in base_table_files() {
        std::fs::write(path, bytes).expect("the source tree is writable");
    }
}

/// All entries of both tables, which shows that the tables of all points are right: see `Comb::table`.
#[test]
fn table_entries_are_the_signed_sums() {
    check_entries(&Compact::table(&Point::base()), COMBS[0]);
    check_entries(&Large::table(&Point::base()), COMBS[1]);
}

/// In an optimized build, neither a block nor its sums are on the stack: those of P-521 are 36 and 72 KiB.
#[test]
fn tables_are_made_with_little_stack() {
    let make = || (Compact::table(&Point::base()), Large::table(&Point::base()));
    let thread = std::thread::Builder::new().stack_size(64 * 1024).spawn(make).expect("a thread");
    let (compact, large) = thread.join().expect("tables");
    has_points_of(&compact, COMPACT_BASE.blocks());
    has_points_of(&large, LARGE_BASE.blocks());
}

#[track_caller]
fn check_entries<const POINTS: usize>(table: &[[Point; POINTS]], [_, positions, columns]: [usize; 3]) {
    for (block, points) in table.iter().enumerate() {
        let signed_sum = |index: usize| {
            (0..BITS).rev().fold(oracle::Scalar::ZERO, |sum, i| {
                let is_plus = (index | POINTS) >> (i / positions) & 1 == 1;
                let one = if is_plus { oracle::Scalar::ONE } else { -oracle::Scalar::ONE };
                sum.double() + if i % positions == block * columns { one } else { oracle::Scalar::ZERO }
            })
        };
        for (index, point) in points.iter().enumerate() {
            assert_eq!(*point, multiple(&signed_sum(index)), "block {block}, index {index}");
        }
    }
}

#[test]
fn digits_are_the_scalar() {
    let mut scalar = oracle::Scalar::from(3_u64);
    for k in 0..200_u64 {
        scalar = scalar * scalar + oracle::Scalar::from(k);
        for scalar in [oracle::Scalar::from(k), -oracle::Scalar::from(k), scalar] {
            check_digits::<{ COMBS[0][0] }, { COMBS[0][1] }>(&scalar);
            check_digits::<{ COMBS[1][0] }, { COMBS[1][1] }>(&scalar);
        }
    }
}

/// The sum of the digits' signed powers of two, modulo n, is the scalar.
#[track_caller]
fn check_digits<const POINTS: usize, const POSITIONS: usize>(scalar: &oracle::Scalar) {
    let ours = Scalar::<TheCurve, N>::reduced(&scalar.to_repr());
    let digits = ours.digits::<POINTS, POSITIONS>();
    let lower_teeth = POINTS.ilog2() as usize;
    let is_plus = |i: usize| match (i % POSITIONS, i / POSITIONS) {
        (position, tooth) if tooth < lower_teeth => digits.lower[position] >> tooth & 1 == 1,
        (position, _) => digits.highest[position / 64] >> (position % 64) & 1 == 1,
    };
    let sum = (0..BITS).rev().fold(oracle::Scalar::ZERO, |sum, i| {
        sum.double() + if is_plus(i) { oracle::Scalar::ONE } else { -oracle::Scalar::ONE }
    });
    assert_eq!(if digits.negated == 0 { sum } else { -sum }, *scalar);
    // Where there is no highest tooth, it is minus.
    for i in BITS..POSITIONS * (lower_teeth + 1) {
        assert!(!is_plus(i));
    }
}
