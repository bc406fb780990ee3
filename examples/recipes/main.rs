//! The recipes of `docs/recipes.md`, with documents of the shape that each system documents. The documents are ours: they
//! are in `tests/data/recipes`, signed here with a key of the tests.
//!
//! `cargo run --example recipes --features profiles,rsa-signing`

#![expect(unreachable_pub, reason = "the recipes are shown as parts of a program of your own")]

mod apple;
mod apple_apis;
mod auth0;
mod aws_load_balancer;
mod cognito;
mod entra;
mod firebase;
mod github_actions;
mod github_app;
mod google;
mod google_service_account;
mod keycloak;
mod kubernetes;
mod spiffe;
mod vapid;

use std::error::Error;

use jwt_codec::jwk::{Jwk, KeySet, LiveKeySet};
use jwt_codec::jws::SigningInput;
use jwt_codec::jwt::NumericDate;
use jwt_codec::{Claims, Es256, KeyError, Rs256, Sign, Signer, SigningKey, Verifier, dangerous};
use serde::Deserialize;
use serde_json::{Map, Value, json};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const RSA: &str = include_str!("../../tests/data/keys/rsa-2048-pkcs8.pem");
const EC: &str = include_str!("../../tests/data/keys/ec-p256-pkcs8.pem");

macro_rules! document {
    ($name:literal) => {
        Document::new($name, include_str!(concat!("../../tests/data/recipes/", $name, ".json")))
    };
}

macro_rules! shown {
    ($($name:literal),*) => { [$(($name, include_str!(concat!($name, ".rs")))),*] };
}

fn main() -> Outcome {
    is_what_the_guide_shows()?;

    document!("auth0")?.is_verified_by(auth0::verifier, &["iss", "aud"])?;
    document!("auth0_rfc9068")?.is_verified_by(auth0::rfc9068_verifier, &["iss", "aud"])?;
    let keycloak = document!("keycloak")?.is_verified_by(keycloak::verifier, &["iss", "aud", "typ"])?;
    let claims: Claims<keycloak::Access> = serde_json::from_value(keycloak)?;
    require(claims.custom.realm_access.roles.iter().any(|role| role == "buyer"), "the roles of Keycloak")?;
    let entra = document!("entra")?;
    entra.is_verified_by(entra::verifier, &["iss", "aud", "ver"])?;
    entra.is_refused(entra::verifier, "an ID token", |claims| drop(claims.remove("azp")))?;
    entra.is_refused(entra::verifier, "a token without permissions", |claims| drop(claims.remove("scp")))?;
    let mut daemon = entra.parts.claims.clone();
    daemon.remove("scp");
    daemon.insert("roles".into(), json!(["Orders.Read.All"]));
    let _: Value = entra::verifier(&entra.jwks()?)?.verify(&entra.token_with(&daemon)?)?;
    document!("google")?.is_verified_by(google::verifier, &["iss", "aud", "hd"])?;
    let firebase = document!("firebase")?;
    firebase.is_verified_by(firebase::verifier, &["iss", "aud", "auth_time"])?;
    let refused_with = |name: &str, value: Value| {
        firebase.is_refused(firebase::verifier, name, |claims| drop(claims.insert(name.into(), value)))
    };
    refused_with("auth_time", json!(4_102_444_000_u64))?;
    refused_with("sub", json!(""))?;
    document!("cognito")?.is_verified_by(cognito::verifier, &["iss", "client_id", "token_use"])?;
    document!("github_actions")?.is_verified_by(github_actions::verifier, &["iss", "aud", "sub", "repository_id"])?;
    let kubernetes = document!("kubernetes")?.is_verified_by(kubernetes::verifier, &["iss", "aud", "sub"])?;
    let claims: Claims<kubernetes::ServiceAccount> = serde_json::from_value(kubernetes)?;
    require(claims.custom.kubernetes.namespace == "payments", "the namespace of Kubernetes")?;
    document!("spiffe")?.is_verified_by(spiffe::verifier, &["aud", "sub"])?;

    let apple = document!("apple")?;
    apple::identity(&apple.token()?, "n-1", &apple.jwks()?)?;
    require(apple::identity(&apple.token()?, "n-2", &apple.jwks()?).is_err(), "another nonce")?;
    println!("{:<24}accepted, refused with another nonce", "apple");

    users_of_a_load_balancer()?;

    signed("apple, client secret", &apple::client_secret(EC, "ABC123DEFG", "DEF123GHIJ")?, "iss", "DEF123GHIJ")?;
    let signer = apple_apis::signer(EC, "ABC123DEFG")?;
    signed("app store connect", &apple_apis::app_store_connect(&signer, "57246542")?, "aud", "appstoreconnect-v1")?;
    let (_, push): (Value, Members) =
        dangerous::decode_unverified(&apple_apis::push_notifications(&signer, "DEF123GHIJ")?)?;
    require(push.keys().eq(["iat", "iss"]), "push notifications")?;
    signed("github app", &github_app::token(RSA, "Iv23liabcdef")?, "iss", "Iv23liabcdef")?;
    let assertion = google_service_account::assertion(RSA, "9f3c", "robot@project.iam.gserviceaccount.com")?;
    signed("google service account", &assertion, "aud", "https://oauth2.googleapis.com/token")?;
    let signer = Signer::new(SigningKey::<Es256>::from_pem(EC)?);
    let value = vapid::authorization(&signer, "https://push.example.net", "BA1H")?;
    let token = value.strip_prefix("vapid t=").and_then(|rest| rest.strip_suffix(", k=BA1H")).ok_or("vapid")?;
    signed("vapid", token, "aud", "https://push.example.net")
}

type Members = Map<String, Value>;

/// A JWK Set, a header and claims.
#[derive(Deserialize)]
struct Parts {
    keys: Vec<Members>,
    header: Members,
    claims: Members,
}

struct Document {
    name: &'static str,
    parts: Parts,
    key: Box<dyn Sign>,
}

impl Document {
    /// Reads a document and puts the numbers of a public key of ours into its keys for signatures.
    fn new(name: &'static str, text: &str) -> Outcome<Self> {
        let mut parts: Parts = serde_json::from_str(text)?;
        let (key, public): (Box<dyn Sign>, Jwk) = if parts.header.get("alg") == Some(&json!("ES256")) {
            let key = SigningKey::<Es256>::from_pem(EC)?;
            let public = key.verifying_key().to_jwk();
            (Box::new(key), public)
        } else {
            let key = SigningKey::<Rs256>::from_pem(RSA)?;
            let public = key.verifying_key().to_jwk();
            (Box::new(key), public)
        };
        let public: Members = serde_json::from_str(&public.to_json().ok_or("a public key")?)?;
        for listed in parts.keys.iter_mut().filter(|listed| !listed.contains_key("n") && !listed.contains_key("x")) {
            let numbers = public.iter().filter(|(name, _)| ["n", "e", "x", "y"].contains(&name.as_str()));
            listed.extend(numbers.map(|(name, value)| (name.clone(), value.clone())));
        }
        Ok(Self { name, parts, key })
    }

    fn jwks(&self) -> Outcome<String> {
        Ok(serde_json::to_string(&json!({ "keys": self.parts.keys }))?)
    }

    fn token(&self) -> Outcome<String> {
        self.token_with(&self.parts.claims)
    }

    fn token_with(&self, claims: &Members) -> Outcome<String> {
        let header = serde_json::to_string(&self.parts.header)?;
        Ok(SigningInput::from_json(&header, &serde_json::to_vec(claims)?)?.sign(&self.key)?)
    }

    /// The token is accepted, and refused with another value of each of these claims, without it, and when expired.
    fn is_verified_by(
        &self,
        verifier: impl Fn(&str) -> Result<Verifier<KeySet>, KeyError>,
        checked: &[&str],
    ) -> Outcome<Value> {
        let claims: Value = verifier(&self.jwks()?)?.verify(&self.token()?)?;
        for &name in checked {
            require(self.parts.claims.contains_key(name), name)?;
            self.is_refused(&verifier, name, |claims| drop(claims.insert(name.into(), json!("another"))))?;
            self.is_refused(&verifier, name, |claims| drop(claims.remove(name)))?;
        }
        self.is_refused(&verifier, "expired", |claims| drop(claims.insert("exp".into(), json!(1_300_819_380))))?;
        println!("{:<24}accepted, refused with another {}, or expired", self.name, checked.join(", "));
        Ok(claims)
    }

    fn is_refused(
        &self,
        verifier: impl Fn(&str) -> Result<Verifier<KeySet>, KeyError>,
        what: &str,
        change: impl FnOnce(&mut Members),
    ) -> Outcome {
        let mut claims = self.parts.claims.clone();
        change(&mut claims);
        let refused = verifier(&self.jwks()?)?.verify::<Value>(&self.token_with(&claims)?).is_err();
        require(refused, &format!("{}: {what}", self.name))
    }
}

/// Segments are padded, before they are signed.
fn users_of_a_load_balancer() -> Outcome {
    let pad = |segment: &str| segment.to_owned() + &"=".repeat(segment.len().wrapping_neg() % 4);
    let key = SigningKey::<Es256>::from_pem(EC)?;
    let token = |header: &Members, claims: &Members| -> Outcome<String> {
        let input = SigningInput::from_json(&serde_json::to_string(header)?, &serde_json::to_vec(claims)?)?;
        let padded = std::str::from_utf8(input.as_bytes())?.split('.').map(pad).collect::<Vec<_>>().join(".");
        let mut signature = vec![0; key.signature_len()];
        key.sign(padded.as_bytes(), &mut signature)?;
        let unpadded = input.attach(&signature)?;
        Ok(format!("{padded}.{}", pad(unpadded.rsplit('.').next().ok_or("a signature")?)))
    };

    let Parts { header, claims, .. } = document!("aws_load_balancer")?.parts;
    let keys = LiveKeySet::new(KeySet::default());
    let verifier = aws_load_balancer::verifier(keys.clone());
    let user = |header: &Members| aws_load_balancer::user(&verifier, &token(header, &claims)?, NumericDate::now());
    require(user(&header).is_err(), "a key that is not there")?;
    aws_load_balancer::add_key(&keys, "alb-1", &key.verifying_key().to_pem())?;
    let known = user(&header)?;
    require((&*known.sub, known.email.is_some()) == ("aaaaaaaa-bbbb-cccc-dddd-example", true), "the user")?;
    for (name, value) in [("signer", json!("another")), ("exp", json!(1_300_819_380))] {
        let mut other = header.clone();
        other.insert(name.into(), value);
        require(user(&other).is_err(), name)?;
        other.remove(name);
        require(user(&other).is_err(), name)?;
    }
    println!("{:<24}accepted, refused with another signer, or expired", "aws_load_balancer");
    Ok(())
}

/// A token that a recipe signs has this claim.
fn signed(what: &str, token: &str, name: &str, value: &str) -> Outcome {
    let (header, claims): (Value, Members) = dangerous::decode_unverified(token)?;
    require(claims.get(name) == Some(&json!(value)) && claims.contains_key("exp"), what)?;
    println!("{what:<24}signed: {header}");
    Ok(())
}

/// Each file of a recipe is in the guide as it is.
fn is_what_the_guide_shows() -> Outcome {
    let guide = include_str!("../../docs/recipes.md");
    let files = shown!(
        "apple",
        "apple_apis",
        "auth0",
        "aws_load_balancer",
        "cognito",
        "entra",
        "firebase",
        "github_actions",
        "github_app",
        "google",
        "google_service_account",
        "keycloak",
        "kubernetes",
        "spiffe",
        "vapid"
    );
    for (name, code) in files {
        require(guide.contains(&format!("```rust\n{code}```\n")), &format!("docs/recipes.md, {name}"))?;
    }
    require(guide.matches("```rust\n").count() == files.len(), "docs/recipes.md has code that is not run")
}

fn require(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(what.into()) }
}
