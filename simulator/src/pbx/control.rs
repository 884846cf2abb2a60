//! The outside world's hand on the switch: callers, phones, allocations, faults.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Pbx;
use super::agent::{Mode, Standing};
use super::call::{Kind, Leg, LegMode, Trunk};
use super::config::{AgentCondition, ExtensionCondition, FarEnd, OutsideRule};
use super::control_error::{ControlError, WrongState};
use super::dial;
use super::invitation::Invitation;
use super::timers::Timer;
use super::verbs::dialable;

/// Something that happens to the switch from outside, as JSON
/// `{"do":"call_in","from":"13800000000","to":"8001"}`.
///
/// Agents and devices are given by number (then in the first domain) or whole (`8001@test.cc`).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Control {
    /// An outside party calls an extension or an agent. Replies with the call id.
    CallIn {
        /// The outside party's number.
        from: String,
        /// Extension or job number.
        to: String,
        /// Data that rides with the call.
        #[serde(default)]
        user_data: BTreeMap<String, Value>,
        /// Queue.
        #[serde(default)]
        split: Option<String>,
        /// Trunk group.
        #[serde(default)]
        trunk_group: Option<String>,
        /// Trunk member.
        #[serde(default)]
        trunk_member: Option<String>,
        /// The caller hangs up so long after the call was answered; never if absent. Milliseconds.
        #[serde(default)]
        hang_up_after_ms: Option<u64>,
        /// The caller gives up if nobody has answered by then. Milliseconds.
        #[serde(default)]
        give_up_after_ms: Option<u64>,
    },
    /// A queue gives an outside caller to the ready agent who has waited longest. Replies with the call id.
    CallQueue {
        /// The outside party's number.
        from: String,
        /// The queue.
        split: String,
        /// Data that rides with the call.
        #[serde(default)]
        user_data: BTreeMap<String, Value>,
        /// As in [`Control::CallIn`].
        #[serde(default)]
        hang_up_after_ms: Option<u64>,
        /// As in [`Control::CallIn`].
        #[serde(default)]
        give_up_after_ms: Option<u64>,
    },
    /// The dialler reserves a ready agent and calls an outside number for her; when that answers, it rings at the
    /// agent's. Who cannot be reached sets her free at once. Replies with the call id.
    Predict {
        /// The number to call.
        to: String,
        /// Who; the ready agent who has waited longest if absent.
        #[serde(default)]
        agent: Option<String>,
        /// The campaign's queue.
        #[serde(default)]
        split: Option<String>,
        /// Data that rides with the call.
        #[serde(default)]
        user_data: BTreeMap<String, Value>,
    },
    /// An outside party or a phone answers what rings on it.
    Answer {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone hangs up.
    HangUp {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone holds its call.
    Hold {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone takes its held call back.
    Retrieve {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// The dialler reserves a ready agent.
    AllocateAgent {
        /// Who.
        agent: String,
    },
    /// Logs an agent out.
    KickAgent {
        /// Who.
        agent: String,
    },
    /// Forgets the HTTP sessions of one agent, or all of them: 426 from now on.
    ExpireSessions {
        /// Whose; everybody's if absent.
        #[serde(default)]
        agent: Option<String>,
    },
    /// A phone comes online.
    Register {
        /// Extension.
        device: String,
    },
    /// A phone goes offline; its calls are cleared.
    Unregister {
        /// Extension.
        device: String,
    },
    /// Sets what is wrong with an agent.
    SetAgent {
        /// Who.
        agent: String,
        /// From now on.
        condition: AgentCondition,
    },
    /// Sets what is wrong with an extension, or what its phone does.
    SetExtension {
        /// Extension.
        device: String,
        /// From now on; unchanged if absent.
        #[serde(default)]
        condition: Option<ExtensionCondition>,
        /// From now on; unchanged if absent.
        #[serde(default)]
        phone: Option<FarEnd>,
    },
    /// Sets what outside numbers do; goes before the rules there are.
    SetOutside(OutsideRule),
    /// Sets data of a call.
    SetCallData {
        /// Which call.
        call_id: String,
        /// Added to, or put in place of, the data there is.
        data: BTreeMap<String, Value>,
    },
}

/// What a [`Control`] brought about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlReply {
    /// The call that was made or acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

/// `SetOutside` rules beyond this many push the oldest out.
const OUTSIDE_RULES: usize = 1000;

type Done = Result<ControlReply, ControlError>;

impl Pbx {
    pub(super) fn act(&mut self, action: Control) -> Done {
        match action {
            Control::CallIn {
                from,
                to,
                user_data,
                split,
                trunk_group,
                trunk_member,
                hang_up_after_ms,
                give_up_after_ms,
            } => {
                let trunk = Trunk {
                    group: trunk_group,
                    member: trunk_member,
                    split,
                };
                let patience = Patience::new(hang_up_after_ms, give_up_after_ms);
                self.call_in(from, &to, user_data, trunk, patience)
            }
            Control::CallQueue {
                from,
                split,
                user_data,
                hang_up_after_ms,
                give_up_after_ms,
            } => {
                let (_, seat) = self.next_ready()?;
                let trunk = Trunk {
                    split: Some(split),
                    ..Trunk::default()
                };
                let patience = Patience::new(hang_up_after_ms, give_up_after_ms);
                self.call_in(from, seat.as_str(), user_data, trunk, patience)
            }
            Control::Predict {
                to,
                agent,
                split,
                user_data,
            } => self.predict(&to, agent.as_deref(), split, user_data),
            Control::Answer { device, call_id } => {
                let (call, leg) = self.which(&device, call_id, |leg| leg.mode == LegMode::Alerting)?;
                self.answer_leg(&call, &leg)?;
                done(call)
            }
            Control::HangUp { device, call_id } => {
                let (call, leg) = self.which(&device, call_id, |_| true)?;
                self.hang_up(&call, &leg);
                done(call)
            }
            Control::Hold { device, call_id } => {
                let (call, leg) = self.which(&device, call_id, |leg| leg.mode != LegMode::Held)?;
                no_spy(&leg)?;
                self.hold_leg(&call, &leg)?;
                done(call)
            }
            Control::Retrieve { device, call_id } => {
                let (call, leg) = self.which(&device, call_id, |leg| leg.mode == LegMode::Held)?;
                no_spy(&leg)?;
                self.retrieve_leg(&call, &leg)?;
                done(call)
            }
            Control::AllocateAgent { agent } => {
                let id = self.known_agent(&agent)?;
                self.allocate(&id)?;
                nothing()
            }
            Control::KickAgent { agent } => {
                let id = self.known_agent(&agent)?;
                if self.force_off(&id) {
                    nothing()
                } else {
                    Err(WrongState::AgentLoggedOut.into())
                }
            }
            Control::ExpireSessions { agent: None } => {
                self.sessions.forget_all();
                nothing()
            }
            Control::ExpireSessions { agent: Some(agent) } => {
                let id = self.known_agent(&agent)?;
                self.sessions.forget(&id);
                nothing()
            }
            Control::Register { device } => self.set_registered(&device, true),
            Control::Unregister { device } => self.set_registered(&device, false),
            Control::SetAgent { agent, condition } => {
                let id = self.known_agent(&agent)?;
                if let Some(agent) = self.agent(&id) {
                    agent.condition = condition;
                }
                nothing()
            }
            Control::SetExtension {
                device,
                condition,
                phone,
            } => self.set_extension(&device, condition, phone),
            Control::SetOutside(rule) => {
                self.config.outside.insert(0, rule);
                self.config.outside.truncate(OUTSIDE_RULES);
                nothing()
            }
            Control::SetCallData { call_id, data } => {
                let id = CallId::from(call_id);
                self.calls
                    .get_mut(&id)
                    .ok_or(ControlError::NoSuchCall)?
                    .set_data(data);
                done(id)
            }
        }
    }

    fn call_in(
        &mut self,
        from: String,
        to: &str,
        data: BTreeMap<String, Value>,
        trunk: Trunk,
        patience: Patience,
    ) -> Done {
        let to_device = self.device_id(to);
        let domain = to_device.domain();
        if !self.config.has_domain(domain) || dialable(to_device.number().to_owned()).is_err() {
            return Err(ControlError::NoSuchParty(to.to_owned()));
        }
        let caller = self.outside(&from, domain)?;
        let target = self.destination(domain, to_device.number())?;
        if target.device == caller {
            return Err(ControlError::Busy(from));
        }
        let call = self.new_call(Kind::Inbound, caller.clone(), target.device.clone());
        if let Some(known) = self.calls.get_mut(&call) {
            known.set_data(data);
            known.trunk = trunk;
        }
        let mut leg = self.new_leg(&caller, LegMode::Initiated, &caller, &target.device);
        leg.caller = true;
        leg.hangs_up_after = patience.hangs_up_after;
        if let Some(gives_up) = patience.gives_up_after {
            self.timers
                .set(Timer::HangUp(leg.id), self.now.saturating_add(gives_up));
        }
        self.add_leg(&call, leg);
        self.ring(&call, target, &Invitation::from(caller));
        done(call)
    }

    /// An outside party of this number.
    fn outside(&self, number: &str, domain: &str) -> Result<DeviceId, ControlError> {
        let bare = number.split_once('@').map_or(number, |(number, _)| number);
        let device = DeviceId::new(bare, domain);
        if dialable(bare.to_owned()).is_err() || self.is_inside(&device) {
            return Err(ControlError::NoSuchParty(number.to_owned()));
        }
        Ok(device)
    }

    /// The dialler calls a customer for an agent, whom it reserves.
    fn predict(
        &mut self,
        to: &str,
        agent: Option<&str>,
        split: Option<String>,
        data: BTreeMap<String, Value>,
    ) -> Done {
        let agent = match agent {
            Some(agent) => self.known_agent(agent)?,
            None => self.next_ready()?.0,
        };
        let customer = self.outside(to, agent.domain())?;
        let found = self.destination(agent.domain(), customer.number());
        let seat = self.allocate(&agent)?;
        let called = match &found {
            Ok(found) => &found.device,
            Err(lost) => &lost.device,
        };
        let call = self.new_call(Kind::Predictive, called.clone(), seat.clone());
        if let Some(known) = self.calls.get_mut(&call) {
            known.set_data(data);
            known.trunk.split = split;
            known.reserved_for = Some(seat.clone());
            known.dialled_for = Some(agent);
        }
        match found {
            Ok(found) => self.ring(&call, found, &Invitation::from(seat)),
            // Nobody is there to be told; the agent is free again.
            Err(lost) => self.clear(&call, &lost.device, &lost.device, dial::cause(&lost.code)),
        }
        done(call)
    }

    /// The ready agent who has waited longest, and where she sits.
    fn next_ready(&self) -> Result<(AgentId, DeviceId), ControlError> {
        let ready = self.agents.iter().filter_map(|(id, agent)| {
            let seat = agent
                .device
                .clone()
                .filter(|seat| self.calls_of(seat).is_empty())?;
            (agent.standing.mode == Mode::Ready).then(|| (agent.since, id.clone(), seat))
        });
        let first = ready.min_by_key(|(since, ..)| *since);
        first
            .map(|(_, agent, seat)| (agent, seat))
            .ok_or(WrongState::NoAgentReady.into())
    }

    /// The device's leg in the named call, or in its only call, or in the only one that `fits`.
    fn which(
        &self,
        device: &str,
        call: Option<String>,
        fits: impl Fn(&Leg) -> bool,
    ) -> Result<(CallId, Leg), ControlError> {
        let device = self.device_id(device);
        if let Some(call) = call {
            let call = CallId::from(call);
            let leg = self
                .calls
                .get(&call)
                .and_then(|known| known.leg(&device))
                .cloned();
            return leg.map(|leg| (call, leg)).ok_or(ControlError::NoSuchCall);
        }
        let all: Vec<(CallId, Leg)> = self
            .calls_of(&device)
            .iter()
            .filter_map(|id| Some((id.clone(), self.calls.get(id)?.leg(&device)?.clone())))
            .collect();
        let fitting = || all.iter().filter(|(_, leg)| fits(leg));
        match (all.as_slice(), fitting().count()) {
            ([], _) => Err(ControlError::NoSuchCall),
            ([only], _) => Ok(only.clone()),
            (_, 1) => fitting().next().cloned().ok_or(ControlError::NoSuchCall),
            (all, _) => Err(ControlError::WhichCall(all.len())),
        }
    }

    /// Reserves a ready agent. Gives where she sits.
    fn allocate(&mut self, id: &AgentId) -> Result<DeviceId, ControlError> {
        let ready = self
            .agents
            .get_mut(id)
            .filter(|agent| agent.standing.mode == Mode::Ready);
        let ready = ready.and_then(|agent| Some((agent.device.clone()?, agent)));
        let (seat, agent) = ready.ok_or(WrongState::AgentNotReady)?;
        if self.presence.contains_key(&seat) {
            return Err(WrongState::AgentInCall.into());
        }
        agent.resume = agent.standing.clone();
        self.stand(id, Standing::of(Mode::Allocated));
        Ok(seat)
    }

    fn set_registered(&mut self, device: &str, registered: bool) -> Done {
        let id = self.device_id(device);
        let extension = self
            .extension(&id)
            .ok_or_else(|| ControlError::NoSuchParty(device.to_owned()))?;
        extension.registered = registered;
        if !registered {
            for call in self.calls_of(&id).to_vec() {
                let leg = self.calls.get(&call).and_then(|known| known.leg(&id)).cloned();
                if let Some(leg) = leg {
                    self.tell_caller(&call, &leg, dial::NOT_REACHABLE);
                }
                self.clear(&call, &id, &id, dial::cause(dial::NOT_REACHABLE));
            }
        }
        nothing()
    }

    fn set_extension(
        &mut self,
        device: &str,
        condition: Option<ExtensionCondition>,
        phone: Option<FarEnd>,
    ) -> Done {
        let id = self.device_id(device);
        let extension = self
            .extension(&id)
            .ok_or_else(|| ControlError::NoSuchParty(device.to_owned()))?;
        if let Some(condition) = condition {
            extension.condition = condition;
        }
        if let Some(phone) = phone {
            extension.phone = phone;
        }
        nothing()
    }

    fn known_agent(&mut self, agent: &str) -> Result<AgentId, ControlError> {
        let id = AgentId::from(self.in_domain(agent));
        match self.agent(&id) {
            Some(_) => Ok(id),
            None => Err(ControlError::NoSuchParty(agent.to_owned())),
        }
    }

    fn device_id(&self, device: &str) -> DeviceId {
        DeviceId::from(self.in_domain(device))
    }

    /// A bare number is one of the first domain's.
    fn in_domain(&self, number: &str) -> String {
        match self.config.domains.first() {
            Some(domain) if !number.contains('@') => format!("{number}@{domain}"),
            _ => number.to_owned(),
        }
    }
}

/// When an outside caller goes by itself.
struct Patience {
    hangs_up_after: Option<Duration>,
    gives_up_after: Option<Duration>,
}

impl Patience {
    fn new(hang_up_after_ms: Option<u64>, give_up_after_ms: Option<u64>) -> Self {
        Self {
            hangs_up_after: hang_up_after_ms.map(Duration::from_millis),
            gives_up_after: give_up_after_ms.map(Duration::from_millis),
        }
    }
}

fn no_spy(leg: &Leg) -> Result<(), WrongState> {
    if leg.spy {
        Err(WrongState::Listener)
    } else {
        Ok(())
    }
}

fn done(call: CallId) -> Done {
    Ok(ControlReply {
        call_id: Some(call.as_str().to_owned()),
    })
}

fn nothing() -> Done {
    Ok(ControlReply::default())
}
