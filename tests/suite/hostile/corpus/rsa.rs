//! RSA signatures by the private key over another encoding than the right one, and numbers beyond the modulus:
//! [`Class::RsaPadding`]. Nobody but the owner can make the former, so a verifier that accepts them accepts forgeries too
//! (Bleichenbacher's of 2006 for the exponent 3), or other algorithms.

use jwt_codec::{Algorithm, VerifyError};
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::victim::Victim;
use super::{Case, Class};

/// The DER before a digest (RFC 8017 section 9.2, note 1), as far as the length of the digest.
const SHA1_INFO: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
const SHA2_OID: [u8; 10] = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let hash = match victim.algorithm {
        Algorithm::RS256 | Algorithm::PS256 => Hash { number: 1, length: 32 },
        Algorithm::RS384 | Algorithm::PS384 => Hash { number: 2, length: 48 },
        Algorithm::RS512 | Algorithm::PS512 => Hash { number: 3, length: 64 },
        _ => return Vec::new(),
    };
    let key = Key::read(&victim.private);
    let (input, good) = victim.control();
    let is_pss = victim.is(&[Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]);
    let (right, wrong) = if is_pss { pss(hash, input.as_bytes()) } else { pkcs1v15(hash, input.as_bytes()) };
    let mut cases: Vec<_> = right
        .into_iter()
        .map(|(what, encoded)| Case::accepted(Class::RsaPadding, what, victim.with_signature(key.apply(&encoded))))
        .collect();
    let refused = |what: &str, signature: Vec<u8>| {
        Case::refused(Class::RsaPadding, what, victim.with_signature(signature), VerifyError::InvalidSignature)
    };
    cases.extend(wrong.iter().map(|(what, encoded)| refused(what, key.apply(encoded))));
    let s = BigUint::from_bytes_be(&good);
    for number in
        [BigUint::ZERO, BigUint::from(1_u8), &key.n - 1_u8, key.n.clone(), &key.n + 1_u8, &key.n - &s, &key.n + s]
    {
        let bytes = number.to_bytes_be();
        let padded = [vec![0; SIZE.saturating_sub(bytes.len())], bytes].concat();
        cases.push(refused("another number", padded));
    }
    cases
}

/// The bytes of the modulus.
const SIZE: usize = 256;

#[derive(Clone, Copy)]
struct Hash {
    /// The last number of its identifier: SHA-256 is 1.
    number: u8,
    length: usize,
}

impl Hash {
    fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        let message = parts.concat();
        match self.number {
            1 => Sha256::digest(message).to_vec(),
            2 => Sha384::digest(message).to_vec(),
            _ => Sha512::digest(message).to_vec(),
        }
    }

    fn other(self) -> Self {
        if self.number == 1 { Self { number: 3, length: 64 } } else { Self { number: 1, length: 32 } }
    }

    /// The DER before the digest, with these parameters.
    fn info(self, parameters: &[u8]) -> Vec<u8> {
        let byte = |length: usize| u8::try_from(length).unwrap();
        let algorithm = [&SHA2_OID[..], &[self.number], parameters].concat();
        let algorithm = [&[0x30, byte(algorithm.len())], &algorithm[..]].concat();
        let length = byte(algorithm.len() + 2 + self.length);
        [&[0x30, length], &algorithm[..], &[4, byte(self.length)]].concat()
    }
}

/// The two numbers of a private key.
struct Key {
    n: BigUint,
    d: BigUint,
}

impl Key {
    /// From PKCS#8: the modulus, the exponent 65537 and the private exponent stand one behind the other (RFC 8017 appendix A.1.2).
    fn read(der: &[u8]) -> Self {
        let start = der.windows(4).position(|window| window == [0x02, 0x82, 0x01, 0x01]).unwrap();
        let behind = &der[start + 4 + SIZE + 1..];
        assert_eq!(behind[..5], [0x02, 0x03, 0x01, 0x00, 0x01]);
        let length = usize::from(u16::from_be_bytes([behind[7], behind[8]]));
        let d = BigUint::from_bytes_be(&behind[9..9 + length]);
        Self { n: BigUint::from_bytes_be(&der[start + 4..][..=SIZE]), d }
    }

    /// The signature whose encoding comes out as this.
    fn apply(&self, encoded: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be(encoded);
        assert!(number < self.n && encoded.len() == SIZE);
        let bytes = number.modpow(&self.d, &self.n).to_bytes_be();
        [vec![0; SIZE - bytes.len()], bytes].concat()
    }
}

type Encodings = Vec<(&'static str, Vec<u8>)>;

/// EMSA-PKCS1-v1_5: `00 01 ff .. ff 00`, the DER, the digest.
fn pkcs1v15(hash: Hash, message: &[u8]) -> (Encodings, Encodings) {
    let digest = hash.digest(&[message]);
    let info = hash.info(&[5, 0]);
    let framed = |block_type: u8, filler: u8, text: &[u8]| {
        [&[0, block_type][..], &vec![filler; SIZE - 3 - text.len()], &[0], text].concat()
    };
    let with = |info: &[u8], digest: &[u8]| framed(1, 0xff, &[info, digest].concat());
    // Eight bytes of padding, and the rest behind the digest.
    let behind = [&[0, 1][..], &[0xff; 8], &[0], &info, &digest].concat();
    let behind = [behind.clone(), vec![0; SIZE - behind.len()]].concat();
    let mut no_separator = with(&info, &digest);
    no_separator[SIZE - 1 - info.len() - digest.len()] = 0xff;
    let mut gap = with(&info, &digest);
    gap[20] = 0;
    // The parameters hold what a forger chooses.
    let garbage = hash.info(&[4, 6, 1, 2, 3, 4, 5, 6]);
    let other = hash.other();
    let wrong = vec![
        ("something behind the digest", behind),
        ("no parameters", with(&hash.info(&[]), &digest)),
        ("garbage as parameters", with(&garbage, &digest)),
        ("no DER", framed(1, 0xff, &digest)),
        ("another hash", with(&other.info(&[5, 0]), &other.digest(&[message]))),
        ("the name of another hash", with(&[&info[..14], &[other.number], &info[15..]].concat(), &digest)),
        ("SHA-1", with(SHA1_INFO, &digest[..20])),
        ("block type 0", framed(0, 0, &[&info[..], &digest].concat())),
        ("block type 2", framed(2, 0xaa, &[&info[..], &digest].concat())),
        ("another padding", framed(1, 0xfe, &[&info[..], &digest].concat())),
        ("no separator", no_separator),
        ("a zero in the padding", gap),
        ("another message", with(&info, &hash.digest(&[message, b"."]))),
        ("a length in two bytes", with(&[&[0x30, 0x81, info[1]], &info[2..]].concat(), &digest)),
    ];
    (vec![("the right encoding", with(&info, &digest))], wrong)
}

/// How an encoding by EMSA-PSS (RFC 8017 section 9.1.1) is made.
#[derive(Clone, Copy)]
struct Pss {
    hash: Hash,
    mask: Hash,
    salt: usize,
    one: u8,
    zero: u8,
    trailer: u8,
    prefix: usize,
}

impl Pss {
    /// `maskedDB || H || trailer`, with `DB = zeros || one || salt`.
    fn encode(self, message: &[u8]) -> Vec<u8> {
        let salt = vec![0x5a; self.salt];
        let message_hash = self.hash.digest(&[message]);
        let h = self.hash.digest(&[&vec![0; self.prefix], &message_hash, &salt]);
        let length = SIZE - 1 - h.len();
        let zeros = vec![self.zero; length - 1 - salt.len()];
        let mut db = [zeros, vec![self.one], salt].concat();
        for (counter, block) in (0_u32..).zip(db.chunks_mut(self.mask.length)) {
            let mask = self.mask.digest(&[&h, &counter.to_be_bytes()]);
            block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
        }
        db[0] &= 0x7f;
        [db, h, vec![self.trailer]].concat()
    }
}

fn pss(hash: Hash, message: &[u8]) -> (Encodings, Encodings) {
    let right = Pss { hash, mask: hash, salt: hash.length, one: 1, zero: 0, trailer: 0xbc, prefix: 8 };
    let largest = SIZE - 2 - hash.length;
    let mut wrong: Encodings = [0, 1, 20, hash.length - 1, hash.length + 1, largest]
        .map(|salt| ("a salt of another length", Pss { salt, ..right }.encode(message)))
        .into();
    wrong.extend([
        ("another trailer", Pss { trailer: 0xcc, ..right }.encode(message)),
        ("two before the salt", Pss { one: 2, ..right }.encode(message)),
        ("padding that is not zero", Pss { zero: 1, ..right }.encode(message)),
        ("another mask", Pss { mask: hash.other(), ..right }.encode(message)),
        ("another hash", Pss { hash: hash.other(), salt: hash.other().length, ..right }.encode(message)),
        ("no zeros before the digest", Pss { prefix: 0, ..right }.encode(message)),
        ("another message", right.encode(&[message, b"."].concat())),
        ("PKCS#1 v1.5", pkcs1v15(hash, message).0.remove(0).1),
    ]);
    (vec![("the right encoding", right.encode(message))], wrong)
}
