//! From whose side the events are seen, and when.

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
    pub monotonic: std::time::Duration,
    /// On the wall.
    pub wall: Wall,
}

impl From<Now> for Moment {
    fn from(now: Now) -> Self {
        Self {
            monotonic: now.monotonic,
            wall: now.wall,
        }
    }
}
