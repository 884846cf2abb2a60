//! The texts of one event on loan, each with a NUL behind it as C wants it: those of a server's event stand in one copy of its
//! memory, whose quotes and commas are NULs.

use std::ffi::c_char;
use std::sync::OnceLock;

use client::{Body, Event};

use crate::event_data::well_event_data_t;
use crate::text::{Texts, well_str_t};

#[derive(Default)]
pub(crate) struct LentTexts {
    /// Of a server's event, made when a text is first asked for.
    copy: OnceLock<Box<[u8]>>,
    /// All others.
    others: Texts,
}

impl LentTexts {
    /// Lends any text.
    pub(crate) fn lend(&self, text: &str) -> well_str_t {
        self.others.lend(text)
    }

    /// Lends a text of this event's; it is always the same.
    pub(crate) fn lend_of(&self, event: &Event, text: &str) -> well_str_t {
        self.in_copy(event, text)
            .or_else(|| in_derived_from(event, text))
            .unwrap_or_else(|| self.others.lend(text))
    }

    /// Lends the JSON of this event.
    pub(crate) fn lend_raw(&self, event: &Event) -> well_str_t {
        match event.raw_and_nul() {
            Some(text) => lent(text.as_bytes()),
            None => self.others.lend(event.raw()),
        }
    }

    /// Lends all texts of a server's event; whether it is one.
    pub(crate) fn lend_all(&self, event: &Event, into: &mut well_event_data_t) -> bool {
        let Some(buffer) = event.buffer() else {
            return false;
        };
        let copy = self.copy(event, buffer);
        event.places().for_each(|(field, place)| {
            // With its NUL.
            let text = copy.get(place.start..place.end + 1);
            if let (Some(text), Some(member)) = (text, into.text(field)) {
                *member = lent(text);
            }
        });
        true
    }

    fn copy(&self, event: &Event, buffer: &str) -> &[u8] {
        self.copy.get_or_init(|| {
            let mut copy = Vec::with_capacity(buffer.len() + 1);
            copy.extend_from_slice(buffer.as_bytes());
            copy.push(0);
            event.ends().for_each(|end| {
                if let Some(behind) = copy.get_mut(end) {
                    *behind = 0;
                }
            });
            copy.into_boxed_slice()
        })
    }

    fn in_copy(&self, event: &Event, text: &str) -> Option<well_str_t> {
        let buffer = event.buffer()?;
        let start = text.as_ptr().addr().checked_sub(buffer.as_ptr().addr())?;
        let end = start.checked_add(text.len())?;
        if text.is_empty() || end > buffer.len() {
            return None;
        }
        let copy = self.copy(event, buffer);
        copy.get(start..=end)
            .filter(|text| text.ends_with(&[0]))
            .map(lent)
    }
}

/// The JSON of the event that another is derived from.
fn in_derived_from(event: &Event, text: &str) -> Option<well_str_t> {
    let Body::CallCleared(cleared) = event.body() else {
        return None;
    };
    let json = cleared.event.raw_and_nul()?;
    let whole = text.as_ptr() == json.as_ptr() && text.len() + 1 == json.len();
    whole.then(|| lent(json.as_bytes()))
}

/// Of a text and its NUL: both, so that the pointer may be read as far as that.
fn lent(text_and_nul: &[u8]) -> well_str_t {
    well_str_t {
        data: text_and_nul.as_ptr().cast::<c_char>(),
        len: text_and_nul.len().saturating_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use client::core::event::{FieldValue, decode};

    use super::*;

    fn read(lent: well_str_t) -> &'static str {
        // SAFETY: lent by a `LentTexts` that the test keeps.
        let text = unsafe { CStr::from_ptr(lent.data) }.to_str().unwrap();
        assert_eq!(text.len(), lent.len);
        text
    }

    #[test]
    fn every_text_has_its_nul_and_stays_where_it_is() {
        let json = concat!(
            r#"{"eventName":"delivered","callId":7,"alertingDevice":"80\u00301","cause":"a\nb","deviceId":"8001","#,
            r#""userData":{"data":{"k":"v"}}}"#
        );
        let event = decode(json.as_bytes()).unwrap();
        let texts = LentTexts::default();
        let mut all = well_event_data_t::NONE;
        assert!(texts.lend_all(&event, &mut all));
        assert_eq!(
            [
                all.event_name,
                all.call_id,
                all.alerting_device,
                all.cause,
                all.device_id,
                all.user_data
            ]
            .map(read),
            ["delivered", "7", "8001", "a\nb", "8001", r#"{"k":"v"}"#]
        );
        for (field, value) in event.fields() {
            if let (FieldValue::Text(text) | FieldValue::Json(text), Some(place)) = (value, all.text(field)) {
                let again = texts.lend_of(&event, &text);
                assert_eq!((again.data, read(again)), (place.data, &*text), "{field:?}");
            }
        }
        assert_eq!(read(texts.lend_raw(&event)), json);
        // What is no text of a field is lent all the same.
        assert_eq!(read(texts.lend_of(&event, &event.raw()[2..7])), "event");
    }
}
