//! What has been read of an event so far: the keys that came, and where their values stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::shape::MOST_FIELDS;
use super::time::EventTime;
use super::wire::{Range, Wire, truth};
use crate::id::DeviceId;
use crate::shared_text::SharedText;
use crate::vocabulary::CALL;
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::{FieldSet, WIRE_FIELDS};

/// What has been read so far.
pub(super) struct Draft<'a> {
    pub(super) text: &'a str,
    /// The text with a NUL behind it, where it came with one.
    terminated: Option<&'a str>,
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
            terminated: None,
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

    /// The same text with a NUL behind it: the event keeps it, at no cost.
    pub(super) fn terminated<'t>(self, terminated: Option<&'t str>) -> Draft<'t>
    where
        'a: 't,
    {
        Draft { terminated, ..self }
    }

    /// As [`Draft::put`], of a value that is known to stand at this place of the text.
    #[inline]
    pub(super) fn put_place(&mut self, field: Field, (start, end): (usize, usize)) {
        let octets = self.text.as_bytes().get(start..end).unwrap_or_default();
        match field {
            Field::Serial | Field::EventTime => {
                self.put(field, self.text.get(start..end).unwrap_or_default())
            }
            Field::Producer => {
                if is_producer(octets) && self.producer.is_none() {
                    self.producer = Range::of(start, end);
                }
            }
            _ => {
                if says_something(field, octets) {
                    self.set(field, Range::of(start, end));
                }
            }
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
                let range = self.keep(value);
                self.set(field, range);
            }
            _ => {}
        }
    }

    /// The time in the server's form, whatever form it came in.
    fn put_time(&mut self, value: &str) {
        let plain = EventTime::parse_plain(value);
        self.time = plain.or_else(|| EventTime::parse(value));
        let range = match (self.time, plain) {
            (None, _) => return,
            (Some(_), Some(_)) => self.keep(value),
            (Some(time), None) => self.keep(&time.to_string()),
        };
        self.set(Field::EventTime, range);
    }

    pub(super) fn set(&mut self, field: Field, range: Option<Range>) {
        if let (Some(range), Some(place)) = (range, self.ranges.get_mut(field as usize)) {
            *place = range;
            self.fields.add(field);
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

    fn range(&self, number: usize) -> Option<Range> {
        let range = self.ranges.get(number).copied();
        range.filter(|_| self.fields.has_number(number))
    }

    fn value(&self, field: Field) -> Option<&str> {
        let range = self.range(field as usize)?;
        let (start, end) = (range.start as usize, range.end as usize);
        match start.checked_sub(self.text.len()) {
            None => self.text.get(start..end),
            Some(start) => self.behind.get(start..end - self.text.len()),
        }
    }

    /// The event's kind, and its table: what that kind has no use for is left out.
    pub(super) fn finish(mut self) -> (EventKind, Wire) {
        if !self.fields.has(Field::Producer) {
            self.set(Field::Producer, self.event_producer);
        }
        let named = self
            .value(Field::EventName)
            .map_or(EventKind::Other, EventKind::of_server);
        if let Some((absent, others)) = named.shape().stand_in
            && !self.fields.has(absent)
            && let Some(other) = others.iter().find(|other| self.fields.has(**other))
        {
            self.set(absent, self.ranges.get(*other as usize).copied());
        }
        let kind = if self.fields.has_all(named.shape().needed) {
            named
        } else {
            EventKind::Other
        };
        if !self.fields.has(Field::CallId) {
            self.fields = self.fields.without(CALL);
        }
        let layout = kind.layout();
        let mut ranges = [Range::default(); MOST_FIELDS];
        for (number, place) in layout.numbers().zip(&mut ranges) {
            *place = self.range(number).unwrap_or_default();
        }
        let wire = Wire {
            text: self.shared_text(),
            layout,
            ranges,
            serial: self.serial,
            time: self.time,
            has_origin: self.has_origin,
            rings_there: false,
        };
        (kind, wire)
    }

    fn shared_text(&self) -> SharedText {
        if self.behind.is_empty() {
            let whole = self.terminated.unwrap_or(self.text);
            return SharedText::first_part(whole.into(), self.text.len());
        }
        let buffer: Arc<str> = [self.text, &self.behind].concat().into();
        SharedText::first_part(buffer, self.text.len())
    }
}

/// An empty text says nothing, nor does the server's `"0"` for no call.
fn says_something(field: Field, value: &[u8]) -> bool {
    match field {
        Field::CallId
        | Field::OriginCallInfoCallId
        | Field::OriginalCallId
        | Field::PrimaryOldCall
        | Field::SecondaryOldCall
        | Field::NewCall => !matches!(value, b"" | b"0"),
        Field::IsSuccess => truth(value).is_some(),
        _ => !value.is_empty(),
    }
}

/// A worker that numbers events.
fn is_producer(topic: &[u8]) -> bool {
    topic.starts_with(b"CtiWorker_") || topic.starts_with(b"CtiRouter_")
}

/// A key of an event.
pub(super) enum Key {
    Field(Field),
    Topics,
    EventTopics,
    Origin,
    Other,
}

impl Key {
    #[inline]
    pub(super) fn of(name: &[u8]) -> Self {
        match Field::named(name) {
            Some(field) => Self::of_field(field),
            None => match name {
                b"topics" => Self::Topics,
                b"eventTopics" => Self::EventTopics,
                b"originCallInfo" => Self::Origin,
                _ => Self::Other,
            },
        }
    }

    #[inline]
    const fn of_field(field: Field) -> Self {
        match field {
            // Names of the library's own.
            Field::Producer
            | Field::OriginCallInfoCallId
            | Field::OriginCallInfoCallingDevice
            | Field::OriginCallInfoCalledDevice => Self::Other,
            _ if (field as usize) < WIRE_FIELDS => Self::Field(field),
            _ => Self::Other,
        }
    }

    /// Each key that is read may come once.
    pub(super) fn bit(&self) -> u64 {
        match self {
            Self::Field(field) => 1 << *field as u32,
            Self::Topics => 1 << Field::Producer as u32,
            Self::Origin => 1 << Field::OriginCallInfoCallId as u32,
            Self::EventTopics => 1 << 63,
            Self::Other => 0,
        }
    }
}

/// `devices`: `{"Voice": "8001@test.cc"}`, by medium; anything else is none.
pub(super) fn devices(json: &str) -> BTreeMap<SmolStr, DeviceId> {
    serde_json::from_str(json).unwrap_or_default()
}
