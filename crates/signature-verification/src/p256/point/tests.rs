//! Additions and doublings against `p256`.

use p256::ProjectivePoint;
use p256::elliptic_curve::sec1::ToSec1Point;

use super::super::limbs;
use super::*;

/// The oracle's k G.
fn multiple(k: u64) -> AffinePoint {
    let encoded = (ProjectivePoint::GENERATOR * p256::Scalar::from(k)).to_affine().to_sec1_point(false);
    let [x, y] = [encoded.x(), encoded.y()].map(|coordinate| {
        let bytes: [u8; 32] = (*coordinate.expect("uncompressed")).into();
        FieldElement::from_integer(&limbs::from_be_bytes(&bytes))
    });
    AffinePoint { x, y }
}

#[track_caller]
fn assert_is(sum: &Sum, k: u64) {
    let mut points = [AffinePoint::UNSET];
    normalize(&[*sum], &mut points);
    assert_eq!(points, [multiple(k)]);
}

#[test]
fn base_is_the_base_point() {
    assert_eq!(AffinePoint::BASE, multiple(1));
}

#[test]
fn sums_and_doubles() {
    let mut sum = Sum::from_affine(&multiple(5));
    sum.double();
    assert_is(&sum, 10);
    sum.add(&multiple(7));
    assert_is(&sum, 17);
    sum.double();
    assert_is(&sum, 34);
    sum.add(&multiple(4).negate_if(u64::MAX));
    assert_is(&sum, 30);
    sum.add(&multiple(4).negate_if(0));
    assert_is(&sum, 34);
}

/// What the fast sum relies on: a case its formulas do not hold for shows, for good.
#[test]
fn exceptional_cases_leave_zz_zero() {
    for opposite in [0, u64::MAX] {
        for doublings in 0..3 {
            let mut sum = Sum::from_affine(&multiple(3));
            for _ in 0..doublings {
                sum.double();
            }
            sum.add(&multiple(3 << doublings).negate_if(opposite));
            assert!(sum.zz.is_zero());
            sum.add(&multiple(11));
            assert!(sum.zz.is_zero());
            sum.double();
            assert!(sum.zz.is_zero());
        }
    }
    let mut infinity = Sum::INFINITY;
    infinity.add(&multiple(2));
    assert!(infinity.zz.is_zero());
}

#[test]
fn many_points_are_normalized_with_one_inversion() {
    let mut sum = Sum::from_affine(&multiple(1));
    let sums = core::array::from_fn::<_, 9, _>(|_| {
        sum.double();
        sum
    });
    let mut points = [AffinePoint::UNSET; 9];
    normalize(&sums, &mut points);
    for (i, point) in points.iter().enumerate() {
        assert_eq!(*point, multiple(2 << i));
    }
}
