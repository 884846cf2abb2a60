//! Events: what the server tells, what the library derives from it, and what it puts right by itself.

mod body;
mod fields;
mod parts;
mod read;
mod text;

use client::core::event as core;
use client::{AgentId, CallId, DeviceId};

use crate::number::signed;
use crate::vocabulary::Origin;
use text::text;

pub use body::EventBody;
pub use parts::{AgentEvent, CallInfo, OriginCallInfo};

/// One event.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct Event {
    /// What kind it is, as a word: the event's name, but `callCleared` for the derived `connectionCleared`, and `other`.
    pub kind: String,
    /// Who made it.
    pub origin: Origin,
    /// It came after events that the server had sent later; the model has put it in its place.
    pub late: bool,
    /// Whose it is, in a watch: the agent by whose topic it came, or for whom it was derived. None in a session of the
    /// agent's own, and for what concerns the whole watch.
    pub watched: Option<AgentId>,
    /// The call it speaks of.
    pub call_id: Option<CallId>,
    /// The fields that all events can have.
    pub meta: EventMeta,
    /// What kind it is, with the fields of that kind.
    pub body: EventBody,
    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names.
    pub raw: String,
}

/// The fields that all events can have, each optional (manual chapter 6).
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct EventMeta {
    /// `eventName`; empty where the server left it out.
    pub event_name: String,
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    pub event_time: Option<String>,
    /// `eventType`: `agent` or `csta`.
    pub event_type: Option<String>,
    /// `serial`: rises for each producer, with gaps.
    pub serial: Option<i64>,
    /// The worker that numbered it: an entry of `topics`.
    pub producer: Option<String>,
    /// `namespace`: the tenant's domain.
    pub namespace: Option<String>,
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    pub src_device_id: Option<DeviceId>,
    /// `deviceId`: the device that changed.
    pub device_id: Option<DeviceId>,
}

impl From<&core::Event> for Event {
    fn from(event: &core::Event) -> Self {
        Self {
            kind: event.kind().name().to_owned(),
            origin: event.origin.into(),
            late: event.late,
            watched: event.watched.as_deref().cloned(),
            call_id: event.call_id().map(Into::into),
            meta: EventMeta::from(event.meta()),
            body: EventBody::from(event),
            raw: event.raw().to_owned(),
        }
    }
}

impl From<core::Meta<'_>> for EventMeta {
    fn from(meta: core::Meta<'_>) -> Self {
        Self {
            event_name: meta.event_name.to_string(),
            event_time: text(&meta.event_time),
            event_type: text(&meta.event_type),
            serial: meta.serial.map(signed),
            producer: text(&meta.producer),
            namespace: text(&meta.namespace),
            src_device_id: meta.src_device_id.map(Into::into),
            device_id: meta.device_id.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use client::core::event::decode;

    use super::*;

    #[test]
    fn an_unknown_event_keeps_its_json() {
        let raw = r#"{"eventName":"agentSings","song":"La"}"#;
        let event = Event::from(&decode(raw.as_bytes()).unwrap());
        assert_eq!((event.kind.as_str(), event.body), ("other", EventBody::Other));
        assert_eq!(event.raw, raw);
    }

    #[test]
    fn every_kind_in_the_server_s_words_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/events");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let Ok(text) = std::fs::read(entry.path()) else {
                continue;
            };
            let Ok(event) = decode(&text) else { continue };
            let event = Event::from(&event);
            assert_eq!(
                event.kind == "other",
                event.body == EventBody::Other,
                "{}",
                event.raw
            );
            seen += 1;
        }
        assert!(seen > 10, "{seen}");
    }

    #[test]
    fn a_known_event_has_its_fields() {
        let raw = r#"{"eventName":"held","callId":"c","holdingDevice":"8001@test.cc","serial":7}"#;
        let event = Event::from(&decode(raw.as_bytes()).unwrap());
        assert_eq!(event.call_id, Some("c".into()));
        assert_eq!(event.meta.serial, Some(7));
        assert!(
            matches!(event.body, EventBody::Held { holding_device, .. } if holding_device.number() == "8001")
        );
    }
}
