//! base64url as RFC 4648 section 5 spells it out, one bit group after the other: the plain twin of what the crate uses.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(crate) fn alphabet() -> impl Iterator<Item = char> {
    ALPHABET.iter().copied().map(char::from)
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for group in bytes.as_ref().chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for position in 0..=group.len() {
            let index = bits >> (18 - 6 * position) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

/// The bytes behind a text, if it is the one canonical text of any bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for character in text.bytes() {
        let value = ALPHABET.iter().position(|&known| known == character)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    (encode(&bytes) == text).then_some(bytes)
}
