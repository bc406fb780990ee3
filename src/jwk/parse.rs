//! Reading a JWK: RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::Jwk;
use super::material::{Material, RsaPrivate};
use crate::base64url;
use crate::error::{Defect, KeyError};
use crate::json::{Error, Reader};
use crate::secret::WipedBytes;

/// The registered members that are strings. The others that matter are `key_ops` and `oth`.
const STRINGS: [&str; 16] =
    ["kty", "use", "alg", "kid", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "k"];

/// The curves, with the length of a coordinate and of a private key in bytes.
const CURVES: [(&str, &str, usize); 5] =
    [("EC", "P-256", 32), ("EC", "P-384", 48), ("EC", "P-521", 66), ("EC", "secp256k1", 32), ("OKP", "Ed25519", 32)];

/// Reads the key that all of `json` is.
pub(super) fn jwk(json: &[u8]) -> Result<Jwk, KeyError> {
    // A copy that is ours to wipe, with the room to undo escapes in.
    let mut buffer = WipedBytes::new(json.repeat(2));
    let mut reader = Reader::new(&mut buffer, json.len());
    let members = Members::read(&mut reader);
    reader.finish().map_err(defect)?;
    members.map_err(|_| defect(Defect::Json))?.jwk()
}

/// What is wrong with the JSON, in the words of a key's error.
pub(super) const fn defect(defect: Defect) -> KeyError {
    KeyError::Malformed(match defect {
        Defect::Utf8 => "jwk: not utf-8",
        Defect::NotAnObject => "jwk: not a json object",
        Defect::DuplicateName => "jwk: duplicate member name",
        Defect::ReservedName => "jwk: reserved member name",
        Defect::TooDeep => "jwk: nested too deep",
        Defect::NumberRange => "jwk: number out of range",
        _ => "jwk: not json",
    })
}

/// The members of a key as they are read.
#[derive(Default)]
pub(super) struct Members<'j> {
    strings: [Option<&'j str>; STRINGS.len()],
    operations: Option<Vec<&'j str>>,
    /// There is a third prime, or more.
    other_primes: bool,
    /// The first registered member of the wrong type.
    wrong_type: Option<&'static str>,
}

impl<'j> Members<'j> {
    /// Reads the object that comes next. What its members say is looked at later: in a set, a strange key does not
    /// spoil the others.
    pub(super) fn read(reader: &mut Reader<'j>) -> Result<Self, Error> {
        let mut members = Self::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.outlined_name(&mut object)? {
            let known = STRINGS.iter().zip(&mut members.strings).find(|(known, _)| **known == name);
            match (name, known, reader.peek()) {
                (_, Some((_, slot)), Some(b'"')) => *slot = Some(reader.outlined_string()?),
                (_, Some((known, _)), _) => {
                    members.wrong_type.get_or_insert(known);
                    reader.skip()?;
                }
                ("key_ops", None, Some(b'[')) => members.read_operations(reader)?,
                ("key_ops", None, _) => {
                    members.wrong_type.get_or_insert("key_ops");
                    reader.skip()?;
                }
                ("oth", None, _) => {
                    members.other_primes = true;
                    reader.skip()?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(members)
    }

    fn read_operations(&mut self, reader: &mut Reader<'j>) -> Result<(), Error> {
        let mut operations = Vec::new();
        let mut array = reader.array()?;
        while reader.element(&mut array)? {
            match reader.peek() {
                Some(b'"') => operations.push(reader.outlined_string()?),
                _ => {
                    self.wrong_type.get_or_insert("key_ops");
                    reader.skip()?;
                }
            }
        }
        self.operations = Some(operations);
        Ok(())
    }

    /// The value of a registered string member.
    pub(super) fn get(&self, name: &'static str) -> Option<&'j str> {
        let known = STRINGS.iter().zip(self.strings).find(|(known, _)| **known == name);
        known.and_then(|(_, value)| value)
    }

    /// Checks what the members say, and that they agree.
    pub(super) fn jwk(&self) -> Result<Jwk, KeyError> {
        if let Some(member) = self.wrong_type {
            return Err(KeyError::Jwk { member, rule: "of the wrong type" });
        }
        let material = self.material()?;
        let algorithm = match self.get("alg").map(str::parse) {
            None => None,
            Some(Ok(algorithm)) => Some(algorithm),
            Some(Err(_)) => {
                return Err(KeyError::Jwk { member: "alg", rule: "unknown" });
            }
        };
        if let Some(algorithm) = algorithm {
            Material::check_fits(&material, algorithm)?;
        }
        let for_signatures = match self.get("use") {
            None => false,
            Some("sig") => true,
            Some(_) => {
                return Err(KeyError::Jwk { member: "use", rule: "not sig" });
            }
        };
        Ok(Jwk {
            material,
            key_id: self.get("kid").map(Box::from),
            algorithm,
            for_signatures,
            operations: self.operations(for_signatures)?,
        })
    }

    fn operations(&self, for_signatures: bool) -> Result<Option<Vec<Box<str>>>, KeyError> {
        let Some(operations) = &self.operations else {
            return Ok(None);
        };
        let mut seen = BTreeSet::new();
        if !operations.iter().all(|operation| seen.insert(*operation)) {
            return Err(KeyError::Jwk { member: "key_ops", rule: "an operation twice" });
        }
        // RFC 7517 section 4.3: `use` and `key_ops` must say the same, where both are there.
        if for_signatures && operations.iter().any(|operation| !matches!(*operation, "sign" | "verify")) {
            return Err(KeyError::Jwk { member: "key_ops", rule: "not what use says" });
        }
        Ok(Some(operations.iter().copied().map(Box::from).collect()))
    }

    fn material(&self) -> Result<Material, KeyError> {
        match self.get("kty") {
            Some("oct") => match self.secret("k")? {
                k if k.is_empty() => Err(KeyError::Jwk { member: "k", rule: "empty" }),
                k => Ok(Material::Oct(k)),
            },
            Some("RSA") => self.rsa(),
            Some(key_type @ ("EC" | "OKP")) => self.on_a_curve(key_type),
            Some(_) => Err(KeyError::Jwk { member: "kty", rule: "unknown" }),
            None => Err(KeyError::Jwk { member: "kty", rule: "missing" }),
        }
    }

    fn rsa(&self) -> Result<Material, KeyError> {
        const FACTORS: [&str; 5] = ["p", "q", "dp", "dq", "qi"];
        if self.other_primes {
            return Err(KeyError::Jwk { member: "oth", rule: "more than two primes" });
        }
        let (n, e) = (self.integer("n"), self.integer("e"));
        let private = match (self.get("d"), FACTORS.iter().find(|member| self.get(member).is_some())) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(KeyError::Jwk { member: "d", rule: "missing" });
            }
            (Some(_), None) => Some(RsaPrivate { d: self.secret_integer("d")?, factors: None }),
            (Some(_), Some(_)) => {
                let d = self.secret_integer("d")?;
                let factor = |member| self.secret_integer(member);
                let factors = [factor("p")?, factor("q")?, factor("dp")?, factor("dq")?, factor("qi")?];
                Some(RsaPrivate { d, factors: Some(factors) })
            }
        };
        Ok(Material::Rsa { n: n?, e: e?, private })
    }

    fn on_a_curve(&self, key_type: &str) -> Result<Material, KeyError> {
        let name = self.get("crv").ok_or(KeyError::Jwk { member: "crv", rule: "missing" })?;
        let known = CURVES.iter().find(|(known_type, known, _)| *known == name && *known_type == key_type);
        let &(_, curve, length) = known.ok_or(KeyError::Jwk { member: "crv", rule: "unknown" })?;
        let x = self.bytes("x")?;
        check_length("x", &x, length)?;
        let d = self.get("d").map(|_| self.secret("d")).transpose()?;
        if let Some(d) = &d {
            check_length("d", d, length)?;
        }
        if key_type == "OKP" {
            return Ok(Material::Okp { curve, x, d });
        }
        let y = self.bytes("y")?;
        check_length("y", &y, length)?;
        Ok(Material::Ec { curve, x, y, d })
    }

    /// A member that is public.
    fn bytes(&self, member: &'static str) -> Result<Vec<u8>, KeyError> {
        let text = self.get(member).ok_or(KeyError::Jwk { member, rule: "missing" })?;
        let mut bytes = alloc::vec![0; base64url::decoded_len(text.len())];
        match base64url::decode(text.as_bytes(), &mut bytes) {
            Ok(length) => {
                bytes.truncate(length);
                Ok(bytes)
            }
            Err(_) => Err(KeyError::Jwk { member, rule: "not canonical unpadded base64url" }),
        }
    }

    /// A member that is a public integer: `Base64urlUInt` (RFC 7518 section 2).
    fn integer(&self, member: &'static str) -> Result<Vec<u8>, KeyError> {
        let bytes = self.bytes(member)?;
        match bytes.first() {
            Some(1..) => Ok(bytes),
            _ => Err(KeyError::Jwk { member, rule: "empty or with leading zeros" }),
        }
    }

    /// A member that is secret: decoded in constant time, and wiped.
    fn secret(&self, member: &'static str) -> Result<WipedBytes, KeyError> {
        let text = self.get(member).ok_or(KeyError::Jwk { member, rule: "missing" })?;
        let mut bytes = WipedBytes::new(alloc::vec![0; base64url::decoded_len(text.len())]);
        match Base64UrlUnpadded::decode(text.as_bytes(), &mut bytes).map(<[u8]>::len) {
            Ok(length) => {
                bytes.truncate(length);
                Ok(bytes)
            }
            Err(_) => Err(KeyError::Jwk { member, rule: "not canonical unpadded base64url" }),
        }
    }

    /// A member that is a secret integer: `Base64urlUInt`.
    fn secret_integer(&self, member: &'static str) -> Result<WipedBytes, KeyError> {
        let bytes = self.secret(member)?;
        match bytes.first() {
            Some(1..) => Ok(bytes),
            _ => Err(KeyError::Jwk { member, rule: "empty or with leading zeros" }),
        }
    }
}

const fn check_length(member: &'static str, bytes: &[u8], length: usize) -> Result<(), KeyError> {
    if bytes.len() == length {
        Ok(())
    } else {
        Err(KeyError::Jwk { member, rule: "not as long as the curve asks for" })
    }
}
