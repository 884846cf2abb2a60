//! What the library's own events hold: the manual's inner events (manual 3.2) and what it reports of itself. Of each what it
//! is, its fields by their numbers, and its JSON.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};
use smol_str::SmolStr;

use super::fields::{self, FieldValue, optional, text, word};
use crate::id::{AgentId, CallId, DeviceId};
use crate::vocabulary::Field;
use crate::vocabulary::LinkState;
use crate::vocabulary::{AgentMode, AnomalyKind};
use crate::vocabulary::{LinkEnd, SessionEnd};

/// `loginFailed` (manual 3.2.2).
#[derive(Clone, PartialEq, Debug)]
pub struct LoginFailed {
    /// The HTTP status; 0 where the server was not reached.
    pub status: u16,
    /// The server's words, or what went wrong.
    pub response_text: String,
}

impl LoginFailed {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::Status => Some(FieldValue::Integer(self.status.into())),
            Field::ResponseText => text(&self.response_text),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({ "status": self.status, "responseText": self.response_text })
    }
}

/// `wsReconnectSucceed`.
#[derive(Clone, PartialEq, Debug)]
pub struct WsReconnectSucceed {
    /// The agent's mode by the client state; `Logout` where that cannot be had.
    pub agent_mode: AgentMode,
    /// The active call by the client state.
    pub active_call: Option<ActiveCall>,
}

impl WsReconnectSucceed {
    /// The agent is logged out, or nobody tells.
    pub(crate) const LOGGED_OUT: Self = Self {
        agent_mode: AgentMode::Logout,
        active_call: None,
    };

    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::AgentMode => word!(self.agent_mode),
            Field::ActiveCall => self.active_call.as_ref().map(|call| fields::json(&call.json)),
            Field::CallId => self.active_call.as_ref().and_then(|call| word!(call.call_id)),
            _ => None,
        }
    }

    /// In the manual's field names, but for `activeCall`, which is JSON already.
    pub(super) fn describe(&self) -> Value {
        json!({ "agentMode": self.agent_mode })
    }
}

/// The one call that a client state shows.
#[derive(Clone, PartialEq, Debug)]
pub struct ActiveCall {
    /// `callId`.
    pub call_id: CallId,
    /// As JSON, in the reference client's names: `callId callingDevice calledDevice state direction createTimeId
    /// establishedTimeId`. `state` is the server's word; the times are milliseconds since 1970 UTC by this machine's clock.
    pub json: Arc<str>,
}

/// `recoverStateSuccess`: in place of `agentLoggedOn` when a saved session is taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoverStateSuccess {
    /// `agentId`.
    pub agent_id: AgentId,
    /// `extensionId`.
    pub extension_id: DeviceId,
    /// `agentMode`.
    pub agent_mode: AgentMode,
    /// `agentName`.
    pub agent_name: Option<String>,
    /// `call`.
    pub call: Option<RecoveredCall>,
}

impl RecoverStateSuccess {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match (field, &self.call) {
            (Field::AgentId, _) => word!(self.agent_id),
            (Field::ExtensionId, _) => word!(self.extension_id),
            (Field::AgentMode, _) => word!(self.agent_mode),
            (Field::AgentName, _) => optional!(self.agent_name),
            (Field::CallId, Some(call)) => word!(call.call_id),
            (Field::CallingDevice, Some(call)) => optional!(call.calling_device),
            (Field::CalledDevice, Some(call)) => optional!(call.called_device),
            (Field::State, Some(call)) => text(call.state()),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({
            "agentId": self.agent_id.as_str(),
            "extensionId": self.extension_id.as_str(),
            "agentMode": self.agent_mode,
            "agentName": self.agent_name,
            "call": self.call.as_ref().map(|call| json!({
                "callId": call.call_id.as_str(),
                "callingDevice": call.calling_device.as_ref().map(DeviceId::as_str),
                "calledDevice": call.called_device.as_ref().map(DeviceId::as_str),
                "state": call.state(),
            })),
        })
    }
}

/// The call that was found when a session was taken up again.
#[derive(Clone, PartialEq, Debug)]
pub struct RecoveredCall {
    /// `callId`.
    pub call_id: CallId,
    /// `callingDevice`.
    pub calling_device: Option<DeviceId>,
    /// `calledDevice`.
    pub called_device: Option<DeviceId>,
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
    /// The new state.
    pub state: LinkState,
    /// Why, for a loss, in words.
    pub reason: Option<String>,
    /// Why, for a loss.
    pub end_reason: Option<LinkEnd>,
}

impl LinkChanged {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::State => text(self.state.as_str()),
            Field::Reason => optional!(self.reason),
            Field::EndReason => optional!(self.end_reason),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({
            "state": self.state.as_str(),
            "reason": self.reason,
            "endReason": self.end_reason,
        })
    }
}

/// `sessionEnded`: the agent is not logged in here any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionEnded {
    /// Why.
    pub end_reason: SessionEnd,
}

impl SessionEnded {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::EndReason => text(self.end_reason.as_str()),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({ "endReason": self.end_reason })
    }
}

/// `modelCorrected`: calls that are other than was told, beyond what an event says itself: it is late, or does not name them, or their
/// data is another: by the server's word, or set by this session.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelCorrected {
    /// The calls that are different now, or gone, or back. Look at the snapshot.
    pub calls: Vec<CallId>,
}

impl ModelCorrected {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        let calls = || self.calls.iter().map(|call| call.as_str()).collect::<Vec<_>>();
        match field {
            Field::Calls => Some(FieldValue::Json(Cow::Owned(
                serde_json::Value::from(calls()).to_string(),
            ))),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({ "calls": self.calls.iter().map(CallId::as_str).collect::<Vec<_>>() })
    }
}

/// `anomaly`: something did not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Anomaly {
    /// What kind of thing.
    pub kind: AnomalyKind,
    /// The call, where there is one.
    pub call_id: Option<CallId>,
    /// The event that did not fit, by name.
    pub event: SmolStr,
    /// For people.
    pub detail: String,
}

impl Anomaly {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::CallId => optional!(self.call_id),
            Field::AnomalyKind => text(self.kind.as_str()),
            Field::AnomalyEvent => word!(self.event),
            Field::Detail => text(&self.detail),
            _ => None,
        }
    }

    /// In the manual's field names.
    pub(super) fn describe(&self) -> Value {
        json!({
            "kind": self.kind.as_str(),
            "callId": self.call_id.as_ref().map(CallId::as_str),
            "event": self.event.as_str(),
            "detail": self.detail,
        })
    }
}

impl AnomalyKind {
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
