//! Signatures that are none (threat classes 1, 2, 6, 10, 11, 12, 18, 28, 29, 43): one error for all of them.

use jwt_codec::{Algorithm, Defect, Es256, InvalidSignature, Part, Rs256, Verify, VerifyError, VerifyingKey, jws};

use crate::keys::sizes::P256_ORDER;
use crate::support::{base64url, keys, rfc};

const MESSAGE: &[u8] = b"header.payload";

/// An ASN.1 INTEGER.
fn integer(value: &[u8]) -> Vec<u8> {
    let start = value.iter().position(|&byte| byte != 0).unwrap_or(value.len() - 1);
    let mut magnitude = value[start..].to_vec();
    if magnitude[0] >= 0x80 {
        magnitude.insert(0, 0);
    }
    [&[2, u8::try_from(magnitude.len()).unwrap()], &magnitude[..]].concat()
}

/// `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3).
fn der_signature(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(32);
    let body = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(body.len()).unwrap()], &body[..]].concat()
}

/// `n - s`.
fn negated(s: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = Vec::new();
    for (&order, &digit) in P256_ORDER.iter().zip(s).rev() {
        let value = 256 + i32::from(order) - i32::from(digit) - borrow;
        borrow = i32::from(value < 256);
        difference.push(u8::try_from(value % 256).unwrap());
    }
    difference.reverse();
    difference
}

/// CVE-2022-21449: r and s are from 1 to n - 1.
#[test]
fn es256_psychic_signatures() {
    let key = keys::es256_verifying();
    let good = keys::signature(&keys::es256(), MESSAGE);
    assert_eq!(key.verify(MESSAGE, &good), Ok(()));
    let (r, s) = good.split_at(32);
    let mut above = P256_ORDER;
    above[31] += 1;
    let mut below = P256_ORDER;
    below[31] -= 1;
    let mut one = [0; 32];
    one[31] = 1;
    let hostile: [&[u8]; 6] = [&[0; 32], &P256_ORDER, &above, &below, &[0xff; 32], &one];
    for x in hostile {
        for y in hostile.into_iter().chain([r, s]) {
            assert_eq!(key.verify(MESSAGE, &[x, y].concat()), Err(InvalidSignature));
            assert_eq!(key.verify(MESSAGE, &[y, x].concat()), Err(InvalidSignature));
        }
    }
    assert_eq!(key.verify(MESSAGE, &[s, r].concat()), Err(InvalidSignature));
}

/// CVE-2019-14859: 64 bytes, nothing else; DER is another format.
#[test]
fn es256_signature_lengths() {
    let key = keys::es256_verifying();
    let good = keys::signature(&keys::es256(), MESSAGE);
    let padded: Vec<u8> = good.iter().copied().chain([0; 200]).collect();
    let led: Vec<u8> = [0; 200].into_iter().chain(good.iter().copied()).collect();
    for length in (0..=200).filter(|&length| length != 64) {
        assert_eq!(key.verify(MESSAGE, &padded[..length]), Err(InvalidSignature), "{length}");
        assert_eq!(key.verify(MESSAGE, &led[led.len() - length..]), Err(InvalidSignature), "{length}");
        assert_eq!(key.verify(MESSAGE, &vec![0; length]), Err(InvalidSignature), "{length}");
    }
    let (r, s) = good.split_at(32);
    let widened = [&[0], r, &[0], s].concat();
    for other in [der_signature(&good), widened, der_signature(&[r, &negated(s)].concat())] {
        assert_eq!(key.verify(MESSAGE, &other), Err(InvalidSignature));
    }
}

/// RFC 7518 does not ask for the lower `s`: both are good, so the text of a token is no identity.
#[test]
fn es256_takes_either_s() {
    let key = keys::es256_verifying();
    let good = keys::signature(&keys::es256(), MESSAGE);
    let (r, s) = good.split_at(32);
    let other = [r, &negated(s)].concat();
    assert_ne!(other, good);
    assert_eq!(key.verify(MESSAGE, &other), Ok(()));
}

/// CVE-2020-28042: a part of a MAC is no MAC, and neither is more than one.
#[test]
fn hmac_is_compared_whole() {
    let key = keys::hs256_verifying();
    let good = keys::signature(&keys::hs256(), MESSAGE);
    assert_eq!(key.verify(MESSAGE, &good), Ok(()));
    for length in 0..32 {
        assert_eq!(key.verify(MESSAGE, &good[..length]), Err(InvalidSignature), "{length}");
        assert_eq!(key.verify(MESSAGE, &good[32 - length..]), Err(InvalidSignature), "{length}");
    }
    for more in [vec![0], vec![0; 32], good.clone(), vec![0; 2000]] {
        assert_eq!(key.verify(MESSAGE, &[good.clone(), more].concat()), Err(InvalidSignature));
    }
    for position in 0..32 {
        for bit in 0..8 {
            let mut changed = good.clone();
            changed[position] ^= 1 << bit;
            assert_eq!(key.verify(MESSAGE, &changed), Err(InvalidSignature));
        }
    }
}

/// Signatures of 256 bytes below the modulus and not; lengths around it.
#[test]
fn rs256_signature_is_a_number_below_the_modulus() {
    let example = rfc::example("A.2");
    let n = example.key("n");
    let key = VerifyingKey::<Rs256>::from_components(&n, &example.key("e")).unwrap();
    let (input, signature) = example.compact().rsplit_once('.').unwrap();
    let good = base64url::decode(signature).unwrap();
    assert_eq!(key.verify(input.as_bytes(), &good), Ok(()));
    // s + n represents the same number; it still has 257 bytes or is too large.
    let mut sum = Vec::new();
    let mut carry = 0;
    for (&one, &other) in good.iter().zip(&n).rev() {
        let value = u16::from(one) + u16::from(other) + carry;
        sum.push(value.to_be_bytes()[1]);
        carry = value >> 8;
    }
    sum.push(carry.to_be_bytes()[1]);
    sum.reverse();
    let mut zero_led = good.clone();
    zero_led.insert(0, 0);
    let mut one = vec![0; 256];
    one[255] = 1;
    let mut changed = good.clone();
    changed[255] ^= 1;
    for hostile in [
        sum.clone(),
        sum[1..].to_vec(),
        zero_led,
        n,
        vec![0; 256],
        vec![0xff; 256],
        one,
        changed,
        good[1..].to_vec(),
        vec![],
    ] {
        assert_eq!(key.verify(input.as_bytes(), &hostile), Err(InvalidSignature));
    }
    for length in [1, 32, 64, 255, 257, 512, 1024, 1025, 4096] {
        assert_eq!(key.verify(input.as_bytes(), &vec![1; length]), Err(InvalidSignature));
    }
}

/// A key that is asked with the bytes of a signature alone refuses as a verifier does.
#[test]
fn empty_message_and_signature() {
    assert_eq!(keys::hs256_verifying().verify(b"", b""), Err(InvalidSignature));
    assert_eq!(keys::es256_verifying().verify(b"", b""), Err(InvalidSignature));
    assert_eq!(keys::rs256_verifying().verify(b"", b""), Err(InvalidSignature));
    let signature = keys::signature(&keys::es256(), b"");
    assert_eq!(VerifyingKey::<Es256>::from_pem(keys::EC_PUBLIC_PEM).unwrap().verify(b"", &signature), Ok(()));
}

/// A key by hand that accepts every signature.
#[derive(Debug)]
struct Careless;

impl Verify for Careless {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }

    fn signature_len(&self) -> usize {
        32
    }

    fn verify(&self, _message: &[u8], _signature: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }
}

/// The form of a signature is not left to the key.
#[test]
fn keys_by_hand_see_signatures_of_their_length_only() {
    let token = |signature: &str| format!("{}.e30.{signature}", base64url::encode(r#"{"alg":"HS256"}"#));
    let verdict = |signature: &str| jws::verify(&token(signature), &Careless).map(|_| ());
    let malformed = Err(VerifyError::Malformed(Part::Signature, Defect::Base64url));
    assert_eq!(verdict(&"A".repeat(43)), Ok(()));
    assert_eq!(verdict(""), Err(VerifyError::InvalidSignature));
    assert_eq!(verdict(&"A".repeat(42)), Err(VerifyError::InvalidSignature));
    assert_eq!(verdict(&"A".repeat(44)), Err(VerifyError::InvalidSignature));
    assert_eq!(verdict(&"A".repeat(41)), malformed);
    assert_eq!(verdict(&"*".repeat(43)), malformed);
}
