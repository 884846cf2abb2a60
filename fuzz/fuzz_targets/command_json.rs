//! Commands as JSON: any text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wellclient_core::command::Command;

fuzz_target!(|text: &str| {
    let _ = Command::from_json(text);
});
