//! Calls that the server says not to know (404): when that is its word, and not a hiccup on the way.

use std::time::Duration;

use crate::id::CallId;

/// Between the first and the second time that it is asked; doubled each time, up to [`LONGEST`].
const AGAIN: Duration = Duration::from_secs(2);

const LONGEST: Duration = Duration::from_secs(60);

/// What something on the way says for less than this may be its own word.
const HICCUP: Duration = Duration::from_secs(6);

/// Calls that are remembered.
const KEPT: usize = 16;

#[derive(Default, Debug)]
pub(super) struct Unknown {
    calls: Vec<Doubted>,
    /// When the last request went out that the server has answered well.
    answered: Option<Duration>,
}

#[derive(Debug)]
struct Doubted {
    call: CallId,
    /// When it was said first.
    since: Duration,
    /// And last.
    said: Duration,
    tries: u32,
    next: Duration,
}

impl Unknown {
    /// The server says that it does not know a call, or this leg of it. Answers whether that is its word: it has said so
    /// for longer than a hiccup takes, and answered something else well meanwhile.
    pub(super) fn is_its_word(&mut self, now: Duration, call: &CallId) -> bool {
        let Some(known) = self.calls.iter_mut().find(|known| known.call == *call) else {
            self.calls.push(Doubted {
                call: call.clone(),
                since: now,
                said: now,
                tries: 0,
                next: now + AGAIN,
            });
            let surplus = self.calls.len().saturating_sub(KEPT);
            self.calls.drain(..surplus);
            return false;
        };
        known.said = now;
        let is_well = self.answered.is_some_and(|asked| asked >= known.since);
        is_well && now >= known.since + HICCUP
    }

    /// The server has answered something well that it was asked then.
    pub(super) fn answered(&mut self, asked: Duration) {
        self.answered = self.answered.max(Some(asked));
    }

    /// The server knows it.
    pub(super) fn is_known(&mut self, call: &CallId) {
        self.calls.retain(|known| known.call != *call);
    }

    /// Whether an answer to a question of this time takes back that it does not.
    pub(super) fn is_taken_back(&self, asked: Duration, call: &CallId) -> bool {
        let mut calls = self.calls.iter();
        calls.any(|known| known.call == *call && asked >= known.said)
    }

    /// What was said before a gap in the event channel counts no more.
    pub(super) fn clear(&mut self) {
        self.calls.clear();
    }

    /// When to ask again.
    pub(super) fn next(&self) -> Option<Duration> {
        self.calls.iter().map(|known| known.next).min()
    }

    /// Whether it has answered nothing well since it first said so of one of them.
    pub(super) fn wants_an_answer(&self) -> bool {
        let first = self.calls.iter().map(|known| known.since).max();
        first.is_some_and(|since| self.answered.is_none_or(|asked| asked < since))
    }

    /// Forgets those that have ended.
    pub(super) fn keep(&mut self, is_there: impl Fn(&CallId) -> bool) {
        self.calls.retain(|known| is_there(&known.call));
    }

    /// What is due is asked now, and after that less and less often.
    pub(super) fn asks(&mut self, now: Duration) {
        for known in self.calls.iter_mut().filter(|known| known.next <= now) {
            known.tries += 1;
            known.next = now + AGAIN.saturating_mul(1 << known.tries.min(10)).min(LONGEST);
        }
    }
}
