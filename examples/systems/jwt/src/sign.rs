//! `jwt sign`: claims from a file and from options.

use std::path::Path;
use std::time::Duration;

use jwt_codec::Signer;
use jwt_codec::jwt::NumericDate;
use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};

use crate::arguments::Sign;
use crate::screen::Screen;
use crate::{Failure, input, key_file};

#[derive(Serialize)]
struct Signed {
    token: String,
    header: Box<RawValue>,
    claims: Map<String, Value>,
}

pub fn run(arguments: &Sign, screen: &Screen) -> Result<(), Failure> {
    let (key, key_id) = key_file::signing_key(&arguments.key, arguments.kid.as_deref(), screen)?;
    let claims = claims(arguments)?;
    let mut signer = Signer::new(key);
    if let Some(id) = arguments.kid.clone().or(key_id) {
        signer = signer.key_id(id);
    }
    if let Some(typ) = &arguments.typ {
        signer = signer.typ(typ);
    }
    let token = signer.sign(&claims).map_err(Failure::refused)?;
    if !claims.contains_key("exp") {
        screen.note("no exp: this token never expires, and many verifiers reject it; --exp 15m sets it");
    }
    if screen.json {
        let header = RawValue::from_string(signer.header().to_json()).map_err(Failure::usage)?;
        return screen.print_json(&Signed { token, header, claims });
    }
    screen.print(format!("{token}\n").as_bytes())
}

/// The options add to the claims of the file, and replace those of the same name.
fn claims(arguments: &Sign) -> Result<Map<String, Value>, Failure> {
    let mut claims = match &arguments.claims {
        Some(path) => from_file(path)?,
        None => Map::new(),
    };
    let now = NumericDate::now();
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    for (name, text) in [("iss", &arguments.iss), ("sub", &arguments.sub), ("jti", &arguments.jti)] {
        if let Some(text) = text {
            set(name, text.clone().into());
        }
    }
    match arguments.aud.as_slice() {
        [] => None,
        [one] => set("aud", one.clone().into()),
        several => set("aud", several.into()),
    };
    if !arguments.no_iat {
        set("iat", now.as_secs().into());
    }
    let later = |duration: Duration| now.saturating_add(duration).as_secs().into();
    for (name, duration) in [("nbf", arguments.nbf), ("exp", arguments.exp)] {
        if let Some(duration) = duration {
            set(name, later(duration));
        }
    }
    for (name, value) in &arguments.claim {
        set(name, value.clone());
    }
    Ok(claims)
}

fn from_file(path: &Path) -> Result<Map<String, Value>, Failure> {
    let text = if path.as_os_str() == "-" {
        input::standard_input("a JSON object with the claims")?.into_bytes()
    } else {
        input::file(path)?.to_vec()
    };
    serde_json::from_slice(&text).map_err(|error| Failure::refused(format!("claims: not a JSON object: {error}")))
}
