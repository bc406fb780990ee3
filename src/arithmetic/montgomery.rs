//! RSAVP1 (RFC 8017 section 5.2.2) over `crypto-bigint`'s Montgomery form.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd, Resize};

/// `s^e mod n`.
pub(crate) struct PublicOperation {
    modulus: BoxedMontyParams,
    length: usize,
    exponent: u64,
}

impl PublicOperation {
    pub(crate) fn new(n: &[u8], exponent: u64) -> Option<Self> {
        let modulus = Odd::new(BoxedUint::from_be_slice_vartime(n)).into_option()?;
        Some(Self {
            modulus: BoxedMontyParams::new_vartime(modulus),
            length: n.len(),
            exponent,
        })
    }

    pub(crate) const fn modulus_len(&self) -> usize {
        self.length
    }

    pub(crate) fn apply(&self, signature: &[u8], out: &mut [u8]) -> bool {
        if signature.len() != self.length || out.len() != self.length {
            return false;
        }
        let bits = self.modulus.bits_precision();
        let s = BoxedUint::from_be_slice_vartime(signature).resize(bits);
        if s >= *self.modulus.modulus().as_ref() {
            return false;
        }
        let power = BoxedMontyForm::new(s, &self.modulus)
            .pow(&BoxedUint::from(self.exponent))
            .retrieve();
        let bytes = power.to_be_bytes();
        match bytes
            .len()
            .checked_sub(out.len())
            .and_then(|from| bytes.get(from..))
        {
            Some(bytes) => out.copy_from_slice(bytes),
            None => return false,
        }
        true
    }
}
