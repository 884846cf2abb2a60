//! The model compared with the server's account of its state, and what must have happened unseen.
//!
//! The account (the client state) shows the agent's mode and one call. What differs is told as events in the
//! server's vocabulary, marked as synthesized, and applied like them.

use super::call::{Call, ConnectionState};
use super::cleared::ClearedFacts;
use super::tracker::Tracker;
use crate::event::{AgentMode, Event, LocalState, Synthesizer};
use crate::http::reply::{ActiveCall, CallDirection, ClientState};
use crate::id::{AgentId, CallId, DeviceId};
use crate::time::Now;

/// A synthesized event, applied, with what a cleared call was.
pub type Correction = (Event, Option<ClearedFacts>);

impl Tracker {
    /// Brings the model to the server's account. Afterwards it is not doubtful, but calls that the account
    /// does not show, since it shows one only, are marked unverified.
    pub fn reconcile(&mut self, now: Now, state: &ClientState) -> Vec<Correction> {
        let own = self.perspective();
        let (agent, device) = (own.agent.clone(), own.device.clone());
        let mut reconciling = Reconciling {
            tracker: self,
            now,
            agent,
            device,
            corrections: Vec::new(),
        };
        if let Some(agent) = &state.agent {
            if let Some(mode) = &agent.agent_mode {
                reconciling.mode(AgentMode::from(mode.as_str()));
            }
            reconciling.calls(agent.active_call.as_ref());
        }
        reconciling.corrections
    }
}

struct Reconciling<'a> {
    tracker: &'a mut Tracker,
    now: Now,
    agent: AgentId,
    device: DeviceId,
    corrections: Vec<Correction>,
}

impl Reconciling<'_> {
    fn mode(&mut self, mode: AgentMode) {
        if self.tracker.model().agent().mode != mode {
            let event = self.make(|make| make.agent_mode(mode));
            self.apply(event);
        }
    }

    fn calls(&mut self, active: Option<&ActiveCall>) {
        // No event can speak of a call `0`: that is the server's word for none.
        let shown = active
            .and_then(|call| Some((call.call_id.as_ref()?, call)))
            .filter(|(id, call)| id.as_str() != "0" && leg(call).is_some());
        let shown_id = shown.map(|(id, _)| self.tracker.model().call(id).map_or(id, |call| &call.id).clone());
        let known: Vec<Call> = self.tracker.model().calls().to_vec();
        let mut unverified = Vec::new();
        for call in known
            .into_iter()
            .filter(|call| Some(&call.id) != shown_id.as_ref())
        {
            if shown.is_some_and(|(id, active)| self.may_be_held_beside(&call, id, active)) {
                unverified.push(call.id);
                continue;
            }
            let device = self.device.clone();
            let event = self.make(|make| make.connection_cleared(&call.id, &device));
            self.apply(event);
        }
        if let (Some(id), Some((_, active))) = (shown_id, shown) {
            self.call(&id, active);
        }
        self.tracker.clear_doubt();
        self.tracker.change(|model| {
            for call in model
                .calls
                .iter_mut()
                .filter(|call| unverified.contains(&call.id))
            {
                call.unverified = true;
            }
        });
    }

    fn call(&mut self, id: &CallId, active: &ActiveCall) {
        let Some(target) = leg(active) else { return };
        let own = self.device.clone();
        let outgoing = active.direction == Some(CallDirection::Out)
            || (active.direction.is_none() && active.ani.as_ref().is_some_and(|ani| self.is_own(ani)));
        let named = [
            &active.other_side,
            if outgoing { &active.dnis } else { &active.ani },
        ];
        let other = named
            .into_iter()
            .flatten()
            .map(|device| self.with_domain(device))
            .find(|device| *device != own);
        let (calling, called) = if outgoing {
            (Some(own.clone()), other.clone())
        } else {
            (other.clone(), Some(own.clone()))
        };
        let known = self.tracker.model().call(id).map(|call| call.leg(&own));
        let rings = if outgoing {
            other.clone().unwrap_or_else(|| own.clone())
        } else {
            own.clone()
        };

        // Only a new call rings here, and one that rings here was not made here: that is another under the
        // same id.
        let rings_anew =
            |leg| !outgoing && target == ConnectionState::Alerting && leg != ConnectionState::Alerting;
        if known.is_some_and(|leg| rings_anew(leg) || (outgoing && leg == ConnectionState::Alerting)) {
            let event = self.make(|make| make.connection_cleared(id, &own));
            self.apply(event);
        }
        if self.tracker.model().call(id).is_none() {
            if outgoing {
                let event = self.make(|make| make.originated(id, other.as_ref()));
                self.apply(event);
            }
            if !outgoing || target != ConnectionState::Initiated {
                let event = self.make(|make| make.delivered(id, &rings, calling.as_ref(), called.as_ref()));
                self.apply(event);
            }
        }
        if target.is_up() && !self.is_answered(id) {
            let event = self.make(|make| make.established(id, &rings, calling.as_ref(), called.as_ref()));
            self.apply(event);
        }
        // Who called first need not be in the call any more.
        if target.is_up()
            && let Some(other) = &active.other_side
        {
            let other = self.with_domain(other);
            self.other_party(id, &other);
        }
        match (self.tracker.model().call(id).map(|call| call.leg(&own)), target) {
            (Some(ConnectionState::Connected), ConnectionState::Hold) => {
                let event = self.make(|make| make.held(id));
                self.apply(event);
            }
            (Some(ConnectionState::Hold), ConnectionState::Connected) => {
                let event = self.make(|make| make.retrieved(id));
                self.apply(event);
            }
            _ => {}
        }
    }

    /// In a call of two, the far party may have become another; a conference may have others that are not shown.
    fn other_party(&mut self, id: &CallId, other: &DeviceId) {
        let Some(call) = self.tracker.model().call(id) else {
            return;
        };
        let others = call
            .parties
            .iter()
            .map(|party| &party.device)
            .filter(|device| **device != self.device);
        let stale: Vec<DeviceId> = others.filter(|device| *device != other).cloned().collect();
        let conference = call.conference;
        if !call.leg(other).is_up() {
            let event = self.make(|make| make.established(id, other, None, None));
            self.apply(event);
        }
        for device in stale.into_iter().filter(|_| !conference) {
            let event = self.make(|make| make.connection_cleared(id, &device));
            self.apply(event);
        }
    }

    /// Beside the call that the account shows there can be one on hold that it does not. That it was put there may have
    /// been missed, where the call that is shown was made from here; unless the agent is back in that one from this.
    fn may_be_held_beside(&self, call: &Call, shown: &CallId, active: &ActiveCall) -> bool {
        let model = self.tracker.model();
        let shown = model.call(shown).map_or(shown, |call| &call.id);
        let is_over = model
            .consultation_of(call, &self.device)
            .is_some_and(|held| held.id == *shown);
        match call.leg(&self.device) {
            ConnectionState::Hold => true,
            ConnectionState::Connected => active.direction == Some(CallDirection::Out) && !is_over,
            _ => false,
        }
    }

    fn is_answered(&self, id: &CallId) -> bool {
        self.tracker
            .model()
            .call(id)
            .is_some_and(|call| call.leg(&self.device).is_up() && call.established.is_some())
    }

    fn make(&self, make: impl FnOnce(Synthesizer<'_>) -> Event) -> Event {
        make(Synthesizer {
            agent: &self.agent,
            device: &self.device,
        })
    }

    fn apply(&mut self, event: Event) {
        let effect = self.tracker.apply_trusted(self.now, &event);
        self.corrections.push((event, effect.cleared));
    }

    fn is_own(&self, device: &DeviceId) -> bool {
        self.with_domain(device) == self.device
    }

    /// The account may name numbers without their domain.
    fn with_domain(&self, device: &DeviceId) -> DeviceId {
        if device.as_str().contains('@') {
            device.clone()
        } else {
            DeviceId::new(device.as_str(), self.device.domain())
        }
    }
}

/// The own leg by the account; `None` where it says that there is no call.
fn leg(call: &ActiveCall) -> Option<ConnectionState> {
    match LocalState::from(call.state.as_deref()?) {
        LocalState::Connect => Some(ConnectionState::Connected),
        LocalState::Initiate => Some(ConnectionState::Initiated),
        LocalState::Alerting => Some(ConnectionState::Alerting),
        LocalState::Hold => Some(ConnectionState::Hold),
        LocalState::Queued => Some(ConnectionState::Queued),
        LocalState::Fail => Some(ConnectionState::Fail),
        LocalState::None | LocalState::Idle | LocalState::Other(_) => None,
    }
}
