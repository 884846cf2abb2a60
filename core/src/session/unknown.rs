//! Calls that the server says not to know (404): when that is its word, and not a hiccup on the way.

use std::time::Duration;

use crate::id::CallId;
use crate::model::Denied;

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
    /// When it was said first to a verb: of the call, or only of the agent's leg of it.
    to_a_verb: Option<Duration>,
    tries: u32,
    /// When to ask again; not where no question tells more.
    next: Option<Duration>,
}

impl Unknown {
    /// The server says that it does not know a call, or this leg of it. Answers whether that is its word: it has said so
    /// for longer than a hiccup takes, and answered something else well meanwhile.
    pub(super) fn is_its_word(&mut self, now: Duration, call: &CallId, denied: Denied) -> bool {
        let to_a_verb = (denied == Denied::Leg).then_some(now);
        let Some(known) = self.calls.iter_mut().find(|known| known.call == *call) else {
            self.calls.push(Doubted {
                call: call.clone(),
                since: now,
                said: now,
                to_a_verb,
                tries: 0,
                next: Some(now + AGAIN),
            });
            let surplus = self.calls.len().saturating_sub(KEPT);
            self.calls.drain(..surplus);
            return false;
        };
        known.said = now;
        known.to_a_verb = known.to_a_verb.or(to_a_verb);
        let is_well = self.answered.is_some_and(|asked| asked >= known.since);
        is_well && now >= known.since + HICCUP
    }

    /// The server has answered something well that it was asked then.
    pub(super) fn answered(&mut self, asked: Duration) {
        self.answered = self.answered.max(Some(asked));
    }

    /// The server knows the call. What it has said to a verb stands: the call can go on without the agent's leg.
    pub(super) fn is_known(&mut self, call: &CallId) {
        self.calls.retain_mut(|known| {
            if known.call != *call {
                return true;
            }
            known.next = None;
            known.since = known.to_a_verb.unwrap_or(known.since);
            known.to_a_verb.is_some()
        });
    }

    /// The server shows the agent in it, or it has ended.
    pub(super) fn forget(&mut self, call: &CallId) {
        self.calls.retain(|known| known.call != *call);
    }

    /// Whether an answer to a question of this time takes back that it does not.
    pub(super) fn is_taken_back(&self, asked: Duration, call: &CallId) -> bool {
        let mut calls = self.calls.iter();
        calls.any(|known| known.call == *call && asked >= known.said)
    }

    /// Whether it has said so of this call, and nothing has taken that back.
    pub(super) fn has(&self, call: &CallId) -> bool {
        self.calls.iter().any(|known| known.call == *call)
    }

    /// What was said before a gap in the event channel counts no more.
    pub(super) fn clear(&mut self) {
        self.calls.clear();
    }

    /// When to ask again.
    pub(super) fn next(&self) -> Option<Duration> {
        self.calls.iter().filter_map(|known| known.next).min()
    }

    /// Whether it has answered nothing well since it first said so of one of them.
    pub(super) fn wants_an_answer(&self) -> bool {
        let first = self.calls.iter().map(|known| known.since).max();
        first.is_some_and(|since| self.answered.is_none_or(|asked| asked < since))
    }

    /// Forgets those that are sure, or have ended.
    pub(super) fn keep(&mut self, is_in_doubt: impl Fn(&CallId) -> bool) {
        self.calls.retain(|known| is_in_doubt(&known.call));
    }

    /// What is due is asked now, and after that less and less often.
    pub(super) fn asks(&mut self, now: Duration) {
        let is_due = |known: &&mut Doubted| known.next.is_some_and(|next| next <= now);
        for known in self.calls.iter_mut().filter(is_due) {
            known.tries += 1;
            known.next = Some(now + AGAIN.saturating_mul(1 << known.tries.min(10)).min(LONGEST));
        }
    }
}
