//! The fields limb for limb against `fiat-crypto`, whose code is generated from a machine-checked proof.

use rand::RngExt;
use rand::rngs::StdRng;

/// Limbs at which carries and the shifts of the reductions change.
const EDGE_LIMBS: [u64; 8] = [0, 1, 0xffff_ffff, 0x1_0000_0000, 1 << 63, 0xffff_ffff_0000_0000, u64::MAX - 1, u64::MAX];

/// Operands in Montgomery's form. Each limb is random in three of four, else mostly from the edges.
fn operand<const N: usize>(rng: &mut StdRng, modulus: &[u64; N]) -> [u64; N] {
    let mut limbs = [0; N];
    limbs.fill_with(|| rng.random());
    let choice: u64 = rng.random();
    if choice.is_multiple_of(4) {
        for (i, limb) in limbs.iter_mut().enumerate() {
            *limb = EDGE_LIMBS[(choice >> (4 * i + 2)) as usize % EDGE_LIMBS.len()].wrapping_add(*limb & 3);
        }
    }
    crate::limbs::reduce_once(&limbs, 0, modulus)
}

/// A field that `fiat-crypto` has in Montgomery's form, with the names of its functions.
macro_rules! field {
    ($name:ident, $feature:literal, $limbs:literal, $fiat:ident, $element:ident, $mul:ident, $square:ident, $add:ident,
     $sub:ident, $opp:ident) => {
        #[cfg(feature = $feature)]
        mod $name {
            use fiat_crypto::$fiat::{$add, $element, $mul, $opp, $square, $sub};
            use rand::SeedableRng;
            use rand::rngs::StdRng;

            use crate::ecdsa::$name::Field;
            use crate::residue::{Prime, Residue};

            fn oracle(run: impl FnOnce(&mut $element)) -> [u64; $limbs] {
                let mut result = $element([0; $limbs]);
                run(&mut result);
                result.0
            }

            #[track_caller]
            fn check(a: &[u64; $limbs], b: &[u64; $limbs]) {
                let [ours_a, ours_b] = [a, b].map(|limbs| Residue::<Field, $limbs>::from_montgomery_limbs(*limbs));
                let (a, b) = (&$element(*a), &$element(*b));
                let product = oracle(|out| $mul(out, a, b));
                assert_eq!(ours_a.mul(&ours_b).montgomery_limbs(), product, "{ours_a:x?} * {ours_b:x?}");
                assert_eq!(ours_a.square().montgomery_limbs(), oracle(|out| $square(out, a)), "{ours_a:x?} squared");
                assert_eq!(ours_a.add(&ours_b).montgomery_limbs(), oracle(|out| $add(out, a, b)), "{ours_a:x?} + {ours_b:x?}");
                let difference = oracle(|out| $sub(out, a, b));
                assert_eq!(ours_a.sub(&ours_b).montgomery_limbs(), difference, "{ours_a:x?} - {ours_b:x?}");
                // a b - (a - b) a
                let other = oracle(|out| $mul(out, &$element(difference), a));
                let expected = oracle(|out| $sub(out, &$element(product), &$element(other)));
                let ours = Residue::difference_of_products(&ours_a, &ours_b, &ours_a.sub(&ours_b), &ours_a);
                assert_eq!(ours.montgomery_limbs(), expected, "{ours_a:x?} {ours_b:x?}");
                if !ours_a.is_zero() {
                    let negative = oracle(|out| $opp(out, a));
                    assert_eq!(ours_a.negate_nonzero_if(u64::MAX).montgomery_limbs(), negative, "-{ours_a:x?}");
                }
            }

            fn check_random_pairs(pairs: usize, rng: &mut StdRng) {
                for _ in 0..pairs {
                    check(&super::operand(rng, &Field::MODULUS), &super::operand(rng, &Field::MODULUS));
                }
            }

            #[test]
            fn random_pairs() {
                check_random_pairs(20_000, &mut StdRng::seed_from_u64(1));
            }

            #[test]
            #[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
            fn long_random_pairs() {
                const PAIRS: usize = 10_000_000;
                check_random_pairs(PAIRS, &mut StdRng::seed_from_u64(rand::random()));
                std::println!("{PAIRS} pairs of {}, six operations each: all limbs as fiat-crypto's", stringify!($name));
            }
        }
    };
}

field!(
    p256,
    "p256",
    4,
    p256_64,
    fiat_p256_montgomery_domain_field_element,
    fiat_p256_mul,
    fiat_p256_square,
    fiat_p256_add,
    fiat_p256_sub,
    fiat_p256_opp
);
field!(
    p384,
    "p384",
    6,
    p384_64,
    fiat_p384_montgomery_domain_field_element,
    fiat_p384_mul,
    fiat_p384_square,
    fiat_p384_add,
    fiat_p384_sub,
    fiat_p384_opp
);

/// P-521, of which `fiat-crypto` has limbs of 58 and 57 bits: values are compared as bytes.
#[cfg(feature = "p521")]
mod p521 {
    use fiat_crypto::p521_64::{
        fiat_p521_add, fiat_p521_carry, fiat_p521_carry_mul, fiat_p521_carry_square, fiat_p521_from_bytes,
        fiat_p521_loose_field_element, fiat_p521_relax, fiat_p521_sub, fiat_p521_tight_field_element,
        fiat_p521_to_bytes,
    };
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use crate::ecdsa::p521::Field;
    use crate::residue::{Prime, Residue};

    type Tight = fiat_p521_tight_field_element;
    type Loose = fiat_p521_loose_field_element;

    fn tight(run: impl FnOnce(&mut Tight)) -> Tight {
        let mut result = fiat_p521_tight_field_element([0; 9]);
        run(&mut result);
        result
    }

    fn carried(run: impl FnOnce(&mut Loose)) -> Tight {
        let mut loose = fiat_p521_loose_field_element([0; 9]);
        run(&mut loose);
        tight(|out| fiat_p521_carry(out, &loose))
    }

    fn loose(element: &Tight) -> Loose {
        let mut loose = fiat_p521_loose_field_element([0; 9]);
        fiat_p521_relax(&mut loose, element);
        loose
    }

    fn bytes(element: &Tight) -> [u8; 66] {
        let mut bytes = [0; 66];
        fiat_p521_to_bytes(&mut bytes, element);
        bytes
    }

    fn our_bytes(residue: &Residue<Field, 9>) -> [u8; 66] {
        let mut bytes = [0; 66];
        let limbs = residue.mul_integer(&[1, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.iter_mut().zip(limbs.iter().flat_map(|limb| limb.to_le_bytes())).for_each(|(byte, ours)| *byte = ours);
        bytes
    }

    #[track_caller]
    fn check(a: &[u64; 9], b: &[u64; 9]) {
        let [ours_a, ours_b] = [a, b].map(Residue::<Field, 9>::from_integer);
        let [a, b] = [&ours_a, &ours_b].map(|ours| tight(|out| fiat_p521_from_bytes(out, &our_bytes(ours))));
        let product = tight(|out| fiat_p521_carry_mul(out, &loose(&a), &loose(&b)));
        assert_eq!(our_bytes(&ours_a.mul(&ours_b)), bytes(&product), "{ours_a:x?} * {ours_b:x?}");
        let square = tight(|out| fiat_p521_carry_square(out, &loose(&a)));
        assert_eq!(our_bytes(&ours_a.square()), bytes(&square), "{ours_a:x?} squared");
        let sum = carried(|out| fiat_p521_add(out, &a, &b));
        assert_eq!(our_bytes(&ours_a.add(&ours_b)), bytes(&sum), "{ours_a:x?} + {ours_b:x?}");
        let difference = carried(|out| fiat_p521_sub(out, &a, &b));
        assert_eq!(our_bytes(&ours_a.sub(&ours_b)), bytes(&difference), "{ours_a:x?} - {ours_b:x?}");
        // a b - (a - b) a
        let other = tight(|out| fiat_p521_carry_mul(out, &loose(&difference), &loose(&a)));
        let expected = carried(|out| fiat_p521_sub(out, &product, &other));
        let ours = Residue::difference_of_products(&ours_a, &ours_b, &ours_a.sub(&ours_b), &ours_a);
        assert_eq!(our_bytes(&ours), bytes(&expected), "{ours_a:x?} {ours_b:x?}");
    }

    fn check_random_pairs(pairs: usize, rng: &mut StdRng) {
        for _ in 0..pairs {
            let mut operand = || {
                let mut limbs = super::operand(rng, &[u64::MAX; 9]);
                limbs[8] &= 0x1ff;
                crate::limbs::reduce_once(&limbs, 0, &Field::MODULUS)
            };
            check(&operand(), &operand());
        }
    }

    #[test]
    fn random_pairs() {
        check_random_pairs(5_000, &mut StdRng::seed_from_u64(1));
    }

    #[test]
    #[ignore = "long: cargo test --release --all-features -p signature-verification --lib long_ -- --ignored --nocapture"]
    fn long_random_pairs() {
        const PAIRS: usize = 10_000_000;
        check_random_pairs(PAIRS, &mut StdRng::seed_from_u64(rand::random()));
        std::println!("{PAIRS} pairs of p521, five operations each: all values as fiat-crypto's");
    }
}
