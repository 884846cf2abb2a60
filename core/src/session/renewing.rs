//! Renewing the HTTP session: how often, where the new one is refused as the old one was.

use std::time::Duration;

/// Between two renewals that have come to nothing; doubled each time.
const AGAIN: Duration = Duration::from_secs(10);

/// So often in a row; by then the server has logged the agent out because no heartbeats arrive.
const MOST: u32 = 5;

/// After so many the application is told. One may be a session that was replaced meanwhile.
const TOLD: u32 = 2;

#[derive(Default, Debug)]
pub(super) struct Renewing {
    /// Renewals in a row whose session was refused at once.
    futile: u32,
    not_before: Duration,
    /// The renewal that was counted last.
    counted: u32,
    /// Requests in a row that were refused so where there is no password to renew it with.
    without: u32,
}

impl Renewing {
    /// Whether it may be tried now.
    pub(super) fn may(&self, now: Duration) -> bool {
        self.futile < MOST && now >= self.not_before
    }

    /// What the last renewal has brought is refused. Answers whether the application is to be told.
    pub(super) fn is_futile(&mut self, now: Duration, renewal: u32) -> bool {
        if self.counted == renewal {
            return false;
        }
        self.counted = renewal;
        self.not_before = now + AGAIN.saturating_mul(1 << self.futile.min(MOST));
        self.futile += 1;
        self.futile == TOLD
    }

    /// The session has expired, and there is no password. Answers whether the application is to be told.
    pub(super) fn is_impossible(&mut self) -> bool {
        self.without = self.without.saturating_add(1);
        self.without == TOLD
    }

    /// The server has taken a session.
    pub(super) fn has_worked(&mut self) {
        self.futile = 0;
        self.without = 0;
        self.not_before = Duration::ZERO;
    }
}
