//! What both services do with a request before they answer it, and what they say if they don't.

use std::fmt;
use std::sync::Mutex;

use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use jwt_codec::{AuthorizationError, VerifyError, jwt};

/// Why a request is refused.
pub enum Refused {
    NoToken(AuthorizationError),
    Token(VerifyError),
}

/// Stands for the log of a service: it keeps the last reason. The errors of the crate repeat nothing of a token.
#[derive(Default)]
pub struct Guard {
    last: Mutex<String>,
}

/// Returns the token of a request (RFC 6750 section 2.1).
pub fn token(headers: &HeaderMap) -> Result<&str, Refused> {
    jwt::bearer_token(headers.get_all(AUTHORIZATION)).map_err(Refused::NoToken)
}

impl Guard {
    /// Logs the reason, and answers without it: the client learns that its token is not accepted (RFC 6750 section 3.1).
    pub fn refuse(&self, refused: &Refused) -> Response {
        *self.last.lock().expect("nobody panics with it") = refused.to_string();
        let (status, challenge) = match refused {
            Refused::Token(_) => (StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\"".to_owned()),
            Refused::NoToken(error) => match error.error_code() {
                None => (StatusCode::UNAUTHORIZED, "Bearer".to_owned()),
                Some(code) => (StatusCode::BAD_REQUEST, format!("Bearer error=\"{code}\"")),
            },
        };
        (status, [(WWW_AUTHENTICATE, challenge)]).into_response()
    }

    pub fn last_refusal(&self) -> String {
        self.last.lock().expect("nobody panics with it").clone()
    }
}

impl From<VerifyError> for Refused {
    fn from(error: VerifyError) -> Self {
        Self::Token(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken(error) => error.fmt(f),
            Self::Token(error) => error.fmt(f),
        }
    }
}
