//! EMSA-PKCS1-v1_5: RFC 8017 section 9.2.

#[cfg(feature = "rsa-signing")]
use alloc::boxed::Box;
use core::marker::PhantomData;

#[cfg(feature = "rsa-signing")]
use ::rsa::signature::{self, RandomizedSigner, SignatureEncoding};
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::{MAX_SIGNATURE_LEN, SignatureScheme};

/// EMSA-PKCS1-v1_5 with the hash `H`.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Pkcs1v15<H>(PhantomData<H>);

/// A hash with the DER of its `DigestInfo` up to the digest (RFC 8017 section 9.2, note 1).
#[doc(hidden)]
pub trait DigestInfo: Digest + AssociatedOid + Send + Sync + 'static {
    const PREFIX: &'static [u8; 19];
}

impl DigestInfo for Sha256 {
    const PREFIX: &'static [u8; 19] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
}

impl DigestInfo for Sha384 {
    const PREFIX: &'static [u8; 19] = b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
}

impl DigestInfo for Sha512 {
    const PREFIX: &'static [u8; 19] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";
}

impl<H: DigestInfo> SignatureScheme for Pkcs1v15<H> {
    /// The one encoding that `message` has is built whole and compared whole: nothing of a signature is ever parsed.
    fn is_encoding_of(encoded: &[u8], _modulus_bits: usize, message: &[u8]) -> bool {
        let mut expected = [0; MAX_SIGNATURE_LEN];
        match expected.get_mut(..encoded.len()).and_then(|expected| encode::<H>(message, expected)) {
            Some(expected) => expected.ct_eq(encoded).into(),
            None => false,
        }
    }

    #[cfg(feature = "rsa-signing")]
    type SigningKey = ::rsa::pkcs1v15::SigningKey<H>;

    #[cfg(feature = "rsa-signing")]
    fn signing_key(key: ::rsa::RsaPrivateKey) -> Self::SigningKey {
        ::rsa::pkcs1v15::SigningKey::new(key)
    }

    #[cfg(feature = "rsa-signing")]
    fn sign(key: &Self::SigningKey, message: &[u8]) -> signature::Result<Box<[u8]>> {
        Ok(key.try_sign_with_rng(&mut getrandom::SysRng, message)?.to_bytes())
    }
}

/// `EM = 0x00 || 0x01 || PS || 0x00 || T`, with `T` the `DigestInfo` and `PS` as many `0xff` as make it full.
fn encode<'e, H: DigestInfo>(message: &[u8], encoded: &'e mut [u8]) -> Option<&'e [u8]> {
    let digest = H::digest(message);
    let digest_at = encoded.len().checked_sub(digest.len())?;
    let info_at = digest_at.checked_sub(H::PREFIX.len())?;
    encoded.fill(0xff);
    encoded.get_mut(..2)?.copy_from_slice(&[0x00, 0x01]);
    *encoded.get_mut(info_at.checked_sub(1)?)? = 0x00;
    encoded.get_mut(info_at..digest_at)?.copy_from_slice(H::PREFIX);
    encoded.get_mut(digest_at..)?.copy_from_slice(&digest);
    Some(encoded)
}
