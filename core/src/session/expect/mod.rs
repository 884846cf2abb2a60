//! What shows that a command has happened: only what it caused. The right device, call and target; what others do, or what
//! was so before, is no evidence.

mod recording;
mod seen;
mod so;

use super::outcome::CommandError;
use crate::event::{AgentMode, ConnectionCleared};
use crate::id::{CallId, CallRef, DeviceId, DeviceRef};
use crate::model::Model;

/// What shows that a command has happened.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expect {
    /// The reply: it is a query, or its effect is told to somebody else.
    Reply,
    Mode {
        mode: AgentMode,
        reason: Option<String>,
        /// The agent was in another mode, and not in wrap-up, which ends by itself.
        changes: bool,
    },
    LoggedOff,
    /// A call of the agent's making to this number that was not there before.
    NewCall {
        known: Vec<CallId>,
        number: String,
        /// The call that it is made beside.
        beside: Option<CallId>,
    },
    Answered(CallId),
    Cleared(CallId),
    Held(CallId),
    Retrieved(CallId),
    /// Who was invited rings or is in the call.
    Joining {
        call: CallId,
        number: String,
        /// Who is in it already.
        present: Vec<DeviceId>,
    },
    Conferenced {
        held: CallId,
        consulted: CallId,
    },
    /// The consultation is left, and the held call taken back.
    Cancelled {
        held: CallId,
        consulted: CallId,
    },
    /// The agent's device has transferred the call: to this number in a single step, or to who is consulted.
    HandedOver {
        call: CallId,
        consulted: Option<CallId>,
        number: Option<String>,
        /// The others in the consultation, as far as they are known.
        to: Vec<DeviceId>,
    },
    /// The call goes away and comes back, to this number in a single step.
    Parked {
        call: CallId,
        consulted: Option<CallId>,
        number: Option<String>,
        /// The others in the consultation, as far as they are known.
        to: Vec<DeviceId>,
    },
    /// The call that is connected is recorded, or is not.
    Recording {
        on: bool,
        call: Option<CallId>,
        /// Other calls of which that may be told: they were known not to be so. A call that begins is recorded by itself.
        others: Vec<CallId>,
    },
}

/// What an event says about an expectation.
pub(super) enum Seen {
    Done,
    /// It has, if the server accepts it: the event does not tell all that was asked for.
    Perhaps,
    Failed(CommandError),
}

impl Expect {
    /// The calls without which it cannot happen any more.
    pub(super) fn needs_calls(&self) -> Vec<&CallId> {
        match self {
            Self::Answered(call)
            | Self::Held(call)
            | Self::Retrieved(call)
            | Self::Recording { call: Some(call), .. }
            | Self::Joining { call, .. }
            | Self::NewCall {
                beside: Some(call), ..
            } => vec![call],
            Self::Conferenced { held, consulted } => vec![held, consulted],
            Self::Cancelled { held, consulted } => vec![held, consulted],
            Self::HandedOver { call, consulted, .. } | Self::Parked { call, consulted, .. } => {
                [Some(call), consulted.as_ref()].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether this end of a leg is what it asks for, if the agent has brought it about.
    pub(super) fn leaves(&self, event: &ConnectionCleared<'_>) -> bool {
        matches!(self, Self::Cancelled { consulted, .. } if *consulted == event.info.call_id)
    }

    /// Whether it is this mode that is asked for.
    pub(super) fn is_mode(&self, name: &str) -> bool {
        matches!(self, Self::Mode { mode, .. } if mode.as_str() == name)
    }

    /// Whether a consultation ends with it, and its call comes back.
    pub(super) fn comes_back(&self) -> bool {
        matches!(
            self,
            Self::Parked {
                consulted: Some(_),
                ..
            }
        )
    }

    /// Whether the server refuses it once what it asks for is so: an acceptance says that it was not, till then.
    pub(super) fn is_refused_once_so(&self) -> bool {
        matches!(self, Self::Cleared(_))
    }

    /// Whether it asks for what can be undone and come again.
    pub(super) fn can_be_undone(&self) -> bool {
        matches!(self, Self::Held(_) | Self::Retrieved(_) | Self::Mode { .. })
    }

    /// Whether it asks for a state of the own leg.
    pub(super) fn is_about_the_leg(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Held(_) | Self::Retrieved(_))
    }

    /// Whether this call goes into another with it.
    pub(super) fn merges(&self, call: CallRef<'_>) -> bool {
        match self {
            Self::Conferenced { held, consulted } => *held == call || *consulted == call,
            Self::HandedOver { consulted, .. } | Self::Parked { consulted, .. } => {
                consulted.as_ref().is_some_and(|consulted| *consulted == call)
            }
            _ => false,
        }
    }

    /// Whether it leaves nothing of these two calls here: while one of them stands, it has not happened.
    pub(super) fn takes_both(&self) -> Option<[&CallId; 2]> {
        match self {
            Self::HandedOver {
                call,
                consulted: Some(consulted),
                ..
            } => Some([call, consulted]),
            _ => None,
        }
    }

    /// Whether the own leg goes with it.
    pub(super) fn takes_the_leg(&self) -> bool {
        matches!(self, Self::HandedOver { .. } | Self::Parked { .. })
    }
}

/// Whether a leg was cleared from here, as far as the server tells: where it does not say who hung up, who hangs up first is
/// cleared first.
pub(super) fn is_hung_up_by(event: &ConnectionCleared<'_>, device: DeviceRef<'_>, model: &Model) -> bool {
    match event.hangup_device {
        Some(by) => by == device,
        None => !model.was_left_alone(event.info.call_id),
    }
}
