//! HTTP replies: any status, header and body, packed or not.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wellclient_core::fuzz::reply(data);
    wellclient::fuzz_http_reply(data);
});
