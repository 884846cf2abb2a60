//! The numbers that stand for words: fixed, never reused, grouped with gaps. Each list can grow: be ready for a number
//! that is not in the list you were compiled with.
//!
//! What comes in from a program is read as a plain number, since it can be any: see `numbers.rs`.

mod ends;
mod events;
mod reasons;
mod verbs;
mod words;

pub use ends::*;
pub use events::*;
pub use reasons::*;
pub use verbs::*;
pub use words::*;
