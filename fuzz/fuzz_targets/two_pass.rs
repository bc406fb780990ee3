//! The property is in `src/two_pass.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| jwt_codec_fuzz::two_pass::property(data));
