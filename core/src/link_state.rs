//! The state of the event channel, as snapshots and `linkChanged` tell it.

use std::fmt;

use serde::{Serialize, Serializer};

/// The state of the event channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkState {
    /// Not wanted.
    Off,
    /// Being opened.
    Connecting,
    /// Events arrive.
    Active,
    /// Lost; the next attempt is due.
    Waiting,
    /// Lost, with all attempts used up (`wsDisconnected`); it is still tried, slowly, where the settings say so.
    Lost,
}

impl LinkState {
    /// The state's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Connecting => "connecting",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Lost => "lost",
        }
    }
}

impl fmt::Display for LinkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for LinkState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
