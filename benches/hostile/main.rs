//! Hostile tokens, keys and claims against honest ones of the same length: what does the worst of them cost?
//!
//! `cargo bench --bench hostile` prints a table of ratios, and the worst of each entrance. `-- --test` asserts the outcome
//! of each case once, and measures nothing.
//!
//! - A *token* has 16 KiB, the default limit, and a wrong signature. Its time ends with the verdict on it. The hostile token
//!   is nearly all header, because a verifier recognizes the headers of accepted tokens. The honest token has a usual
//!   header and a long payload. HS256 has the cheapest verdict, and so the worst ratio.
//! - A *JSON serialization* has a good form. The hostile one is nearly all header, protected or not.
//! - A token for *Issuers*, which read the `iss` before the signature, is nearly all payload.
//! - A *key* or *set* is compared with a set of P-256 keys.
//! - *Claims* are signed, and verified into a type that reads none of them. The honest ones are a list of roles, each an
//!   object of two members.
//! - *Floats* are claims that are read into `Vec<f64>`. The honest ones have eight digits.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a measuring program"
)]

mod shapes;

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_codec::jwk::{Jwk, JwkSet};
use jwt_codec::jws::{self, Header, JsonSerialization, Unverified};
use jwt_codec::jwt::Issuers;
use jwt_codec::{Hs256, RegisteredClaims, Sign, SigningKey, Validation, Verifier, VerifyError, VerifyingKey};
use serde::Deserialize;

use shapes::{Kind, Room, SHAPES, Shape};

/// The length of every token and document: the default limit of tokens.
const LENGTH: usize = 16 * 1024;

/// So many times an honest one is what a hostile one may cost.
const LIMIT: f64 = 3.0;

/// Each case is measured in turn with the honest one, so many times; the fastest time of each counts.
const ROUNDS: usize = 80;

/// What one measurement takes, at least.
const ROUND: Duration = Duration::from_micros(200);

/// A way into the crate, and what comes there.
struct Entrance {
    name: &'static str,
    /// Makes a document of about [`LENGTH`] with these members in it; of honest members, if there are none.
    document: fn(Option<&Shape>) -> String,
    /// Gives whether everything up to the signature, or in the document, was in order.
    enter: fn(&Keys, &str) -> bool,
    /// Whether the members of the shape stand where they would be read.
    takes: fn(&Shape) -> bool,
    /// Whether anybody can send it. Signed claims and keys come from who is trusted.
    is_anybodys: bool,
}

const ENTRANCES: [Entrance; 11] = [
    Entrance { name: "Verifier::verify", is_anybodys: true, document: token, enter: verify, takes: in_header },
    Entrance { name: "Unverified", is_anybodys: true, document: token, enter: unverified, takes: in_header },
    Entrance { name: "jws::verify", is_anybodys: true, document: token, enter: jws_verify, takes: in_header },
    Entrance {
        name: "verify_detached",
        is_anybodys: true,
        document: detached_token,
        enter: jws_verify_detached,
        takes: in_header,
    },
    Entrance {
        name: "JSON, protected",
        is_anybodys: true,
        document: json_protected,
        enter: verify_json_serialization,
        takes: in_header,
    },
    Entrance {
        name: "JSON, unprotected",
        is_anybodys: true,
        document: json_unprotected,
        enter: verify_json_serialization,
        takes: in_header,
    },
    Entrance { name: "Issuers", is_anybodys: true, document: issuers_token, enter: issuers_verify, takes: is_json },
    Entrance { name: "Jwk", is_anybodys: false, document: jwk, enter: read_jwk, takes: is_json },
    Entrance { name: "JwkSet", is_anybodys: false, document: jwk_set, enter: read_jwk_set, takes: is_json },
    Entrance { name: "claims unread", is_anybodys: false, document: claims, enter: verify_unread, takes: is_json },
    Entrance { name: "floats read", is_anybodys: false, document: floats, enter: verify_floats, takes: is_floats },
];

/// The keys of one side and what it verifies with, made once.
struct Keys {
    key: VerifyingKey<Hs256>,
    verifier: Verifier<VerifyingKey<Hs256>>,
    issuers: Issuers<VerifyingKey<Hs256>>,
}

/// As many values may stand in a header, in members that mean nothing.
const HEADER_VALUES: usize = 64;

/// What stands in the rest of such a header, in a string: what costs most for its length.
const FILLER: &str = r"\n";

const SECRET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const ISSUER: &str = "https://id.example.com";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT","kid":"2026-11"}"#;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let has = |argument: &str| arguments.iter().any(|given| given == argument);
    // As criterion has it: `cargo bench` says so, `cargo test` says nothing.
    let measuring = has("--bench") && !has("--test");
    let key = || VerifyingKey::from_secret(SECRET).expect("a secret");
    let keys = Keys {
        key: key(),
        verifier: Verifier::new(key(), Validation::new()),
        issuers: Issuers::new().issuer(ISSUER, key(), Validation::new()),
    };
    let _pin = make_room();
    let mut worst = Vec::new();
    if measuring {
        print_head();
    }
    for shape in &SHAPES {
        let ratios: Vec<Option<f64>> =
            ENTRANCES.iter().map(|entrance| ratio(&keys, entrance, shape, measuring)).collect();
        if measuring {
            print_row(shape.name, &ratios);
        }
        worst.push((shape.name, ratios));
    }
    if measuring {
        print_worst(&worst);
    } else {
        println!("{} shapes at {} entrances: as expected", SHAPES.len(), ENTRANCES.len());
    }
}

/// Makes room in the heap that is not given back to the system and asked for again at each call: that would be measured
/// with it. In a service there are other values behind it, as there is one here.
fn make_room() -> Vec<u8> {
    // Below the size from where on `malloc` asks the system for each block.
    let room: Vec<Vec<u8>> = (0..64).map(|_| vec![1; 64 * 1024]).collect();
    let pin = vec![1];
    drop(black_box(room));
    pin
}

/// What a hostile document takes, in times of an honest one.
fn ratio(keys: &Keys, entrance: &Entrance, shape: &Shape, measuring: bool) -> Option<f64> {
    if !(entrance.takes)(shape) {
        return None;
    }
    let (honest, hostile) = ((entrance.document)(None), (entrance.document)(Some(shape)));
    for document in [&honest, &hostile] {
        assert!((LENGTH - 512..=LENGTH + 1).contains(&document.len()), "{}: {}", shape.name, document.len());
    }
    assert!((entrance.enter)(keys, &honest), "{}: honest", entrance.name);
    let is_accepted = match shape.kind {
        Kind::Accepted | Kind::Floats => true,
        // It skips a key, or is left to whoever verifies.
        Kind::NameTwice => matches!(entrance.name, "JwkSet" | "Issuers"),
        Kind::Refused | Kind::Header => false,
    };
    assert_eq!((entrance.enter)(keys, &hostile), is_accepted, "{}: {}", entrance.name, shape.name);
    if !measuring {
        return None;
    }
    let mut fastest = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        for (fastest, document) in fastest.iter_mut().zip([&hostile, &honest]) {
            *fastest = fastest.min(time(|| (entrance.enter)(keys, black_box(document))));
        }
    }
    let [hostile, honest] = fastest;
    Some(hostile / honest)
}

/// Seconds of one call.
fn time(mut call: impl FnMut() -> bool) -> f64 {
    let (start, mut calls) = (Instant::now(), 0_u32);
    loop {
        black_box(call());
        calls += 1;
        let elapsed = start.elapsed();
        if elapsed >= ROUND {
            return elapsed.as_secs_f64() / f64::from(calls);
        }
    }
}

fn print_head() {
    println!("Times of an honest one of the same length, {LENGTH} bytes.\n");
    print!("| {:36} |", "");
    for entrance in ENTRANCES {
        print!(" {:>16} |", entrance.name);
    }
    print!("\n|{:-<38}|", "");
    for _ in ENTRANCES {
        print!("{:->17}:|", "");
    }
    println!();
}

fn print_row(name: &str, ratios: &[Option<f64>]) {
    print!("| {name:36} |");
    for ratio in ratios {
        match ratio {
            Some(ratio) => print!(" {ratio:16.2} |"),
            None => print!(" {:16} |", ""),
        }
    }
    println!();
}

fn print_worst(rows: &[(&str, Vec<Option<f64>>)]) {
    println!();
    let mut worst_token = 0.0_f64;
    for (place, entrance) in ENTRANCES.iter().enumerate() {
        let ratios = rows.iter().filter_map(|(name, ratios)| Some((*name, ratios.get(place).copied()??)));
        let worst = ratios.max_by(|(_, one), (_, other)| one.total_cmp(other));
        let (name, ratio) = worst.expect("at least one shape");
        println!("{:20} at worst {ratio:.2} ({name})", entrance.name);
        if entrance.is_anybodys {
            worst_token = worst_token.max(ratio);
        }
    }
    println!("\nworst token: {worst_token:.2} times an honest one, of {LIMIT} allowed");
}

fn in_header(shape: &Shape) -> bool {
    shape.kind != Kind::Floats
}

const fn is_json(shape: &Shape) -> bool {
    !matches!(shape.kind, Kind::Floats | Kind::Header)
}

fn is_floats(shape: &Shape) -> bool {
    shape.kind == Kind::Floats
}

/// The token with a signature that is not its own.
fn badly_signed(header: &str, payload: &str) -> String {
    format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(header), payload, URL_SAFE_NO_PAD.encode([0; 32]))
}

/// How many bytes stand in so many characters of base64url.
const fn decoded_len(characters: usize) -> usize {
    characters / 4 * 3
}

/// What is left of a token for a header or a payload, next to the other one, the dots and the signature.
const fn room(other: usize) -> usize {
    decoded_len(LENGTH - 2 - 43 - other.div_ceil(3) * 4)
}

fn token(shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => {
            // What is beyond the values that a header may have is filled up.
            let start = r#"{"alg":"HS256","#;
            badly_signed(&format!("{start}{}}}", filled(shape, room(0) - start.len() - 8)), "")
        }
        None => badly_signed(HEADER, &URL_SAFE_NO_PAD.encode(honest_claims(room(HEADER.len())))),
    }
}

/// A JSON serialization of one signature, whose protected header has the members.
fn json_protected(shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => {
            let start = r#"{"alg":"HS256","#;
            let room = decoded_len(LENGTH - json_signature("", r#""a":0"#, "").len()) - start.len() - 8;
            json_signature(&format!("{start}{}}}", filled(shape, room)), r#""a":0"#, "")
        }
        None => honest_json(),
    }
}

/// A JSON serialization of one signature, whose unprotected header has the members.
fn json_unprotected(shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => {
            let protected = r#"{"alg":"HS256"}"#;
            let room = LENGTH - json_signature(protected, "", "").len() - 8;
            json_signature(protected, &filled(shape, room), "")
        }
        None => honest_json(),
    }
}

fn honest_json() -> String {
    let (protected, unprotected) = (r#"{"alg":"HS256"}"#, r#""kid":"2026-11""#);
    let room = decoded_len(LENGTH - json_signature(protected, unprotected, "").len());
    json_signature(protected, unprotected, &URL_SAFE_NO_PAD.encode(honest_claims(room)))
}

fn json_signature(protected: &str, unprotected: &str, payload: &str) -> String {
    let (protected, signature) = (URL_SAFE_NO_PAD.encode(protected), URL_SAFE_NO_PAD.encode([0; 32]));
    format!(
        r#"{{"payload":"{payload}","protected":"{protected}","header":{{{unprotected}}},"signature":"{signature}"}}"#
    )
}

/// The members, as many as a header may have, and a string for the rest of the room.
fn filled(shape: &Shape, room: usize) -> String {
    let members = (shape.members)(Room { length: room, values: HEADER_VALUES - 1 });
    let filler = FILLER.repeat((room - members.len()) / FILLER.len());
    format!(r#"{members},"z":"{filler}""#)
}

/// It names a known issuer, and its payload has the members.
fn issuers_token(shape: Option<&Shape>) -> String {
    let room = room(HEADER.len());
    let payload = match shape {
        Some(shape) => object(&format!(r#"{{"iss":"{ISSUER}","#), shape, room, "}"),
        None => honest_claims(room),
    };
    badly_signed(HEADER, &URL_SAFE_NO_PAD.encode(payload))
}

/// Its payload, if it has one, stands behind a space.
fn detached_token(shape: Option<&Shape>) -> String {
    match shape {
        Some(_) => format!("{} ", token(shape)),
        None => {
            let token = badly_signed(HEADER, "");
            let rest = LENGTH - token.len() - 1;
            format!("{token} {}", "p".repeat(rest))
        }
    }
}

fn jwk(shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => object(r#"{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY","#, shape, LENGTH, "}"),
        None => honest_set(),
    }
}

fn jwk_set(shape: Option<&Shape>) -> String {
    match shape {
        Some(shape) => object(r#"{"keys":[{"kty":"future","#, shape, LENGTH, "}]}"),
        None => honest_set(),
    }
}

fn claims(shape: Option<&Shape>) -> String {
    let room = room(HEADER.len());
    signed(&match shape {
        Some(shape) => object(r#"{"exp":4102444800,"#, shape, room, "}"),
        None => honest_claims(room),
    })
}

fn floats(shape: Option<&Shape>) -> String {
    let room = room(HEADER.len());
    let (start, end) = (r#"{"exp":4102444800,"#, "}");
    signed(&match shape {
        Some(shape) => object(start, shape, room, end),
        None => {
            let room = room - start.len() - end.len();
            let floats = shapes::array(any_values(room - 5), |n| format!("{}.{:06}", n % 90, n * 7919 % 1_000_000));
            format!("{start}\"xx\":{floats}{end}")
        }
    })
}

const fn any_values(length: usize) -> Room {
    Room { length, values: usize::MAX }
}

fn object(start: &str, shape: &Shape, length: usize, end: &str) -> String {
    let members = (shape.members)(any_values(length - start.len() - end.len()));
    let padding = " ".repeat(length.saturating_sub(start.len() + members.len() + end.len()));
    format!("{start}{members}{end}{padding}")
}

fn honest_claims(length: usize) -> String {
    let start = r#"{"iss":"https://id.example.com","sub":"user-4711","exp":4102444800,"roles":"#;
    let role = |n| format!(r#"{{"id":{n},"name":"reader"}}"#);
    format!("{start}{}}}", shapes::array(any_values(length - start.len() - 1), role))
}

fn honest_set() -> String {
    let key = |number| {
        format!(
            r#"{{"kty":"EC","kid":"2026-{number:02}","use":"sig","alg":"ES256","crv":"P-256","x":"{}","y":"{}"}}"#,
            "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        )
    };
    format!("{{\"keys\":{}}}", shapes::array(any_values(LENGTH - 9), key))
}

fn signed(claims: &str) -> String {
    let key = SigningKey::<Hs256>::from_secret(SECRET).expect("a secret");
    let header = Header::new(key.algorithm()).with_typ("JWT").with_key_id("2026-11");
    jws::sign(&header, claims.as_bytes(), &key).expect("signs")
}

/// The verdict on the signature was reached.
fn is_verdict<T>(outcome: Result<T, VerifyError>) -> bool {
    matches!(outcome, Err(VerifyError::InvalidSignature))
}

fn verify(keys: &Keys, token: &str) -> bool {
    is_verdict(keys.verifier.verify::<RegisteredClaims>(token))
}

fn issuers_verify(keys: &Keys, token: &str) -> bool {
    is_verdict(keys.issuers.verify::<RegisteredClaims>(token))
}

fn unverified(keys: &Keys, token: &str) -> bool {
    is_verdict(Unverified::parse(token).and_then(|unverified| unverified.verify(&keys.key)))
}

fn jws_verify(keys: &Keys, token: &str) -> bool {
    is_verdict(jws::verify(token, &keys.key))
}

fn jws_verify_detached(keys: &Keys, token_and_payload: &str) -> bool {
    let (token, payload) = token_and_payload.split_once(' ').expect("a token and its payload");
    is_verdict(jws::verify_detached(token, payload.as_bytes(), &keys.key))
}

fn verify_json_serialization(keys: &Keys, text: &str) -> bool {
    let outcome = JsonSerialization::parse(text).and_then(|document| document.verify_any(&keys.key));
    matches!(outcome, Err(VerifyError::Signatures(error)) if error.rejected() == [(0, VerifyError::InvalidSignature)])
}

fn read_jwk(_: &Keys, json: &str) -> bool {
    if json.starts_with(r#"{"keys""#) { JwkSet::from_json(json).is_ok() } else { Jwk::from_json(json).is_ok() }
}

fn read_jwk_set(_: &Keys, json: &str) -> bool {
    JwkSet::from_json(json).is_ok()
}

fn verify_unread(keys: &Keys, token: &str) -> bool {
    keys.verifier.verify::<RegisteredClaims>(token).is_ok()
}

fn verify_floats(keys: &Keys, token: &str) -> bool {
    #[derive(Deserialize)]
    struct Floats {
        xx: Vec<f64>,
    }
    keys.verifier.verify::<Floats>(token).is_ok_and(|floats| floats.xx.len() > 1)
}
