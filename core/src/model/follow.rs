//! Transfers and conferences: the events by which calls change their parties and their ids.

use super::call::{Call, ConnectionState, Role};
use super::effect::Effect;
use super::named::{Named, comes_from_elsewhere, goes_on_as};
use super::order::is_newer;
use super::state::{Model, Returning};
use super::step::Step;
use crate::doubt::Doubt;
use crate::event::{AnomalyKind, CallInfo, Conferenced, Transferred};
use crate::id::{CallId, CallRef, DeviceRef};

impl Model {
    pub(super) fn transferred(&mut self, step: &Step<'_>, event: &Transferred<'_>, effect: &mut Effect) {
        let own = step.own.device.borrowed();
        let mut named = Named {
            primary: event.primary_old_call,
            secondary: event.secondary_old_call,
            call: event.info.call_id,
            new: event.new_call,
        };
        if event.transferring_device == Some(own) {
            let both = self.both_calls(&named, event.transferred_to_device, own);
            if let Some((held, active)) = &both {
                named.primary = Some(held.borrowed());
                named.secondary = Some(active.borrowed());
            }
            self.hand_over(step, &named, event.transferred_to_device, effect);
            return;
        }
        let joins = event.transferred_to_device == Some(own);
        let unnamed = self.unnamed(&named, event.transferring_device, own);
        let new_id = goes_on_as(&named, unnamed.is_some(), step, effect);
        effect.unnamed.extend(unnamed.clone());
        let old = named.with(unnamed.as_ref(), new_id);
        self.expect_first(step, event.secondary_old_call, new_id, effect);
        let calls = event.primary_old_call.zip(event.secondary_old_call);
        let calls = calls.and_then(|(held, consulted)| self.call(held).zip(self.call(consulted)));
        if calls.is_some_and(|(held, consulted)| held.id != consulted.id) {
            step.doubt(effect, "only who transfers is in both calls");
        }
        let Some(call) = self.follow(step, &old, new_id, joins, effect) else {
            return;
        };
        let of_two =
            event.primary_old_call.is_some() || comes_from_elsewhere(call, event.transferred_to_device, own);
        // Of the two calls that are one now the own device was in one: nobody tells who is in the other.
        if of_two {
            call.doubt_parties();
        }
        // Who transfers a call has been answered, or has answered it.
        if call.leg(own).is_up() {
            call.established.get_or_insert(step.at);
        }
        let mut place = Role::Called;
        if let Some(device) = event.transferring_device {
            match call.party_mut(device) {
                Some(party) => {
                    expect_answered(party.leg, step, effect);
                    party.leaving = true;
                    place = party.role;
                    // It had this call on hold while it consulted.
                    if of_two {
                        party.verified &= party.leg == ConnectionState::Hold;
                        party.leg = ConnectionState::Hold;
                    }
                }
                // The target of a single step need not have seen it. To one that rang before there are more in the call than
                // it was told.
                None => {
                    if call.has_departed(device) {
                        step.doubt(effect, "who transfers the call has left it");
                    }
                    call.note_departure(device, step.order);
                    if call.leg(own) == ConnectionState::Alerting && !joins {
                        call.doubt_others(own);
                    }
                }
            }
        }
        if let Some(to) = event.transferred_to_device {
            // In a single step it is ringing now. After a consultation it has answered, as a rule, and who was on hold has
            // not seen it.
            let leg = match of_two {
                true => ConnectionState::Connected,
                false => ConnectionState::Alerting,
            };
            if !of_two && call.leg(to).is_up() {
                step.doubt(effect, "who gets the call is in it already");
            }
            let is_new = call.party(to).is_none();
            enter(call, step, to, place, leg, effect);
            if let Some(party) = call.party_mut(to).filter(|_| is_new) {
                party.verified = !of_two;
            }
        }
        add_origin(call, step, &event.info, event.transferring_device, place, effect);
        if let Some(leaver) = event.transferring_device {
            call.replace_end(leaver, own);
        }
        step.ensure_own(call, effect);
        call.note_established(own, step.at);
    }

    pub(super) fn conferenced(&mut self, step: &Step<'_>, event: &Conferenced<'_>, effect: &mut Effect) {
        let own = step.own.device.borrowed();
        let event = self.in_one_form(event, own);
        let event = &match step.is_unnumbered() {
            // The legs may not be what they were at the server.
            true => event,
            false => self.in_order(&event),
        };
        let mut named = Named {
            primary: event.primary_old_call,
            secondary: event.secondary_old_call,
            call: event.info.call_id,
            new: event.new_call,
        };
        let added = event
            .added_party
            .filter(|_| event.conferencing_device == Some(own));
        let both = self.both_calls(&named, added, own);
        if let Some((held, active)) = &both {
            let call = self.resolve(named.call);
            let unnamed = [held, active]
                .into_iter()
                .filter(|id| !self.is_the_same(id, call));
            effect.unnamed.extend(unnamed.cloned());
            named.primary = Some(held.borrowed());
            named.secondary = Some(active.borrowed());
        }
        let event = &Conferenced {
            primary_old_call: named.primary,
            secondary_old_call: named.secondary,
            ..*event
        };
        let unnamed = self.unnamed(&named, event.conferencing_device, own);
        let new_id = goes_on_as(&named, unnamed.is_some(), step, effect);
        effect.unnamed.extend(unnamed.clone());
        let old = named.with(unnamed.as_ref(), new_id);
        let joins = event.added_party == Some(own) || event.conferencing_device == Some(own);
        self.expect_first(step, event.secondary_old_call, new_id, effect);
        self.expect_conferencing_leg(step, event, effect);
        let Some(call) = self.follow(step, &old, new_id, joins, effect) else {
            return;
        };
        let elsewhere =
            event.conferencing_device != Some(own) && comes_from_elsewhere(call, event.added_party, own);
        let of_two = event.primary_old_call.is_some() || elsewhere;
        // Nobody tells who comes in who is there, and how.
        if event.added_party == Some(own) {
            call.doubt_others(own);
        } else if of_two && event.conferencing_device != Some(own) {
            call.doubt_parties();
        }
        // That the agent's leg was on hold, or rang, unseen, and is connected by this, only an event that names both calls tells.
        let is_of_both = event.primary_old_call.is_some() && event.secondary_old_call.is_some();
        let by_own = event.conferencing_device == Some(own);
        let is_other = !matches!(call.leg(own), ConnectionState::Connected | ConnectionState::Null);
        if of_two && !is_of_both && by_own && is_other {
            effect.unnamed.push(call.id.clone());
        }
        if let Some(conferencing) = event.conferencing_device {
            let has_left = call.has_departed(conferencing);
            match call.party_mut(conferencing) {
                // It had this call on hold while it consulted.
                Some(party) if of_two => party.leg = ConnectionState::Connected,
                Some(_) => {}
                // Who has invited need not be there any more.
                None if has_left => {}
                None => {
                    let (role, leg) = (Role::Unknown, ConnectionState::Connected);
                    enter(call, step, conferencing, role, leg, effect);
                    // In a single step it need not have taken the call back.
                    if let Some(party) = call.party_mut(conferencing) {
                        party.verified = of_two;
                    }
                }
            }
        }
        if let Some(added) = event.added_party {
            let is_new = call.party(added).is_none();
            enter(
                call,
                step,
                added,
                Role::Called,
                ConnectionState::Connected,
                effect,
            );
            // Who comes from a consultation may have put that on hold, and nobody tells whether that leg still is. Who is
            // invited in a single step has been seen to answer; who has not was here before, or has come from there.
            let guest = call.guest(added).map(|guest| guest.is_connected);
            if let Some(party) = call.party_mut(added) {
                let is_connected = guest == Some(true) && party.leg == ConnectionState::Connected;
                party.verified &= !is_new && (!of_two || guest.is_none());
                party.verified |= !of_two && is_connected;
            }
            if !of_two {
                call.knows_guest(added);
            }
        }
        add_origin(
            call,
            step,
            &event.info,
            event.conferencing_device,
            Role::Unknown,
            effect,
        );
        // Who comes in later than the others is not told who they are.
        if call.parties.len() < 3 && !call.doubts.has(Doubt::Parties) {
            effect.report(
                AnomalyKind::Gap,
                "a conference of whose parties not all have been told",
            );
        }
        call.conference = true;
        step.ensure_own(call, effect);
        call.note_established(own, step.at);
    }

    /// A consultation goes into its call once, and while it lasts: without a number, this may be a copy, or late.
    fn expect_first(
        &self,
        step: &Step<'_>,
        secondary: Option<CallRef<'_>>,
        new_id: CallRef<'_>,
        effect: &mut Effect,
    ) {
        if secondary.is_some_and(|old| old != new_id && self.resolve(old) == self.resolve(new_id)) {
            step.doubt(effect, "the consultation has gone into its call before");
        }
        let ended = secondary.and_then(|old| self.ended.get(old));
        if ended.is_some_and(|ended| ended.call != new_id && is_newer(step.order, &ended.order) != Some(true))
        {
            step.doubt(effect, "the consultation has ended");
        }
    }

    /// Who confers has the first call on hold, or in a single step the only one connected.
    fn expect_conferencing_leg(&self, step: &Step<'_>, event: &Conferenced<'_>, effect: &mut Effect) {
        let (id, expected) = match (event.primary_old_call, event.secondary_old_call) {
            (Some(held), _) => (held, ConnectionState::Hold),
            (None, Some(active)) => (active, ConnectionState::Connected),
            (None, None) => return,
        };
        let known = self.call(id).zip(event.conferencing_device);
        if known.is_some_and(|(call, device)| call.leg(device) != expected) {
            step.doubt(effect, "the conferencing leg was not as a conference finds it");
        }
    }

    /// The agent's device transfers away: its legs are cleared by the events that follow.
    fn hand_over(
        &mut self,
        step: &Step<'_>,
        named: &Named<'_>,
        heir: Option<DeviceRef<'_>>,
        effect: &mut Effect,
    ) {
        let unnamed = self.unnamed(
            named,
            Some(step.own.device.borrowed()),
            step.own.device.borrowed(),
        );
        let mut old: Vec<CallRef<'_>> = named.ids().collect();
        old.extend(unnamed.as_ref().map(CallId::borrowed));
        let is_known = |id: CallRef<'_>| self.knew(id);
        let both = [named.primary, named.secondary];
        if !both.into_iter().flatten().all(is_known) {
            step.missed(effect, "a call is transferred that was not seen to begin");
        }
        // Where one of them goes on under its id, each leg is cleared by its own.
        let new_id = named.new.unwrap_or(named.call);
        let goes_on = both.contains(&Some(new_id));
        let to = |id| if goes_on { id } else { new_id };
        for id in old {
            let now = self.resolve(id);
            let index = self.position(now).filter(|_| !self.comes_back(now, named, step));
            if let Some(call) = index.and_then(|index| self.calls.get_mut(index)) {
                call.handed_to = Some((to(id).to_owned(), step.at));
                call.heir = heir.map(DeviceRef::to_owned);
                if let Some(party) = call.party_mut(step.own.device.borrowed()) {
                    expect_answered(party.leg, step, effect);
                    party.leaving = true;
                }
            }
        }
    }

    /// Whether the event tells that the agent's device waits for this call, on hold, as it has asked to.
    fn comes_back(&self, call: CallRef<'_>, named: &Named<'_>, step: &Step<'_>) -> bool {
        let both = named.primary.zip(named.secondary);
        let is_by = |returning: &Returning| match &returning.consultation {
            Some(consultation) => named.ids().any(|id| *consultation == self.resolve(id)),
            None => both.is_none_or(|(held, active)| held == active),
        };
        let mut returning = self.returning.iter();
        returning.any(|returning| {
            returning.is_it(call, step.at.monotonic) && returning.left_by.is_none() && is_by(returning)
        })
    }

    /// Brings all that is known of the old calls together under the new id.
    fn follow(
        &mut self,
        step: &Step<'_>,
        old: &[Option<CallRef<'_>>],
        new_id: CallRef<'_>,
        joins: bool,
        effect: &mut Effect,
    ) -> Option<&mut Call> {
        let mut ids: Vec<CallId> = old
            .iter()
            .copied()
            .flatten()
            .map(|id| self.resolve(id).to_owned())
            .collect();
        ids.dedup();
        // Where it is not named as such, it is the older one.
        let older = || self.calls.iter().find(|call| ids.contains(&call.id));
        let held = match old.first().copied().flatten() {
            Some(held) => self.resolve(held).to_owned(),
            None => older().map_or_else(|| self.resolve(new_id).to_owned(), |call| call.id.clone()),
        };
        if let Some(at) = ids.iter().position(|id| *id == held) {
            let held = ids.remove(at);
            ids.insert(0, held);
        }
        // Which of the two was held the event may tell the wrong way round; that it goes on as one that is not known here, it
        // does not: then the data here is of the other.
        let mut both = old.iter().take(2).flatten();
        let goes_into_unknown = both.any(|id| *id == new_id) && self.position(self.resolve(new_id)).is_none();
        let mut has_its_data = false;
        // The call that was held comes first, so its parties keep their roles, and it its data.
        let mut merged: Option<Call> = None;
        let mut place = self.calls.len();
        for id in &ids {
            let Some(index) = self.position(id.borrowed()) else {
                continue;
            };
            place = place.min(index);
            let call = self.calls.remove(index);
            match &mut merged {
                None => {
                    has_its_data = call.id == held && call.data.is_some() && !goes_into_unknown;
                    merged = Some(call);
                }
                Some(merged) => merged.absorb(call),
            }
        }
        let Some(mut call) = merged else {
            let id = self.call_for(step, new_id, joins, effect)?.id.clone();
            if !step.trusted {
                effect.report(AnomalyKind::Gap, "the call was not seen to begin");
            }
            for old in ids.into_iter().filter(|old| *old != id) {
                self.remember_rename(old, id.clone());
            }
            return self.calls.iter_mut().find(|call| call.id == id);
        };
        if let Some(ended) = self.ended.remove(new_id)
            && is_newer(step.order, &ended.order) != Some(true)
        {
            step.doubt(effect, "the call that it goes on as has ended");
        }
        for id in ids.iter().cloned().chain([call.id.clone()]) {
            if id != new_id {
                call.remember_id(id.clone());
                self.remember_rename(id, new_id.to_owned());
            }
        }
        if step.at.monotonic < call.created.monotonic {
            call.created = step.at;
        }
        // The data of both goes on with the one.
        if ids.len() > 1 {
            call.doubts.add(Doubt::Data);
            call.foreign_data |= !has_its_data;
            // A server that adds keys has done so in what it has told of the consultation.
            call.lacks_keys |= !has_its_data && call.data.is_some();
            call.joined = Some(step.at.monotonic);
        }
        for returning in &mut self.returning {
            if ids.contains(&returning.call) {
                returning.call = new_id.to_owned();
            }
        }
        call.id = new_id.to_owned();
        let place = place.min(self.calls.len());
        self.calls.insert(place, call);
        self.calls.get_mut(place)
    }
}

/// Who transfers a call has answered it: without a number, this may be late otherwise, or early.
fn expect_answered(leg: ConnectionState, step: &Step<'_>, effect: &mut Effect) {
    if leg == ConnectionState::Alerting {
        step.doubt(effect, "who transfers the call has not answered it");
    }
}

fn enter(
    call: &mut Call,
    step: &Step<'_>,
    device: DeviceRef<'_>,
    role: Role,
    leg: ConnectionState,
    effect: &mut Effect,
) {
    if call.party(device).is_none() {
        step.enter(call, device, role, leg, effect);
    }
}

/// A party that was consulted learns who the others are from the call as it was first made, if `by`, who brings them
/// together, took part in that. If not, the call has been transferred since, and its first parties need not be there. Nor
/// need they be so otherwise, and there can be more. `place` is the role of whom they take the place of.
fn add_origin(
    call: &mut Call,
    step: &Step<'_>,
    info: &CallInfo<'_>,
    by: Option<DeviceRef<'_>>,
    place: Role,
    effect: &mut Effect,
) {
    let Some(origin) = &info.origin_call_info else {
        return;
    };
    let ends = [
        (origin.calling_device, Role::Calling),
        (origin.called_device, Role::Called),
    ];
    if by.is_some() && ends.iter().all(|(end, _)| *end != by) {
        // It has been transferred before, not by the customer, who is there still, as a rule. Who else is nobody tells.
        let own = &step.own.device;
        let named = ends.iter().any(|(end, _)| end.is_some());
        let told = call
            .parties
            .iter()
            .any(|party| party.device != *own && Some(party.device.borrowed()) != by);
        if named && !told {
            let is_outside = |end: &DeviceRef<'_>| !step.own.internal.contains_number(end.number());
            let customer = ends.iter().find(|(end, _)| end.as_ref().is_some_and(is_outside));
            enter_unsure(call, step, customer.copied(), place, effect);
            call.doubt_others(own.borrowed());
        }
        return;
    }
    let others = ends.map(|(end, role)| (end.filter(|end| Some(*end) != by), role));
    enter_unsure(call, step, others, place, effect);
}

/// Those who were in the call at first come into it, if they have not left since: whether they are there still nobody tells.
fn enter_unsure<'a>(
    call: &mut Call,
    step: &Step<'_>,
    ends: impl IntoIterator<Item = (Option<DeviceRef<'a>>, Role)>,
    place: Role,
    effect: &mut Effect,
) {
    for (device, role) in ends {
        if let Some(device) = device.filter(|device| !call.has_departed(*device))
            && call.party(device).is_none()
        {
            let role = if place == Role::Unknown { role } else { place };
            enter(call, step, device, role, ConnectionState::Connected, effect);
            call.doubt_parties();
            if let Some(party) = call.party_mut(device) {
                party.verified = false;
            }
        }
    }
}
