//! What is done to a token besides the signature, through the public API.
//!
//! - `parse/header`: the segments are found, and the header is read.
//! - `parse/<claims type>`: the segments are found, the header is skipped as JSON, and the payload is read into that type.

mod fixture;

use std::fmt::Debug;
use std::hint::black_box;

use criterion::Criterion;
use jwt_codec::jws::Unverified;
use jwt_codec::{Claims, RegisteredClaims, dangerous};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use fixture::{HS256_TOKEN, Session};

/// The claims that are not registered.
#[derive(Debug, PartialEq, Deserialize)]
struct Custom {
    name: String,
    admin: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut criterion = Criterion::default().configure_from_args();

    let header = r#"{"alg":"HS256","typ":"JWT"}"#;
    assert_eq!(Unverified::parse(HS256_TOKEN)?.header().to_json(), header);
    criterion.bench_function("parse/header", |bencher| {
        bencher.iter(|| Unverified::parse(black_box(HS256_TOKEN)));
    });

    let session: Session<String> = fixture::session();
    let registered = serde_json::from_slice::<RegisteredClaims>(&serde_json::to_vec(&session)?)?;
    let custom = Custom { name: session.name.clone(), admin: session.admin };
    claims(&mut criterion, "Session", &session);
    claims(&mut criterion, "RegisteredClaims", &registered);
    claims(&mut criterion, "Claims<T>", &Claims { registered, custom });
    criterion.final_summary();
    Ok(())
}

fn claims<T>(criterion: &mut Criterion, name: &str, expected: &T)
where
    T: DeserializeOwned + Debug + PartialEq,
{
    let parse = |token: &str| dangerous::decode_unverified::<IgnoredAny, T>(token).map(|(_, claims)| claims);
    assert_eq!(parse(HS256_TOKEN).as_ref(), Ok(expected));
    assert!(parse(&HS256_TOKEN.replacen(".eyJ", ".AyJ", 1)).is_err());
    criterion.bench_function(&format!("parse/{name}"), |bencher| {
        bencher.iter(|| parse(black_box(HS256_TOKEN)));
    });
}
