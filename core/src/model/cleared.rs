//! What a call was just before a party left it: the facts of the derived `connectionCleared` (manual 3.2.1).

use std::sync::Arc;

use super::call::{Call, Role};
use super::perspective::{Moment, Perspective};
use crate::doubt::Doubt;
use crate::event::{CallCleared, Event};
use crate::id::{CallId, DeviceId, DeviceRef};

/// The facts, before the event they belong to is shared.
#[derive(Clone, PartialEq, Debug)]
pub struct ClearedFacts {
    call: CallId,
    is_established: bool,
    created: Moment,
    established: Option<Moment>,
    party: Option<DeviceId>,
    is_caller: Option<bool>,
    is_out_call: bool,
    is_own: bool,
}

impl ClearedFacts {
    pub(super) fn of(call: &Call, releasing: DeviceRef<'_>, own: &Perspective) -> Self {
        let several = call.conference || call.parties.len() > 2;
        // Both sides may have gone already: then the last to go was the other party.
        let party = call
            .other_party(&own.device)
            .map(|party| &party.device)
            .or_else(|| {
                let last = call.departed.last().map(|(device, _)| device);
                last.filter(|_| call.parties.len() <= 1)
            });
        let role = call.role(&own.device);
        let left = call.departed.iter().map(|(device, _)| device);
        let mut devices = call.parties.iter().map(|party| &party.device).chain(left);
        Self {
            call: call.id.clone(),
            is_established: call.established.is_some(),
            created: call.created,
            established: call.established.filter(|_| !call.doubts.has(Doubt::Established)),
            party: party.filter(|_| !several).cloned(),
            is_caller: role
                .filter(|role| *role != Role::Unknown && !several)
                .map(|role| role == Role::Calling),
            is_out_call: devices.any(|device| !own.internal.contains(device)),
            is_own: releasing == own.device,
        }
    }

    /// The derived event for `event`.
    pub fn into_cleared(self, event: Arc<Event>) -> CallCleared {
        CallCleared {
            call: self.call,
            event,
            is_established: self.is_established,
            create_time_id: self.created.wall.unix_ms,
            established_time_id: self.established.map(|at| at.wall.unix_ms),
            party_device: self.party,
            is_caller: self.is_caller,
            is_out_call: self.is_out_call,
            is_own: self.is_own,
        }
    }
}

/// A synthesized event, applied, with what a cleared call was.
pub type Correction = (Event, Option<ClearedFacts>);
