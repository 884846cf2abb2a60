//! Which events have been seen: a copy is dropped, however late it comes.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::order::Order;
use crate::event::Event;

/// Events that are remembered: as many again as can be put in their place.
const REMEMBERED: usize = 2 * super::REORDER_WINDOW;

/// The last events, by their fingerprints.
#[derive(Clone, Default, Debug)]
pub(super) struct Seen(VecDeque<u64>);

impl Seen {
    /// Whether the event is a copy of one that was seen. Without number and time nothing tells a copy from
    /// the same thing happening again, so no such event is one.
    pub(super) fn contains(&self, event: &Event, order: &Order) -> bool {
        (order.serial.is_some() || order.time.is_some()) && self.0.contains(&fingerprint(event, order))
    }

    /// Remembers an event; whether one that looks the same was seen.
    pub(super) fn add(&mut self, event: &Event, order: &Order) -> bool {
        let fingerprint = fingerprint(event, order);
        let known = self.0.contains(&fingerprint);
        if !known {
            if self.0.len() == REMEMBERED {
                self.0.pop_front();
            }
            self.0.push_back(fingerprint);
        }
        known
    }
}

/// Same producer, same number; another event under a number that was used is not a copy of it. Without a
/// number: the same text.
fn fingerprint(event: &Event, order: &Order) -> u64 {
    let mut hasher = DefaultHasher::new();
    match order.number() {
        Some(number) => (number, order.time, &event.meta.name, event.call_id()).hash(&mut hasher),
        None => event.raw().hash(&mut hasher),
    }
    hasher.finish()
}
