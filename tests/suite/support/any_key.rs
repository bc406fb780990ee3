//! Keys whose algorithm a test has as a value.

use jwt_codec::{Algorithm, jwa};

/// Runs an expression for the marker type of an algorithm with a public key.
macro_rules! with_pair {
    ($algorithm:expr, $marker:ident => $body:expr) => {{
        use $crate::support::any_key::markers;
        match $algorithm {
            jwt_codec::Algorithm::RS256 => with_pair!(@ markers::Rs256, $marker => $body),
            jwt_codec::Algorithm::RS384 => with_pair!(@ markers::Rs384, $marker => $body),
            jwt_codec::Algorithm::RS512 => with_pair!(@ markers::Rs512, $marker => $body),
            jwt_codec::Algorithm::PS256 => with_pair!(@ markers::Ps256, $marker => $body),
            jwt_codec::Algorithm::PS384 => with_pair!(@ markers::Ps384, $marker => $body),
            jwt_codec::Algorithm::PS512 => with_pair!(@ markers::Ps512, $marker => $body),
            jwt_codec::Algorithm::ES256 => with_pair!(@ markers::Es256, $marker => $body),
            jwt_codec::Algorithm::ES384 => with_pair!(@ markers::Es384, $marker => $body),
            jwt_codec::Algorithm::ES512 => with_pair!(@ markers::Es512, $marker => $body),
            jwt_codec::Algorithm::ES256K => with_pair!(@ markers::Es256K, $marker => $body),
            jwt_codec::Algorithm::EdDSA => with_pair!(@ markers::EdDsa, $marker => $body),
            jwt_codec::Algorithm::Ed25519 => with_pair!(@ markers::Ed25519, $marker => $body),
            jwt_codec::Algorithm::MlDsa44 => with_pair!(@ markers::MlDsa44, $marker => $body),
            jwt_codec::Algorithm::MlDsa65 => with_pair!(@ markers::MlDsa65, $marker => $body),
            jwt_codec::Algorithm::MlDsa87 => with_pair!(@ markers::MlDsa87, $marker => $body),
            other => panic!("{other} has no key pairs"),
        }
    }};
    (@ $type:path, $marker:ident => $body:expr) => {{
        type $marker = $type;
        $body
    }};
}

pub(crate) use with_pair;

/// The marker types, for [`with_pair`].
pub(crate) mod markers {
    pub(crate) use jwt_codec::{Ed25519, EdDsa, Es256, Es256K, Es384, Es512, MlDsa44, MlDsa65, MlDsa87};
    pub(crate) use jwt_codec::{Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
}

/// The algorithms with key pairs.
pub(crate) fn pairs() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.iter().copied().filter(|algorithm| !algorithm.is_symmetric())
}

/// The form that JOSE has for what `openssl` gives as a signature: for ECDSA not DER.
pub(crate) fn jose_signature(algorithm: Algorithm, from_openssl: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::ES256 => jwa::ecdsa_signature_from_der::<markers::Es256>(from_openssl).unwrap(),
        Algorithm::ES384 => jwa::ecdsa_signature_from_der::<markers::Es384>(from_openssl).unwrap(),
        Algorithm::ES512 => jwa::ecdsa_signature_from_der::<markers::Es512>(from_openssl).unwrap(),
        Algorithm::ES256K => jwa::ecdsa_signature_from_der::<markers::Es256K>(from_openssl).unwrap(),
        _ => from_openssl.to_vec(),
    }
}
