//! What was believed of a call before the server said that it does not know it.

use crate::doubt::Doubts;
use crate::id::DeviceId;

/// What the server says it does not know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Denied {
    /// The call.
    Call,
    /// The call, or the agent's leg of it.
    Leg,
}

/// What was believed of a call before that.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Believed {
    pub(super) what: Denied,
    pub(super) doubts: Doubts,
    pub(super) verified: Vec<DeviceId>,
    /// There was no other call.
    pub(super) complete: bool,
    /// The next account was asked for before that.
    pub(super) next_is_older: bool,
}
