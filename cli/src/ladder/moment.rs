//! The model at one moment, as far as the page shows it.

use serde::Serialize;
use wellclient::{AgentMode, CallId, CallSnapshot, DeviceId, SessionPhase, Snapshot};
use wellclient_core::doubt::Doubt;
use wellclient_core::model::{Call, Model};

use super::row::Party;
use crate::calls::is_in_doubt;

/// What was believed at one moment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct Moment {
    /// The event channel's state; empty where nothing tells.
    pub(crate) link: &'static str,
    /// Somebody is logged in.
    #[serde(rename = "in")]
    pub(crate) logged_in: bool,
    /// It is known to be as at the server.
    pub(crate) sure: bool,
    pub(crate) agent: Option<AgentMoment>,
    pub(crate) calls: Vec<CallMoment>,
}

/// What the agent was doing.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct AgentMoment {
    pub(crate) mode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) pending: String,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<i64>,
    /// It may have changed unseen.
    #[serde(skip_serializing_if = "is_not")]
    pub(crate) doubt: bool,
}

/// What a call was.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct CallMoment {
    /// By number: see [`super::Ladder::calls`].
    pub(crate) call: usize,
    pub(crate) created: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) established: Option<i64>,
    #[serde(skip_serializing_if = "is_not")]
    pub(crate) conference: bool,
    #[serde(skip_serializing_if = "is_not")]
    pub(crate) recording: bool,
    /// It may have changed unseen.
    #[serde(skip_serializing_if = "is_not")]
    pub(crate) doubt: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) queue: String,
    pub(crate) parties: Vec<PartyMoment>,
}

/// What a leg was: the party by number, its state, its role, and whether it is known to be so.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(crate) struct PartyMoment(
    pub(crate) usize,
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) bool,
);

fn is_not(truth: &bool) -> bool {
    !truth
}

/// Gives numbers to devices and calls, and knows how far the clock on the wall was from UTC.
pub(crate) struct Numbers<'a> {
    pub(crate) party: &'a mut dyn FnMut(&DeviceId) -> Party,
    pub(crate) call: &'a mut dyn FnMut(&CallId) -> usize,
    pub(crate) offset_ms: i64,
}

impl Moment {
    /// Nothing is known.
    pub(crate) fn unknown() -> Self {
        Self {
            link: "",
            logged_in: false,
            sure: false,
            agent: None,
            calls: Vec::new(),
        }
    }

    /// What a session believes.
    pub(crate) fn of_session(snapshot: &Snapshot, numbers: &mut Numbers<'_>) -> Self {
        let agent = snapshot.agent.as_ref().map(|agent| AgentMoment {
            mode: agent.mode.to_string(),
            reason: agent.reason.clone().unwrap_or_default(),
            pending: agent.pending_mode.clone().unwrap_or_default(),
            since: agent.since.map(|at| at.saturating_add(numbers.offset_ms)),
            doubt: agent.doubts.has(Doubt::Mode),
        });
        Self {
            link: snapshot.link.as_str(),
            logged_in: matches!(
                snapshot.phase,
                SessionPhase::LoggedIn | SessionPhase::LoggingOut | SessionPhase::Recovering
            ),
            sure: snapshot.verified && snapshot.calls_complete,
            agent,
            calls: snapshot
                .calls
                .iter()
                .map(|call| of_snapshot(call, numbers))
                .collect(),
        }
    }

    /// What a model that events were fed to has come to.
    pub(crate) fn of_model(model: &Model, is_doubtful: bool, numbers: &mut Numbers<'_>) -> Self {
        let agent = model.agent();
        Self {
            link: "",
            // Before the first agent event nobody knows the mode.
            logged_in: agent.mode != AgentMode::Logout,
            sure: !is_doubtful,
            agent: Some(AgentMoment {
                mode: agent.mode.to_string(),
                reason: agent.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
                pending: String::new(),
                since: agent.since.map(|since| since.wall.unix_ms),
                doubt: agent.doubts.has(Doubt::Mode),
            }),
            calls: model.calls().iter().map(|call| of_call(call, numbers)).collect(),
        }
    }
}

fn of_snapshot(call: &CallSnapshot, numbers: &mut Numbers<'_>) -> CallMoment {
    let parties = call.parties.iter().map(|party| {
        let Party(number) = (numbers.party)(&party.device);
        PartyMoment(number, party.leg.as_str(), party.role.as_str(), party.verified)
    });
    let parties = parties.collect();
    CallMoment {
        call: (numbers.call)(&call.call_id),
        created: call.created.saturating_add(numbers.offset_ms),
        established: call.established.map(|at| at.saturating_add(numbers.offset_ms)),
        conference: call.conference,
        recording: call.recording,
        doubt: call.unverified || is_in_doubt(call.doubts),
        queue: call.queue.clone().unwrap_or_default(),
        parties,
    }
}

fn of_call(call: &Call, numbers: &mut Numbers<'_>) -> CallMoment {
    let parties = call.parties.iter().map(|party| {
        let Party(number) = (numbers.party)(&party.device);
        PartyMoment(number, party.leg.as_str(), party.role.as_str(), party.verified)
    });
    let parties = parties.collect();
    CallMoment {
        call: (numbers.call)(&call.id),
        created: call.created.wall.unix_ms,
        established: call.established.map(|at| at.wall.unix_ms),
        conference: call.conference,
        recording: call.recording,
        doubt: is_in_doubt(call.doubts),
        queue: call.split.as_ref().map(ToString::to_string).unwrap_or_default(),
        parties,
    }
}
