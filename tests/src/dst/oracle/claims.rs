//! What a snapshot claims to be the server's state, each thing at its own grain.

use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::{CallSnapshot, LinkState, SessionPhase, Snapshot};

/// What is claimed of the agent.
#[derive(Debug)]
pub(super) struct Claims<'a> {
    /// The agent is logged in.
    pub(super) logged_in: bool,
    /// Its mode.
    pub(super) mode: Option<&'a str>,
    /// There are no other calls.
    pub(super) complete: bool,
    pub(super) calls: Vec<CallClaim<'a>>,
}

/// What is claimed of a call.
#[derive(Debug)]
pub(super) struct CallClaim<'a> {
    pub(super) call: &'a CallSnapshot,
    /// The own leg, and so that there is such a call.
    pub(super) leg: Option<ConnectionState>,
}

impl<'a> Claims<'a> {
    /// `None` where nothing is claimed at all.
    pub(super) fn of(snapshot: &'a Snapshot) -> Option<Self> {
        if snapshot.phase != SessionPhase::LoggedIn || snapshot.link != LinkState::Active {
            return None;
        }
        let sure = snapshot.verified;
        let agent = snapshot.agent.as_ref()?;
        let claim = |call: &'a CallSnapshot| CallClaim {
            call,
            leg: (sure && !call.unverified).then_some(call.leg),
        };
        Some(Self {
            logged_in: sure,
            mode: sure.then(|| agent.mode.as_str()),
            complete: sure,
            calls: snapshot.calls.iter().map(claim).collect(),
        })
    }
}
