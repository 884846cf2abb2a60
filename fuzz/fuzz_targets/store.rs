//! Session stores: any octets as the file, and as what is kept in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wellclient::fuzz_store(data);
    wellclient_core::fuzz::saved(data);
});
