//! Changes the signature, or who made it.

use jwt_codec::jwa::Sign;

use crate::keys::Key;
use crate::random::Random;

/// Makes one change. `keys` are all keys, `message` is the signing input.
pub fn mutate(random: &mut Random, key: &Key, keys: &[Key], message: &[u8], signature: &mut Vec<u8>) -> &'static str {
    match random.below(10) {
        0 => {
            let at = random.below(signature.len());
            signature[at] ^= 1 << random.below(8);
            "signature: one bit"
        }
        1 => {
            signature.truncate(random.below(signature.len()));
            "signature: cut"
        }
        2 => {
            let more = 1 + random.below(70);
            if random.percent(30) {
                signature.splice(..0, vec![0; more]);
            } else {
                signature.resize(signature.len() + more, 0);
            }
            "signature: extended"
        }
        3 => {
            match random.below(4) {
                0 => signature.fill(0),
                1 => signature.fill(0xff),
                2 => {
                    let half = signature.len() / 2;
                    signature[..half].fill(0);
                }
                _ => {
                    let half = signature.len() / 2;
                    signature[half..].fill(0);
                }
            }
            "signature: zeros or ones"
        }
        4 => {
            *signature = sign(&*key.other, message);
            "signature: of another key"
        }
        5 => {
            *signature = sign(&*keys[random.below(keys.len())].signing, message);
            "signature: of another algorithm"
        }
        6 => {
            if let Some(confused) = &key.confused {
                *signature = sign(&**confused, message);
            }
            "signature: HMAC with the public key"
        }
        7 => {
            let half = signature.len() / 2;
            signature.rotate_left(half);
            "signature: halves changed places"
        }
        8 => {
            if let Some(order) = order(key.name) {
                let half = signature.len() / 2;
                subtract(&order, &mut signature[half..]);
            }
            "signature: its twin (r, n - s)"
        }
        _ => {
            if key.name.starts_with("ES") && signature.len() <= 96 {
                *signature = der(signature);
            }
            "signature: DER"
        }
    }
}

/// Signs.
pub fn sign(key: &dyn Sign, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.signature_len()];
    key.sign(message, &mut signature).expect("a local key signs");
    signature
}

/// The order of the curve (SEC 2, version 2, sections 2.4.2 and 2.5.1).
fn order(name: &str) -> Option<Vec<u8>> {
    let hex = match name {
        "ES256" => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "ES384" => "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        _ => return None,
    };
    Some((0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect())
}

/// `value` becomes `from - value`.
fn subtract(from: &[u8], value: &mut [u8]) {
    let mut borrow = 0;
    for (from, value) in from.iter().zip(value).rev() {
        let difference = i16::from(*from) - i16::from(*value) - borrow;
        borrow = i16::from(difference < 0);
        *value = difference.to_le_bytes()[0];
    }
}

/// `r || s` as the SEQUENCE of two INTEGERs. Both are shorter than 128 bytes together.
fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let mut body = Vec::new();
    for number in [r, s] {
        let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = usize::from(digits.first().is_none_or(|byte| *byte > 0x7f));
        body.extend([2, u8::try_from(digits.len() + sign).expect("short")]);
        body.extend(vec![0; sign]);
        body.extend(digits);
    }
    let mut whole = vec![0x30, u8::try_from(body.len()).expect("short")];
    whole.extend(body);
    whole
}
