//! What the surfaces in other languages have in common, once, below them all.
//!
//! A language without tokio needs four things that a Rust program does not: a runtime that is there without being asked
//! for and ends with a wait ([`Host`]), events that are called back on one known thread ([`Dispatcher`]) or taken by a
//! loop of the program's own ([`Mailbox`]), diagnostics in its own log ([`logging`]), and to be told plainly when it has
//! forked ([`Process`], [`lock`]). Everything else is the crate `wellclient`.

mod dispatcher;
mod host;
pub mod logging;
mod mailbox;
mod process;
mod replay;
mod saved;
#[cfg(feature = "simulator")]
mod simulator;
mod threads;
mod wake;

pub use dispatcher::{Attachment, Dispatcher, Ending, Together, Told, in_callback, inside_callback};
pub use host::{Host, HostError, TimedOut};
pub use mailbox::{Mailbox, Signal, Taken};
pub use process::Process;
pub use replay::Replay;
pub use saved::{BadStore, check_store, state_of_text, state_text, store};
#[cfg(feature = "simulator")]
pub use simulator::{Simulator, SimulatorError};
pub use wake::woken_aside;
pub use wellclient::lock;
