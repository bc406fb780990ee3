//! EMSA-PKCS1-v1_5: RFC 8017 section 9.2.

#[cfg(feature = "rsa-signing")]
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomData;

#[cfg(feature = "rsa-signing")]
use ::rsa::signature::{self, RandomizedSigner, SignatureEncoding};
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Digest, Sha256, Sha384, Sha512};

#[cfg(feature = "rsa-signing")]
use super::Algorithm;
use super::{HashId, RsaPublicKey, SignatureScheme};

/// EMSA-PKCS1-v1_5 with the hash `H`.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "never shown: the key types have a `Debug`")]
pub struct Pkcs1v15<H>(PhantomData<H>);

/// A hash with the DER of its `DigestInfo` up to the digest (RFC 8017 section 9.2, note 1).
#[doc(hidden)]
pub trait DigestInfo: Digest + AssociatedOid + Send + Sync + 'static {
    const PREFIX: &'static [u8; 19];

    /// The algorithms with this hash.
    #[cfg(feature = "rsa-signing")]
    const PKCS1V15: Algorithm;
    #[cfg(feature = "rsa-signing")]
    const PSS: Algorithm;
}

impl DigestInfo for Sha256 {
    const PREFIX: &'static [u8; 19] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    #[cfg(feature = "rsa-signing")]
    const PKCS1V15: Algorithm = Algorithm::RS256;
    #[cfg(feature = "rsa-signing")]
    const PSS: Algorithm = Algorithm::PS256;
}

impl DigestInfo for Sha384 {
    const PREFIX: &'static [u8; 19] = b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
    #[cfg(feature = "rsa-signing")]
    const PKCS1V15: Algorithm = Algorithm::RS384;
    #[cfg(feature = "rsa-signing")]
    const PSS: Algorithm = Algorithm::PS384;
}

impl DigestInfo for Sha512 {
    const PREFIX: &'static [u8; 19] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";
    #[cfg(feature = "rsa-signing")]
    const PKCS1V15: Algorithm = Algorithm::RS512;
    #[cfg(feature = "rsa-signing")]
    const PSS: Algorithm = Algorithm::PS512;
}

impl<H: DigestInfo> SignatureScheme for Pkcs1v15<H> {
    fn frame(modulus_len: usize) -> Option<Vec<u8>> {
        frame(modulus_len, H::PREFIX, <H as Digest>::output_size())
    }

    fn pss_hash() -> Option<HashId> {
        None
    }

    /// Nothing of a signature is parsed. A message has one encoding, and the signature is compared with all of it, by a
    /// congruence (see `rsa/congruence.rs` of the crate `signature-verification`).
    fn verify(key: &RsaPublicKey<Self>, message: &[u8], signature: &[u8]) -> bool {
        key.operation().is_signature(signature, &H::digest(message))
    }

    #[cfg(feature = "rsa-signing")]
    const ALGORITHM: Algorithm = H::PKCS1V15;

    #[cfg(feature = "rsa-signing")]
    type SigningKey = ::rsa::pkcs1v15::SigningKey<H>;

    #[cfg(feature = "rsa-signing")]
    fn signing_key(key: ::rsa::PrivateKey) -> Self::SigningKey {
        ::rsa::pkcs1v15::SigningKey::new(key)
    }

    #[cfg(feature = "rsa-signing")]
    fn sign(key: &Self::SigningKey, message: &[u8]) -> signature::Result<Box<[u8]>> {
        Ok(key.try_sign_with_rng(&mut getrandom::SysRng, message)?.to_bytes())
    }
}

/// `EM = 0x00 || 0x01 || PS || 0x00 || T`, with `T` the `DigestInfo` and `PS` as many `0xff` as the length requires.
fn frame(modulus_len: usize, prefix: &[u8], digest_len: usize) -> Option<Vec<u8>> {
    let digest_at = modulus_len.checked_sub(digest_len)?;
    let info_at = digest_at.checked_sub(prefix.len())?;
    let padding_len = info_at.checked_sub(3)?;
    let padding = [0xff].repeat(padding_len);
    let digest = [0].repeat(digest_len);
    Some([&[0x00, 0x01], &*padding, &[0x00], prefix, &*digest].concat())
}
