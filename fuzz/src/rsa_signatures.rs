//! Any modulus, odd exponent and signature representative, near the edges: s^e mod n is that of the crate `num-bigint`, in the engine that
//! a length and the CPU choose, and whether s^e is a frame with a digest is what comparing it says. The modulus need not be a product of two
//! primes for that.
//!
//! The frame is made of s^e itself, so that the one right digest is tried, and what is next to it.

use num_bigint::BigUint;
use signature_verification::rsa::PublicKey;

use super::bytes::Bytes;
use super::numbers::{number, octets};

/// The lengths in bits where engines, blocks and octets end, and what lies next to them.
const LENGTHS: [usize; 20] = [
    512, 513, 1024, 2047, 2048, 2049, 2055, 2056, 2073, 2112, 3071, 3072, 3073, 3104, 3321, 4095, 4096, 4097, 4150,
    8192,
];

/// The digest is at most that long.
const MAX_DIGEST: usize = 64;

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    let [length, exponent, tampering, digest] = bytes.array();
    let bits = LENGTHS[usize::from(length) % LENGTHS.len()];
    let n = modulus(&mut bytes, bits);
    let len = bits.div_ceil(8);
    let e = match exponent % 4 {
        0 => 65537,
        1 => u64::from(exponent / 4) * 2 + 1,
        2 => u64::from(u32::from_le_bytes(bytes.array())) * 2 + 1,
        _ => u64::from_le_bytes(bytes.array()),
    };
    let n_octets = octets(&n, len);
    let Some(key) = PublicKey::new(&n_octets, e, None) else {
        return assert!(e % 2 == 0 || e < 3, "{n:x} {e}");
    };
    assert!(e % 2 == 1 && e >= 3);
    assert_eq!((key.modulus_bits(), key.modulus_len()), (bits, len));

    let s = number(&mut bytes, len, &[&n]);
    let mut out = vec![0x55; len];
    let is_below = key.public_operation(&octets(&s, len), &mut out);
    assert_eq!(is_below, s < n, "{n:x} {s:x}");
    if !is_below {
        return assert!(out.iter().all(|octet| *octet == 0x55));
    }
    let power = s.modpow(&BigUint::from(e), &n);
    assert_eq!(out, octets(&power, len), "{n:x} {e} {s:x}");
    check_frame(&n_octets, e, &octets(&s, len), &out, 1 + usize::from(digest) % MAX_DIGEST, tampering);
}

/// An odd number of exactly so many bits.
fn modulus(bytes: &mut Bytes<'_>, bits: usize) -> BigUint {
    let (len, one) = (bits.div_ceil(8), BigUint::from(1_u8));
    let greatest = (&one << bits) - 1_u8;
    let mut n = number(bytes, len, &[&greatest, &(&one << (bits - 1))]) & greatest;
    n.set_bit(0, true);
    n.set_bit(bits as u64 - 1, true);
    n
}

/// Whether s^e is the frame with a digest.
fn check_frame(n: &[u8], e: u64, s: &[u8], power: &[u8], digest_len: usize, tampering: u8) {
    let (front, digest) = power.split_at(power.len() - digest_len);
    let frame = [front, &vec![0; digest_len]].concat();
    let key = PublicKey::new(n, e, Some(&frame));
    // A frame must be below n whatever its digest is.
    let above = power.len() - MAX_DIGEST;
    assert_eq!(key.is_some(), frame[..above] < n[..above], "{n:x?} {frame:x?}");
    let Some(key) = key else { return };
    assert!(key.is_signature(s, digest), "{n:x?} {e} {s:x?}");

    // One bit of the digest is another, or one of its octets is missing, or one of s is another.
    let place = usize::from(tampering / 8);
    let flipped = |octets: &[u8]| {
        let mut octets = octets.to_vec();
        let place = place % octets.len();
        octets[place] ^= 1 << (tampering % 8);
        octets
    };
    assert!(!key.is_signature(s, &flipped(digest)), "{n:x?} {e} {s:x?}");
    if digest.len() > 1 {
        let is_zero = digest[0] == 0;
        assert_eq!(key.is_signature(s, &digest[1..]), is_zero, "{n:x?} {e} {s:x?}");
    }
    let other = flipped(s);
    let other_power = BigUint::from_bytes_be(&other).modpow(&BigUint::from(e), &BigUint::from_bytes_be(n));
    let is_right = other.as_slice() < n && octets(&other_power, n.len()) == power;
    assert_eq!(key.is_signature(&other, digest), is_right, "{n:x?} {e} {other:x?}");
    assert!(!key.is_signature(&s[1..], digest) && !key.is_signature(&[&[0], s].concat(), digest));
}
