//! What crosses crates; see the folder `tests/`.

pub mod conformance;
pub mod herd;
pub mod lab;
