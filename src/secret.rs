//! Secrets that are wiped: exported private keys, and the bytes that the crate keeps itself.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use zeroize::{Zeroize, Zeroizing};

/// A private key in text form, PEM or JSON. It is wiped when it is dropped, and `Debug` does not show it.
///
/// ```
/// use jwt_codec::{Es256, SigningKey};
///
/// let pem = SigningKey::<Es256>::generate()?.to_secret_pem();
/// assert_eq!(format!("{pem:?}"), "SecretText");
/// assert!(SigningKey::<Es256>::from_pem(pem.expose_secret()).is_ok());
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub struct SecretText(Zeroizing<String>);

/// A private key in binary form, DER. It is wiped when it is dropped, and `Debug` does not show it.
///
/// ```
/// use jwt_codec::{Es256, SigningKey};
///
/// let der = SigningKey::<Es256>::generate()?.to_secret_der();
/// assert_eq!(format!("{der:?}"), "SecretBytes");
/// assert!(SigningKey::<Es256>::from_der(der.expose_secret()).is_ok());
/// # Ok::<(), jwt_codec::KeyError>(())
/// ```
pub struct SecretBytes(WipedBytes);

impl SecretText {
    #[cfg(any(feature = "jwk", feature = "pem"))]
    pub(crate) const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Returns the text. Copies that you make are not wiped.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl SecretBytes {
    #[cfg(feature = "_der")]
    pub(crate) const fn new(bytes: WipedBytes) -> Self {
        Self(bytes)
    }

    /// Returns the bytes. Copies that you make are not wiped.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes")
    }
}

/// Bytes that are wiped when they are dropped.
///
/// `Zeroizing` does the same, but the compiler repeats its code wherever such a value is dropped.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "secrets")]
pub struct WipedBytes(Vec<u8>);

impl WipedBytes {
    pub(crate) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for WipedBytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for WipedBytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for WipedBytes {
    #[inline(never)]
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
