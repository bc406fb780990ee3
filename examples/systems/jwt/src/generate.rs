//! `jwt generate`: a new key, in every form.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_codec::jwa::PrivateKeyAlgorithm;
use jwt_codec::jwk::{Jwk, KeySet};
use jwt_codec::{
    Algorithm, Ed25519, EdDsa, Es256, Es256K, Es384, Es512, KeyError, MlDsa44, MlDsa65, MlDsa87, Ps256, Ps384, Ps512,
    Rs256, Rs384, Rs512, SigningKey,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::arguments::{Form, Generate};
use crate::screen::{Screen, Style};
use crate::{Failure, json_text};

/// A key in all its forms.
struct Forms {
    key_id: Option<String>,
    forms: Vec<(Form, Zeroizing<Vec<u8>>)>,
}

#[derive(Serialize)]
struct Written {
    alg: Algorithm,
    kid: Option<String>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    file: PathBuf,
    is_secret: bool,
    holds: &'static str,
}

pub fn run(arguments: &Generate, screen: &Screen) -> Result<(), Failure> {
    let key = forms(arguments.alg, arguments.kid.as_deref()).map_err(Failure::usage)?;
    if let Some(form) = arguments.print {
        if screen.json {
            return Err(Failure::usage("--json does not go with --print, which prints the form as it is"));
        }
        return print(&key, form, screen);
    }
    let stem = arguments.out.clone().unwrap_or_else(|| arguments.alg.as_str().to_lowercase().into());
    let name = |form: Form| {
        let mut name = stem.clone().into_os_string();
        name.push(form.ending());
        PathBuf::from(name)
    };
    // All or none: look before the first is written. A link counts, whether or not it leads somewhere.
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    if let Some(there) = key.forms.iter().map(|(form, _)| name(*form)).find(is_there) {
        return Err(Failure::Usage(format!("{}: exists already, and is not replaced", there.display())));
    }
    let mut files = Vec::new();
    for (form, bytes) in &key.forms {
        let file = name(*form);
        if let Err(error) = write(&file, bytes, form.is_secret()) {
            files.iter().for_each(|File { file, .. }| remove(file));
            return Err(Failure::Usage(format!("{}: {error}", file.display())));
        }
        files.push(File { file, is_secret: form.is_secret(), holds: form.holds() });
    }
    report(Written { alg: arguments.alg, kid: key.key_id, files }, screen)
}

fn forms(algorithm: Algorithm, key_id: Option<&str>) -> Result<Forms, KeyError> {
    match algorithm {
        Algorithm::ES256 => key_pair::<Es256>(key_id),
        Algorithm::ES384 => key_pair::<Es384>(key_id),
        Algorithm::ES512 => key_pair::<Es512>(key_id),
        Algorithm::ES256K => key_pair::<Es256K>(key_id),
        Algorithm::EdDSA => key_pair::<EdDsa>(key_id),
        Algorithm::Ed25519 => key_pair::<Ed25519>(key_id),
        Algorithm::RS256 => key_pair::<Rs256>(key_id),
        Algorithm::RS384 => key_pair::<Rs384>(key_id),
        Algorithm::RS512 => key_pair::<Rs512>(key_id),
        Algorithm::PS256 => key_pair::<Ps256>(key_id),
        Algorithm::PS384 => key_pair::<Ps384>(key_id),
        Algorithm::PS512 => key_pair::<Ps512>(key_id),
        Algorithm::MlDsa44 => key_pair::<MlDsa44>(key_id),
        Algorithm::MlDsa65 => key_pair::<MlDsa65>(key_id),
        Algorithm::MlDsa87 => key_pair::<MlDsa87>(key_id),
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => secret(algorithm, key_id),
        other => Err(KeyError::UnsupportedAlgorithm(other)),
    }
}

fn key_pair<A: PrivateKeyAlgorithm>(key_id: Option<&str>) -> Result<Forms, KeyError> {
    let key = SigningKey::<A>::generate()?;
    let public = key.verifying_key();
    // Whoever verifies can compute the thumbprint too, so it is a good name.
    let key_id = key_id.map_or_else(|| public.to_jwk().thumbprint(), str::to_owned);
    let public_jwk = public.to_jwk().with_key_id(&*key_id);
    let private_jwk = key.to_secret_jwk().with_key_id(&*key_id);
    let (public_pem, public_der) = (public.to_pem(), public.to_der());
    let set = KeySet::builder().key(&*key_id, public).build()?.to_jwk_set();
    let forms = vec![
        (Form::PrivatePem, bytes(key.to_secret_pem().expose_secret())),
        (Form::PublicPem, bytes(&public_pem)),
        (Form::PrivateJwk, bytes(private_jwk.to_secret_json().expose_secret())),
        (Form::PublicJwk, bytes(public_jwk.to_json().unwrap_or_default())),
        (Form::Jwks, bytes(set.to_json())),
        (Form::PrivateDer, bytes(key.to_secret_der().expose_secret())),
        (Form::PublicDer, bytes(&public_der)),
    ];
    Ok(Forms { key_id: Some(key_id), forms })
}

/// A secret is text, so that an environment variable can hold it: as many random bytes as the hash has, in base64url. The
/// key is the text, not what it encodes.
fn secret(algorithm: Algorithm, key_id: Option<&str>) -> Result<Forms, KeyError> {
    #[derive(Deserialize)]
    struct Random<'j> {
        k: &'j str,
    }
    let random = Jwk::generate_secret(algorithm)?.to_secret_json();
    let Random { k: text } = serde_json::from_str(random.expose_secret()).expect("a secret key has `k`");
    let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(text.as_bytes()));
    let json = Zeroizing::new(format!(r#"{{"kty":"oct","alg":"{algorithm}","use":"sig","k":"{}"}}"#, *encoded));
    let mut jwk = Jwk::from_json(json.as_bytes())?;
    // No thumbprint: it is a hash of the secret.
    if let Some(id) = key_id {
        jwk = jwk.with_key_id(id);
    }
    let forms = vec![(Form::Secret, bytes(text)), (Form::PrivateJwk, bytes(jwk.to_secret_json().expose_secret()))];
    Ok(Forms { key_id: key_id.map(str::to_owned), forms })
}

fn bytes(form: impl AsRef<[u8]>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(form.as_ref().to_vec())
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Self::PrivatePem => ".private.pem",
            Self::PublicPem => ".public.pem",
            Self::PrivateJwk => ".private.jwk.json",
            Self::PublicJwk => ".public.jwk.json",
            Self::Jwks => ".jwks.json",
            Self::PrivateDer => ".private.der",
            Self::PublicDer => ".public.der",
            Self::Secret => ".secret",
        }
    }

    fn holds(self) -> &'static str {
        match self {
            Self::PrivatePem => "PKCS#8 in PEM: sign with it",
            Self::PublicPem => "SPKI in PEM: verify with it",
            Self::PrivateJwk => "JWK: sign with it",
            Self::PublicJwk => "JWK: verify with it",
            Self::Jwks => "JWK Set with the public key: publish it",
            Self::PrivateDer => "PKCS#8 in DER",
            Self::PublicDer => "SPKI in DER",
            Self::Secret => "the secret: sign and verify with it",
        }
    }

    fn is_secret(self) -> bool {
        matches!(self, Self::PrivatePem | Self::PrivateJwk | Self::PrivateDer | Self::Secret)
    }

    fn is_binary(self) -> bool {
        matches!(self, Self::PrivateDer | Self::PublicDer)
    }
}

/// Writes a new file. One with a secret has its mode from the beginning, so there is no moment at which others can open it.
fn write(path: &Path, bytes: &[u8], is_secret: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)?.write_all(bytes).inspect_err(|_| remove(path))
}

/// Removes a file that is written already, or half of it. That the rest failed is what is reported.
fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

fn print(key: &Forms, form: Form, screen: &Screen) -> Result<(), Failure> {
    let found = key.forms.iter().find(|(of, _)| *of == form);
    let (_, bytes) = found.ok_or_else(|| Failure::usage("a key of this algorithm has no such form"))?;
    if form.is_binary() {
        if io::stdout().is_terminal() {
            return Err(Failure::usage("DER is binary, and not for a terminal"));
        }
        return screen.print(bytes);
    }
    let line_end: &[u8] = if bytes.ends_with(b"\n") { b"" } else { b"\n" };
    screen.print(bytes)?;
    screen.print(line_end)
}

/// A path as text that the terminal does not obey.
fn shown(path: &Path) -> String {
    json_text::escape_controls(&path.display().to_string())
}

fn report(written: Written, screen: &Screen) -> Result<(), Failure> {
    if screen.json {
        return screen.print_json(&written);
    }
    let out = screen.out;
    let mut text = match &written.kid {
        Some(id) => format!("A new key for {}, kid {}\n\n", written.alg, json_text::escape(id)),
        None => format!("A new secret for {}\n\n", written.alg),
    };
    let names: Vec<String> = written.files.iter().map(|file| shown(&file.file)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    for (name, File { is_secret, holds, .. }) in names.iter().zip(&written.files) {
        let (style, who) = if *is_secret { (Style::Warning, "secret") } else { (Style::Good, "public") };
        text += &format!("  {name:width$}  {}  {holds}\n", out.paint(style, who));
    }
    text += "\nOnly you can read the secret files. Keep them out of the repository.\n";
    screen.print(text.as_bytes())
}
