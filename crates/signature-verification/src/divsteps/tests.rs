//! The parts of the inversion against their definitions. (The inverse itself: `quotients_of_integers` in
//! `ecdsa/tests/residues.rs`, and `inverses` in `ed25519/tests/fields.rs`.)

use super::*;

/// One step of the paper on small numbers.
fn step(delta: i64, f: i128, g: i128) -> (i64, i128, i128) {
    // delta stands for delta - 1/2.
    if delta >= 0 && g & 1 == 1 { (-delta, g, (g - f) / 2) } else { (delta + 1, f, (g + (g & 1) * f) / 2) }
}

#[test]
fn sixty_steps_are_sixty_steps() {
    for (f, g) in [(0x1234_5679_i128, 0x7654_3210_i128), (1, 1), (3, 0), (u32::MAX as i128, 12_345)] {
        let (mut delta, mut expected_f, mut expected_g) = (0, f, g);
        for _ in 0..OUTER_STEPS {
            (delta, expected_f, expected_g) = step(delta, expected_f, expected_g);
        }
        let (matrix, final_delta) = steps(0, f as u64, g as u64);
        assert_eq!(final_delta, delta);
        let row = |u, v| (i128::from(u) * f + i128::from(v) * g) >> OUTER_STEPS;
        assert_eq!((row(matrix.u, matrix.v), row(matrix.q, matrix.r)), (expected_f, expected_g));
    }
}

#[test]
fn rows_unpack_at_their_bounds() {
    const BOUND: i64 = 1 << INNER_STEPS;
    for low in [-BOUND, -1, 0, 1, BOUND] {
        for high in [-BOUND, -1, 0, 1, BOUND] {
            let row = (low as u64).wrapping_add((high as u64) << 32);
            assert_eq!(unpack(row), (low, high));
        }
    }
}

/// n of P-256, and the same with limbs of ones below: of four and of nine limbs.
const ORDER: [u64; 4] = [0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, u64::MAX, 0xffff_ffff_0000_0000];
const LONG: [u64; 9] = [u64::MAX, 1, u64::MAX, 0, u64::MAX, ORDER[0], ORDER[1], ORDER[2], ORDER[3] >> 32];

#[test]
fn signed_products() {
    let minus_one = Signed([u64::MAX; 4], u64::MAX);
    assert_eq!(mul(-1, &minus_one), small(1));
    assert_eq!(mul(-1, &small(1)), minus_one);
    assert_eq!(mul(1 << 60, &small(16)), Signed([0, 1, 0, 0], 0));
    assert_eq!(combine(3, &Signed(ORDER, 0), -3, &Signed(ORDER, 0)), small(0));
    assert_eq!(combine(3, &Signed(LONG, 0), -3, &Signed(LONG, 0)), small(0));
}

/// Inversions are not known to leave a d beyond ±p, though by the bound they might.
#[test]
fn residues_at_their_bounds() {
    check_residues(&ORDER);
    check_residues(&LONG);
}

#[track_caller]
fn check_residues<const N: usize>(modulus: &[u64; N]) {
    let p = Signed(*modulus, 0);
    let minus_p = negate_if(u64::MAX, &p);
    for (multiple, offsets) in
        [(add(&minus_p, &minus_p), 1..3), (minus_p, -2..3), (small(0), -2..3), (p, -2..3), (add(&p, &p), -2..0)]
    {
        for offset in offsets {
            let expected = if offset < 0 { add(&p, &small(offset)) } else { small(offset) };
            let found = residue(&add(&multiple, &small(offset)), modulus);
            assert_eq!(Signed(found, 0), expected, "{multiple:x?} + {offset}");
        }
    }
}

#[test]
fn rounds_are_those_of_the_bound() {
    assert_eq!(rounds(&ORDER), 10);
    assert_eq!(rounds(&[u64::MAX; 6]), 15);
    assert_eq!(rounds(&[u64::MAX, 0, 0, 0, 0, 0, 0, 0, 0x1ff]), 21);
}

fn small<const N: usize>(integer: i64) -> Signed<N> {
    let above = (integer >> 63) as u64;
    let mut limbs = [above; N];
    limbs[0] = integer as u64;
    Signed(limbs, above)
}
