//! The fields that all events can have, each optional (manual chapter 6).

use super::envelope::Event;
use super::time::EventTime;
use crate::id::DeviceRef;
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;

/// The fields that all events can have; a derived one has its name only.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Meta<'a> {
    /// `eventName`; empty where the server left it out.
    pub event_name: &'a str,
    /// `eventTime`: in the server's zone, which the server does not state.
    pub event_time: Option<EventTime>,
    /// `eventType`: `agent` or `csta`.
    pub event_type: Option<&'a str>,
    /// `serial`: rises for each producer, with gaps.
    pub serial: Option<u64>,
    /// The worker that numbered it: the `CtiWorker_…` or `CtiRouter_…` entry of `topics`.
    pub producer: Option<&'a str>,
    /// `namespace`: the tenant's domain.
    pub namespace: Option<&'a str>,
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    pub src_device_id: Option<DeviceRef<'a>>,
    /// `deviceId`: the device that changed.
    pub device_id: Option<DeviceRef<'a>>,
}

impl Event {
    /// The fields that all events can have.
    pub fn meta(&self) -> Meta<'_> {
        let text = |place| self.wire().and_then(|wire| wire.text_at(place));
        Meta {
            event_name: self.name(),
            event_time: self.time(),
            event_type: text(const { place(Field::EventType) }),
            serial: self.serial(),
            producer: text(const { place(Field::Producer) }),
            namespace: text(const { place(Field::Namespace) }),
            src_device_id: self.src_device(),
            device_id: text(const { place(Field::DeviceId) }).map(DeviceRef::from),
        }
    }

    /// `serial`.
    pub(crate) fn serial(&self) -> Option<u64> {
        self.wire()?.serial
    }

    /// `eventTime`.
    pub(crate) fn time(&self) -> Option<EventTime> {
        self.wire()?.time
    }

    /// Who numbered it. Without a producer's name, call events and agent events count as two producers.
    pub(crate) fn producer(&self) -> &str {
        let text = |place| self.wire().and_then(|wire| wire.text_at(place));
        text(const { place(Field::Producer) })
            .or_else(|| text(const { place(Field::EventType) }))
            .unwrap_or_default()
    }

    /// `srcDeviceId`: the device whose subscription delivered this copy.
    pub(crate) fn src_device(&self) -> Option<DeviceRef<'_>> {
        self.wire()?
            .text_at(const { place(Field::SrcDeviceId) })
            .map(DeviceRef::from)
    }
}

/// Of a field that all events can have: alike in all of them.
const fn place(field: Field) -> usize {
    EventKind::Other.place(field)
}
