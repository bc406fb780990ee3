//! Any key, hash, r and s of P-256, P-384 and P-521, near the edges: the verdict is that of the crate `ecdsa` with the crate of the curve, by
//! the engine, and through a `VerifyingKey`. A quarter of the inputs try the large table too, which takes long to make: that is a prepared key.
//!
//! The key is made to fit any r and s and hash (its point is recovered from them), or from a private number, with a signature by the definition
//! (FIPS 186-5 section 6.4.1), or it is two coordinates as they come. A signature that fits must be accepted by both.

use std::sync::LazyLock;

use ecdsa::elliptic_curve::point::DecompressPoint;
use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize, SecretKey};
use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{EcdsaCurve, RecoveryId, Signature, VerifyingKey};
use jwt_codec::jwa::EcdsaAlgorithm;
use jwt_codec::{Es256, Es384, Verify};
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha384};
use signature_verification::ecdsa::{PublicKey, Table};

use super::bytes::Bytes;
use super::numbers::{hex, number, octets};

/// A curve, and what is known of it. Points are as in SEC 1, uncompressed.
struct Curve {
    p: BigUint,
    n: BigUint,
    /// The length of n in bits and of a coordinate in octets.
    bits: u64,
    length: usize,
    tables: [Table; 2],
    point_of: fn(&[u8]) -> Option<Vec<u8>>,
    recover: fn(&[u8], &[u8], &[u8], u8) -> Option<Vec<u8>>,
    /// `None` if there is no such point.
    verify: fn(&[u8], &[u8], &[u8], &[u8]) -> Option<bool>,
    hash: fn(&[u8]) -> Vec<u8>,
    /// A `VerifyingKey`, and if wanted one that is prepared.
    verifying: fn(&[u8], bool) -> Option<Vec<Box<dyn Verify>>>,
}

impl Curve {
    fn new<C, A>(p: &[u8], n: &[u8], tables: [Table; 2], hash: fn(&[u8]) -> Vec<u8>) -> Self
    where
        C: EcdsaCurve + CurveArithmetic,
        AffinePoint<C>: DecompressPoint<C> + FromSec1Point<C> + ToSec1Point<C>,
        FieldBytesSize<C>: ModulusSize,
        A: EcdsaAlgorithm,
    {
        let [p, n] = [p, n].map(hex);
        let (bits, length) = (n.bits(), p.to_bytes_be().len());
        Self {
            p,
            n,
            bits,
            length,
            tables,
            point_of: point_of::<C>,
            recover: recover::<C>,
            verify: verify::<C>,
            hash,
            verifying: verifying::<A>,
        }
    }
}

static CURVES: LazyLock<Vec<Curve>> = LazyLock::new(|| {
    vec![
        Curve::new::<p256::NistP256, Es256>(
            b"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            [Table::P256, Table::P256_LARGE],
            |message| Sha256::digest(message).to_vec(),
        ),
        Curve::new::<p384::NistP384, Es384>(
            b"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            [Table::P384, Table::P384_LARGE],
            |message| Sha384::digest(message).to_vec(),
        ),
        #[cfg(feature = "es512")]
        Curve::new::<p521::NistP521, jwt_codec::Es512>(
            b"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            b"01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
            [Table::P521, Table::P521_LARGE],
            |message| sha2::Sha512::digest(message).to_vec(),
        ),
    ]
});

pub fn property(data: &[u8]) {
    let mut bytes = Bytes(data);
    let [curve, kind, tampering] = bytes.array();
    // What a build has no third curve for is an input of another curve there.
    let curve = &CURVES[usize::from(curve) % CURVES.len()];
    let message: [u8; 4] = bytes.array();
    let hash = match bytes.byte() {
        length @ 0..=64 => {
            octets(&number(&mut bytes, usize::from(length).max(1), &[&curve.n]), usize::from(length).max(1))
        }
        _ => (curve.hash)(&message),
    };
    let scalar = |bytes: &mut Bytes<'_>| number(bytes, curve.length, &[&curve.n, &curve.p]);
    let (one, other) = (scalar(&mut bytes), scalar(&mut bytes));
    let case = match kind % 3 {
        0 => recovered(curve, &hash, &one, &other, kind / 3 % 4),
        1 => signed(curve, &hash, &one, &other),
        _ => None,
    };
    let fits = case.is_some();
    let (point, r, s) = case.unwrap_or_else(|| {
        // Two coordinates, or the base point where a recovery has found none, and numbers.
        let coordinates = [&one, &other].map(|coordinate| octets(coordinate, curve.length));
        let base_point = || (curve.point_of)(&octets(&BigUint::from(1_u8), curve.length)).expect("the base point");
        let point = if kind % 3 == 2 { [&[4], coordinates.concat().as_slice()].concat() } else { base_point() };
        (point, scalar(&mut bytes), scalar(&mut bytes))
    });
    let engine = Engine::new(curve, &point, tampering >= 192);
    let accepted = engine.check(&hash, &r, &s, &message);
    assert!(accepted || !fits, "a right signature is refused: {point:x?} {hash:x?} {r:x} {s:x}");

    // What is next to it.
    let mut wrong_hash = hash.clone();
    match tampering % 8 {
        0 => drop(engine.check(&hash, &(&curve.n - &s % &curve.n), &r, &message)),
        1 if s < curve.n => assert_eq!(engine.check(&hash, &r, &((&curve.n - &s) % &curve.n), &message), accepted),
        2 => drop(engine.check(&hash, &(&r + &curve.n), &s, &message)),
        3 => drop(engine.check(&hash, &r, &(&s + &curve.n), &message)),
        4 => drop(engine.check(&hash, &scalar(&mut bytes), &s, &message)),
        5 => drop(engine.check(&hash, &r, &scalar(&mut bytes), &message)),
        6 => drop(engine.check(&hash, &(&r + 1_u8), &(&s + 1_u8), &message)),
        _ => {
            wrong_hash[0] ^= tampering;
            engine.check(&wrong_hash, &r, &s, &message);
        }
    }
}

/// The key for which r and s are a signature over the hash, if r is the x coordinate of a point, or r + n is.
fn recovered(curve: &Curve, hash: &[u8], r: &BigUint, s: &BigUint, id: u8) -> Option<(Vec<u8>, BigUint, BigUint)> {
    let point = (curve.recover)(hash, &octets(r, curve.length), &octets(s, curve.length), id)?;
    Some((point, r.clone(), s.clone()))
}

/// A signature by the private key `d` with the number `k`, if there are such.
fn signed(curve: &Curve, hash: &[u8], d: &BigUint, k: &BigUint) -> Option<(Vec<u8>, BigUint, BigUint)> {
    let point = (curve.point_of)(&octets(d, curve.length))?;
    let sum = (curve.point_of)(&octets(k, curve.length))?;
    let r = BigUint::from_bytes_be(&sum[1..=curve.length]) % &curve.n;
    // The leftmost bits of the hash, as many as n has.
    let excess = (8 * hash.len() as u64).saturating_sub(curve.bits);
    let z = BigUint::from_bytes_be(hash) >> excess;
    let s = k.modinv(&curve.n)? * (z + &r * d) % &curve.n;
    let zero = BigUint::ZERO;
    (r != zero && s != zero).then_some((point, r, s))
}

/// A key with one table or both, and as the library has it; `None` if they refuse the point.
struct Engine<'c> {
    curve: &'c Curve,
    point: Vec<u8>,
    keys: Vec<Option<PublicKey>>,
    verifying: Option<Vec<Box<dyn Verify>>>,
}

impl<'c> Engine<'c> {
    fn new(curve: &'c Curve, point: &[u8], with_large_table: bool) -> Self {
        let (x, y) = point[1..].split_at(curve.length);
        let tables = &curve.tables[..=usize::from(with_large_table)];
        let keys: Vec<_> = tables.iter().map(|table| PublicKey::new(*table, x, y)).collect();
        let verifying = (curve.verifying)(point, with_large_table);
        assert!(keys.iter().all(|key| key.is_some() == verifying.is_some()), "{point:x?}");
        Self { curve, point: point.to_vec(), keys, verifying }
    }

    /// The verdict, which is the oracle's.
    fn check(&self, hash: &[u8], r: &BigUint, s: &BigUint, message: &[u8]) -> bool {
        let length = self.curve.length;
        // What is too long to be written is no signature at all.
        let longest = BigUint::from(1_u8) << (8 * length);
        if *r >= longest || *s >= longest {
            return false;
        }
        let [r, s] = [r, s].map(|number| octets(number, length));
        let expected = (self.curve.verify)(&self.point, hash, &r, &s);
        for key in &self.keys {
            let found = key.as_ref().map(|key| key.is_signature(hash, &r, &s));
            assert_eq!(found, expected, "{:x?} {hash:x?} {r:x?} {s:x?}", self.point);
            if let Some(key) = key {
                assert!(
                    !key.is_signature(hash, &r[1..], &s) && !key.is_signature(hash, &r, &[&[0], s.as_slice()].concat())
                );
            }
        }
        let hash_of_message = (self.curve.hash)(message);
        let is_same = hash_of_message == hash;
        let verify = || (self.curve.verify)(&self.point, &hash_of_message, &r, &s);
        let expected_of_message = if is_same { expected } else { verify() };
        for key in self.verifying.iter().flatten() {
            let found = key.verify(message, &[r.as_slice(), &s].concat()).is_ok();
            assert_eq!(Some(found), expected_of_message, "{:x?} {message:x?} {r:x?} {s:x?}", self.point);
        }
        expected == Some(true)
    }
}

fn point_of<C>(scalar: &[u8]) -> Option<Vec<u8>>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let key = SecretKey::<C>::from_slice(scalar).ok()?;
    Some(key.public_key().to_sec1_point(false).as_bytes().to_vec())
}

fn signature<C: EcdsaCurve + CurveArithmetic>(r: &[u8], s: &[u8]) -> Option<Signature<C>> {
    let [r, s] = [r, s].map(|octets| FieldBytes::<C>::try_from(octets).expect("of that length"));
    Signature::from_scalars(r, s).ok()
}

fn recover<C>(hash: &[u8], r: &[u8], s: &[u8], id: u8) -> Option<Vec<u8>>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: DecompressPoint<C> + FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let id = RecoveryId::from_byte(id)?;
    let key = VerifyingKey::<C>::recover_from_prehash(hash, &signature(r, s)?, id).ok()?;
    Some(key.to_sec1_point(false).as_bytes().to_vec())
}

fn verify<C>(point: &[u8], hash: &[u8], r: &[u8], s: &[u8]) -> Option<bool>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let key = VerifyingKey::<C>::from_sec1_bytes(point).ok()?;
    Some(signature(r, s).is_some_and(|signature| key.verify_prehash(hash, &signature).is_ok()))
}

fn verifying<A: EcdsaAlgorithm>(point: &[u8], with_prepared: bool) -> Option<Vec<Box<dyn Verify>>> {
    let key = || jwt_codec::VerifyingKey::<A>::from_sec1_bytes(point).ok();
    let mut keys: Vec<Box<dyn Verify>> = vec![Box::new(key()?)];
    if with_prepared {
        keys.push(Box::new(key()?.prepare()));
    }
    Some(keys)
}
