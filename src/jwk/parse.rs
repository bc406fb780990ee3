//! Reading a JWK: RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Jwk;
use super::material::{Material, RsaPrivate};
use super::spelling::{Spelling, check_length, secret, secret_integer};
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
pub(super) fn jwk(json: &[u8], spelling: Spelling) -> Result<Jwk, KeyError> {
    // A copy that is ours to wipe, with the room to undo escapes in.
    let mut buffer = WipedBytes::new(json.repeat(2));
    let mut reader = Reader::new(&mut buffer, json.len());
    let members = Members::read(&mut reader);
    reader.finish().map_err(jwk_defect)?;
    members.map_err(|_| jwk_defect(Defect::Json))?.jwk(spelling)
}

macro_rules! in_words {
    ($(#[$doc:meta])* $name:ident $document:literal) => {
        $(#[$doc])*
        pub(super) const fn $name(defect: Defect) -> KeyError {
            KeyError::Malformed(match defect {
                Defect::Utf8 => concat!($document, ": not UTF-8"),
                Defect::LoneSurrogate => concat!($document, ": lone surrogate in a string"),
                Defect::NotAnObject => concat!($document, ": not a JSON object"),
                Defect::DuplicateName => concat!($document, ": duplicate member name"),
                Defect::ReservedName => concat!($document, ": reserved member name"),
                Defect::TooDeep => concat!($document, ": nested too deep"),
                Defect::NumberRange => concat!($document, ": number out of range"),
                _ => concat!($document, ": not JSON"),
            })
        }
    };
}

in_words! {
    /// What is wrong with the JSON of a key.
    jwk_defect "jwk"
}
in_words! {
    /// What is wrong with the JSON of a set, outside of its keys.
    jwk_set_defect "jwk set"
}

/// The members of a key as they are read.
#[derive(Default)]
struct Members<'j> {
    strings: [Option<&'j str>; STRINGS.len()],
    /// Empty if there are none: an empty list is what some producers write for one that they have not set.
    operations: Vec<&'j str>,
    /// There is a third prime, or more.
    other_primes: bool,
    /// The first registered member of the wrong type.
    wrong_type: Option<&'static str>,
}

impl<'j> Members<'j> {
    /// Reads the object that comes next. What its members say is looked at later.
    ///
    /// `null` is what some producers write for a member that they have not set. It counts as absent, but for `kty`.
    fn read(reader: &mut Reader<'j>) -> Result<Self, Error> {
        let mut members = Self::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            let known = STRINGS.iter().zip(&mut members.strings).find(|(known, _)| **known == name);
            match (name, known, reader.peek()) {
                (_, Some((_, slot)), Some(b'"')) => *slot = Some(reader.string()?),
                ("kty", _, _) => members.skip_wrong_type("kty", reader)?,
                (_, Some(_), Some(b'n')) | ("key_ops" | "oth", _, Some(b'n')) => reader.skip()?,
                (_, Some((known, _)), _) => members.skip_wrong_type(known, reader)?,
                ("key_ops", None, Some(b'[')) => members.read_operations(reader)?,
                ("oth", None, Some(b'[')) => members.read_other_primes(reader)?,
                ("key_ops", None, _) => members.skip_wrong_type("key_ops", reader)?,
                ("oth", None, _) => members.skip_wrong_type("oth", reader)?,
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
                Some(b'"') => operations.push(reader.string()?),
                _ => self.skip_wrong_type("key_ops", reader)?,
            }
        }
        self.operations = operations;
        Ok(())
    }

    fn read_other_primes(&mut self, reader: &mut Reader<'j>) -> Result<(), Error> {
        let mut array = reader.array()?;
        while reader.element(&mut array)? {
            self.other_primes = true;
            reader.skip()?;
        }
        Ok(())
    }

    fn skip_wrong_type(&mut self, member: &'static str, reader: &mut Reader<'j>) -> Result<(), Error> {
        self.wrong_type.get_or_insert(member);
        reader.skip()
    }

    /// The value of a registered string member.
    fn get(&self, name: &'static str) -> Option<&'j str> {
        let known = STRINGS.iter().zip(self.strings).find(|(known, _)| **known == name);
        known.and_then(|(_, value)| value)
    }

    /// Checks what the members say, and that they agree.
    fn jwk(&self, spelling: Spelling) -> Result<Jwk, KeyError> {
        if let Some(member) = self.wrong_type {
            return Err(KeyError::Jwk { member, rule: "of the wrong type" });
        }
        let material = self.material(spelling)?;
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
        Ok(Jwk {
            material,
            key_id: self.get("kid").map(Box::from),
            algorithm,
            key_use: self.get("use").map(Box::from),
            operations: self.operations()?,
        })
    }

    fn operations(&self) -> Result<Vec<Box<str>>, KeyError> {
        let mut seen = BTreeSet::new();
        if !self.operations.iter().all(|operation| seen.insert(*operation)) {
            return Err(KeyError::Jwk { member: "key_ops", rule: "an operation twice" });
        }
        // RFC 7517 section 4.3: `use` and `key_ops` must say the same, where both are there.
        let for_signatures = self.get("use") == Some("sig");
        if for_signatures && self.operations.iter().any(|operation| !matches!(*operation, "sign" | "verify")) {
            return Err(KeyError::Jwk { member: "key_ops", rule: "not what use says" });
        }
        Ok(self.operations.iter().copied().map(Box::from).collect())
    }

    fn material(&self, spelling: Spelling) -> Result<Material, KeyError> {
        match self.get("kty") {
            Some("oct") => match secret("k", self.required("k")?)? {
                k if k.is_empty() => Err(KeyError::Jwk { member: "k", rule: "empty" }),
                k => Ok(Material::Oct(k)),
            },
            Some("RSA") => self.rsa(spelling),
            Some(key_type @ ("EC" | "OKP")) => self.on_a_curve(key_type, spelling),
            Some(_) => Err(KeyError::Jwk { member: "kty", rule: "unknown" }),
            None => Err(KeyError::Jwk { member: "kty", rule: "missing" }),
        }
    }

    fn rsa(&self, spelling: Spelling) -> Result<Material, KeyError> {
        const FACTORS: [&str; 5] = ["p", "q", "dp", "dq", "qi"];
        if self.other_primes {
            return Err(KeyError::Jwk { member: "oth", rule: "more than two primes" });
        }
        let private = match (self.get("d"), FACTORS.iter().find(|member| self.get(member).is_some())) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(KeyError::Jwk { member: "d", rule: "missing" });
            }
            (Some(d), None) => Some(RsaPrivate { d: secret_integer("d", d)?, factors: None }),
            (Some(d), Some(_)) => {
                let d = secret_integer("d", d)?;
                let factor = |member| secret_integer(member, self.required(member)?);
                let factors = [factor("p")?, factor("q")?, factor("dp")?, factor("dq")?, factor("qi")?];
                Some(RsaPrivate { d, factors: Some(factors) })
            }
        };
        let integer = |member| spelling.integer(member, self.required(member)?);
        Ok(Material::Rsa { n: integer("n")?, e: integer("e")?, private })
    }

    fn on_a_curve(&self, key_type: &str, spelling: Spelling) -> Result<Material, KeyError> {
        let name = self.required("crv")?;
        let known = CURVES.iter().find(|(known_type, known, _)| *known == name && *known_type == key_type);
        let &(_, curve, length) = known.ok_or(KeyError::Jwk { member: "crv", rule: "unknown" })?;
        let coordinate = |member| spelling.coordinate(member, self.required(member)?, length);
        // RFC 8037 section 2: the public key of OKP is octets, and no number.
        let x = match key_type {
            "EC" => coordinate("x")?,
            _ => spelling.octets("x", self.required("x")?)?,
        };
        check_length("x", &x, length)?;
        let d = self.get("d").map(|d| secret("d", d)).transpose()?;
        if let Some(d) = &d {
            check_length("d", d, length)?;
        }
        match key_type {
            "EC" => Ok(Material::Ec { curve, x, y: coordinate("y")?, d }),
            _ => Ok(Material::Okp { curve, x, d }),
        }
    }

    fn required(&self, member: &'static str) -> Result<&'j str, KeyError> {
        self.get(member).ok_or(KeyError::Jwk { member, rule: "missing" })
    }
}
