//! One event's JSON, read in one pass into the table of [`Wire`].
//!
//! Lenient field by field: a number where a text is expected is taken as its text, any other type as absent,
//! so one odd field does not cost the event.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::fields::{Field, FieldSet, WIRE_FIELDS};
use super::kind::EventKind;
use super::shape::CALL;
use super::vocabulary::EventTime;
use super::wire::{Range, Wire, truth};
use crate::http::reply;
use crate::id::DeviceId;
use crate::shared_text::SharedText;

/// Reads a JSON object.
pub(super) fn read(text: &str) -> Result<(EventKind, Wire), serde_json::Error> {
    let mut draft = Draft::new(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(EventVisitor(&mut draft))?;
    deserializer.end()?;
    Ok(draft.finish())
}

/// `devices`: `{"Voice": "8001@test.cc"}`, by medium; anything else is none.
pub(super) fn devices(json: &str) -> BTreeMap<SmolStr, DeviceId> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What has been read so far.
struct Draft<'a> {
    text: &'a str,
    /// Values that are no part of the text; they will stand behind it.
    behind: String,
    /// The keys that came, by [`Key::bit`].
    keys: u64,
    fields: FieldSet,
    /// By the field's number.
    ranges: [Range; WIRE_FIELDS],
    serial: Option<u64>,
    time: Option<EventTime>,
    has_origin: bool,
    /// The producer's entry of the list that is being read.
    producer: Option<Range>,
    /// That of `eventTopics`, which stands in for that of `topics`.
    event_producer: Option<Range>,
}

impl<'a> Draft<'a> {
    fn new(text: &'a str) -> Self {
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

    /// Takes a value that is a text, or stands for one; one that says nothing is left out.
    fn put(&mut self, field: Field, value: &str) {
        match field {
            Field::Serial => self.serial = value.parse().ok(),
            Field::EventTime => self.put_time(value),
            Field::Producer if is_producer(value) && self.producer.is_none() => {
                self.producer = self.keep(value);
            }
            Field::Producer => {}
            _ if says_something(field, value) => {
                let range = self.keep(value);
                self.set(field, range);
            }
            _ => {}
        }
    }

    /// The time in the server's form, whatever form it came in.
    fn put_time(&mut self, value: &str) {
        self.time = EventTime::parse(value);
        let Some(time) = self.time else { return };
        let range = if EventTime::is_plain(value) {
            self.keep(value)
        } else {
            self.keep(&time.to_string())
        };
        self.set(Field::EventTime, range);
    }

    fn set(&mut self, field: Field, range: Option<Range>) {
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
            self.behind.push_str(value);
            self.text.len() + self.behind.len() - value.len()
        };
        Some(Range {
            start: start.try_into().ok()?,
            end: (start + value.len()).try_into().ok()?,
        })
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
    fn finish(mut self) -> (EventKind, Wire) {
        if !self.fields.has(Field::Producer) {
            self.set(Field::Producer, self.event_producer);
        }
        let named = self
            .value(Field::EventName)
            .map_or(EventKind::Other, EventKind::of_server);
        if let Some((absent, other)) = named.shape().stand_in
            && !self.fields.has(absent)
            && self.fields.has(other)
        {
            self.set(absent, self.ranges.get(other as usize).copied());
        }
        let kind = if self.fields.has_all(named.shape().needed) {
            named
        } else {
            EventKind::Other
        };
        if !self.fields.has(Field::Call) {
            self.fields = self.fields.without(CALL);
        }
        let layout = kind.layout();
        let mut ranges = Vec::with_capacity(layout.len());
        ranges.extend(
            layout
                .numbers()
                .map(|number| self.range(number).unwrap_or_default()),
        );
        let wire = Wire {
            text: self.shared_text(),
            layout,
            ranges: ranges.into_boxed_slice(),
            serial: self.serial,
            time: self.time,
            has_origin: self.has_origin,
        };
        (kind, wire)
    }

    fn shared_text(&self) -> SharedText {
        if self.behind.is_empty() {
            return SharedText::from(self.text);
        }
        let buffer: Arc<str> = [self.text, &self.behind].concat().into();
        SharedText::first_part(buffer, self.text.len())
    }
}

/// An empty text says nothing, nor does the server's `"0"` for no call.
fn says_something(field: Field, value: &str) -> bool {
    match field {
        Field::Call
        | Field::OriginCall
        | Field::OriginalCall
        | Field::PrimaryOldCall
        | Field::SecondaryOldCall
        | Field::NewCall => !matches!(value, "" | "0"),
        Field::IsSuccess => truth(value).is_some(),
        _ => !value.is_empty(),
    }
}

/// A worker that numbers events.
fn is_producer(topic: &str) -> bool {
    topic.starts_with("CtiWorker_") || topic.starts_with("CtiRouter_")
}

/// A key of an event.
enum Key {
    Field(Field),
    Topics,
    EventTopics,
    Origin,
    Other,
}

impl Key {
    fn named(name: &str) -> Self {
        match name {
            "topics" => Self::Topics,
            "eventTopics" => Self::EventTopics,
            "originCallInfo" => Self::Origin,
            // Names of the library's own.
            "producer"
            | "originCallInfo.callId"
            | "originCallInfo.callingDevice"
            | "originCallInfo.calledDevice" => Self::Other,
            name => match Field::named(name) {
                Some(field) if (field as usize) < WIRE_FIELDS => Self::Field(field),
                _ => Self::Other,
            },
        }
    }

    /// Each key that is read may come once.
    fn bit(&self) -> u64 {
        match self {
            Self::Field(field) => 1 << *field as u32,
            Self::Topics => 1 << Field::Producer as u32,
            Self::Origin => 1 << Field::OriginCall as u32,
            Self::EventTopics => 1 << 63,
            Self::Other => 0,
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, name: &str) -> Result<Key, E> {
                Ok(Key::named(name))
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// An event's object.
struct EventVisitor<'d, 'a>(&'d mut Draft<'a>);

impl<'de> Visitor<'de> for EventVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let draft = self.0;
        while let Some(key) = map.next_key::<Key>()? {
            if draft.keys & key.bit() != 0 {
                return Err(A::Error::custom("the same field twice"));
            }
            draft.keys |= key.bit();
            match key {
                Key::Field(Field::UserData) => {
                    if let Some(json) = map.next_value::<Option<&RawValue>>()? {
                        draft.put(Field::UserData, reply::inner_data(json.get()));
                    }
                }
                Key::Field(Field::Devices) => {
                    let json = map.next_value::<Option<&RawValue>>()?;
                    if let Some(json) = json.filter(|json| !devices(json.get()).is_empty()) {
                        draft.put(Field::Devices, json.get());
                    }
                }
                Key::Field(field) => map.next_value_seed(TextOf { draft, field })?,
                Key::Topics => {
                    map.next_value_seed(Topics(draft))?;
                    let found = draft.producer.take();
                    draft.set(Field::Producer, found);
                }
                Key::EventTopics => {
                    map.next_value_seed(Topics(draft))?;
                    draft.event_producer = draft.producer.take();
                }
                Key::Origin => {
                    if let Some(json) = map.next_value::<Option<&RawValue>>()? {
                        origin(draft, json.get());
                    }
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `originCallInfo`: its three fields, or none where it is no such object.
fn origin<'a>(draft: &mut Draft<'a>, json: &'a str) {
    struct OriginVisitor<'d, 'a>(&'d mut Draft<'a>);

    impl<'de> Visitor<'de> for OriginVisitor<'_, 'de> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the call as it was first made")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let draft = self.0;
            let mut keys = 0;
            while let Some(key) = map.next_key::<Key>()? {
                let field = match key {
                    Key::Field(Field::Call) => Field::OriginCall,
                    Key::Field(Field::CallingDevice) => Field::OriginCalling,
                    Key::Field(Field::CalledDevice) => Field::OriginCalled,
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                };
                if keys & key.bit() != 0 {
                    return Err(A::Error::custom("the same field twice"));
                }
                keys |= key.bit();
                map.next_value_seed(TextOf { draft, field })?;
            }
            Ok(())
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    draft.has_origin = deserializer.deserialize_map(OriginVisitor(draft)).is_ok();
    if !draft.has_origin {
        let ends = [Field::OriginCall, Field::OriginCalling, Field::OriginCalled];
        draft.fields = draft.fields.without(FieldSet::of(&ends));
    }
}

/// A field that is a text, or whatever stands for one.
struct TextOf<'d, 'a> {
    draft: &'d mut Draft<'a>,
    field: Field,
}

impl TextOf<'_, '_> {
    fn number<E>(self, number: impl fmt::Display) -> Result<(), E> {
        let text = smol_str::format_smolstr!("{number}");
        self.draft.put(self.field, &text);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for TextOf<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TextOf<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.draft.put(self.field, text);
        Ok(())
    }
    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        if self.field == Field::Serial {
            self.draft.serial = Some(number);
            return Ok(());
        }
        self.number(number)
    }
    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }
    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.number(number)
    }
    fn visit_bool<E>(self, truth: bool) -> Result<(), E> {
        self.draft.put(self.field, if truth { "true" } else { "false" });
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A list of topics, for the producer's entry; anything but a list has none.
struct Topics<'d, 'a>(&'d mut Draft<'a>);

impl<'de> DeserializeSeed<'de> for Topics<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Topics<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of topics")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let draft = self.0;
        let field = Field::Producer;
        while seq.next_element_seed(TextOf { draft, field })?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            Just("CtiWorker_é\"".into()),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(any_key(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn any_key() -> impl Strategy<Value = String> {
        let known = Field::ALL.iter().map(|field| field.name());
        let known: Vec<&str> = known.chain(["topics", "eventTopics", "originCallInfo"]).collect();
        prop_oneof![
            6 => proptest::sample::select(known).prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    }

    /// The text behind the JSON is there only where a value needs it.
    #[test]
    fn what_is_a_part_of_the_json_is_not_kept_again() {
        let text = r#"{"eventName":"held","callId":"席","serial":7,"holdingDevice":"8001","cause":"a b"}"#;
        let (kind, wire) = read(text).unwrap();
        assert_eq!(
            (kind, wire.text.buffer(), wire.serial),
            (EventKind::Held, text, Some(7))
        );
        let (_, wire) = read(&text.replace("a b", "a\\tb")).unwrap();
        assert_eq!(wire.text.buffer().strip_prefix(wire.text.as_str()), Some("a\tb"));
    }

    /// An event's memory: its JSON, eight bytes for each field of its kind, and a fixed part.
    #[test]
    fn an_event_takes_little_more_than_its_text() {
        let example = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/vectors/events/delivered.json"
        );
        let text = std::fs::read_to_string(example).unwrap();
        let (kind, wire) = read(&text).unwrap();
        assert_eq!(
            (kind, wire.text.buffer().len()),
            (EventKind::Delivered, text.len())
        );
        assert_eq!(size_of_val(&*wire.ranges), 8 * kind.layout().len());
        assert!(kind.layout().len() <= 27, "{}", kind.layout().len());
        assert!(
            size_of::<crate::event::Event>() <= 104,
            "{}",
            size_of::<crate::event::Event>()
        );
    }

    proptest! {
        /// Any object is read, and each range is a text of the buffer.
        #[test]
        fn ranges_lie_between_characters(
            object in proptest::collection::btree_map(any_key(), any_value(), 0..12),
            name in proptest::sample::select(vec!["delivered", "agentReady", "conferenced", "failed", "x"]),
        ) {
            let mut object: serde_json::Map<_, _> = object.into_iter().collect();
            object.insert("eventName".into(), name.into());
            let text = Value::Object(object).to_string();
            let (kind, wire) = read(&text).unwrap();
            prop_assert_eq!(wire.text.as_str(), text);
            prop_assert_eq!(wire.ranges.len(), kind.layout().len());
            prop_assert_eq!(wire.text(Field::EventName), Some(name));
            for range in wire.ranges.iter().filter(|range| **range != Range::default()) {
                let value = wire.text.buffer().get(range.start as usize..range.end as usize);
                prop_assert!(value.is_some_and(|value| !value.is_empty()), "{:?}", range);
            }
        }
    }
}
