//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jwt_codec::Algorithm;

use crate::times::{duration, time};

const EXIT_CODES: &str = "\
Exit codes:
  0  done: for `verify`, the token is accepted
  1  refused: the token, or the claims to sign
  2  not begun: an argument, a file or a key";

const EXAMPLES: &str = "\
Examples:
  jwt eyJhbGciOiJFUzI1NiJ9...              what the token says, unverified
  pbpaste | jwt                            the same, without the token in the shell's history
  jwt generate ES256 --out api             api.private.pem, api.public.pem, api.jwks.json, ...
  jwt sign --key api.private.pem --iss https://id.example --sub alice --exp 15m --claim admin=true
  jwt verify --key api.public.pem --iss https://id.example < token
  jwt --json < token | jq .claims.sub";

const SECRETS: &str = "\
Secrets come from a file or from the environment. There is no option for the secret itself: other
users of the machine see the command lines of your programs, and the shell keeps its history.";

/// Shows, verifies and signs JSON Web Tokens, and makes their keys.
#[derive(Parser)]
#[command(name = "jwt", version, args_conflicts_with_subcommands = true, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub decode: Decode,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Subcommand)]
pub enum Command {
    /// Shows what a token says, without verifying it (this is what `jwt TOKEN` does).
    Decode(Decode),
    /// Verifies a token: its signature, and its claims.
    #[command(after_help = format!("{SECRETS}\n\n{EXIT_CODES}"))]
    Verify(Verify),
    /// Signs claims and prints the token.
    #[command(after_help = format!("{SECRETS}\n\n{EXIT_CODES}"))]
    Sign(Sign),
    /// Makes a key, in files that only you can read, or on standard output if you ask for it with --print.
    #[command(after_help = EXIT_CODES)]
    Generate(Generate),
}

#[derive(Args)]
pub struct Output {
    /// Prints JSON, for scripts.
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colors. By default: if the output is a terminal and NO_COLOR is not set.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto, hide_default_value = true)]
    pub color: Color,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Args)]
pub struct Decode {
    /// The token. Without it, or with `-`, it is read from standard input.
    pub token: Option<String>,
    /// The time that "4 min ago" is counted from: 2026-11-29T17:40:00Z, or seconds since 1970. By default, now.
    #[arg(long, value_parser = time)]
    pub at: Option<i64>,
}

#[derive(Args)]
pub struct Verify {
    /// The token. Without it, or with `-`, it is read from standard input.
    pub token: Option<String>,
    #[command(flatten)]
    pub key: Key,
    /// Requires this `iss`. Repeat it to allow several.
    #[arg(long, value_name = "ISSUER")]
    pub iss: Vec<String>,
    /// Requires this `aud`, your own name. Repeat it to allow several.
    #[arg(long, value_name = "AUDIENCE")]
    pub aud: Vec<String>,
    /// Does not check `aud`.
    #[arg(long, conflicts_with = "aud")]
    pub any_aud: bool,
    /// Requires this `sub`.
    #[arg(long, value_name = "SUBJECT")]
    pub sub: Option<String>,
    /// Requires this `typ` in the header, such as at+jwt.
    #[arg(long)]
    pub typ: Option<String>,
    /// Requires this claim, whatever its value.
    #[arg(long, value_name = "CLAIM")]
    pub require: Vec<String>,
    /// Rejects tokens that were issued longer ago.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub max_age: Option<std::time::Duration>,
    /// The difference between clocks that is allowed. By default, 60s.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub leeway: Option<std::time::Duration>,
    /// The time to verify for: 2026-11-29T17:40:00Z, or seconds since 1970. By default, now.
    #[arg(long, value_parser = time)]
    pub at: Option<i64>,
    /// Accepts expired tokens.
    #[arg(long)]
    pub allow_expired: bool,
    /// Accepts tokens without `exp`.
    #[arg(long)]
    pub allow_missing_exp: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct KeySource {
    /// The file with the key: PEM, DER, a JWK, a JWK Set, or the bytes of a secret. The content decides which.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The environment variable with the secret.
    #[arg(long, value_name = "NAME")]
    pub secret_env: Option<String>,
}

#[derive(Args)]
pub struct Key {
    #[command(flatten)]
    pub source: KeySource,
    /// The algorithm, if the key does not decide it. By default, RS256 for RSA keys and HS256 for secrets. The token never
    /// decides it.
    #[arg(long, value_parser = algorithm(), hide_possible_values = true)]
    pub alg: Option<Algorithm>,
    /// Accepts a secret that is shorter than the hash. Such a secret can be found by trying.
    #[arg(long)]
    pub allow_weak_secret: bool,
}

#[derive(Args)]
pub struct Sign {
    #[command(flatten)]
    pub key: Key,
    /// The claims: a file with a JSON object, or `-` for standard input. The options below add to it.
    #[arg(long, value_name = "FILE")]
    pub claims: Option<PathBuf>,
    /// A claim. The value is JSON, or else text: --claim admin=true --claim role=editor
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub claim: Vec<(String, serde_json::Value)>,
    /// Sets `iss`.
    #[arg(long, value_name = "ISSUER")]
    pub iss: Option<String>,
    /// Sets `sub`.
    #[arg(long, value_name = "SUBJECT")]
    pub sub: Option<String>,
    /// Sets `aud`. Repeat it for several.
    #[arg(long, value_name = "AUDIENCE")]
    pub aud: Vec<String>,
    /// Sets `jti`.
    #[arg(long, value_name = "ID")]
    pub jti: Option<String>,
    /// Sets `exp` to this long after now: 90s, 15m, 12h, 7d.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub exp: Option<std::time::Duration>,
    /// Sets `nbf` to this long after now.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub nbf: Option<std::time::Duration>,
    /// Leaves out `iat`, which is now otherwise.
    #[arg(long)]
    pub no_iat: bool,
    /// Sets `kid` in the header. In a JWK Set, it chooses the key. If it begins with a hyphen: --kid=-AbC
    #[arg(long, value_name = "ID")]
    pub kid: Option<String>,
    /// Sets `typ` in the header. By default, JWT.
    #[arg(long)]
    pub typ: Option<String>,
}

#[derive(Args)]
pub struct Generate {
    /// The algorithm: ES256 if you do not know.
    #[arg(value_parser = algorithm())]
    pub alg: Algorithm,
    /// The beginning of the names of the files. By default, the algorithm in lower case.
    #[arg(long, value_name = "NAME")]
    pub out: Option<PathBuf>,
    /// The `kid` in JWKs. By default, the thumbprint (RFC 7638) of a public key.
    #[arg(long, value_name = "ID")]
    pub kid: Option<String>,
    /// Prints one form of the key instead of writing files. Not with --json. Mind who sees your screen.
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "out")]
    pub print: Option<Form>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    PrivatePem,
    PublicPem,
    PrivateJwk,
    PublicJwk,
    Jwks,
    PrivateDer,
    PublicDer,
    Secret,
}

fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()))
        .map(|name| name.parse().expect("one of the names"))
}

fn name_and_value(text: &str) -> Result<(String, serde_json::Value), String> {
    let (name, value) = text.split_once('=').ok_or("not NAME=VALUE")?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}
