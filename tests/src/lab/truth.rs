//! What a session says, held against the switch's own state.

use std::collections::HashMap;
use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::event::Origin;
use wellclient_core::id::{CallId, CommandId};
use wellclient_core::model::{Call, ConnectionState, Model};
use wellclient_core::session::{Outcome, Reply};
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::PbxState;
use wellclient_simulator::pbx::{CallState, LegState};

use super::Lab;
use super::seat::{Said, Seat};

/// How the model of a logged-in session differs from the switch; `None` if it does not, or says that it may.
///
/// Compared are the agent's mode, the ids of the device's calls, the own leg, and in a call of two the
/// other party. Not compared is what a client cannot see. Whoever comes into a call is not told who is
/// there already, and the client state shows one call and, of a conference, no party. So a held call beside
/// an active one may be missing, the others in what is, or is taken for, a conference are left out, and the
/// other party of a call of two may be unknown, or not alone by what `originCallInfo` told, unless the
/// switch has been asked since (`audited`). The caller's leg is `initiated` at the switch until somebody
/// answers; in CSTA's words it is connected from dialling on.
pub fn disagreement(lab: &Lab, seat: usize, audited: bool) -> Option<String> {
    let chair = &lab.seats[seat];
    let (agent, device) = chair.session.identity()?;
    let snapshot = chair.snapshot(lab.now());
    let state = lab.pbx.state();
    let there = state.agents.iter().find(|known| known.agent_id == agent.as_str());
    let logged_in = there.is_some_and(|known| known.device_id.as_deref() == Some(device.as_str()));
    if snapshot.phase != SessionPhase::LoggedIn || !snapshot.verified {
        return None;
    }
    if !logged_in {
        return Some(format!("{agent} is taken for logged in, and is not"));
    }
    let model = chair.session.model()?;
    let mode = there.map_or("", |known| known.agent_mode);
    if model.agent().mode.as_str() != mode {
        return Some(format!("{agent} is {mode}, taken for {}", model.agent().mode));
    }
    let leg_of = |call: &CallState| {
        call.legs
            .iter()
            .find(|leg| leg.device_id == device.as_str())
            .cloned()
    };
    let real: Vec<(CallState, LegState)> = state
        .calls
        .iter()
        .filter_map(|call| Some((call.clone(), leg_of(call)?)))
        .collect();
    for call in model.calls() {
        let Some((truth, leg)) = real.iter().find(|(truth, _)| truth.call_id == call.id.as_str()) else {
            return Some(format!("{agent} has a ghost call: {call:?}"));
        };
        let is_up = matches!(leg.state, "connected" | "hold");
        let shown = audited && is_up && (leg.state != "hold" || real.len() == 1);
        if let Some(difference) = differs(call, truth, leg, device.as_str(), shown) {
            return Some(format!(
                "{agent}: {difference}\n model {call:?}\n truth {truth:?}"
            ));
        }
    }
    let has_active = real.iter().any(|(_, leg)| leg.state != "hold");
    let missing = real.iter().find(|(truth, leg)| {
        let invisible = leg.state == "hold" && (has_active || real.len() > 1);
        model.call(&CallId::from(&truth.call_id)).is_none() && !invisible
    });
    missing.map(|(truth, _)| format!("{agent} does not know of {truth:?}"))
}

fn differs(call: &Call, truth: &CallState, leg: &LegState, own: &str, shown: bool) -> Option<String> {
    let mine = call.leg(own);
    let agrees = match leg.state {
        "initiated" => matches!(mine, ConnectionState::Initiated | ConnectionState::Connected),
        "alerting" => mine == ConnectionState::Alerting,
        "connected" => mine == ConnectionState::Connected,
        _ => mine == ConnectionState::Hold,
    };
    if !agrees {
        return Some(format!(
            "the own leg is {}, taken for {}",
            leg.state,
            mine.as_str()
        ));
    }
    let others = || {
        truth
            .legs
            .iter()
            .filter(|party| party.device_id != own && !party.spy)
    };
    if leg.spy || others().count() != 1 {
        return None;
    }
    let other = others().next()?;
    let known: Vec<&str> = call
        .parties
        .iter()
        .map(|party| party.device.as_str())
        .filter(|device| *device != own)
        .collect();
    // Of a call that was transferred, only `originCallInfo` tells who may be in it.
    let transferred = !call.former_ids.is_empty();
    let unknown = known.is_empty() || known.contains(&other.device_id.as_str()) || transferred;
    let right = known == [other.device_id.as_str()] || (unknown && !shown) || call.conference;
    (!right).then(|| format!("the other party is {}, taken for {known:?}", other.device_id))
}

/// What has been true of the switch, and when it last was.
#[derive(Default, Debug)]
pub struct Facts {
    last: HashMap<Fact, Duration>,
    /// All that is true now; until something else is noted it stays so.
    current: Vec<Fact>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Fact {
    Leg {
        call: String,
        device: String,
        state: &'static str,
    },
    Gone {
        call: String,
        device: String,
    },
    Conference(String),
    Mode {
        agent: String,
        mode: &'static str,
    },
    Seat {
        agent: String,
        device: String,
    },
    /// The device was told of the call, which may have come and gone in a moment.
    Told {
        call: String,
        device: String,
    },
}

impl Facts {
    pub(super) fn note(&mut self, now: Duration, state: &PbxState) {
        // What was so until now was so until now.
        for fact in std::mem::take(&mut self.current) {
            self.last.insert(fact, now);
        }
        let mut current = Vec::new();
        for call in &state.calls {
            for leg in &call.legs {
                let (call, device) = (call.call_id.clone(), leg.device_id.clone());
                current.push(Fact::Leg {
                    call,
                    device,
                    state: leg.state,
                });
            }
            if call.conference {
                current.push(Fact::Conference(call.call_id.clone()));
            }
        }
        for agent in &state.agents {
            current.push(Fact::Mode {
                agent: agent.agent_id.clone(),
                mode: agent.agent_mode,
            });
            if let Some(device) = agent.device_id.clone() {
                current.push(Fact::Seat {
                    agent: agent.agent_id.clone(),
                    device,
                });
            }
        }
        let there = |call: &str, device: &str| {
            current
                .iter()
                .any(|fact| matches!(fact, Fact::Leg { call: c, device: d, .. } if c == call && d == device))
        };
        let ever = self.last.keys().filter_map(|fact| match fact {
            Fact::Leg { call, device, .. } | Fact::Told { call, device } if !there(call, device) => {
                Some((call.clone(), device.clone()))
            }
            _ => None,
        });
        let gone: Vec<Fact> = ever.map(|(call, device)| Fact::Gone { call, device }).collect();
        current.extend(gone);
        for fact in &current {
            self.last.insert(fact.clone(), now);
        }
        self.current = current;
    }

    pub(super) fn told(&mut self, now: Duration, json: &str) {
        let event: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        if let (Some(call), Some(device)) = (event["callId"].as_str(), event["srcDeviceId"].as_str()) {
            self.last.insert(
                Fact::Told {
                    call: call.to_owned(),
                    device: device.to_owned(),
                },
                now,
            );
        }
    }

    fn was(&self, since: Duration, fact: impl Fn(&Fact) -> bool) -> bool {
        self.last.iter().any(|(known, at)| *at >= since && fact(known))
    }

    /// Why a confirmation is not true; `None` if it is, was since the command was given, or nobody can tell.
    pub(super) fn lie(&self, chair: &Seat, id: CommandId, outcome: &Outcome) -> Option<String> {
        let Outcome::Confirmed(confirmation) = outcome else {
            return None;
        };
        let issued = chair.issued.get(&id)?;
        let request = chair.commands.get(&id)?;
        let since = issued.since?;
        let (agent, device) = chair.session.identity()?;
        let (own, me) = (device.as_str(), agent.as_str());
        // The call may go by another id since.
        let now = |id: &CallId| {
            chair
                .session
                .model()
                .and_then(|model| model.call(id))
                .map(|call| call.id.clone())
        };
        let is =
            |call: &str, id: &CallId| call == id.as_str() || now(id).is_some_and(|id| id.as_str() == call);
        let leg = |id: &CallId, wanted: &str| {
            self.was(since, |fact| {
                matches!(fact, Fact::Leg { call, device, state } if is(call, id) && device == own && *state == wanted)
            })
        };
        let gone = |id: &CallId| {
            self.was(
                since,
                |fact| matches!(fact, Fact::Gone { call, device } if is(call, id) && device == own),
            )
        };
        let mode = |wanted: &str| {
            self.was(
                since,
                |fact| matches!(fact, Fact::Mode { agent, mode } if agent == me && *mode == wanted),
            )
        };
        let conference = |id: &CallId| {
            self.was(
                since,
                |fact| matches!(fact, Fact::Conference(call) if call == id.as_str()),
            )
        };
        let true_to_life = match request {
            Command::Login(_) => {
                self.was(since, |f| matches!(f, Fact::Seat { agent, device } if agent == me && device == own))
            }
            Command::Logout => mode("Logout"),
            Command::SetAgentMode { mode: wanted, .. } => {
                matches!(confirmation.reply, Reply::PendingMode(_)) || mode(wanted.name())
            }
            Command::MakeCall { .. } | Command::Consult { .. } => match &confirmation.reply {
                Reply::Call(made) => self.was(since, |fact| {
                    matches!(fact, Fact::Told { call, device } if call == made.as_str() && device == own)
                }),
                _ => false,
            },
            Command::Answer { call } | Command::Retrieve { call } => leg(call, "connected"),
            Command::Drop { call: Some(call) } => gone(call),
            Command::CancelConsult { consulted, .. } => gone(consulted),
            Command::Hold { call } => leg(call, "hold"),
            Command::SingleStepTransfer { call, .. } | Command::Transfer { held: call, .. } => gone(call),
            Command::Conference { held, consulted } => conference(held) || conference(consulted),
            _ => true,
        };
        let verb = issued.verb;
        (!true_to_life).then(|| format!("{id:?} ({verb}) was never so, but {confirmation:?}; {request:?}"))
    }
}

/// A model before the server's account arrives.
pub(super) struct Before {
    model: Model,
    heard: usize,
}

impl Before {
    /// `None` where a correction is not told as such: a session that is being taken up.
    pub(super) fn of(chair: &Seat) -> Option<Self> {
        let logged_in = chair.session.phase() == SessionPhase::LoggedIn && chair.records;
        let model = chair.session.model().filter(|_| logged_in)?.clone();
        Some(Self {
            model,
            heard: chair.heard.len(),
        })
    }

    /// Changes that no synthesized event has told of.
    pub(super) fn untold(self, seat: usize, chair: &Seat) -> Vec<String> {
        let told = chair
            .heard
            .iter()
            .skip(self.heard)
            .filter_map(|(_, said)| match said {
                Said::Event(event) if event.origin == Origin::Synthesized => Some(event),
                _ => None,
            });
        let told: Vec<_> = told.collect();
        let about = |id: &CallId| told.iter().any(|event| event.call_id() == Some(id.borrowed()));
        let after = chair.session.model();
        let mut untold = Vec::new();
        let calls = |model: Option<&Model>| model.map(|model| model.calls().to_vec()).unwrap_or_default();
        let (old, new) = (calls(Some(&self.model)), calls(after));
        for call in old
            .iter()
            .filter(|call| !new.iter().any(|twin| twin.agrees_with(call)))
        {
            if !about(&call.id) && after.is_some() {
                untold.push(format!("seat {seat}: nobody told that {call:?} has changed"));
            }
        }
        for call in new
            .iter()
            .filter(|call| !old.iter().any(|twin| twin.id == call.id))
        {
            if !about(&call.id) {
                untold.push(format!("seat {seat}: nobody told of {call:?}"));
            }
        }
        let mode = after.map_or("Logout".into(), |model| model.agent().mode.to_string());
        if mode != self.model.agent().mode.as_str() && !told.iter().any(|event| event.kind().is_agent_event())
        {
            untold.push(format!("seat {seat}: nobody told that the mode is {mode}"));
        }
        untold
    }
}
