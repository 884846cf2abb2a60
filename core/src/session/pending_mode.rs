//! The mode that comes at the end of a call or an allocation: the reply to the request notes it, and nothing tells it again.

use std::time::Duration;

use crate::event::{AgentMode, Event, Origin};
use crate::model::REORDER_AGE;

/// What waits, as far as that is known.
#[derive(Default, Debug)]
pub(super) struct PendingMode {
    mode: Option<String>,
    /// When that was told.
    noted: Duration,
    /// The one that was taken to have come untold, as the agent was in it already.
    taken: Option<String>,
    /// When it was last known that it may be another, or none.
    doubted: Option<Duration>,
    /// The last call has been seen to end since.
    wait_is_over: bool,
}

/// An event that comes this soon may have been sent before what came then.
fn is_lately(then: Duration, now: Duration) -> bool {
    now.saturating_sub(then) <= REORDER_AGE
}

impl PendingMode {
    /// The mode that waits; none, or not known.
    pub(super) fn mode(&self) -> Option<&str> {
        self.mode.as_deref()
    }

    pub(super) fn is_in_doubt(&self) -> bool {
        self.doubted.is_some()
    }

    /// It may be another, or none.
    pub(super) fn doubt(&mut self, now: Duration) {
        (self.doubted, self.wait_is_over) = (Some(now), false);
    }

    /// As far as was known before, this one waits.
    pub(super) fn may_be(&mut self, now: Duration, mode: Option<String>) {
        self.is(now, mode);
        self.doubt(now);
    }

    /// It is what the reply says, and nothing else that may have been noted before.
    pub(super) fn is(&mut self, now: Duration, mode: Option<String>) {
        *self = Self {
            mode,
            noted: now,
            ..Self::default()
        };
    }

    /// The mode that was asked for has come at once.
    pub(super) fn has_come(&mut self) {
        self.mode = None;
    }

    /// Nothing is there that it could wait for.
    pub(super) fn is_gone(&mut self) {
        *self = Self::default();
    }

    /// The own leg of a call has ended: of the `last` one, or there are others. By then the agent is in the mode of this name.
    pub(super) fn call_ended(&mut self, now: Duration, event: &Event, last: bool, present: &str) {
        // Unseen, and so would the mode be that came with it.
        if event.origin == Origin::Synthesized && self.mode.is_some() {
            self.doubt(now);
        }
        self.wait_is_over |= last && !event.late;
        // It is there already: nothing more is told. What was noted just now may be for another call.
        if last && self.mode() == Some(present) {
            self.taken = self.mode.take();
            if is_lately(self.noted, now) {
                self.doubted = Some(now);
            }
        }
    }

    /// An event tells the agent's mode, while a call is `up` or not: what was noted has come, or is no more. Where it is in doubt
    /// since a moment ago, the event may have been sent before that.
    pub(super) fn told(&mut self, now: Duration, event: &Event, up: bool) {
        let told = event.body().agent_mode();
        let is_it = told.as_ref().map(AgentMode::as_str) == self.mode().or(self.taken.as_deref());
        let may_wait = self.mode.is_some() || self.is_in_doubt();
        if event.late {
            self.doubted = self.doubted.or(self.mode.is_some().then_some(now));
            return;
        }
        let never_waits = match told {
            // Which of the two the server did first, nothing tells.
            Some(AgentMode::Allocated) => false,
            // The mode that was noted comes in its place, so it was noted after this.
            Some(AgentMode::WorkNotReady) => !may_wait,
            _ => true,
        };
        // It comes when the call ends: while there is one this is older, or has overtaken that end.
        let waits = may_wait && up;
        if event.origin == Origin::Synthesized || !never_waits || waits {
            return self.doubt(now);
        }
        let may_be_older = self.doubted.is_some_and(|doubted| is_lately(doubted, now));
        let is_certain = match self.mode {
            None => !may_be_older || is_it && self.wait_is_over,
            Some(_) => is_it && (!may_be_older || self.wait_is_over),
        };
        match is_certain {
            true => self.doubted = None,
            false if self.mode.is_some() => self.doubt(now),
            false => {}
        }
        (self.mode, self.taken) = (None, None);
    }
}
