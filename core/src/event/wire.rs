//! A server's event in memory: its JSON, once, and where in it each field stands.
//!
//! A field's value is a range of the text. What is no part of the JSON as it came (a text with escapes, a
//! number in another form) stands behind it, in the same buffer.

use super::shape::MOST_FIELDS;
use super::time::EventTime;
use crate::http::MAX_ID_BYTES;
use crate::id::{AgentRef, CallRef, DeviceRef};
use crate::shared_text::SharedText;
use crate::vocabulary::Field;
use crate::vocabulary::FieldSet;

/// A part of the buffer.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Range {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Range {
    /// `None` beyond what it can count.
    #[inline]
    pub(super) fn of(start: usize, end: usize) -> Option<Self> {
        Some(Self {
            start: start.try_into().ok()?,
            end: end.try_into().ok()?,
        })
    }

    /// What stands there.
    pub(super) fn within(self, buffer: &str) -> &str {
        buffer
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// So, as octets.
    #[inline]
    pub(super) fn octets(self, buffer: &str) -> &[u8] {
        let octets = buffer.as_bytes();
        octets
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// The same place, counted from the end of a text, where it is behind that.
    pub(super) fn behind(self, text: &str) -> Option<Self> {
        let start = (self.start as usize).checked_sub(text.len())?;
        Self::of(start, self.end as usize - text.len())
    }
}

/// What of an event is an id, or is kept as one.
const IDS: FieldSet = FieldSet::of(&[
    Field::Producer,
    Field::SrcDeviceId,
    Field::DeviceId,
    Field::AgentId,
    Field::QueueId,
    Field::CallId,
    Field::OriginCallInfoCallId,
    Field::OriginCallInfoCallingDevice,
    Field::OriginCallInfoCalledDevice,
    Field::InitiatedDevice,
    Field::CallingDevice,
    Field::CalledDevice,
    Field::AlertingDevice,
    Field::LastRedirectionDevice,
    Field::TrunkGroup,
    Field::TrunkMember,
    Field::OriginalCallId,
    Field::Split,
    Field::AnsweringDevice,
    Field::SipCallId,
    Field::ReleasingDevice,
    Field::HangupDevice,
    Field::HoldingDevice,
    Field::RetrievingDevice,
    Field::PrimaryOldCall,
    Field::SecondaryOldCall,
    Field::TransferringDevice,
    Field::TransferredToDevice,
    Field::NewCall,
    Field::ConferencingDevice,
    Field::AddedParty,
]);

/// One event's text and its table.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Wire {
    /// The JSON as it came; decoded values stand behind it.
    pub(super) text: SharedText,
    /// The fields that events of its kind can have.
    pub(super) layout: FieldSet,
    /// Their ranges, in the order of [`Field::ALL`]; an empty one is none, and behind them all are. `serial` has none here.
    pub(super) ranges: [Range; MOST_FIELDS],
    pub(super) serial: Option<u64>,
    pub(super) time: Option<EventTime>,
    /// There was an `originCallInfo`, be it empty.
    pub(super) has_origin: bool,
    /// It rings at the device whose session took it in, and does not say whose copy it is.
    pub(super) rings_there: bool,
}

impl Wire {
    /// A text of which nothing is known.
    pub(super) fn unread(text: SharedText) -> Self {
        Self {
            text,
            layout: FieldSet::default(),
            ranges: [Range::default(); MOST_FIELDS],
            serial: None,
            time: None,
            has_origin: false,
            rings_there: false,
        }
    }

    /// A field as text; a structure as JSON. `serial` is none: it is a number.
    pub(super) fn text(&self, field: Field) -> Option<&str> {
        self.text_at(self.layout.place(field)?)
    }

    /// The field at this place of the layout.
    #[inline]
    pub(super) fn text_at(&self, place: usize) -> Option<&str> {
        let range = self.ranges.get(place).filter(|range| range.end != 0)?;
        self.text.buffer().get(range.start as usize..range.end as usize)
    }

    /// Whether an id is longer than any may be.
    pub(super) fn has_long_id(&self) -> bool {
        let length = |range: &Range| range.end.saturating_sub(range.start) as usize;
        // No less than the longest: of most events this is all that is to be known.
        if self.ranges.iter().fold(0, |all, range| all | length(range)) <= MAX_ID_BYTES {
            return false;
        }
        let mut fields = self.layout.numbers().zip(&self.ranges);
        fields.any(|(number, range)| IDS.has_number(number) && length(range) > MAX_ID_BYTES)
    }

    #[inline]
    pub(super) fn call_at(&self, place: usize) -> Option<CallRef<'_>> {
        self.text_at(place).map(CallRef::from)
    }

    #[inline]
    pub(super) fn device_at(&self, place: usize) -> Option<DeviceRef<'_>> {
        self.text_at(place).map(DeviceRef::from)
    }

    #[inline]
    pub(super) fn agent_at(&self, place: usize) -> Option<AgentRef<'_>> {
        self.text_at(place).map(AgentRef::from)
    }

    #[inline]
    pub(super) fn truth_at(&self, place: usize) -> Option<bool> {
        truth(self.text_at(place)?.as_bytes())
    }
}

/// What stands for yes and no.
pub(super) fn truth(text: &[u8]) -> Option<bool> {
    match text {
        b"true" | b"1" => Some(true),
        b"false" | b"0" => Some(false),
        _ => None,
    }
}
