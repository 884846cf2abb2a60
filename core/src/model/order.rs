//! Which of two events the server sent later.

use smol_str::SmolStr;

use crate::event::{Event, EventTime};

/// What an event tells of its place among others.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Order {
    /// Who sent it.
    pub producer: Option<SmolStr>,
    /// Its number.
    pub serial: Option<u64>,
    /// Its time, to the second.
    pub time: Option<EventTime>,
}

impl Order {
    /// The order of an event.
    pub fn of(event: &Event) -> Self {
        Self::of_known(event, &[])
    }

    /// The same; a producer's name that is known already is shared.
    pub(super) fn of_known<'a>(event: &Event, known: impl IntoIterator<Item = &'a SmolStr>) -> Self {
        let shared = |name: &str| {
            let known = known.into_iter().find(|known| *known == name);
            known.cloned().unwrap_or_else(|| name.into())
        };
        Self {
            producer: Some(shared(event.producer())),
            serial: event.serial(),
            time: event.time(),
        }
    }

    /// The number, with who gave it.
    pub fn number(&self) -> Option<(&SmolStr, u64)> {
        self.producer.as_ref().zip(self.serial)
    }
}

/// Whether `event` was sent after `other`; `None` if nothing tells. Two producers' clocks differ, so their times do not.
pub(super) fn is_newer(event: &Order, other: &Order) -> Option<bool> {
    match (event.number(), other.number()) {
        (Some((mine, number)), Some((theirs, other_number))) if mine == theirs => Some(number > other_number),
        (None, None) if event.producer == other.producer => match (event.time, other.time) {
            (Some(time), Some(other_time)) if time != other_time => Some(time > other_time),
            _ => None,
        },
        _ => None,
    }
}
