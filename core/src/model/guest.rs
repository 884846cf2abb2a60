//! Who was consulted, and comes into the held call by a transfer that returns: no event tells it.

use super::call::{Call, ConnectionState, Guest, Party, Role};
use super::limits::MAX_PARTIES;
use crate::doubt::Doubt;
use crate::id::DeviceRef;

impl Call {
    /// The agent's device has handed the call on to whom it has consulted, and waits: who that is, and how, was told of the
    /// consultation, and how that party is here is not. `alone`: nobody else was in the consultation.
    pub(super) fn take_guest(&mut self, guest: Option<&Party>, alone: bool) {
        let known_before = alone && !self.doubts.has(Doubt::Parties);
        self.doubt_parties();
        let Some(guest) = guest.filter(|_| self.parties.len() < MAX_PARTIES) else {
            return;
        };
        if self.party(&guest.device).is_none() {
            self.add(guest.device.borrowed(), Role::Called, guest.leg);
            if let Some(party) = self.parties.last_mut() {
                party.verified = false;
            }
        }
        self.guest = known_before.then(|| Guest {
            device: guest.device.clone(),
            is_connected: guest.verified && guest.leg == ConnectionState::Connected,
        });
    }

    /// Who has come in so, if it is this device.
    pub(super) fn guest(&self, device: DeviceRef<'_>) -> Option<&Guest> {
        self.guest.as_ref().filter(|guest| guest.device == device)
    }

    /// The guest is known to be there, or to have gone.
    pub(super) fn knows_guest(&mut self, device: DeviceRef<'_>) {
        if self.guest(device).is_some() {
            self.guest = None;
            self.doubts.remove(Doubt::Parties);
        }
    }

    /// Who may have come in so has not, as far as anybody tells.
    pub(super) fn lets_guest_go(&mut self) {
        if let Some(guest) = self.guest.take() {
            self.parties
                .retain(|party| party.verified || party.device != guest.device);
            self.doubts.remove(Doubt::Parties);
        }
    }
}
