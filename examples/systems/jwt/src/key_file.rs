//! Keys from files. The content decides what a file holds: PEM, DER, a JWK, a JWK Set, or else the bytes of a secret.

use std::env::VarError;
use std::path::Path;

use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::jws::{FindKey, Header};
use jwt_codec::{Algorithm, Hs256, Hs384, Hs512, KeyError, KeyKind, Sign, Verify, dangerous, jwa};
use serde::Deserialize;
use serde::de::IgnoredAny;
use zeroize::Zeroizing;

use crate::arguments::Key;
use crate::screen::Screen;
use crate::{Failure, input, json_text};

enum Content {
    Pem(Zeroizing<Vec<u8>>),
    Der(Zeroizing<Vec<u8>>),
    Jwk(Box<Jwk>),
    JwkSet(JwkSet),
    Secret(Zeroizing<Vec<u8>>),
}

/// What an RSA key or a secret is for, if nobody says so. Not what the token says: whoever made it would choose.
const RSA_DEFAULT: Algorithm = Algorithm::RS256;
const SECRET_DEFAULT: Algorithm = Algorithm::HS256;

/// The algorithms of keys in PEM and DER. The curve decides, except for RSA.
const BY_FILE: [Algorithm; 9] = [
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::ES256K,
    Algorithm::EdDSA,
    RSA_DEFAULT,
    Algorithm::MlDsa44,
    Algorithm::MlDsa65,
    Algorithm::MlDsa87,
];

/// The keys to verify with. One key, chosen by hand, is for every token, whatever its `kid`.
pub enum VerifyingKeys {
    One(Box<dyn Verify>),
    Set(KeySet),
}

impl FindKey for VerifyingKeys {
    type Key<'k> = &'k dyn Verify;

    fn find_key(&self, header: &Header) -> Option<&dyn Verify> {
        match self {
            Self::One(key) => Some(&**key),
            Self::Set(keys) => keys.find_key(header),
        }
    }

    fn why_skipped(&self, header: &Header) -> Option<KeyError> {
        match self {
            Self::One(_) => None,
            Self::Set(keys) => FindKey::why_skipped(keys, header),
        }
    }
}

impl VerifyingKeys {
    /// Lists the keys, for a hint.
    pub fn list(&self) -> String {
        let of_set = |(id, algorithm): (Option<&str>, Algorithm)| match id {
            Some(id) => format!("{algorithm} \"{}\"", json_text::escape(id)),
            None => algorithm.to_string(),
        };
        match self {
            Self::One(key) => key.algorithm().to_string(),
            Self::Set(keys) if keys.is_empty() => "none".into(),
            Self::Set(keys) => keys.keys().map(of_set).collect::<Vec<_>>().join(", "),
        }
    }
}

pub fn verifying_keys(arguments: &Key, screen: &Screen) -> Result<VerifyingKeys, Failure> {
    let content = Content::read(arguments, screen)?;
    let one = |key| Ok(VerifyingKeys::One(key));
    let keys = match &content {
        Content::Pem(pem) => try_each(arguments.alg, |alg| jwa::verifying_key_from_pem(alg, pem)).and_then(one),
        Content::Der(der) => try_each(arguments.alg, |alg| jwa::verifying_key_from_der(alg, der)).and_then(one),
        Content::Jwk(jwk) => jwk.verifying_key_for(algorithm_of(jwk, arguments)).and_then(one),
        Content::JwkSet(set) => {
            let keys = KeySet::builder().rsa_algorithm(arguments.alg.unwrap_or(RSA_DEFAULT)).jwk_set(set);
            keys.build().map(VerifyingKeys::Set)
        }
        Content::Secret(secret) => verifying_secret(secret, arguments).and_then(one),
    };
    keys.map_err(|error| failure(arguments, "public", error))
}

/// Reads the key to sign with, and its `kid` if it is a JWK. `key_id` chooses one of a set.
pub fn signing_key(
    arguments: &Key,
    key_id: Option<&str>,
    screen: &Screen,
) -> Result<(Box<dyn Sign>, Option<String>), Failure> {
    let content = Content::read(arguments, screen)?;
    warn_if_others_can_read(arguments, screen);
    let of_jwk = |jwk: &Jwk| {
        let key = jwk.signing_key_for(algorithm_of(jwk, arguments))?;
        Ok((key, jwk.key_id().map(str::to_owned)))
    };
    let key = match &content {
        Content::Pem(pem) => try_each(arguments.alg, |alg| jwa::signing_key_from_pem(alg, pem)).map(|key| (key, None)),
        Content::Der(der) => try_each(arguments.alg, |alg| jwa::signing_key_from_der(alg, der)).map(|key| (key, None)),
        Content::Jwk(jwk) => of_jwk(jwk),
        Content::JwkSet(set) => of_jwk(one_of(set, key_id)?),
        Content::Secret(secret) => signing_secret(secret, arguments).map(|key| (key, None)),
    };
    key.map_err(|error| failure(arguments, "private", error))
}

impl Content {
    fn read(arguments: &Key, screen: &Screen) -> Result<Self, Failure> {
        let source = &arguments.source;
        if let Some(name) = &source.secret_env {
            let secret = std::env::var(name).map_err(|error| in_environment(name, &error))?;
            return Ok(Self::Secret(Zeroizing::new(secret.into_bytes())));
        }
        let path = source.key.as_deref().ok_or_else(|| Failure::usage("no key"))?;
        let bytes = input::file(path)?;
        let start = bytes.trim_ascii_start();
        if contains(&bytes, b"-----BEGIN ") {
            Ok(Self::Pem(bytes))
        } else if start.starts_with(b"{") {
            Self::from_json(start).map_err(|error| in_file(path, &error))
        } else if is_der(&bytes) && !is_text(&bytes) {
            Ok(Self::Der(bytes))
        } else {
            Ok(Self::Secret(without_line_end(bytes, screen)))
        }
    }

    fn from_json(json: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Members {
            keys: Option<IgnoredAny>,
            kty: Option<IgnoredAny>,
        }
        // The error of `serde_json` would repeat content of the file.
        let members: Members = serde_json::from_slice(json).map_err(|_| "looks like JSON, but is malformed")?;
        match (members.keys, members.kty) {
            (Some(_), _) => JwkSet::from_json(json).map(Self::JwkSet).map_err(|error| error.to_string()),
            (None, Some(_)) => {
                Jwk::from_json(json).map(|jwk| Self::Jwk(Box::new(jwk))).map_err(|error| error.to_string())
            }
            (None, None) => Err("JSON without `kty` or `keys`: neither a JWK nor a JWK Set".into()),
        }
    }
}

fn algorithm_of(jwk: &Jwk, arguments: &Key) -> Algorithm {
    let default = if jwk.is_symmetric() { SECRET_DEFAULT } else { RSA_DEFAULT };
    arguments.alg.or_else(|| jwk.algorithm()).unwrap_or(default)
}

/// Returns the key for the algorithm that was asked for, or else for the one that fits what the file holds.
fn try_each<K>(asked: Option<Algorithm>, read: impl Fn(Algorithm) -> Result<K, KeyError>) -> Result<K, KeyError> {
    if let Some(algorithm) = asked {
        return read(algorithm);
    }
    let mut of_another = None;
    for algorithm in BY_FILE {
        match read(algorithm) {
            Err(error @ KeyError::Unexpected { .. }) => of_another = of_another.or(Some(error)),
            key_or_defect => return key_or_defect,
        }
    }
    Err(of_another.expect("there are algorithms"))
}

fn one_of<'s>(set: &'s JwkSet, key_id: Option<&str>) -> Result<&'s Jwk, Failure> {
    let mut fitting = set.keys().filter(|jwk| jwk.is_private() && key_id.is_none_or(|id| jwk.key_id() == Some(id)));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Failure::usage("the JWK Set has no such private key")),
        (Some(_), Some(_)) => Err(Failure::usage("the JWK Set has several private keys: choose one with --kid")),
    }
}

fn verifying_secret(secret: &[u8], arguments: &Key) -> Result<Box<dyn Verify>, KeyError> {
    let algorithm = arguments.alg.unwrap_or(SECRET_DEFAULT);
    if !arguments.allow_weak_secret {
        return jwa::verifying_key_from_secret(algorithm, secret);
    }
    Ok(match algorithm {
        Algorithm::HS256 => Box::new(dangerous::verifying_key_from_any_secret::<Hs256>(secret)?),
        Algorithm::HS384 => Box::new(dangerous::verifying_key_from_any_secret::<Hs384>(secret)?),
        Algorithm::HS512 => Box::new(dangerous::verifying_key_from_any_secret::<Hs512>(secret)?),
        other => return Err(KeyError::UnsupportedAlgorithm(other)),
    })
}

fn signing_secret(secret: &[u8], arguments: &Key) -> Result<Box<dyn Sign>, KeyError> {
    let algorithm = arguments.alg.unwrap_or(SECRET_DEFAULT);
    if !arguments.allow_weak_secret {
        return jwa::signing_key_from_secret(algorithm, secret);
    }
    Ok(match algorithm {
        Algorithm::HS256 => Box::new(dangerous::signing_key_from_any_secret::<Hs256>(secret)?),
        Algorithm::HS384 => Box::new(dangerous::signing_key_from_any_secret::<Hs384>(secret)?),
        Algorithm::HS512 => Box::new(dangerous::signing_key_from_any_secret::<Hs512>(secret)?),
        other => return Err(KeyError::UnsupportedAlgorithm(other)),
    })
}

/// Most editors, and `echo`, end a file with a line end, which is not part of the secret. Binary secrets stay as they are.
fn without_line_end(mut secret: Zeroizing<Vec<u8>>, screen: &Screen) -> Zeroizing<Vec<u8>> {
    if secret.ends_with(b"\n") && is_text(&secret) {
        secret.pop();
        if secret.ends_with(b"\r") {
            secret.pop();
        }
        screen.note("left out the line end behind the secret");
    }
    secret
}

/// One SEQUENCE that is as long as the file.
fn is_der(bytes: &[u8]) -> bool {
    let length = |octets: &[u8]| octets.iter().fold(0_usize, |length, &octet| length << 8 | usize::from(octet));
    match bytes {
        [0x30, 0x81, a, rest @ ..] => rest.len() == length(&[*a]),
        [0x30, 0x82, a, b, rest @ ..] => rest.len() == length(&[*a, *b]),
        [0x30, short, rest @ ..] => rest.len() == length(&[*short]),
        _ => false,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(unix)]
fn warn_if_others_can_read(arguments: &Key, screen: &Screen) {
    use std::os::unix::fs::PermissionsExt;
    let mode = arguments.source.key.as_deref().and_then(|path| path.metadata().ok());
    if mode.is_some_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o077 != 0) {
        screen.note("others can read the file with this key: chmod 600");
    }
}

#[cfg(not(unix))]
fn warn_if_others_can_read(_: &Key, _: &Screen) {}

/// The text of a `VarError` would repeat the secret.
fn in_environment(name: &str, error: &VarError) -> Failure {
    let what = match error {
        VarError::NotPresent => "environment variable not found",
        VarError::NotUnicode(_) => "environment variable is not UTF-8",
    };
    Failure::Usage(format!("{name}: {what}"))
}

fn in_file(path: &Path, error: &impl ToString) -> Failure {
    Failure::Usage(format!("{}: {}", path.display(), error.to_string()))
}

/// Says what the file holds, and how to get what is needed.
fn failure(arguments: &Key, needed: &str, error: KeyError) -> Failure {
    let Some(path) = &arguments.source.key else { return Failure::usage(error) };
    let name = path.display();
    let KeyError::Unexpected { found, .. } = error else { return in_file(path, &error) };
    let text =
        if arguments.alg.is_some() { error.to_string() } else { format!("found {found}, expected a {needed} key") };
    let command = match (needed, found) {
        ("public", KeyKind::Private(_)) => format!(": openssl pkey -in {name} -pubout"),
        ("public", KeyKind::Certificate) => format!(": openssl x509 -in {name} -noout -pubkey, once you trust it"),
        ("private", KeyKind::EncryptedPrivate) => format!(": openssl pkey -in {name} decrypts it"),
        ("public", KeyKind::OpenSsh) => format!(": ssh-keygen -e -m PKCS8 -f {name}"),
        _ => String::new(),
    };
    in_file(path, &format!("{text}{command}"))
}
