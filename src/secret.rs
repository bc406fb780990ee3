//! Secrets that leave the crate.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

/// A private key in text form, PEM or JSON. It is wiped when it is dropped, and `Debug` does not show it.
pub struct SecretText(Zeroizing<String>);

/// A private key in binary form, DER. It is wiped when it is dropped, and `Debug` does not show it.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretText {
    #[cfg(any(feature = "jwk", feature = "pem"))]
    pub(crate) const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The text. Copies that are made of it are not wiped.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl SecretBytes {
    #[cfg(feature = "_der")]
    pub(crate) const fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// The bytes. Copies that are made of them are not wiped.
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
