//! `jsonwebtoken`, in the same process.

use std::collections::HashMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Map, Value};

use crate::case::Case;
use crate::keys::Key;
use crate::policy::{AUDIENCE, ISSUER};

/// The keys in its own types.
pub struct Peer {
    keys: HashMap<&'static str, (Algorithm, DecodingKey)>,
}

impl Peer {
    /// Prepares the keys.
    pub fn new(keys: &[Key]) -> Result<Self, Box<dyn Error>> {
        let prepared = keys.iter().map(|key| {
            let decoding = match key.name {
                "HS256" | "HS384" => DecodingKey::from_secret(&key.public)?,
                "RS256" | "PS256" => DecodingKey::from_rsa_pem(&key.public)?,
                "EdDSA" => DecodingKey::from_ed_pem(&key.public)?,
                _ => DecodingKey::from_ec_pem(&key.public)?,
            };
            Ok((key.name, (key.name.parse()?, decoding)))
        });
        Ok(Self { keys: prepared.collect::<Result<_, Box<dyn Error>>>()? })
    }

    /// Returns the claims, or the error. It has a clock of its own.
    pub fn verify(&self, case: &Case) -> Result<Map<String, Value>, String> {
        let (algorithm, key) = &self.keys[case.key];
        let mut validation = Validation::new(*algorithm);
        validation.validate_nbf = true;
        match case.policy {
            "named" | "typed" => {
                validation.set_issuer(&[ISSUER]);
                validation.set_audience(&[AUDIENCE]);
                validation.set_required_spec_claims(&["exp", "iss", "aud"]);
            }
            "loose" => {
                validation.validate_aud = false;
                validation.set_required_spec_claims::<&str>(&[]);
            }
            _ => {}
        }
        catch_unwind(AssertUnwindSafe(|| decode::<Map<String, Value>>(&case.token, key, &validation)))
            .map_err(|_| "panic".to_owned())?
            .map(|data| data.claims)
            .map_err(|error| error.to_string())
    }
}
