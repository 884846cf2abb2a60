//! One event's JSON, read in one pass into the table of [`Wire`].
//!
//! Lenient field by field: a number where a text is expected is taken as its text, any other type as absent,
//! so one odd field does not cost the event.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::draft::{Draft, devices};
use super::key::Key;
use super::scan::scan;
use super::wire::Wire;
use crate::http::reply;
use crate::json::with_whole_characters;
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::FieldSet;

/// Reads a JSON object.
pub(super) fn read(text: &str) -> Result<(EventKind, Wire), serde_json::Error> {
    read_terminated(text, None)
}

/// Reads a JSON object; where the same text with a NUL behind it is there, it is kept.
pub(super) fn read_terminated(
    text: &str,
    terminated: Option<&str>,
) -> Result<(EventKind, Wire), serde_json::Error> {
    let mut draft = Draft::new(text);
    if scan(&mut draft).is_none() {
        draft = Draft::new(text);
        parse(&mut draft)?;
    }
    Ok(draft.finish(terminated))
}

/// As it may come; what this says of a text is what holds.
fn parse(draft: &mut Draft<'_>) -> Result<(), serde_json::Error> {
    let json = with_whole_characters(draft.text);
    let mut deserializer = serde_json::Deserializer::from_str(&json);
    deserializer.deserialize_map(EventVisitor(draft))?;
    deserializer.end()
}

/// A key, and its bit.
struct Named(Key, u64);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, name: &str) -> Result<Named, E> {
                let (key, bit) = Key::of(name.as_bytes());
                Ok(Named(key, bit))
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// An event's object.
struct EventVisitor<'d, 'a>(&'d mut Draft<'a>);

impl<'de> Visitor<'de> for EventVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let draft = self.0;
        while let Some(Named(key, bit)) = map.next_key()? {
            if draft.keys & bit != 0 {
                draft.forget_key(key);
            }
            draft.keys |= bit;
            match key {
                Key::Json(Field::UserData) => {
                    if let Some(json) = map.next_value::<Option<&RawValue>>()? {
                        draft.put(Field::UserData, reply::inner_data(json.get()));
                    }
                }
                Key::Json(field) => {
                    let json = map.next_value::<Option<&RawValue>>()?;
                    if let Some(json) = json.filter(|json| !devices(json.get()).is_empty()) {
                        draft.put(field, json.get());
                    }
                }
                Key::Text(field) => map.next_value_seed(TextOf { draft, field })?,
                Key::Topics => {
                    map.next_value_seed(Topics(draft))?;
                    draft.take_producer();
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
fn origin(draft: &mut Draft<'_>, json: &str) {
    struct OriginVisitor<'d, 'a>(&'d mut Draft<'a>);

    impl<'de> Visitor<'de> for OriginVisitor<'_, '_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the call as it was first made")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let draft = self.0;
            while let Some(Named(key, _)) = map.next_key()? {
                let field = match key {
                    Key::Text(Field::CallId) => Field::OriginCallInfoCallId,
                    Key::Text(Field::CallingDevice) => Field::OriginCallInfoCallingDevice,
                    Key::Text(Field::CalledDevice) => Field::OriginCallInfoCalledDevice,
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                };
                // It may have come before.
                draft.forget(FieldSet::of(&[field]));
                map.next_value_seed(TextOf { draft, field })?;
            }
            Ok(())
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    draft.has_origin = deserializer.deserialize_map(OriginVisitor(draft)).is_ok();
    if !draft.has_origin {
        draft.forget_origin();
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

impl<'de> DeserializeSeed<'de> for TextOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?;
        // A number that is too large, say, is absent.
        let _ = serde_json::Deserializer::from_str(json.get()).deserialize_any(self);
        Ok(())
    }
}

impl<'de> Visitor<'de> for TextOf<'_, '_> {
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

impl<'de> DeserializeSeed<'de> for Topics<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?;
        let _ = serde_json::Deserializer::from_str(json.get()).deserialize_any(self);
        Ok(())
    }
}

impl<'de> Visitor<'de> for Topics<'_, '_> {
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

    use super::super::wire::Range;
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
        assert_eq!(
            wire.text.buffer().strip_prefix(wire.text.as_str()),
            Some("\0a\tb")
        );
    }

    /// An event's memory: its JSON, and a fixed part, of which the most is eight bytes for each field.
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
        assert_eq!(wire.ranges.len(), kind.layout().len(), "none has more fields");
        let fixed = size_of::<crate::event::Event>();
        assert!(fixed <= 96 + 8 * 27, "{fixed}");
    }

    /// What a reading comes to.
    fn told(text: &str, (kind, wire): (EventKind, Wire)) -> impl PartialEq + std::fmt::Debug + use<> {
        assert_eq!(wire.text.as_str(), text);
        let fields = Field::ALL
            .iter()
            .map(|field| wire.text(*field).map(str::to_owned));
        let fields: Vec<_> = fields.collect();
        (kind, fields, wire.serial, wire.time, wire.has_origin)
    }

    /// The quick way says of a text what the parser says, or nothing.
    fn is_scanned_right(text: &str) -> bool {
        let mut scanned = Draft::new(text);
        let is_usual = scan(&mut scanned).is_some();
        if is_usual {
            let mut parsed = Draft::new(text);
            parse(&mut parsed).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(told(text, scanned.finish(None)), told(text, parsed.finish(None)));
        }
        is_usual
    }

    #[test]
    fn the_manual_s_events_are_scanned() {
        let events = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/events");
        let mut count = 0;
        for file in std::fs::read_dir(events).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let compact: Value = serde_json::from_str(&text).unwrap();
            assert!(
                is_scanned_right(&text) && is_scanned_right(&compact.to_string()),
                "{text}"
            );
            count += 1;
        }
        assert!(count > 10);
    }

    #[test]
    fn what_is_not_usual_is_left_to_the_parser() {
        for (value, is_usual) in [
            (r#""a""#, true),
            (r#""席""#, true),
            ("\"\u{7f}\"", true),
            ("1", true),
            ("0", true),
            ("9999999999999999999", true),
            ("true", true),
            ("null", true),
            (r#"{"a\"":[1,{}]}"#, true),
            (r#""a\\n""#, false),
            ("\"\t\"", false),
            ("-1", false),
            ("1.5", false),
            ("1e3", false),
            ("01", false),
            ("18446744073709551616", false),
            ("nul", false),
            ("{,}", false),
            ("[1,]", false),
            (r#"[1 2]"#, false),
            (r#"{"a" 1}"#, false),
            (r#"{"\u00e9":1}"#, false),
            (r#""a"#, false),
        ] {
            for name in ["callId", "serial", "unknown", "userData", "eventTopics"] {
                let text = format!(r#" {{"eventName":"held" , "{name}": {value}}}"#);
                // What is passed over may have short escapes.
                let is_kept = matches!(name, "callId" | "serial");
                let is_usual = is_usual || (!is_kept && value == r#""a\\n""#);
                assert_eq!(is_scanned_right(&text), is_usual, "{text}");
            }
        }
        for text in [
            "",
            "{",
            "{}}",
            "[]",
            "{} ",
            r#"{"serial":1,"serial":1}"#,
            r#"{"originCallInfo":[]}"#,
        ] {
            assert_eq!(is_scanned_right(text), text == "{} ", "{text}");
        }
        let deep = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert!(is_scanned_right(&deep(16)) && !is_scanned_right(&deep(17)) && !is_scanned_right(&deep(200)));
    }

    proptest! {
        /// So it is of any object, and of any text that is nearly one.
        #[test]
        fn scanned_is_parsed(
            object in proptest::collection::btree_map(any_key(), any_value(), 0..12),
            name in proptest::sample::select(vec!["delivered", "agentReady", "conferenced", "failed", "x"]),
            is_pretty in any::<bool>(),
            (place, odd) in (any::<proptest::sample::Index>(), r#"[{}\[\]",:\\0-9truefalsn. \t\x00]{0,2}"#),
        ) {
            let mut object: serde_json::Map<_, _> = object.into_iter().collect();
            object.insert("eventName".into(), name.into());
            let object = Value::Object(object);
            let mut text = if is_pretty { format!("{object:#}") } else { object.to_string() };
            is_scanned_right(&text);
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            let start = *place.get(&places);
            let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
            text.replace_range(start..end, &odd);
            is_scanned_right(&text);
        }

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
            prop_assert!(wire.ranges[kind.layout().len()..].iter().all(|range| *range == Range::default()));
            prop_assert_eq!(wire.text(Field::EventName), Some(name));
            for range in wire.ranges.iter().filter(|range| **range != Range::default()) {
                let value = wire.text.buffer().get(range.start as usize..range.end as usize);
                prop_assert!(value.is_some_and(|value| !value.is_empty()), "{:?}", range);
            }
        }
    }
}
