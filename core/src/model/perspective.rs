//! From whose side the events are seen, and when.

use std::time::Duration;

use crate::id::{AgentId, DeviceId};
use crate::numbers::InternalNumbers;
use crate::time::{Now, Wall};

/// From whose side the events are seen.
#[derive(Clone, Debug)]
pub struct Perspective {
    /// The agent.
    pub agent: AgentId,
    /// The agent's device.
    pub device: DeviceId,
    /// Which numbers are internal.
    pub internal: InternalNumbers,
}

/// A moment by both clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// On the driver's monotonic clock.
    pub monotonic: Duration,
    /// How long before that clock began, where it was before; otherwise zero.
    pub before: Duration,
    /// On the wall.
    pub wall: Wall,
}

impl From<Now> for Moment {
    fn from(now: Now) -> Self {
        Self {
            monotonic: now.monotonic,
            before: Duration::ZERO,
            wall: now.wall,
        }
    }
}

impl Moment {
    /// So long ago.
    pub fn ago(now: Now, time: Duration) -> Self {
        let ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self {
            monotonic: now.monotonic.saturating_sub(time),
            before: time.saturating_sub(now.monotonic),
            wall: Wall {
                unix_ms: now.wall.unix_ms.saturating_sub(ms),
                ..now.wall
            },
        }
    }

    /// The time since then, `now` being on the driver's monotonic clock.
    pub fn elapsed(&self, now: Duration) -> Duration {
        now.saturating_sub(self.monotonic).saturating_add(self.before)
    }
}
