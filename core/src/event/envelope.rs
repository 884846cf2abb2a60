//! One event: who made it, of what kind it is, and what it holds.

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use smol_str::SmolStr;

use super::derived::{
    Anomaly, LinkChanged, LoginFailed, ModelCorrected, RecoverStateSuccess, SessionEnded, WsReconnectSucceed,
};
use super::fields::{self, FieldValue, optional, text, word};
use super::wire::Wire;
use crate::http::MAX_ID_BYTES;
use crate::id::{AgentId, AgentRef, CallId, CallRef, DeviceId};
use crate::shared_text::SharedText;
use crate::vocabulary::CallEnd;
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::{AnomalyKind, FailedCode, Origin};

/// One event.
#[derive(Clone, PartialEq)]
pub struct Event {
    /// Who made it.
    pub origin: Origin,
    /// It came after events that the server had sent later; the model has put it in its place.
    pub late: bool,
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived. `None` in a session of the
    /// agent's own, and for what concerns the whole watch.
    pub watched: Option<Arc<AgentId>>,
    kind: EventKind,
    pub(super) content: Content,
}

/// What an event holds.
#[derive(Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most events are the server's, and each is kept in one place"
)]
pub(super) enum Content {
    /// The server's JSON, or the library's in the server's vocabulary.
    Wire(Wire),
    Derived(Arc<Report>),
}

/// A derived event; its JSON is written when it is first asked for.
pub(super) struct Report {
    pub(super) derived: Derived,
    pub(super) json: OnceLock<SharedText>,
}

/// The library's own events: the manual's inner events (manual 3.2) and what it reports of itself.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Derived {
    /// `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    CallCleared(CallCleared),
    /// `loginFailed` (manual 3.2.2).
    LoginFailed(LoginFailed),
    /// `wsDisconnected`: the attempts to reconnect are used up (manual 3.2.3).
    WsDisconnected,
    /// `wsReconnectSucceed`: the event channel is back and the model corrected.
    WsReconnectSucceed(WsReconnectSucceed),
    /// `recoverStateSuccess`: a saved session was taken up again.
    RecoverStateSuccess(RecoverStateSuccess),
    /// `linkChanged`: the event channel's state.
    LinkChanged(LinkChanged),
    /// `sessionEnded`: the agent is not logged in here any more.
    SessionEnded(SessionEnded),
    /// `modelCorrected`: by a late event, or by call data that no event tells of, calls are other than was told.
    ModelCorrected(ModelCorrected),
    /// `anomaly`: something did not fit; the model is being checked.
    Anomaly(Anomaly),
}

/// Characters that an anomaly has of an event's name.
const MAX_NAME_CHARS: usize = 64;

/// `connectionCleared`, enriched with what the call was just before the party left it (manual 3.2.1).
#[derive(Clone, PartialEq, Debug)]
pub struct CallCleared {
    /// The call, by the id it has in the model.
    pub call_id: CallId,
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
    /// Whether this ended the call for this agent: the party that left is the agent's device.
    pub is_own: bool,
    /// Why the call has ended for this agent; `None` where it has not.
    pub end_reason: Option<CallEnd>,
    /// Why it could not be put through (`failedCode`), for [`CallEnd::Failed`].
    pub failed_code: Option<FailedCode>,
    /// The server's words for that (`failedMsg`).
    pub failed_msg: Option<SmolStr>,
}

impl CallCleared {
    /// Its field of this number.
    pub(super) fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::CallId => word!(self.call_id),
            Field::IsEstablished => Some(FieldValue::Truth(self.is_established)),
            Field::CreateTimeId => Some(FieldValue::Integer(self.create_time_id)),
            Field::EstablishedTimeId => self.established_time_id.map(FieldValue::Integer),
            Field::PartyDevice => optional!(self.party_device),
            Field::IsCaller => self.is_caller.map(FieldValue::Truth),
            Field::IsOutCall => Some(FieldValue::Truth(self.is_out_call)),
            Field::IsOwn => Some(FieldValue::Truth(self.is_own)),
            Field::EndReason => optional!(self.end_reason),
            Field::FailedCode => optional!(self.failed_code),
            Field::FailedMsg => optional!(self.failed_msg),
            Field::Data => Some(fields::json(self.event.raw())),
            // Who left and why is in the event that it was derived from.
            Field::ReleasingDevice | Field::HangupDevice | Field::Cause => self.event.field(field),
            _ => None,
        }
    }

    /// In the manual's field names, but for `data`, which is JSON already.
    pub(super) fn describe(&self) -> Value {
        json!({
            "callId": self.call_id.as_str(),
            "isEstatblished": self.is_established,
            "isEstablished": self.is_established,
            "createTimeId": self.create_time_id,
            "establishedTimeId": self.established_time_id.map_or(Value::from(""), Value::from),
            "partyDevice": self.party_device.as_ref().map_or("", DeviceId::as_str),
            "isCaller": self.is_caller.map_or(Value::from(""), Value::from),
            "isOutCall": self.is_out_call,
            "isOwn": self.is_own,
            "endReason": self.end_reason,
            "failedCode": self.failed_code.as_ref().map(FailedCode::as_str),
            "failedMsg": self.failed_msg.as_deref(),
        })
    }
}

impl Event {
    /// An event in the server's vocabulary.
    pub(super) fn of_wire(origin: Origin, kind: EventKind, wire: Wire) -> Self {
        Self {
            origin,
            late: false,
            watched: None,
            kind,
            content: Content::Wire(wire),
        }
    }

    /// A derived event; for whoever runs a [`crate::model::Tracker`] without a session.
    pub fn derived(derived: Derived) -> Self {
        Self {
            origin: Origin::Derived,
            late: false,
            watched: None,
            kind: derived.kind(),
            content: Content::Derived(Arc::new(Report {
                derived,
                json: OnceLock::new(),
            })),
        }
    }

    /// What kind of event it is.
    pub fn kind(&self) -> EventKind {
        self.kind
    }

    /// `eventName`, for every origin; empty where the server left it out.
    pub fn name(&self) -> &str {
        match &self.content {
            Content::Wire(wire) => wire
                .text_at(const { EventKind::Other.place(Field::EventName) })
                .unwrap_or_default(),
            Content::Derived(report) => report.derived.name(),
        }
    }

    /// The call it speaks of. For a derived event, the call that it was derived for.
    pub fn call_id(&self) -> Option<CallRef<'_>> {
        match &self.content {
            Content::Wire(wire) => wire.text(Field::CallId).map(CallRef::from),
            Content::Derived(report) => match &report.derived {
                Derived::CallCleared(cleared) => Some(cleared.call_id.borrowed()),
                Derived::Anomaly(anomaly) => anomaly.call_id.as_ref().map(CallId::borrowed),
                _ => None,
            },
        }
    }

    /// The agent it speaks of, for an agent event.
    pub fn agent_id(&self) -> Option<AgentRef<'_>> {
        self.wire()?.text(Field::AgentId).map(AgentRef::from)
    }

    /// Whether an id in it is longer than any may be ([`MAX_ID_BYTES`]).
    pub(crate) fn has_long_id(&self) -> bool {
        self.wire().is_some_and(Wire::has_long_id)
    }

    /// Its fields, if it is in the server's vocabulary.
    pub(super) fn wire(&self) -> Option<&Wire> {
        match &self.content {
            Content::Wire(wire) => Some(wire),
            Content::Derived(_) => None,
        }
    }
}

impl Derived {
    fn kind(&self) -> EventKind {
        match self {
            Self::CallCleared(_) => EventKind::CallCleared,
            Self::LoginFailed(_) => EventKind::LoginFailed,
            Self::WsDisconnected => EventKind::WsDisconnected,
            Self::WsReconnectSucceed(_) => EventKind::WsReconnectSucceed,
            Self::RecoverStateSuccess(_) => EventKind::RecoverStateSuccess,
            Self::LinkChanged(_) => EventKind::LinkChanged,
            Self::SessionEnded(_) => EventKind::SessionEnded,
            Self::ModelCorrected(_) => EventKind::ModelCorrected,
            Self::Anomaly(_) => EventKind::Anomaly,
        }
    }

    /// `eventName`.
    pub(super) fn name(&self) -> &'static str {
        match self.kind() {
            EventKind::CallCleared => "connectionCleared",
            kind => kind.name(),
        }
    }
}

/// The JSON follows from the rest.
impl PartialEq for Report {
    fn eq(&self, other: &Self) -> bool {
        self.derived == other.derived
    }
}

impl Anomaly {
    pub(crate) fn new(kind: AnomalyKind, event: &Event, detail: impl Into<String>) -> Self {
        Self {
            kind,
            call_id: event
                .call_id()
                .filter(|call| call.as_str().len() <= MAX_ID_BYTES)
                .map(CallRef::to_owned),
            event: event.name().chars().take(MAX_NAME_CHARS).collect(),
            detail: detail.into(),
        }
    }
}
