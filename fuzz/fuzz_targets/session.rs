//! A whole session: what the network tells and what the application wants, in any order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| wellclient_core::fuzz::session(data));
