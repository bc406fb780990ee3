//! The property is in `src/rsa_signatures.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| jwt_codec_fuzz::rsa_signatures::property(data));
