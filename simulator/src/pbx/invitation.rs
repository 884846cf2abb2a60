//! How a device is called into a call.

use wellclient_core::id::DeviceId;

use super::call::{Joins, Leg};

/// What a ringing leg is like, beyond where it rings.
pub(super) struct Invitation {
    pub(super) calling: DeviceId,
    pub(super) redirected_by: Option<DeviceId>,
    pub(super) joins: Joins,
    pub(super) silent: bool,
}

impl Invitation {
    pub(super) fn from(calling: DeviceId) -> Self {
        Self {
            calling,
            redirected_by: None,
            joins: Joins::Plainly,
            silent: false,
        }
    }

    /// The leg as it is invited.
    pub(super) fn of(&self, mut leg: Leg) -> Leg {
        leg.redirected_by.clone_from(&self.redirected_by);
        leg.joins = self.joins.clone();
        leg.silent = self.silent;
        leg
    }
}
