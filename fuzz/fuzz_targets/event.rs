//! Events of the CTI server: any octets as the body of a MESSAGE.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = wellclient_core::event::decode(data);
});
