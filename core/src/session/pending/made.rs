//! The call that a command makes: which of the new ones it is.

use smol_str::SmolStr;

use super::heard::Heard;
use super::{Pending, Response, evidence};
use crate::dial::reaches;
use crate::doubt::Doubt;
use crate::event::{Body, Event, Origin};
use crate::id::{CallId, CommandId};
use crate::model::{Call, Model, Perspective, Role};
use crate::session::expect::Expect;
use crate::session::outcome::{CommandError, Outcome, Reply, Unknown};

/// New calls that are remembered while a reply is waited for.
const HEARD: usize = 8;

impl Pending {
    /// Takes note of a new call and of its end: the reply may name it later.
    pub(super) fn hear(&mut self, event: &Event, model: &Model, own: &Perspective, shared: bool) {
        let Expect::NewCall { known, number, .. } = &self.expect else {
            return;
        };
        let Some(id) = event.call_id().filter(|id| known.iter().all(|known| known != id)) else {
            return;
        };
        // Of two that may have made it, the one whose call has ended has not, unless its reply has named it.
        let is_named = matches!(&self.response, Response::Accepted(Reply::Call(named)) if *named == id);
        if self.over.is_some() && shared && !is_named {
            return;
        }
        // What the account shows now may have been there before.
        if event.origin == Origin::Synthesized && !self.knew_all && !is_named {
            return;
        }
        let call = model.call(id);
        // A call that was there has another id now.
        let was_there = |call: &Call| {
            let mut now = known.iter().filter_map(|known| model.call(known));
            known.contains(&call.id) || now.any(|now| now.id == call.id)
        };
        if call.is_some_and(was_there) {
            return;
        }
        let me = own.device.borrowed();
        // One that rang here; who was in a call before is told as calling, too, where somebody else is invited.
        let rang_here = call.is_some_and(|call| call.role(me) == Some(Role::Called));
        // The reply may name it yet.
        let may_be_named = matches!(self.response, Response::Awaited) && !self.consults();
        if rang_here && !may_be_named && !call.is_some_and(|call| self.may_ring_first(call, own)) {
            return self.exclude_unless_named(&id.to_owned());
        }
        let made_here = call.is_some_and(|call| call.role(me) == Some(Role::Calling));
        let (called, end) = match event.body() {
            Body::Failed(failed) => {
                let error = CommandError::Failed {
                    failed_code: failed.failed_code(),
                    failed_msg: failed.failed_msg.map(SmolStr::from),
                };
                let is_its = failed
                    .called_device
                    .is_none_or(|called| reaches(number, called, &own.internal));
                (failed.called_device, is_its.then_some(error))
            }
            Body::ConnectionCleared(cleared) if cleared.releasing_device == me => {
                let cause = cleared.info.cause.map(SmolStr::from);
                // Of a call that never was put through this may be the only word: its far end has ended it.
                let far = cleared
                    .hangup_device
                    .filter(|by| reaches(number, *by, &own.internal));
                (far, Some(CommandError::CallEnded { cause }))
            }
            Body::Originated(originated) if originated.calling_device == me => {
                (originated.called_device, None)
            }
            Body::Delivered(delivered) if delivered.calling_device == Some(me) => {
                (delivered.called_device, None)
            }
            _ => (None, None),
        };
        let index = self
            .heard
            .iter()
            .position(|heard| heard.call == id)
            .unwrap_or_else(|| {
                if self.heard.len() == HEARD {
                    self.heard.remove(0);
                }
                self.heard.push(Heard {
                    call: id.to_owned(),
                    called: None,
                    evidence: None,
                    rings: None,
                    end: None,
                    shared,
                });
                self.heard.len() - 1
            });
        let heard = &mut self.heard[index];
        let called = called.map(|called| called.to_owned());
        heard.called = heard
            .called
            .take()
            .or(called)
            .or_else(|| call.and_then(|call| call.called.clone()));
        // An event that is too late for the model tells it all the same.
        let says_so = match event.body() {
            Body::ServiceInitiated(initiated) => initiated.initiated_device == me,
            Body::Originated(originated) => originated.calling_device == me,
            Body::Delivered(delivered) => delivered.calling_device == Some(me),
            Body::Established(established) => established.calling_device == Some(me),
            _ => false,
        };
        if (made_here && end.is_none()) || says_so {
            heard.evidence.get_or_insert_with(|| evidence(event));
        }
        if rang_here {
            heard.rings.get_or_insert_with(|| evidence(event));
        }
        heard.end = heard.end.take().or(end);
        heard.shared |= shared;
        if is_named {
            self.rang_first();
        }
    }

    /// Whether a call that rings here may be the one that it makes: some switches ring the telephone first from which a call is
    /// made, and may show who is called as calling.
    pub(in crate::session) fn may_ring_first(&self, call: &Call, own: &Perspective) -> bool {
        let Expect::NewCall {
            number, beside: None, ..
        } = &self.expect
        else {
            return false;
        };
        let named = match &self.response {
            Response::Accepted(Reply::Call(named)) => Some(named),
            _ => None,
        };
        let calling = || call.calling.as_ref();
        match named {
            Some(named) => *named == call.id,
            None => calling().is_some_and(|calling| reaches(number, calling.borrowed(), &own.internal)),
        }
    }

    /// The reply has named the call: where that rings here, it was made here all the same.
    pub(super) fn rang_first(&mut self) {
        let Response::Accepted(Reply::Call(named)) = &self.response else {
            return;
        };
        for heard in self.heard.iter_mut().filter(|heard| heard.call == *named) {
            let rings = heard.rings.take();
            heard.evidence = heard.evidence.take().or(rings);
        }
    }

    /// The new call that it has made: the one that the reply names; without such a reply, one to the number that was asked
    /// for. So too where nothing is heard of the one that is named and the account shows another.
    pub(super) fn made(&self, own: &Perspective) -> Option<&Heard> {
        let Expect::NewCall { number, .. } = &self.expect else {
            return None;
        };
        let made_here = || self.heard.iter().filter(|heard| heard.evidence.is_some());
        let replied = match &self.response {
            Response::Accepted(Reply::Call(replied)) => Some(replied),
            _ => None,
        };
        let to_it = |heard: &&Heard| {
            let called = heard
                .called
                .as_ref()
                .filter(|_| !(heard.shared && (self.is_lost() || replied.is_some())));
            called.is_some_and(|called| reaches(number, called.borrowed(), &own.internal))
        };
        let has_ended = |heard: &&Heard| heard.end.is_some() && heard.rings.is_none();
        let ended = || self.heard.iter().filter(has_ended);
        match replied {
            None => made_here().find(to_it).or_else(|| ended().find(to_it)),
            Some(replied) => {
                let named = self.heard.iter().find(|heard| heard.call == *replied);
                let goes_on = |heard: &&Heard| heard.end.is_none();
                let other = || made_here().filter(goes_on).find(to_it);
                named.or_else(|| other().filter(|_| self.renamed))
            }
        }
    }

    /// Nothing is heard of the call that the reply has named, for as long as an event may take.
    pub(in crate::session) fn is_overdue(&mut self) {
        self.overdue = true;
    }

    /// Its time is over. Where there is no account to ask, what the events have told must do.
    pub(in crate::session) fn is_past(&mut self, model: &Model, has_no_account: bool) {
        self.renamed |= has_no_account && self.is_shown_by_another_id(model);
    }

    /// Whether a call of the own making is known to be up, and the one that the reply has named is not there.
    pub(super) fn is_shown_by_another_id(&self, model: &Model) -> bool {
        let Response::Accepted(Reply::Call(named)) = &self.response else {
            return false;
        };
        let is_up = |heard: &Heard| {
            let call = model.call(&heard.call);
            heard.evidence.is_some() && call.is_some_and(|call| !call.doubts.has(Doubt::Leg))
        };
        model.call(named).is_none() && self.heard.iter().any(is_up)
    }

    /// The call that it has made.
    pub(in crate::session) fn new_call(&self, own: &Perspective) -> Option<&CallId> {
        self.made(own)
            .filter(|made| made.evidence.is_some())
            .map(|made| &made.call)
    }

    /// The number of the call that it makes.
    pub(in crate::session) fn dials(&self) -> Option<&str> {
        match &self.expect {
            Expect::NewCall { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Whether it makes a call beside another.
    pub(in crate::session) fn consults(&self) -> bool {
        matches!(self.expect, Expect::NewCall { beside: Some(_), .. })
    }

    /// Whether another makes a call to the same number, but perhaps for a prefix: whose call is it?
    pub(in crate::session) fn is_like_another(&self, dialled: &[(CommandId, String)]) -> bool {
        let alike = |mine: &str, other: &str| mine.ends_with(other) || other.ends_with(mine);
        let mut others = dialled.iter().filter(|(id, _)| *id != self.id);
        self.dials()
            .is_some_and(|mine| others.any(|(_, number)| alike(mine, number)))
    }

    /// A call that another command has made is not this one's.
    pub(in crate::session) fn exclude_unless_named(&mut self, made: &CallId) {
        let is_named = matches!(&self.response, Response::Accepted(Reply::Call(named)) if named == made);
        if let Expect::NewCall { known, .. } = &mut self.expect
            && !is_named
        {
            self.heard.retain(|heard| heard.call != *made);
            known.push(made.clone());
        }
    }

    /// A call has come and gone that nobody has claimed, and that may be the one; or it would have come and gone unseen.
    pub(super) fn may_have_called(&self, own: &Perspective) -> bool {
        let Expect::NewCall { number, .. } = &self.expect else {
            return false;
        };
        let may_be_it = |heard: &Heard| {
            let called = heard.called.as_ref();
            let is_over = heard.end.is_some() || heard.evidence.is_some();
            is_over
                && heard.rings.is_none()
                && called.is_none_or(|called| reaches(number, called.borrowed(), &own.internal))
        };
        self.gap || self.heard.iter().any(may_be_it)
    }

    /// Whether the call that it made has ended, and was not seen to begin.
    pub(in crate::session) fn has_ended_unseen(&self, own: &Perspective) -> bool {
        let made = self.made(own);
        made.is_some_and(|made| made.evidence.is_none() && made.end.is_some())
    }

    /// The id that the server gave to the call made, where its events name another.
    pub(in crate::session) fn mismatch(&self, own: &Perspective) -> Option<(&CallId, &CallId)> {
        match (&self.response, self.new_call(own)) {
            (Response::Accepted(Reply::Call(replied)), Some(seen)) if replied != seen => {
                Some((replied, seen))
            }
            _ => None,
        }
    }

    /// The call that the reply named has ended, and was not seen to begin.
    pub(super) fn end_of_the_made(&self, own: &Perspective) -> Option<Outcome> {
        Some(match self.made(own)?.end.clone()? {
            // That may have been missed.
            CommandError::CallEnded { .. } if self.gap => Outcome::Unknown(Unknown::NotConfirmed),
            end => Outcome::Rejected(end),
        })
    }
}
