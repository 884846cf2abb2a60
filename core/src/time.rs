//! The two clocks that the driver passes in: the core has none of its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The moment of an input, by both clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Now {
    /// Since an origin of the driver's choice; never goes back. All timers run on it.
    pub monotonic: Duration,
    /// What the clock on the wall shows; may jump.
    pub wall: Wall,
}

/// A wall-clock reading: what people read in a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Wall {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    pub unix_ms: i64,
    /// Seconds to add to UTC for local time; east is positive.
    pub utc_offset_s: i32,
}

impl Wall {
    /// Local date and time, for log lines and file names. Clamped to years that can be written.
    pub fn local(self) -> jiff::civil::DateTime {
        let offset = jiff::tz::Offset::from_seconds(self.utc_offset_s).unwrap_or(jiff::tz::Offset::UTC);
        let limit = if self.unix_ms < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        offset.to_datetime(jiff::Timestamp::from_millisecond(self.unix_ms).unwrap_or(limit))
    }
}

impl Now {
    /// A reading for tests and replays: `elapsed` after the origin, on a wall clock that starts at `unix_ms` UTC.
    pub fn at(elapsed: Duration, unix_ms: i64) -> Self {
        let unix_ms = unix_ms.saturating_add(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
        Self {
            monotonic: elapsed,
            wall: Wall {
                unix_ms,
                utc_offset_s: 0,
            },
        }
    }
}
