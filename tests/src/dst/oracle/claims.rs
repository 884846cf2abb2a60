//! What a snapshot claims to be the server's state, each thing at its own grain. `None` is no claim.

use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::{CallSnapshot, LinkState, PartySnapshot, SessionPhase, Snapshot};

/// What is claimed of the agent.
#[derive(Debug)]
pub(super) struct Claims<'a> {
    /// The agent is logged in.
    pub(super) logged_in: bool,
    /// Its mode.
    pub(super) mode: Option<&'a str>,
    /// Why not ready.
    pub(super) reason: Option<Option<&'a str>>,
    /// The mode that comes after the call.
    pub(super) pending: Option<Option<&'a str>>,
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
    /// Others who are in it.
    pub(super) parties: Vec<&'a PartySnapshot>,
    /// There are no others.
    pub(super) complete: bool,
    pub(super) data: bool,
    pub(super) recording: bool,
}

impl<'a> Claims<'a> {
    /// `None` where nothing is claimed at all.
    pub(super) fn of(snapshot: &'a Snapshot) -> Option<Self> {
        if snapshot.phase != SessionPhase::LoggedIn || snapshot.link != LinkState::Active {
            return None;
        }
        let sure = snapshot.verified;
        let agent = snapshot.agent.as_ref()?;
        Some(Self {
            logged_in: sure,
            mode: sure.then(|| agent.mode.as_str()),
            reason: None,
            pending: sure.then_some(agent.pending_mode.as_deref()),
            complete: sure,
            calls: snapshot
                .calls
                .iter()
                .map(|call| CallClaim::of(call, sure))
                .collect(),
        })
    }
}

impl<'a> CallClaim<'a> {
    fn of(call: &'a CallSnapshot, sure: bool) -> Self {
        Self {
            call,
            leg: (sure && !call.unverified).then_some(call.leg),
            parties: Vec::new(),
            complete: false,
            data: false,
            recording: false,
        }
    }
}
