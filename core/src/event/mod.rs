//! Events: what the server tells, what the library derives from it, and what it puts right by itself.
//!
//! One type for all three, told apart by [`Origin`]. A server's event keeps its JSON as it came
//! ([`Event::raw`]), so fields and names that this version does not know survive; its fields are borrowed from
//! that text, by kind ([`Event::body`]) or by number ([`Event::field`]).

mod body;
mod call;
mod conferenced;
mod decode;
mod derived;
mod draft;
mod envelope;
mod fields;
mod key;
mod lend;
mod lookup;
mod meta;
mod raw;
mod read;
mod scan;
mod shape;
mod synthesize;
mod time;
mod views;
mod wire;

pub use body::Body;
pub use call::{AgentEvent, CallInfo, Devices, OriginCallInfo};
pub(crate) use decode::decode_terminated;
pub use decode::{DecodeEventError, decode};
pub use derived::{
    ActiveCall, Anomaly, LinkChanged, LoginFailed, ModelCorrected, RecoverStateSuccess, RecoveredCall,
    SessionEnded, WsReconnectSucceed,
};
pub use envelope::{CallCleared, Derived, Event};
pub use fields::FieldValue;
pub use meta::Meta;
pub(crate) use synthesize::Synthesizer;
pub use time::EventTime;

pub use crate::vocabulary::{
    AgentMode, AgentStatus, AnomalyKind, EventKind, FailedCode, Field, FieldType, LocalState, Origin,
};
pub use views::{
    Conferenced, ConnectionCleared, Delivered, Established, Failed, Held, Originated, RecordStarted,
    RecordStopped, Retrieved, ServiceInitiated, Transferred,
};
