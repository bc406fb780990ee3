//! What takes long is computed when a key is made, and for one from a JWK when it is first used: then once, for all its clones, and the
//! key is the same key before and after. For P-256 that is a table, for RSA the Montgomery values.

use std::sync::Barrier;
use std::thread;

use allocation_counter::measure;
use jwt_codec::jwk::{Jwk, JwkSet, KeySet};
use jwt_codec::jws::{self, Header};
use jwt_codec::{Es256, InvalidSignature, Ps256, Rs256, Sign, SigningKey, Verify, VerifyingKey};

use crate::support::keys;
use crate::support::openssl::Folder;

/// Bytes in a table, without its key.
const TABLE: u64 = 16 * 1024;

const MESSAGE: &[u8] = b"message";

fn jwk() -> Jwk {
    keys::es256_verifying().to_jwk()
}

/// What is allocated when the key verifies a good signature and a bad one.
#[track_caller]
fn allocated_by_use(key: &impl Verify) -> u64 {
    let good = keys::signature(&keys::es256(), MESSAGE);
    let allocated = measure(|| {
        assert_eq!(key.verify(b"another message", &good), Err(InvalidSignature));
        assert_eq!(key.verify(MESSAGE, &good), Ok(()));
    });
    allocated.bytes_total
}

#[test]
fn keys_that_are_no_jwk_have_their_table() {
    let public = keys::es256_verifying();
    let (x, y) = (public.to_der()[27..59].to_vec(), public.to_der()[59..].to_vec());
    let make = [
        || keys::es256_verifying(),
        || VerifyingKey::from_der(&keys::es256_verifying().to_der()).unwrap(),
        || keys::es256().verifying_key(),
    ];
    let made = make.map(|make| make()).into_iter().chain([VerifyingKey::from_coordinates(&x, &y).unwrap()]);
    for key in made {
        assert_eq!(allocated_by_use(&key), 0);
    }
    assert!(measure(|| drop(keys::es256_verifying())).bytes_total > TABLE);
}

#[test]
fn key_from_a_jwk_makes_its_table_when_it_is_first_used() {
    for jwk in [jwk(), keys::es256().to_secret_jwk()] {
        let mut key = None;
        let made = measure(|| key = Some(VerifyingKey::<Es256>::from_jwk(&jwk).unwrap()));
        assert!(made.bytes_total < TABLE / 8, "{}", made.bytes_total);
        let key = key.unwrap();
        let clone = key.clone();
        assert!(allocated_by_use(&key) > TABLE);
        assert_eq!(allocated_by_use(&key), 0);
        assert_eq!(allocated_by_use(&clone), 0);
    }
}

/// Bytes in the Montgomery values of 2048 bits: more than three numbers, n, R^2 and a factor.
const MONTGOMERY: u64 = 3 * 256;

#[test]
fn rsa_key_from_a_jwk_is_prepared_when_it_is_first_used() {
    let pkcs8 = Folder::recorded().bytes("rsa-2048-pkcs8.der");
    let used = |key: &dyn Verify, good: &[u8]| {
        let allocated = measure(|| {
            assert_eq!(key.verify(b"another message", good), Err(InvalidSignature));
            assert_eq!(key.verify(MESSAGE, good), Ok(()));
        });
        allocated.bytes_total
    };
    let rs256 = SigningKey::<Rs256>::from_der(&pkcs8).unwrap();
    let good = keys::signature(&rs256, MESSAGE);
    for jwk in [rs256.verifying_key().to_jwk(), rs256.to_secret_jwk()] {
        let key = VerifyingKey::<Rs256>::from_jwk(&jwk).unwrap();
        let clone = key.clone();
        assert_eq!((key.signature_len(), key.to_der()), (256, rs256.verifying_key().to_der()));
        assert!(used(&key, &good) > MONTGOMERY);
        assert_eq!((used(&key, &good), used(&clone, &good)), (0, 0));
    }
    let ps256 = SigningKey::<Ps256>::from_der(&pkcs8).unwrap();
    let good = keys::signature(&ps256, MESSAGE);
    let key = ps256.verifying_key().to_jwk().verifying_key().unwrap();
    assert!(used(&*key, &good) > MONTGOMERY);
    assert_eq!(used(&*key, &good), 0);
    // Keys that are no JWK are prepared.
    assert_eq!(used(&ps256.verifying_key(), &good), 0);
    assert_eq!(used(&VerifyingKey::<Ps256>::from_der(&ps256.verifying_key().to_der()).unwrap(), &good), 0);
}

/// The table is made at once.
#[test]
fn prepared_key_from_a_jwk_has_its_table() {
    let key = VerifyingKey::<Es256>::from_jwk(&jwk()).unwrap().prepare();
    assert_eq!(allocated_by_use(&key), 0);
}

#[test]
fn only_the_used_keys_of_a_set_have_tables() {
    let keys: Vec<_> = (0..100).map(|at| jwk().with_key_id(at.to_string())).collect();
    let set = keys.into_iter().collect::<JwkSet>();
    let mut made = None;
    let allocated = measure(|| made = Some(KeySet::from_jwk_set(&set).unwrap()));
    assert!(allocated.bytes_total < 100 * TABLE / 8, "{}", allocated.bytes_total);
    let set = made.unwrap();
    let clone = set.clone();

    let key = keys::es256();
    let token = jws::sign(&Header::new(key.algorithm()).with_key_id("42"), b"payload", &key).unwrap();
    let used = |set: &KeySet| measure(|| assert_eq!(jws::verify(&token, set).unwrap().payload, b"payload")).bytes_total;
    let (first, second, of_clone) = (used(&set), used(&set), used(&clone));
    assert!(first > TABLE && second < TABLE / 8 && of_clone < TABLE / 8, "{first}, {second}, {of_clone}");
}

/// The tables of the other curves have the sizes that the docs name, and what is allocated besides is freed again.
#[cfg(all(feature = "es384", feature = "es512", feature = "eddsa"))]
#[test]
fn keys_of_every_curve_make_their_table_when_they_are_first_used() {
    use jwt_codec::{Ed25519, Es384, Es512, SigningKey};

    let es384 = SigningKey::<Es384>::generate().unwrap();
    let key = VerifyingKey::<Es384>::from_jwk(&es384.verifying_key().to_jwk()).unwrap();
    check_first_use(&key, &es384, 24 * 1024);
    check_first_use(&key.prepare(), &es384, 0);
    let es512 = SigningKey::<Es512>::generate().unwrap();
    let key = VerifyingKey::<Es512>::from_jwk(&es512.verifying_key().to_jwk()).unwrap();
    check_first_use(&key, &es512, 18 * 1024);
    check_first_use(&key.prepare(), &es512, 0);
    let ed25519 = SigningKey::<Ed25519>::generate().unwrap();
    let key = VerifyingKey::<Ed25519>::from_jwk(&ed25519.verifying_key().to_jwk()).unwrap();
    check_first_use(&key, &ed25519, 24 * 1024);
    check_first_use(&key.prepare(), &ed25519, 0);
    check_first_use(&ed25519.verifying_key(), &ed25519, 0);
}

/// Of the first two verifications, the first keeps a table of this size, and the second keeps and allocates nothing.
#[track_caller]
fn check_first_use(key: &impl Verify, signer: &impl Sign, table: i64) {
    let good = keys::signature(signer, MESSAGE);
    let first = measure(|| assert_eq!(key.verify(MESSAGE, &good), Ok(())));
    let kept = first.bytes_current;
    assert!((table..=table + 256).contains(&kept), "{kept}");
    let second = measure(|| assert_eq!(key.verify(b"another message", &good), Err(InvalidSignature)));
    assert_eq!(second.bytes_total, 0);
}

/// Threads that use a key for the first time at once all get the right answer.
#[test]
fn first_use_by_many_threads() {
    const THREADS: usize = 8;
    let good = keys::signature(&keys::es256(), MESSAGE);
    for _ in 0..20 {
        let key = VerifyingKey::<Es256>::from_jwk(&jwk()).unwrap();
        let start = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    start.wait();
                    assert_eq!(key.verify(MESSAGE, &good), Ok(()));
                    assert_eq!(key.verify(b"another message", &good), Err(InvalidSignature));
                });
            }
        });
    }
}

#[test]
fn unused_key_is_the_same_key() {
    let (key, eager) = (VerifyingKey::<Es256>::from_jwk(&jwk()).unwrap(), keys::es256_verifying());
    assert_eq!(key.to_der(), eager.to_der());
    assert_eq!(key.to_jwk().to_json().unwrap(), eager.to_jwk().to_json().unwrap());
    assert_eq!((key.algorithm(), key.signature_len()), (eager.algorithm(), eager.signature_len()));
}

/// What `prepare` keeps has the sizes that its docs name.
#[cfg(all(feature = "es384", feature = "es512", feature = "eddsa"))]
#[test]
fn prepared_keys_keep_the_larger_table() {
    #[track_caller]
    fn keeps<K: Clone>(key: &K, prepare: fn(K) -> K, table: i64) {
        let own = key.clone();
        let mut prepared = None;
        let kept = measure(|| prepared = Some(prepare(own))).bytes_current;
        assert!((table..=table + 1024).contains(&kept), "{kept}");
    }
    use jwt_codec::{Ed25519, Es384, Es512, SigningKey};
    keeps(&keys::es256_verifying(), VerifyingKey::prepare, 128 * 1024);
    keeps(&SigningKey::<Es384>::generate().unwrap().verifying_key(), VerifyingKey::prepare, 144 * 1024);
    keeps(&SigningKey::<Es512>::generate().unwrap().verifying_key(), VerifyingKey::prepare, 144 * 1024);
    keeps(&SigningKey::<Ed25519>::generate().unwrap().verifying_key(), VerifyingKey::prepare, 96 * 1024);
}
