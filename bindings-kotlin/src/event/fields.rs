//! An event's fields by their numbers, each of its type.

use std::time::SystemTime;

use client::CallId;
use client::core::event::{self as core, FieldValue};
use client::core::vocabulary::Field;

use super::parts::{AgentEvent, CallInfo};
use crate::mirror::Word;
use crate::time::moment;

/// The fields of one event; `None` where it does not have one.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a core::Event);

impl Fields<'_> {
    pub(super) fn agent(self) -> Option<AgentEvent> {
        self.0.agent_event().map(AgentEvent::from)
    }

    pub(super) fn call(self) -> Option<CallInfo> {
        self.0.call_info().map(CallInfo::from)
    }

    /// A text; a structure as JSON.
    pub(super) fn text(self, field: Field) -> Option<String> {
        match self.0.field(field)? {
            FieldValue::Text(text) | FieldValue::Json(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    pub(super) fn id<T: for<'t> From<&'t str>>(self, field: Field) -> Option<T> {
        match self.0.field(field)? {
            FieldValue::Text(text) => Some(T::from(&*text)),
            _ => None,
        }
    }

    /// One of a list of words.
    pub(super) fn word<T: Word>(self, field: Field) -> Option<T> {
        match self.0.field(field)? {
            FieldValue::Text(text) => T::read(&text),
            _ => None,
        }
    }

    pub(super) fn truth(self, field: Field) -> Option<bool> {
        match self.0.field(field)? {
            FieldValue::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    pub(super) fn integer(self, field: Field) -> Option<i32> {
        i32::try_from(self.number(field)?).ok()
    }

    pub(super) fn time(self, field: Field) -> Option<SystemTime> {
        self.number(field).map(moment)
    }

    /// The calls of a list.
    pub(super) fn calls(self, field: Field) -> Option<Vec<CallId>> {
        match (field, self.0.body()) {
            (Field::Calls, core::Body::ModelCorrected(event)) => Some(event.calls.clone()),
            _ => None,
        }
    }

    fn number(self, field: Field) -> Option<i64> {
        match self.0.field(field)? {
            FieldValue::Integer(number) => Some(number),
            _ => None,
        }
    }
}
