//! The journal: what went into a session, line by line, and its replay.
//!
//! A journal is JSON lines: a header with the configuration, then one object for each [`Input`](crate::session::Input)
//! with both clocks. Because the core has no clock, no sockets and no randomness of its own, replaying a journal gives the
//! same outputs and the same state.
//!
//! No secret is in it. Where a password or a session id stands in what the server sent, it is masked by a text of the same
//! length and kind, digits for digits and letters for letters, and everywhere in the same way: a masked frame is still a
//! frame, and a masked number is still one number. A replay therefore comes to the same state, but for a number that holds
//! the digits of a password: that is another number there.

mod line;
mod replay;
mod writer;

pub use replay::{JournalError, Replay};
pub(crate) use writer::{Known, Writer};
