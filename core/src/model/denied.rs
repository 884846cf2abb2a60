//! A call that the server says it does not know, or to be in another state: what was believed of it counts again once the
//! server takes that back.
//!
//! Something on the way can say so, too. Then nothing has happened, and nothing comes that tells anew of who is in the call, and
//! how: what was believed is kept until it is known who was right.

use super::believed::{Believed, Denied};
use super::call::Call;
use super::state::Model;
use super::tracker::Tracker;
use crate::doubt::Doubt;
use crate::id::CallId;

impl Call {
    /// Nothing that is said of it may be so.
    fn deny(&mut self, what: Denied, complete: bool, next_is_older: bool) {
        let parties = self.parties.iter().filter(|party| party.verified);
        let before = self.believed.take().map_or_else(
            || Believed {
                what,
                doubts: self.doubts,
                verified: parties.map(|party| party.device.clone()).collect(),
                complete,
                next_is_older,
            },
            |before| *before,
        );
        let what = before.what.max(what);
        self.doubt();
        self.believed = Some(Box::new(Believed {
            what,
            next_is_older: before.next_is_older || next_is_older,
            ..before
        }));
    }

    /// Whether it was believed to be there, before the server said that it does not know it, or left it out.
    pub(crate) fn was_believed(&self) -> bool {
        self.believed
            .as_ref()
            .is_some_and(|before| !before.doubts.has(Doubt::Leg))
    }

    /// What was said of it is so. Its data is told by itself.
    fn affirm(&mut self, before: &Believed) {
        for doubt in [Doubt::Leg, Doubt::Parties, Doubt::Recording] {
            if !before.doubts.has(doubt) {
                self.doubts.remove(doubt);
            }
        }
        let parties = self.parties.iter_mut();
        let known = parties.filter(|party| before.verified.contains(&party.device));
        known.for_each(|party| party.verified = true);
    }
}

impl Tracker {
    /// The server says that it does not know a call, or not this leg of it, or refuses something for its state. `next_is_older`: an account has been asked for, and
    /// has not come.
    pub(crate) fn deny_call(&mut self, id: &CallId, what: Denied, next_is_older: bool) {
        let Some(id) = self.model().call(id).map(|call| call.id.clone()) else {
            return;
        };
        self.tell(move |model| {
            let mut waiting = model.calls.iter().filter_map(|call| call.believed.as_ref());
            let was_complete = model.complete || waiting.any(|before| before.complete);
            model.complete = false;
            let calls = model.calls.iter_mut().filter(|known| known.id == id);
            calls.for_each(|call| call.deny(what, was_complete, next_is_older));
        });
    }

    /// It says that it knows it, on an unbroken link, and nothing else has been told of it since.
    pub(crate) fn affirm_call(&mut self, id: &CallId, what: Denied) {
        let denied = self.model().call(id).filter(|call| call.believed.is_some());
        let Some(id) = denied.map(|call| call.id.clone()) else {
            return;
        };
        self.tell(move |model| {
            if let Some(index) = model.position(id.borrowed()) {
                model.affirm(index, what);
            }
        });
    }

    /// The account shows it, as it is believed to be.
    pub(super) fn affirm_shown(&mut self, id: &CallId) {
        let is_older = self.model().call(id).and_then(|call| call.believed.as_ref());
        match is_older.is_some_and(|believed| believed.next_is_older) {
            true => {
                let id = id.clone();
                self.tell(move |model| {
                    let calls = model.calls.iter_mut().filter(|call| call.id == id);
                    let believed = calls.filter_map(|call| call.believed.as_mut());
                    believed.for_each(|believed| believed.next_is_older = false);
                });
            }
            false => self.affirm_call(id, Denied::Leg),
        }
    }

    /// The account agrees with what is believed, and shows this call. Of others it cannot tell how they are; but a refusal alone
    /// has not shown that they are otherwise.
    pub(super) fn affirm_states_beside(&mut self, shown: &CallId) {
        let is_denied = |call: &Call| call.id != *shown && call.believed.is_some();
        if !self.model().calls.iter().any(is_denied) {
            return;
        }
        let shown = shown.clone();
        self.tell(move |model| {
            for index in 0..model.calls.len() {
                let call = model.calls.get_mut(index).filter(|call| call.id != shown);
                let believed = call.and_then(|call| call.believed.as_mut());
                let Some(believed) = believed.filter(|before| before.what == Denied::State) else {
                    continue;
                };
                match std::mem::take(&mut believed.next_is_older) {
                    true => {}
                    false => model.affirm(index, Denied::State),
                }
            }
        });
    }
}

impl Model {
    /// What was denied of a call, and no more than this, is so.
    pub(super) fn affirm(&mut self, call: usize, what: Denied) {
        let Some(call) = self.calls.get_mut(call) else {
            return;
        };
        let Some(before) = call.believed.take_if(|before| before.what <= what) else {
            return;
        };
        call.affirm(&before);
        let others_wait = self.calls.iter().any(|call| call.believed.is_some());
        self.complete |= before.complete && !others_wait;
    }
}
