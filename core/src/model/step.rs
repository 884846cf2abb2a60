//! An event on its way into the model: its place among the others, and what it may bring into a call.

use super::call::{Call, ConnectionState, Role};
use super::effect::Effect;
use super::limits::MAX_PARTIES;
use super::order::{Order, is_newer};
use super::perspective::{Moment, Perspective};
use crate::event::{AnomalyKind, Event, EventKind, OriginCallInfo};
use crate::id::DeviceRef;

/// An event on its way into the model.
pub(super) struct Step<'a> {
    pub(super) own: &'a Perspective,
    pub(super) event: &'a Event,
    pub(super) order: &'a Order,
    pub(super) at: Moment,
    /// The library's own event: it is what the server's account says now, whatever came before.
    pub(super) trusted: bool,
}

impl Step<'_> {
    /// Whether it is among the first events of a call.
    pub(super) fn begins_a_call(&self) -> bool {
        use EventKind::{Delivered, Originated, ServiceInitiated};
        matches!(self.event.kind(), ServiceInitiated | Originated | Delivered)
    }

    /// Whether no number tells its place.
    pub(super) fn is_unnumbered(&self) -> bool {
        self.order.serial.is_none()
    }

    /// Whether its number says that it comes after `other`.
    pub(super) fn follows(&self, other: &Order) -> bool {
        let same = self
            .order
            .number()
            .zip(other.number())
            .is_some_and(|((mine, _), (theirs, _))| mine == theirs);
        same || is_newer(self.order, other) == Some(true)
    }

    /// A step before this one was not seen.
    pub(super) fn missed(&self, effect: &mut Effect, detail: &'static str) {
        if !self.trusted {
            effect.report(AnomalyKind::Gap, detail);
        }
    }

    /// Something is not as it was left. Where a number tells the order, this event has the last word all the
    /// same.
    pub(super) fn doubt(&self, effect: &mut Effect, detail: &'static str) {
        if self.is_unnumbered() && !self.trusted {
            effect.report(AnomalyKind::Unordered, detail);
        }
    }

    /// The agent's device comes in to listen. Who is listened to is who is called, or in the call that `originCallInfo` tells of.
    pub(super) fn listens(
        &self,
        call: &mut Call,
        called: Option<DeviceRef<'_>>,
        origin: Option<OriginCallInfo<'_>>,
        effect: &mut Effect,
    ) {
        call.listens = true;
        // Nobody tells a listener who else is there, or comes in. And the server may have refused that, and rings for a join.
        call.doubt_parties();
        let talks = |device: &DeviceRef<'_>| *device != self.own.device;
        let origin = origin.and_then(|origin| origin.called_device);
        let called = called.filter(talks).or(origin.filter(talks));
        let Some(called) = called.filter(|called| call.party(*called).is_none()) else {
            return;
        };
        self.enter(call, called, Role::Called, ConnectionState::Connected, effect);
        // That one's telephone may ring yet.
        if let Some(party) = call.party_mut(called) {
            party.verified = false;
        }
    }

    /// Brings a device into the call; not one that has left, unless the event is known to be newer.
    pub(super) fn enter(
        &self,
        call: &mut Call,
        device: DeviceRef<'_>,
        role: Role,
        leg: ConnectionState,
        effect: &mut Effect,
    ) {
        if let Some(departure) = call.departure(device).filter(|_| !self.trusted) {
            match is_newer(self.order, departure) {
                Some(true) => {}
                Some(false) => return,
                None => {
                    effect.report(
                        AnomalyKind::Ended,
                        "the device has left, and nothing says that this is newer",
                    );
                    return;
                }
            }
        }
        if call.parties.len() >= MAX_PARTIES {
            effect.report(AnomalyKind::Limit, "more parties than one call can have");
            return;
        }
        call.add(device, role, leg);
        // The account tells of others, but not of their legs.
        if self.trusted
            && let Some(party) = call.party_mut(device)
        {
            party.verified = false;
        }
    }

    /// The calling party: there from dialling on. A call that has a caller keeps it: the number shown can be
    /// another. In a call that is not `fresh` it may have put it on hold since.
    pub(super) fn caller(&self, call: &mut Call, calling: DeviceRef<'_>, fresh: bool, effect: &mut Effect) {
        match call.party_mut(calling) {
            Some(party) => {
                // One that has rung first has been answered, unseen.
                let has_rung = party.leg == ConnectionState::Alerting && party.role == Role::Calling;
                if has_rung || matches!(party.leg, ConnectionState::Initiated | ConnectionState::Null) {
                    party.leg = ConnectionState::Connected;
                }
                // Or it rings yet, and the call was passed on for it.
                party.verified &= !has_rung || calling == self.own.device;
                if party.role == Role::Unknown {
                    party.role = Role::Calling;
                }
            }
            None => {
                // Events go on naming a caller who has left.
                let may_enter = self.trusted || !call.has_departed(calling);
                if call.calling_leg_mut().is_none() && may_enter {
                    self.enter(call, calling, Role::Calling, ConnectionState::Connected, effect);
                    let is_sure = fresh || calling == self.own.device;
                    if let Some(party) = call.party_mut(calling) {
                        party.verified &= is_sure;
                    }
                } else if let Some(leg) = call
                    .calling_leg_mut()
                    .filter(|leg| **leg == ConnectionState::Initiated)
                {
                    *leg = ConnectionState::Connected;
                }
            }
        }
    }

    /// Events of a call reach only devices that are in it: if the own one was not seen to come in, that was
    /// missed.
    pub(super) fn ensure_own(&self, call: &mut Call, effect: &mut Effect) {
        let own = self.own.device.borrowed();
        if call.party(own).is_none() && !call.has_departed(own) {
            let role = match (
                call.calling.as_ref().is_some_and(|calling| *calling == own),
                call.called.as_ref().is_some_and(|called| *called == own),
            ) {
                (true, _) => Role::Calling,
                (_, true) => Role::Called,
                _ => Role::Unknown,
            };
            call.add(own, role, ConnectionState::Connected);
            if !self.trusted {
                effect.report(
                    AnomalyKind::Gap,
                    "the own device was not seen to come into the call",
                );
            }
        }
    }
}
