//! An event's fields by their numbers: in constant time for a server's event, by its kind for a derived one.

use super::call::rings_here;
use super::envelope::{Content, Derived, Event};
use super::fields::{FieldValue, json, text};
use super::wire::{Wire, truth};
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::FieldType;

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
