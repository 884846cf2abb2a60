//! The conformance suite: scenarios that run unchanged through every language, by a small program in each.
//!
//! The folder `conformance/` of this crate has the scenarios, and in its README the protocol and how to write both.

mod laws;
mod line;
mod pattern;
mod play;
mod scenario;
mod suite;
mod testee;

pub use line::Line;
pub use play::play;
pub use scenario::{PASSWORD, Scenario};
pub use suite::{Outcome, folder, run};
pub use testee::Program;
