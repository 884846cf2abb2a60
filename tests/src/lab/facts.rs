//! What has been true of the switch, and when: whether a command that was confirmed can have come true.

use std::collections::HashMap;
use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::id::{CallId, CommandId};
use wellclient_core::session::{Outcome, Reply};
use wellclient_simulator::PbxState;

use super::seat::Seat;

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
