//! What had been sent by a certain moment: an event that comes late can be older than a question.

use smol_str::SmolStr;

use super::order::Order;
use crate::event::{Event, EventTime};

/// The newest events that were known at a moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Mark {
    /// By producer: the newest number, and its time.
    pub(super) numbers: Vec<(SmolStr, u64, Option<EventTime>)>,
    /// The newest time of an event without a number.
    pub(super) time: Option<EventTime>,
}

impl Mark {
    /// Whether the server is known to have sent this event before the moment.
    pub fn is_after(&self, event: &Event) -> bool {
        let order = Order::of(event);
        match order.number() {
            Some((producer, number)) => self.numbers.iter().any(|(name, newest, time)| {
                // A producer that was started anew numbers from the beginning.
                let is_anew = order.time.zip(*time).is_some_and(|(mine, newest)| mine > newest);
                name == producer && number < *newest && !is_anew
            }),
            None => order
                .time
                .zip(self.time)
                .is_some_and(|(mine, newest)| mine < newest),
        }
    }
}
