//! The calls that are being answered automatically, and when each is tried again.

use std::time::Duration;

use crate::id::CallId;
use crate::model::Model;

/// Between two tries for a call: doubled each time, up to the second.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(8));

#[derive(Default, Debug)]
pub(super) struct Answering(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    call: CallId,
    tries: u32,
    /// None before this; `None` while a request is under way.
    next: Option<Duration>,
    /// The server has accepted the last request.
    accepted: bool,
}

impl Answering {
    /// Forgets calls that have ended: they may come back under their id.
    pub(super) fn keep_calls_of(&mut self, model: &Model) {
        self.0.retain(|entry| model.call(&entry.call).is_some());
    }

    /// When this call is to be tried next; `None` while a request is under way.
    pub(super) fn next(&self, now: Duration, call: &CallId) -> Option<Duration> {
        let entry = self.0.iter().find(|entry| entry.call == *call);
        entry.map_or(Some(now), |entry| entry.next)
    }

    /// A request is being made.
    pub(super) fn sending(&mut self, call: &CallId) {
        let entry = self.entry(call);
        entry.tries += 1;
        entry.next = None;
        entry.accepted = false;
    }

    /// The server has accepted the request: the call is about to be connected.
    pub(super) fn accepted(&mut self, call: &CallId) {
        self.entry(call).accepted = true;
    }

    /// Whether a request to answer it is under way, or accepted.
    pub(super) fn is_answering(&self, call: &CallId) -> bool {
        let entry = self.0.iter().find(|entry| entry.call == *call);
        entry.is_some_and(|entry| entry.tries > 0 && (entry.next.is_none() || entry.accepted))
    }

    /// The calls for which a request is under way, or accepted.
    pub(super) fn under_way(&self) -> Vec<CallId> {
        let calls = self.0.iter().map(|entry| &entry.call);
        calls.filter(|call| self.is_answering(call)).cloned().collect()
    }

    /// A request for this call was under way when the session was saved.
    pub(super) fn was_sent(&mut self, call: &CallId, next: Duration) {
        let entry = self.entry(call);
        (entry.tries, entry.next, entry.accepted) = (1, Some(next), true);
    }

    /// Looks at a call again later; answers when.
    pub(super) fn later(&mut self, now: Duration, call: &CallId, at_least: Duration) -> Duration {
        let entry = self.entry(call);
        let doubled = AGAIN.0.saturating_mul(1 << entry.tries.saturating_sub(1).min(10));
        let next = now + doubled.min(AGAIN.1).max(at_least);
        entry.next = Some(next);
        next
    }

    fn entry(&mut self, call: &CallId) -> &mut Entry {
        let known = self.0.iter().position(|entry| entry.call == *call);
        let index = known.unwrap_or_else(|| {
            self.0.push(Entry {
                call: call.clone(),
                tries: 0,
                next: None,
                accepted: false,
            });
            self.0.len() - 1
        });
        &mut self.0[index]
    }
}
