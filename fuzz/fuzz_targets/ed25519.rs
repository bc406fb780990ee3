//! The property is in `src/ed25519.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| jwt_codec_fuzz::ed25519::property(data));
