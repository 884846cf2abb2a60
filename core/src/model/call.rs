//! One call: its parties and their legs.

use std::ops::Deref;
use std::time::Duration;

use smol_str::SmolStr;

use super::beginning::Beginning;
use super::believed::Believed;
use super::limits::MAX_PARTIES;
use super::order::Order;
use super::perspective::Moment;
use crate::doubt::{Doubt, Doubts};
use crate::event::{Event, FailedCode};
use crate::id::{CallId, DeviceId, DeviceRef};
pub use crate::vocabulary::{ConnectionState, Role};

impl ConnectionState {
    /// Whether the leg counts as speaking: connected, or on hold after having been.
    pub(super) fn is_up(self) -> bool {
        matches!(self, Self::Connected | Self::Hold)
    }
}

/// One device in a call.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    /// The device.
    pub device: DeviceId,
    /// How it came in.
    pub role: Role,
    /// The state of its leg.
    pub leg: ConnectionState,
    /// It has transferred the call away: its leg is about to be cleared.
    pub leaving: bool,
    /// An unbroken chain of evidence says that it is in the call, and how.
    pub verified: bool,
}

/// One call that the agent's device is part of.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// Its id now.
    pub id: CallId,
    /// Who is in it, in the order of coming in.
    pub parties: Vec<Party>,
    /// When this machine first heard of it.
    pub created: Moment,
    /// When this machine heard that it was established.
    pub established: Option<Moment>,
    /// Three or more parties were brought together.
    pub conference: bool,
    /// Who is shown as calling.
    pub calling: Option<DeviceId>,
    /// Who is shown as called.
    pub called: Option<DeviceId>,
    /// Call data (`userData`) as JSON, by the last event that had any.
    pub data: Option<std::sync::Arc<str>>,
    /// That data is of a call that has gone into this one.
    pub(super) foreign_data: bool,
    /// No event has told this call's own data: no reply has the server's own keys.
    pub(super) lacks_keys: bool,
    /// When the server was asked what it last answered about that data.
    pub(super) data_asked: Option<Duration>,
    /// When an event last had any, or it was set from here.
    pub(super) data_told: Option<Duration>,
    /// When it was last known to be set from here, or that it may have been.
    pub(super) data_set: Option<Duration>,
    /// When this machine last heard that two calls became this one.
    pub(super) joined: Option<Duration>,
    /// `trunkGroup` and `trunkMember`.
    pub trunk: Option<(SmolStr, Option<SmolStr>)>,
    /// `split`: the queue it came by.
    pub split: Option<SmolStr>,
    /// `sipCallId` of the agent's leg.
    pub sip_call: Option<SmolStr>,
    /// Being recorded.
    pub recording: bool,
    /// `recordId` of the last recording.
    pub(super) record: Option<SmolStr>,
    /// An event has told whether it is.
    pub(super) recording_told: bool,
    /// Why it could not be put through.
    pub failure: Option<(Option<FailedCode>, Option<SmolStr>)>,
    /// Other ids that it had, before transfers and conferences.
    pub former_ids: Vec<CallId>,
    /// The agent's device only listens.
    pub listens: bool,
    pub(super) beginning: Beginning,
    /// The place of the event that has told it to ring at the agent's device last.
    pub(super) rang: Option<Order>,
    /// It had ended, and what tells of it now may be older than that, the end of which this is the place.
    pub(super) unless_before: Option<Order>,
    /// Another device has answered it while it rang at the own one.
    pub(super) answered_elsewhere: bool,
    /// What may have changed unseen.
    pub doubts: Doubts,
    /// The id under which it goes on for others after the agent's device has transferred it away.
    pub(super) handed_to: Option<(CallId, Moment)>,
    /// Who gets it then.
    pub(super) heir: Option<DeviceId>,
    pub(super) departed: Vec<(DeviceId, Order)>,
    /// Who has come in by a transfer that returns, all others being known: with that party gone, so are all.
    pub(super) guest: Option<Guest>,
    /// The server says that it does not know it; what was believed before.
    pub(super) believed: Option<Box<Believed>>,
}

/// Who was consulted, and is here now.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Guest {
    pub(super) device: DeviceId,
    /// In the consultation it was known to be connected.
    pub(super) is_connected: bool,
}

/// Departures that a call remembers.
const DEPARTED: usize = 16;

/// Former ids that a call remembers.
const FORMER_IDS: usize = 32;

impl Call {
    pub(super) fn new(id: CallId, at: Moment) -> Self {
        Self {
            id,
            parties: Vec::with_capacity(2),
            created: at,
            established: None,
            conference: false,
            calling: None,
            called: None,
            data: None,
            foreign_data: false,
            lacks_keys: false,
            data_asked: None,
            data_told: None,
            data_set: None,
            joined: None,
            trunk: None,
            split: None,
            sip_call: None,
            recording: false,
            record: None,
            recording_told: false,
            failure: None,
            former_ids: Vec::new(),
            listens: false,
            beginning: Beginning::default(),
            rang: None,
            unless_before: None,
            answered_elsewhere: false,
            doubts: Doubts::default(),
            handed_to: None,
            heir: None,
            departed: Vec::new(),
            guest: None,
            believed: None,
        }
    }

    /// What of it may not be as at the server. Beside what has changed unseen, and is asked about, these are the server's own keys
    /// of its data, for which nobody can be asked.
    pub fn in_doubt(&self) -> Doubts {
        let mut doubts = self.doubts;
        if self.lacks_keys {
            doubts.add(Doubt::Data);
        }
        doubts
    }

    /// Whether it is being recorded, if that is known: it begins with the call, and an event tells so a moment later.
    pub fn known_recording(&self) -> Option<bool> {
        let is_known = self.recording || self.recording_told;
        (is_known && !self.doubts.has(Doubt::Recording)).then_some(self.recording)
    }

    /// The party that is this device.
    pub fn party<'a>(&self, device: impl Into<DeviceRef<'a>>) -> Option<&Party> {
        let device = device.into();
        self.parties.iter().find(|party| party.device == device)
    }

    /// The leg of this device; [`ConnectionState::Null`] if it is not in the call.
    pub fn leg<'a>(&self, device: impl Into<DeviceRef<'a>>) -> ConnectionState {
        self.party(device)
            .map_or(ConnectionState::Null, |party| party.leg)
    }

    /// The role of this device.
    pub fn role<'a>(&self, device: impl Into<DeviceRef<'a>>) -> Option<Role> {
        self.party(device).map(|party| party.role)
    }

    /// It rings at somebody else: dialling is over.
    pub(super) fn has_dialled(&mut self, own: DeviceRef<'_>) {
        if let Some(party) = self.party_mut(own)
            && party.leg == ConnectionState::Initiated
        {
            party.leg = ConnectionState::Connected;
        }
    }

    /// Whether by its time, of the same clock, this event is older than the ring, and no number says so.
    pub(crate) fn has_rung_after(&self, event: &Event) -> bool {
        let order = Order::of(event);
        let rang = self.rang.as_ref().filter(|_| self.unless_before.is_none());
        rang.is_some_and(|rang| {
            let is_older = order.time.zip(rang.time).is_some_and(|(time, rang)| time < rang);
            let numbers = order.serial.zip(rang.serial);
            rang.producer == order.producer && is_older && numbers.is_none_or(|(number, rang)| number > rang)
        })
    }

    /// Whether all others have left it.
    pub(super) fn is_left_alone(&self) -> bool {
        !self.departed.is_empty() && self.parties.len() <= 1
    }

    /// The one other party; `None` in a call of three or more, or where it is not known.
    pub fn other_party(&self, own: &DeviceId) -> Option<&Party> {
        let mut others = self.parties.iter().filter(|party| party.device != *own);
        let other = others.next()?;
        others.next().is_none().then_some(other)
    }

    /// Same id, parties and legs, both a conference or neither; times, roles and data do not count.
    pub fn agrees_with(&self, other: &Call) -> bool {
        self.id == other.id
            && self.conference == other.conference
            && self.parties.len() == other.parties.len()
            && self.parties.iter().all(|party| {
                other
                    .party(&party.device)
                    .is_some_and(|twin| twin.leg == party.leg)
            })
    }

    pub(super) fn party_mut(&mut self, device: DeviceRef<'_>) -> Option<&mut Party> {
        self.parties.iter_mut().find(|party| party.device == device)
    }

    pub(super) fn add(&mut self, device: DeviceRef<'_>, role: Role, leg: ConnectionState) {
        self.departed.retain(|(gone, _)| *gone != device);
        self.parties.push(Party {
            device: device.to_owned(),
            role,
            leg,
            leaving: false,
            verified: true,
        });
    }

    /// It may have changed unseen.
    pub(super) fn doubt(&mut self) {
        self.doubts.add(Doubts::CALL);
        self.guest = None;
        self.believed = None;
        self.parties.iter_mut().for_each(|party| party.verified = false);
    }

    /// There may be others, and who is shown may have left.
    pub(super) fn doubt_parties(&mut self) {
        self.doubts.add(Doubt::Parties);
        self.guest = None;
        self.believed = None;
    }

    /// Who else is there, and how, is not known.
    pub(super) fn doubt_others(&mut self, own: DeviceRef<'_>) {
        self.doubt_parties();
        let others = self.parties.iter_mut().filter(|party| party.device != own);
        others.for_each(|party| party.verified = false);
    }

    /// Something tells of this device's leg as it is now.
    pub(super) fn vouch(&mut self, device: DeviceRef<'_>, own: DeviceRef<'_>) {
        if let Some(party) = self.party_mut(device) {
            party.verified = true;
            if device == own {
                self.doubts.remove(Doubt::Leg);
                self.beginning.own_leg_is_known();
            }
        }
    }

    /// The server's account alone shows it, and its events had told that it was over.
    pub(crate) fn is_only_shown(&self) -> bool {
        self.beginning == Beginning::ShownThoughOver
    }

    /// Whether the agent's leg and the parties are as at the server.
    pub fn is_verified(&self) -> bool {
        let unsure = self.doubts.has(Doubt::Leg) || self.doubts.has(Doubt::Parties);
        !unsure && self.parties.iter().all(|party| party.verified)
    }

    /// When this device left.
    pub(super) fn departure(&self, device: DeviceRef<'_>) -> Option<&Order> {
        self.departed
            .iter()
            .find(|(gone, _)| *gone == device)
            .map(|(_, departure)| departure)
    }

    pub(crate) fn has_departed(&self, device: DeviceRef<'_>) -> bool {
        self.departure(device).is_some()
    }

    pub(super) fn remove(&mut self, device: DeviceRef<'_>, order: &Order) {
        let known = self.parties.len();
        self.parties.retain(|party| party.device != device);
        self.note_departure(device, order);
        // A conference that is known to be down to two is a plain call again.
        if known > 2 && self.parties.len() <= 2 {
            self.conference = false;
        }
    }

    /// A device is not in the call any more.
    pub(super) fn note_departure(&mut self, device: DeviceRef<'_>, order: &Order) {
        self.departed.retain(|(gone, _)| *gone != device);
        self.departed.push((device.to_owned(), order.clone()));
        keep_newest(&mut self.departed, DEPARTED);
    }

    /// A device takes the call back that it had transferred.
    pub(super) fn come_back(&mut self, device: DeviceRef<'_>, own: DeviceRef<'_>) {
        if let Some(party) = self.party_mut(device) {
            party.leaving = false;
        }
        if device == own {
            self.handed_to = None;
        }
    }

    /// Takes over the parties and the history of a call that went into this one.
    pub(super) fn absorb(&mut self, other: Call) {
        self.departed.retain(|(gone, _)| other.party(gone).is_none());
        for party in other.parties {
            let room = self.parties.len() < MAX_PARTIES;
            match self.party_mut(party.device.borrowed()) {
                None if room => self.parties.push(party),
                None => {}
                // The device was in both: it is connected in the one that goes on.
                Some(twin) if party.leg == ConnectionState::Connected => {
                    twin.leg = ConnectionState::Connected
                }
                Some(_) => {}
            }
        }
        self.created = if other.created.monotonic < self.created.monotonic {
            other.created
        } else {
            self.created
        };
        if other.beginning.knows_own_leg() {
            self.beginning.own_leg_is_known();
        }
        self.established = match (self.established, other.established) {
            (Some(mine), Some(theirs)) if theirs.monotonic < mine.monotonic => Some(theirs),
            (mine, theirs) => mine.or(theirs),
        };
        self.calling = self.calling.take().or(other.calling);
        self.called = self.called.take().or(other.called);
        self.data = self.data.take().or(other.data);
        self.trunk = self.trunk.take().or(other.trunk);
        self.split = self.split.take().or(other.split);
        self.sip_call = self.sip_call.take().or(other.sip_call);
        // Nobody tells whose recording goes on.
        if self.recording != other.recording {
            self.doubts.add(Doubt::Recording);
        }
        self.recording_told |= other.recording_told;
        self.record = self.record.take().or(other.record);
        self.conference |= other.conference;
        self.doubts.add(other.doubts);
        self.guest = None;
        for id in other.former_ids {
            self.remember_id(id);
        }
        // Who left the one call is still here if the other one has brought them back.
        let gone = other
            .departed
            .into_iter()
            .filter(|(gone, _)| self.parties.iter().all(|party| party.device != *gone));
        let gone: Vec<_> = gone.collect();
        self.departed.extend(gone);
        keep_newest(&mut self.departed, DEPARTED);
    }

    /// Events go on naming who has left: in its place is the one other party, if that is known.
    pub(super) fn note_ends(
        &mut self,
        calling: Option<DeviceRef<'_>>,
        called: Option<DeviceRef<'_>>,
        own: DeviceRef<'_>,
    ) {
        let calling = self.calling.is_none().then(|| self.who_is_there(calling, own));
        let called = self.called.is_none().then(|| self.who_is_there(called, own));
        self.calling = self.calling.take().or(calling.flatten());
        self.called = self.called.take().or(called.flatten());
    }

    fn who_is_there(&self, told: Option<DeviceRef<'_>>, own: DeviceRef<'_>) -> Option<DeviceId> {
        let told = told?;
        if !self.has_departed(told) {
            return Some(told.to_owned());
        }
        let mut others = self.parties.iter().filter(|party| party.device != own);
        let other = others.next().filter(|_| others.next().is_none());
        other.map(|party| party.device.clone())
    }

    /// Who called here has left, and somebody else does now.
    pub(super) fn is_called_anew(&mut self, calling: Option<DeviceRef<'_>>) {
        let has_left = self
            .calling
            .as_ref()
            .is_some_and(|known| self.has_departed(known.borrowed()));
        if let Some(calling) = calling.filter(|calling| has_left && !self.has_departed(*calling)) {
            self.calling = Some(calling.to_owned());
        }
    }

    /// Who is shown as calling or called has transferred the call: the one other party is in its place, if that is known. Where
    /// the other has come in from the other side, who calls whom now is for the next event to tell.
    pub(super) fn replace_end(&mut self, leaver: DeviceRef<'_>, own: DeviceRef<'_>) {
        let mut others = self
            .parties
            .iter()
            .filter(|party| party.device != leaver && party.device != own);
        let other = others.next().map(|party| (party.device.clone(), party.role));
        let other = other.filter(|_| others.next().is_none());
        let from_across = |across| other.as_ref().is_some_and(|(_, role)| *role == across);
        let is = |end: &Option<DeviceId>| end.as_ref().is_some_and(|end| *end == leaver);
        let crossed =
            is(&self.calling) && from_across(Role::Called) || is(&self.called) && from_across(Role::Calling);
        if crossed {
            (self.calling, self.called) = (None, None);
            return;
        }
        for end in [&mut self.calling, &mut self.called] {
            if is(end) {
                *end = other.as_ref().map(|(device, _)| device.clone());
            }
        }
    }

    /// By the server's account this party is at the other end, in the place of these who have left.
    pub(super) fn has_at_the_other_end(&mut self, other: &DeviceId, gone: &[DeviceId], calls: bool) {
        let ends = [&mut self.calling, &mut self.called].into_iter().flatten();
        ends.filter(|end| gone.contains(end))
            .for_each(|end| end.clone_from(other));
        if let Some(party) = self.party_mut(other.borrowed()).filter(|_| calls) {
            party.role = Role::Calling;
            self.calling.get_or_insert_with(|| other.clone());
        }
    }

    /// Whether two calls have become this one since then.
    pub(crate) fn has_joined_since(&self, then: Duration) -> bool {
        self.joined.is_some_and(|joined| joined > then)
    }

    pub(super) fn note_trunk(&mut self, group: Option<&str>, member: Option<&str>) {
        let known = self.trunk.as_ref();
        let known = known.map(|(group, member)| (group.as_str(), member.as_deref()));
        if let Some(group) = group.filter(|group| known != Some((group, member))) {
            self.trunk = Some((group.into(), member.map(SmolStr::from)));
        }
    }

    pub(super) fn note_sip_call(&mut self, sip_call: Option<&str>) {
        note(&mut self.sip_call, sip_call);
    }

    pub(super) fn calling_leg_mut(&mut self) -> Option<&mut ConnectionState> {
        self.parties
            .iter_mut()
            .find(|party| party.role == Role::Calling)
            .map(|party| &mut party.leg)
    }

    pub(super) fn note_established(&mut self, own: DeviceRef<'_>, at: Moment) {
        let others_up = self
            .parties
            .iter()
            .any(|party| party.device != own && party.leg.is_up());
        if self.established.is_none() && self.leg(own).is_up() && others_up {
            self.established = Some(at);
        }
    }

    /// An id that the call had before.
    pub(super) fn remember_id(&mut self, id: CallId) {
        if !self.former_ids.contains(&id) {
            self.former_ids.push(id);
            keep_newest(&mut self.former_ids, FORMER_IDS);
        }
    }
}

/// Takes over what is told; what is known already is not copied again.
pub(super) fn note<T: Deref<Target = str> + for<'a> From<&'a str>>(
    known: &mut Option<T>,
    told: Option<&str>,
) {
    if let Some(told) = told.filter(|told| known.as_deref() != Some(*told)) {
        *known = Some(told.into());
    }
}

fn keep_newest<T>(list: &mut Vec<T>, limit: usize) {
    list.drain(..list.len().saturating_sub(limit));
}
