use jwt_codec::jwk::{JwkSet, KeySet};
use jwt_codec::{Algorithm, KeyError, Validation, Verifier};

const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
const APPLICATION: &str = "00001111-aaaa-2222-bbbb-3333cccc4444";

/// `jwks` is from `https://login.microsoftonline.com/TENANT/discovery/v2.0/keys`.
pub fn verifier(jwks: &str) -> Result<Verifier<KeySet>, KeyError> {
    // The keys have no `alg`.
    let keys = KeySet::builder().rsa_algorithm(Algorithm::RS256).jwk_set(&JwkSet::from_json(jwks)?).build()?;
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let policy = Validation::new().issuer(issuer).audience(APPLICATION).expect_claim("ver", "2.0");
    // ID tokens have no `azp`. What the token allows is in `scp`, or in `roles` if an application calls for itself.
    Ok(Verifier::new(keys, policy.require("azp").require_either("scp", "roles")))
}
