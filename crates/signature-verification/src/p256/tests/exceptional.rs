//! Additions that the fast sum cannot do: forced, noticed and done again in the plain way.

use p256::ProjectivePoint;
use p256::elliptic_curve::Field;
use p256::elliptic_curve::point::AffineCoordinates;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{Key, Scalar, bytes, edge_scalars, inverse, power_of_two, random, reduced};

impl Key {
    /// Whether the fast sum had to give up.
    fn is_exceptional(&self, u1: &p256::Scalar, u2: &p256::Scalar) -> [bool; 2] {
        let [u1, u2] = [u1, u2].map(|u| Scalar::from_be_bytes_reduced(&bytes(u)));
        [0, 1].map(|i| self.prepared[i].tables.sum_of_products(&u1, &u2).zz.is_zero())
    }
}

/// Of the compact and the large table: its place in [`Key::prepared`], and its positions and columns.
const COMBS: [(usize, usize, usize); 2] = [(0, 32, 16), (1, 29, 4)];

/// The integer value of the digits at some positions of the comb, as far as the sum has come after
/// `blocks_done` summands of the column: what the accumulator holds as multiples of G and Q.
fn partial(u: &p256::Scalar, [positions, columns]: [usize; 2], column: usize, blocks_done: usize) -> p256::Scalar {
    let is_odd = bool::from(u.is_odd());
    let odd = if is_odd { *u } else { -*u };
    let half = inverse(&p256::Scalar::from(2_u64));
    // B = (k - 1) / 2 + 2^255 has its bits where the signs are plus; the top one always is.
    let bits = bytes(&((odd - p256::Scalar::ONE) * half));
    let is_plus = |i: usize| i == 255 || bits[31 - i / 8] >> (i % 8) & 1 == 1;
    let mut value = p256::Scalar::ZERO;
    for i in 0..256 {
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
    let (mut forced_compact, mut forced_large) = (0, 0);
    for (size, positions, columns) in COMBS {
        for column in [0, 1, 2, 3] {
            // In the last columns of the larger comb the last block has no position.
            let blocks = (column..positions).step_by(columns).count();
            for blocks_done in 0..blocks {
                let (u1, u2) = (random(&mut rng), random(&mut rng));
                // All of G's part of this column is in; so far a G + b Q, and the next summand is t
                // Q.
                let comb = [positions, columns];
                let a = partial(&u1, comb, column, blocks);
                let b = partial(&u2, comb, column, blocks_done);
                let t = partial(&u2, comb, column, blocks_done + 1) - b;
                for coefficient in [b - t, b + t] {
                    // a + coefficient * secret = 0
                    let secret = -a * inverse(&coefficient);
                    let key = Key::new(&secret);
                    let forced = key.is_exceptional(&u1, &u2)[size];
                    assert!(forced, "columns {columns}, column {column}, block {blocks_done}");
                    *[&mut forced_compact, &mut forced_large][size] += 1;
                    key.check_sum(&u1, &u2);
                    let r = reduced(&(ProjectivePoint::GENERATOR * u1 + key.point * u2).to_affine().x().into());
                    if !bool::from(r.is_zero()) {
                        // As a whole signature: s = r / u2, z = u1 s.
                        let s = r * inverse(&u2);
                        assert!(key.check_signature(&bytes(&(u1 * s)), &bytes(&r), &bytes(&s)));
                    }
                }
            }
        }
    }
    assert_eq!((forced_compact, forced_large), (16, 58));
}

/// The same while blocks of G are added: (a ± t) G + b Q = infinity.
#[test]
fn exceptional_additions_of_the_base_point_are_forced_and_right() {
    let mut rng = StdRng::seed_from_u64(4);
    for (size, positions, columns) in COMBS {
        for column in [0, 1, 2, 3] {
            let last = (column..positions).step_by(columns).count() - 1;
            for blocks_done in [0, last / 2, last] {
                let (u1, u2) = (random(&mut rng), random(&mut rng));
                let comb = [positions, columns];
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

/// What the documentation promises: without a relation that involves the discrete logarithm, only
/// u1 = 0 gives up.
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
