//! Calls that have ended for this agent, so that a late event does not bring them back.

use std::collections::VecDeque;
use std::time::Duration;

use super::fingerprint::Fingerprint;
use super::limits::REMEMBERED;
use super::order::Order;
use crate::id::{CallId, CallRef};

/// The last calls that have ended.
#[derive(Clone, Default, Debug)]
pub(super) struct EndedCalls(VecDeque<Ended>);

#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) call: CallId,
    pub(super) order: Order,
    /// All others had left it before: they have hung up, and not this agent.
    pub(super) left_alone: bool,
    /// Its own event has told so, and the channel has not been broken since.
    pub(super) told: bool,
    /// When its data was last set from here, or may have been.
    pub(super) data_set: Option<Duration>,
    /// Of its id: ids are long, and mostly it is none of these.
    fingerprint: u64,
}

impl EndedCalls {
    pub(super) fn get<'a>(&self, id: impl Into<CallRef<'a>>) -> Option<&Ended> {
        self.0.get(self.place(id.into())?)
    }

    pub(super) fn remove(&mut self, id: CallRef<'_>) -> Option<Ended> {
        self.0.remove(self.place(id)?)
    }

    /// Remembers one as the last, in place of what was remembered of it.
    pub(super) fn remember(&mut self, call: CallId, order: Order, left_alone: bool, told: bool) {
        let fingerprint = fingerprint(call.borrowed());
        let before = self.remove(call.borrowed());
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Ended {
            call,
            order,
            left_alone,
            told,
            data_set: before.and_then(|ended| ended.data_set),
            fingerprint,
        });
    }

    /// The place of each end.
    pub(super) fn orders(&mut self) -> impl Iterator<Item = &mut Order> {
        self.0.iter_mut().map(|ended| &mut ended.order)
    }

    /// Its data has been set from here, or may have been.
    pub(super) fn note_set(&mut self, call: CallRef<'_>, at: Duration) {
        if let Some(ended) = self.place(call).and_then(|place| self.0.get_mut(place)) {
            ended.data_set = Some(at);
        }
    }

    /// One of which it was found out is told to be over.
    pub(super) fn is_told(&mut self, call: CallRef<'_>) {
        if let Some(ended) = self.place(call).and_then(|place| self.0.get_mut(place)) {
            ended.told = true;
        }
    }

    /// An event has told of it since that may be newer.
    pub(super) fn may_go_on(&mut self, call: CallRef<'_>) {
        if let Some(ended) = self.place(call).and_then(|place| self.0.get_mut(place)) {
            ended.told = false;
        }
    }

    /// There is a gap: what has ended may have come back unseen.
    pub(super) fn may_be_back(&mut self) {
        self.0.iter_mut().for_each(|ended| ended.told = false);
    }

    fn place(&self, id: CallRef<'_>) -> Option<usize> {
        let fingerprint = fingerprint(id);
        let is_it = |ended: &Ended| ended.fingerprint == fingerprint && ended.call == id;
        self.0.iter().position(is_it)
    }
}

fn fingerprint(id: CallRef<'_>) -> u64 {
    Fingerprint::NEW.text(id.as_str()).get()
}
