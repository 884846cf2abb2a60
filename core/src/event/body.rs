//! An event by its kind: what a program matches on.
//!
//! A body borrows from its event, and looks up the fields of that one kind when it is made.

use std::fmt;

use super::call::{AgentEvent, CallInfo};
use super::derived::{
    Anomaly, LinkChanged, LoginFailed, ModelCorrected, RecoverStateSuccess, SessionEnded, WsReconnectSucceed,
};
use super::envelope::{CallCleared, Content, Derived, Event};
use super::views::{
    Conferenced, ConnectionCleared, Delivered, Established, Failed, Held, Originated, RecordStarted,
    RecordStopped, Retrieved, ServiceInitiated, Transferred,
};
use super::wire::Wire;
use crate::vocabulary::AgentMode;
use crate::vocabulary::EventKind;

/// What kind of event it is, with the fields of that kind.
#[derive(Clone, Copy, PartialEq, Debug)]
#[non_exhaustive]
pub enum Body<'a> {
    /// `agentLoggedOn`: the log-in has succeeded (manual 6.1).
    AgentLoggedOn(AgentEvent<'a>),
    /// `agentLoggedOff` (manual 6.2).
    AgentLoggedOff(AgentEvent<'a>),
    /// `agentReady` (manual 6.3).
    AgentReady(AgentEvent<'a>),
    /// `agentNotReady` (manual 6.4).
    AgentNotReady(AgentEvent<'a>),
    /// `agentWorkingAfterCall` (manual 6.14).
    AgentWorkingAfterCall(AgentEvent<'a>),
    /// `agentAllocated`: reserved for an outbound task (manual 6.15).
    AgentAllocated(AgentEvent<'a>),
    /// `serviceInitiated`: off hook (manual 6.5).
    ServiceInitiated(ServiceInitiated<'a>),
    /// `originated`: dialled (manual 6.6).
    Originated(Originated<'a>),
    /// `delivered`: a device rings (manual 6.7).
    Delivered(Delivered<'a>),
    /// `established`: a device has answered (manual 6.8).
    Established(Established<'a>),
    /// `connectionCleared`: one party has left the call (manual 6.9).
    ConnectionCleared(ConnectionCleared<'a>),
    /// `held` (manual 6.13).
    Held(Held<'a>),
    /// `retrieved` (manual 6.12).
    Retrieved(Retrieved<'a>),
    /// `transferred` (manual 6.10).
    Transferred(Transferred<'a>),
    /// `conferenced` (manual 6.11).
    Conferenced(Conferenced<'a>),
    /// `failed`: the call could not be put through (4.x).
    Failed(Failed<'a>),
    /// `recordStarted` (4.x).
    RecordStarted(RecordStarted<'a>),
    /// `recordStopped` (4.x).
    RecordStopped(RecordStopped<'a>),
    /// Derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    CallCleared(&'a CallCleared),
    /// Derived `loginFailed` (manual 3.2.2).
    LoginFailed(&'a LoginFailed),
    /// Derived `wsDisconnected`: the attempts to reconnect are used up (manual 3.2.3).
    WsDisconnected,
    /// Derived `wsReconnectSucceed`: the event channel is back and the model corrected.
    WsReconnectSucceed(&'a WsReconnectSucceed),
    /// Derived `recoverStateSuccess`: a saved session was taken up again.
    RecoverStateSuccess(&'a RecoverStateSuccess),
    /// Derived `linkChanged`: the event channel's state.
    LinkChanged(&'a LinkChanged),
    /// Derived `sessionEnded`: the agent is not logged in here any more.
    SessionEnded(&'a SessionEnded),
    /// Derived `modelCorrected`: by a late event, or by call data that no event tells of, calls are other than was told.
    ModelCorrected(&'a ModelCorrected),
    /// Derived `anomaly`: something did not fit; the model is being checked.
    Anomaly(&'a Anomaly),
    /// A name that this version does not know, or an event without the fields its kind needs: see
    /// [`Event::raw`].
    Other,
}

impl Body<'_> {
    /// The mode that the agent is in after it.
    pub(crate) fn agent_mode(&self) -> Option<AgentMode> {
        let (event, implied) = match self {
            Self::AgentLoggedOn(event) => (event, AgentMode::Unknown),
            Self::AgentLoggedOff(event) => (event, AgentMode::Logout),
            Self::AgentReady(event) => (event, AgentMode::Ready),
            Self::AgentNotReady(event) => (event, AgentMode::NotReady),
            Self::AgentWorkingAfterCall(event) => (event, AgentMode::WorkNotReady),
            Self::AgentAllocated(event) => (event, AgentMode::Allocated),
            _ => return None,
        };
        Some(event.agent_mode().unwrap_or(implied))
    }
}

impl Event {
    /// The event's fields, by its kind.
    pub fn body(&self) -> Body<'_> {
        match &self.content {
            // A kind is known only where all that it needs is there.
            Content::Wire(wire) => of_wire(self.kind(), wire).unwrap_or(Body::Other),
            Content::Derived(report) => of_derived(&report.derived),
        }
    }

    /// The fields that all call events have; `None` for any other event.
    pub fn call_info(&self) -> Option<CallInfo<'_>> {
        let wire = self.wire().filter(|_| self.kind().is_call_event())?;
        CallInfo::of(wire)
    }

    /// The fields that all agent events have; `None` for any other event.
    pub fn agent_event(&self) -> Option<AgentEvent<'_>> {
        let wire = self.wire().filter(|_| self.kind().is_agent_event())?;
        Some(AgentEvent::of(wire))
    }
}

fn of_wire(kind: EventKind, wire: &Wire) -> Option<Body<'_>> {
    Some(match kind {
        EventKind::AgentLoggedOn => Body::AgentLoggedOn(AgentEvent::of(wire)),
        EventKind::AgentLoggedOff => Body::AgentLoggedOff(AgentEvent::of(wire)),
        EventKind::AgentReady => Body::AgentReady(AgentEvent::of(wire)),
        EventKind::AgentNotReady => Body::AgentNotReady(AgentEvent::of(wire)),
        EventKind::AgentWorkingAfterCall => Body::AgentWorkingAfterCall(AgentEvent::of(wire)),
        EventKind::AgentAllocated => Body::AgentAllocated(AgentEvent::of(wire)),
        EventKind::ServiceInitiated => Body::ServiceInitiated(ServiceInitiated::of(wire)?),
        EventKind::Originated => Body::Originated(Originated::of(wire)?),
        EventKind::Delivered => Body::Delivered(Delivered::of(wire)?),
        EventKind::Established => Body::Established(Established::of(wire)?),
        EventKind::ConnectionCleared => Body::ConnectionCleared(ConnectionCleared::of(wire)?),
        EventKind::Held => Body::Held(Held::of(wire)?),
        EventKind::Retrieved => Body::Retrieved(Retrieved::of(wire)?),
        EventKind::Transferred => Body::Transferred(Transferred::of(wire)?),
        EventKind::Conferenced => Body::Conferenced(Conferenced::of(wire)?),
        EventKind::Failed => Body::Failed(Failed::of(wire)?),
        EventKind::RecordStarted => Body::RecordStarted(RecordStarted::of(wire)),
        EventKind::RecordStopped => Body::RecordStopped(RecordStopped::of(wire)),
        _ => return None,
    })
}

fn of_derived(derived: &Derived) -> Body<'_> {
    match derived {
        Derived::CallCleared(event) => Body::CallCleared(event),
        Derived::LoginFailed(event) => Body::LoginFailed(event),
        Derived::WsDisconnected => Body::WsDisconnected,
        Derived::WsReconnectSucceed(event) => Body::WsReconnectSucceed(event),
        Derived::RecoverStateSuccess(event) => Body::RecoverStateSuccess(event),
        Derived::LinkChanged(event) => Body::LinkChanged(event),
        Derived::SessionEnded(event) => Body::SessionEnded(event),
        Derived::ModelCorrected(event) => Body::ModelCorrected(event),
        Derived::Anomaly(event) => Body::Anomaly(event),
    }
}

/// The JSON of a derived event is left unwritten.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Event");
        shown.field("origin", &self.origin).field("late", &self.late);
        if let Content::Wire(wire) = &self.content {
            shown.field("raw", &wire.text);
        }
        shown.field("body", &self.body()).finish()
    }
}
