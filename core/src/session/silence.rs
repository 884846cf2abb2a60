//! For how long the server has had no heartbeat of the agent.

use std::time::Duration;

/// The server logs an agent out after three minutes without a heartbeat; some of that is on the way.
const EXPIRY: Duration = Duration::from_secs(170);

#[derive(Debug)]
pub(super) struct Silence {
    /// When the last heartbeat was accepted, or the agent was logged in.
    since: Duration,
    /// For how long the machine has slept since then.
    slept: Duration,
    /// It was too long, and a heartbeat has been accepted all the same: the agent may be out by then.
    was_too_long: bool,
}

impl Silence {
    pub(super) fn since(now: Duration) -> Self {
        Self {
            since: now,
            slept: Duration::ZERO,
            was_too_long: false,
        }
    }

    /// A heartbeat was accepted.
    pub(super) fn broken(&mut self, now: Duration) {
        *self = Self {
            was_too_long: self.is_too_long(now),
            ..Self::since(now)
        };
    }

    /// The machine's clocks stood still.
    pub(super) fn slept(&mut self, time: Duration) {
        self.slept = self.slept.saturating_add(time);
    }

    /// The agent is known to be logged in.
    pub(super) fn has_passed(&mut self) {
        self.was_too_long = false;
    }

    /// Whether it is why the agent was logged out.
    pub(super) fn is_too_long(&self, now: Duration) -> bool {
        let time = now.saturating_sub(self.since).saturating_add(self.slept);
        self.was_too_long || time >= EXPIRY
    }
}
