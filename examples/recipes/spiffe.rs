use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{Algorithm, ClaimName, KeyError, Validation, Verifier};

/// `bundle` is the trust bundle of `example.org`. Its other keys are for X.509.
pub fn verifier(bundle: &str) -> Result<Verifier<KeySet>, KeyError> {
    let builder = KeySet::builder().key_use("jwt-svid").rsa_algorithm(Algorithm::RS256);
    let keys = builder.jwk_set(&JwkSet::from_json(bundle)?).build()?;
    let policy =
        Validation::new().audience("spiffe://example.org/reports").check_claim(ClaimName::Subject, |id: String| {
            if id.starts_with("spiffe://example.org/") { Ok(()) } else { Err("another trust domain") }
        });
    Ok(Verifier::new(keys, policy))
}
