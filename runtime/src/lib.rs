//! wellclient: a CTI client library. It logs a call-center agent in on an extension, follows the agent's state and
//! calls as the server streams events, and controls them.
//!
//! ```no_run
//! use wellclient::{Client, Environment, EventKind, LoginRequest, SessionConfig};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new()?;
//! let session = client.session(SessionConfig::new(Environment::custom("http://127.0.0.1:8080", None)?))?;
//! let mut events = session.events();
//! session.agent_login(LoginRequest::new("5001", "123456", "test.cc", "8001")).await?;
//! let call = session.make_call("8007", Default::default()).await?;
//! events.wait_for(EventKind::Established).await;
//! session.drop_connection(Some(call)).await?;
//! session.logout().await?;
//! # Ok(()) }
//! ```
//!
//! # The parts
//! - [`Client`]: what sessions share: HTTP connections, TLS, proxies, a limit on connecting. One for a process.
//! - [`Session`]: one agent on one extension: every verb of the manual as an `async` method, named as there.
//! - [`Watch`]: any number of agents as a supervisor sees them, with nobody logged in or out.
//! - [`Events`]: what happens, in order, as a stream of [`Notice`]s; [`Session::subscribe`] for a part of it, or for
//!   callbacks.
//! - [`Snapshot`]: the state at one moment, with what may be done now and why not.
//!
//! # Threads
//! All handles can be used from any thread, inside and outside of a tokio runtime; `async` methods need no particular
//! runtime either. The network runs on the tokio runtime that [`Client::new`] was called in, or on one of the client's
//! own ([`ClientBuilder::own_runtime`]).
//!
//! # What a command's end means
//! The server accepts a request before it has carried it out. So a verb's future ends not with the reply but when the
//! event arrives that shows what happened, or when the server's account of its state does: see [`Outcome`].

mod alarm;
mod client;
mod clock;
mod driver;
mod effect;
mod error;
mod event_log;
mod filter;
#[cfg(any(test, fuzzing))]
mod fuzz;
mod http;
mod journal;
mod journal_file;
mod keeper;
mod limiter;
#[doc(hidden)]
pub mod lock;
mod net;
mod notice;
mod probe;
mod sealed;
mod session;
mod shared;
mod sleeper;
mod store;
mod store_error;
#[cfg(any(test, fuzzing))]
mod store_fuzz;
mod store_key;
mod subscribe;
mod subscriber;
mod subscription;
mod tls;
mod verbs;
mod watch;
mod websocket;
mod whole_file;

pub use wellclient_core as core;

pub use client::{BuildError, Client, ClientBuilder};
pub use error::{Error, Success};
pub use event_log::EventLogHandle;
pub use filter::EventMatch;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use fuzz::{fuzz_dial, fuzz_http_reply};
pub use journal_file::create_journal;
pub use net::{ProxyError, system_proxy};
pub use notice::Notice;
pub use probe::{EventsProbe, ProbeError};
pub use session::{Pending, Session, SessionOptions};
pub use store::SessionStore;
pub use store_error::StoreError;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use store_fuzz::fuzz_store;
pub use store_key::{KeyLength, StoreKey};
pub use subscribe::SubscriptionBuilder;
pub use subscription::{Events, Subscription, Widening};
pub use tls::{TlsError, TlsOptions};
pub use watch::{Watch, WatchOptions};

pub use wellclient_core::actions::Action;
pub use wellclient_core::command::{
    AgentModeRequest, CallDataEntry, Command, LoginMode, LoginRequest, MakeCallOptions, Participation, Verb,
};
pub use wellclient_core::dial::{DialString, is_phone_number};
pub use wellclient_core::doubt::{Doubt, Doubts};
pub use wellclient_core::environment::{Dialect, Environment};
pub use wellclient_core::event::{self, AgentMode, Body, Event, EventKind, Origin};
pub use wellclient_core::http::{Language, Obstacle, Reason, Rejection, Unreached};
pub use wellclient_core::id::{AgentId, AgentRef, CallId, CallRef, CommandId, DeviceId, DeviceRef};
pub use wellclient_core::metrics::Metrics;
pub use wellclient_core::model::{ConnectionState, Role};
pub use wellclient_core::refusal::Refusal;
pub use wellclient_core::secret::Secret;
pub use wellclient_core::session::{
    Amount, CommandError, ConfigError, Confirmation, Evidence, LogKind, LogLine, OutOfRange, Outcome,
    ReconnectPolicy, Reply, SavedError, SavedSession, SavedState, SessionConfig, Timing, TransportError,
    Unknown, WatchAccount,
};
pub use wellclient_core::settings::Settings;
pub use wellclient_core::snapshot::{
    AgentSnapshot, CallSnapshot, LinkState, PartySnapshot, SessionPhase, Snapshot,
};
pub use wellclient_core::vocabulary::{CallEnd, LinkEnd, SessionEnd};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
