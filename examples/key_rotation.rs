//! Keys that change while tokens are verified: `LiveKeySet` holds them, `Refresh` says when to fetch them again, and any HTTP client
//! (here: a struct) fetches them. `&mut self` stands for the mutex of a service with threads: see the docs of `Refresh`.
//!
//! `cargo run --example key_rotation`

use std::error::Error;
use std::time::Duration;

use jwt_codec::jwk::{Fetch, JwkSet, KeySet, LiveKeySet, Refresh};
use jwt_codec::{Claims, Es256, KeyError, RegisteredClaims, Signer, SigningKey, Validation, Verifier, VerifyError};

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

    /// `GET /.well-known/jwks.json`, where there is a network. Limit its time, below `Refresh::cooldown`.
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
    /// The IDs of leaked keys. The issuer may still publish them.
    leaked: Vec<String>,
}

impl Service {
    fn new() -> Self {
        let keys = LiveKeySet::new(KeySet::default());
        let verifier = Verifier::new(keys.clone(), Validation::new());
        Self { keys, verifier, refresh: Refresh::new(), leaked: Vec::new() }
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
                        self.fetch(now, issuer)?;
                        Ok(self.verifier.verify(token)?)
                    }
                    // Tokens of made-up keys do not make the service fetch all the time.
                    _ => Err(VerifyError::KeyNotFound(asked).into()),
                }
            }
            verdict => Ok(verdict?),
        }
    }

    /// Returns why a token is refused.
    fn refuses(&mut self, seconds: u64, token: &str, issuer: &mut Issuer) -> Result<String, Box<dyn Error>> {
        let refused = self.verify(seconds, token, issuer).err().ok_or("accepted")?;
        Ok(refused.to_string())
    }

    /// A service calls it all the while, for example once a minute. Otherwise a key that the issuer has removed is trusted
    /// until a token of an unknown key comes.
    fn tick(&mut self, seconds: u64, issuer: &mut Issuer) {
        let now = Duration::from_secs(seconds);
        if self.refresh.check(now) == Fetch::Now {
            let fetched = self.fetch(now, issuer);
            println!("{seconds:>5} s  the keys are old: fetched{}", if fetched.is_err() { ", in vain" } else { "" });
        }
        // Fetching has failed for too long: which keys have been removed meanwhile, nobody knows.
        if !self.refresh.may_use(now) {
            self.keys.replace(KeySet::default());
        }
    }

    fn fetch(&mut self, now: Duration, issuer: &mut Issuer) -> Result<(), KeyError> {
        match JwkSet::from_json(issuer.fetch()).and_then(|set| KeySet::from_jwk_set(&set)) {
            Ok(keys) => {
                self.keys.replace(self.leaked.iter().fold(keys, |keys, id| keys.without_key(id)));
                self.refresh.succeeded(now);
                Ok(())
            }
            Err(error) => {
                self.refresh.failed();
                Err(error)
            }
        }
    }

    /// From now on, no token of this key is accepted, whatever the issuer publishes.
    fn revoke(&mut self, key_id: &str) {
        self.leaked.push(key_id.to_owned());
        self.keys.retire(key_id);
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

    // Later by at least the larger of `Refresh::min_age` and `Refresh::cooldown`: 60 s by default.
    issuer.signer = next;
    let november = issuer.token()?;
    service.verify(100, &november, &mut issuer)?;
    service.verify(101, &october, &mut issuer)?;
    println!("  101 s  accepted, both: signed with 2026-10 and with 2026-11");
    // When the last token of October has expired: `issuer.published = issuer.published.without_key("2026-10")`.

    let forged = nobody.sign(&Claims::new(()).lifetime(Duration::from_secs(600)))?;
    let refused = (0..1000).filter(|_| service.verify(102, &forged, &mut issuer).is_err()).count();
    println!("  102 s  refused, {refused} tokens of made-up keys, and fetched nothing for them");

    // The key has leaked: no need to wait for the issuer, which publishes it still.
    service.revoke("2026-10");
    println!("  103 s  revoked 2026-10: {}", service.refuses(103, &october, &mut issuer)?);
    service.verify(103, &november, &mut issuer)?;
    // To the service, the key of the thief's token is unknown. So the keys are fetched when they are old enough.
    let thief = service.refuses(170, &october, &mut issuer)?;
    println!("  170 s  still published, and still revoked: {thief}");
    assert_eq!((issuer.fetched, service.keys.load().len()), (3, 1));

    // The issuer removes the other key. Its tokens are no reason to fetch: the service knows the key. So it goes by age.
    issuer.published = issuer.published.without_key("2026-11");
    for seconds in (180..3780).step_by(60) {
        service.tick(seconds, &mut issuer);
        service.verify(seconds, &november, &mut issuer)?;
    }
    service.tick(3780, &mut issuer);
    println!(" 3781 s  removed 2026-11: {}", service.refuses(3781, &november, &mut issuer)?);

    assert_eq!((issuer.fetched, service.keys.load().len()), (4, 0));
    println!("\nShown: two keys came and went under one verifier, and {} fetches were enough.", issuer.fetched);
    println!("A leaked key stayed out although it was still published, and a removed key was gone by age.");
    Ok(())
}
