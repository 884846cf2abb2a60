//! What crosses crates; see the folder `tests/`.

#[cfg(unix)]
pub mod brokers;
pub mod conformance;
pub mod dst;
pub mod herd;
pub mod lab;
#[cfg(unix)]
pub mod soak;
