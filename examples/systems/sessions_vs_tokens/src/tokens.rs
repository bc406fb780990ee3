//! The same callers in signed tokens.

use std::time::Duration;

use jwt_codec::jwa::SigningAlgorithm;
use jwt_codec::{Claims, EdDsa, Es256, Hs256, Rs256, Signer, SigningKey, Validation, Verifier};
use serde::{Deserialize, Serialize};

use crate::sessions::{scope, user_name};
use crate::{Caller, Fallible, WhoCalls};

/// Tokens of an algorithm. Requests take turns with them.
const TOKENS: usize = 200;

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example";

#[derive(Serialize, Deserialize)]
struct Access {
    scope: String,
}

/// What some put into each token: half a profile, and every group.
#[derive(Serialize)]
struct Fat {
    scope: String,
    name: String,
    email: String,
    picture: String,
    groups: Vec<String>,
}

pub struct Tokens {
    pub kinds: Vec<Kind>,
}

/// Tokens of an algorithm, and the server that verifies them.
pub struct Kind {
    pub name: &'static str,
    verify: WhoCalls<'static>,
    /// The token of a user, whose number is the first.
    tokens: Vec<(usize, String)>,
}

impl Tokens {
    /// Signs tokens for users from all over the store.
    pub fn sign(users: usize) -> Fallible<Self> {
        let owners: Vec<usize> = (0..TOKENS).map(|index| index * (users / TOKENS)).collect();
        let kinds = vec![
            Kind::sign::<Hs256, _>("HS256", &owners, |user| claims(user, Access { scope: scope() }))?,
            Kind::sign::<EdDsa, _>("EdDSA", &owners, |user| claims(user, Access { scope: scope() }))?,
            Kind::sign::<Es256, _>("ES256", &owners, |user| claims(user, Access { scope: scope() }))?,
            Kind::sign::<Rs256, _>("RS256", &owners, |user| claims(user, Access { scope: scope() }))?,
            Kind::sign::<Es256, _>("ES256, fat", &owners, |user| claims(user, fat(user)))?,
        ];
        Ok(Self { kinds })
    }
}

impl Kind {
    fn sign<A: SigningAlgorithm, T: Serialize>(
        name: &'static str,
        owners: &[usize],
        claims: impl Fn(usize) -> Fallible<Claims<T>>,
    ) -> Fallible<Self> {
        let key = SigningKey::<A>::generate()?;
        let verifier = Verifier::new(key.verifying_key(), Validation::new().issuer(ISSUER).audience(API).typ("at+jwt"));
        let signer = Signer::new(key).typ("at+jwt");
        let tokens = owners.iter().map(|&user| Ok((user, signer.sign(&claims(user)?)?))).collect::<Fallible<_>>()?;
        let verify = move |token: &str| -> Fallible<Caller> {
            let claims: Claims<Access> = verifier.verify(token)?;
            Ok(Caller { user: claims.registered.subject.ok_or("no sub")?, scope: claims.custom.scope })
        };
        Ok(Self { name, verify: Box::new(verify), tokens })
    }

    /// What a client of some user sends, and which user that is.
    pub fn authorization(&self, index: usize) -> (usize, String) {
        let (user, token) = &self.tokens[index % TOKENS];
        (*user, format!("Bearer {token}"))
    }

    /// Says who sends this value of `Authorization`. This is what a request costs.
    pub fn caller(&self, authorization: &str) -> Fallible<Caller> {
        (self.verify)(authorization.strip_prefix("Bearer ").ok_or("no bearer token")?)
    }
}

fn claims<T>(user: usize, custom: T) -> Fallible<Claims<T>> {
    let claims = Claims::new(custom).issuer(ISSUER).audience(API).subject(user_name(user));
    Ok(claims.lifetime(Duration::from_secs(600)).random_jwt_id()?)
}

fn fat(user: usize) -> Fat {
    let name = user_name(user);
    Fat {
        scope: scope(),
        email: format!("{name}@customers.example"),
        picture: format!("https://images.example/portraits/{name}/large.png"),
        groups: (0..40).map(|group| format!("/company/europe/department-{group:02}")).collect(),
        name,
    }
}
