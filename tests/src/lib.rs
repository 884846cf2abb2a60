//! What crosses crates; see the folder `tests/`.

pub mod lab;
