//! Reading the form of a JSON serialization: RFC 7515 section 7.2.
//!
//! ```text
//! general   = { "payload": string, "signatures": [ 1* { "protected": string, "header": object, "signature": string } ] }
//! flattened = { "payload": string, "protected": string, "header": object, "signature": string }
//! ```
//!
//! `payload` is absent if it is detached, `protected` and `header` if they are empty.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::header::ReceivedUnprotected;
use crate::error::{Defect, JwsMember};
use crate::json::{Error, Reader};

/// How many values may stand in unknown members, at any depth: as many as in a header. Each of them is work before any
/// signature is looked at.
const MAX_VALUES: usize = 64;

/// A document that has the form. What its texts contain was not looked at.
pub(super) struct Document {
    pub(super) payload: Option<Box<str>>,
    pub(super) signatures: Vec<SignatureTexts>,
}

/// The members of one signature.
pub(super) struct SignatureTexts {
    pub(super) protected: Option<Box<str>>,
    pub(super) unprotected: Option<ReceivedUnprotected>,
    pub(super) signature: Box<str>,
}

/// The members of one signature as they are read.
#[derive(Default)]
struct Members {
    protected: Option<Box<str>>,
    header: Option<ReceivedUnprotected>,
    signature: Option<Box<str>>,
}

impl Document {
    pub(super) fn read(text: &str, max_signatures: usize) -> Result<Self, Defect> {
        let mut buffer = text.repeat(2).into_bytes();
        let mut reader = Reader::new(&mut buffer, text.len()).with_values_limit(MAX_VALUES);
        let read = read_document(&mut reader, max_signatures);
        reader.finish()?;
        read.map_err(|_| Defect::Json)?
    }
}

/// The inner error is one of the form, of a text that is JSON.
fn read_document(reader: &mut Reader<'_>, max_signatures: usize) -> Result<Result<Document, Defect>, Error> {
    let mut payload = None;
    let mut general = None;
    let mut flattened = Members::default();
    let mut object = reader.object()?;
    while let Some(name) = reader.name(&mut object)? {
        match name {
            "payload" => payload = Some(string(reader, JwsMember::Payload)?),
            "signatures" => general = Some(signatures(reader, max_signatures)?),
            _ => flattened.read(reader, name)?,
        }
    }
    let signatures = match (general, flattened.is_empty()) {
        (Some(_), false) => Err(Defect::MixedForms),
        (Some(signatures), true) => signatures.into_iter().map(Members::check).collect(),
        (None, _) => flattened.check().and_then(|signature| {
            if max_signatures == 0 { Err(Defect::TooManySignatures) } else { Ok([signature].into()) }
        }),
    };
    Ok(signatures.map(|signatures| Document { payload, signatures }))
}

/// The elements of `signatures`. One more than the limit ends reading.
fn signatures(reader: &mut Reader<'_>, max_signatures: usize) -> Result<Vec<Members>, Error> {
    if reader.peek() != Some(b'[') {
        return reader.refuse(Defect::MemberType(JwsMember::Signatures));
    }
    let mut signatures = Vec::new();
    let mut array = reader.array()?;
    while reader.element(&mut array)? {
        if signatures.len() == max_signatures {
            return reader.fail(Defect::TooManySignatures);
        }
        if reader.peek() != Some(b'{') {
            return reader.refuse(Defect::MemberType(JwsMember::Signatures));
        }
        let mut members = Members::default();
        let mut object = reader.object()?;
        while let Some(name) = reader.name(&mut object)? {
            members.read(reader, name)?;
        }
        signatures.push(members);
    }
    if signatures.is_empty() { reader.fail(Defect::MemberEmpty(JwsMember::Signatures)) } else { Ok(signatures) }
}

impl Members {
    /// Reads the value of the member of this name. Other members are ignored (RFC 7515 section 7.2.1).
    fn read(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), Error> {
        match name {
            "protected" => {
                let text = string(reader, JwsMember::Protected)?;
                if text.is_empty() {
                    return reader.fail(Defect::MemberEmpty(JwsMember::Protected));
                }
                self.protected = Some(text);
            }
            "header" => self.header = Some(header(reader)?),
            "signature" => self.signature = Some(string(reader, JwsMember::Signature)?),
            _ => reader.skip()?,
        }
        Ok(())
    }

    const fn is_empty(&self) -> bool {
        matches!(self, Self { protected: None, header: None, signature: None })
    }

    fn check(self) -> Result<SignatureTexts, Defect> {
        let signature = self.signature.ok_or(Defect::MemberMissing(JwsMember::Signature))?;
        Ok(SignatureTexts { protected: self.protected, unprotected: self.header, signature })
    }
}

fn string(reader: &mut Reader<'_>, member: JwsMember) -> Result<Box<str>, Error> {
    match reader.peek() {
        Some(b'"') => reader.string().map(Box::from),
        _ => reader.refuse(Defect::MemberType(member)),
    }
}

fn header(reader: &mut Reader<'_>) -> Result<ReceivedUnprotected, Error> {
    if reader.peek() != Some(b'{') {
        return reader.refuse(Defect::MemberType(JwsMember::Header));
    }
    let header = ReceivedUnprotected::read_from(reader)?;
    if header.is_empty() { reader.fail(Defect::MemberEmpty(JwsMember::Header)) } else { Ok(header) }
}
