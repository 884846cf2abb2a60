//! Renewing the HTTP session: how often the password is sent, as long as no session comes of it that the server takes.

use std::time::Duration;

use super::outcome::CommandError;
use crate::time::Now;

/// Between two renewals, where the server is in trouble or not reached: the shortest and the longest; doubled each time.
const IN_TROUBLE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(60));

/// So, where the log-in URL says no, or what it gives is no session, or none that the server takes.
const REFUSED: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(300));

/// After so many refusals the application is told. One may be a session that was replaced meanwhile, or a hiccup of something
/// on the way.
const TOLD: u32 = 2;

#[derive(Default, Debug)]
pub(super) struct Renewing {
    /// Renewals since the server has last taken a session.
    tries: u32,
    /// Of them those that were refused, or whose session was.
    refusals: u32,
    not_before: Duration,
    /// The last one has brought no session.
    has_none: bool,
    /// The last one has brought a session, of which the server has said nothing yet.
    is_open: bool,
    /// Requests in a row that were refused so where there is no password to renew it with.
    without: u32,
}

impl Renewing {
    /// No request is worth sending before, where the last one has brought no session.
    pub(super) fn not_before(&self) -> Duration {
        match self.has_none {
            true => self.not_before,
            false => Duration::ZERO,
        }
    }

    /// Whether it may be tried now.
    pub(super) fn may(&self, now: Now) -> bool {
        now.monotonic >= self.not_before
    }

    /// A session has come: whether the server takes it is seen later.
    pub(super) fn has_come(&mut self, now: Now) {
        self.has_been_tried(now, REFUSED, Duration::ZERO);
        (self.is_open, self.has_none) = (true, false);
    }

    /// None has come, and the server asks to wait for so long. Answers whether the application is to be told.
    pub(super) fn has_failed(&mut self, now: Now, error: &CommandError, asked: Duration) -> bool {
        let is_trouble = error.may_pass() && !matches!(error, CommandError::BadReply(_));
        self.has_been_tried(now, if is_trouble { IN_TROUBLE } else { REFUSED }, asked);
        self.has_none = true;
        !is_trouble && self.is_refused()
    }

    /// The server refuses the session. Answers whether the application is to be told.
    pub(super) fn is_futile(&mut self) -> bool {
        std::mem::take(&mut self.is_open) && self.is_refused()
    }

    /// The session has expired, and there is no password. Answers whether the application is to be told.
    pub(super) fn is_impossible(&mut self) -> bool {
        self.without = self.without.saturating_add(1);
        self.without == TOLD
    }

    /// The server has taken a session.
    pub(super) fn has_worked(&mut self) {
        *self = Self::default();
    }

    fn has_been_tried(&mut self, now: Now, distance: (Duration, Duration), at_least: Duration) {
        let (shortest, longest) = distance;
        let doubled = shortest.saturating_mul(1 << self.tries.min(10));
        self.not_before = now.monotonic + doubled.min(longest).max(at_least);
        self.tries = self.tries.saturating_add(1);
    }

    fn is_refused(&mut self) -> bool {
        self.refusals = self.refusals.saturating_add(1);
        self.refusals == TOLD
    }
}
