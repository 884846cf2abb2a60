//! Which events have been seen: a copy is dropped, however late it comes.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::limits::REORDER_WINDOW;
use super::order::Order;
use crate::event::Event;

/// Events that are remembered: as many again as can be put in their place.
const REMEMBERED: usize = 2 * REORDER_WINDOW;

/// The last events, by their fingerprints.
#[derive(Clone, Default, Debug)]
pub(super) struct Seen(VecDeque<u64>);

impl Seen {
    /// Remembers an event, and tells whether it was seen before.
    pub(super) fn add(&mut self, event: &Event, order: &Order) -> Sight {
        let fingerprint = fingerprint(event, order);
        if self.0.contains(&fingerprint) {
            let has_place = order.serial.is_some() || order.time.is_some();
            return if has_place { Sight::Copy } else { Sight::Alike };
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(fingerprint);
        Sight::New
    }
}

/// Whether an event was seen before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sight {
    New,
    /// It is a copy of one that was.
    Copy,
    /// One that looks the same was: without number and time nothing tells a copy from the same thing happening
    /// again.
    Alike,
}

/// Same producer, same number; another event under a number that was used is not a copy of it. Without a
/// number: the same text.
fn fingerprint(event: &Event, order: &Order) -> u64 {
    let mut hasher = DefaultHasher::new();
    match order.number() {
        Some(number) => (number, order.time, event.name(), event.call_id()).hash(&mut hasher),
        None => event.raw().hash(&mut hasher),
    }
    hasher.finish()
}
