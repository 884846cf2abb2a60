//! Which events have been seen: a copy is dropped, however late it comes.

use std::collections::VecDeque;

use super::fingerprint::Fingerprint;
use super::limits::REORDER_WINDOW;
use super::order::Order;
use super::undo::{Said, What};
use crate::event::Event;
use crate::id::{CallRef, DeviceRef};

/// Events that are remembered of each kind: as many again as can be put in their place.
const REMEMBERED: usize = 2 * REORDER_WINDOW;

/// The last events, by their fingerprints.
#[derive(Clone, Default, Debug)]
pub(super) struct Seen {
    numbered: VecDeque<u64>,
    bare: VecDeque<Bare>,
}

/// An event without a number.
#[derive(Clone, Debug)]
struct Bare {
    fingerprint: u64,
    said: Said,
    /// Since it came, another has undone it: one that looks the same may be the same thing happening again.
    undone: bool,
}

impl Seen {
    /// Remembers an event, and tells whether it was seen before.
    pub(super) fn add(&mut self, event: &Event, order: &Order, own: DeviceRef<'_>) -> Sight {
        let fingerprint = fingerprint(event, order);
        if order.number().is_some() && self.numbered.contains(&fingerprint) {
            return Sight::Copy;
        }
        let mut bare = self.bare.iter_mut();
        let before = match order.number() {
            Some(_) => None,
            None => bare.find(|bare| bare.fingerprint == fingerprint),
        };
        if let Some(before) = &before
            && order.time.is_some()
            && !before.undone
        {
            return Sight::Copy;
        }
        let sight = match before {
            Some(before) => {
                before.undone = false;
                Sight::Alike
            }
            None => Sight::New,
        };
        self.undo(event, own, fingerprint);
        match order.number() {
            Some(_) => push(&mut self.numbered, fingerprint),
            None if sight == Sight::New => {
                let said = Said::by(event, own);
                push(
                    &mut self.bare,
                    Bare {
                        fingerprint,
                        said,
                        undone: false,
                    },
                );
            }
            None => {}
        }
        sight
    }

    /// Notes which of the others this one undoes.
    fn undo(&mut self, event: &Event, own: DeviceRef<'_>, fingerprint: u64) {
        if self.bare.is_empty() {
            return;
        }
        let what = What::of(event, own);
        if !self.bare.iter().any(|bare| bare.said.may_be_undone_by(what)) {
            return;
        }
        let said = Said::by(event, own);
        for bare in self
            .bare
            .iter_mut()
            .filter(|bare| bare.fingerprint != fingerprint)
        {
            bare.undone |= bare.said.is_undone_by(&said);
        }
    }
}

fn push<T>(list: &mut VecDeque<T>, seen: T) {
    if list.len() == REMEMBERED {
        list.pop_front();
    }
    list.push_back(seen);
}

/// Whether an event was seen before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sight {
    New,
    /// It is a copy of one that was.
    Copy,
    /// One that looks the same was. Where neither number nor time tells, or where it has been undone since, nothing tells a
    /// copy from the same thing happening again.
    Alike,
}

/// Same producer, same number; another event under a number that was used is not a copy of it. Without a
/// number: the same text.
fn fingerprint(event: &Event, order: &Order) -> u64 {
    let made = match order.number() {
        Some((producer, serial)) => Fingerprint::NEW
            .number(serial)
            .number(order.time.map_or(0, |time| time.civil_ms() as u64))
            .text(producer)
            .text(event.name())
            .text(event.call_id().map_or("", CallRef::as_str)),
        None => Fingerprint::NEW.text(event.raw()),
    };
    made.get()
}
