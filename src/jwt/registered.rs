//! The registered claims: RFC 7519 section 4.1.

use alloc::string::String;
use core::{fmt, mem};

use serde_core::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::{Serialize, SerializeStruct, Serializer};

use super::member_name::MemberName;
use super::{Audience, NumericDate};

const NAMES: &[&str] = &["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Holds the seven registered claims, each of them optional.
///
/// Verify into this type if you need no other claims.
///
/// ```
/// use jwt_codec::{Claims, Hs256, RegisteredClaims, Signer, SigningKey, Validation, Verifier};
/// use std::time::Duration;
///
/// let key = SigningKey::<Hs256>::generate()?;
/// let verifier = Verifier::new(key.verifying_key(), Validation::new());
/// let token = Signer::new(key).sign(&Claims::new(()).subject("alice").lifetime(Duration::from_secs(600)))?;
///
/// let claims: RegisteredClaims = verifier.verify(&token)?;
/// assert_eq!(claims.subject.as_deref(), Some("alice"));
/// assert_eq!(claims.issuer, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "RFC 7519 registers seven claims")]
pub struct RegisteredClaims {
    /// `iss`: the issuer.
    pub issuer: Option<String>,
    /// `sub`: the subject.
    pub subject: Option<String>,
    /// `aud`: the recipients.
    pub audience: Option<Audience>,
    /// `exp`: the time from which the token must be rejected.
    pub expiration_time: Option<NumericDate>,
    /// `nbf`: the time before which the token must be rejected.
    pub not_before: Option<NumericDate>,
    /// `iat`: the time at which the token was issued.
    pub issued_at: Option<NumericDate>,
    /// `jti`: the unique ID of the token.
    pub jwt_id: Option<String>,
}

/// The registered claims read so far.
#[derive(Default)]
pub(super) struct RegisteredMembers {
    pub(super) claims: RegisteredClaims,
    /// The names seen so far.
    seen: [bool; NAMES.len()],
}

impl RegisteredMembers {
    /// Reads the value of a member if its name is a registered claim.
    #[inline]
    pub(super) fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, members: &mut A) -> Result<bool, A::Error> {
        #[inline]
        fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
            members: &mut A,
            name: &'static str,
            seen: &mut bool,
        ) -> Result<T, A::Error> {
            if mem::replace(seen, true) {
                return Err(A::Error::duplicate_field(name));
            }
            members.next_value()
        }

        let [iss, sub, aud, exp, nbf, iat, jti] = &mut self.seen;
        match name {
            "iss" => self.claims.issuer = value(members, "iss", iss)?,
            "sub" => self.claims.subject = value(members, "sub", sub)?,
            "aud" => self.claims.audience = value(members, "aud", aud)?,
            "exp" => self.claims.expiration_time = value(members, "exp", exp)?,
            "nbf" => self.claims.not_before = value(members, "nbf", nbf)?,
            "iat" => self.claims.issued_at = value(members, "iat", iat)?,
            "jti" => self.claims.jwt_id = value(members, "jti", jti)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl<'de> Deserialize<'de> for RegisteredClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ClaimsSet;

        impl<'de> Visitor<'de> for ClaimsSet {
            type Value = RegisteredClaims;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a claims set")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<RegisteredClaims, A::Error> {
                let mut registered = RegisteredMembers::default();
                while let Some(name) = members.next_key::<MemberName<'de>>()? {
                    if !registered.read(name.as_str(), &mut members)? {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(registered.claims)
            }
        }

        deserializer.deserialize_struct("RegisteredClaims", NAMES, ClaimsSet)
    }
}

/// Leaves out claims that are `None`.
impl Serialize for RegisteredClaims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn write<S: SerializeStruct, T: Serialize>(
            claims: &mut S,
            name: &'static str,
            value: Option<&T>,
        ) -> Result<(), S::Error> {
            match value {
                Some(value) => claims.serialize_field(name, value),
                None => claims.skip_field(name),
            }
        }

        let present = [
            self.issuer.is_some(),
            self.subject.is_some(),
            self.audience.is_some(),
            self.expiration_time.is_some(),
            self.not_before.is_some(),
            self.issued_at.is_some(),
            self.jwt_id.is_some(),
        ];
        let present = present.into_iter().filter(|present| *present).count();
        let mut claims = serializer.serialize_struct("RegisteredClaims", present)?;
        write(&mut claims, "iss", self.issuer.as_ref())?;
        write(&mut claims, "sub", self.subject.as_ref())?;
        write(&mut claims, "aud", self.audience.as_ref())?;
        write(&mut claims, "exp", self.expiration_time.as_ref())?;
        write(&mut claims, "nbf", self.not_before.as_ref())?;
        write(&mut claims, "iat", self.issued_at.as_ref())?;
        write(&mut claims, "jti", self.jwt_id.as_ref())?;
        claims.end()
    }
}
