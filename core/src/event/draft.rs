//! What has been read of an event so far: the keys that came, and where their values stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::key::Key;
use super::shape::MOST_FIELDS;
use super::time::EventTime;
use super::wire::{Range, Wire, truth};
use crate::id::DeviceId;
use crate::shared_text::SharedText;
use crate::vocabulary::CALL;
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::{FieldSet, WIRE_FIELDS};

/// What has been read so far. A field that is not there has an empty range.
pub(super) struct Draft<'a> {
    pub(super) text: &'a str,
    /// Values that are no part of the text, and a NUL before each; they will stand behind it.
    pub(super) behind: String,
    /// The keys that came, by [`Key::bit`].
    pub(super) keys: u64,
    pub(super) fields: FieldSet,
    /// By the field's number.
    pub(super) ranges: [Range; WIRE_FIELDS],
    pub(super) serial: Option<u64>,
    pub(super) time: Option<EventTime>,
    pub(super) has_origin: bool,
    /// The producer's entry of the list that is being read.
    pub(super) producer: Option<Range>,
    /// That of `eventTopics`, which stands in for that of `topics`.
    pub(super) event_producer: Option<Range>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            behind: String::new(),
            keys: 0,
            fields: FieldSet::default(),
            ranges: [Range::default(); WIRE_FIELDS],
            serial: None,
            time: None,
            has_origin: false,
            producer: None,
            event_producer: None,
        }
    }

    /// As [`Draft::put`], of a value that is known to stand at this place of the text.
    #[inline(always)]
    pub(super) fn put_place(&mut self, field: Field, place: Range) {
        match field {
            Field::Serial => self.serial = place.within(self.text).parse().ok(),
            Field::EventTime => match EventTime::parse_plain(place.octets(self.text)) {
                Some(time) => {
                    self.time = Some(time);
                    self.set(field, place);
                }
                None => self.put_time(place.within(self.text)),
            },
            _ if says_something(field, place.octets(self.text)) => self.set(field, place),
            _ => {}
        }
    }

    /// A topic of the list that is being read: of interest is the first producer.
    #[inline]
    pub(super) fn put_topic(&mut self, topic: Range) {
        if self.producer.is_none() && is_producer(topic.octets(self.text)) {
            self.producer = Some(topic);
        }
    }

    /// The list of `topics` has been read.
    pub(super) fn take_producer(&mut self) {
        if let Some(producer) = self.producer.take() {
            self.set(Field::Producer, producer);
        }
    }

    /// Takes a value that is a text, or stands for one; one that says nothing is left out.
    pub(super) fn put(&mut self, field: Field, value: &str) {
        match field {
            Field::Serial => self.serial = value.parse().ok(),
            Field::EventTime => self.put_time(value),
            Field::Producer if is_producer(value.as_bytes()) && self.producer.is_none() => {
                self.producer = self.keep(value);
            }
            Field::Producer => {}
            _ if says_something(field, value.as_bytes()) => {
                if let Some(range) = self.keep(value) {
                    self.set(field, range);
                }
            }
            _ => {}
        }
    }

    /// The time in the server's form, whatever form it came in.
    fn put_time(&mut self, value: &str) {
        let plain = EventTime::parse_plain(value.as_bytes());
        self.time = plain.or_else(|| EventTime::parse(value));
        let range = match (self.time, plain) {
            (None, _) => None,
            (Some(_), Some(_)) => self.keep(value),
            (Some(time), None) => self.keep(&time.to_string()),
        };
        if let Some(range) = range {
            self.set(Field::EventTime, range);
        }
    }

    #[inline]
    pub(super) fn set(&mut self, field: Field, range: Range) {
        if let Some(place) = self.ranges.get_mut(field as usize) {
            *place = range;
            self.fields.add(field);
        }
    }

    /// The key comes again: what it has said before is not there. The last one holds, as with `JSON.parse`.
    pub(super) fn forget_key(&mut self, key: Key) {
        match key {
            Key::Text(field) | Key::Json(field) => self.forget(FieldSet::of(&[field])),
            Key::Topics => self.forget(FieldSet::of(&[Field::Producer])),
            Key::EventTopics => self.event_producer = None,
            Key::Origin => self.forget_origin(),
            Key::Other => {}
        }
        match key {
            Key::Text(Field::Serial) => self.serial = None,
            Key::Text(Field::EventTime) => self.time = None,
            _ => {}
        }
    }

    /// There is no `originCallInfo` after all.
    pub(super) fn forget_origin(&mut self) {
        self.has_origin = false;
        self.forget(FieldSet::of(&[
            Field::OriginCallInfoCallId,
            Field::OriginCallInfoCallingDevice,
            Field::OriginCallInfoCalledDevice,
        ]));
    }

    /// Some fields are not there after all.
    pub(super) fn forget(&mut self, fields: FieldSet) {
        self.fields = self.fields.without(fields);
        for number in fields.numbers() {
            if let Some(place) = self.ranges.get_mut(number) {
                *place = Range::default();
            }
        }
    }

    /// Where a value stands in the text; one that is no part of it is put behind it. `None` beyond what a
    /// range can count.
    fn keep(&mut self, value: &str) -> Option<Range> {
        let offset = value.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let is_part = offset
            .checked_add(value.len())
            .is_some_and(|end| end <= self.text.len());
        let start = if is_part {
            offset
        } else {
            self.behind.push('\0');
            self.behind.push_str(value);
            self.text.len() + self.behind.len() - value.len()
        };
        Range::of(start, start + value.len())
    }

    /// The name of the event.
    fn name(&self) -> &str {
        let range = self
            .ranges
            .get(Field::EventName as usize)
            .copied()
            .unwrap_or_default();
        match range.behind(self.text) {
            None => range.within(self.text),
            Some(range) => range.within(&self.behind),
        }
    }

    /// The event's kind, and its table: what that kind has no use for is left out. Where the text came with a NUL behind it,
    /// `terminated` is both: the event keeps that, at no cost.
    pub(super) fn finish(&mut self, terminated: Option<&str>) -> (EventKind, Wire) {
        if !self.fields.has(Field::Producer)
            && let Some(producer) = self.event_producer
        {
            self.set(Field::Producer, producer);
        }
        let named = EventKind::of_server(self.name());
        let shape = named.shape();
        if let Some((absent, others)) = shape.stand_in
            && !self.fields.has(absent)
            && let Some(other) = others.iter().find(|other| self.fields.has(**other))
            && let Some(range) = self.ranges.get(*other as usize)
        {
            self.set(absent, *range);
        }
        let kind = match self.fields.has_all(shape.needed) {
            true => named,
            false => EventKind::Other,
        };
        if !self.fields.has(Field::CallId) {
            self.forget(CALL);
        }
        let layout = kind.layout();
        let mut ranges = [Range::default(); MOST_FIELDS];
        for (number, place) in layout.numbers().zip(&mut ranges) {
            *place = self.ranges.get(number).copied().unwrap_or_default();
        }
        let wire = Wire {
            text: self.shared_text(terminated),
            layout,
            ranges,
            serial: self.serial,
            time: self.time,
            has_origin: self.has_origin,
            rings_there: false,
        };
        (kind, wire)
    }

    fn shared_text(&self, terminated: Option<&str>) -> SharedText {
        if self.behind.is_empty() {
            let whole = terminated.unwrap_or(self.text);
            return SharedText::first_part(whole.into(), self.text.len());
        }
        let buffer: Arc<str> = [self.text, &self.behind].concat().into();
        SharedText::first_part(buffer, self.text.len())
    }
}

/// What names a call.
const CALLS: FieldSet = FieldSet::of(&[
    Field::CallId,
    Field::OriginCallInfoCallId,
    Field::OriginalCallId,
    Field::PrimaryOldCall,
    Field::SecondaryOldCall,
    Field::NewCall,
]);

/// An empty text says nothing, nor does the server's `"0"` for no call.
#[inline(always)]
fn says_something(field: Field, value: &[u8]) -> bool {
    match value {
        b"" => false,
        b"0" => !CALLS.has(field),
        _ => field != Field::IsSuccess || truth(value).is_some(),
    }
}

/// A worker that numbers events.
fn is_producer(topic: &[u8]) -> bool {
    topic.starts_with(b"CtiWorker_") || topic.starts_with(b"CtiRouter_")
}

/// `devices`: `{"Voice": "8001@test.cc"}`, by medium; anything else is none.
pub(super) fn devices(json: &str) -> BTreeMap<SmolStr, DeviceId> {
    serde_json::from_str(json).unwrap_or_default()
}
