//! The token in the HTTP header `Authorization`: RFC 6750 section 2.1.

use jwt_codec::AuthorizationError::{self, Malformed, Missing, OtherScheme, Several};
use jwt_codec::jwt::bearer_token;

/// All of `b64token` (RFC 6750 section 2.1).
const TOKEN: &str = "ABCXYZabcxyz0189-._~+/==";

#[track_caller]
fn refused(value: impl AsRef<[u8]>, expected: AuthorizationError) {
    assert_eq!(bearer_token([value.as_ref()]), Err(expected), "{:?}", String::from_utf8_lossy(value.as_ref()));
}

/// The example of RFC 6750 section 2.1.
#[test]
fn rfc6750_example_is_accepted() {
    assert_eq!(bearer_token(["Bearer mF_9.B5f-4.1JqM"]), Ok("mF_9.B5f-4.1JqM"));
}

/// RFC 9110 section 11.1.
#[test]
fn scheme_is_accepted_in_any_case() {
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        assert_eq!(bearer_token([&format!("{scheme} {TOKEN}")]), Ok(TOKEN));
    }
}

#[test]
fn values_of_each_type_are_accepted() {
    let text = format!("Bearer {TOKEN}");
    assert_eq!(bearer_token([text.as_str()]), Ok(TOKEN));
    assert_eq!(bearer_token([text.as_bytes()]), Ok(TOKEN));
    assert_eq!(bearer_token(&vec![text.clone()]), Ok(TOKEN));
    assert_eq!(bearer_token(Some(&text)), Ok(TOKEN));
}

#[test]
fn no_header_and_another_scheme_are_no_credentials() {
    assert_eq!(bearer_token(None::<&str>), Err(Missing));
    for value in ["Basic YTpi", "DPoP a.b.c", "Bearers a", "Bearer, a", "Bearer=a", "Beare a", "a.b.c", ""] {
        refused(value, OtherScheme);
    }
    // Case is that of ASCII.
    refused("\u{412}earer a", OtherScheme);
    for error in [Missing, OtherScheme] {
        assert_eq!(error.error_code(), None);
    }
}

/// RFC 9110 section 5.3: only a list may come in several header fields. Which of the two does the gateway in front see?
#[test]
fn two_headers_are_rejected() {
    for values in [["Bearer a", "Bearer b"], ["Bearer a", "Bearer a"], ["Bearer a", "Basic a"], ["Basic a", "Bearer a"]]
    {
        assert_eq!(bearer_token(values), Err(Several));
    }
    assert_eq!(Several.error_code(), Some("invalid_request"));
}

#[test]
fn anything_but_one_space_before_the_token_is_rejected() {
    for value in
        ["Bearer", "Bearer ", "Bearer  a", "Bearer\ta", "Bearer\u{a0}a", "Bearer \ta", "Bearer\0a", "Bearer\r\n a"]
    {
        refused(value, Malformed);
    }
    // Whatever reads HTTP has taken the white space in front away.
    refused(" Bearer a", OtherScheme);
    assert_eq!(bearer_token(["Bearer a"]), Ok("a"));
    assert_eq!(Malformed.error_code(), Some("invalid_request"));
}

#[test]
fn anything_after_the_token_is_rejected() {
    for after in [" ", "\t", "\n", ",", " b", ", Bearer b", ", realm=\"a\"", ";", "\""] {
        refused(format!("Bearer {TOKEN}{after}"), Malformed);
    }
}

/// Each byte, in the middle of a token and alone. `=` may only be at the end, and not alone.
#[test]
fn token_has_the_characters_of_b64token() {
    for byte in 0..=u8::MAX {
        let is_allowed = byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        let (inside, alone) = ([b"Bearer a", &[byte][..], b"b"].concat(), [b"Bearer ", &[byte][..]].concat());
        assert_eq!(bearer_token([&inside]).is_ok(), is_allowed, "{byte}");
        assert_eq!(bearer_token([&alone]).is_ok(), is_allowed, "{byte}");
    }
    assert_eq!(bearer_token(["Bearer a==="]), Ok("a==="));
    for value in ["Bearer =", "Bearer ==", "Bearer =a", "Bearer a=b", "Bearer a=b="] {
        refused(value, Malformed);
    }
}

/// RFC 9449 section 7.1.
#[cfg(feature = "profiles")]
#[test]
fn token_of_dpop_is_of_another_scheme() {
    use jwt_codec::profiles::dpop;

    assert_eq!(dpop::token([&format!("dpop {TOKEN}")]), Ok(TOKEN));
    assert_eq!(dpop::token(["Bearer a"]), Err(OtherScheme));
    assert_eq!(dpop::token(["DPoP  a"]), Err(Malformed));
    assert_eq!(bearer_token(["DPoP a"]), Err(OtherScheme));
}
