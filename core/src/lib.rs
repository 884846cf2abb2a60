//! The core of wellclient: everything that a CTI client must know and decide, and nothing that touches the world.
//!
//! No sockets, no clock, no threads, no randomness of its own: bytes, replies and the time go in; requests, frames,
//! events and the time to wake up come out. The same inputs give the same outputs, so every bug can be replayed and
//! hours of a call center be tested in a second. The crate `wellclient` is this with a network around it; most
//! applications want that one.
//!
//! # A session
//! One [`session::Session`] is one agent on one extension. Everything that changes it is an
//! [`Input`](session::Input), and goes in by [`handle_input`](session::Session::handle_input).
//!
//! **After every input, drain it: call [`poll_output`](session::Session::poll_output) until it answers
//! [`Output::Timeout`](session::Output::Timeout).**
//! That one says when to come back with [`Input::Timeout`](session::Input::Timeout) if nothing happens before.
//!
//! ```
//! use std::time::Duration;
//! use wellclient_core::command::{Command, LoginRequest};
//! use wellclient_core::environment::Environment;
//! use wellclient_core::session::{Output, Session, SessionConfig};
//! use wellclient_core::time::Now;
//!
//! let environment = Environment::custom("http://127.0.0.1:8080", None)?;
//! let mut session = Session::new(SessionConfig::new(environment))?;
//! let now = Now::at(Duration::ZERO, 1_700_000_000_000);
//! session.command(now, Command::Login(LoginRequest::new("5001", "123456", "test.cc", "8001")));
//! loop {
//!     match session.poll_output() {
//!         Output::Request { id, request } => println!("send {id:?}: {} {}", request.method, request.url),
//!         Output::Timeout(at) => break println!("wake me at {at:?}"),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The parts
//! | module | what |
//! |---|---|
//! | [`session`] | the machines of log-in, event channel, commands and resync, and their inputs and outputs |
//! | [`model`] | the calls, folded from the events in the order that the server sent them |
//! | [`event`] | events: decoded, derived, synthesized |
//! | [`command`], [`http`] | verbs, the requests that they become, the replies and refusals |
//! | [`stomp`] | the STOMP codec, for both sides |
//! | [`actions`], [`refusal`] | what may be done now, and why not |
//! | [`vocabulary`] | the words of the field: kinds of event, fields, verbs, reasons, states |
//! | [`snapshot`] | the state at one moment |
//! | [`journal`], [`event_log`] | what went in, to be replayed; what happened, to be read |

pub mod actions;
pub mod command;
pub mod dial;
pub mod doubt;
pub mod environment;
pub mod event;
pub mod event_log;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
pub mod http;
pub mod id;
pub mod journal;
mod json;
pub mod metrics;
pub mod model;
pub mod numbers;
pub mod one_line;
pub mod refusal;
pub mod secret;
pub mod session;
pub mod settings;
pub mod shared_text;
pub mod snapshot;
pub mod stomp;
pub mod time;
pub mod vocabulary;
