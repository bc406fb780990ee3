//! Reading a JWK: RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2, RFC 9964 section 3.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Jwk;
use super::spelling::{Spelling, check_length, secret, secret_integer};
use crate::error::{Defect, JwkMember, KeyDefect, KeyError, KeyPart};
use crate::json::{Error, Reader};
use crate::jwa::{Algorithm, Material, RsaPrivate};
use crate::secret::WipedBytes;

/// The registered members that are strings. `key_ops` and `oth`, the others that this crate uses, are arrays.
const STRINGS: [JwkMember; 18] = [
    JwkMember::KeyType,
    JwkMember::Use,
    JwkMember::Algorithm,
    JwkMember::KeyId,
    JwkMember::Curve,
    JwkMember::X,
    JwkMember::Y,
    JwkMember::D,
    JwkMember::N,
    JwkMember::E,
    JwkMember::P,
    JwkMember::Q,
    JwkMember::Dp,
    JwkMember::Dq,
    JwkMember::Qi,
    JwkMember::K,
    JwkMember::Public,
    JwkMember::Private,
];

/// The members that every key type may have (RFC 7517 section 4). The meaning of the others depends on `kty`.
const COMMON: [JwkMember; 5] =
    [JwkMember::KeyType, JwkMember::Use, JwkMember::Operations, JwkMember::Algorithm, JwkMember::KeyId];

/// Parses a JSON text that is one key.
pub(super) fn jwk(json: &[u8], spelling: Spelling) -> Result<Jwk, KeyError> {
    // A copy that we wipe. Its second half is the reader's room to decode escapes.
    let mut buffer = WipedBytes::new(json.repeat(2));
    let mut reader = Reader::new(&mut buffer, json.len());
    let members = Members::read(&mut reader);
    reader.finish().map_err(|defect| KeyError::Json(KeyPart::Jwk, defect))?;
    members.map_err(|_| KeyError::Json(KeyPart::Jwk, Defect::Json))?.jwk(spelling)
}

/// The members of a key as they are read.
#[derive(Default)]
struct Members<'j> {
    strings: [Option<&'j str>; STRINGS.len()],
    /// Empty if absent: some producers write an empty list for one that they have not set.
    operations: Vec<&'j str>,
    /// Whether `oth` lists a third prime or more.
    other_primes: bool,
    /// The first member of the wrong type among those that every key type may have.
    wrong_type: Option<JwkMember>,
    /// The first one among the others. It is an error only if `kty` is known.
    wrong_type_of_key: Option<JwkMember>,
}

impl<'j> Members<'j> {
    /// Reads the next object. [`jwk`](Self::jwk) checks the values later.
    ///
    /// `null` counts as absent, except for `kty`: some producers write it for members that they have not set.
    fn read(reader: &mut Reader<'j>) -> Result<Self, Error> {
        let mut members = Self::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            let known = STRINGS.iter().zip(&mut members.strings).find(|(known, _)| known.as_str() == name);
            match (name, known, reader.peek()) {
                (_, Some((_, slot)), Some(b'"')) => *slot = Some(reader.string()?),
                ("kty", _, _) => members.skip_wrong_type(JwkMember::KeyType, reader)?,
                (_, Some(_), Some(b'n')) | ("key_ops" | "oth", _, Some(b'n')) => reader.skip()?,
                (_, Some((known, _)), _) => members.skip_wrong_type(*known, reader)?,
                ("key_ops", None, Some(b'[')) => members.read_operations(reader)?,
                ("oth", None, Some(b'[')) => members.read_other_primes(reader)?,
                ("key_ops", None, _) => members.skip_wrong_type(JwkMember::Operations, reader)?,
                ("oth", None, _) => members.skip_wrong_type(JwkMember::OtherPrimes, reader)?,
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
                _ => self.skip_wrong_type(JwkMember::Operations, reader)?,
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

    fn skip_wrong_type(&mut self, member: JwkMember, reader: &mut Reader<'j>) -> Result<(), Error> {
        let found = if COMMON.contains(&member) { &mut self.wrong_type } else { &mut self.wrong_type_of_key };
        found.get_or_insert(member);
        reader.skip()
    }

    /// Returns the value of a registered string member.
    fn get(&self, member: JwkMember) -> Option<&'j str> {
        let known = STRINGS.iter().zip(self.strings).find(|(known, _)| **known == member);
        known.and_then(|(_, value)| value)
    }

    /// Checks the values of the members, and that they do not contradict each other.
    fn jwk(&self, spelling: Spelling) -> Result<Jwk, KeyError> {
        if let Some(member) = self.wrong_type {
            return Err(KeyError::Jwk { member, defect: KeyDefect::WrongType });
        }
        // `kty` decides which members make the key.
        let material = self.material(spelling)?;
        let algorithm = self.algorithm()?;
        if let Some(algorithm) = algorithm {
            material.check_fits(algorithm)?;
        }
        Ok(Jwk {
            material,
            key_id: self.get(JwkMember::KeyId).map(Box::from),
            algorithm,
            key_use: self.get(JwkMember::Use).map(Box::from),
            operations: self.operations()?,
        })
    }

    /// Returns `alg`, which must be known if it is present.
    fn algorithm(&self) -> Result<Option<Algorithm>, KeyError> {
        let unknown = KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::Unknown };
        self.get(JwkMember::Algorithm).map(|name| name.parse().map_err(|_| unknown)).transpose()
    }

    fn operations(&self) -> Result<Vec<Box<str>>, KeyError> {
        let mut seen = BTreeSet::new();
        if !self.operations.iter().all(|operation| seen.insert(*operation)) {
            return Err(KeyError::Jwk { member: JwkMember::Operations, defect: KeyDefect::OperationTwice });
        }
        // RFC 7517 section 4.3: `use` and `key_ops`, if both are present, must agree.
        let contradicts_use = |operation: &&str| {
            let is_of_signatures = matches!(*operation, "sign" | "verify");
            match self.get(JwkMember::Use) {
                Some("sig") => !is_of_signatures,
                Some("enc") => is_of_signatures,
                _ => false,
            }
        };
        if self.operations.iter().any(contradicts_use) {
            return Err(KeyError::Jwk { member: JwkMember::Operations, defect: KeyDefect::NotAsUse });
        }
        Ok(self.operations.iter().copied().map(Box::from).collect())
    }

    fn material(&self, spelling: Spelling) -> Result<Material, KeyError> {
        match (self.required(JwkMember::KeyType)?, self.wrong_type_of_key) {
            ("oct" | "RSA" | "EC" | "OKP" | "AKP", Some(member)) => {
                Err(KeyError::Jwk { member, defect: KeyDefect::WrongType })
            }
            ("oct", None) => match secret(JwkMember::K, self.required(JwkMember::K)?)? {
                k if k.is_empty() => Err(KeyError::Jwk { member: JwkMember::K, defect: KeyDefect::Empty }),
                k => Ok(Material::Oct(k)),
            },
            ("RSA", None) => self.rsa(spelling),
            (key_type @ ("EC" | "OKP"), None) => self.on_a_curve(key_type, spelling),
            ("AKP", None) => self.algorithm_key_pair(spelling),
            _ => Err(KeyError::Jwk { member: JwkMember::KeyType, defect: KeyDefect::Unknown }),
        }
    }

    fn rsa(&self, spelling: Spelling) -> Result<Material, KeyError> {
        const FACTORS: [JwkMember; 5] = [JwkMember::P, JwkMember::Q, JwkMember::Dp, JwkMember::Dq, JwkMember::Qi];
        if self.other_primes {
            return Err(KeyError::Jwk { member: JwkMember::OtherPrimes, defect: KeyDefect::TooManyPrimes });
        }
        // RFC 7518 section 6.3.2: `d` alone, or `d` with all five others.
        let private = match (self.get(JwkMember::D), FACTORS.iter().find(|member| self.get(**member).is_some())) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(KeyError::Jwk { member: JwkMember::D, defect: KeyDefect::Missing });
            }
            (Some(d), None) => Some(RsaPrivate { d: secret_integer(JwkMember::D, d)?, factors: None }),
            (Some(d), Some(_)) => {
                let d = secret_integer(JwkMember::D, d)?;
                let factor = |member| secret_integer(member, self.required(member)?);
                let [p, q, dp, dq, qi] = FACTORS.map(factor);
                let factors = [p?, q?, dp?, dq?, qi?];
                Some(RsaPrivate { d, factors: Some(factors) })
            }
        };
        let integer = |member| spelling.integer(member, self.required(member)?);
        Ok(Material::Rsa { n: integer(JwkMember::N)?, e: integer(JwkMember::E)?, private })
    }

    fn on_a_curve(&self, key_type: &str, spelling: Spelling) -> Result<Material, KeyError> {
        let name = self.required(JwkMember::Curve)?;
        // The registry knows the curves of this `kty`, and the length of their coordinates.
        let mut known = Algorithm::ALL.iter().map(|algorithm| algorithm.facts());
        let known = known.find_map(|facts| {
            let curve = facts.family.filter(|curve| facts.key_type == key_type && curve.as_str() == name)?;
            Some((curve, facts.signature_len.end() / 2))
        });
        let (curve, length) = known.ok_or(KeyError::Jwk { member: JwkMember::Curve, defect: KeyDefect::Unknown })?;
        let coordinate = |member| spelling.coordinate(member, self.required(member)?, length);
        // RFC 8037 section 2: the public key of OKP is octets, not a number.
        let x = match key_type {
            "EC" => coordinate(JwkMember::X)?,
            _ => spelling.octets(JwkMember::X, self.required(JwkMember::X)?)?,
        };
        check_length(JwkMember::X, &x, length, KeyDefect::CurveLength)?;
        let d = self.get(JwkMember::D).map(|d| secret(JwkMember::D, d)).transpose()?;
        if let Some(d) = &d {
            check_length(JwkMember::D, d, length, KeyDefect::CurveLength)?;
        }
        match key_type {
            "EC" => Ok(Material::Ec { curve, x, y: coordinate(JwkMember::Y)?, d }),
            _ => Ok(Material::Okp { curve, x, d }),
        }
    }

    fn algorithm_key_pair(&self, spelling: Spelling) -> Result<Material, KeyError> {
        /// Of every parameter set (RFC 9964 section 4).
        const SEED_LEN: usize = 32;
        // RFC 9964 section 3: `alg` is required, since it says what the octets are.
        let missing = KeyError::Jwk { member: JwkMember::Algorithm, defect: KeyDefect::Missing };
        let algorithm = self.algorithm()?.ok_or(missing)?;
        let facts = algorithm.facts();
        let (Some(parameters), Some(public_len)) = (facts.family, facts.public_len) else {
            return Err(KeyError::Jwk { member: JwkMember::KeyType, defect: KeyDefect::NotOfAlgorithm });
        };
        let public = spelling.octets(JwkMember::Public, self.required(JwkMember::Public)?)?;
        check_length(JwkMember::Public, &public, public_len, KeyDefect::AlgorithmLength)?;
        let seed = self.get(JwkMember::Private).map(|seed| secret(JwkMember::Private, seed)).transpose()?;
        if let Some(seed) = &seed {
            check_length(JwkMember::Private, seed, SEED_LEN, KeyDefect::AlgorithmLength)?;
        }
        Ok(Material::Akp { parameters, public, seed })
    }

    fn required(&self, member: JwkMember) -> Result<&'j str, KeyError> {
        self.get(member).ok_or(KeyError::Jwk { member, defect: KeyDefect::Missing })
    }
}
