//! What calls are made of: making one, ringing, answering, holding, leaving. Every change tells its event.

use std::time::Duration;

use wellclient_core::id::{AgentId, CallId, DeviceId};

use super::Pbx;
use super::call::{Call, Joins, Kind, Leg, LegId, LegMode, Origin, Trunk, Waiting};
use super::config::FarEnd;
use super::dial::{self, Destination, Unreachable};
use super::happened::Happened;
use super::invitation::Invitation;
use super::timers::Timer;

pub(super) const NORMAL: &str = "NORMAL_CLEARING";
/// Who called has given up.
const CANCELLED: &str = "ORIGINATOR_CANCEL";

/// What a caller wishes of a call.
#[derive(Default)]
pub(super) struct Wishes {
    pub(super) context_id: Option<String>,
    /// Its progress is to be analysed.
    pub(super) analysed: bool,
}

impl Pbx {
    /// A call with no legs yet.
    pub(super) fn new_call(&mut self, kind: Kind, calling: DeviceId, called: DeviceId) -> CallId {
        let id = self.random.call_id();
        self.calls_made += 1;
        let origin = Origin {
            call: id.clone(),
            calling,
            called,
        };
        let call = Call {
            id: id.clone(),
            number: self.calls_made,
            origin,
            kind,
            analysed: false,
            dialled_for: None,
            reserved_for: None,
            legs: Vec::new(),
            conference: false,
            owner: None,
            created_at: self.now,
            answered_at: None,
            data: Vec::new(),
            trunk: Trunk::default(),
            context_id: None,
            greeting: None,
        };
        self.calls.insert(id.clone(), call);
        id
    }

    pub(super) fn new_leg(
        &mut self,
        device: &DeviceId,
        mode: LegMode,
        calling: &DeviceId,
        called: &DeviceId,
    ) -> Leg {
        self.legs_made += 1;
        Leg::new(
            LegId(self.legs_made),
            device.clone(),
            mode,
            calling.clone(),
            called.clone(),
        )
    }

    pub(super) fn add_leg(&mut self, call: &CallId, leg: Leg) {
        if let Some(known) = self.calls.get_mut(call) {
            self.legs.insert(leg.id, call.clone());
            self.presence
                .entry(leg.device.clone())
                .or_default()
                .push(call.clone());
            known.legs.push(leg);
        }
    }

    /// Takes a leg out, telling nobody.
    pub(super) fn take_leg(&mut self, call: &CallId, device: &DeviceId) -> Option<Leg> {
        let known = self.calls.get_mut(call)?;
        let at = known.legs.iter().position(|leg| leg.device == *device)?;
        let leg = known.legs.remove(at);
        self.legs.remove(&leg.id);
        if let Some(calls) = self.presence.get_mut(device) {
            calls.retain(|id| id != call);
            if calls.is_empty() {
                self.presence.remove(device);
            }
        }
        Some(leg)
    }

    pub(super) fn calls_of(&self, device: &DeviceId) -> &[CallId] {
        self.presence.get(device).map_or(&[], Vec::as_slice)
    }

    /// The call that keeps the device from another: in which it talks, or which it is making. A call that rings beside it, or is
    /// on hold, does not.
    pub(super) fn engaged_call(&self, device: &DeviceId) -> Option<&Call> {
        self.call_where(device, |mode| {
            matches!(mode, LegMode::Connected | LegMode::Initiated)
        })
    }

    /// Whether the device is making a call that nobody has answered yet.
    pub(super) fn is_dialling(&self, device: &DeviceId) -> bool {
        self.call_where(device, |mode| mode == LegMode::Initiated)
            .is_some()
    }

    /// The call that the device is in, and not on hold: before one that rings the one that it is engaged in.
    pub(super) fn active_call(&self, device: &DeviceId) -> Option<&Call> {
        let rings = || self.call_where(device, |mode| mode == LegMode::Alerting);
        self.engaged_call(device).or_else(rings)
    }

    fn call_where(&self, device: &DeviceId, fits: impl Fn(LegMode) -> bool) -> Option<&Call> {
        let mut calls = self.calls_of(device).iter().filter_map(|id| self.calls.get(id));
        calls.find(|call| call.leg(device).is_some_and(|leg| fits(leg.mode)))
    }

    /// `caller` calls `number`: the call, which may have failed and be gone already.
    pub(super) fn place(&mut self, caller: &DeviceId, number: &str, wishes: Wishes) -> CallId {
        let destination = self.destination(caller.domain(), number);
        let called = match &destination {
            Ok(found) => found.device.clone(),
            Err(lost) => lost.device.clone(),
        };
        let kind = match self.is_inside(&called) {
            true => Kind::Internal,
            false => Kind::Outbound,
        };
        let call = self.new_call(kind, caller.clone(), called.clone());
        if let Some(known) = self.calls.get_mut(&call) {
            known.context_id = wishes.context_id;
            known.analysed = wishes.analysed;
        }
        let mut leg = self.new_leg(caller, LegMode::Initiated, caller, &called);
        leg.caller = true;
        self.add_leg(&call, leg);
        self.announce(&call, caller, called);
        match destination {
            Ok(found) if found.device != *caller => {
                self.ring(&call, found, &Invitation::from(caller.clone()))
            }
            Ok(found) => self.fail(&call, caller, &Unreachable::busy(found.device)),
            Err(lost) => self.fail(&call, caller, &lost),
        }
        call
    }

    fn announce(&mut self, call: &CallId, caller: &DeviceId, called: DeviceId) {
        if !self.config.service_initiated {
            return;
        }
        let initiated = Happened::ServiceInitiated {
            initiated_device: caller.clone(),
        };
        self.tell(call, &initiated);
        let originated = Happened::Originated {
            calling_device: caller.clone(),
            called_device: called,
        };
        self.tell(call, &originated);
    }

    /// The call that `caller` has just made leads nowhere. Who has its progress analysed is told why.
    fn fail(&mut self, call: &CallId, caller: &DeviceId, lost: &Unreachable) {
        if self.calls.get(call).is_some_and(|known| known.analysed) {
            // Nobody rings at oneself.
            if lost.device != *caller {
                self.tell_nowhere(call, lost, &Invitation::from(caller.clone()));
            }
            self.tell_failed(call, caller, lost);
        }
        self.clear(call, caller, &lost.device, dial::cause(&lost.code));
    }

    fn tell_failed(&mut self, call: &CallId, to: &DeviceId, lost: &Unreachable) {
        let failed = Happened::Failed {
            failed_code: lost.code.clone(),
            failed_msg: dial::message(&lost.code),
            called_device: lost.device.clone(),
            cause: "Failed",
        };
        self.tell_only(std::slice::from_ref(to), call, &failed);
    }

    /// Somebody is called who cannot be reached.
    pub(super) fn tell_nowhere(&mut self, call: &CallId, lost: &Unreachable, invitation: &Invitation) {
        if let Some(known) = self.calls.get(call) {
            let delivered = Happened::delivered_nowhere(known, &lost.device, invitation);
            self.tell(call, &delivered);
        }
    }

    /// Somebody who was called into the call could not be reached, and is gone.
    pub(super) fn tell_lost(&mut self, call: &CallId, lost: &Unreachable) {
        let cleared = Happened::ConnectionCleared {
            releasing_device: lost.device.clone(),
            hangup_device: lost.device.clone(),
            cause: dial::cause(&lost.code),
        };
        self.tell(call, &cleared);
    }

    /// A device rings in the call.
    pub(super) fn ring(&mut self, call: &CallId, destination: Destination, invitation: &Invitation) {
        let Destination { device, far_end } = destination;
        let leg = self.new_leg(&device, LegMode::Alerting, &invitation.calling, &device);
        let mut leg = invitation.of(leg);
        leg.rang_at = Some(self.now);
        let after = |ms: u64| self.now.saturating_add(Duration::from_millis(ms));
        self.timers
            .set(Timer::RingOver(leg.id), after(self.config.ring_timeout_ms));
        match far_end {
            FarEnd::Answer {
                after_ms,
                hang_up_after_ms,
            } => {
                self.timers.set(Timer::Answer(leg.id), after(after_ms));
                leg.hangs_up_after = hang_up_after_ms.map(Duration::from_millis);
            }
            FarEnd::NoAnswer { after_ms } => self.timers.set(Timer::NoAnswer(leg.id), after(after_ms)),
            FarEnd::Manual | FarEnd::Busy | FarEnd::Failed { .. } => {}
        }
        self.add_leg(call, leg);
        let Some(known) = self.calls.get(call) else { return };
        let Some(leg) = known.leg(&device) else { return };
        let delivered = Happened::delivered(known, leg);
        self.tell(call, &delivered);
        self.tell_who_rings(call);
    }

    /// A ringing device answers; whoever called is connected with it.
    pub(super) fn answer(&mut self, call: &CallId, device: &DeviceId) {
        let now = self.now;
        let Some(known) = self.calls.get_mut(call) else {
            return;
        };
        let mut connected = Vec::new();
        for leg in &mut known.legs {
            if leg.device == *device || leg.mode == LegMode::Initiated {
                leg.mode = LegMode::Connected;
                leg.answered_at = Some(now);
                connected.push(leg.clone());
            }
        }
        known.answered_at.get_or_insert(now);
        let Some(leg) = known.leg(device).cloned() else {
            return;
        };
        let established = Happened::established(known, &leg);
        for leg in &connected {
            self.disarm(leg.id);
            if let Some(talk) = leg.hangs_up_after {
                self.timers.set(Timer::HangUp(leg.id), now.saturating_add(talk));
            }
        }
        self.tell(call, &established);
        for leg in &connected {
            self.record_from_the_start(call, &leg.device);
        }
        if let Joins::Conference(maker) = leg.joins {
            self.joined(call, maker, device);
        }
        self.bring_in_the_reserved(call, device);
    }

    /// The agent whom the dialler has reserved is not there for it any more: it gives up the customer whom it calls.
    pub(super) fn give_up_dialling_for(&mut self, agent: &AgentId) {
        let is_for =
            |call: &&mut Call| call.reserved_for.is_some() && call.dialled_for.as_ref() == Some(agent);
        let mut given_up = Vec::new();
        for call in self.calls.values_mut().filter(is_for) {
            call.reserved_for = None;
            given_up.extend(call.legs.first().map(|leg| (call.id.clone(), leg.device.clone())));
        }
        for (call, customer) in given_up {
            self.clear(&call, &customer, &customer, CANCELLED);
        }
    }

    /// The customer whom the dialler has called has answered: it rings at the agent's.
    fn bring_in_the_reserved(&mut self, call: &CallId, customer: &DeviceId) {
        let reserved = self
            .calls
            .get_mut(call)
            .and_then(|known| known.reserved_for.take());
        let Some(seat) = reserved else { return };
        match self.destination(seat.domain(), seat.number()) {
            Ok(found) => self.ring(call, found, &Invitation::from(customer.clone())),
            Err(_) => self.clear(call, customer, &seat, NORMAL),
        }
    }

    /// A party has come in: the added one of a single-step conference has answered.
    fn joined(&mut self, call: &CallId, maker: DeviceId, added: &DeviceId) {
        let Some(known) = self
            .calls
            .get_mut(call)
            .filter(|known| known.parties().count() > 2)
        else {
            return;
        };
        known.conference = true;
        let conferenced = Happened::Conferenced {
            primary_old_call: call.clone(),
            secondary_old_call: CallId::from("0"),
            conferencing_device: maker,
            added_party: added.clone(),
            new_call: call.clone(),
        };
        self.tell(call, &conferenced);
    }

    pub(super) fn hold(&mut self, call: &CallId, device: &DeviceId) {
        if self.set_mode(call, device, LegMode::Held) {
            self.tell(
                call,
                &Happened::Held {
                    holding_device: device.clone(),
                },
            );
        }
    }

    pub(super) fn retrieve(&mut self, call: &CallId, device: &DeviceId) {
        let leg = self.calls.get(call).and_then(|known| known.leg(device));
        let waited = leg.and_then(|leg| leg.waiting.clone());
        if self.set_mode(call, device, LegMode::Connected)
            && let Some(known) = self.calls.get(call)
        {
            let retrieved = Happened::retrieved(known, device);
            self.tell(call, &retrieved);
        }
        if let Some(waited) = waited {
            self.confer_early(call, device, &waited);
        }
    }

    /// A call is taken back from whom it was handed to: all of them talk, once that party has answered.
    fn confer_early(&mut self, call: &CallId, maker: &DeviceId, waited: &Waiting) {
        let Some(known) = self.calls.get_mut(call) else {
            return;
        };
        let taken_on = known.taken_on(waited).rfind(|leg| leg.device != *maker);
        let party = taken_on.map(|leg| leg.device.clone());
        match party.and_then(|party| known.leg_mut(&party)) {
            Some(leg) if leg.mode == LegMode::Alerting => leg.joins = Joins::Conference(maker.clone()),
            Some(leg) => {
                let party = leg.device.clone();
                self.joined(call, maker.clone(), &party);
            }
            None => {}
        }
    }

    fn set_mode(&mut self, call: &CallId, device: &DeviceId, mode: LegMode) -> bool {
        let leg = self.calls.get_mut(call).and_then(|known| known.leg_mut(device));
        leg.is_some_and(|leg| {
            leg.waiting = None;
            std::mem::replace(&mut leg.mode, mode) != mode
        })
    }

    /// A party leaves; when too few remain, the rest is cleared too.
    pub(super) fn clear(
        &mut self,
        call: &CallId,
        device: &DeviceId,
        hung_up: &DeviceId,
        cause: &'static str,
    ) {
        let mut left = Vec::new();
        left.extend(self.release(call, device, hung_up, cause));
        self.settle(call, &mut left, hung_up, cause);
        self.rest_all(left);
    }

    /// A party leaves and everybody hears of it. Gives the party, and whether it had talked; who only listens does not.
    pub(super) fn release(
        &mut self,
        call: &CallId,
        device: &DeviceId,
        hung_up: &DeviceId,
        cause: &'static str,
    ) -> Option<(DeviceId, bool)> {
        let cleared = Happened::ConnectionCleared {
            releasing_device: device.clone(),
            hangup_device: hung_up.clone(),
            cause,
        };
        self.tell(call, &cleared);
        let leg = self.take_leg(call, device)?;
        self.disarm(leg.id);
        let talked = leg.answered_at.is_some() && !leg.spy && !leg.silent;
        Some((leg.device, talked))
    }

    /// After parties have left: whoever waited for the call takes it back, or it ends.
    pub(super) fn settle(
        &mut self,
        call: &CallId,
        left: &mut Vec<(DeviceId, bool)>,
        hung_up: &DeviceId,
        cause: &'static str,
    ) {
        let owner_ends = self.config.owner_ends_conference;
        let Some(known) = self.calls.get(call) else { return };
        let gone = |party: &DeviceId, known: &Call| known.leg(party).is_none();
        let owner_left = owner_ends && known.owner.as_ref().is_some_and(|owner| gone(owner, known));
        while !owner_left && let Some(device) = self.calls.get_mut(call).and_then(Call::end_a_wait) {
            let goes_on = self.calls.get(call).is_some_and(Call::is_alive);
            if goes_on && self.engaged_call(&device).is_none() {
                self.retrieve(call, &device);
            }
        }
        let Some(known) = self
            .calls
            .get(call)
            .filter(|known| owner_left || !known.is_alive())
        else {
            return self.tell_who_rings(call);
        };
        let rest: Vec<DeviceId> = known.legs.iter().map(|leg| leg.device.clone()).collect();
        for device in rest {
            left.extend(self.release(call, &device, hung_up, cause));
        }
        let gone = self.calls.remove(call);
        // Nobody answered whom the dialler has called: its agent is free again.
        left.extend(gone.and_then(|call| call.reserved_for).map(|seat| (seat, false)));
    }

    fn disarm(&mut self, leg: LegId) {
        for timer in [
            Timer::RingOver(leg),
            Timer::Answer(leg),
            Timer::NoAnswer(leg),
            Timer::HangUp(leg),
        ] {
            self.timers.cancel(&timer);
        }
    }

    fn leg(&self, id: LegId) -> Option<(CallId, Leg)> {
        let call = self.calls.get(self.legs.get(&id)?)?;
        Some((
            call.id.clone(),
            call.legs.iter().find(|leg| leg.id == id)?.clone(),
        ))
    }

    pub(super) fn no_answer(&mut self, id: LegId) {
        let Some((call, leg)) = self.leg(id) else { return };
        self.tell_caller(&call, &leg, dial::NO_ANSWER);
        self.clear(&call, &leg.device, &leg.device, dial::cause(dial::NO_ANSWER));
    }

    /// Who rings rejects the call by hanging up: to its caller that telephone is busy.
    pub(super) fn hang_up(&mut self, call: &CallId, leg: &Leg) {
        self.tell_caller(call, leg, dial::BUSY);
        self.clear(call, &leg.device, &leg.device, NORMAL);
    }

    /// Tells who has made the call, and has its progress analysed, why it does not ring there any more.
    pub(super) fn tell_caller(&mut self, call: &CallId, rings: &Leg, code: &str) {
        let is_told =
            |known: &Call| known.analysed && known.leg(&rings.calling).is_some_and(|leg| leg.caller);
        if rings.mode == LegMode::Alerting && self.calls.get(call).is_some_and(is_told) {
            let lost = Unreachable::because(rings.device.clone(), code);
            self.tell_failed(call, &rings.calling, &lost);
        }
    }

    pub(super) fn far_end_answers(&mut self, id: LegId) {
        if let Some((call, leg)) = self.leg(id) {
            self.answer(&call, &leg.device);
        }
    }

    pub(super) fn far_end_hangs_up(&mut self, id: LegId) {
        if let Some((call, leg)) = self.leg(id) {
            self.clear(&call, &leg.device, &leg.device, NORMAL);
        }
    }
}
