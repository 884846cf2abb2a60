//! STOMP frames: any octets, cut anywhere.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| wellclient_core::stomp::fuzz(data));
