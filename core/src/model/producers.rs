//! What is known of each producer's numbers: its newest, which of them can be late no more, and whether it has begun anew.

use std::time::Duration;

use smol_str::SmolStr;

use super::limits::{REORDER_AGE, may_be_late};
use super::order::Order;
use crate::event::EventTime;

/// A number this far below the newest is hardly that of a late event: the producer may have been started anew.
const FAR_BELOW: u64 = 10_000;

/// Producers whose numbers are remembered.
const PRODUCERS: usize = 16;

/// No event is on its way for longer, by its producer's own clock.
const LATEST_MS: i64 = REORDER_AGE.as_millis() as i64;

/// The producers that have been heard of lately.
#[derive(Clone, Default, Debug)]
pub(super) struct Producers {
    /// The one heard of last stands last.
    known: Vec<Producer>,
}

/// What is known of one producer's numbers.
#[derive(Clone, Debug)]
pub(super) struct Producer {
    pub(super) name: SmolStr,
    pub(super) newest: u64,
    pub(super) newest_time: Option<EventTime>,
    /// The time of the newest number.
    pub(super) last_time: Option<EventTime>,
    /// When that came.
    newest_at: Duration,
    /// The newest number that has left the window.
    settled: Option<u64>,
    /// The last number that was far below the newest.
    far_below: Option<u64>,
}

/// A number far below the newest: the first, or one after another such.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FarBelow {
    Alone,
    Rises,
}

/// Where an event belongs, by its number.
pub(super) enum Place {
    /// After all others.
    Last,
    /// Before what its producer has given a higher number.
    Amid,
    /// Before all that can still be reordered.
    BeforeAll,
    /// After all others: its producer numbers anew.
    Reset,
}

impl Producers {
    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Producer> + Clone {
        self.known.iter()
    }

    /// The one heard of last whose name begins so.
    pub(super) fn last_like(&self, kind: &str) -> Option<&Producer> {
        self.known
            .iter()
            .rev()
            .find(|producer| producer.name.starts_with(kind))
    }

    fn find_mut(&mut self, name: &SmolStr) -> Option<&mut Producer> {
        self.known.iter_mut().find(|producer| producer.name == *name)
    }

    /// Where an event belongs that comes now; of numbers far below the newest, this one `rises`.
    pub(super) fn place(&self, order: &Order, now: Duration, rises: bool) -> Place {
        let Some((name, serial)) = order.number() else {
            return Place::Last;
        };
        let Some(producer) = self.known.iter().find(|producer| producer.name == *name) else {
            return Place::Last;
        };
        if serial >= producer.newest {
            return Place::Last;
        }
        // A lower number at a later time, or when nothing can be late any more, or so late; or far lower ones that rise: the
        // producer was started anew.
        let times = order.time.zip(producer.newest_time);
        let is_over = !may_be_late(producer.newest_at, now);
        let is_anew = |(time, newest): (EventTime, EventTime)| {
            time > newest || newest.civil_ms().saturating_sub(time.civil_ms()) > LATEST_MS
        };
        if is_over || rises || times.is_some_and(is_anew) {
            return Place::Reset;
        }
        if producer.settled.is_some_and(|settled| serial <= settled) {
            return Place::BeforeAll;
        }
        Place::Amid
    }

    /// Takes note of a number that is far below its producer's newest.
    pub(super) fn note_far_below(&mut self, order: &Order) -> Option<FarBelow> {
        let (name, serial) = order.number()?;
        let producer = self.find_mut(name)?;
        if producer.newest.saturating_sub(serial) <= FAR_BELOW {
            return None;
        }
        match producer.far_below.replace(serial) {
            Some(last) if serial > last => Some(FarBelow::Rises),
            _ => Some(FarBelow::Alone),
        }
    }

    /// Takes note of a number that has come in its order.
    pub(super) fn note(&mut self, order: &Order, at: Duration) {
        let Some((name, serial)) = order.number() else {
            return;
        };
        let place = self.known.iter().position(|producer| producer.name == *name);
        if place.is_none_or(|place| place + 1 < self.known.len()) {
            let known = place.map(|place| self.known.remove(place));
            if self.known.len() == PRODUCERS {
                self.known.remove(0);
            }
            self.known.push(known.unwrap_or_else(|| Producer {
                name: name.clone(),
                newest: serial,
                newest_time: None,
                last_time: None,
                newest_at: at,
                settled: None,
                far_below: None,
            }));
        }
        if let Some(producer) = self.known.last_mut() {
            if serial >= producer.newest {
                (producer.newest, producer.last_time) = (serial, order.time);
            }
            producer.newest_time = producer.newest_time.max(order.time);
            producer.newest_at = at;
        }
    }

    /// Nothing is put before this one any more.
    pub(super) fn settle(&mut self, order: &Order) {
        if let Some((name, serial)) = order.number()
            && let Some(producer) = self.find_mut(name)
        {
            producer.settled = producer.settled.max(Some(serial));
        }
    }

    /// Its producer numbers anew: what is known of its numbers says nothing any more.
    pub(super) fn forget(&mut self, order: &Order) {
        self.known
            .retain(|producer| Some(&producer.name) != order.producer.as_ref());
    }
}
