//! The examples that the RFCs publish, a file each, and Wycheproof's.

mod rfc2104;
mod rfc7515;
#[cfg(feature = "_every_algorithm")]
mod rfc7515_a4;
#[cfg(feature = "jwk")]
mod rfc7515_json;
mod rfc7519;
#[cfg(feature = "_every_algorithm")]
mod rfc7520;
#[cfg(feature = "jwk")]
mod rfc7797;
#[cfg(all(feature = "jwk", feature = "eddsa"))]
mod rfc8037;
#[cfg(feature = "eddsa")]
mod rfc8410;
#[cfg(all(feature = "jwk", feature = "ml-dsa"))]
mod rfc9881;
#[cfg(all(feature = "jwk", feature = "ml-dsa"))]
mod rfc9964;
#[cfg(feature = "_every_algorithm")]
mod wycheproof;
