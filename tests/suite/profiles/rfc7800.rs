//! The claim `cnf`: RFC 7800 section 3, RFC 8705 section 3.1, RFC 9449 section 6.1.

use jwt_codec::jwk::{Jwk, PublicJwk};
use jwt_codec::profiles::confirmation::Confirmation;
use jwt_codec::{Es256, SigningKey};
use serde_test::{Token, assert_de_tokens};

/// The key of the examples of RFC 9449, and its thumbprint.
const KEY: &str = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
const THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

fn key() -> PublicJwk {
    Jwk::from_json(KEY).unwrap().to_public().unwrap()
}

fn other() -> Jwk {
    SigningKey::<Es256>::generate().unwrap().verifying_key().to_jwk()
}

#[test]
fn a_key_by_its_thumbprint() {
    let confirmation: Confirmation = serde_json::from_str(&format!(r#"{{"jkt":"{THUMBPRINT}"}}"#)).unwrap();
    assert_eq!(confirmation, Confirmation::thumbprint(&key()));
    assert!(confirmation.is_of_key(&key()));
    assert!(!confirmation.is_of_key(&other()));
    assert!(!confirmation.is_of_thumbprint(""));
}

#[test]
fn a_key_by_itself() {
    let confirmation: Confirmation = serde_json::from_str(&format!(r#"{{"jwk":{KEY}}}"#)).unwrap();
    assert_eq!(confirmation, Confirmation::key(&key()));
    assert!(confirmation.is_of_key(&key()));
    assert!(!confirmation.is_of_key(&other()));
}

/// What names two keys is of neither.
#[test]
fn both_names_must_be_right() {
    let thumbprint = other().thumbprint();
    let confirmation: Confirmation = serde_json::from_str(&format!(r#"{{"jkt":"{thumbprint}","jwk":{KEY}}}"#)).unwrap();
    assert!(!confirmation.is_of_key(&key()));
    assert!(!confirmation.is_of_thumbprint(&thumbprint));
    assert!(!Confirmation::default().is_of_key(&key()));
}

#[test]
fn a_private_key_is_rejected() {
    let private = SigningKey::<Es256>::generate().unwrap().to_secret_jwk();
    let text = format!(r#"{{"jwk":{}}}"#, private.to_secret_json().expose_secret());
    assert!(serde_json::from_str::<Confirmation>(&text).is_err());
    let public = format!(r#"{{"jwk":{}}}"#, private.to_json().unwrap());
    assert!(serde_json::from_str::<Confirmation>(&public).is_ok());
    assert!(serde_json::from_str::<Confirmation>(r#"{"jwk":{"kty":"oct","k":"AAAA"}}"#).is_err());
}

#[test]
fn a_certificate_by_its_hash() {
    let confirmation = Confirmation::certificate_sha256(&[7; 32]);
    let json = r#"{"x5t#S256":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#;
    assert_eq!(serde_json::to_string(&confirmation).unwrap(), json);
    assert!(confirmation.is_of_certificate_sha256(&[7; 32]));
    assert!(!confirmation.is_of_certificate_sha256(&[8; 32]));
    assert!(!Confirmation::default().is_of_certificate_sha256(&[7; 32]));
    assert!(!confirmation.is_of_key(&key()));
}

/// Each member counts; of a key, its thumbprint.
#[test]
fn confirmations_are_compared_by_every_member() {
    let json = format!(r#"{{"jkt":"{THUMBPRINT}","jwk":{KEY},"kid":"a","x5t#S256":"AA"}}"#);
    let read = |json: &str| serde_json::from_str::<Confirmation>(json).unwrap();
    assert_eq!(read(&json), read(&json.replace(r#""kty":"EC","#, r#""kid":"1","kty":"EC","#)));
    let other_key = format!(r#""jwk":{},"#, other().to_json().unwrap());
    for (member, another) in [
        (format!(r#""jkt":"{THUMBPRINT}","#), r#""jkt":"another","#),
        (format!(r#""jwk":{KEY},"#), &*other_key),
        (r#","kid":"a""#.into(), r#","kid":"b""#),
        (r#","x5t#S256":"AA""#.into(), r#","x5t#S256":"AQ""#),
    ] {
        assert!(json.contains(&member), "{member}");
        assert_ne!(read(&json), read(&json.replace(&member, another)), "{another}");
        assert_ne!(read(&json), read(&json.replace(&member, "")), "without {member}");
    }
}

/// A format may mark what is there and what is not.
#[test]
fn a_key_with_marked_values() {
    let [x, y] = ["l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"];
    assert!(KEY.contains(x) && KEY.contains(y));
    let text = |text: &'static str| [Token::Some, Token::Str(text)];
    let members = [("kty", text("EC")), ("crv", text("P-256")), ("x", text(x)), ("y", text(y))];
    let mut tokens = vec![Token::Map { len: None }, Token::Str("jwk"), Token::Some, Token::Map { len: None }];
    for (name, value) in members {
        tokens.extend([Token::Str(name), value[0], value[1]]);
    }
    tokens.extend([Token::Str("own"), Token::None, Token::MapEnd, Token::MapEnd]);
    assert_de_tokens(&Confirmation::key(&key()), &tokens);
}
