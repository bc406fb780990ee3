//! The property is in `src/jwk.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    jwt_codec_fuzz::jwk::property(data);
});
