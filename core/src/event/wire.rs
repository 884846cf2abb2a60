//! One event's JSON, read in one pass into borrowed text.
//!
//! Lenient field by field: a number where a text is expected is taken as its text, any other type as absent,
//! so one odd field does not cost the event.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smol_str::SmolStr;

use crate::id::DeviceId;

/// All fields of all events.
#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Wire<'a> {
    #[serde(borrow)]
    pub(super) event_name: Text<'a>,
    #[serde(borrow)]
    pub(super) event_time: Text<'a>,
    #[serde(borrow)]
    pub(super) event_type: Text<'a>,
    #[serde(borrow)]
    pub(super) serial: Text<'a>,
    pub(super) topics: Producer,
    pub(super) event_topics: Producer,
    #[serde(borrow)]
    pub(super) namespace: Text<'a>,
    #[serde(borrow)]
    pub(super) src_device_id: Text<'a>,
    #[serde(borrow)]
    pub(super) device_id: Text<'a>,
    #[serde(borrow)]
    pub(super) agent_id: Text<'a>,
    #[serde(borrow)]
    pub(super) agent_mode: Text<'a>,
    pub(super) devices: Devices,
    #[serde(borrow)]
    pub(super) queue_id: Text<'a>,
    #[serde(borrow)]
    pub(super) reason: Text<'a>,
    #[serde(borrow)]
    pub(super) call_id: Text<'a>,
    #[serde(borrow)]
    pub(super) connection_id: Text<'a>,
    #[serde(borrow)]
    pub(super) local_state: Text<'a>,
    #[serde(borrow)]
    pub(super) agent_status: Text<'a>,
    #[serde(borrow)]
    pub(super) origin_call_info: Object<'a>,
    #[serde(borrow)]
    pub(super) cause: Text<'a>,
    #[serde(borrow)]
    pub(super) initiated_device: Text<'a>,
    #[serde(borrow)]
    pub(super) calling_device: Text<'a>,
    #[serde(borrow)]
    pub(super) called_device: Text<'a>,
    #[serde(borrow)]
    pub(super) alerting_device: Text<'a>,
    #[serde(borrow)]
    pub(super) last_redirection_device: Text<'a>,
    #[serde(borrow)]
    pub(super) trunk_group: Text<'a>,
    #[serde(borrow)]
    pub(super) trunk_member: Text<'a>,
    #[serde(borrow)]
    pub(super) original_call_id: Text<'a>,
    #[serde(borrow)]
    pub(super) user_data: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) split: Text<'a>,
    #[serde(borrow)]
    pub(super) call_cause: Text<'a>,
    #[serde(borrow)]
    pub(super) answering_device: Text<'a>,
    #[serde(borrow)]
    pub(super) sip_call_id: Text<'a>,
    #[serde(borrow)]
    pub(super) releasing_device: Text<'a>,
    #[serde(borrow)]
    pub(super) hangup_device: Text<'a>,
    #[serde(borrow)]
    pub(super) holding_device: Text<'a>,
    #[serde(borrow)]
    pub(super) retrieving_device: Text<'a>,
    #[serde(borrow)]
    pub(super) primary_old_call: Text<'a>,
    #[serde(borrow)]
    pub(super) secondary_old_call: Text<'a>,
    #[serde(borrow)]
    pub(super) transferring_device: Text<'a>,
    #[serde(borrow)]
    pub(super) transferred_to_device: Text<'a>,
    #[serde(borrow)]
    pub(super) new_call: Text<'a>,
    #[serde(borrow)]
    pub(super) conferencing_device: Text<'a>,
    #[serde(borrow)]
    pub(super) added_party: Text<'a>,
    #[serde(borrow)]
    pub(super) failed_code: Text<'a>,
    #[serde(borrow)]
    pub(super) failed_msg: Text<'a>,
    #[serde(borrow)]
    pub(super) record_id: Text<'a>,
    #[serde(borrow)]
    pub(super) file_name: Text<'a>,
    #[serde(borrow)]
    pub(super) is_success: Text<'a>,
}

/// `originCallInfo`.
#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct OriginWire<'a> {
    #[serde(borrow)]
    pub(super) call_id: Text<'a>,
    #[serde(borrow)]
    pub(super) calling_device: Text<'a>,
    #[serde(borrow)]
    pub(super) called_device: Text<'a>,
}

/// A text, or whatever stands for one. An empty text is absent.
#[derive(Default)]
pub(super) struct Text<'a>(Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(super) fn of<T: for<'t> From<&'t str>>(&self) -> Option<T> {
        self.get().map(T::from)
    }

    pub(super) fn small(&self) -> Option<SmolStr> {
        self.get().map(SmolStr::new)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        fn some<'a, E>(text: Cow<'a, str>) -> Result<Text<'a>, E> {
            Ok(Text(if text.is_empty() { None } else { Some(text) }))
        }

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                some(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                some(Cow::Owned(text.to_owned()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                some(Cow::Owned(number.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                some(Cow::Owned(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                some(Cow::Owned(number.to_string()))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
                some(Cow::Borrowed(if truth { "true" } else { "false" }))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

/// The producer's entry of a list of topics; anything but a list has none.
#[derive(Default)]
pub(super) struct Producer(pub(super) Option<SmolStr>);

impl<'de> Deserialize<'de> for Producer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TopicsVisitor;

        impl<'de> Visitor<'de> for TopicsVisitor {
            type Value = Producer;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of topics")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut found = None;
                while let Some(topic) = seq.next_element::<Text<'de>>()? {
                    let producer = topic
                        .get()
                        .filter(|t| t.starts_with("CtiWorker_") || t.starts_with("CtiRouter_"));
                    if found.is_none() {
                        found = producer.map(SmolStr::new);
                    }
                }
                Ok(Producer(found))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Producer(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Producer(None))
            }
        }

        deserializer.deserialize_any(TopicsVisitor)
    }
}

/// `devices`: `{"Voice": "8001@test.cc"}`; anything else is empty.
#[derive(Default)]
pub(super) struct Devices(pub(super) Vec<(SmolStr, DeviceId)>);

impl<'de> Deserialize<'de> for Devices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <Option<&RawValue>>::deserialize(deserializer)?;
        let map = raw.and_then(|raw| {
            serde_json::from_str::<std::collections::BTreeMap<SmolStr, DeviceId>>(raw.get()).ok()
        });
        Ok(Devices(
            map.map(|map| map.into_iter().collect()).unwrap_or_default(),
        ))
    }
}

/// An object kept for a second look; anything else is read as an empty one.
#[derive(Default)]
pub(super) struct Object<'a>(Option<&'a RawValue>);

impl<'a> Object<'a> {
    pub(super) fn get(&self) -> Option<OriginWire<'a>> {
        self.0.and_then(|raw| serde_json::from_str(raw.get()).ok())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<&RawValue>>::deserialize(deserializer).map(Object)
    }
}
