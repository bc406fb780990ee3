//! Four answers to "she has logged out": each is what it stores, and what it asks for each request.

use jwt_codec::Claims;
use jwt_codec::jwt::NumericDate;

use crate::store::{Store, StoreError};
use crate::token::{Access, LEEWAY, Refused};

pub trait Method: Send + Sync {
    /// Remembers a token that is about to be signed, or adds to its claims.
    fn log_in(&self, claims: &mut Claims<Access>, now: NumericDate) -> Result<(), StoreError>;

    /// Says whether these claims, which are verified, are still good.
    fn check(&self, claims: &Claims<Access>) -> Result<(), Refused>;

    /// Ends one token. Returns false if the method cannot.
    fn log_out(&self, claims: &Claims<Access>) -> Result<bool, StoreError>;

    /// Ends all tokens of a user. Returns false if the method cannot.
    fn log_out_everywhere(&self, user: &str, now: NumericDate) -> Result<bool, StoreError>;

    /// Forgets what no token needs any more.
    fn clean_up(&self, now: NumericDate) -> Result<(), StoreError>;
}

/// Stores the `jti` of each token that was logged out, until no verifier accepts it anyway.
pub struct DenyList<'s>(pub &'s dyn Store);

impl Method for DenyList<'_> {
    fn log_in(&self, _: &mut Claims<Access>, _: NumericDate) -> Result<(), StoreError> {
        Ok(())
    }

    fn check(&self, claims: &Claims<Access>) -> Result<(), Refused> {
        match self.0.get(jti(claims).as_bytes()).map_err(Refused::StoreUnavailable)? {
            Some(_) => Err(Refused::LoggedOut),
            None => Ok(()),
        }
    }

    fn log_out(&self, claims: &Claims<Access>) -> Result<bool, StoreError> {
        self.0.put(&[(jti(claims).into(), accepted_until(claims))])?;
        Ok(true)
    }

    /// It does not know the tokens that it has not seen.
    fn log_out_everywhere(&self, _: &str, _: NumericDate) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn clean_up(&self, now: NumericDate) -> Result<(), StoreError> {
        self.0.remove_up_to(seconds(now))
    }
}

/// Stores each token that is good. It is a session store with a signature in front of it.
pub struct AllowList<'s>(pub &'s dyn Store);

impl Method for AllowList<'_> {
    fn log_in(&self, claims: &mut Claims<Access>, _: NumericDate) -> Result<(), StoreError> {
        self.0.put(&[(token_of_user(user(claims), jti(claims)), accepted_until(claims))])
    }

    fn check(&self, claims: &Claims<Access>) -> Result<(), Refused> {
        let key = token_of_user(user(claims), jti(claims));
        self.0.get(&key).map_err(Refused::StoreUnavailable)?.map(|_| ()).ok_or(Refused::LoggedOut)
    }

    fn log_out(&self, claims: &Claims<Access>) -> Result<bool, StoreError> {
        self.0.remove(&token_of_user(user(claims), jti(claims)))?;
        Ok(true)
    }

    fn log_out_everywhere(&self, user: &str, _: NumericDate) -> Result<bool, StoreError> {
        self.0.remove_prefix(&token_of_user(user, ""))?;
        Ok(true)
    }

    fn clean_up(&self, now: NumericDate) -> Result<(), StoreError> {
        self.0.remove_up_to(seconds(now))
    }
}

/// Stores a number for each user. A token with another number is refused.
pub struct TokenVersion<'s>(pub &'s dyn Store);

impl Method for TokenVersion<'_> {
    fn log_in(&self, claims: &mut Claims<Access>, now: NumericDate) -> Result<(), StoreError> {
        let key = user(claims).as_bytes();
        let version = match self.0.get(key)? {
            Some(version) => version,
            // Not 1: if the store is ever lost, the numbers must not begin again, or old tokens would come back to life.
            None => self.0.update(key, &|version| version.unwrap_or(seconds(now)))?,
        };
        claims.custom.ver = Some(version);
        Ok(())
    }

    fn check(&self, claims: &Claims<Access>) -> Result<(), Refused> {
        let version = self.0.get(user(claims).as_bytes()).map_err(Refused::StoreUnavailable)?;
        // A user who is not in the store has no good token.
        if version.is_some() && version == claims.custom.ver { Ok(()) } else { Err(Refused::LoggedOut) }
    }

    /// All tokens of a user have the same number.
    fn log_out(&self, _: &Claims<Access>) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn log_out_everywhere(&self, user: &str, now: NumericDate) -> Result<bool, StoreError> {
        self.0.update(user.as_bytes(), &|version| {
            seconds(now).max(version.map_or(0, |version| version.saturating_add(1)))
        })?;
        Ok(true)
    }

    /// An entry belongs to the user, not to a token.
    fn clean_up(&self, _: NumericDate) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Stores nothing. What is stolen or logged out works until it expires.
pub struct ShortExpiry;

impl Method for ShortExpiry {
    fn log_in(&self, _: &mut Claims<Access>, _: NumericDate) -> Result<(), StoreError> {
        Ok(())
    }

    fn check(&self, _: &Claims<Access>) -> Result<(), Refused> {
        Ok(())
    }

    fn log_out(&self, _: &Claims<Access>) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn log_out_everywhere(&self, _: &str, _: NumericDate) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn clean_up(&self, _: NumericDate) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The last second at which a verifier accepts the token is the one before this.
fn accepted_until(claims: &Claims<Access>) -> u64 {
    let expires = claims.registered.expiration_time.expect("the verifier requires exp");
    seconds(expires.saturating_add(LEEWAY))
}

/// The key of a token that is found by its user too. The server gives users their names, and none has a zero byte.
fn token_of_user(user: &str, jti: &str) -> Vec<u8> {
    [user.as_bytes(), &[0], jti.as_bytes()].concat()
}

fn jti(claims: &Claims<Access>) -> &str {
    claims.registered.jwt_id.as_deref().expect("the policy requires jti")
}

fn user(claims: &Claims<Access>) -> &str {
    claims.registered.subject.as_deref().expect("the policy requires sub")
}

fn seconds(time: NumericDate) -> u64 {
    u64::try_from(time.as_secs()).expect("after 1970")
}
