//! The property is in `src/json_form.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    jwt_codec_fuzz::json_form::property(data);
});
