//! How the agent's part in a call became known.

/// What has told it first, and since.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Beginning {
    /// Events, but of others in it alone.
    #[default]
    Supposed,
    /// Something has told of the own leg.
    Told,
    /// The server's account: how it began was not seen.
    Shown,
    /// So, though its events had told that it was over; and none has told of the own leg since.
    ShownThoughOver,
}

impl Beginning {
    /// An event, or the account, tells of the own leg.
    pub(super) fn own_leg_is_known(&mut self) {
        if *self == Self::Supposed {
            *self = Self::Told;
        }
    }

    /// An event tells of it.
    pub(super) fn own_leg_is_told(&mut self) {
        self.own_leg_is_known();
        if *self == Self::ShownThoughOver {
            *self = Self::Shown;
        }
    }

    pub(super) fn knows_own_leg(self) -> bool {
        self != Self::Supposed
    }

    pub(super) fn was_seen(self) -> bool {
        matches!(self, Self::Supposed | Self::Told)
    }
}
