//! Which parts of the state may differ from the server's.
//!
//! A part is believed while an unbroken chain of evidence leads from the server to it: an event of an event channel
//! without a gap, or an account of the server that was asked for and came within that and that can show it.

use serde::ser::{Serialize, Serializer};

pub use crate::vocabulary::Doubt;

impl Doubt {
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
        Doubt::ALL.iter().copied().filter(move |doubt| self.has(*doubt))
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
