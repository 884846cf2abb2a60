//! One event applied to the model.
//!
//! The fold sees events in the order that [`super::Tracker`] gives them. It still does not trust it: a step
//! that was not seen is taken as having happened, a contradiction leaves the state as it was, and both are
//! reported.

use super::before::Before;
use super::call::{Call, ConnectionState, Party, Role};
use super::cleared::{ClearedFacts, Ends};
use super::effect::Effect;
use super::limits::kept;
use super::order::is_newer;
use super::state::Model;
use super::step::Step;
use crate::doubt::Doubt;
use crate::event::{
    AnomalyKind, Body, ConnectionCleared, Delivered, Established, Failed, Originated, ServiceInitiated,
};
use crate::id::{CallRef, DeviceId, DeviceRef};

impl Model {
    pub(super) fn apply(&mut self, step: &Step<'_>) -> Effect {
        let mut effect = Effect::default();
        let body = step.event.body();
        match &body {
            Body::AgentLoggedOn(event)
            | Body::AgentLoggedOff(event)
            | Body::AgentReady(event)
            | Body::AgentNotReady(event)
            | Body::AgentWorkingAfterCall(event)
            | Body::AgentAllocated(event) => self.agent_event(step, event, body.agent_mode(), &mut effect),
            Body::ServiceInitiated(event) => self.service_initiated(step, event, &mut effect),
            Body::Originated(event) => self.originated(step, event, &mut effect),
            Body::Delivered(event) => self.delivered(step, event, &mut effect),
            Body::Established(event) => self.established(step, event, &mut effect),
            Body::ConnectionCleared(event) => self.connection_cleared(step, event, &mut effect),
            Body::Held(event) => {
                let to = ConnectionState::Hold;
                self.hold(step, event.info.call_id, event.holding_device, to, &mut effect);
            }
            Body::Retrieved(event) => {
                let to = ConnectionState::Connected;
                self.hold(step, event.info.call_id, event.retrieving_device, to, &mut effect);
            }
            Body::Transferred(event) => self.transferred(step, event, &mut effect),
            Body::Conferenced(event) => self.conferenced(step, event, &mut effect),
            Body::Failed(event) => self.failed(step, event, &mut effect),
            Body::RecordStarted(event) => {
                let call = event.info.map(|info| info.call_id);
                self.recording(step, call, event.record_id, event.is_success != Some(false));
            }
            Body::RecordStopped(event) => {
                let call = event.info.map(|info| info.call_id);
                self.recording(step, call, event.record_id, event.is_success == Some(false));
            }
            _ => {}
        }
        self.weigh(step, &body, &effect);
        effect
    }

    fn service_initiated(&mut self, step: &Step<'_>, event: &ServiceInitiated<'_>, effect: &mut Effect) {
        let joins = event.initiated_device == step.own.device;
        let Some(call) = self.call_for(step, event.info.call_id, joins, effect) else {
            return;
        };
        if call.party(event.initiated_device).is_none() {
            step.enter(
                call,
                event.initiated_device,
                Role::Calling,
                ConnectionState::Initiated,
                effect,
            );
        }
        step.ensure_own(call, effect);
    }

    fn originated(&mut self, step: &Step<'_>, event: &Originated<'_>, effect: &mut Effect) {
        let joins = event.calling_device == step.own.device;
        let Some(call) = self.call_for(step, event.info.call_id, joins, effect) else {
            return;
        };
        call.note_ends(
            Some(event.calling_device),
            event.called_device,
            step.own.device.borrowed(),
        );
        step.caller(call, event.calling_device, true, effect);
        step.ensure_own(call, effect);
    }

    fn delivered(&mut self, step: &Step<'_>, event: &Delivered<'_>, effect: &mut Effect) {
        let own = step.own.device.borrowed();
        let listens = event.alerting_device == own && self.is_to_listen(event.info.call_id, own);
        // The own telephone rings first for a call that is made here: who is shown as calling has not been called yet.
        let rings_first =
            event.alerting_device == own && self.made.iter().any(|id| *id == event.info.call_id);
        let is_new = self.call(event.info.call_id).is_none();
        let was_here = is_new && self.knew(event.info.call_id);
        // A call that is made is a new one.
        let calls = event.calling_device == Some(own) && self.complete && !was_here;
        let joins = event.alerting_device == own || calls;
        let Some(call) = self.call_for(step, event.info.call_id, joins, effect) else {
            return;
        };
        call.note_ends(event.calling_device, event.called_device, own);
        if event.alerting_device == own {
            call.is_called_anew(event.calling_device);
            call.rang = Some(step.order.clone()).filter(|_| !step.trusted);
        }
        call.note_data(event.split, event.user_data, step.at.monotonic);
        call.note_trunk(event.trunk_group, event.trunk_member);
        // Passed on by somebody, or invited into, it has a history, and perhaps others in it.
        let comes_in = is_new && event.alerting_device == own && !listens && !rings_first;
        let before = Some(event).filter(|_| comes_in);
        let before = before.and_then(|event| Before::of(event, step.own));
        let is_passed_on = before.is_some() || event.last_redirection_device.is_some_and(|by| by != own);
        if is_new && (is_passed_on || was_here) {
            call.doubt_parties();
        }
        if listens {
            step.listens(call, event.called_device, event.info.origin_call_info, effect);
        }
        if let Some(calling) = event
            .calling_device
            .filter(|calling| *calling != event.alerting_device && !rings_first)
        {
            let fresh = is_new && event.alerting_device == own && !is_passed_on && !was_here && !listens;
            step.caller(call, calling, fresh, effect);
        }
        if let Some(before) = &before {
            before.bring_in(call, step, effect);
        }
        if event.alerting_device != own {
            call.has_dialled(own);
        }
        match call.party_mut(event.alerting_device) {
            // Who is said to be there, and is not known to be, may ring yet.
            Some(party) if party.leg.is_up() && party.verified && !step.is_unnumbered() => {
                effect.report(
                    AnomalyKind::Impossible,
                    "a device rings that is in the call already",
                );
            }
            // Without a number it may just be late; or the device has left and is called again.
            Some(party) if party.leg.is_up() && step.is_unnumbered() => {
                step.doubt(effect, "a device rings that is in the call already");
            }
            Some(party) => {
                if party.leaving {
                    step.doubt(effect, "a device rings that has transferred the call away");
                }
                let rings_again = party.leg.is_up() && event.alerting_device == own;
                party.leg = ConnectionState::Alerting;
                if rings_again {
                    // Its end was missed, and what has come of the others and of the recording since.
                    call.established = None;
                    call.doubts.add(Doubt::Recording);
                    call.doubt_others(own);
                }
            }
            None => {
                let role = match event.calling_device {
                    _ if listens => Role::Listening,
                    _ if rings_first => Role::Calling,
                    // Some switches ring the telephone first from which the call is made.
                    Some(calling) if calling == event.alerting_device => Role::Calling,
                    _ => Role::Called,
                };
                let leg = ConnectionState::Alerting;
                step.enter(call, event.alerting_device, role, leg, effect);
            }
        }
        step.ensure_own(call, effect);
    }

    fn established(&mut self, step: &Step<'_>, event: &Established<'_>, effect: &mut Effect) {
        let own = step.own.device.borrowed();
        let known = self.call(event.info.call_id).is_some();
        let listens = event.answering_device == own && self.is_to_listen(event.info.call_id, own);
        let calls = event.calling_device == Some(own) && (known || !self.knew(event.info.call_id));
        let joins = event.answering_device == own || calls;
        let Some(call) = self.call_for(step, event.info.call_id, joins, effect) else {
            return;
        };
        if !known && !step.trusted {
            effect.report(AnomalyKind::Gap, "answered, but nothing was seen to ring");
        }
        call.note_ends(event.calling_device, event.called_device, own);
        call.note_data(event.split, event.user_data, step.at.monotonic);
        if event.answering_device == own {
            call.note_sip_call(event.sip_call_id);
        }
        call.note_trunk(event.trunk_group, event.trunk_member);
        if listens {
            step.listens(call, event.called_device, event.info.origin_call_info, effect);
        }
        if let Some(calling) = event
            .calling_device
            .filter(|calling| *calling != event.answering_device)
        {
            step.caller(call, calling, false, effect);
        }
        if event.answering_device != own {
            call.has_dialled(own);
        }
        if event.answering_device != own && !call.conference {
            call.answered_elsewhere |= call.leg(own) == ConnectionState::Alerting;
        }
        match call.party_mut(event.answering_device) {
            Some(party) if party.leg.is_up() => {
                if event.answering_device == own && party.leg == ConnectionState::Hold {
                    step.missed(effect, "answered here, and was on hold");
                }
            }
            Some(party) => party.leg = ConnectionState::Connected,
            None => step.enter(
                call,
                event.answering_device,
                if listens { Role::Listening } else { Role::Called },
                ConnectionState::Connected,
                effect,
            ),
        }
        step.ensure_own(call, effect);
        // Who answers is connected with somebody, told or not.
        let answers =
            event.answering_device == own && (step.trusted || call.role(own) != Some(Role::Calling));
        if answers && call.leg(own).is_up() {
            call.established.get_or_insert(step.at);
        }
        call.note_established(own, step.at);
    }

    fn connection_cleared(&mut self, step: &Step<'_>, event: &ConnectionCleared<'_>, effect: &mut Effect) {
        let id = self.resolve(event.info.call_id);
        let own = step.own.device.borrowed();
        let is_own = event.releasing_device == own;
        let Some(index) = self.position(id) else {
            let id = id.to_owned();
            if is_own {
                self.end_handed_over(id.borrowed(), step, effect);
                let known = self.ended.get(&id);
                if known.is_none() && effect.cleared.is_none() {
                    step.missed(effect, "a call has ended that was not seen to begin");
                }
                if known.is_none_or(|ended| is_newer(step.order, &ended.order) == Some(true)) {
                    self.remember_end(id, step.order.clone(), !step.trusted);
                } else if !step.trusted {
                    self.ended.is_told(id.borrowed());
                }
            } else if !step.trusted && self.ended.get(&id).is_none() {
                effect.report(
                    AnomalyKind::Gap,
                    "a party has left a call that was not seen to begin",
                );
            }
            return;
        };
        let at = step.at.monotonic;
        let waits = self.returning.iter().any(|returning| returning.is_it(id, at));
        let Some(call) = self.calls.get_mut(index) else {
            return;
        };
        // The leg of a call that has gone into this one; or this one's, under a wrong id: the server is asked.
        let is_former = call.id != event.info.call_id && call.handed_to.is_none();
        if is_own && is_former && !step.trusted {
            effect.report(
                AnomalyKind::Gap,
                "the own leg is cleared under an id that the call had before",
            );
            return;
        }
        let is_known =
            call.party(event.releasing_device).is_some() || call.has_departed(event.releasing_device);
        if !is_known && !call.doubts.has(Doubt::Parties) {
            step.missed(effect, "a party has left that was not seen to come in");
        }
        let own = step.own.device.borrowed();
        let ends = || Ends::of(call, event, own, step.trusted);
        let left = event
            .hangup_device
            .filter(|_| waits && call.leg(own) == ConnectionState::Hold);
        effect.cleared = Some(ClearedFacts::of(
            call,
            event.releasing_device,
            step.own,
            left,
            ends,
        ));
        if is_own {
            let call = self.calls.remove(index);
            if call.listens {
                self.listening.retain(|listening| listening.call != call.id);
            }
            let at = step.at.monotonic;
            self.returning
                .retain(|returning| !returning.is_it(call.id.borrowed(), at));
            self.lend(step, &call);
            self.remember_end_of(call, step.order.clone(), !step.trusted);
        } else {
            call.remove(event.releasing_device, step.order);
            call.knows_guest(event.releasing_device);
        }
    }

    /// A call has ended: if it was the consultation before a transfer that returns, its party is in the other call now.
    fn lend(&mut self, step: &Step<'_>, consultation: &Call) {
        let (own, at) = (step.own.device.borrowed(), step.at.monotonic);
        let guest = consultation.other_party(&step.own.device);
        let guest = guest.filter(|party| party.leg.is_up());
        let returning = &self.returning;
        let goes_into = |call: &Call| {
            let mut returning = returning.iter();
            returning.any(|returning| {
                returning.is_it(call.id.borrowed(), at)
                    && returning.consultation.as_ref() == Some(&consultation.id)
            })
        };
        let waits = |call: &&mut Call| call.leg(own) == ConnectionState::Hold && goes_into(call);
        // Nobody tells a watch why: the agent may wait for those two, or have hung up; whichever was made for the other.
        let mut others = consultation.parties.iter().filter(|party| party.device != own);
        let first = others
            .clone()
            .next()
            .filter(|_| consultation.established.is_some() || others.any(|party| party.leg.is_up()));
        let perhaps = self.watched && first.is_some();
        let guest = if self.watched { first } else { guest };
        let mut held = self
            .calls
            .iter()
            .filter(|call| call.leg(own) == ConnectionState::Hold);
        let only = held.next().filter(|_| held.next().is_none());
        let perhaps = only.filter(|_| perhaps).map(|call| call.id.clone());
        let may_go_into = |call: &Call| perhaps.as_ref() == Some(&call.id);
        let waits = |call: &&mut Call| waits(call) || may_go_into(call);
        for call in self.calls.iter_mut().filter(waits) {
            // Where nothing numbers the events, that party may have left again.
            let may_be_old =
                |guest: &&Party| step.is_unnumbered() && call.has_departed(guest.device.borrowed());
            let guest = guest.filter(|guest| !may_be_old(guest));
            call.take_guest(guest, !consultation.doubts.has(Doubt::Parties));
        }
    }

    /// The agent's device transferred calls away and left them under their new id.
    fn end_handed_over(&mut self, new_id: CallRef<'_>, step: &Step<'_>, effect: &mut Effect) {
        let own = step.own.device.borrowed();
        while let Some(index) = self
            .calls
            .iter()
            .position(|call| call.handed_to.as_ref().is_some_and(|(to, _)| *to == new_id))
        {
            let call = self.calls.remove(index);
            effect
                .cleared
                .get_or_insert_with(|| ClearedFacts::of(&call, own, step.own, None, || Ends::TRANSFERRED));
            self.remember_end(call.id, step.order.clone(), !step.trusted);
        }
    }

    fn hold(
        &mut self,
        step: &Step<'_>,
        id: CallRef<'_>,
        device: DeviceRef<'_>,
        to: ConnectionState,
        effect: &mut Effect,
    ) {
        let known = self.call(id).is_some();
        if device == step.own.device.borrowed() && to == ConnectionState::Connected {
            let id = self.resolve(id).to_owned();
            let at = step.at.monotonic;
            self.returning
                .retain(|returning| !returning.is_it(id.borrowed(), at));
        }
        let watched = self.watched;
        if device == step.own.device.borrowed() {
            self.takes_part(id, device);
        }
        let Some(call) = self.call_for(step, id, false, effect) else {
            return;
        };
        // A watch is told by `conferenced`, where the other is still there.
        if watched && device == step.own.device.borrowed() && to == ConnectionState::Connected {
            call.lets_guest_go();
        }
        // Who has transferred the call and has waited for it.
        if to == ConnectionState::Connected && !step.is_unnumbered() {
            call.come_back(device, step.own.device.borrowed());
        }
        match call.party_mut(device) {
            // It was not known anyway.
            Some(party) if !party.verified => party.leg = to,
            Some(party) => {
                if !party.leg.is_up() {
                    effect.report(AnomalyKind::Gap, "held or retrieved, but not seen to be answered");
                } else if party.leg == to {
                    step.missed(effect, "held or retrieved, and was so already");
                }
                party.leg = to;
            }
            None => {
                if known && !call.has_departed(device) && !call.doubts.has(Doubt::Parties) {
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
        call.note_established(step.own.device.borrowed(), step.at);
    }

    /// Somebody could not be reached: in a call that was made from here, or who was to join. It touches nobody else.
    fn failed(&mut self, step: &Step<'_>, event: &Failed<'_>, effect: &mut Effect) {
        // One that has ended does not come back by that.
        if self.call(event.info.call_id).is_none() && self.knew(event.info.call_id) {
            return;
        }
        let Some(call) = self.call_for(step, event.info.call_id, false, effect) else {
            return;
        };
        let own = step.own.device.borrowed();
        // The server may tell the number alone.
        let known = call.parties.iter().map(|party| &party.device).chain(&call.called);
        let known: Vec<DeviceId> = known.cloned().collect();
        let known = |called: DeviceRef<'_>| {
            let is_it = |device: &&DeviceId| called.domain().is_empty() && device.number() == called.number();
            known.iter().find(is_it)
        };
        let called = event
            .called_device
            .map(|called| known(called).map_or(called, DeviceId::borrowed));
        let called = called.filter(|called| *called != own);
        // A call that was made from here and fails at once need not have been told of before.
        if call.parties.is_empty() && called.is_some() {
            step.enter(call, own, Role::Calling, ConnectionState::Connected, effect);
            call.note_ends(Some(own), called, own);
        }
        step.ensure_own(call, effect);
        let dials = call.role(own) == Some(Role::Calling) && call.established.is_none();
        let others = call.parties.iter().filter(|party| party.device != own);
        let only = others.clone().count() <= 1;
        let is_the_called = called.is_none_or(|called| {
            only && others.clone().all(|party| party.device == called)
                || call.called.as_ref().is_some_and(|dialled| *dialled == called)
        });
        if dials && is_the_called {
            call.failure = Some((event.failed_code(), event.failed_msg.map(kept)));
        }
        let Some(called) = called else { return };
        match call.party_mut(called) {
            // It is busy: it is in this call already.
            Some(party) if party.leg.is_up() && !dials => {}
            Some(party) if party.leg.is_up() => {
                effect.report(
                    AnomalyKind::Impossible,
                    "could not be put through, but was answered",
                );
            }
            Some(party) if dials && is_the_called => party.leg = ConnectionState::Fail,
            // It rings already, by another's invitation; or it has rung, and its end is told by itself.
            Some(_) => {}
            None if dials && is_the_called => {
                step.enter(call, called, Role::Called, ConnectionState::Fail, effect);
            }
            None => {}
        }
    }

    fn recording(&mut self, step: &Step<'_>, call: Option<CallRef<'_>>, record: Option<&str>, on: bool) {
        let of_record = || {
            let is_it = |call: &Call| record.is_some() && call.record.as_deref() == record;
            self.calls.iter().position(is_it)
        };
        let connected = || {
            let mut calls = self.calls.iter();
            calls.position(|call| call.leg(&step.own.device) == ConnectionState::Connected)
        };
        let index = match call {
            Some(call) => self.position(self.resolve(call)),
            // The server need not name the call: then it is the one of that recording, or the one that is connected.
            None => of_record().or_else(connected),
        };
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index)) {
            if on && let Some(record) = record {
                call.record = Some(kept(record));
            }
            call.recording = on;
            call.recording_told = true;
            call.doubts.remove(Doubt::Recording);
        }
    }
}
