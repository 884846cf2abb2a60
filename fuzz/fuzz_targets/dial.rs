//! Numbers to dial and addresses: of servers, of proxies, of what is reached without one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    wellclient_core::fuzz::dial(text);
    wellclient::fuzz_dial(text);
});
