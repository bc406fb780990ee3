//! All texts of three bytes in a string of the claims, compared with the standard library and `serde_json`.

use jwt_codec::{Defect, Verifier, VerifyError};
use serde::de::IgnoredAny;

use crate::support::verdict::{lenient, payload};
use crate::support::{keys, tokens};

/// Three bytes decide of every character how long it is and whether it is one.
fn three_bytes(firsts: &[u8], thirds: &[u8]) {
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    for &first in firsts {
        for second in 0..=u8::MAX {
            for &third in thirds {
                let json = [br#"{"a":""#, &[first, second, third][..], br#"","b":"c"}"#].concat();
                let expected = match core::str::from_utf8(&json) {
                    Err(_) => Err(payload(Defect::Utf8)),
                    Ok(text) => match serde_json::from_str::<serde_json::Value>(text) {
                        Ok(_) => Ok(()),
                        Err(_) => Err(payload(Defect::Json)),
                    },
                };
                let verdict = verifier.verify::<IgnoredAny>(&tokens::with_payload(&json)).map(|_| ());
                assert_eq!(verdict, expected, "{first:02x} {second:02x} {third:02x}");
            }
        }
    }
}

/// The first bytes at which the rules change.
#[test]
fn some_starts_of_three_bytes() {
    let verdict = |text: &[u8]| -> Result<(), VerifyError> {
        let json = [br#"{"a":""#, text, br#""}"#].concat();
        Verifier::new(keys::hs256_verifying(), lenient()).verify::<IgnoredAny>(&tokens::with_payload(json)).map(|_| ())
    };
    assert_eq!(verdict("€".as_bytes()), Ok(()));
    assert_eq!(verdict(b"\xe2\x82"), Err(payload(Defect::Utf8)));
    let thirds = [0x7f, 0x80, 0xbf, 0xc0, b'"', b'a'];
    three_bytes(&[0x5c, 0xc2, 0xe0, 0xed, 0xef, 0xf4], &thirds);
}

#[test]
#[ignore = "a minute: cargo test --release --all-features --test suite every_start -- --ignored"]
fn every_start_of_three_bytes() {
    let all: Vec<u8> = (0..=u8::MAX).collect();
    three_bytes(&all, &all);
}
