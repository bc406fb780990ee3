//! Public keys are equal if their public values are, however they were read and prepared.

use core::hash::{Hash, Hasher};

use super::{VerifyingAlgorithm, VerifyingKey};

/// Compares public keys by their public values, however they were read and prepared. HMAC secrets cannot be compared:
///
/// ```compile_fail,E0369
/// # use jwt_codec::{Hs256, VerifyingKey};
/// fn is_same(one: &VerifyingKey<Hs256>, other: &VerifyingKey<Hs256>) -> bool {
///     one == other
/// }
/// ```
impl<A: VerifyingAlgorithm<VerifyingKey: PartialEq>> PartialEq for VerifyingKey<A> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<A: VerifyingAlgorithm<VerifyingKey: Eq>> Eq for VerifyingKey<A> {}

impl<A: VerifyingAlgorithm<VerifyingKey: Hash>> Hash for VerifyingKey<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
