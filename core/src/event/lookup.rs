//! An event's fields by their numbers: in constant time for a server's event, by its kind for a derived one.

use std::borrow::Cow;

use super::call::rings_here;
use super::derived::{
    Anomaly, LinkChanged, LoginFailed, ModelCorrected, RecoverStateSuccess, SessionEnded, WsReconnectSucceed,
};
use super::envelope::{CallCleared, Content, Derived, Event};
use super::fields::FieldValue;
use super::wire::{Wire, truth};
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::FieldType;

fn text<'a, T: ?Sized + AsRef<str>>(text: &'a T) -> Option<FieldValue<'a>> {
    Some(FieldValue::Text(Cow::Borrowed(text.as_ref())))
}

fn json(json: &str) -> FieldValue<'_> {
    FieldValue::Json(Cow::Borrowed(json))
}

/// The text of an id or a word.
macro_rules! word {
    ($of:expr) => {
        text($of.as_str())
    };
}

/// The text of an id or a word that may be absent.
macro_rules! optional {
    ($of:expr) => {
        $of.as_ref().and_then(|value| text(value.as_str()))
    };
}

impl Event {
    /// The fields that this event has, in the order of [`Field::ALL`].
    pub fn fields(&self) -> impl Iterator<Item = (Field, FieldValue<'_>)> {
        Field::ALL
            .iter()
            .filter_map(|field| Some((*field, self.field(*field)?)))
    }

    /// One field; `None` where this event does not have it.
    pub fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match &self.content {
            Content::Wire(wire) if field == Field::IsOwn => {
                (self.kind() == EventKind::Delivered).then(|| FieldValue::Truth(rings_here(wire)))
            }
            Content::Wire(wire) => wire.field(field),
            Content::Derived(report) => report.derived.field(field),
        }
    }
}

impl Wire {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field.field_type() {
            FieldType::Text => self.text(field).and_then(text),
            FieldType::Json => self.text(field).map(json),
            FieldType::Truth => truth(self.text(field)?.as_bytes()).map(FieldValue::Truth),
            FieldType::Integer => {
                let serial = self.serial.filter(|_| field == Field::Serial)?;
                i64::try_from(serial).ok().map(FieldValue::Integer)
            }
        }
    }
}

impl Derived {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        if field == Field::EventName {
            return text(self.name());
        }
        match self {
            Self::CallCleared(event) => event.field(field),
            Self::LoginFailed(event) => event.field(field),
            Self::WsDisconnected => None,
            Self::WsReconnectSucceed(event) => event.field(field),
            Self::RecoverStateSuccess(event) => event.field(field),
            Self::LinkChanged(event) => event.field(field),
            Self::SessionEnded(event) => event.field(field),
            Self::ModelCorrected(event) => event.field(field),
            Self::Anomaly(event) => event.field(field),
        }
    }
}

impl CallCleared {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
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
            Field::Data => Some(json(self.event.raw())),
            // Who left and why is in the event that it was derived from.
            Field::ReleasingDevice | Field::HangupDevice | Field::Cause => self.event.field(field),
            _ => None,
        }
    }
}

impl LoginFailed {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::Status => Some(FieldValue::Integer(self.status.into())),
            Field::ResponseText => text(&self.response_text),
            _ => None,
        }
    }
}

impl WsReconnectSucceed {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::AgentMode => word!(self.agent_mode),
            Field::ActiveCall => self.active_call.as_ref().map(|call| json(&call.json)),
            Field::CallId => self.active_call.as_ref().and_then(|call| word!(call.call_id)),
            _ => None,
        }
    }
}

impl RecoverStateSuccess {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
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
}

impl LinkChanged {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::State => text(self.state.as_str()),
            Field::Reason => optional!(self.reason),
            Field::EndReason => optional!(self.end_reason),
            _ => None,
        }
    }
}

impl SessionEnded {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::EndReason => text(self.end_reason.as_str()),
            _ => None,
        }
    }
}

impl ModelCorrected {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        let calls = || self.calls.iter().map(|call| call.as_str()).collect::<Vec<_>>();
        match field {
            Field::Calls => Some(FieldValue::Json(Cow::Owned(
                serde_json::Value::from(calls()).to_string(),
            ))),
            _ => None,
        }
    }
}

impl Anomaly {
    fn field(&self, field: Field) -> Option<FieldValue<'_>> {
        match field {
            Field::CallId => optional!(self.call_id),
            Field::AnomalyKind => text(self.kind.as_str()),
            Field::AnomalyEvent => word!(self.event),
            Field::Detail => text(&self.detail),
            _ => None,
        }
    }
}
