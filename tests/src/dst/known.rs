//! What the protocol cannot show. Nothing else is let pass; each time that one of these is, it is counted.

use std::collections::BTreeMap;

/// Something that no client can know, and why.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Known {
    /// An event on its way: until it arrives, what was before it is all that can be known.
    OnItsWay,
    /// A change that the switch tells in several events: between them the call is like nothing that the switch ever was.
    InPassage,
    /// The account shows one call; of others that are held beside it, it says nothing.
    HeldBeside,
    /// A call that has come and was put on hold unseen, where the account leaves calls on hold out.
    HeldHidden,
    /// An event lost without a trace, about something that no account shows: parties, data, recording, a reason.
    LostForGood,
    /// A pending mode that somebody else asked for, or that the switch set by itself: told to nobody.
    PendingByOthers,
    /// Who was in a call already is not told to those who come in; of a conference the account shows nobody.
    WhoWasThere,
    /// To whom another program of the agent's has handed the held call, to have it back: told as the end of a consultation.
    HandedOn,
    /// Listeners are told to nobody.
    Listeners,
    /// Call data set by somebody else comes only with the next `delivered` or `established`.
    DataByOthers,
    /// The caller's leg is `initiated` at the switch until somebody answers; in CSTA it is connected from dialling on.
    CallerConnected,
    /// A server of the 2.x releases without a client state: what was in doubt once stays in doubt.
    NoAccount,
    /// That a phone is off line is told to nobody.
    PhoneOffline,
    /// Without the password, or once that was refused (403, whoever has said so), an HTTP session that has expired cannot be
    /// renewed, and no account can be had.
    NoPassword,
    /// What was asked for came about by another's doing while the request was on its way; or two asked for it at once.
    /// No event tells whose doing it was.
    Crossing,
    /// What the switch accepts, and a desktop does not offer (protocol, section 9).
    NarrowDesktop,
}

impl Known {
    /// Every one.
    pub const ALL: [Self; 16] = [
        Self::OnItsWay,
        Self::InPassage,
        Self::HeldBeside,
        Self::HeldHidden,
        Self::LostForGood,
        Self::PendingByOthers,
        Self::WhoWasThere,
        Self::HandedOn,
        Self::Listeners,
        Self::DataByOthers,
        Self::CallerConnected,
        Self::NoAccount,
        Self::PhoneOffline,
        Self::NoPassword,
        Self::Crossing,
        Self::NarrowDesktop,
    ];
}

/// How often each was let pass.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Passes(BTreeMap<Known, u64>);

impl Passes {
    /// One was let pass.
    pub fn note(&mut self, known: Known) {
        *self.0.entry(known).or_default() += 1;
    }

    /// Those of another run, too.
    pub fn add(&mut self, other: &Self) {
        for (known, times) in &other.0 {
            *self.0.entry(*known).or_default() += times;
        }
    }

    /// Each with its number.
    pub fn iter(&self) -> impl Iterator<Item = (Known, u64)> {
        self.0.iter().map(|(known, times)| (*known, *times))
    }
}
