//! Why a request was refused: what the client learns, and what the log says.

use std::error::Error;
use std::fmt;

use axum::http::StatusCode;
use jwt_codec::{AuthorizationError, VerifyError};

pub type Failure = Box<dyn Error + Send + Sync>;

#[derive(Debug)]
pub enum Refused {
    /// The body is not what the route takes, or a name or password is not of the form that we allow.
    Form(&'static str),
    /// The name is taken.
    NameTaken,
    /// Password or name is wrong. Which one, the client does not learn.
    LogIn(LogInReason),
    /// No audience of ours.
    UnknownAudience,
    /// The request comes from a page of another origin.
    ForeignOrigin,
    Refresh(RefreshReason),
    /// No access token in the request.
    NoToken(AuthorizationError),
    /// An access token that is not accepted.
    Token(VerifyError),
    /// Our own fault.
    Failed(Failure),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInReason {
    UnknownUser,
    WrongPassword,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshReason {
    /// No cookie, or several of its name.
    NoCookie,
    Unknown,
    Expired,
    /// Nobody has refreshed for too long.
    Idle,
    /// The family has ended: by log-out, or by reuse.
    Ended,
    /// The token was used before: one of the two who have it is a thief. The family ends.
    Reused,
}

impl Refused {
    /// Status and code for the client, and the challenge of RFC 6750 section 3 where a token is missing or bad.
    pub fn answer(&self) -> (StatusCode, &'static str, Option<&'static str>) {
        match self {
            Self::Form(_) | Self::UnknownAudience => (StatusCode::BAD_REQUEST, "invalid_request", None),
            Self::NameTaken => (StatusCode::CONFLICT, "name_taken", None),
            Self::LogIn(_) => (StatusCode::UNAUTHORIZED, "wrong_name_or_password", None),
            Self::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign_origin", None),
            Self::Refresh(_) => (StatusCode::UNAUTHORIZED, "log_in_again", None),
            Self::NoToken(error) => match error.error_code() {
                None => (StatusCode::UNAUTHORIZED, "token_required", Some("Bearer")),
                Some(code) => (StatusCode::BAD_REQUEST, code, Some("Bearer error=\"invalid_request\"")),
            },
            // Which rule it broke goes to the log only.
            Self::Token(_) => (StatusCode::UNAUTHORIZED, "invalid_token", Some("Bearer error=\"invalid_token\"")),
            Self::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", None),
        }
    }
}

/// For the log. The errors of the crate repeat no byte of a token.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(what) => f.write_str(what),
            Self::NameTaken => f.write_str("name: taken"),
            Self::LogIn(LogInReason::UnknownUser) => f.write_str("name: unknown"),
            Self::LogIn(LogInReason::WrongPassword) => f.write_str("password: wrong"),
            Self::UnknownAudience => f.write_str("audience: unknown"),
            Self::ForeignOrigin => f.write_str("origin: not ours"),
            Self::Refresh(reason) => f.write_str(match reason {
                RefreshReason::NoCookie => "refresh token: no cookie",
                RefreshReason::Unknown => "refresh token: unknown",
                RefreshReason::Expired => "refresh token: family expired",
                RefreshReason::Idle => "refresh token: not used for too long",
                RefreshReason::Ended => "refresh token: family has ended",
                RefreshReason::Reused => "refresh token: used before, its family ends",
            }),
            Self::NoToken(error) => error.fmt(f),
            Self::Token(error) => error.fmt(f),
            Self::Failed(error) => write!(f, "failed: {error}"),
        }
    }
}

impl Error for Refused {}

impl From<VerifyError> for Refused {
    fn from(error: VerifyError) -> Self {
        Self::Token(error)
    }
}

impl From<AuthorizationError> for Refused {
    fn from(error: AuthorizationError) -> Self {
        Self::NoToken(error)
    }
}

/// Whatever the database, the hasher or the signer says.
impl From<Failure> for Refused {
    fn from(error: Failure) -> Self {
        Self::Failed(error)
    }
}
