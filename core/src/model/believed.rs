//! What was believed of a call before the server said that it does not know it, or refused something for its state.

use crate::doubt::Doubts;
use crate::id::DeviceId;

/// What the server denies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Denied {
    /// It refuses something for the state of the call (409): that may be another, or what was asked for does not fit it.
    State,
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
