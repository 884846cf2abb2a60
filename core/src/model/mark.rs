//! What had been sent by a certain moment: an event that comes late can be older than a question.

use smol_str::SmolStr;

use super::order::Order;
use crate::event::{Event, EventTime};

/// The newest events that were known at a moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Mark {
    /// By producer: the newest number, and the newest time.
    pub(super) numbers: Vec<(SmolStr, u64, Option<EventTime>)>,
    /// By producer: the time of its newest number.
    pub(super) last: Vec<(SmolStr, Option<EventTime>)>,
    /// The newest time of an event without a number.
    pub(super) time: Option<EventTime>,
    /// By producer: what its clock showed, milliseconds since 1970, at the least.
    pub(super) clocks: Vec<(SmolStr, i64)>,
}

/// Times of events are whole seconds, cut off.
const WHOLE_SECOND_MS: i64 = 1_000;

/// An event is older than a moment by its producer's own clock if it is so by more than this: it may be read a little late.
const OLDER_MS: i64 = 1_000;

/// So, by the clock of another producer, which may go differently: then it is not certain.
const OLDER_ELSEWHERE_MS: i64 = 2_000;

/// No event is on its way for so long: that clock was set back.
const SET_BACK_MS: i64 = 60_000;

impl Mark {
    /// Whether the server is known to have sent this event before the moment.
    pub fn is_after(&self, event: &Event) -> bool {
        let order = Order::of(event);
        self.is_numbered_after(&order) || self.age(&order).is_some_and(|age| age.is_certain)
    }

    /// Whether it may have, by its time: by another producer's clock, or by one that may have been set back.
    pub fn may_be_after(&self, event: &Event) -> bool {
        self.age(&Order::of(event)).is_some()
    }

    /// Whether its number is newer than one of an event that was later by its time: that clock was set back.
    fn is_set_back(&self, order: &Order) -> bool {
        let Some((producer, number)) = order.number() else {
            return false;
        };
        let is_newer = |(name, newest, _): &(SmolStr, u64, _)| name == producer && number > *newest;
        let last = self.last.iter().find(|(name, _)| name == producer);
        let times = order.time.zip(last.and_then(|(_, time)| *time));
        self.numbers.iter().any(is_newer) && times.is_some_and(|(time, last)| time < last)
    }

    fn age(&self, order: &Order) -> Option<Age> {
        if self.is_set_back(order) {
            return None;
        }
        let sent_by = order.time?.civil_ms().saturating_add(WHOLE_SECOND_MS);
        let own = self.own_clock(order);
        let (shown, tolerance) = match own {
            Some(shown) => (shown, OLDER_MS),
            None => {
                let others = self.clocks.iter().map(|(_, shown)| *shown);
                (others.min()?, OLDER_ELSEWHERE_MS)
            }
        };
        let older = shown.saturating_sub(sent_by);
        let is_certain = own.is_some() && older < SET_BACK_MS;
        (older >= tolerance).then_some(Age { is_certain })
    }

    /// What its producer's clock showed.
    fn own_clock(&self, order: &Order) -> Option<i64> {
        let mut clocks = self.clocks.iter();
        // Who is not named may be any of several.
        let own = clocks.find(|(name, _)| !name.is_empty() && order.producer.as_ref() == Some(name));
        own.map(|(_, shown)| *shown)
    }

    fn is_numbered_after(&self, order: &Order) -> bool {
        match order.number() {
            Some((producer, number)) => self.numbers.iter().any(|(name, newest, time)| {
                // A producer that was started anew numbers from the beginning.
                let is_anew = order.time.zip(*time).is_some_and(|(mine, newest)| mine > newest);
                name == producer && number < *newest && !is_anew
            }),
            // Another producer's times say nothing where its own clock is known.
            None => {
                let times = order
                    .time
                    .zip(self.time)
                    .filter(|_| self.own_clock(order).is_none());
                times.is_some_and(|(mine, newest)| mine < newest)
            }
        }
    }
}

/// An event is older than the moment by its time.
struct Age {
    is_certain: bool,
}
