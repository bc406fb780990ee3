//! HMAC (RFC 2104) over long messages, as HS256, HS384 and HS512 use it (RFC 7518 section 3.2).
//!
//! Project Wycheproof's messages have at most 255 bytes. The code for AVX2 hashes two blocks of SHA-512 at once, which are 256 bytes
//! (RUSTSEC-2021-0100).

use jwt_codec::jwa::HmacAlgorithm;
use jwt_codec::{Hs256, Hs384, Hs512, Sign, SigningKey, Verify, VerifyingKey};

use crate::support::{base64url, keys};

/// About 1, 4 and 16 KiB: an odd and an even number of blocks, with more bytes behind them and without.
const LENGTHS: [usize; 3] = [1000, 4096, 16_383];

/// The MACs with the key [`keys::SECRET`] over [`message`] of each of the [`LENGTHS`], in base64url. OpenSSL 3.0 made them, and Python's
/// `hmac` made the same: `openssl dgst -sha256 -mac HMAC -macopt hexkey:5a5a...5a`.
const HS256: [&str; 3] = [
    "HlEyjANmB5Ydmp-qVRQvDfBFkL-CATiUjG9qJlywQnU",
    "F7zXbXxznOl4Aphs8UO1hkWlPQwNaGuHGEZcSi8htng",
    "eski7_GIjF-S1bHHwTb7j8-h_V_stjpJlAvRLSPLKIQ",
];
const HS384: [&str; 3] = [
    "8X4NDEVSSOLDp7hAWqRgAY-Ca6fjOyHkjpCnQ11CbU0aavDAjXRsNHXJzKcdAdN2",
    "zD-EqvYA2WemIJqFFuiOc1ShQqe58A5gIWcksVLkI-SJ6SDSIhUEOvrkdb-XQErV",
    "meOrsP3i-uu9LEhjYTk_wzBR-rphpHGzDjE0bNmoG1fFjHMfrkAbvHmxphfbJ8WM",
];
const HS512: [&str; 3] = [
    "KfoqFMyOEVy88HiiuMQrAHXULkwAuW5Hq-9UpHGhJiNIn6aukMHZbC8QDxNbbJ8IwuE46-NbsYCx-EggCTl3eg",
    "iY3MRQKH7Fapx8fea6Ka2tkzc1xHi4FABnY-hj6tlRp5oJ2BFOcdnsTKlfOYzoZlEqjlgeKHt97_bCgJJq2nJw",
    "AIh6cRxOKu9E7PHUy26_XDd4thNtlBnTjQNiDlnuxA1gAgZCe_F26OWhvu4z79B_YF6pLydQCFsI6yKrtdYdLw",
];

/// The bytes 0 to 250, again and again, so that no two blocks are the same.
fn message(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

#[track_caller]
fn macs_are<A: HmacAlgorithm>(macs: [&str; 3]) {
    let signing = SigningKey::<A>::from_secret(&keys::SECRET).unwrap();
    let verifying = VerifyingKey::<A>::from_secret(&keys::SECRET).unwrap();
    for (length, mac) in LENGTHS.into_iter().zip(macs) {
        let mac = base64url::decode(mac).unwrap();
        let mut message = message(length);
        assert_eq!(keys::signature(&signing, &message), mac, "{} {length}", signing.algorithm());
        assert!(verifying.verify(&message, &mac).is_ok(), "{} {length}", verifying.algorithm());
        *message.last_mut().unwrap() ^= 1;
        assert!(verifying.verify(&message, &mac).is_err(), "{} {length}", verifying.algorithm());
    }
}

#[test]
fn macs_over_long_messages() {
    macs_are::<Hs256>(HS256);
    macs_are::<Hs384>(HS384);
    macs_are::<Hs512>(HS512);
}
