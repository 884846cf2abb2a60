//! The model compared with the server's account of its state, and what must have happened unseen.
//!
//! The account (the client state) shows the agent's mode and one call. What differs is told as events in the
//! server's vocabulary, marked as synthesized, and applied like them.

use super::beginning::Beginning;
use super::believed::Denied;
use super::call::{Call, ConnectionState, Role};
use super::cleared::Correction;
use super::state::Model;
use super::tracker::Tracker;
use crate::doubt::{Doubt, Doubts};
use crate::event::{AgentMode, Event, EventTime, LocalState, Synthesizer};
use crate::http::reply::{ActiveCall, CallDirection, ClientState};
use crate::id::{AgentId, CallId, DeviceId};
use crate::time::Now;

impl Tracker {
    /// The account shows the agent logged in, whose `agentLoggedOn` has not come: what it and the event after it would have
    /// told.
    pub(crate) fn logged_on_unseen(&mut self, now: Now, state: &ClientState) -> Vec<Correction> {
        let mode = state.agent.as_ref().and_then(|agent| agent.agent_mode.as_deref());
        let mode = mode.map_or(AgentMode::NotReady, AgentMode::from);
        let own = self.perspective();
        let make = Synthesizer {
            agent: &own.agent,
            device: &own.device,
        };
        let mut events = vec![make.logged_on(&mode)];
        if self.model().agent().mode != mode {
            events.push(make.agent_mode(mode));
        }
        let apply = |event| {
            let effect = self.apply_trusted(now, &event);
            (event, effect.cleared)
        };
        events.into_iter().map(apply).collect()
    }

    /// The calls of which the server's account says other than what is believed; `None` if it says nothing so.
    pub(crate) fn contradicted(&self, now: Now, state: &ClientState) -> Option<Vec<CallId>> {
        let model = self.model();
        let mut brought = self.clone();
        let corrections = brought.reconcile(now, state);
        let is_against_belief = |event: &Event| match event.call_id() {
            None => !model.agent().doubts.has(Doubt::Mode),
            Some(id) => match model.call(id) {
                Some(call) => !call.doubts.has(Doubt::Leg),
                None => model.is_complete(),
            },
        };
        let against: Vec<&Event> = corrections
            .iter()
            .map(|(event, _)| event)
            .filter(|event| is_against_belief(event))
            .collect();
        // Of one that it would show and does not. One on hold is asked about.
        let is_denied = |call: &Call| call.believed.is_some();
        let is_in_doubt_now = |call: &&Call| {
            let brought = brought.model().call(&call.id).filter(|call| !is_denied(call));
            !call.doubts.has(Doubt::Leg) && brought.is_some_and(|call| call.doubts.has(Doubt::Leg))
        };
        let unshown = model
            .calls()
            .iter()
            .filter(|_| !state.has_call())
            .filter(is_in_doubt_now);
        let unshown: Vec<CallId> = unshown.map(|call| call.id.clone()).collect();
        let is_none_against = against.is_empty() && unshown.is_empty();
        let brought = brought.model();
        let may_be_sure = brought.is_verified() || !state.has_call() && brought.calls.iter().any(is_denied);
        if is_none_against && (!model.is_verified() || may_be_sure) {
            return None;
        }
        // Those on hold that it leaves out, too, are not borne out.
        let was_sure = |call: &&Call| {
            model
                .call(&call.id)
                .is_some_and(|call| !call.doubts.has(Doubt::Leg))
        };
        let denied = brought
            .calls
            .iter()
            .filter(|call| is_denied(call))
            .filter(was_sure);
        let denied = denied.filter(|_| !state.has_call()).map(|call| call.id.clone());
        let mut calls: Vec<CallId> = unshown.into_iter().chain(denied).collect();
        for call in against.iter().filter_map(|event| event.call_id()) {
            if calls.iter().all(|known| *known != call) {
                calls.push(call.to_owned());
            }
        }
        Some(calls)
    }

    /// Brings the model to the server's account. What the account shows is believed afterwards; what it cannot show, such as
    /// a second call, one on hold, the legs of others, why and since when the agent is not ready, is neither ended nor believed
    /// by it.
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
            // No event can speak of a call `0`.
            reconciling.calls(agent.active_call.as_ref().filter(|_| state.has_call()));
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
        let is_other = self.tracker.model().agent().mode != mode;
        // The server does not know it any more.
        if is_other && mode == AgentMode::Unknown {
            return self.tracker.tell(|model| model.agent.doubts.add(Doubts::AGENT));
        }
        if is_other {
            let event = self.make(|make| make.agent_mode(mode));
            self.apply(event);
        }
        if self.tracker.model().agent().doubts.has(Doubt::Mode) {
            self.tracker.tell(|model| model.agent.doubts.remove(Doubt::Mode));
        }
    }

    fn calls(&mut self, active: Option<&ActiveCall>) {
        let leg = |call: &ActiveCall| shown_leg(call).filter(|leg| !self.rings_though_answered(call, *leg));
        match active.map(|call| (call, call.call_id.as_ref(), leg(call))) {
            None => self.no_calls(),
            // There is one, and which or how it is does not say.
            Some((_, None, _) | (_, _, None)) => self.tracker.tell(Model::doubt_calls),
            Some((active, Some(id), Some(leg))) => {
                let id = self.tracker.model().call(id).map_or(id, |call| &call.id).clone();
                match self.contradicts(&id, active, leg) {
                    true => self.tracker.tell(Model::doubt_calls),
                    false => {
                        self.tracker.affirm_shown(&id);
                        self.tracker.affirm_states_beside(&id);
                    }
                }
                self.handed_over(&id);
                self.call(&id, active);
                self.believe(&id);
            }
        }
        self.tracker.clear_doubt();
    }

    /// What has been answered here, and there as well, does not ring by a word of the account.
    fn rings_though_answered(&self, shown: &ActiveCall, leg: ConnectionState) -> bool {
        let known = shown
            .call_id
            .as_ref()
            .and_then(|id| self.tracker.model().call(id));
        let is_up =
            known.is_some_and(|call| call.beginning.knows_own_leg() && call.leg(&self.device).is_up());
        leg == ConnectionState::Alerting && is_up && answered(shown).is_some()
    }

    /// It would show an active one. One on hold it may leave out, and any may have been put on hold unseen: nothing ends by that
    /// alone but what was transferred away.
    fn no_calls(&mut self) {
        for call in self.tracker.model().calls().to_vec() {
            if call.handed_to.is_some() {
                self.end(&call.id);
            }
        }
        // What was believed of one on hold counts again once something tells of the own leg: the call can go on without it.
        for call in self.tracker.model().calls().to_vec() {
            match call.leg(&self.device) {
                ConnectionState::Hold => self.tracker.deny_call(&call.id, Denied::Leg, false),
                _ => self.tracker.doubt_call(&call.id),
            }
        }
        self.tracker
            .tell(|model| model.complete |= model.calls.is_empty());
    }

    /// What was transferred away and is not shown has gone.
    fn handed_over(&mut self, shown: &CallId) {
        for call in self.tracker.model().calls().to_vec() {
            if call.id != *shown && call.handed_to.is_some() {
                self.end(&call.id);
            }
        }
    }

    /// The call has ended for the agent's device.
    fn end(&mut self, call: &CallId) {
        let device = self.device.clone();
        let event = self.make(|make| make.connection_cleared(call, &device));
        self.apply(event);
    }

    /// Whether something has happened unseen: then it need not have been this alone.
    fn contradicts(&self, shown: &CallId, active: &ActiveCall, leg: ConnectionState) -> bool {
        let model = self.tracker.model();
        let other = active.other_side.as_ref().filter(|_| leg.is_up());
        let has = |call: &Call, device: &DeviceId| call.party(&self.with_domain(device)).is_some();
        let differs = |call: &Call| match call.id == *shown {
            true if other.is_some_and(|other| !has(call, other)) => true,
            // Seen from here, a call that was made is connected from dialling on.
            true if call.role(&self.device) == Some(Role::Calling) && call.established.is_none() => {
                leg.is_up()
            }
            true => call.leg(&self.device) != leg,
            // Who has an active call is shown that, and not what rings beside it.
            false => match call.leg(&self.device) {
                ConnectionState::Hold => false,
                ConnectionState::Alerting => {
                    !matches!(leg, ConnectionState::Connected | ConnectionState::Initiated)
                }
                _ => true,
            },
        };
        model.call(shown).is_none() || model.calls().iter().any(differs)
    }

    /// The account shows this call.
    fn believe(&mut self, id: &CallId) {
        let (own, id) = (self.device.clone(), id.clone());
        self.tracker.tell(move |model| {
            let Some(call) = model.calls.iter_mut().find(|call| call.id == id) else {
                return;
            };
            call.unless_before = None;
            call.vouch(own.borrowed(), own.borrowed());
            // What was transferred away and is still here has not gone.
            call.handed_to = None;
            if let Some(party) = call.party_mut(own.borrowed()) {
                party.leaving = false;
            }
        });
    }

    fn call(&mut self, id: &CallId, active: &ActiveCall) {
        let Some(target) = shown_leg(active) else { return };
        let own = self.device.clone();
        let is_called_out = active.direction == Some(CallDirection::Out)
            || (active.direction.is_none() && active.ani.as_ref().is_some_and(|ani| self.is_own(ani)));
        // Who listens has called nobody.
        let outgoing = is_called_out && !self.tracker.model().is_to_listen(id.borrowed(), own.borrowed());
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
        // The own telephone can ring first for a call that was made here.
        let calls =
            |call: &Call| call.calling.as_ref() == Some(&own) || call.role(&own) == Some(Role::Calling);
        let is_made_here = self.tracker.model().call(id).is_some_and(calls);
        let rang_for_another = |leg| outgoing && leg == ConnectionState::Alerting && !is_made_here;
        if known.is_some_and(|leg| rings_anew(leg) || rang_for_another(leg)) {
            self.end(id);
        }
        let is_new = self.tracker.model().call(id).is_none();
        let was_told_over = self.tracker.model().is_told_over(id);
        if is_new {
            if outgoing {
                let event = self.make(|make| make.originated(id, other.as_ref()));
                self.apply(event);
            }
            if !outgoing || target != ConnectionState::Initiated {
                let event = self.make(|make| make.delivered(id, &rings, calling.as_ref(), called.as_ref()));
                self.apply(event);
            }
        }
        // It is dialled by now, unseen.
        let leg_is = |model: &Model| model.call(id).map(|call| call.leg(&own));
        if leg_is(self.tracker.model()) == Some(ConnectionState::Initiated)
            && target == ConnectionState::Initiated
            && let Some(other) = &other
        {
            let event = self.make(|make| make.originated(id, Some(other)));
            self.apply(event);
        }
        let was_answered = self.is_answered(id);
        if target.is_up() && !was_answered {
            let event = self.make(|make| make.established(id, &rings, calling.as_ref(), called.as_ref()));
            self.apply(event);
        }
        let call = self.tracker.model().call(id);
        let is_unsure = call.is_some_and(|call| call.doubts.has(Doubt::Established));
        if target.is_up() && (!was_answered || is_unsure) {
            let was_seen = !is_new && call.is_some_and(|call| call.beginning.was_seen());
            let rang = active.ring_time.as_deref().and_then(EventTime::parse);
            let rang = rang.filter(|_| was_seen && !outgoing);
            self.tracker
                .note_answer(self.now, id, answered(active), rang, was_seen);
        }
        if is_new {
            if let Some(rang) = active.ring_time.as_deref().and_then(EventTime::parse) {
                self.tracker.note_ring(self.now, id, rang);
            }
            let id = id.clone();
            self.tracker.tell(move |model| {
                for call in model.calls.iter_mut().filter(|call| call.id == id) {
                    call.doubt();
                    call.beginning = match was_told_over {
                        true => Beginning::ShownThoughOver,
                        false => Beginning::Shown,
                    };
                }
            });
        }
        // Who called first need not be in the call any more.
        if target.is_up()
            && let Some(other) = &active.other_side
        {
            let other = self.with_domain(other);
            let caller = active.ani.as_ref().filter(|_| !outgoing);
            let caller = caller.map(|ani| self.with_domain(ani));
            self.other_party(id, &other, caller);
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

    /// In a call of two, the far party may have become another. A conference may have others that are not shown, and so may any
    /// call in which the far party is the same as before.
    fn other_party(&mut self, id: &CallId, other: &DeviceId, caller: Option<DeviceId>) {
        let Some(call) = self.tracker.model().call(id) else {
            return;
        };
        if call.leg(other).is_up() {
            return;
        }
        let others = call
            .parties
            .iter()
            .filter(|party| party.device != self.device && party.device != *other);
        let stale = others.filter(|party| !party.verified && !call.conference);
        let stale: Vec<DeviceId> = stale.map(|party| party.device.clone()).collect();
        // That somebody rings there is not told otherwise.
        if call.party(other).is_none() {
            let event = self.make(|make| make.established(id, other, None, None));
            self.apply(event);
        }
        for device in &stale {
            let event = self.make(|make| make.connection_cleared(id, device));
            self.apply(event);
        }
        // The account may go on naming who called and has left.
        let call = self.tracker.model().call(id);
        let is_there = |caller: &DeviceId| call.is_some_and(|call| call.party(caller).is_some());
        let calls = caller.is_some_and(|caller| caller == *other || !is_there(&caller));
        let (id, other) = (id.clone(), other.clone());
        self.tracker.tell(move |model| {
            let shown = model.calls.iter_mut().filter(|call| call.id == id);
            shown.for_each(|call| call.has_at_the_other_end(&other, &stale, calls));
        });
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

/// The agent's leg by the account; `None` where its word says nothing of how that is. It is a hint only.
pub(crate) fn shown_leg(call: &ActiveCall) -> Option<ConnectionState> {
    match LocalState::from(call.state.as_deref()?) {
        LocalState::Connect => Some(ConnectionState::Connected),
        LocalState::Initiate if call.direction != Some(CallDirection::In) => Some(ConnectionState::Initiated),
        LocalState::Alerting => Some(ConnectionState::Alerting),
        LocalState::Hold => Some(ConnectionState::Hold),
        LocalState::Initiate
        | LocalState::Queued
        | LocalState::Fail
        | LocalState::None
        | LocalState::Idle
        | LocalState::Other(_) => None,
    }
}

/// When it was answered, by the account.
fn answered(call: &ActiveCall) -> Option<EventTime> {
    EventTime::parse(call.answer_time.as_deref()?)
}
