//! Journals: any text, replayed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| wellclient_core::fuzz::journal(data));
