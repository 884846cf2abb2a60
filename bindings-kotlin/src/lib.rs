//! wellclient for languages that UniFFI speaks: Kotlin and Swift.
//!
//! This crate has no logic of its own: records and enums as those languages know them, and calls of the crates
//! `wellclient` and `wellclient-foreign`. What a reader of the generated sources needs to know is said at each item; the
//! texts here become theirs. Every class can be used from any thread.

mod action;
mod client;
mod config;
mod diagnostics;
mod dial;
mod dialect;
mod environment;
mod error;
mod event;
mod ids;
mod metrics;
mod mirror;
mod notice;
mod number;
mod outcome;
mod probe;
mod reason;
mod recovery;
mod replay;
mod session;
#[cfg(feature = "simulator")]
mod simulator;
mod snapshot;
mod store_fault;
mod time;
mod verbs;
mod vocabulary;
mod watch;
mod words;

pub use action::{Action, verb_named};
pub use client::{Client, ClientOptions, TlsOptions};
pub use config::{InternalNumbers, ReconnectPolicy, SessionOptions, Settings, Timing};
pub use diagnostics::{Diagnostics, DiagnosticsLevel, set_diagnostics, unset_diagnostics};
pub use dial::{DialString, is_phone_number, parse_dial_string};
pub use dialect::Dialect;
pub use environment::{Environment, custom_environment, environment_names, preset_environment};
pub use error::{CallbackError, CommandError, WellError};
pub use event::{AgentEvent, CallInfo, Event, EventBody, EventMeta, OriginCallInfo};
pub use metrics::Metrics;
pub use notice::{EventStream, LogLine, Notice, NoticeListener, Subscription};
pub use outcome::{
    CallData, CallDataEntry, CallDirection, ClientAgent, ClientCall, ClientState, Evidence, Success,
};
pub use probe::{EventsProbe, ProbeError, ProbeMethod, StompVersion};
pub use reason::Reason;
pub use recovery::{
    Identity, SavedSession, SessionStore, saved_session_from_bytes, saved_session_to_bytes, store_load,
    store_remove, store_save,
};
pub use replay::Replay;
pub use session::Session;
#[cfg(feature = "simulator")]
pub use simulator::Simulator;
pub use snapshot::{AgentSnapshot, CallSnapshot, PartySnapshot, Snapshot};
pub use store_fault::StoreFault;
pub use verbs::{AgentModeRequest, LoginAsk, LoginMode, LoginRequest, MakeCallOptions, Participation};
pub use vocabulary::{
    AgentMode, AnomalyKind, CallEnd, CallFailure, ConnectionState, Doubt, LinkEnd, LinkState, LogKind,
    Origin, ReasonKind, Role, SessionEnd, SessionPhase, Verb,
};
pub use watch::{Watch, WatchAccount};
pub use words::call_failure;

uniffi::setup_scaffolding!();

/// The library's version: `0.1.0`.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Whether this thread is inside a callback, where nothing may wait.
#[uniffi::export]
pub fn in_callback() -> bool {
    wellclient_foreign::in_callback()
}
