//! EMSA-PSS: RFC 8017 section 9.1, with MGF1 (appendix B.2.1) and a salt as long as the hash (RFC 7518 section 3.5).

#[cfg(feature = "rsa-signing")]
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomData;

#[cfg(feature = "rsa-signing")]
use ::rsa::signature::{self, RandomizedSigner, SignatureEncoding};
use sha2::Digest;
#[cfg(feature = "rsa-signing")]
use sha2::digest::FixedOutputReset;
use subtle::{Choice, ConstantTimeEq};

#[cfg(feature = "rsa-signing")]
use super::Algorithm;
use super::pkcs1v15::DigestInfo;
use super::{HashId, MAX_RSA_SIGNATURE_LEN, RsaPublicKey, SignatureScheme};

/// EMSA-PSS with the hash `H`.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Pss<H>(PhantomData<H>);

/// A hash that the crate `rsa` can sign with too.
#[doc(hidden)]
#[cfg(feature = "rsa-signing")]
pub trait PssHash: DigestInfo + FixedOutputReset {}

#[cfg(feature = "rsa-signing")]
impl<H: DigestInfo + FixedOutputReset> PssHash for H {}

#[cfg(not(feature = "rsa-signing"))]
use DigestInfo as PssHash;

impl<H: PssHash> SignatureScheme for Pss<H> {
    /// `None`, since the random salt masks everything else.
    fn frame(_modulus_len: usize) -> Option<Vec<u8>> {
        None
    }

    fn pss_hash() -> Option<HashId> {
        Some(HashId { oid: H::OID, length: <H as Digest>::output_size() })
    }

    fn verify(key: &RsaPublicKey<Self>, message: &[u8], signature: &[u8]) -> bool {
        let mut buffer = [0; MAX_RSA_SIGNATURE_LEN];
        let Some(encoded) = buffer.get_mut(..key.operation().modulus_len()) else {
            return false;
        };
        key.operation().public_operation(signature, encoded)
            && verify(&Hash::of::<H>(), encoded, key.operation().modulus_bits(), message).is_some_and(bool::from)
    }

    #[cfg(feature = "rsa-signing")]
    const ALGORITHM: Algorithm = H::PSS;

    #[cfg(feature = "rsa-signing")]
    type SigningKey = ::rsa::pss::SigningKey<H>;

    #[cfg(feature = "rsa-signing")]
    fn signing_key(key: ::rsa::PrivateKey) -> Self::SigningKey {
        ::rsa::pss::SigningKey::new(key)
    }

    #[cfg(feature = "rsa-signing")]
    fn sign(key: &Self::SigningKey, message: &[u8]) -> signature::Result<Box<[u8]>> {
        Ok(key.try_sign_with_rng(&mut getrandom::SysRng, message)?.to_bytes())
    }
}

/// A hash function, as a value and not a type: the encoding is checked by one function for all hashes.
struct Hash {
    /// The length of a digest in bytes.
    length: usize,
    /// Hashes the parts, one after the other. Zeros follow the digest.
    digest: fn(&[&[u8]]) -> [u8; 64],
}

impl Hash {
    fn of<H: Digest>() -> Self {
        let digest = |parts: &[&[u8]]| {
            let mut hash = H::new();
            for part in parts {
                hash.update(part);
            }
            let mut digest = [0; 64];
            for (byte, of_hash) in digest.iter_mut().zip(hash.finalize()) {
                *byte = of_hash;
            }
            digest
        };
        Self { length: <H as Digest>::output_size(), digest }
    }
}

/// EMSA-PSS-VERIFY. It always computes all conditions, so a wrong signature takes as much work as a right one. Returns
/// `None` only if the modulus is too short for the hash.
///
/// ```text
/// EM = maskedDB || H || 0xbc          DB = PS (zeros) || 0x01 || salt          maskedDB = DB xor MGF(H)
/// ```
fn verify(hash: &Hash, encoded: &[u8], modulus_bits: usize, message: &[u8]) -> Option<Choice> {
    // EM has one bit less than the modulus, so it can be one byte shorter. Then the first byte must be zero.
    let encoded_bits = modulus_bits.checked_sub(1)?;
    let (above, em) = encoded.split_at_checked(encoded.len().checked_sub(encoded_bits.div_ceil(8))?)?;
    let mut good = Choice::from(1);
    for byte in above {
        good &= byte.ct_eq(&0);
    }

    // Steps 2 to 5: mHash, the length, the trailer, maskedDB and H.
    let message_hash = (hash.digest)(&[message]);
    let message_hash = message_hash.get(..hash.length)?;
    let (em, trailer) = em.split_at_checked(em.len().checked_sub(1)?)?;
    good &= trailer.ct_eq(&[0xbc]);
    let (masked_db, h) = em.split_at_checked(em.len().checked_sub(message_hash.len())?)?;

    // Steps 6 to 9: unmask DB. The first bits, which EM does not have, must be zero in maskedDB, and are cleared in DB.
    let first_byte =
        0xff_u8.checked_shr(em.len().checked_add(1)?.checked_mul(8)?.checked_sub(encoded_bits)?.try_into().ok()?)?;
    good &= (masked_db.first()? & !first_byte).ct_eq(&0);
    let mut buffer = [0; MAX_RSA_SIGNATURE_LEN];
    let db = buffer.get_mut(..masked_db.len())?;
    db.copy_from_slice(masked_db);
    xor_mgf1(hash, h, db);
    *db.first_mut()? &= first_byte;

    // Step 10: the padding. Its length is fixed, since the salt is as long as the hash.
    let (padding, salt) = db.split_at_checked(db.len().checked_sub(message_hash.len())?)?;
    let (one, zeros) = padding.split_last()?;
    good &= one.ct_eq(&1);
    for byte in zeros {
        good &= byte.ct_eq(&0);
    }

    // Steps 11 to 14: H' of M' = eight zeros || mHash || salt.
    let expected = (hash.digest)(&[&[0; 8], message_hash, salt]);
    Some(good & expected.get(..hash.length)?.ct_eq(h))
}

/// MGF1: `bytes ^= Hash(seed || 0) || Hash(seed || 1) || ...`
fn xor_mgf1(hash: &Hash, seed: &[u8], bytes: &mut [u8]) {
    for (counter, block) in (0_u32..).zip(bytes.chunks_mut(hash.length)) {
        let mask = (hash.digest)(&[seed, &counter.to_be_bytes()]);
        for (byte, mask) in block.iter_mut().zip(mask) {
            *byte ^= mask;
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "tests: a panic is how they fail"
)]
mod tests {
    use alloc::vec;

    use sha2::Sha256;

    use super::*;

    const MESSAGE: &[u8] = b"message";
    const LENGTH: usize = 32;

    /// An EM (RFC 8017 section 9.1.1), and what can be wrong in it although H is right.
    struct Encoded {
        bits: usize,
        above: u8,
        padding: Vec<u8>,
        bits_above: u8,
        salt: [u8; LENGTH],
        trailer: u8,
    }

    impl Encoded {
        fn right(modulus_bits: usize) -> Self {
            let em_len = (modulus_bits - 1).div_ceil(8);
            let mut padding = vec![0; em_len - 2 * LENGTH - 2];
            padding.push(1);
            Self { bits: modulus_bits, above: 0, padding, bits_above: 0, salt: [7; LENGTH], trailer: 0xbc }
        }

        fn is_accepted(&self) -> bool {
            let hash = Hash::of::<Sha256>();
            let digest = (hash.digest)(&[MESSAGE]);
            let h = (hash.digest)(&[&[0; 8], digest.get(..LENGTH).unwrap(), &self.salt]);
            let h = h.get(..LENGTH).unwrap();
            let mut db = [&self.padding[..], &self.salt].concat();
            xor_mgf1(&hash, h, &mut db);
            let em_bits = self.bits - 1;
            let first = db.first_mut().unwrap();
            *first = *first & (0xff >> (em_bits.next_multiple_of(8) - em_bits)) | self.bits_above;
            let above: &[u8] = if em_bits.is_multiple_of(8) { &[self.above] } else { &[] };
            let encoded = [above, &db, h, &[self.trailer]].concat();
            assert_eq!(encoded.len(), self.bits.div_ceil(8));
            verify(&hash, &encoded, self.bits, MESSAGE).is_some_and(bool::from)
        }
    }

    /// RFC 8017 section 9.1.2. Above EM, moduli of 2049 bits have a byte, those of 2050 bits seven bits.
    #[test]
    fn each_condition_alone() {
        for bits in [2048, 2049, 2050, 2055, 2056, 3072] {
            let right = || Encoded::right(bits);
            assert!(right().is_accepted(), "{bits}");
            assert!(Encoded { salt: [8; LENGTH], ..right() }.is_accepted(), "{bits}");
            assert!(!Encoded { trailer: 0xbd, ..right() }.is_accepted(), "{bits}");
            for place in 0..right().padding.len() {
                let mut other = right();
                // The lowest bit: the highest ones of DB may be cleared.
                other.padding[place] ^= 1;
                assert!(!other.is_accepted(), "{bits}, byte {place}");
            }
            let mut two = right();
            *two.padding.last_mut().unwrap() = 3;
            assert!(!two.is_accepted(), "{bits}");
            let bits_above = (bits - 1).next_multiple_of(8) - (bits - 1);
            for bit in 8 - bits_above..8 {
                assert!(!Encoded { bits_above: 1 << bit, ..right() }.is_accepted(), "{bits}, bit {bit}");
            }
        }
        assert!(!Encoded { above: 1, ..Encoded::right(2049) }.is_accepted());
        assert!(!Encoded { above: 0x80, ..Encoded::right(2049) }.is_accepted());
    }
}
