//! An authorization server, an API and a store between them, at a time that the example sets.

use std::cell::RefCell;
use std::error::Error;
use std::path::Path;

use jwt_codec::{Claims, Es256, Signer, SigningKey, Verifier, VerifyingKey};

use crate::method::{AllowList, DenyList, Method, ShortExpiry, TokenVersion};
use crate::redb_store::Redb;
use crate::store::{Memory, Store, Watched};
use crate::token::{self, Access, Api, Clock};
use crate::trace::Trace;

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    DenyList,
    AllowList,
    TokenVersion,
    ShortExpiry,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::DenyList, Self::AllowList, Self::TokenVersion, Self::ShortExpiry];

    pub fn name(self) -> &'static str {
        match self {
            Self::DenyList => "deny-list",
            Self::AllowList => "allow-list",
            Self::TokenVersion => "token version",
            Self::ShortExpiry => "short expiry",
        }
    }

    pub fn method<'s>(self, store: &'s dyn Store) -> Box<dyn Method + 's> {
        match self {
            Self::DenyList => Box::new(DenyList(store)),
            Self::AllowList => Box::new(AllowList(store)),
            Self::TokenVersion => Box::new(TokenVersion(store)),
            Self::ShortExpiry => Box::new(ShortExpiry),
        }
    }
}

pub struct World {
    pub clock: Clock,
    pub store: Watched,
    verifier: Verifier<VerifyingKey<Es256>>,
    signer: Signer<SigningKey<Es256>>,
    /// Every token that was issued, to find it in the trace if it is there.
    issued: RefCell<Vec<String>>,
}

impl World {
    pub fn in_memory() -> Result<Self, Box<dyn Error + Send + Sync>> {
        Self::new(Box::new(Memory::default()))
    }

    /// In a new file.
    pub fn in_redb(directory: &Path) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let (_, path) = tempfile::NamedTempFile::new_in(directory)?.keep()?;
        Self::new(Box::new(Redb::create(&path)?))
    }

    fn new(store: Box<dyn Store>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let clock = Clock::starting_now();
        let key = SigningKey::generate()?;
        Ok(Self {
            verifier: Verifier::new(key.verifying_key(), token::policy(clock.clone())),
            signer: token::signer(key),
            store: Watched::new(store),
            issued: RefCell::default(),
            clock,
        })
    }

    pub fn api<'w>(&'w self, method: &'w dyn Method) -> Api<'w> {
        Api { verifier: &self.verifier, method }
    }

    /// What the authorization server does after the password: the method first, then the signature.
    pub fn log_in(&self, method: &dyn Method, user: &str) -> Result<Login, Box<dyn Error + Send + Sync>> {
        let now = self.clock.now();
        let mut claims = token::new_claims(user, now)?;
        method.log_in(&mut claims, now)?;
        let token = self.signer.sign(&claims)?;
        self.issued.borrow_mut().push(token.clone());
        Ok(Login { token, claims })
    }

    /// Fails if a token stands in the trace: whoever reads a log must not be able to use what is in it.
    pub fn expect_no_token_in(&self, trace: &Trace) -> Result<(), Box<dyn Error + Send + Sync>> {
        let printed = self.issued.borrow().iter().any(|token| trace.contains_token(token));
        if printed { Err("a token in the trace".into()) } else { Ok(()) }
    }
}

pub struct Login {
    pub token: String,
    pub claims: Claims<Access>,
}
