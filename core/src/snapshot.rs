//! The state of a session at one moment, for an application to show.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::actions::Action;
use crate::command::Verb;
use crate::doubt::{Doubt, Doubts};
use crate::event::AgentMode;
use crate::id::{AgentId, CallId, DeviceId};
use crate::model::{Agent, Call, ConnectionState, Role};
pub use crate::vocabulary::LinkState;
use crate::vocabulary::SessionEnd;
pub use crate::vocabulary::SessionPhase;

/// The state of a session.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Where in its life the session is.
    pub phase: SessionPhase,
    /// The event channel.
    pub link: LinkState,
    /// Whether the agent's mode, the list of calls, the agent's legs and the parties are known to be the server's: an unbroken
    /// chain of evidence leads from the server to each. What of the details is not is told by [`AgentSnapshot::doubts`]
    /// and [`CallSnapshot::doubts`].
    pub verified: bool,
    /// Whether it is known that there are no other calls. After a gap in the event channel the server's account can tell
    /// only where it shows no call at all: beside the one that it shows there can be others on hold.
    pub calls_complete: bool,
    /// Why the last agent of this session is not logged in any more; `None` before the first log-out, and from the next
    /// log-in on.
    pub session_end: Option<SessionEnd>,
    /// The HTTP session has expired and the server refuses the password, or gives no session that it accepts: it answers
    /// every request with 426, and will log the agent out because no heartbeats arrive. Close the session, and log in anew.
    pub credentials_refused: bool,
    /// The agent; `None` before a log-in.
    pub agent: Option<AgentSnapshot>,
    /// The calls, oldest first.
    pub calls: Vec<CallSnapshot>,
    /// The verbs that are about none of the agent's own calls, from `agentLogin` to `uploadLog`. What supervisors do, also to
    /// calls of others, is allowed to whoever is logged in: the server decides.
    pub actions: Vec<Action>,
    /// The agent's outside-line prefixes (4.x).
    pub prefixes: Vec<String>,
}

impl Snapshot {
    /// Whether a verb of `actions` may be used now.
    pub fn allows(&self, verb: Verb) -> bool {
        is_allowed(&self.actions, verb)
    }
}

/// The agent.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentSnapshot {
    /// Who.
    pub id: AgentId,
    /// On which extension.
    pub device: DeviceId,
    /// Doing what.
    pub mode: AgentMode,
    /// Why not ready, where told.
    pub reason: Option<String>,
    /// The mode that takes effect when the call ends.
    pub pending_mode: Option<String>,
    /// For how long the agent has been in this mode, milliseconds; `None` before the first event.
    #[serde(rename = "inModeMs", serialize_with = "millis_option")]
    pub in_mode: Option<Duration>,
    /// Since when, milliseconds since 1970 UTC by this machine's clock.
    pub since: Option<i64>,
    /// What of this may have changed unseen: `mode`, `reason`, `since`, `pendingMode`.
    pub doubts: Doubts,
}

/// One call.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallSnapshot {
    /// Its id now.
    pub call_id: CallId,
    /// Ids that it had before transfers and conferences.
    pub former_ids: Vec<CallId>,
    /// The agent's leg.
    pub leg: ConnectionState,
    /// Whether the agent made it; `None` where that is not known.
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
    /// When this machine first heard of it: milliseconds since 1970 UTC (`createTimeId`).
    pub created: i64,
    /// When it was established: milliseconds since 1970 UTC.
    pub established: Option<i64>,
    /// For how long it has been here, milliseconds.
    #[serde(rename = "ageMs", serialize_with = "millis")]
    pub age: Duration,
    /// For how long it has been established, milliseconds; `None` also where that is not known, the call having been taken
    /// up.
    #[serde(rename = "talkingMs", serialize_with = "millis_option")]
    pub talking: Option<Duration>,
    /// Call data as JSON.
    pub data: Option<Arc<str>>,
    /// The queue it came by (`split`).
    pub queue: Option<String>,
    /// Being recorded.
    pub recording: bool,
    /// Why it could not be put through: `failedCode`, in the server's numbers.
    pub failed_code: Option<String>,
    /// The agent's leg may have changed unseen, or the call may be over: [`Doubt::Leg`].
    pub unverified: bool,
    /// What of this may have changed unseen: `leg`, `parties`, `data`, `recording`, `established`.
    pub doubts: Doubts,
    /// What may be done with it now.
    pub actions: Vec<Action>,
}

/// One party of a call.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
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

impl AgentSnapshot {
    pub(crate) fn of(agent: &Agent, id: &AgentId, device: &DeviceId, now: Duration) -> Self {
        Self {
            id: id.clone(),
            device: device.clone(),
            mode: agent.mode.clone(),
            reason: agent.reason.as_ref().map(ToString::to_string),
            pending_mode: None,
            in_mode: agent.since.map(|since| since.elapsed(now)),
            since: agent.since.map(|since| since.wall.unix_ms),
            doubts: agent.doubts,
        }
    }
}

impl CallSnapshot {
    pub(crate) fn of(call: &Call, own: &DeviceId, now: Duration) -> Self {
        let outgoing = call
            .role(own)
            .filter(|role| *role != Role::Unknown)
            .map(|role| role == Role::Calling);
        Self {
            call_id: call.id.clone(),
            former_ids: call.former_ids.clone(),
            leg: call.leg(own),
            outgoing,
            conference: call.conference,
            parties: call
                .parties
                .iter()
                .map(|party| PartySnapshot {
                    device: party.device.clone(),
                    role: party.role,
                    leg: party.leg,
                    own: party.device == *own,
                    verified: party.verified,
                })
                .collect(),
            calling: call.calling.clone(),
            called: call.called.clone(),
            consultation_of: None,
            created: call.created.wall.unix_ms,
            established: call.established.map(|at| at.wall.unix_ms),
            age: call.created.elapsed(now),
            talking: call
                .established
                .filter(|_| !call.doubts.has(Doubt::Established))
                .map(|at| at.elapsed(now)),
            data: call.data.clone(),
            queue: call.split.as_ref().map(ToString::to_string),
            recording: call.recording,
            failed_code: call
                .failure
                .as_ref()
                .map(|(code, _)| code.as_ref().map_or_else(String::new, ToString::to_string)),
            unverified: call.doubts.has(Doubt::Leg),
            doubts: call.in_doubt(),
            actions: Vec::new(),
        }
    }

    /// Nothing is known to be as shown.
    pub(crate) fn doubt(&mut self) {
        self.unverified = true;
        self.doubts.add(Doubts::CALL);
        self.parties.iter_mut().for_each(|party| party.verified = false);
    }

    /// Whether a verb may be used on this call now.
    pub fn allows(&self, verb: Verb) -> bool {
        is_allowed(&self.actions, verb)
    }
}

fn is_allowed(actions: &[Action], verb: Verb) -> bool {
    actions
        .iter()
        .any(|action| action.verb == verb && action.is_allowed())
}

fn millis<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

fn millis_option<S: serde::Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => millis(time, serializer),
        None => serializer.serialize_none(),
    }
}
