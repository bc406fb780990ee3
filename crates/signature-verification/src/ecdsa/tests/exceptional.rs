//! Additions that the fast sum cannot do: forced, noticed and done again in the plain way.

use super::oracle::ProjectivePoint;
#[allow(unused_imports, reason = "some crates have these methods as their own")]
use super::oracle::elliptic_curve::Field;
use super::oracle::elliptic_curve::point::AffineCoordinates;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::verdicts::{Key, bytes, edge_scalars, from_coordinate, hash_of, inverse, power_of_two, random};
use super::{COMBS, FORCED, LENGTH, TheCurve, oracle};
use crate::ecdsa::curve::Curve;

const BITS: usize = <TheCurve as Curve<{ super::N }>>::ORDER_BITS;

impl Key {
    /// Whether the fast sum had to give up.
    fn is_exceptional(&self, u1: &oracle::Scalar, u2: &oracle::Scalar) -> [bool; 2] {
        let [u1, u2] = [u1, u2].map(bytes);
        [0, 1].map(|i| self.prepared[i].0.is_exceptional(&u1, &u2))
    }
}

/// The integer value of the digits at some positions of the comb, as far as the sum has come after
/// `blocks_done` summands of the column: what the accumulator holds as multiples of G and Q.
fn partial(
    u: &oracle::Scalar,
    [_, positions, columns]: [usize; 3],
    column: usize,
    blocks_done: usize,
) -> oracle::Scalar {
    let is_odd = bool::from(u.is_odd());
    let odd = if is_odd { *u } else { -*u };
    let half = inverse(&oracle::Scalar::from(2_u64));
    // B = (k - 1) / 2 + 2^(bits - 1) has its bits where the signs are plus; the top one always is.
    let bits = bytes(&((odd - oracle::Scalar::ONE) * half));
    let is_plus = |i: usize| i == BITS - 1 || bits[LENGTH - 1 - i / 8] >> (i % 8) & 1 == 1;
    let mut value = oracle::Scalar::ZERO;
    for i in 0..BITS {
        let position = i % positions;
        let (block, its_column) = (position / columns, position % columns);
        if its_column > column || (its_column == column && block < blocks_done) {
            let term = power_of_two((i - column) as u32);
            value += if is_plus(i) { term } else { -term };
        }
    }
    if is_odd { value } else { -value }
}

/// Exceptional additions in the middle: for scalars u1, u2 and a place in the sum, the key is
/// chosen such that what has been added up there equals the next summand, its negative, or is
/// infinity.
#[test]
fn exceptional_additions_in_the_middle_are_forced_and_right() {
    let mut rng = StdRng::seed_from_u64(3);
    let mut forced = [0; 2];
    for (size, comb @ [_, positions, columns]) in COMBS.into_iter().enumerate() {
        for column in [0, 1, 2, 3] {
            // In the last columns of the larger comb the last block has no position.
            let blocks = (column..positions).step_by(columns).count();
            for blocks_done in 0..blocks {
                let (u1, u2) = (random(&mut rng), random(&mut rng));
                // All of G's part of this column is in; so far a G + b Q, and the next summand is t
                // Q.
                let a = partial(&u1, comb, column, blocks);
                let b = partial(&u2, comb, column, blocks_done);
                let t = partial(&u2, comb, column, blocks_done + 1) - b;
                for coefficient in [b - t, b + t] {
                    // a + coefficient * secret = 0
                    let secret = -a * inverse(&coefficient);
                    let key = Key::new(&secret);
                    assert!(
                        key.is_exceptional(&u1, &u2)[size],
                        "columns {columns}, column {column}, block {blocks_done}"
                    );
                    forced[size] += 1;
                    key.check_sum(&u1, &u2);
                    let r = from_coordinate(&(ProjectivePoint::GENERATOR * u1 + key.point * u2).to_affine().x());
                    if !bool::from(r.is_zero()) {
                        // As a whole signature: s = r / u2, z = u1 s.
                        let s = r * inverse(&u2);
                        // A hash has fewer bits than a scalar of P-521.
                        if let Some(z) = hash_of(&(u1 * s)) {
                            assert!(key.check_signature(&z, &bytes(&r), &bytes(&s)));
                        }
                    }
                }
            }
        }
    }
    assert_eq!(forced, FORCED);
}

/// The same while blocks of G are added: (a ± t) G + b Q = infinity.
#[test]
fn exceptional_additions_of_the_base_point_are_forced_and_right() {
    let mut rng = StdRng::seed_from_u64(4);
    for (size, comb @ [_, positions, columns]) in COMBS.into_iter().enumerate() {
        for column in [0, 1, 2, 3] {
            let last = (column..positions).step_by(columns).count() - 1;
            for blocks_done in [0, last / 2, last] {
                let (u1, u2) = (random(&mut rng), random(&mut rng));
                let a = partial(&u1, comb, column, blocks_done);
                let t = partial(&u1, comb, column, blocks_done + 1) - a;
                // Q's blocks of this column are still to come.
                let b = partial(&u2, comb, column, 0);
                if bool::from(b.is_zero()) {
                    continue;
                }
                for coefficient in [a - t, a + t] {
                    let key = Key::new(&(-coefficient * inverse(&b)));
                    assert!(key.is_exceptional(&u1, &u2)[size], "{columns} {column} {blocks_done}");
                    key.check_sum(&u1, &u2);
                }
            }
        }
    }
}

/// A hash of zero makes u1 zero. Whatever the key is, u2 = -2 t then makes two equal points meet: t is what G's last summand adds.
#[test]
fn a_hash_of_zero_gives_up_for_some_signatures() {
    let zero = oracle::Scalar::ZERO;
    for (size, comb @ [_, positions, columns]) in COMBS.into_iter().enumerate() {
        let blocks = (0..positions).step_by(columns).count();
        let t = partial(&zero, comb, 0, blocks) - partial(&zero, comb, 0, blocks - 1);
        let u2 = -(t + t);
        for seed in [6, 7] {
            let key = Key::new(&random(&mut StdRng::seed_from_u64(seed)));
            assert!(key.is_exceptional(&zero, &u2)[size], "columns {columns}");
            key.check_sum(&zero, &u2);
            let r = from_coordinate(&(key.point * u2).to_affine().x());
            let z = hash_of(&zero).expect("zero is short");
            assert!(key.check_signature(&z, &bytes(&r), &bytes(&(r * inverse(&u2)))));
        }
    }
}

/// What the documentation promises: without a relation that involves the discrete logarithm, only
/// u1 = 0 gives up, and that for few u2.
#[test]
fn edge_scalars_are_not_exceptional_for_an_ordinary_key() {
    let key = Key::new(&random(&mut StdRng::seed_from_u64(5)));
    for u1 in edge_scalars() {
        for u2 in edge_scalars() {
            let expected = bool::from(u1.is_zero() | u2.is_zero());
            let exceptional = key.is_exceptional(&u1, &u2);
            assert!(exceptional == [false; 2] || expected, "{u1:?} {u2:?}");
        }
    }
}
