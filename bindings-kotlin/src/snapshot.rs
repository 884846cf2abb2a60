//! The state of a session at one moment, for an application to show.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use client::{
    AgentId, AgentSnapshot as CoreAgent, CallId, CallSnapshot as CoreCall, DeviceId, Doubts,
    PartySnapshot as CoreParty, Snapshot as Core,
};

use crate::action::{Action, actions};
use crate::time::moment;
use crate::vocabulary::{AgentMode, ConnectionState, Doubt, LinkState, Role, SessionEnd, SessionPhase};

fn doubts(core: Doubts) -> HashSet<Doubt> {
    core.iter().map(Into::into).collect()
}

/// The state of a session.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct Snapshot {
    /// Where in its life the session is.
    pub phase: SessionPhase,
    /// The event channel.
    pub link: LinkState,
    /// Whether the agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: the event
    /// channel is up, and an unbroken chain of evidence leads from the server to each. What of the details is not is told
    /// by the `doubts` of the agent and of each call.
    pub verified: bool,
    /// Whether it is known that there are no other calls. After a gap in the event channel the server can tell only where
    /// it shows no call at all: beside the one that it shows there can be others on hold.
    pub calls_complete: bool,
    /// Why the last agent of this session is not logged in any more; none before the first log-out, and from the next log-in
    /// on.
    pub session_end: Option<SessionEnd>,
    /// The HTTP session has expired and the server refuses the password, or gives no session that it accepts: nothing can be
    /// sent any more, and the server will log the agent out for want of heartbeats. Close the session, and log in anew.
    pub credentials_refused: bool,
    /// The agent; none before a log-in.
    pub agent: Option<AgentSnapshot>,
    /// The calls, oldest first.
    pub calls: Vec<CallSnapshot>,
    /// The verbs that are about none of the agent's own calls. What supervisors do, also to calls of others, is allowed to
    /// whoever is logged in: the server decides.
    pub actions: Vec<Action>,
    /// The agent's outside-line prefixes (4.x).
    pub prefixes: Vec<String>,
}

/// The agent.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct AgentSnapshot {
    /// Who: `5001@test.cc`.
    pub id: AgentId,
    /// On which extension: `8001@test.cc`.
    pub device: DeviceId,
    /// Doing what.
    pub mode: AgentMode,
    /// Why not ready, where told.
    pub reason: Option<String>,
    /// The mode that takes effect when the call ends.
    pub pending_mode: Option<String>,
    /// For how long the agent has been in this mode; none before the first event.
    pub in_mode: Option<Duration>,
    /// Since when, by this machine's clock.
    pub since: Option<SystemTime>,
    /// What of this may have changed unseen: `Mode`, `Reason`, `Since`, `PendingMode`.
    pub doubts: HashSet<Doubt>,
}

/// One call.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct CallSnapshot {
    /// Its id now.
    pub call_id: CallId,
    /// Ids that it had before transfers and conferences.
    pub former_ids: Vec<CallId>,
    /// The agent's leg.
    pub leg: ConnectionState,
    /// Whether the agent made it; none where that is not known.
    pub outgoing: Option<bool>,
    /// Three or more parties were brought together.
    pub conference: bool,
    /// All parties, the agent's device too.
    pub parties: Vec<PartySnapshot>,
    /// Who is shown as calling.
    pub calling: Option<DeviceId>,
    /// Who is shown as called.
    pub called: Option<DeviceId>,
    /// The held call that this one was made from.
    pub consultation_of: Option<CallId>,
    /// When this machine first heard of it (`createTimeId`).
    pub created: SystemTime,
    /// When it was established.
    pub established: Option<SystemTime>,
    /// For how long it has been here.
    pub age: Duration,
    /// For how long it has been established; none also where `Established` is in doubt.
    pub talking: Option<Duration>,
    /// Call data as JSON.
    pub data: Option<String>,
    /// The queue it came by (`split`).
    pub queue: Option<String>,
    /// Being recorded.
    pub recording: bool,
    /// Why it could not be put through: `failedCode`, in the server's numbers.
    pub failed_code: Option<String>,
    /// The agent's leg may have changed unseen, or the call may be over: `Leg` is among the doubts.
    pub unverified: bool,
    /// What of this may have changed unseen: `Leg`, `Parties`, `Data`, `Recording`, `Established`.
    pub doubts: HashSet<Doubt>,
    /// What may be done with it now: the 15 verbs that concern one call.
    pub actions: Vec<Action>,
}

/// One party of a call.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct PartySnapshot {
    /// The device.
    pub device: DeviceId,
    /// How it came in.
    pub role: Role,
    /// The state of its leg.
    pub leg: ConnectionState,
    /// It is the agent's device.
    pub own: bool,
    /// It is known to be in the call as shown; otherwise it may have left or been put on hold unseen.
    pub verified: bool,
}

impl From<Core> for Snapshot {
    fn from(core: Core) -> Self {
        Self {
            phase: core.phase.into(),
            link: core.link.into(),
            verified: core.verified,
            calls_complete: core.calls_complete,
            session_end: core.session_end.map(Into::into),
            credentials_refused: core.credentials_refused,
            agent: core.agent.map(Into::into),
            calls: core.calls.into_iter().map(Into::into).collect(),
            actions: actions(core.actions),
            prefixes: core.prefixes,
        }
    }
}

impl From<CoreAgent> for AgentSnapshot {
    fn from(core: CoreAgent) -> Self {
        Self {
            id: core.id,
            device: core.device,
            mode: AgentMode::from(&core.mode),
            reason: core.reason,
            pending_mode: core.pending_mode,
            in_mode: core.in_mode,
            since: core.since.map(moment),
            doubts: doubts(core.doubts),
        }
    }
}

impl From<CoreCall> for CallSnapshot {
    fn from(core: CoreCall) -> Self {
        Self {
            call_id: core.call_id,
            former_ids: core.former_ids,
            leg: core.leg.into(),
            outgoing: core.outgoing,
            conference: core.conference,
            parties: core.parties.into_iter().map(Into::into).collect(),
            calling: core.calling,
            called: core.called,
            consultation_of: core.consultation_of,
            created: moment(core.created),
            established: core.established.map(moment),
            age: core.age,
            talking: core.talking,
            data: core.data.map(|data| data.to_string()),
            queue: core.queue,
            recording: core.recording,
            failed_code: core.failed_code,
            unverified: core.unverified,
            doubts: doubts(core.doubts),
            actions: actions(core.actions),
        }
    }
}

impl From<CoreParty> for PartySnapshot {
    fn from(core: CoreParty) -> Self {
        Self {
            device: core.device,
            role: core.role.into(),
            leg: core.leg.into(),
            own: core.own,
            verified: core.verified,
        }
    }
}
