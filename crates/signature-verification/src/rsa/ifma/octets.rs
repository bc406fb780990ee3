//! Limbs of 52 bits from and to big-endian octets (OS2IP and I2OSP, RFC 8017 sections 4.1 and 4.2): two limbs are
//! thirteen octets.

/// Bits in a limb: what the multiplier takes.
pub(super) const LIMB_BITS: usize = 52;

pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Limbs in a block: the lanes of a register.
pub(super) const LANES: usize = 8;

pub(super) type Block = [u64; LANES];

/// Octets that two limbs stand for.
const PAIR: usize = 2 * LIMB_BITS / 8;

/// Octets that a block stands for.
const BLOCK_OCTETS: usize = 4 * PAIR;

/// The number that at most 52 octets for each block stand for.
pub(super) fn from_octets<const BLOCKS: usize>(octets: &[u8]) -> [Block; BLOCKS] {
    let mut padded = [[0; BLOCK_OCTETS]; BLOCKS];
    let padded = padded.as_flattened_mut();
    let start = padded.len() - octets.len();
    padded[start..].copy_from_slice(octets);

    let mut blocks = [[0; LANES]; BLOCKS];
    let pairs = padded.as_chunks::<PAIR>().0.iter().rev();
    for ([low, high], octets) in blocks.as_flattened_mut().as_chunks_mut().0.iter_mut().zip(pairs) {
        let [h0, h1, h2, h3, h4, h5, h6, h7, ..] = *octets;
        let [.., l0, l1, l2, l3, l4, l5, l6, l7] = *octets;
        *high = u64::from_be_bytes([h0, h1, h2, h3, h4, h5, h6, h7]) >> (u64::BITS as usize - LIMB_BITS);
        *low = u64::from_be_bytes([l0, l1, l2, l3, l4, l5, l6, l7]) & LIMB_MASK;
    }
    blocks
}

/// The number's lowest octets.len() octets, of which there are at most 52 for each block.
pub(super) fn to_octets<const BLOCKS: usize>(blocks: &[Block; BLOCKS], octets: &mut [u8]) {
    let mut padded = [[0; BLOCK_OCTETS]; BLOCKS];
    let padded = padded.as_flattened_mut();
    let pairs = padded.as_chunks_mut::<PAIR>().0.iter_mut().rev();
    for ([low, high], octets) in blocks.as_flattened().as_chunks().0.iter().zip(pairs) {
        let both = u128::from(*high) << LIMB_BITS | u128::from(*low);
        let [_, _, _, pair @ ..] = both.to_be_bytes();
        *octets = pair;
    }
    let start = padded.len() - octets.len();
    octets.copy_from_slice(&padded[start..]);
}
