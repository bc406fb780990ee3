//! The property is in `src/claim_types.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    jwt_codec_fuzz::claim_types::property(data);
});
