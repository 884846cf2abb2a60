//! Which parts of the state may differ from the server's.
//!
//! A part is believed while an unbroken chain of evidence leads from the server to it: an event of an event channel
//! without a gap, or an account of the server that was asked for and came within that and that can show it.

use serde::ser::{Serialize, Serializer};

/// A part of the state that may differ from the server's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Doubt {
    /// The agent's mode.
    Mode,
    /// Why the agent is not ready.
    Reason,
    /// Since when the agent has been in the mode.
    Since,
    /// The mode that takes effect when the call ends.
    PendingMode,
    /// That the own device is in the call, and the state of its leg.
    Leg,
    /// Who else is in the call: there may be others, and who is shown may have left.
    Parties,
    /// The call data.
    Data,
    /// Whether the call is being recorded.
    Recording,
    /// When the call was established.
    Established,
}

impl Doubt {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 9] = [
        Self::Mode,
        Self::Reason,
        Self::Since,
        Self::PendingMode,
        Self::Leg,
        Self::Parties,
        Self::Data,
        Self::Recording,
        Self::Established,
    ];

    /// A word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mode => "mode",
            Self::Reason => "reason",
            Self::Since => "since",
            Self::PendingMode => "pendingMode",
            Self::Leg => "leg",
            Self::Parties => "parties",
            Self::Data => "data",
            Self::Recording => "recording",
            Self::Established => "established",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of [`Doubt`]s.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Doubts(u16);

impl Doubts {
    /// All that is said of an agent.
    pub(crate) const AGENT: Self = Self(Doubt::Mode.bit() | Doubt::Reason.bit() | Doubt::Since.bit());
    /// All that is said of a call and that a gap puts in doubt.
    pub(crate) const CALL: Self =
        Self(Doubt::Leg.bit() | Doubt::Parties.bit() | Doubt::Data.bit() | Doubt::Recording.bit());

    /// Whether nothing is in doubt.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this is in doubt.
    pub const fn has(self, doubt: Doubt) -> bool {
        self.0 & doubt.bit() != 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Doubt> {
        Doubt::ALL.into_iter().filter(move |doubt| self.has(*doubt))
    }

    /// One bit for each, the first of [`Doubt::ALL`] being the lowest.
    pub const fn bits(self) -> u16 {
        self.0
    }

    pub(crate) fn add(&mut self, more: impl Into<Self>) {
        self.0 |= more.into().0;
    }

    pub(crate) fn remove(&mut self, doubt: Doubt) {
        self.0 &= !doubt.bit();
    }
}

impl From<Doubt> for Doubts {
    fn from(doubt: Doubt) -> Self {
        Self(doubt.bit())
    }
}

impl Serialize for Doubts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Doubt::as_str))
    }
}
