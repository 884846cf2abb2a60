//! The mode that comes at the end of a call or an allocation: the reply to the request notes it, and nothing tells it again.

use std::time::Duration;

use crate::event::{AgentMode, Event, Origin};
use crate::model::REORDER_AGE;

/// What waits, as far as that is known.
#[derive(Default, Debug)]
pub(super) struct PendingMode {
    mode: Option<String>,
    /// When it was last known that it may be another, or none.
    doubted: Option<Duration>,
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
        self.doubted = Some(now);
    }

    /// The server has noted this one, or none.
    pub(super) fn note(&mut self, mode: Option<String>) {
        self.mode = mode;
    }

    /// Nothing is there that it could wait for.
    pub(super) fn is_gone(&mut self) {
        *self = Self::default();
    }

    /// It is what the reply says, and nothing else that may have been noted before.
    pub(super) fn is(&mut self, mode: Option<String>) {
        (self.mode, self.doubted) = (mode, None);
    }

    /// An event tells the agent's mode, while a call is `up` or not: what was noted has come, or is no more. Where it is in doubt
    /// since a moment ago, the event may have been sent before that.
    pub(super) fn told(&mut self, now: Duration, event: &Event, up: bool) {
        let told = event.body().agent_mode();
        let is_it = told.as_ref().map(AgentMode::as_str) == self.mode();
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
        let is_lately = |doubted: Duration| now.saturating_sub(doubted) <= REORDER_AGE;
        let is_old_doubt = !self.doubted.is_some_and(is_lately);
        match self.mode {
            None if is_old_doubt => self.doubted = None,
            None => {}
            Some(_) if is_it && is_old_doubt => self.doubted = None,
            Some(_) => self.doubt(now),
        }
        self.mode = None;
    }
}
