//! The two clocks that the core is given.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use wellclient_core::time::{Now, Wall};

/// Readings since an origin of its own.
#[derive(Debug)]
pub(crate) struct Clock {
    origin: Instant,
    zone: jiff::tz::TimeZone,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            origin: Instant::now(),
            zone: jiff::tz::TimeZone::system(),
        }
    }

    pub(crate) fn now(&self) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let offset =
            jiff::Timestamp::from_millisecond(unix_ms).map_or(0, |at| self.zone.to_offset(at).seconds());
        Now {
            monotonic: self.monotonic(),
            wall: Wall {
                unix_ms,
                utc_offset_s: offset,
            },
        }
    }

    pub(crate) fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    /// When the tokio clock shows a time of [`Now::monotonic`].
    pub(crate) fn instant(&self, monotonic: Duration) -> Instant {
        // Far away is as good as never.
        self.origin + monotonic.min(Duration::from_secs(u64::from(u32::MAX)))
    }
}
