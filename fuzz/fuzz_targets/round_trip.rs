//! The property is in `src/round_trip.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| jwt_codec_fuzz::round_trip::property(data));
