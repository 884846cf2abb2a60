//! The C ABI's functions, in any order, with any arguments that a program can give.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| wellclient_c_fuzz::fuzz::fuzz_c_abi(data));
