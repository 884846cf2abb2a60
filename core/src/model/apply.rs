//! One event applied to the model.
//!
//! The fold sees events in the order that [`super::Tracker`] gives them. It still does not trust it: a step
//! that was not seen is taken as having happened, a contradiction leaves the state as it was, and both are
//! reported.

use super::call::{Call, ConnectionState, Role};
use super::cleared::{ClearedFacts, is_up};
use super::order::is_newer;
use super::step::Step;
use super::tracker::REORDER_AGE;
use super::{Agent, MAX_CALLS, Model, Moment};
use crate::event::{
    AgentEvent, AgentMode, AnomalyKind, Body, CallInfo, ConnectionCleared, Delivered, Established, Failed,
};
use crate::id::{CallId, DeviceId};

/// What applying one event has brought to light.
#[derive(Clone, Default, Debug)]
pub(super) struct Effect {
    /// What did not fit.
    pub(super) anomalies: Vec<(AnomalyKind, String)>,
    /// What the call was, for a `connectionCleared`.
    pub(super) cleared: Option<ClearedFacts>,
}

impl Effect {
    pub(super) fn report(&mut self, kind: AnomalyKind, detail: impl Into<String>) {
        self.anomalies.push((kind, detail.into()));
    }
}

impl Model {
    pub(super) fn apply(&mut self, step: &Step<'_>) -> Effect {
        let mut effect = Effect::default();
        match &step.event.body {
            Body::AgentLoggedOn(event) => self.agent_event(step, event, AgentMode::Unknown, &mut effect),
            Body::AgentLoggedOff(event) => self.agent_event(step, event, AgentMode::Logout, &mut effect),
            Body::AgentReady(event) => self.agent_event(step, event, AgentMode::Ready, &mut effect),
            Body::AgentNotReady(event) => self.agent_event(step, event, AgentMode::NotReady, &mut effect),
            Body::AgentWorkingAfterCall(event) => {
                self.agent_event(step, event, AgentMode::WorkNotReady, &mut effect)
            }
            Body::AgentAllocated(event) => self.agent_event(step, event, AgentMode::Allocated, &mut effect),
            Body::ServiceInitiated(event) => {
                self.service_initiated(step, &event.info, &event.initiated, &mut effect)
            }
            Body::Originated(event) => {
                self.originated(
                    step,
                    &event.info,
                    &event.calling,
                    event.called.as_ref(),
                    &mut effect,
                );
            }
            Body::Delivered(event) => self.delivered(step, event, &mut effect),
            Body::Established(event) => self.established(step, event, &mut effect),
            Body::ConnectionCleared(event) => self.connection_cleared(step, event, &mut effect),
            Body::Held(event) => {
                self.hold(
                    step,
                    &event.info,
                    &event.holding,
                    ConnectionState::Hold,
                    &mut effect,
                );
            }
            Body::Retrieved(event) => {
                self.hold(
                    step,
                    &event.info,
                    &event.retrieving,
                    ConnectionState::Connected,
                    &mut effect,
                );
            }
            Body::Transferred(event) => self.transferred(step, event, &mut effect),
            Body::Conferenced(event) => self.conferenced(step, event, &mut effect),
            Body::Failed(event) => self.failed(step, event, &mut effect),
            Body::RecordStarted(event) => {
                self.recording(step, event.info.as_ref(), event.success != Some(false))
            }
            Body::RecordStopped(event) => self.recording(step, event.info.as_ref(), false),
            _ => {}
        }
        effect
    }

    fn agent_event(&mut self, step: &Step<'_>, event: &AgentEvent, implied: AgentMode, effect: &mut Effect) {
        let mode = event.mode.clone().unwrap_or(implied);
        if let Some(since) = self
            .agent
            .since
            .filter(|_| !step.trusted && !step.follows(&self.agent_order))
        {
            // By its time it is older, and no number says otherwise.
            if step.is_unnumbered() && is_newer(&step.order, &self.agent_order) == Some(false) {
                return;
            }
            let recent = step.at.monotonic.saturating_sub(since.monotonic) < REORDER_AGE;
            if mode != self.agent.mode && recent {
                effect.report(
                    AnomalyKind::Unordered,
                    "nothing says that this is newer than the mode before",
                );
            }
        }
        self.agent_order = step.order.clone();
        if mode != self.agent.mode || event.reason != self.agent.reason || self.agent.since.is_none() {
            self.agent = Agent {
                mode,
                reason: event.reason.clone(),
                since: Some(step.at),
            };
        }
    }

    /// The call of an event; made if it is new; `None` if the event is of a call that has ended for this
    /// agent. `joins`: the event brings the own device into the call.
    pub(super) fn call_for(
        &mut self,
        step: &Step<'_>,
        id: &CallId,
        joins: bool,
        effect: &mut Effect,
    ) -> Option<&mut Call> {
        let now = self.resolve(id).clone();
        if let Some(index) = self.position(&now) {
            let call = self.calls.get_mut(index)?;
            // A late event can be the first of its call.
            if step.at.monotonic < call.created.monotonic {
                call.created = step.at;
            }
            return Some(call);
        }
        if self.calls.len() >= MAX_CALLS {
            effect.report(AnomalyKind::Limit, "more calls than one device can have");
            return None;
        }
        if let Some(ended) = self.ended.iter().position(|ended| ended.call == now) {
            let newer = self
                .ended
                .get(ended)
                .and_then(|ended| is_newer(&step.order, &ended.order));
            match (newer, joins) {
                _ if step.trusted => {}
                (Some(true), true) => {}
                (None, true) => {
                    effect.report(
                        AnomalyKind::Ended,
                        "the call has ended, and nothing says that this is newer",
                    );
                    return None;
                }
                // What the others do after the own device has left, or what they did before.
                _ => return None,
            }
            self.ended.remove(ended);
        }
        // The call that had this id before is gone, and so is its new name.
        self.renamed.retain(|(old, _)| old != id);
        self.calls.push(Call::new(id.clone(), step.at));
        self.calls.last_mut()
    }

    fn service_initiated(
        &mut self,
        step: &Step<'_>,
        info: &CallInfo,
        initiated: &DeviceId,
        effect: &mut Effect,
    ) {
        let joins = *initiated == step.own.device;
        let Some(call) = self.call_for(step, &info.call, joins, effect) else {
            return;
        };
        if call.party(initiated).is_none() {
            step.enter(call, initiated, Role::Calling, ConnectionState::Initiated, effect);
        }
        step.ensure_own(call, effect);
    }

    fn originated(
        &mut self,
        step: &Step<'_>,
        info: &CallInfo,
        calling: &DeviceId,
        called: Option<&DeviceId>,
        effect: &mut Effect,
    ) {
        let joins = *calling == step.own.device;
        let Some(call) = self.call_for(step, &info.call, joins, effect) else {
            return;
        };
        call.note_ends(Some(calling), called);
        step.caller(call, calling, effect);
        step.ensure_own(call, effect);
    }

    fn delivered(&mut self, step: &Step<'_>, event: &Delivered, effect: &mut Effect) {
        let own = &step.own.device;
        let joins = event.alerting == *own || event.calling.as_ref() == Some(own);
        let Some(call) = self.call_for(step, &event.info.call, joins, effect) else {
            return;
        };
        call.note_ends(event.calling.as_ref(), event.called.as_ref());
        call.data = event.user_data.clone().or(call.data.take());
        call.split = event.split.clone().or(call.split.take());
        if let Some(group) = &event.trunk_group {
            call.trunk = Some((group.clone(), event.trunk_member.clone()));
        }
        if let Some(calling) = event
            .calling
            .as_ref()
            .filter(|calling| **calling != event.alerting)
        {
            step.caller(call, calling, effect);
        }
        match call.party_mut(&event.alerting) {
            Some(party) if is_up(party.leg) && !step.is_unnumbered() => {
                effect.report(
                    AnomalyKind::Impossible,
                    "a device rings that is in the call already",
                );
            }
            // Without a number it may just be late; or the device has left and is called again.
            Some(party) if is_up(party.leg) => {
                step.doubt(effect, "a device rings that is in the call already");
            }
            Some(party) => {
                if party.leaving {
                    step.doubt(effect, "a device rings that has transferred the call away");
                }
                party.leg = ConnectionState::Alerting;
            }
            None => step.enter(
                call,
                &event.alerting,
                Role::Called,
                ConnectionState::Alerting,
                effect,
            ),
        }
        step.ensure_own(call, effect);
    }

    fn established(&mut self, step: &Step<'_>, event: &Established, effect: &mut Effect) {
        let own = &step.own.device;
        let joins = event.answering == *own || event.calling.as_ref() == Some(own);
        let known = self.call(&event.info.call).is_some();
        let Some(call) = self.call_for(step, &event.info.call, joins, effect) else {
            return;
        };
        if !known && !step.trusted {
            effect.report(AnomalyKind::Gap, "answered, but nothing was seen to ring");
        }
        call.note_ends(event.calling.as_ref(), event.called.as_ref());
        call.data = event.user_data.clone().or(call.data.take());
        call.split = event.split.clone().or(call.split.take());
        if event.answering == *own {
            call.sip_call = event.sip_call.clone().or(call.sip_call.take());
        }
        if let Some(group) = &event.trunk_group {
            call.trunk = Some((group.clone(), event.trunk_member.clone()));
        }
        if let Some(calling) = event
            .calling
            .as_ref()
            .filter(|calling| **calling != event.answering)
        {
            step.caller(call, calling, effect);
        }
        match call.party_mut(&event.answering) {
            Some(party) if is_up(party.leg) => {}
            Some(party) => party.leg = ConnectionState::Connected,
            None => step.enter(
                call,
                &event.answering,
                Role::Called,
                ConnectionState::Connected,
                effect,
            ),
        }
        step.ensure_own(call, effect);
        // Who answers is connected with somebody, told or not.
        let answers = event.answering == *own && (step.trusted || call.role(own) != Some(Role::Calling));
        if answers && is_up(call.leg(own)) {
            call.established.get_or_insert(step.at);
        }
        call.note_established(own, step.at);
    }

    fn connection_cleared(&mut self, step: &Step<'_>, event: &ConnectionCleared, effect: &mut Effect) {
        let id = self.resolve(&event.info.call).clone();
        let is_own = event.releasing == step.own.device;
        let Some(index) = self.position(&id) else {
            if is_own {
                self.end_handed_over(&id, step, effect);
                let known = self.ended.iter().find(|ended| ended.call == id);
                if known.is_none() && effect.cleared.is_none() {
                    step.missed(effect, "a call has ended that was not seen to begin");
                }
                if known.is_none_or(|ended| is_newer(&step.order, &ended.order) == Some(true)) {
                    self.remember_end(id, step.order.clone());
                }
            } else if !step.trusted && !self.ended.iter().any(|ended| ended.call == id) {
                effect.report(
                    AnomalyKind::Gap,
                    "a party has left a call that was not seen to begin",
                );
            }
            return;
        };
        let Some(call) = self.calls.get_mut(index) else {
            return;
        };
        if call.party(&event.releasing).is_none() && !call.has_departed(&event.releasing) {
            step.missed(effect, "a party has left that was not seen to come in");
        }
        effect.cleared = Some(ClearedFacts::of(call, &event.releasing, step.own));
        if is_own {
            if id != event.info.call && !step.trusted {
                effect.report(
                    AnomalyKind::Gap,
                    "the call is ended under an id that it had before",
                );
            }
            self.calls.remove(index);
            self.remember_end(id, step.order.clone());
        } else {
            call.remove(&event.releasing, &step.order);
        }
    }

    /// The own device transferred calls away and left them under their new id.
    fn end_handed_over(&mut self, new_id: &CallId, step: &Step<'_>, effect: &mut Effect) {
        while let Some(index) = self
            .calls
            .iter()
            .position(|call| call.handed_to.as_ref().is_some_and(|(to, _)| to == new_id))
        {
            let call = self.calls.remove(index);
            effect
                .cleared
                .get_or_insert_with(|| ClearedFacts::of(&call, &step.own.device, step.own));
            self.remember_end(call.id, step.order.clone());
        }
    }

    fn hold(
        &mut self,
        step: &Step<'_>,
        info: &CallInfo,
        device: &DeviceId,
        to: ConnectionState,
        effect: &mut Effect,
    ) {
        let known = self.call(&info.call).is_some();
        let Some(call) = self.call_for(step, &info.call, false, effect) else {
            return;
        };
        match call.party_mut(device) {
            Some(party) => {
                if !is_up(party.leg) {
                    effect.report(AnomalyKind::Gap, "held or retrieved, but not seen to be answered");
                } else if party.leg == to {
                    step.missed(effect, "held or retrieved, and was so already");
                }
                party.leg = to;
            }
            None => {
                if known && !call.has_departed(device) {
                    effect.report(
                        AnomalyKind::Gap,
                        "held or retrieved by a device not seen to come in",
                    );
                }
                step.enter(call, device, Role::Unknown, to, effect);
            }
        }
        if !known && !step.trusted {
            effect.report(
                AnomalyKind::Gap,
                "held or retrieved, but the call was not seen to begin",
            );
        }
        step.ensure_own(call, effect);
        call.note_established(&step.own.device, step.at);
    }

    fn failed(&mut self, step: &Step<'_>, event: &Failed, effect: &mut Effect) {
        let Some(call) = self.call_for(step, &event.info.call, false, effect) else {
            return;
        };
        // A further party that could not be reached leaves a call that stands as it was.
        let own = &step.own.device;
        let answered = is_up(call.leg(own)) && call.role(own) != Some(Role::Calling);
        let stands = call.established.is_some() || answered;
        if !stands {
            call.failure = Some((event.code.clone(), event.message.clone()));
        }
        if let Some(called) = event.called.as_ref().filter(|called| **called != step.own.device) {
            match call.party_mut(called) {
                // It is busy: it is in this call already.
                Some(party) if is_up(party.leg) && stands => {}
                Some(party) if is_up(party.leg) => {
                    effect.report(
                        AnomalyKind::Impossible,
                        "could not be put through, but was answered",
                    );
                }
                Some(party) => party.leg = ConnectionState::Fail,
                None if stands => {}
                None => step.enter(call, called, Role::Called, ConnectionState::Fail, effect),
            }
        }
        step.ensure_own(call, effect);
    }

    fn recording(&mut self, step: &Step<'_>, info: Option<&CallInfo>, on: bool) {
        let index = match info {
            Some(info) => self.position(self.resolve(&info.call)),
            // The server need not name the call: then it is the one that is connected.
            None => self
                .calls
                .iter()
                .position(|call| call.leg(&step.own.device) == ConnectionState::Connected),
        };
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index)) {
            call.recording = on;
        }
    }
}

impl Call {
    pub(super) fn note_ends(&mut self, calling: Option<&DeviceId>, called: Option<&DeviceId>) {
        self.calling = self.calling.take().or_else(|| calling.cloned());
        self.called = self.called.take().or_else(|| called.cloned());
    }

    pub(super) fn calling_leg_mut(&mut self) -> Option<&mut ConnectionState> {
        self.parties
            .iter_mut()
            .find(|party| party.role == Role::Calling)
            .map(|party| &mut party.leg)
    }

    pub(super) fn note_established(&mut self, own: &DeviceId, at: Moment) {
        let others_up = self
            .parties
            .iter()
            .any(|party| party.device != *own && is_up(party.leg));
        if self.established.is_none() && is_up(self.leg(own)) && others_up {
            self.established = Some(at);
        }
    }
}
