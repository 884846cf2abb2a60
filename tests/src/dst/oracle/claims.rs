//! What a snapshot claims to be the server's state, each thing at its own grain. `None` is no claim.

use wellclient_core::doubt::Doubt;
use wellclient_core::model::ConnectionState;
use wellclient_core::snapshot::{CallSnapshot, PartySnapshot, SessionPhase, Snapshot};

/// What is claimed of the agent.
#[derive(Debug)]
pub(super) struct Claims<'a> {
    /// Its mode, and so that the agent is logged in.
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
        if snapshot.phase != SessionPhase::LoggedIn {
            return None;
        }
        let agent = snapshot.agent.as_ref()?;
        let sure = |doubt| !agent.doubts.has(doubt);
        // What is verified as a whole is so in its parts.
        let mode = snapshot.verified || sure(Doubt::Mode);
        Some(Self {
            mode: mode.then(|| agent.mode.as_str()),
            reason: sure(Doubt::Reason).then_some(agent.reason.as_deref()),
            pending: sure(Doubt::PendingMode).then_some(agent.pending_mode.as_deref()),
            complete: snapshot.verified || snapshot.calls_complete,
            calls: snapshot
                .calls
                .iter()
                .map(|call| CallClaim::of(call, snapshot.verified))
                .collect(),
        })
    }
}

impl<'a> CallClaim<'a> {
    fn of(call: &'a CallSnapshot, verified: bool) -> Self {
        let sure = |doubt| !call.doubts.has(doubt);
        let leg = verified || (!call.unverified && sure(Doubt::Leg));
        let others = call.parties.iter().filter(|party| !party.own);
        Self {
            call,
            leg: leg.then_some(call.leg),
            parties: others.filter(|party| verified || party.verified).collect(),
            complete: verified || sure(Doubt::Parties),
            data: sure(Doubt::Data),
            recording: sure(Doubt::Recording),
        }
    }
}
