//! Events of the CTI server: any octets as the body of a MESSAGE.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(event) = wellclient_core::event::decode(data) {
        assert_eq!(event.raw().as_bytes(), data);
        let _ = (event.body(), event.meta(), event.fields().count());
    }
});
