//! Whose tokens are attacked: a key of one algorithm, what everybody knows of it, and a key of the attacker's own.

use jwt_codec::{Algorithm, Hs256, Hs384, Hs512, Sign, SigningKey, Verifier, Verify, VerifyingKey, dangerous, jwa};

use super::{Policy, Token};
use crate::support::any_key::with_pair;
use crate::support::openssl::{Folder, recorded_pairs};
use crate::support::{base64url, keys, tokens};

pub(super) struct Victim {
    pub(super) algorithm: Algorithm,
    pub(super) signing: Box<dyn Sign>,
    pub(super) verifying: Box<dyn Verify>,
    /// A key of the same algorithm, but the attacker's.
    pub(super) attacker: Box<dyn Sign>,
    /// What verifies the attacker's tokens.
    pub(super) attackers_jwk: String,
    /// The private key in PKCS#8, or the secret.
    pub(super) private: Vec<u8>,
    /// What everybody has: the public key in DER, PEM and as a JWK. Nothing for HMAC.
    pub(super) public: Vec<(&'static str, Vec<u8>)>,
}

impl Victim {
    pub(super) fn of(algorithm: Algorithm) -> Self {
        if algorithm.is_symmetric() {
            return Self {
                algorithm,
                signing: jwa::signing_key_from_secret(algorithm, &keys::SECRET).unwrap(),
                verifying: jwa::verifying_key_from_secret(algorithm, &keys::SECRET).unwrap(),
                attacker: jwa::signing_key_from_secret(algorithm, &[0x41; 64]).unwrap(),
                attackers_jwk: format!(r#"{{"kty":"oct","k":"{}"}}"#, base64url::encode([0x41; 64])),
                private: keys::SECRET.to_vec(),
                public: Vec::new(),
            };
        }
        let folder = Folder::recorded();
        let (name, ..) = recorded_pairs().find(|(_, of, _)| *of == algorithm).unwrap();
        let private = folder.bytes(&format!("{name}-pkcs8.der"));
        let spki = folder.bytes(&format!("{name}-spki.der"));
        let pem = folder.bytes(&format!("{name}-spki.pem"));
        let jwk = with_pair!(algorithm, A => VerifyingKey::<A>::from_der(&spki).unwrap().to_jwk().to_json().unwrap());
        let (attacker, attackers_jwk) = attacker(algorithm, &private);
        Self {
            algorithm,
            signing: jwa::signing_key_from_der(algorithm, &private).unwrap(),
            verifying: jwa::verifying_key_from_der(algorithm, &spki).unwrap(),
            attacker,
            attackers_jwk,
            private,
            public: vec![("DER", spki), ("PEM", pem), ("JWK", jwk.into_bytes())],
        }
    }

    pub(super) fn verifier(&self, policy: Policy) -> Verifier<&dyn Verify> {
        Verifier::new(&*self.verifying, policy.validation())
    }

    pub(super) fn is(&self, algorithms: &[Algorithm]) -> bool {
        algorithms.contains(&self.algorithm)
    }

    /// The header of the control, which is accepted.
    pub(super) fn header(&self) -> String {
        format!(r#"{{"alg":"{}"}}"#, self.algorithm)
    }

    /// The header with more members, each with its comma in front.
    pub(super) fn header_with(&self, members: &str) -> String {
        format!(r#"{{"alg":"{}"{members}}}"#, self.algorithm)
    }

    /// The text of a token.
    pub(super) fn text(&self, token: Token) -> String {
        let (input, key) = match token {
            Token::Text(text) => return text,
            Token::Signed(input) => (input, &self.signing),
            Token::ByTheAttacker(input) => (input, &self.attacker),
        };
        let signature = base64url::encode(keys::signature(key, input.as_bytes()));
        format!("{input}.{signature}")
    }

    /// Whether signing or verifying takes so long without optimization that the suite judges only some tokens.
    pub(super) fn is_slow(&self) -> bool {
        let quick = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::Ed25519];
        !self.algorithm.is_symmetric() && !self.is(&quick)
    }

    /// A token with a good signature and more members in the header.
    pub(super) fn with_members(&self, members: &str) -> Token {
        Token::of(self.header_with(members), tokens::CLAIMS)
    }

    /// A token with a good signature and this payload.
    pub(super) fn with_payload(&self, payload: impl AsRef<[u8]>) -> Token {
        Token::of(self.header(), payload)
    }

    /// The signing input of the control, and its signature.
    pub(super) fn control(&self) -> (String, Vec<u8>) {
        let input = format!("{}.{}", base64url::encode(self.header()), base64url::encode(tokens::CLAIMS));
        let signature = keys::signature(&self.signing, input.as_bytes());
        (input, signature)
    }

    /// The control's text with another signature.
    pub(super) fn with_signature(&self, signature: impl AsRef<[u8]>) -> String {
        let header = base64url::encode(self.header());
        format!("{header}.{}.{}", base64url::encode(tokens::CLAIMS), base64url::encode(signature))
    }
}

/// Another key of the algorithm, and the JWK of its public half.
fn attacker(algorithm: Algorithm, private: &[u8]) -> (Box<dyn Sign>, String) {
    macro_rules! pem {
        ($name:literal) => {
            keys::der(include_str!(concat!("../../../data/interop/keys/", $name, "-private.pem")))
        };
    }
    let der = match algorithm {
        Algorithm::ES256 => pem!("ec-p256"),
        Algorithm::ES384 => pem!("ec-p384"),
        Algorithm::ES512 => pem!("ec-p521"),
        Algorithm::ES256K => pem!("ec-secp256k1"),
        Algorithm::EdDSA | Algorithm::Ed25519 => pem!("ed25519"),
        Algorithm::MlDsa44 | Algorithm::MlDsa65 | Algorithm::MlDsa87 => {
            // Only the seed, at the end.
            let mut other = private.to_vec();
            *other.last_mut().unwrap() ^= 1;
            other
        }
        _ => pem!("rsa-2048"),
    };
    let signing = jwa::signing_key_from_der(algorithm, &der).unwrap();
    let jwk = with_pair!(algorithm, A => {
        SigningKey::<A>::from_der(&der).unwrap().verifying_key().to_jwk().to_json().unwrap()
    });
    (signing, jwk)
}

/// The MAC of a message by anything that an attacker has.
pub(super) fn mac(algorithm: Algorithm, secret: &[u8], message: &str) -> Vec<u8> {
    let key: Box<dyn Sign> = match algorithm {
        Algorithm::HS256 => Box::new(dangerous::signing_key_from_any_secret::<Hs256>(secret).unwrap()),
        Algorithm::HS384 => Box::new(dangerous::signing_key_from_any_secret::<Hs384>(secret).unwrap()),
        _ => Box::new(dangerous::signing_key_from_any_secret::<Hs512>(secret).unwrap()),
    };
    keys::signature(&key, message.as_bytes())
}
