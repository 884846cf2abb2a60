//! Events: what the server tells, what the library derives from it, and what it puts right by itself.
//!
//! One type for all three, told apart by [`Origin`]. A server's event keeps its JSON as it came
//! ([`Event::raw`]), so fields and names that this version does not know survive.

mod call;
mod decode;
mod derived;
mod fields;
mod kind;
mod synthesize;
mod vocabulary;
mod wire;

use std::sync::Arc;

pub use call::{
    AgentEvent, CallInfo, Conferenced, ConnectionCleared, Delivered, Established, Failed, Held,
    OriginCallInfo, Originated, RecordStarted, RecordStopped, Retrieved, ServiceInitiated, Transferred,
};
pub use decode::{DecodeEventError, decode};
pub use derived::{
    ActiveCall, Anomaly, AnomalyKind, CallCleared, LinkChanged, LoginFailed, ModelCorrected,
    RecoverStateSuccess, RecoveredCall, WsReconnectSucceed,
};
pub use fields::{Field, FieldType, FieldValue};
pub use kind::EventKind;
use smol_str::SmolStr;
pub(crate) use synthesize::Synthesizer;
pub use vocabulary::{AgentMode, AgentStatus, EventTime, FailedCode, LocalState};

use crate::id::{AgentId, CallId, DeviceId};

/// Who made an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// The server sent it.
    Server,
    /// The library made it, in the server's vocabulary, because the server's state was found to differ from
    /// the model's: what this event says had happened unseen.
    Synthesized,
    /// The library derived it: the manual's inner events (manual 3.2) and its own reports.
    Derived,
}

/// One event.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Who made it.
    pub origin: Origin,
    /// It came after events that the server had sent later; the model has put it in its place.
    pub late: bool,
    /// The fields that all events can have.
    pub meta: Meta,
    /// The fields of its kind.
    pub body: Body,
    raw: Arc<str>,
}

/// The fields that all events can have, each optional (manual chapter 6).
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Meta {
    /// `eventName`; empty where the server left it out.
    pub name: SmolStr,
    /// `eventTime`: in the server's zone, which it does not tell.
    pub time: Option<EventTime>,
    /// `eventType`: `agent` or `csta`.
    pub event_type: Option<SmolStr>,
    /// `serial`: rises for each producer, with gaps.
    pub serial: Option<u64>,
    /// The worker that numbered it: the `CtiWorker_…` or `CtiRouter_…` entry of `topics`.
    pub producer: Option<SmolStr>,
    /// `namespace`: the tenant's domain.
    pub namespace: Option<SmolStr>,
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    pub src_device: Option<DeviceId>,
    /// `deviceId`: the device that changed.
    pub device: Option<DeviceId>,
}

/// What kind of event it is, with the fields of that kind.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Body {
    /// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
    AgentLoggedOn(AgentEvent),
    /// `agentLoggedOff` (manual 6.2).
    AgentLoggedOff(AgentEvent),
    /// `agentReady` (manual 6.3).
    AgentReady(AgentEvent),
    /// `agentNotReady` (manual 6.4).
    AgentNotReady(AgentEvent),
    /// `agentWorkingAfterCall` (manual 6.14).
    AgentWorkingAfterCall(AgentEvent),
    /// `agentAllocated`: reserved for an outbound task (manual 6.15).
    AgentAllocated(AgentEvent),
    /// `serviceInitiated`: off hook (manual 6.5).
    ServiceInitiated(ServiceInitiated),
    /// `originated`: dialled (manual 6.6).
    Originated(Originated),
    /// `delivered`: a device rings (manual 6.7).
    Delivered(Box<Delivered>),
    /// `established`: a device has answered (manual 6.8).
    Established(Box<Established>),
    /// `connectionCleared`: one party has left the call (manual 6.9).
    ConnectionCleared(Box<ConnectionCleared>),
    /// `held` (manual 6.13).
    Held(Held),
    /// `retrieved` (manual 6.12).
    Retrieved(Retrieved),
    /// `transferred` (manual 6.10).
    Transferred(Box<Transferred>),
    /// `conferenced` (manual 6.11).
    Conferenced(Box<Conferenced>),
    /// `failed`: the call could not be put through (4.x).
    Failed(Box<Failed>),
    /// `recordStarted` (4.x).
    RecordStarted(RecordStarted),
    /// `recordStopped` (4.x).
    RecordStopped(RecordStopped),
    /// Derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    CallCleared(Box<CallCleared>),
    /// Derived `loginFailed` (manual 3.2.2).
    LoginFailed(LoginFailed),
    /// Derived `wsDisconnected`: reconnecting was given up (manual 3.2.3).
    WsDisconnected,
    /// Derived `wsReconnectSucceed`: the event channel is back and the model corrected.
    WsReconnectSucceed(Box<WsReconnectSucceed>),
    /// Derived `recoverStateSuccess`: a saved session was taken up again.
    RecoverStateSuccess(Box<RecoverStateSuccess>),
    /// Derived `linkChanged`: the event channel's state.
    LinkChanged(LinkChanged),
    /// Derived `modelCorrected`: a late event changed more than its own call's last state.
    ModelCorrected(ModelCorrected),
    /// Derived `anomaly`: something did not fit; the model is being checked.
    Anomaly(Anomaly),
    /// A name that this version does not know, or an event without the fields its kind needs: see
    /// [`Event::raw`].
    Other,
}

impl Origin {
    /// A word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Synthesized => "synthesized",
            Self::Derived => "derived",
        }
    }
}

impl Event {
    /// `eventName`, for every origin.
    pub fn name(&self) -> &str {
        &self.meta.name
    }

    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    pub(crate) fn shared_raw(&self) -> Arc<str> {
        Arc::clone(&self.raw)
    }

    /// The call it speaks of. For a derived event, the call that it was derived for.
    pub fn call_id(&self) -> Option<&CallId> {
        match &self.body {
            Body::CallCleared(cleared) => Some(&cleared.call),
            Body::Anomaly(anomaly) => anomaly.call.as_ref(),
            body => body.call_info().map(|info| &info.call),
        }
    }

    /// The agent it speaks of, for an agent event.
    pub fn agent_id(&self) -> Option<&AgentId> {
        self.body.agent_event().and_then(|event| event.agent.as_ref())
    }
}

impl Body {
    /// The fields that all call events have; `None` for any other event.
    pub fn call_info(&self) -> Option<&CallInfo> {
        match self {
            Body::ServiceInitiated(event) => Some(&event.info),
            Body::Originated(event) => Some(&event.info),
            Body::Delivered(event) => Some(&event.info),
            Body::Established(event) => Some(&event.info),
            Body::ConnectionCleared(event) => Some(&event.info),
            Body::Held(event) => Some(&event.info),
            Body::Retrieved(event) => Some(&event.info),
            Body::Transferred(event) => Some(&event.info),
            Body::Conferenced(event) => Some(&event.info),
            Body::Failed(event) => Some(&event.info),
            Body::RecordStarted(event) => event.info.as_ref(),
            Body::RecordStopped(event) => event.info.as_ref(),
            _ => None,
        }
    }

    /// The fields that all agent events have; `None` for any other event.
    pub fn agent_event(&self) -> Option<&AgentEvent> {
        match self {
            Body::AgentLoggedOn(event)
            | Body::AgentLoggedOff(event)
            | Body::AgentReady(event)
            | Body::AgentNotReady(event)
            | Body::AgentWorkingAfterCall(event)
            | Body::AgentAllocated(event) => Some(event),
            _ => None,
        }
    }
}
