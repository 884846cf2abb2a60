//! What is done with two calls of one device: conference, transfer, cancelling a consultation.

use wellclient_core::id::{CallId, DeviceId};

use super::leg::must_be_up;
use crate::pbx::Pbx;
use crate::pbx::call::{Call, Leg, LegMode};
use crate::pbx::exchange::NORMAL;
use crate::pbx::happened::Happened;
use crate::pbx::refusal::Refusal;

impl Pbx {
    /// The consulted party joins the held call, and the device takes it back.
    pub(super) fn conference(&mut self, held: &CallId, leg: &Leg, consult: &CallId) -> Result<(), Refusal> {
        let added = self.may_merge(held, leg, consult, false)?;
        let maker = &leg.device;
        // It would talk in two.
        if self.engaged_call(maker).is_some_and(|third| third.id != *consult) {
            return Err(Refusal::WrongState("the extension is in another call"));
        }
        self.merge(held, consult, maker);
        if let Some(known) = self.calls.get_mut(held) {
            known.conference = true;
            known.owner = Some(maker.clone());
            if let Some(leg) = known.leg_mut(maker) {
                leg.mode = LegMode::Connected;
                leg.waiting = None;
            }
        }
        self.tell_conferenced(held, maker, &added, consult);
        Ok(())
    }

    /// The consulted party, who may still be ringing, takes the device's place in the held call.
    pub(super) fn transfer(&mut self, held: &CallId, leg: &Leg, consult: &CallId) -> Result<(), Refusal> {
        let to = self.may_merge(held, leg, consult, true)?;
        let by = &leg.device;
        let over = self.others_in(consult, by);
        self.split_off(held, consult, by);
        self.hand_on(held, by, &to);
        let mut told = self.others_in(held, by);
        told.push(by.clone());
        self.tell_transferred([held, consult], by, &to, &told, &over);
        let mut left = Vec::new();
        left.extend(self.release(held, by, by, NORMAL));
        left.extend(self.release(consult, by, by, NORMAL));
        self.calls.remove(consult);
        self.settle(held, &mut left, by, NORMAL);
        self.rest_all(left);
        Ok(())
    }

    /// The consulted party talks to the held one. For the device the consultation ends, and it waits on hold until those two
    /// have done.
    pub(super) fn transfer_and_wait(
        &mut self,
        held: &CallId,
        leg: &Leg,
        consult: &CallId,
    ) -> Result<(), Refusal> {
        let to = self.may_merge(held, leg, consult, false)?;
        let by = &leg.device;
        let with = self.to_wait_with(held, leg);
        let over = self.others_in(consult, by);
        self.split_off(held, consult, by);
        // Its own leg goes nowhere.
        let told = self.others_in(held, by);
        self.tell_transferred([held, consult], by, &to, &told, &over);
        self.remembers(held, consult, by);
        self.tell_who_rings(held);
        self.release(consult, by, by, NORMAL);
        self.calls.remove(consult);
        self.wait_for(held, by, with);
        Ok(())
    }

    /// Whom the leg is to talk to again when the call comes back: all who are in it now, or were when it began to wait.
    pub(super) fn to_wait_with(&self, call: &CallId, leg: &Leg) -> Vec<DeviceId> {
        match &leg.waiting {
            Some(waiting) => waiting.with.clone(),
            None => {
                let parties = self.calls.get(call).into_iter().flat_map(Call::parties);
                let others = parties.filter(|other| other.device != leg.device);
                others.map(|other| other.device.clone()).collect()
            }
        }
    }

    /// The device takes its held call back by itself when it is alone `with` these again.
    pub(super) fn wait_for(&mut self, call: &CallId, device: &DeviceId, with: Vec<DeviceId>) {
        if let Some(known) = self.calls.get_mut(call) {
            known.begin_to_wait(device, with);
        }
    }

    /// Leaves the consultation and takes the held call back.
    pub(super) fn cancel_consult(
        &mut self,
        held: &CallId,
        leg: &Leg,
        consult: &CallId,
    ) -> Result<(), Refusal> {
        let device = &leg.device;
        if leg.mode != LegMode::Held {
            return Err(NOT_HELD);
        }
        self.consultation(held, device, consult)?;
        self.clear(consult, device, device, NORMAL);
        if self.engaged_call(device).is_none() {
            self.retrieve(held, device);
        }
        Ok(())
    }

    /// Whether the two calls can become one. Gives the consulted party.
    fn may_merge(
        &self,
        held: &CallId,
        leg: &Leg,
        consult: &CallId,
        ringing: bool,
    ) -> Result<DeviceId, Refusal> {
        must_be_up(leg)?;
        if leg.mode != LegMode::Held {
            return Err(NOT_HELD);
        }
        let other = self.consultation(held, &leg.device, consult)?;
        let mine = other.leg(&leg.device).map(|leg| leg.mode);
        let ready = match mine {
            Some(LegMode::Connected | LegMode::Held) => true,
            Some(LegMode::Initiated) => ringing,
            Some(LegMode::Alerting) | None => false,
        };
        if !ready {
            return Err(Refusal::WrongState("the consulted party has not answered"));
        }
        let party = other
            .other_party(&leg.device)
            .ok_or(Refusal::WrongState("nobody is consulted"))?;
        let first = self.calls.get(held).ok_or(NO_CALL)?;
        let shared =
            |candidate: &Leg| candidate.device != leg.device && first.leg(&candidate.device).is_some();
        if other.legs.iter().any(shared) {
            return Err(Refusal::WrongState("a party is in both calls"));
        }
        Ok(party.device.clone())
    }

    fn consultation(&self, held: &CallId, device: &DeviceId, consult: &CallId) -> Result<&Call, Refusal> {
        let other = self
            .calls
            .get(consult)
            .filter(|_| consult != held)
            .ok_or(NO_CALL)?;
        match other.leg(device) {
            Some(leg) if !leg.spy => Ok(other),
            _ => Err(Refusal::NotFound("no such connection")),
        }
    }

    /// Moves everybody else of the consultation into the held call, and ends it without a word.
    fn merge(&mut self, held: &CallId, consult: &CallId, by: &DeviceId) {
        self.split_off(held, consult, by);
        self.remembers(held, consult, by);
        self.take_leg(consult, by);
        self.calls.remove(consult);
    }

    /// Who has consulted knows in the held call whom the events of the consultation have named.
    fn remembers(&mut self, held: &CallId, consult: &CallId, by: &DeviceId) {
        let left = self.calls.get(consult).and_then(|known| known.leg(by));
        let told_of = left.map(|leg| leg.told_of.clone()).unwrap_or_default();
        if let Some(leg) = self.calls.get_mut(held).and_then(|known| known.leg_mut(by)) {
            leg.told_of.extend(told_of);
        }
    }

    /// Moves everybody but `by` from the consultation into the held call.
    fn split_off(&mut self, held: &CallId, consult: &CallId, by: &DeviceId) {
        let other = self
            .calls
            .get(held)
            .and_then(|known| known.other_party(by))
            .map(|leg| leg.device.clone());
        let Some(known) = self.calls.get(consult) else {
            return;
        };
        let (legs, data, conference) = (known.legs.clone(), known.data.clone(), known.conference);
        for leg in legs.into_iter().filter(|leg| leg.device != *by) {
            let Some(mut leg) = self.take_leg(consult, &leg.device) else {
                continue;
            };
            leg.caller = false;
            // Who still rings and was called by who leaves is called by the held party now.
            if leg.mode == LegMode::Alerting && leg.calling == *by {
                leg.calling = other.clone().unwrap_or_else(|| by.clone());
                leg.redirected_by = Some(by.clone());
            }
            self.add_leg(held, leg);
        }
        if let Some(known) = self.calls.get_mut(held) {
            let new = data
                .into_iter()
                .filter(|(key, _)| !known.data.iter().any(|(old, _)| old == key));
            let new: Vec<_> = new.collect();
            known.set_data(new);
            known.conference |= conference;
        }
    }

    fn others_in(&self, call: &CallId, device: &DeviceId) -> Vec<DeviceId> {
        let known = self.calls.get(call);
        known.map(|known| known.others(device)).unwrap_or_default()
    }

    /// Each who comes over from the consultation is told that it is transferred to itself: by that the reference follows.
    fn tell_transferred(
        &mut self,
        [held, consult]: [&CallId; 2],
        by: &DeviceId,
        to: &DeviceId,
        told: &[DeviceId],
        over: &[DeviceId],
    ) {
        for device in told {
            let to = if over.contains(device) { device } else { to };
            let transferred = Happened::Transferred {
                primary_old_call: held.clone(),
                secondary_old_call: consult.clone(),
                transferring_device: by.clone(),
                transferred_to_device: to.clone(),
                new_call: held.clone(),
                cause: "TRANSFER",
            };
            self.tell_only(std::slice::from_ref(device), held, &transferred);
        }
    }

    fn tell_conferenced(&mut self, held: &CallId, maker: &DeviceId, added: &DeviceId, consult: &CallId) {
        let conferenced = Happened::Conferenced {
            primary_old_call: held.clone(),
            secondary_old_call: consult.clone(),
            conferencing_device: maker.clone(),
            added_party: added.clone(),
            new_call: held.clone(),
        };
        self.tell(held, &conferenced);
        self.tell_who_rings(held);
    }
}

const NOT_HELD: Refusal = Refusal::WrongState("the connection is not on hold");
const NO_CALL: Refusal = Refusal::NotFound("no such call");
