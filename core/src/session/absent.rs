//! Calls that the server's account leaves out, though it shows no other: whether they have ended, or are on hold and not shown
//! for that, is asked about each by itself.

use crate::event::Derived;
use crate::id::{CallId, CallRef};
use crate::model::Model;

/// So often in a row a question may come to nothing; then the account alone is the server's word.
const IN_VAIN: u32 = 3;

#[derive(Default, Debug)]
pub(super) struct Absent {
    calls: Vec<Entry>,
    /// The account has shown a call on hold once, so it would do so again.
    shows_held: bool,
    /// Told once all that is asked is answered: what has happened comes first.
    then: Option<Derived>,
}

#[derive(Debug)]
struct Entry {
    call: CallId,
    is_asked: bool,
    /// How often the server has said neither that it knows it nor that it does not, in a row.
    in_vain: u32,
}

impl Absent {
    /// The account shows no call, and the model has these: each is to be asked about.
    pub(super) fn are(&mut self, model: &Model) {
        let known = std::mem::take(&mut self.calls);
        let in_vain = |call: &CallId| {
            let entry = known.iter().find(|entry| entry.call == *call);
            entry.map_or(0, |entry| entry.in_vain)
        };
        let calls = model.calls().iter().map(|call| Entry {
            call: call.id.clone(),
            is_asked: true,
            in_vain: in_vain(&call.id),
        });
        self.calls = calls.collect();
    }

    /// The account shows one.
    pub(super) fn are_none(&mut self, is_held: bool) {
        self.calls.clear();
        self.shows_held |= is_held;
    }

    /// There is a gap.
    pub(super) fn clear(&mut self) {
        self.calls.clear();
        self.then = None;
    }

    /// Whether the account is known to show calls on hold.
    pub(super) fn shows_held(&self) -> bool {
        self.shows_held
    }

    /// Those that have ended by the account alone, since it would show one on hold.
    pub(super) fn take_over(&mut self) -> Vec<CallId> {
        match self.shows_held {
            true => std::mem::take(&mut self.calls)
                .into_iter()
                .map(|entry| entry.call)
                .collect(),
            false => Vec::new(),
        }
    }

    /// Those of which the server says nothing when it is asked.
    pub(super) fn asked_in_vain(&self) -> impl Iterator<Item = CallId> + use<'_> {
        let in_vain = self.calls.iter().filter(|entry| entry.in_vain >= IN_VAIN);
        in_vain.map(|entry| entry.call.clone())
    }

    pub(super) fn has<'a>(&self, call: impl Into<CallRef<'a>>) -> bool {
        let call = call.into();
        self.calls.iter().any(|entry| entry.call == call)
    }

    /// The server has answered about a call: whether it knows it, if that is what it says.
    pub(super) fn answered(&mut self, call: &CallId, knows: Option<bool>) {
        for entry in self.calls.iter_mut().filter(|entry| entry.call == *call) {
            entry.is_asked = false;
            entry.in_vain = match knows {
                Some(_) => 0,
                None => entry.in_vain.saturating_add(1),
            };
        }
        if knows == Some(false) {
            self.calls.retain(|entry| entry.call != *call);
        }
    }

    /// To be told once all is answered.
    pub(super) fn then(&mut self, derived: Derived) {
        self.then = Some(derived);
    }

    /// Whether there is anything to be told yet.
    pub(super) fn is_to_tell(&self) -> bool {
        self.then.is_some()
    }

    /// What is to be told now. Calls that have ended meanwhile are waited for no more.
    pub(super) fn take_due(&mut self, model: &Model) -> Option<Derived> {
        self.calls.retain(|entry| model.call(&entry.call).is_some());
        let is_open = self.calls.iter().any(|entry| entry.is_asked);
        self.then.take_if(|_| !is_open)
    }
}
