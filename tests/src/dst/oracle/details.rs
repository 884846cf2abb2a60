//! What is claimed beside modes and own legs: reasons, parties, call data, recording. No account shows these, so an event
//! about them that was lost without a trace is lost for good.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;
use wellclient_core::command::Command;
use wellclient_core::id::CommandId;
use wellclient_simulator::PbxState;
use wellclient_simulator::pbx::{CallState, LegState};

use super::claims::{CallClaim, Claims};
use super::server;
use super::verified::{Look, agree};
use crate::dst::known::Known;
use crate::lab::{Open, Telling};

impl Look<'_> {
    /// The switch keeps reasons for any mode, and tells them of `NotReady` only.
    pub(super) fn reason(&mut self, claims: &Claims<'_>) {
        let Some(claimed) = claims.reason else { return };
        let desk = self.desk;
        let so = |state: &PbxState| {
            server::agent(state, desk).is_some_and(|agent| {
                let told = if agent.agent_mode == "NotReady" {
                    agent.reason.as_str()
                } else {
                    ""
                };
                told == claimed.unwrap_or_default()
            })
        };
        if !self.was(|telling| telling.call.is_none(), so) {
            let truth = server::agent(self.ledger.now(), desk).map(|agent| agent.reason.clone());
            self.say(
                "reason",
                format!("{claimed:?} is claimed, the switch says {truth:?}"),
            );
        }
    }

    pub(super) fn details(&mut self, claim: &CallClaim<'_>) {
        let id = claim.call.call_id.as_str();
        let former = &claim.call.former_ids;
        let is = |other: &str| other == id || former.iter().any(|former| former.as_str() == other);
        let about = |telling: &Telling| telling.open == Open::All || telling.call.as_deref().is_some_and(is);
        let call = |state: &PbxState, so: &dyn Fn(&CallState) -> bool| {
            state.calls.iter().any(|call| is(&call.call_id) && so(call))
        };
        let truth = server::call(self.ledger.now(), id).map(legs);
        let truth = format!("{:?}", truth.unwrap_or_default());
        let own = server::device_id(self.desk);
        for party in &claim.parties {
            let device = party.device.as_str();
            let there = |call: &CallState| {
                server::leg(call, device).is_some_and(|leg| !leg.spy && agree(party.leg, leg.state))
            };
            if self.was(about, |state| call(state, &there)) || self.came_so(&own, &there) {
                continue;
            }
            let mine = party.leg.as_str();
            self.say(
                "party",
                format!("call {id}: {device} {mine} is claimed, the switch says {truth}"),
            );
        }
        let real = server::call(self.ledger.now(), id).filter(|_| claim.complete);
        let others = real.iter().flat_map(|call| &call.legs).filter(|leg| !leg.spy);
        let known = |device: &str| {
            claim
                .call
                .parties
                .iter()
                .any(|party| party.device.as_str() == device)
        };
        for missing in others.filter(|leg| !known(&leg.device_id)) {
            let there = |call: &CallState| server::leg(call, &missing.device_id).is_some();
            if self.was(about, |state| !call(state, &there)) {
                continue;
            }
            // While the call is on hold here, another program of the agent's may have handed it on.
            let waits = |call: &CallState| server::leg(call, &own).is_some_and(|leg| leg.state == "hold");
            if self.was(about, |state| call(state, &waits)) {
                self.passes.note(Known::HandedOn);
                continue;
            }
            self.say("parties complete", format!("call {id}: the switch says {truth}"));
        }
        if claim.recording {
            let same = |call: &CallState| {
                server::leg(call, &own).is_some_and(|leg| leg.recording == claim.call.recording)
            };
            if !self.was(about, |state| call(state, &same)) {
                let mine = claim.call.recording;
                self.say("recording", format!("call {id}: {mine} is claimed"));
            }
        }
        if claim.data {
            self.data(claim);
        }
    }

    /// What the data is now, or was once: what others have set since is told with the next event that has data.
    fn data(&mut self, claim: &CallClaim<'_>) {
        let id = claim.call.call_id.as_str();
        let claimed = claim.call.data.as_deref().map_or_else(BTreeMap::new, entries);
        let same = |state: &PbxState| server::call(state, id).is_some_and(|call| is_data_of(call, &claimed));
        if same(self.ledger.now()) {
            return;
        }
        let versions = self.ledger.since(0);
        if let Some(last) = versions.iter().rposition(|state| same(state)) {
            return match versions.get(last + 1).is_some_and(|next| self.has_set(next)) {
                true => self.say(
                    "own data",
                    format!("call {id}: {claimed:?} is claimed, and was set here since"),
                ),
                false => self.passes.note(Known::DataByOthers),
            };
        }
        self.say(
            "data",
            format!("call {id}: {claimed:?} is claimed, and was never so"),
        );
    }
}

impl Look<'_> {
    /// Whether a party was so in a call that is over, which may have gone into this one, when something of that was lost without a
    /// trace: nothing tells anew how who was consulted is.
    fn came_so(&mut self, own: &str, so: &dyn Fn(&CallState) -> bool) -> bool {
        let ledger = self.ledger;
        let is_over = |id: &str| server::call(ledger.now(), id).is_none();
        let waits = |telling: &Telling| telling.call.as_deref().is_some_and(is_over);
        self.was(waits, |state| {
            let mut over = state.calls.iter().filter(|call| is_over(&call.call_id));
            over.any(|call| server::leg(call, own).is_some() && so(call))
        })
    }

    /// Whether the switch became so by a command of the own that has ended.
    fn has_set(&self, state: &Rc<PbxState>) -> bool {
        let chair = &self.lab.seats[self.seat];
        let sets = |id: &CommandId| matches!(chair.commands.get(id), Some(Command::SetCallData { .. }));
        let ended = chair.issued.iter().filter(|(_, issued)| issued.outcome.is_some());
        let mut ended = ended.map(|(id, _)| id).filter(|id| sets(id));
        let deeds = |id: &CommandId| {
            self.lab
                .witness
                .as_ref()
                .map_or(&[][..], |all| all.deeds(self.seat, *id))
        };
        ended.any(|id| {
            deeds(id)
                .iter()
                .any(|deed| deed.changed() && Rc::ptr_eq(&deed.after, state))
        })
    }
}

/// What applications have set is there, and nothing else, but for what the switch adds in events.
fn is_data_of(call: &CallState, claimed: &BTreeMap<String, Value>) -> bool {
    let is_there = |(key, value): (&String, &Value)| claimed.get(key) == Some(value);
    let is_known = |(key, value): (&String, &Value)| {
        call.user_data.get(key).or_else(|| call.own_data.get(key)) == Some(value)
    };
    call.user_data.iter().all(is_there) && claimed.iter().all(is_known)
}

/// `userData`, flat or within `data`.
fn entries(json: &str) -> BTreeMap<String, Value> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let inner = value
        .get("data")
        .filter(|data| data.is_object())
        .unwrap_or(&value);
    inner
        .as_object()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .collect()
}

fn legs(call: &CallState) -> Vec<(String, &'static str)> {
    let shown = |leg: &LegState| (leg.device_id.clone(), leg.state);
    call.legs.iter().map(shown).collect()
}
