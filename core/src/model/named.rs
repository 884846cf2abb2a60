//! Which calls a transfer or a conference is about: servers differ in which they name, and in which order.

use super::call::{Call, ConnectionState};
use super::effect::Effect;
use super::state::Model;
use super::step::Step;
use crate::doubt::Doubt;
use crate::event::Conferenced;
use crate::id::{CallId, CallRef, DeviceRef};

/// The ids by which an event tells of calls that become one. The server's `"0"` is none.
pub(super) struct Named<'a> {
    pub(super) primary: Option<CallRef<'a>>,
    pub(super) secondary: Option<CallRef<'a>>,
    pub(super) call: CallRef<'a>,
    pub(super) new: Option<CallRef<'a>>,
}

impl<'a> Named<'a> {
    pub(super) fn ids(&self) -> impl Iterator<Item = CallRef<'a>> + use<'a> {
        let ids = [self.primary, self.secondary, Some(self.call), self.new];
        ids.into_iter().flatten()
    }

    /// The calls that become one, the one that was held first.
    pub(super) fn with<'b>(
        &self,
        unnamed: Option<&'b CallId>,
        new_id: CallRef<'b>,
    ) -> [Option<CallRef<'b>>; 5]
    where
        'a: 'b,
    {
        let unnamed = unnamed.map(CallId::borrowed);
        [
            self.primary,
            self.secondary,
            unnamed,
            Some(self.call),
            Some(new_id),
        ]
    }
}

/// The id by which the one call goes on. Where the event does not tell, which of the others it is has to be asked.
pub(super) fn goes_on_as<'a>(
    named: &Named<'a>,
    is_unnamed: bool,
    step: &Step<'_>,
    effect: &mut Effect,
) -> CallRef<'a> {
    let of_two = named.primary.is_some() && named.secondary.is_some() && named.primary != named.secondary;
    if named.new.is_none() && (of_two || is_unnamed) {
        step.missed(effect, "nothing tells by which id the call goes on");
    }
    named.new.unwrap_or(named.call)
}

/// Whether somebody comes into the call who did not ring in it: out of another one, by a consultation.
pub(super) fn comes_from_elsewhere(call: &Call, device: Option<DeviceRef<'_>>, own: DeviceRef<'_>) -> bool {
    device.is_some_and(|device| device != own && call.party(device).is_none() && !call.has_departed(device))
}

impl Model {
    /// The held call and the consultation, where the agent's device makes one of them and the event does not name both: the other is
    /// the one that the agent has besides. `added` is who was consulted.
    pub(super) fn both_calls(
        &self,
        named: &Named<'_>,
        added: Option<DeviceRef<'_>>,
        own: DeviceRef<'_>,
    ) -> Option<(CallId, CallId)> {
        let added = added?;
        // It may be of calls that have ended.
        let is_over = |id: CallRef<'_>| self.call(id).is_none() && self.knew(id);
        if named.ids().any(is_over) {
            return None;
        }
        let is_named = |call: &Call| {
            let mut ids = named.ids();
            ids.any(|id| self.is_the_same(&call.id, id) || call.id == self.resolve(id))
        };
        // What rings beside them is neither.
        let calls = self.calls.iter();
        let calls = calls.filter(|call| call.leg(own) != ConnectionState::Alerting);
        let (named, others): (Vec<&Call>, Vec<&Call>) = calls.partition(|call| is_named(call));
        let has_added = |call: &&&Call| call.party(added).is_some();
        let waits = |call: &&&Call| call.leg(own) == ConnectionState::Hold;
        let (one, other) = match named.as_slice() {
            // In a single step somebody comes into the connected call, and is the third; of one whose parties are in doubt
            // nobody knows which number that is.
            [one] if one.parties.len() < 3 && !one.doubts.has(Doubt::Parties) => {
                let is_other = |other: &&&Call| match waits(&one) {
                    true => has_added(other),
                    false => has_added(&one) && waits(other),
                };
                let mut fitting = others.iter().filter(is_other);
                (*one, *fitting.next().filter(|_| fitting.next().is_none())?)
            }
            [] => {
                let [one, other] = others.as_slice() else {
                    return None;
                };
                (*one, *other)
            }
            _ => return None,
        };
        let is_consultation = |call: &Call| call.party(added).is_some();
        match is_consultation(one) {
            _ if is_consultation(one) == is_consultation(other) => None,
            true => Some((other.id.clone(), one.id.clone())),
            false => Some((one.id.clone(), other.id.clone())),
        }
    }

    /// The receiver's own call, where the server names none that is known here: the only one that it shares with who brings the
    /// calls together.
    pub(super) fn unnamed(
        &self,
        named: &Named<'_>,
        by: Option<DeviceRef<'_>>,
        own: DeviceRef<'_>,
    ) -> Option<CallId> {
        if named.ids().any(|id| self.knew(id)) {
            return None;
        }
        let is_shared =
            |call: &&Call| call.leg(own).is_up() && by.is_none_or(|by| by == own || call.party(by).is_some());
        let mut shared = self.calls.iter().filter(is_shared);
        let only = shared.next().filter(|_| shared.next().is_none());
        only.map(|call| call.id.clone())
    }

    /// Of a single step either of the two can be the call. Where who is added is in that already, nobody has come from a
    /// consultation.
    pub(super) fn in_one_form<'a>(&self, event: &Conferenced<'a>, own: DeviceRef<'_>) -> Conferenced<'a> {
        let only = event
            .primary_old_call
            .filter(|id| event.secondary_old_call.is_none() && *id == event.goes_on_as());
        let call = only.and_then(|id| self.call(id));
        match call.is_some_and(|call| !comes_from_elsewhere(call, event.added_party, own)) {
            true => Conferenced {
                primary_old_call: None,
                secondary_old_call: only,
                ..*event
            },
            false => *event,
        }
    }

    /// Servers differ in which of the two calls they name first: the held one is where the conferencing leg is on hold.
    pub(super) fn in_order<'a>(&self, event: &Conferenced<'a>) -> Conferenced<'a> {
        let leg = |id: Option<CallRef<'_>>| {
            let (call, device) = id.and_then(|id| self.call(id)).zip(event.conferencing_device)?;
            Some(call.leg(device)).filter(|leg| *leg != ConnectionState::Null)
        };
        let (first, second) = (leg(event.primary_old_call), leg(event.secondary_old_call));
        let held_second = second == Some(ConnectionState::Hold) && first != second;
        let connected_first = first == Some(ConnectionState::Connected) && second.is_none();
        let is_swapped = match (event.primary_old_call, event.secondary_old_call) {
            (Some(_), Some(_)) => held_second || connected_first,
            (Some(_), None) => connected_first,
            _ => false,
        };
        if !is_swapped {
            return *event;
        }
        Conferenced {
            primary_old_call: event.secondary_old_call,
            secondary_old_call: event.primary_old_call,
            ..*event
        }
    }
}
