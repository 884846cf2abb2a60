//! From an event's JSON to [`Event`].

use simdutf8::basic::from_utf8;

use super::envelope::Event;
use super::read::{read, read_terminated};
use super::wire::Wire;
use crate::shared_text::SharedText;
use crate::vocabulary::EventKind;
use crate::vocabulary::Origin;

/// Why a text is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeEventError {
    /// Not UTF-8.
    #[error("the event is not UTF-8")]
    NotUtf8,
    /// Not a JSON object.
    #[error("the event is not a JSON object: line {line} column {column}")]
    NotAnObject {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
}

/// Reads one event. An unknown name, or a known one without the fields it needs, is [`EventKind::Other`].
///
/// # Errors
/// Only what is not a JSON object at all. The text itself is not part of the error.
pub fn decode(bytes: &[u8]) -> Result<Event, DecodeEventError> {
    let text = from_utf8(bytes).map_err(|_| DecodeEventError::NotUtf8)?;
    of_server(text, None)
}

/// As [`decode`], of a text with a NUL behind it, as a frame has it. The event keeps that, for whoever wants one.
pub(crate) fn decode_terminated(bytes: &[u8]) -> Result<Event, DecodeEventError> {
    let terminated = from_utf8(bytes).map_err(|_| DecodeEventError::NotUtf8)?;
    match terminated.strip_suffix('\0') {
        Some(text) => of_server(text, Some(terminated)),
        None => of_server(terminated, None),
    }
}

fn of_server(text: &str, terminated: Option<&str>) -> Result<Event, DecodeEventError> {
    let (kind, wire) = read_terminated(text, terminated).map_err(|error| DecodeEventError::NotAnObject {
        line: error.line(),
        column: error.column(),
    })?;
    Ok(Event::of_wire(Origin::Server, kind, wire))
}

/// An event of the library's own, in the server's vocabulary.
pub(super) fn synthesized(text: &str) -> Event {
    let (kind, wire) = read(text).unwrap_or_else(|_| {
        let wire = Wire::unread(SharedText::from(text));
        (EventKind::Other, wire)
    });
    Event::of_wire(Origin::Synthesized, kind, wire)
}
