//! The carries of `normalize`, in each way in which they can ripple through a register.

use super::{LANES, LIMB_BITS, LIMB_MASK, load, normalize, store};

/// A limb of these, with 0 or 1 from the lane below, is not full, just full, or one too much. It carries 0, 1, or as much as a
/// lane can.
const LANES_AT_EDGES: [u64; 5] = [0, LIMB_MASK, 1 << LIMB_BITS, 1 << LIMB_BITS | LIMB_MASK, u64::MAX];

/// They carry out nothing, 1 at once, 1 by rippling, and both.
const FIRST: [[u64; LANES]; 4] = [
    [0; LANES],
    [0, 0, 0, 0, 0, 0, 0, 1 << LIMB_BITS],
    [0, 0, 0, 0, 0, 0, 1 << LIMB_BITS, LIMB_MASK],
    [1 << LIMB_BITS | LIMB_MASK; LANES],
];

#[test]
fn each_way_through_a_register() {
    let mut second = [0; LANES];
    for first in FIRST {
        for mut case in 0..LANES_AT_EDGES.len().pow(LANES as u32) {
            for lane in &mut second {
                *lane = LANES_AT_EDGES[case % LANES_AT_EDGES.len()];
                case /= LANES_AT_EDGES.len();
            }
            check([first, second]);
        }
    }
}

#[track_caller]
fn check(lanes: [[u64; LANES]; 2]) {
    let (number, out) = normalize(lanes.map(|block| load(&block)));
    let mut carry = 0;
    for (limb, &lane) in number.limbs().iter().zip(lanes.as_flattened()) {
        let sum = u128::from(lane) + carry;
        assert_eq!(u128::from(*limb), sum & u128::from(LIMB_MASK), "{lanes:x?}");
        carry = sum >> LIMB_BITS;
    }
    let mut above = [0; LANES];
    store(&mut above, out);
    assert_eq!(above.map(u128::from), [carry, 0, 0, 0, 0, 0, 0, 0], "{lanes:x?}");
}
