//! Every command is settled once, in time, and truly. Whether truly is judged by what the switch saw caused by that very
//! command's requests, not by what was so at some time.

use std::rc::Rc;

use wellclient_core::command::{Command, Verb};
use wellclient_core::id::CommandId;
use wellclient_core::session::{CommandError, Evidence, Outcome, Reply, Unknown};
use wellclient_simulator::PbxState;
use wellclient_simulator::pbx::AgentState;

use super::found::Found;
use super::server;
use crate::dst::known::{Known, Passes};
use crate::lab::{Deed, Lab, Ledger};

pub(super) fn check(
    lab: &Lab,
    seat: usize,
    desk: usize,
    id: CommandId,
    outcome: &Outcome,
    calm: bool,
    passes: &mut Passes,
) -> Option<Found> {
    let found = judge(lab, seat, desk, id, outcome, calm)?;
    // Taken up by a call that the server knows.
    let is_taken_up = !lab.seats[seat].commands.contains_key(&id);
    if is_taken_up && outcome.evidence() == Some(&Evidence::Reply) {
        passes.note(Known::NoAccount);
        return None;
    }
    match excuse(lab, seat, desk, id, outcome) {
        Some(known) => {
            passes.note(known);
            None
        }
        None => Some(found),
    }
}

/// Why nobody could have known better.
fn excuse(lab: &Lab, seat: usize, desk: usize, id: CommandId, outcome: &Outcome) -> Option<Known> {
    let (chair, ledger) = (&lab.seats[seat], lab.ledger.as_ref()?);
    let (issued, command) = (chair.issued.get(&id)?, chair.commands.get(&id)?);
    let own = server::device_id(desk);
    let case = Case {
        command,
        ledger,
        seat,
        desk,
        own: &own,
    };
    if ledger.lost_since(seat, issued.version) {
        return Some(Known::LostForGood);
    }
    // It waits for the end of a call of which nothing has come, and no account has shown it: that it does is told by the reply alone.
    let is_unheard = |call: &str| {
        let mut waits = ledger.waits_for(seat).filter(|telling| !telling.flies);
        waits.any(|telling| telling.call.as_deref() == Some(call))
    };
    let waits_unseen = |deed: &Deed| {
        let mut calls = server::calls(&deed.before, desk).into_iter();
        calls.any(|(call, _)| is_unheard(&call.call_id))
    };
    let is_refused_mode =
        matches!(command, Command::SetAgentMode { .. }) && matches!(outcome, Outcome::Rejected(_));
    let mut deeds = lab.witness.as_ref()?.deeds(seat, id).iter();
    if is_refused_mode && deeds.any(waits_unseen) {
        return Some(Known::LostForGood);
    }
    let mut others = chair.commands.iter().filter(|(other, _)| **other != id);
    let has_twin = others.any(|(other, twin)| {
        let open = chair
            .issued
            .get(other)
            .is_some_and(|other| other.deadline >= issued.at);
        open && (twin == command || also_does(twin, command))
    });
    if has_twin {
        return Some(Known::Crossing);
    }
    if !matches!(outcome, Outcome::Confirmed(_) | Outcome::AlreadySo) {
        return None;
    }
    // A supervisor has done the very same to the agent's call.
    let versions = ledger.since(issued.version);
    let witness = lab.witness.as_ref()?;
    let is_since = |deed: &Deed| versions.iter().any(|version| Rc::ptr_eq(version, &deed.after));
    if witness
        .deeds_of_others(seat)
        .any(|deed| is_since(deed) && case.did(deed))
    {
        return Some(Known::Crossing);
    }
    if !issued.sure && case.is_state() {
        return Some(Known::OnItsWay);
    }
    // It is so, and what tells by whose doing has not arrived.
    let is_told_by = |deed: &Deed, version| Rc::ptr_eq(&deed.after, &ledger.since(version)[0]);
    let mut waits = ledger.waits_for(seat).filter(|telling| telling.flies);
    let deeds = witness.deeds(seat, id);
    if waits.any(|telling| {
        deeds
            .iter()
            .any(|deed| case.did(deed) && is_told_by(deed, telling.version))
    }) {
        return Some(Known::OnItsWay);
    }
    // It was so, or was not, and has changed since.
    let first_not = versions.iter().position(|state| !case.so_at(state));
    let changed = match outcome {
        Outcome::AlreadySo => first_not.is_some_and(|at| at > 0),
        _ => first_not.is_some_and(|at| versions[at..].iter().any(|state| case.so_at(state))),
    };
    changed.then_some(Known::Crossing)
}

fn judge(lab: &Lab, seat: usize, desk: usize, id: CommandId, outcome: &Outcome, calm: bool) -> Option<Found> {
    let chair = &lab.seats[seat];
    let witness = lab.witness.as_ref()?;
    let verb = chair.issued.get(&id)?.verb;
    let Some(command) = chair.commands.get(&id) else {
        return recovered(lab, desk, outcome);
    };
    let deeds = witness.deeds(seat, id);
    let own = server::device_id(desk);
    let case = Case {
        command,
        ledger: lab.ledger.as_ref()?,
        seat,
        desk,
        own: &own,
    };
    let say = |what: &str| {
        Some((
            format!("settled: {verb} {what}"),
            format!("{command:?}: {outcome:?}"),
        ))
    };
    match outcome {
        Outcome::Confirmed(confirmation) => {
            let did = deeds.iter().find(|deed| case.did(deed));
            // A log-in that finds the agent in takes that over.
            let found_in = |deed: &Deed| matches!(command, Command::Login(_)) && case.so(deed);
            let takes_over = deeds.is_empty() && matches!(command, Command::Login(_)) && is_in_now(lab, desk);
            if did.is_none() && (takes_over || deeds.iter().any(found_in)) {
                return None;
            }
            let Some(deed) = did else {
                let why = match deeds.last() {
                    None => "confirmed, never carried out",
                    Some(deed) if deed.status >= 300 => "confirmed, refused by the switch",
                    Some(deed) if case.so(deed) => "confirmed, was so before",
                    Some(_) => "confirmed, not its doing",
                };
                return say(why);
            };
            match &confirmation.reply {
                Reply::Call(call) if !new_calls(deed).iter().any(|made| made == call.as_str()) => {
                    say("confirmed with another's call")
                }
                _ => None,
            }
        }
        Outcome::AlreadySo => {
            let so = deeds.iter().any(|deed| case.so(deed) && !case.did(deed));
            // Refused, by the switch or on the way, and so meanwhile by another's doing, the library's own request among them.
            let is_refused = deeds.last().is_none_or(|deed| deed.status >= 300);
            let meanwhile = lab.ledger.as_ref()?.since(chair.issued.get(&id)?.version);
            let was_so = || case.is_state() && meanwhile.iter().any(|state| case.so_at(state));
            if so || (is_refused && was_so()) {
                None
            } else {
                say("already so, was not so")
            }
        }
        Outcome::Rejected(error) => {
            let done = !case.asks() && deeds.iter().any(|deed| !deed.shared && case.did(deed));
            match error {
                _ if !done => None,
                // A call was made, and could not be put through.
                CommandError::Failed { .. } | CommandError::CallEnded { .. }
                    if deeds.iter().any(|deed| case.failed(deed)) =>
                {
                    None
                }
                CommandError::Rejected(rejection) if rejection.status.is_some_and(|status| status >= 500) => {
                    say("rejected by a gateway, was done")
                }
                _ => say("rejected, was done"),
            }
        }
        Outcome::Unknown(Unknown::NotConfirmed) if calm => say("unknown, nothing went wrong"),
        Outcome::Unknown(_) => None,
    }
}

/// What was rejected has not been done later either.
pub(super) fn at_the_end(lab: &Lab, seat: usize, desk: usize, passes: &mut Passes) -> Vec<Found> {
    let chair = &lab.seats[seat];
    let rejected = chair
        .issued
        .iter()
        .filter_map(|(id, issued)| match &issued.outcome {
            Some(outcome @ Outcome::Rejected(_)) => Some((*id, outcome)),
            _ => None,
        });
    rejected
        .filter_map(|(id, outcome)| check(lab, seat, desk, id, outcome, false, passes))
        .collect()
}

/// A saved session was taken up: the agent must be in.
fn recovered(lab: &Lab, desk: usize, outcome: &Outcome) -> Option<Found> {
    // The account may have been overtaken.
    let ledger = lab.ledger.as_ref()?;
    let lately = ledger.since(ledger.version().saturating_sub(1));
    let is_in = lately.iter().any(|state| server::is_in(state, desk));
    let lie = matches!(outcome, Outcome::Confirmed(_)) && !is_in;
    lie.then(|| {
        (
            "settled: recovered, not logged in".to_owned(),
            format!("{outcome:?}"),
        )
    })
}

fn is_in_now(lab: &Lab, desk: usize) -> bool {
    let ledger = lab.ledger.as_ref();
    ledger.is_some_and(|ledger| server::is_in(ledger.now(), desk))
}

struct Case<'a> {
    command: &'a Command,
    ledger: &'a Ledger,
    seat: usize,
    desk: usize,
    own: &'a str,
}

impl Case<'_> {
    /// Whether a request did what the command asked for.
    fn did(&self, deed: &Deed) -> bool {
        // What the switch has refused it has not done, whatever an earlier request has left behind.
        if deed.status >= 300 && !deed.changed() {
            return false;
        }
        let leg = |state| self.leg_of(state, deed.call.as_deref());
        let (before, after) = (leg(&deed.before), leg(&deed.after));
        let became =
            |from: &[&str], to: &str| before.is_some_and(|leg| from.contains(&leg)) && after == Some(to);
        let left = before.is_some() && after.is_none();
        match self.command {
            Command::Answer { .. } => became(&["alerting"], "connected"),
            Command::Hold { .. } => became(&["connected"], "hold"),
            Command::Retrieve { .. } => became(&["hold"], "connected"),
            Command::Drop { call: None } => {
                server::calls(&deed.before, self.desk).len() > server::calls(&deed.after, self.desk).len()
            }
            Command::Drop { .. }
            | Command::CancelConsult { .. }
            | Command::SingleStepTransfer { .. }
            | Command::Transfer { .. } => left,
            Command::Conference { held, consulted } | Command::TransferWaitReturn { held, consulted } => {
                let there = |state, id: &str| server::call(state, id).is_some();
                there(&deed.before, consulted.as_str())
                    && !there(&deed.after, consulted.as_str())
                    && there(&deed.after, held.as_str())
            }
            // Who cannot be reached has been called all the same.
            Command::SingleStepConference { call, .. } | Command::SingleTransferWaitReturn { call, .. } => {
                rang(deed, deed.call.as_deref().unwrap_or(call.as_str()))
            }
            Command::MakeCall { .. } | Command::Consult { .. } => !new_calls(deed).is_empty(),
            Command::SetAgentMode { mode, .. } => {
                let (before, after) = (self.agent(&deed.before), self.agent(&deed.after));
                let stands = |agent: &AgentState| (agent.agent_mode, agent.reason.clone());
                let is_now = |agent: &AgentState| {
                    agent.agent_mode == mode.name() && Some(stands(agent)) != before.map(stands)
                };
                let will_be = |agent: &AgentState| agent.pending_mode == Some(mode.name());
                after.is_some_and(|agent| is_now(agent) || will_be(agent))
            }
            Command::Login(_) => {
                !server::is_in(&deed.before, self.desk) && server::is_in(&deed.after, self.desk)
            }
            Command::Logout => {
                server::is_in(&deed.before, self.desk) && !server::is_in(&deed.after, self.desk)
            }
            Command::StartRecording | Command::StopRecording => {
                let on = matches!(self.command, Command::StartRecording);
                self.records(&deed.before) != Some(on) && self.records(&deed.after) == Some(on)
            }
            _ => deed.status < 300,
        }
    }

    /// Whether a call came of a request that led nowhere: it is gone again.
    fn failed(&self, deed: &Deed) -> bool {
        let calls = matches!(self.command, Command::MakeCall { .. } | Command::Consult { .. });
        let is_gone = |call: &String| server::call(&deed.after, call).is_none();
        calls && new_calls(deed).iter().any(is_gone)
    }

    /// Whether what the command asked for was so when its request came.
    fn so(&self, deed: &Deed) -> bool {
        self.is_so(&deed.before, deed.call.as_deref())
    }

    /// Whether it asks for a state, so that it can be so without it.
    fn is_state(&self) -> bool {
        matches!(
            self.command,
            Command::Answer { .. }
                | Command::Retrieve { .. }
                | Command::Hold { .. }
                | Command::Drop { .. }
                | Command::CancelConsult { .. }
                | Command::SetAgentMode { .. }
                | Command::Logout
                | Command::StartRecording
                | Command::StopRecording
        ) || matches!(self.command, Command::ForceDrop { device, .. } if device.as_str() == self.own)
    }

    fn so_at(&self, state: &PbxState) -> bool {
        self.is_so(state, None)
    }

    fn is_so(&self, state: &PbxState, present: Option<&str>) -> bool {
        let leg = self.leg_of(state, present);
        match self.command {
            Command::Answer { .. } | Command::Retrieve { .. } => leg == Some("connected"),
            Command::Hold { .. } => leg == Some("hold"),
            Command::Drop { .. } | Command::CancelConsult { .. } => leg.is_none(),
            Command::ForceDrop { device, .. } if device.as_str() == self.own => leg.is_none(),
            Command::SetAgentMode { mode, reason } => self.agent(state).is_some_and(|agent| {
                agent.agent_mode == mode.name() && agent.reason == reason.as_deref().unwrap_or_default()
            }),
            Command::Login(_) => server::is_in(state, self.desk),
            Command::Logout => !server::is_in(state, self.desk),
            Command::StartRecording => self.records(state) == Some(true),
            Command::StopRecording => self.records(state) != Some(true),
            _ => false,
        }
    }

    /// Whether the command only asks.
    fn asks(&self) -> bool {
        let verb = self.command.verb();
        matches!(
            verb,
            Verb::GetCallData | Verb::GetClientState | Verb::GetMyPrefix | Verb::UploadLog
        )
    }

    fn agent<'a>(&self, state: &'a PbxState) -> Option<&'a AgentState> {
        server::agent(state, self.desk)
    }

    /// The own leg in the call that the command is about; that may have gone into another since, which its request names, and
    /// otherwise the switch's word to this agent.
    fn leg_of<'a>(&self, state: &'a PbxState, present: Option<&str>) -> Option<&'a str> {
        let call = match self.command {
            Command::CancelConsult { consulted, .. } => consulted.as_str(),
            Command::Answer { call }
            | Command::Hold { call }
            | Command::Retrieve { call }
            | Command::Drop { call: Some(call) }
            | Command::ForceDrop { call, .. }
            | Command::SingleStepTransfer { call, .. }
            | Command::SingleTransferWaitReturn { call, .. }
            | Command::Transfer { held: call, .. } => present.unwrap_or(call.as_str()),
            _ => return None,
        };
        let ids = match present {
            Some(_) => vec![call],
            None => self.ledger.ids_of(self.seat, call),
        };
        let leg = |id: &str| server::leg(server::call(state, id)?, self.own);
        ids.into_iter().find_map(leg).map(|leg| leg.state)
    }

    /// Whether the connected call is recorded.
    fn records(&self, state: &PbxState) -> Option<bool> {
        let legs = state.calls.iter().filter_map(|call| server::leg(call, self.own));
        let mut connected = legs.filter(|leg| leg.state == "connected");
        connected.next().map(|leg| leg.recording)
    }
}

/// Whether one command does on its way what the other asks for: holds the call, or takes it back.
fn also_does(on_its_way: &Command, command: &Command) -> bool {
    match (command, on_its_way) {
        (
            Command::Hold { call: asked },
            Command::Consult { call, .. } | Command::SingleTransferWaitReturn { call, .. },
        ) => call == asked,
        (
            Command::Retrieve { call: asked },
            Command::CancelConsult { held, .. } | Command::Conference { held, .. },
        ) => held == asked,
        _ => false,
    }
}

/// Somebody was called into a call.
fn rang(deed: &Deed, call: &str) -> bool {
    let delivered =
        |(name, of): &(String, Option<String>)| name == "delivered" && of.as_deref() == Some(call);
    let legs = |state| server::call(state, call).map_or(0, |call| call.legs.len());
    deed.told.iter().any(delivered) || legs(&deed.after) > legs(&deed.before)
}

/// The calls that came into being, even if they are gone again.
fn new_calls(deed: &Deed) -> Vec<String> {
    let known = |id: &String| server::call(&deed.before, id).is_some();
    let told = deed.told.iter().filter_map(|(_, call)| call.clone());
    let there = deed.after.calls.iter().map(|call| call.call_id.clone());
    told.chain(there).filter(|id| !known(id)).collect()
}
