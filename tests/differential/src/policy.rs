//! What is required of a token. The programs in `peers/` have the same policies under the same names.

use std::time::Duration;

use jwt_codec::jwt::NumericDate;
use jwt_codec::{Validation, Verifier};

use crate::keys::Key;

/// The issuer of the policies that name one.
pub const ISSUER: &str = "https://id.example";
/// The audience of the policies that name one.
pub const AUDIENCE: &str = "api";
/// The `typ` of the policy `typed`.
pub const TYP: &str = "at+jwt";

/// - `bare`: the defaults of the library;
/// - `named`: an issuer and an audience;
/// - `typed`: these and a `typ`, where the library can check it;
/// - `loose`: without an `exp` too, and for any audience.
pub const POLICIES: [&str; 4] = ["bare", "named", "typed", "loose"];

/// Our verifier for a policy. The leeway of all libraries is 60 seconds.
pub fn verifier<'k>(key: &'k Key, policy: &str, now: i64) -> Verifier<&'k dyn jwt_codec::jwa::Verify> {
    let at = Validation::at(NumericDate::from_secs(now)).leeway(Duration::from_secs(60));
    let validation = match policy {
        "bare" => at,
        "named" => at.issuer(ISSUER).audience(AUDIENCE),
        "typed" => at.issuer(ISSUER).audience(AUDIENCE).typ(TYP),
        "loose" => at.allow_missing_expiration_time().any_audience(),
        other => unreachable!("no policy {other}"),
    };
    Verifier::new(&*key.verifying, validation)
}
