//! The property is in `src/known_header.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| jwt_codec_fuzz::known_header::property(data));
