//! Hashes and signatures at the ends of their ranges, and what a key shows of itself.

use std::vec::Vec;

use num_bigint::BigUint;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::verdicts::{Bytes, Hash, Key, order, random, sign};
use super::{HASH, LENGTH, NAME, oracle};

#[test]
fn hash_zero_is_right() {
    let mut rng = StdRng::seed_from_u64(6);
    let secret = random(&mut rng);
    let key = Key::new(&secret);
    for z in [Some([0; HASH]), order().try_into().ok()].into_iter().flatten() {
        let (r, s) = sign(&secret, &z, &random(&mut rng));
        assert!(key.check_signature(&z, &r, &s));
        assert!(!key.check_signature(&z, &s, &r));
    }
}

/// FIPS 186-5 section 6.4.2: r and s are below n, and of a longer hash the leftmost bits count.
#[test]
fn forms_of_hashes_and_signatures() {
    let mut rng = StdRng::seed_from_u64(9);
    let secret = random(&mut rng);
    let key = Key::new(&secret);
    let z: Hash = rng.random();
    let (r, s) = sign(&secret, &z, &random(&mut rng));
    let longer = [&z[..], &[0x5a; 64]].concat();
    for prepared in &key.prepared {
        for length in HASH..=64 {
            assert!(prepared.is_signature(&longer[..length], &r, &s), "{length}");
        }
        assert!(!prepared.is_signature(&longer[..65], &r, &s));
        // Only for P-521 the sum has as many bytes as n.
        if let Some(r) = plus_order(&r) {
            assert!(!prepared.is_signature(&z, &r, &s));
        }
        if let Some(s) = plus_order(&s) {
            assert!(!prepared.is_signature(&z, &r, &s));
        }
    }
}

/// The integer plus n, if it is not longer than n.
fn plus_order(integer: &Bytes) -> Option<Vec<u8>> {
    let sum = (BigUint::from_bytes_be(integer) + BigUint::from_bytes_be(&order())).to_bytes_be();
    (sum.len() == LENGTH).then_some(sum)
}

#[test]
fn debug_names_the_curve() {
    let key = Key::new(&oracle::Scalar::from(77_u64));
    assert_eq!(
        std::format!("{:?}", key.prepared[0]),
        std::format!("PublicKey {{ curve: {}, .. }}", NAME.to_uppercase())
    );
}
