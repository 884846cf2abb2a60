//! Scripts of the simulator: any text, carried out by a switch.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| wellclient_simulator::fuzz_script(text));
