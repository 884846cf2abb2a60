//! The library's own events: the manual's inner events (manual 3.2) and what it reports of itself.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{AgentMode, Body, Event, Origin};
use crate::id::{AgentId, CallId, DeviceId};

/// `connectionCleared`, enriched with what the call was just before the party left it (manual 3.2.1).
#[derive(Clone, PartialEq, Debug)]
pub struct CallCleared {
    /// The call, by the id it has in the model.
    pub call: CallId,
    /// The event it was derived from: `data`.
    pub event: Arc<Event>,
    /// Whether the call had been established (the manual's `isEstatblished`).
    pub is_established: bool,
    /// When the call came into being here: milliseconds since 1970 UTC.
    pub create_time_id: i64,
    /// When it was established: milliseconds since 1970 UTC.
    pub established_time_id: Option<i64>,
    /// The other party; `None` in a call of three or more, or where it is not known.
    pub party_device: Option<DeviceId>,
    /// Whether the agent made the call; `None` in a call of three or more, or where it is not known.
    pub is_caller: Option<bool>,
    /// Whether an outside line took part.
    pub is_out_call: bool,
    /// Whether this ended the call for this agent: the party that left is the own device.
    pub is_own: bool,
}

/// `loginFailed` (manual 3.2.2).
#[derive(Clone, PartialEq, Debug)]
pub struct LoginFailed {
    /// The HTTP status; 0 where the server was not reached.
    pub status: u16,
    /// The server's words, or what went wrong.
    pub response_text: String,
}

/// `wsReconnectSucceed`.
#[derive(Clone, PartialEq, Debug)]
pub struct WsReconnectSucceed {
    /// The agent's mode by the client state; `Logout` where that cannot be had.
    pub agent_mode: AgentMode,
    /// The active call by the client state.
    pub active_call: Option<ActiveCall>,
}

/// The one call that a client state shows.
#[derive(Clone, PartialEq, Debug)]
pub struct ActiveCall {
    /// `callId`.
    pub call: CallId,
    /// The client state's `activeCall`, as JSON.
    pub json: Arc<str>,
}

/// `recoverStateSuccess`: in place of `agentLoggedOn` when a saved session is taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoverStateSuccess {
    /// `agentId`.
    pub agent: AgentId,
    /// `extensionId`.
    pub extension: DeviceId,
    /// `agentMode`.
    pub agent_mode: AgentMode,
    /// `agentName`.
    pub agent_name: Option<String>,
    /// `call`.
    pub call: Option<RecoveredCall>,
}

/// The call that was found when a session was taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoveredCall {
    /// `callId`.
    pub call: CallId,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
    /// `state`: `established`, else `delivered`.
    pub established: bool,
}

impl RecoveredCall {
    /// The manual's `state`: `established` or `delivered`.
    pub const fn state(&self) -> &'static str {
        if self.established {
            "established"
        } else {
            "delivered"
        }
    }
}

/// `linkChanged`: the event channel's state.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkChanged {
    /// The new state's name, as in [`crate::snapshot::LinkState`].
    pub state: &'static str,
    /// Why, for a loss.
    pub reason: Option<String>,
}

/// `modelCorrected`: calls whose state a late event has changed beyond what that event itself says.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelCorrected {
    /// The calls that are different now, or gone, or back.
    pub calls: Vec<CallId>,
}

/// `anomaly`: something did not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Anomaly {
    /// What kind of thing.
    pub kind: AnomalyKind,
    /// The call, where there is one.
    pub call: Option<CallId>,
    /// The event that did not fit, by name.
    pub event: SmolStr,
    /// For people.
    pub detail: String,
}

/// What did not fit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// Not an event: no JSON object.
    Malformed,
    /// A known name without the fields it needs.
    Incomplete,
    /// A copy of an event that was seen: dropped.
    Duplicate,
    /// Came after events that the server had sent later; put in its place.
    Late,
    /// Came too late to be put in its place: not applied.
    TooLate,
    /// Of a call that has ended for this agent; nothing says that it is newer than the end: not applied.
    Ended,
    /// Contradicts the state: not applied.
    Impossible,
    /// A step before it was not seen: applied.
    Gap,
    /// Nothing tells whether it is newer than what it changes: applied.
    Unordered,
    /// More calls or parties than a call center has: not applied.
    Limit,
    /// For another device or agent: not applied.
    Foreign,
    /// The producer's numbers began again.
    SerialReset,
    /// The call made has another id than the reply to `makeCall` said.
    CallIdMismatch,
    /// The machine slept, or its clock was set.
    ClockJump,
    /// A frame that the event channel may not carry.
    Protocol,
}

impl AnomalyKind {
    /// A word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Incomplete => "incomplete",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::TooLate => "tooLate",
            Self::Ended => "ended",
            Self::Impossible => "impossible",
            Self::Gap => "gap",
            Self::Unordered => "unordered",
            Self::Limit => "limit",
            Self::Foreign => "foreign",
            Self::SerialReset => "serialReset",
            Self::CallIdMismatch => "callIdMismatch",
            Self::ClockJump => "clockJump",
            Self::Protocol => "protocol",
        }
    }

    /// Whether the model may differ from the server's state until it has been checked.
    pub fn needs_resync(self) -> bool {
        matches!(
            self,
            Self::TooLate
                | Self::Ended
                | Self::Impossible
                | Self::Gap
                | Self::Unordered
                | Self::Limit
                | Self::Incomplete
                | Self::Malformed
        )
    }
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Anomaly {
    pub(crate) fn new(kind: AnomalyKind, event: &Event, detail: impl Into<String>) -> Self {
        Self {
            kind,
            call: event.call_id().cloned(),
            event: event.meta.name.clone(),
            detail: detail.into(),
        }
    }
}

impl Event {
    /// A derived event, with its JSON in the manual's field names; for whoever runs a
    /// [`crate::model::Tracker`] without a session.
    pub fn derived(body: Body) -> Self {
        let (name, fields) = describe(&body);
        let mut object = json!({ "eventName": name });
        if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
            object.extend(fields);
        }
        let raw = match &body {
            // The raw event goes in as it came, not read and written again.
            Body::CallCleared(cleared) => splice(&object, "data", cleared.event.raw()),
            Body::WsReconnectSucceed(event) => match &event.active_call {
                Some(call) => splice(&object, "activeCall", &call.json),
                None => object.to_string(),
            },
            _ => object.to_string(),
        };
        Event::made(Origin::Derived, name, body, raw)
    }
}

/// `object` with one more field whose value is JSON already.
fn splice(object: &Value, key: &str, json: &str) -> String {
    let mut text = object.to_string();
    text.pop();
    text.push_str(&format!(",\"{key}\":{json}}}"));
    text
}

fn describe(body: &Body) -> (&'static str, Value) {
    match body {
        Body::CallCleared(event) => (
            "connectionCleared",
            json!({
                "callId": event.call.as_str(),
                "isEstatblished": event.is_established,
                "isEstablished": event.is_established,
                "createTimeId": event.create_time_id,
                "establishedTimeId": event.established_time_id,
                "partyDevice": event.party_device.as_ref().map_or("", DeviceId::as_str),
                "isCaller": event.is_caller.map_or(Value::from(""), Value::from),
                "isOutCall": event.is_out_call,
                "isOwn": event.is_own,
            }),
        ),
        Body::LoginFailed(event) => (
            "loginFailed",
            json!({ "status": event.status, "responseText": event.response_text }),
        ),
        Body::WsDisconnected => ("wsDisconnected", json!({ "msg": "websocket disconnect" })),
        Body::WsReconnectSucceed(event) => ("wsReconnectSucceed", json!({ "agentMode": event.agent_mode })),
        Body::RecoverStateSuccess(event) => (
            "recoverStateSuccess",
            json!({
                "agentId": event.agent.as_str(),
                "extensionId": event.extension.as_str(),
                "agentMode": event.agent_mode,
                "agentName": event.agent_name,
                "call": event.call.as_ref().map(|call| json!({
                    "callId": call.call.as_str(),
                    "callingDevice": call.calling.as_ref().map(DeviceId::as_str),
                    "calledDevice": call.called.as_ref().map(DeviceId::as_str),
                    "state": call.state(),
                })),
            }),
        ),
        Body::LinkChanged(event) => (
            "linkChanged",
            json!({ "state": event.state, "reason": event.reason }),
        ),
        Body::ModelCorrected(event) => (
            "modelCorrected",
            json!({ "calls": event.calls.iter().map(CallId::as_str).collect::<Vec<_>>() }),
        ),
        Body::Anomaly(event) => (
            "anomaly",
            json!({
                "kind": event.kind.as_str(),
                "callId": event.call.as_ref().map(CallId::as_str),
                "event": event.event.as_str(),
                "detail": event.detail,
            }),
        ),
        _ => ("", Value::Null),
    }
}
