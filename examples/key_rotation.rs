//! Keys that change while tokens are verified: `LiveKeySet` holds them, `Refresh` says when to fetch them again, and any HTTP client
//! (here: a struct) fetches them. `&mut self` stands for the mutex of a service with threads: see the docs of `Refresh`.
//!
//! `cargo run --example key_rotation`

use std::error::Error;
use std::time::Duration;

use jwt_codec::jwk::{Fetch, JwkSet, KeySet, LiveKeySet, Refresh};
use jwt_codec::{Claims, Es256, RegisteredClaims, Signer, SigningKey, Validation, Verifier, VerifyError};

/// The issuer: it signs with one key, and publishes the keys that its tokens may be signed with.
struct Issuer {
    signer: Signer<SigningKey<Es256>>,
    published: KeySet,
    fetched: usize,
}

impl Issuer {
    /// Makes a key and publishes it. Tokens are signed with it later: when everybody has had the time to fetch it.
    fn publish(&mut self, key_id: &str) -> Result<Signer<SigningKey<Es256>>, Box<dyn Error>> {
        let key = SigningKey::<Es256>::generate()?;
        self.published = self.published.with_key(key_id, key.verifying_key())?;
        Ok(Signer::new(key).key_id(key_id))
    }

    fn token(&self) -> Result<String, Box<dyn Error>> {
        let claims = Claims::new(()).subject("alice").lifetime(Duration::from_secs(600));
        Ok(self.signer.sign(&claims)?)
    }

    /// `GET /.well-known/jwks.json`, where there is a network.
    fn fetch(&mut self) -> String {
        self.fetched = self.fetched.saturating_add(1);
        self.published.to_jwk_set().to_json()
    }
}

/// The service: it has a handle on the keys, next to the one that its verifier has.
struct Service {
    keys: LiveKeySet,
    verifier: Verifier<LiveKeySet>,
    refresh: Refresh,
}

impl Service {
    fn new() -> Self {
        let keys = LiveKeySet::new(KeySet::default());
        let verifier = Verifier::new(keys.clone(), Validation::new());
        Self { keys, verifier, refresh: Refresh::new() }
    }

    /// Verifies a token, `seconds` after the start of the program; an unknown key may be one that the issuer has made meanwhile.
    fn verify(&mut self, seconds: u64, token: &str, issuer: &mut Issuer) -> Result<RegisteredClaims, Box<dyn Error>> {
        let now = Duration::from_secs(seconds);
        match self.verifier.verify(token) {
            // Without a `kid`, with a foreign `alg`, or for a key that was skipped, fetching would not help.
            Err(VerifyError::KeyNotFound(asked)) if asked.may_be_new() => {
                match self.refresh.key_not_found(now) {
                    Fetch::Now => {
                        println!("{seconds:>5} s  key {:?} is unknown: fetched", asked.key_id().unwrap_or("-"));
                        match JwkSet::from_json(issuer.fetch()).and_then(|set| KeySet::from_jwk_set(&set)) {
                            Ok(keys) => self.keys.replace(keys),
                            Err(error) => {
                                self.refresh.failed();
                                return Err(error.into());
                            }
                        }
                        self.refresh.succeeded(now);
                        Ok(self.verifier.verify(token)?)
                    }
                    // Tokens of made-up keys do not make the service fetch all the time.
                    _ => Err(VerifyError::KeyNotFound(asked).into()),
                }
            }
            verdict => Ok(verdict?),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let nobody = Signer::new(SigningKey::<Es256>::generate()?).key_id("made-up");
    let key = SigningKey::<Es256>::generate()?;
    let published = KeySet::default().with_key("2026-10", key.verifying_key())?;
    let mut issuer = Issuer { signer: Signer::new(key).key_id("2026-10"), published, fetched: 0 };
    let october = issuer.token()?;

    let mut service = Service::new();
    service.verify(0, &october, &mut issuer)?;
    println!("    1 s  accepted, signed with 2026-10");

    let next = issuer.publish("2026-11")?;
    println!("   10 s  published 2026-11, and signed with 2026-10 as before");
    service.verify(11, &issuer.token()?, &mut issuer)?;

    // At least `Refresh::min_age` later: 60 s by default.
    issuer.signer = next;
    let november = issuer.token()?;
    service.verify(100, &november, &mut issuer)?;
    service.verify(101, &october, &mut issuer)?;
    println!("  101 s  accepted, both: signed with 2026-10 and with 2026-11");
    // When the last token of October has expired: `issuer.published = issuer.published.without_key("2026-10")`.

    let forged = nobody.sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
    let refused = (0..1000).filter(|_| service.verify(102, &forged, &mut issuer).is_err()).count();
    println!("  102 s  refused, {refused} tokens of made-up keys, and fetched nothing for them");

    // The key has leaked: no need to wait for the issuer.
    service.keys.retire("2026-10");
    let refused = service.verify(103, &october, &mut issuer).map(|_| ()).map_err(|error| error.to_string());
    println!("  103 s  retired 2026-10: {}", refused.err().unwrap_or_default());
    service.verify(103, &november, &mut issuer)?;

    assert_eq!((issuer.fetched, service.keys.load().len()), (2, 1));
    println!("\nShown: two keys came and one went under one verifier, and {} fetches were enough.", issuer.fetched);
    Ok(())
}
