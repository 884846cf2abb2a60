//! What an event's handle stands for.

use std::cell::OnceCell;
use std::sync::Arc;

use client::core::event::{Field, FieldValue};
use client::{AgentMode, Body, Event, LogLine};

use crate::codes::{well_event_kind_t, well_field_t};
use crate::event_data::well_event_data_t;
use crate::handle::{Handle, well_event_t};
use crate::lent_texts::LentTexts;
use crate::numbers::FieldIn;
use crate::status::Failure;
use crate::status::well_status::*;
use crate::text::well_str_t;

/// An event, or what is told like one, and its texts on loan.
pub(crate) struct EventObject {
    pub(crate) what: What,
    texts: LentTexts,
}

impl Handle for well_event_t {
    type Object = EventObject;
}

/// What is told of, before anybody wants to look at it.
pub(crate) struct LazyEvent {
    what: What,
    object: OnceCell<Arc<EventObject>>,
}

impl LazyEvent {
    pub(crate) fn event(event: Arc<Event>) -> Self {
        Self::new(What::Event(event))
    }

    pub(crate) fn lagged(missed: u64) -> Self {
        Self::new(What::Lagged(missed))
    }

    fn new(what: What) -> Self {
        Self {
            what,
            object: OnceCell::new(),
        }
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        match &self.what {
            What::Event(event) => event.name() == name,
            // Who has missed events must know, whatever they were.
            What::Lagged(_) => true,
            What::Log(_) => false,
        }
    }

    pub(crate) fn object(&self) -> Arc<EventObject> {
        let make = || Arc::new(EventObject::new(self.what.clone()));
        Arc::clone(self.object.get_or_init(make))
    }
}

#[derive(Clone)]
pub(crate) enum What {
    Event(Arc<Event>),
    Lagged(u64),
    Log(LogLine),
}

impl EventObject {
    pub(crate) fn event(event: Arc<Event>) -> Self {
        Self::new(What::Event(event))
    }

    pub(crate) fn log(line: LogLine) -> Self {
        Self::new(What::Log(line))
    }

    /// Lends its JSON.
    pub(crate) fn lend_raw(&self) -> Result<well_str_t, Failure> {
        Ok(self.texts.lend_raw(self.inner()?))
    }

    /// Whose it is, in a watch; empty otherwise.
    pub(crate) fn lend_watched(&self) -> well_str_t {
        self.lend(self.watched().unwrap_or_default())
    }

    fn watched(&self) -> Option<&str> {
        let agent = self.inner().ok()?.watched.as_deref();
        agent.map(|agent| agent.as_str())
    }

    /// Lends a text of the event's for as long as it is there.
    pub(crate) fn lend(&self, text: &str) -> well_str_t {
        match &self.what {
            What::Event(event) => self.texts.lend_of(event, text),
            What::Lagged(_) | What::Log(_) => self.texts.lend(text),
        }
    }

    pub(crate) fn kind(&self) -> well_event_kind_t {
        match &self.what {
            What::Event(event) => event.kind().into(),
            What::Lagged(_) => well_event_kind_t::WELL_EVENT_LAGGED,
            What::Log(_) => well_event_kind_t::WELL_EVENT_LOG,
        }
    }

    /// All of it at once, into what is empty.
    pub(crate) fn put(&self, data: &mut well_event_data_t) {
        data.kind = self.kind();
        match &self.what {
            What::Lagged(missed) => data.missed = *missed,
            What::Log(line) => {
                data.log_kind = line.kind.into();
                data.log_line = self.lend(&line.content);
            }
            What::Event(event) => {
                data.origin = event.origin.into();
                data.late = event.late;
                if let Some(agent) = self.watched() {
                    data.watched = self.lend(agent);
                }
                match self.texts.lend_all(event, data) {
                    true => self.put_fields(event, &OF_SERVER, data),
                    false => self.put_fields(event, Field::ALL, data),
                }
                put_words(event, data);
            }
        }
    }

    fn put_fields(&self, event: &Event, fields: &[Field], data: &mut well_event_data_t) {
        for field in fields.iter().copied() {
            match event.field(field) {
                Some(FieldValue::Text(text) | FieldValue::Json(text)) => {
                    if let Some(place) = data.text(field) {
                        *place = self.lend(&text);
                    }
                }
                Some(FieldValue::Integer(number)) => {
                    if let Some(place) = data.integer(field) {
                        *place = number;
                    }
                }
                Some(FieldValue::Truth(truth)) => {
                    if let Some(place) = data.truth(field) {
                        *place = truth.into();
                    }
                }
                _ => {}
            }
        }
    }

    fn new(what: What) -> Self {
        Self {
            what,
            texts: LentTexts::default(),
        }
    }

    pub(crate) fn inner(&self) -> Result<&Arc<Event>, Failure> {
        match &self.what {
            What::Event(event) => Ok(event),
            _ => Err(WELL_EMPTY.into()),
        }
    }

    pub(crate) fn field(&self, field: FieldIn) -> Result<FieldValue<'_>, Failure> {
        let known = known(field)?;
        self.inner()?.field(known).ok_or_else(|| WELL_EMPTY.into())
    }
}

/// What a server's event can have that is no text.
const OF_SERVER: [Field; 3] = [Field::IsSuccess, Field::IsOwn, Field::Serial];

/// What is in a list of words.
fn put_words(event: &Event, data: &mut well_event_data_t) {
    if !data.agent_mode_text.data.is_null()
        && let Some(FieldValue::Text(mode)) = event.field(Field::AgentMode)
    {
        data.agent_mode = (&AgentMode::from(&*mode)).into();
    }
    // A server's event has none of the others.
    if event.buffer().is_some() {
        return;
    }
    match event.body() {
        Body::LinkChanged(changed) => {
            data.link = changed.state.into();
            data.link_end = changed.end_reason.into();
        }
        Body::SessionEnded(ended) => data.session_end = Some(ended.end_reason).into(),
        Body::CallCleared(cleared) => data.call_end = cleared.end_reason.into(),
        _ => {}
    }
}

/// The field of a number.
pub(crate) fn known(field: FieldIn) -> Result<Field, Failure> {
    well_field_t::read(field).ok_or_else(|| Failure::unlisted("field", field, "well_field_t"))
}

#[cfg(test)]
mod tests {
    use client::core::event::{FieldType, decode};

    use super::*;

    #[test]
    fn a_servers_event_has_no_other_numbers() {
        for kind in [
            "delivered",
            "agentReady",
            "agentLoggedOn",
            "recordStarted",
            "callFailed",
        ] {
            let fields = Field::ALL.iter().map(|field| format!(r#""{}":1"#, field.name()));
            let fields = fields
                .filter(|field| !field.contains("eventName"))
                .collect::<Vec<_>>();
            let json = format!(r#"{{"eventName":"{kind}",{}}}"#, fields.join(","));
            let event = decode(json.as_bytes()).unwrap();
            for (field, value) in event.fields() {
                let is_text = matches!(field.field_type(), FieldType::Text | FieldType::Json);
                assert!(
                    is_text || OF_SERVER.contains(&field),
                    "{kind}: {field:?} {value:?}"
                );
            }
        }
    }
}
