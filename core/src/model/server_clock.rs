//! The server's clock, by the events' times: they have no zone, so only what comes with them tells how it stands.

use std::time::Duration;

use crate::event::EventTime;
use crate::time::Now;

/// An event whose time is so far behind what is known was late, or the clock was set back.
const SET_BACK_MS: i64 = 5_000;

/// How far the server's clock, in its zone, is ahead of this machine's wall clock in UTC; `None` before the first event.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct ServerClock {
    ahead_ms: Option<i64>,
}

impl ServerClock {
    /// An event of this time has come.
    pub(super) fn note(&mut self, now: Now, time: EventTime) {
        // Events are on their way for a while, and their times are whole seconds: the most is the nearest.
        let ahead = time.civil_ms().saturating_sub(now.wall.unix_ms);
        let later = |known: i64| ahead > known || known.saturating_sub(ahead) > SET_BACK_MS;
        if self.ahead_ms.is_none_or(later) {
            self.ahead_ms = Some(ahead);
        }
    }

    /// How long ago that was by the server's clock.
    pub(super) fn since(self, now: Now, time: EventTime) -> Option<Duration> {
        let there = now.wall.unix_ms.saturating_add(self.ahead_ms?);
        let ms = there.saturating_sub(time.civil_ms());
        Some(Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
    }

    pub(super) fn ahead_ms(self) -> Option<i64> {
        self.ahead_ms
    }

    pub(super) fn restored(ahead_ms: Option<i64>) -> Self {
        Self { ahead_ms }
    }
}
