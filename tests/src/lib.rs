//! What crosses crates; see the folder `tests/`.

pub mod conformance;
pub mod dst;
pub mod herd;
pub mod lab;
