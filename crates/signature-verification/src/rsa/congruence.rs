//! Whether s^e = m modulo n for an m that is known but for its last octets, as the encoded message of RSASSA-PKCS1-v1_5 is
//! (RFC 8017 section 8.2.2), without computing s^e.
//!
//! Both sides may be multiplied by what is prime to n. With m = frame + digest, and without entering the Montgomery
//! domain first, the squarings and multiplications of [`power_but_one`] give x = s^(e-1) / R^(e-2), so
//!
//! ```text
//!   s^e = frame + digest   is   x s = frame / R^(e-2) + digest / R^(e-2)
//!                          is   (x s + digest factor) / R = target
//! ```
//!
//! with factor = -1 / R^(e-2) and target = frame / R^(e-1), which depend on the key alone. So two multiplications fall
//! away, the one into the Montgomery domain and the one by the known side, and one reduction serves for both products.
//!
//! The answer is exact: m and s^e mod n are both in [0, n), where numbers that are congruent are equal. (`PublicKey`
//! refuses a frame that is not below n whatever its last octets are, and a digest that does not fit into the zeros at its
//! end.) It is the comparison of the whole encoded message, on the other side of a bijection.

use alloc::vec::Vec;

use super::modulus::{Modulus, power_but_one};

pub(super) struct Congruence<N> {
    /// -1 / R^(e-2) mod n.
    factor: N,
    /// frame / R^(e-1) mod n, in [0, n).
    target: N,
}

impl<N: Clone> Congruence<N> {
    /// For the modulus n and the frame, both big-endian; `None` if the frame is not below n.
    pub(super) fn new<M: Modulus<Number = N>>(modulus: &M, n: &[u8], e: u64, frame: &[u8]) -> Option<Self> {
        let inverse = power_but_one(modulus, &modulus.read(&[1])?, e);
        let mut target = modulus.read(frame)?;
        modulus.multiply(&mut target, &inverse);
        // Into [0, n).
        modulus.add(&mut target, &modulus.read(&[0])?);
        // -R, and by that the inverse's negative.
        let mut factor = modulus.read(&one_less(n))?;
        modulus.multiply(&mut factor, modulus.r_squared());
        modulus.multiply(&mut factor, &inverse);
        Some(Self { factor, target })
    }

    /// `digest`: at most 512 bits, big-endian. The work depends on e and on the digest's length alone.
    pub(super) fn holds<M: Modulus<Number = N>>(&self, modulus: &M, s: &N, e: u64, digest: &[u8]) -> bool {
        let x = power_but_one(modulus, s, e);
        modulus.is_sum_of_products([&x, s], (&self.factor, digest), &self.target)
    }
}

/// n - 1 for an odd n.
fn one_less(n: &[u8]) -> Vec<u8> {
    let mut octets = n.to_vec();
    if let Some(last) = octets.last_mut() {
        *last ^= 1;
    }
    octets
}
