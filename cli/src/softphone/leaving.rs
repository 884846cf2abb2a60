//! Leaving without leaving a customer alone: after the call, by hanging up, or, told a third time, at once.

use std::time::Duration;

use wellclient::{Command, ConnectionState, Snapshot, Verb};

/// How far the softphone is on its way out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Leaving {
    /// It stays.
    #[default]
    No,
    /// When no call is up any more.
    WhenOver,
    /// Calls are being hung up; the last step was taken then.
    HangingUp { at: Duration },
    /// The session is being closed.
    LoggingOut,
}

/// Between two steps of hanging up.
const STEP: Duration = Duration::from_secs(1);

impl Leaving {
    /// What is to be done now to have no call any more.
    pub(crate) fn step(&mut self, snapshot: &Snapshot, busy: bool, now: Duration) -> Option<Command> {
        match self {
            Self::HangingUp { at } if !busy && now.saturating_sub(*at) >= STEP => {
                *at = now;
                hang_up(snapshot)
            }
            _ => None,
        }
    }

    /// Hangs up from now on.
    pub(crate) fn hang_up(now: Duration) -> Self {
        Self::HangingUp {
            at: now.saturating_sub(STEP),
        }
    }
}

/// The next step to no call: a call on hold is hung up only when it has been taken back.
fn hang_up(snapshot: &Snapshot) -> Option<Command> {
    let calls = &snapshot.calls;
    let with = |verb| calls.iter().find(|call| call.allows(verb));
    if let Some(call) = with(Verb::Drop) {
        let call = Some(call.call_id.clone());
        return Some(Command::Drop { call });
    }
    let held = calls.iter().find(|call| call.leg == ConnectionState::Hold);
    let active = calls.iter().find(|call| call.leg != ConnectionState::Hold);
    if let (Some(held), Some(consulted)) = (held, active)
        && with(Verb::CancelConsult).is_some()
    {
        return Some(Command::CancelConsult {
            held: held.call_id.clone(),
            consulted: consulted.call_id.clone(),
        });
    }
    if let Some(call) = with(Verb::Retrieve) {
        let call = call.call_id.clone();
        return Some(Command::Retrieve { call });
    }
    // What the model takes to be impossible may be possible at the server.
    let call = Some(active.or(held)?.call_id.clone());
    Some(Command::Drop { call })
}
