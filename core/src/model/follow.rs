//! Transfers and conferences: the events by which calls change their parties and their ids.

use super::apply::{Effect, Step};
use super::call::{Call, ConnectionState, Role};
use super::Model;
use crate::event::{AnomalyKind, CallInfo, Conferenced, Transferred};
use crate::id::{CallId, DeviceId};

impl Model {
    pub(super) fn transferred(&mut self, step: &Step<'_>, event: &Transferred, effect: &mut Effect) {
        let own = &step.own.device;
        let new_id = event.new_call.as_ref().unwrap_or(&event.info.call);
        let old = [event.primary_old.as_ref(), event.secondary_old.as_ref(), Some(&event.info.call), Some(new_id)];
        if event.transferring.as_ref() == Some(own) {
            self.hand_over(step, &old, new_id);
            return;
        }
        let joins = event.transferred_to.as_ref() == Some(own);
        let Some(call) = self.follow(step, &old, new_id, joins, effect) else { return };
        if let Some(party) = event.transferring.as_ref().and_then(|device| call.party_mut(device)) {
            party.leaving = true;
        }
        if let Some(to) = &event.transferred_to {
            // After a consultation the other side has answered; in a single step it is ringing now.
            let leg = match event.primary_old {
                Some(_) => ConnectionState::Connected,
                None => ConnectionState::Alerting,
            };
            enter(call, step, to, Role::Called, leg);
        }
        add_origin(call, step, &event.info, event.transferring.as_ref());
        step.ensure_own(call, effect);
        call.note_established(own, step.at);
    }

    pub(super) fn conferenced(&mut self, step: &Step<'_>, event: &Conferenced, effect: &mut Effect) {
        let own = &step.own.device;
        let new_id = event.new_call.as_ref().unwrap_or(&event.info.call);
        let old = [event.primary_old.as_ref(), event.secondary_old.as_ref(), Some(&event.info.call), Some(new_id)];
        let joins = event.added.as_ref() == Some(own) || event.conferencing.as_ref() == Some(own);
        let Some(call) = self.follow(step, &old, new_id, joins, effect) else { return };
        if let Some(conferencing) = &event.conferencing {
            match call.party_mut(conferencing) {
                // It had this call on hold while it consulted.
                Some(party) if event.primary_old.is_some() => party.leg = ConnectionState::Connected,
                Some(_) => {}
                None => enter(call, step, conferencing, Role::Unknown, ConnectionState::Connected),
            }
        }
        if let Some(added) = &event.added {
            enter(call, step, added, Role::Called, ConnectionState::Connected);
        }
        add_origin(call, step, &event.info, None);
        call.conference = true;
        step.ensure_own(call, effect);
        call.note_established(own, step.at);
    }

    /// The own device transfers away: its legs are cleared by the events that follow.
    fn hand_over(&mut self, step: &Step<'_>, old: &[Option<&CallId>], new_id: &CallId) {
        for id in old.iter().copied().flatten() {
            let id = self.resolve(id).clone();
            if let Some(call) = self.calls.iter_mut().find(|call| call.id == id) {
                call.handed_to = Some((new_id.clone(), step.at));
                if let Some(party) = call.party_mut(&step.own.device) {
                    party.leaving = true;
                }
            }
        }
    }

    /// Brings all that is known of the old calls together under the new id.
    fn follow(
        &mut self,
        step: &Step<'_>,
        old: &[Option<&CallId>],
        new_id: &CallId,
        joins: bool,
        effect: &mut Effect,
    ) -> Option<&mut Call> {
        let mut ids: Vec<CallId> = old.iter().copied().flatten().map(|id| self.resolve(id).clone()).collect();
        ids.dedup();
        // The call that was held comes first, so its parties keep their roles.
        let mut merged: Option<Call> = None;
        for id in &ids {
            let Some(index) = self.position(id) else { continue };
            let call = self.calls.remove(index);
            match &mut merged {
                None => merged = Some(call),
                Some(merged) => merged.absorb(call),
            }
        }
        let Some(mut call) = merged else {
            let made = self.call_for(step, new_id, joins, effect)?;
            if !step.trusted {
                effect.report(AnomalyKind::Gap, "the call was not seen to begin");
            }
            return Some(made);
        };
        self.ended.retain(|ended| ended.call != *new_id);
        for id in ids.into_iter().chain([call.id.clone()]) {
            if id != *new_id && !call.former_ids.contains(&id) {
                self.remember_rename(id.clone(), new_id.clone());
                call.former_ids.push(id);
            }
        }
        call.id = new_id.clone();
        let index = self.calls.partition_point(|other| other.created.monotonic <= call.created.monotonic);
        self.calls.insert(index, call);
        self.calls.get_mut(index)
    }
}

fn enter(call: &mut Call, step: &Step<'_>, device: &DeviceId, role: Role, leg: ConnectionState) {
    if call.party(device).is_none() && call.may_enter(device, &step.order) {
        call.add(device, role, leg);
    }
}

/// A party that was consulted learns who the others are from the call as it was first made.
fn add_origin(call: &mut Call, step: &Step<'_>, info: &CallInfo, leaving: Option<&DeviceId>) {
    let Some(origin) = &info.origin else { return };
    for (device, role) in [(&origin.calling, Role::Calling), (&origin.called, Role::Called)] {
        if let Some(device) = device.as_ref().filter(|device| Some(*device) != leaving && !call.has_departed(device)) {
            enter(call, step, device, role, ConnectionState::Connected);
        }
    }
}
