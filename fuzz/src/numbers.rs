//! Integers near the edges, made of the bytes that a fuzzer gives.

use num_bigint::BigUint;

use super::bytes::Bytes;

/// An integer below 2^(8 `len`): next to a landmark, such as a modulus, or to a power of two, or with runs of equal bytes, or any.
pub fn number(bytes: &mut Bytes<'_>, len: usize, landmarks: &[&BigUint]) -> BigUint {
    let [kind, small] = bytes.array();
    let near = |landmark: &BigUint, is_above: bool| {
        let small = BigUint::from(small);
        if is_above || small > *landmark { landmark + small } else { landmark - small }
    };
    let number = match kind % 8 {
        0 => BigUint::from(small),
        1 | 2 if !landmarks.is_empty() => near(landmarks[usize::from(kind / 8) % landmarks.len()], kind % 8 == 1),
        3 | 4 => {
            let power = usize::from(bytes.byte()) * 256 + usize::from(bytes.byte());
            near(&(BigUint::from(1_u8) << (power % (8 * len))), kind % 8 == 3)
        }
        5 => {
            let [fill, front, back] = bytes.array();
            let mut octets = vec![fill; len];
            if let Some(octet) = octets.get_mut(usize::from(front) % len) {
                *octet = small;
            }
            let start = len - usize::from(back) % len;
            octets[start..].fill(small);
            BigUint::from_bytes_be(&octets)
        }
        _ => {
            let octets: Vec<u8> = (0..len).map(|_| bytes.byte()).collect();
            BigUint::from_bytes_be(&octets)
        }
    };
    number & ((BigUint::from(1_u8) << (8 * len)) - 1_u8)
}

/// Big-endian, as long as that. The integer must not be longer.
pub fn octets(number: &BigUint, len: usize) -> Vec<u8> {
    let octets = number.to_bytes_be();
    [vec![0; len - octets.len()], octets].concat()
}

/// An integer from its digits in base 16.
pub fn hex(digits: &[u8]) -> BigUint {
    BigUint::parse_bytes(digits, 16).expect("hexadecimal digits")
}
