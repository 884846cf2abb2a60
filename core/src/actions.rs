//! What may be done now: each verb allowed, or why not. What a desktop enables its buttons by.
//!
//! What is allowed the server accepts, as far as the model is right. Only the guards of `makeCall`, `logout` and
//! `dropConnection` are enforced; everything else goes to the server, which has the last word.

use serde::Serialize;

use crate::command::Verb;
use crate::doubt::Doubt;
use crate::event::AgentMode;
use crate::id::{CallId, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role};
use crate::refusal::Refusal;
use crate::vocabulary::When;

pub use crate::vocabulary::{CALL_VERBS, OTHER_VERBS};

/// A verb and whether it may be used now.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// The verb.
    pub verb: Verb,
    /// Allowed, or why not.
    pub permission: Result<(), Refusal>,
}

impl Action {
    /// Whether it is allowed.
    pub fn is_allowed(&self) -> bool {
        self.permission.is_ok()
    }
}

impl Serialize for Action {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("verb", self.verb.name())?;
        map.serialize_entry("allowed", &self.is_allowed())?;
        if let Err(refusal) = &self.permission {
            map.serialize_entry("reason", refusal.code())?;
            map.serialize_entry("message", refusal.message_en())?;
        }
        map.end()
    }
}

/// Whether a verb makes sense for a call now.
pub fn call_action(model: &Model, own: &DeviceId, id: &CallId, verb: Verb) -> Result<(), Refusal> {
    let call = model.call(id).ok_or(Refusal::NoCall)?;
    Situation::of(model, own).look_at(call).permits(verb)
}

/// The calls, looked at once: what a verb on one of them asks of the others.
pub(crate) struct Situation<'a> {
    model: &'a Model,
    own: &'a DeviceId,
    /// How many are more than a ringing beside what the agent does: that keeps nobody from working with the others, and
    /// counts in nothing below.
    taken_up: usize,
    /// How many are on hold.
    held: usize,
    /// How many the agent's device is connected in.
    connected: usize,
    /// One is neither on hold nor talked in: it is being put through.
    is_one_pending: bool,
    all_answered: bool,
    /// One is being made, and nobody has answered it yet.
    is_dialling: bool,
}

/// One of the calls, looked at once.
pub(crate) struct Here<'a> {
    of: &'a Situation<'a>,
    call: &'a Call,
    leg: ConnectionState,
    /// It was transferred away, and its leg is about to be cleared.
    is_leaving: bool,
    is_talking: bool,
}

impl<'a> Situation<'a> {
    pub(crate) fn of(model: &'a Model, own: &'a DeviceId) -> Self {
        let mut of = Self {
            model,
            own,
            taken_up: 0,
            held: 0,
            connected: 0,
            is_one_pending: false,
            all_answered: true,
            is_dialling: is_dialling(model, own),
        };
        for call in taken_up(model, own) {
            of.taken_up += 1;
            match call.leg(own) {
                ConnectionState::Hold => of.held += 1,
                leg => {
                    of.connected += usize::from(leg == ConnectionState::Connected);
                    of.is_one_pending |= !is_talking(call, own);
                }
            }
            of.all_answered &= call.established.is_some();
        }
        of
    }

    /// Looks at one of the calls.
    pub(crate) fn look_at(&'a self, call: &'a Call) -> Here<'a> {
        let party = call.party(self.own);
        Here {
            of: self,
            call,
            leg: party.map_or(ConnectionState::Null, |party| party.leg),
            is_leaving: party.is_some_and(|party| party.leaving),
            is_talking: is_talking(call, self.own),
        }
    }
}

impl Here<'_> {
    /// Whether a verb makes sense for this call.
    pub(crate) fn permits(&self, verb: Verb) -> Result<(), Refusal> {
        let wrong = Refusal::WrongState { leg: self.leg };
        let Some(when) = verb.when() else {
            return Err(wrong);
        };
        // Nothing is left to be done but to hang up, where it is transferred away and where the agent takes no part in it.
        if (self.is_leaving || self.call.listens) && when != When::Always {
            let why = if self.call.listens {
                Refusal::Listening
            } else {
                wrong
            };
            return require(when == When::Up, why);
        }
        match when {
            When::Always => Ok(()),
            // What is being made cannot be put on hold for it.
            When::Ringing => {
                require(self.leg == ConnectionState::Alerting, wrong)?;
                require(!self.of.is_dialling, Refusal::NotEstablished)
            }
            When::Up => self.drop(),
            When::Held => {
                require(self.leg == ConnectionState::Hold, wrong)?;
                require(!self.of.model.is_waited_for(&self.call.id), Refusal::ComesBack)?;
                // The other would be put on hold, which takes one that is answered.
                require(!self.of.is_one_pending, Refusal::NotEstablished)
            }
            When::Talking => self.talking(),
            When::TalkingOnly => {
                self.talking()?;
                require(self.of.taken_up == 1, Refusal::InConsultation)
            }
            When::Consulting => self.consultation(),
            When::Joinable => {
                self.consultation()?;
                require(!has_party_in_both(self.of.model, self.of.own), Refusal::SameParty)
            }
            When::Answered => {
                self.consultation()?;
                require(self.of.all_answered, Refusal::NotEstablished)?;
                require(!has_party_in_both(self.of.model, self.of.own), Refusal::SameParty)
            }
        }
    }

    /// A held call is not dropped: it is retrieved first, unless it comes back by itself. Nor is a consultation: it is
    /// cancelled.
    fn drop(&self) -> Result<(), Refusal> {
        let leg = self.leg;
        let is_up = match leg {
            ConnectionState::Hold => self.of.model.will_return(&self.call.id),
            leg => leg != ConnectionState::Null,
        };
        require(is_up, Refusal::WrongState { leg })?;
        require(
            leg == ConnectionState::Alerting || self.of.taken_up == 1,
            Refusal::InConsultation,
        )
    }

    /// One held call and one connected, of which one is this.
    fn consultation(&self) -> Result<(), Refusal> {
        let leg = self.leg;
        require(
            matches!(leg, ConnectionState::Hold | ConnectionState::Connected),
            Refusal::WrongState { leg },
        )?;
        require(
            self.of.taken_up == 2 && self.of.held == 1 && self.of.connected == 1,
            Refusal::NeedsConsultation,
        )
    }

    fn talking(&self) -> Result<(), Refusal> {
        let leg = self.leg;
        require(!self.call.conference, Refusal::InConference)?;
        require(leg == ConnectionState::Connected, Refusal::WrongState { leg })?;
        require(self.is_talking, Refusal::NotEstablished)
    }
}

/// Whether the agent may make a call now, as far as the model tells.
pub fn make_call_action(model: &Model) -> Result<(), Refusal> {
    require(model.calls().is_empty(), Refusal::CallUp)?;
    require(model.agent().mode != AgentMode::Allocated, Refusal::Allocated)
}

/// Whether the agent may log out now, as far as the model tells: under the same guards as a call is made.
pub fn logout_action(model: &Model) -> Result<(), Refusal> {
    make_call_action(model)
}

/// Whether recording may be switched: in the call in which the agent talks, and does not only listen, where it is the other
/// way. What may have changed unseen forbids nothing.
pub fn recording_action(model: &Model, own: &DeviceId, on: bool) -> Result<(), Refusal> {
    let mut calls = model.calls().iter();
    let is_own = |call: &&Call| !call.listens && is_talking(call, own);
    let call = calls.find(is_own).ok_or_else(|| nothing_to_record(model, own))?;
    let is_so = call.recording == on && !call.doubts.has(Doubt::Recording);
    let refusal = match on {
        true => Refusal::Recorded,
        false => Refusal::NotRecorded,
    };
    require(!is_so, refusal)
}

/// Why there is nothing to record: of several calls, what the one says that is nearest to being talked in.
fn nothing_to_record(model: &Model, own: &DeviceId) -> Refusal {
    let calls = || model.calls().iter().filter(|call| !call.listens);
    let on_hold = calls().any(|call| call.leg(own) == ConnectionState::Hold);
    let rings = calls().any(|call| call.leg(own) == ConnectionState::Alerting);
    match (is_dialling(model, own), on_hold, rings) {
        (false, true, _) => Refusal::WrongState {
            leg: ConnectionState::Hold,
        },
        (true, ..) | (_, _, true) => Refusal::NotEstablished,
        _ if model.calls().iter().any(|call| call.listens) => Refusal::Listening,
        _ => Refusal::NoCall,
    }
}

/// The calls that are more than a ringing beside what the agent does: that keeps nobody from working with the others.
fn taken_up<'a>(model: &'a Model, own: &'a DeviceId) -> impl Iterator<Item = &'a Call> {
    let calls = model.calls().iter();
    calls.filter(move |call| call.leg(own) != ConnectionState::Alerting)
}

/// Whether the agent is making a call that nobody has answered yet.
pub(crate) fn is_dialling(model: &Model, own: &DeviceId) -> bool {
    let mut calls = model.calls().iter();
    calls.any(|call| match call.leg(own) {
        ConnectionState::Initiated => true,
        ConnectionState::Connected => !is_talking(call, own),
        _ => false,
    })
}

/// Whether the agent talks in a call: it is connected, and has been answered.
pub(crate) fn is_talking(call: &Call, own: &DeviceId) -> bool {
    let rings_out = call.established.is_none() && call.role(own) == Some(Role::Calling);
    call.leg(own) == ConnectionState::Connected && !rings_out
}

/// Two calls with the same party in both cannot become one.
fn has_party_in_both(model: &Model, own: &DeviceId) -> bool {
    let mut calls = taken_up(model, own);
    let (Some(one), Some(other)) = (calls.next(), calls.next()) else {
        return false;
    };
    let mut parties = one.parties.iter().filter(|party| party.device != *own);
    parties.any(|party| other.party(&party.device).is_some())
}

fn require(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Ok(()) } else { Err(refusal) }
}
