//! The one table of timers. A timer set again is moved; a timer is out of the table before it is acted on.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use wellclient_core::id::AgentId;

use super::call::LegId;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Timer {
    /// The leg has rung long enough.
    RingOver(LegId),
    /// The leg's party answers.
    Answer(LegId),
    /// The network gives up on the leg.
    NoAnswer(LegId),
    /// The leg's party hangs up.
    HangUp(LegId),
    /// The agent has been silent too long, unless heard of since.
    Heartbeat(AgentId),
    /// The agent's work after the call is over.
    WrapUp(AgentId),
}

/// Timers due at one moment fire in the order they were set.
#[derive(Clone, Default)]
pub(super) struct Timers {
    due: BTreeMap<(Duration, u64), Timer>,
    armed: HashMap<Timer, (Duration, u64)>,
    count: u64,
}

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Duration) {
        self.cancel(&timer);
        self.count += 1;
        let key = (at, self.count);
        self.armed.insert(timer.clone(), key);
        self.due.insert(key, timer);
    }

    pub(super) fn cancel(&mut self, timer: &Timer) {
        if let Some(key) = self.armed.remove(timer) {
            self.due.remove(&key);
        }
    }

    pub(super) fn next(&self) -> Option<Duration> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// Takes the first timer due by `now`.
    pub(super) fn take(&mut self, now: Duration) -> Option<(Duration, Timer)> {
        let entry = self.due.first_entry()?;
        if entry.key().0 > now {
            return None;
        }
        let ((at, _), timer) = entry.remove_entry();
        self.armed.remove(&timer);
        Some((at, timer))
    }
}
