//! The parts of the inversion against their definitions. (The inverse itself: `scalar/tests.rs`.)

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

#[test]
fn signed_products() {
    let minus_one = [u64::MAX; 5];
    assert_eq!(mul(-1, &minus_one), signed(&[1, 0, 0, 0]));
    assert_eq!(mul(-1, &signed(&[1, 0, 0, 0])), minus_one);
    assert_eq!(mul(1 << 60, &signed(&[16, 0, 0, 0])), signed(&[0, 1, 0, 0]));
    assert_eq!(combine(3, &signed(&ORDER), -3, &signed(&ORDER)), [0; 5]);
}

/// Inversions are not known to leave a d beyond ±n, though by the bound they might.
#[test]
fn residues_at_their_bounds() {
    let n = signed(&ORDER);
    let minus_n = negate_if(u64::MAX, &n);
    for (multiple, offsets) in
        [(add(&minus_n, &minus_n), 1..3), (minus_n, -2..3), (small(0), -2..3), (n, -2..3), (add(&n, &n), -2..0)]
    {
        for offset in offsets {
            let expected = if offset < 0 { add(&n, &small(offset)) } else { small(offset) };
            assert_eq!(signed(&residue(&add(&multiple, &small(offset)))), expected, "{multiple:x?} + {offset}");
        }
    }
}

fn small(integer: i64) -> Signed {
    let above = (integer >> 63) as u64;
    [integer as u64, above, above, above, above]
}
