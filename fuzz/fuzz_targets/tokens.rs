#![no_main]

#[expect(dead_code, reason = "each program tries one of the targets")]
#[path = "../src/heads.rs"]
mod heads;

libfuzzer_sys::fuzz_target!(|data: &[u8]| heads::tokens(data));
