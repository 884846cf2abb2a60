//! Commands that are not settled yet, and what settles each: what it has caused, not the reply; or that it cannot happen
//! any more.

use std::time::Duration;

use smol_str::SmolStr;

use super::expect::{Expect, Seen, is_hung_up_by};
use super::needs::{Needs, ReplyKind};
use super::outcome::{CommandError, Confirmation, Evidence, Outcome, Reply, Unknown};
use crate::command::{Command, Verb};
use crate::dial::reaches;
use crate::event::{Body, Event, Origin};
use crate::http::Rejection;
use crate::id::{CallId, CommandId, DeviceId};
use crate::model::{Call, Mark, Model, Perspective, Role, Tracker};

/// New calls that are remembered while a reply is waited for.
const HEARD: usize = 8;

#[derive(Debug)]
pub(super) struct Pending {
    pub(super) id: CommandId,
    pub(super) verb: Verb,
    pub(super) reply: ReplyKind,
    pub(super) issued: Duration,
    expect: Expect,
    /// The calls that it is about.
    calls: Vec<CallId>,
    /// What was asked for was so when it was asked for.
    already: bool,
    /// The leg is in the state that was asked for by the doing of another command, or by this one's.
    shared: bool,
    /// The calls that it is about were known when it was asked for.
    knew: bool,
    response: Response,
    evidence: Option<Evidence>,
    /// What shows it, or that another command has ended the same call: its reply tells which.
    either: Option<Evidence>,
    /// Another command was taken to have caused what shows it; nobody knows before the replies.
    contested: Option<(CommandId, Evidence)>,
    /// New calls that may be the one that it makes.
    heard: Vec<Heard>,
    /// It cannot happen any more.
    over: Option<Over>,
    /// There was a gap in the event channel since it was given.
    gap: bool,
    /// What the server had sent by then is no evidence, however late it comes.
    mark: Mark,
    /// The server's account has been compared with what it asks for since it was answered.
    compared: bool,
}

#[derive(Debug)]
enum Response {
    Awaited,
    Accepted(Reply),
    Lost(String),
    /// Something on the way, or the server in trouble, says no: that need not be so.
    Refused(Rejection),
}

/// A new call, and what has become of it.
#[derive(Debug)]
struct Heard {
    call: CallId,
    called: Option<DeviceId>,
    /// It was made here, as far as the events tell.
    evidence: Option<Evidence>,
    end: Option<CommandError>,
    /// Another command can have made it.
    shared: bool,
}

/// A call that it needs has ended.
#[derive(Debug)]
struct Over {
    cause: Option<SmolStr>,
    /// It may have ended by this very command.
    by_this: bool,
}

impl Pending {
    pub(super) fn new(
        id: CommandId,
        command: &Command,
        needs: Needs,
        tracker: &Tracker,
        issued: Duration,
    ) -> Self {
        let (model, own) = (tracker.model(), tracker.perspective());
        let expect = needs.expect;
        Self {
            id,
            verb: command.verb(),
            reply: needs.reply,
            issued,
            calls: command.calls().cloned().collect(),
            // Of a call that is not known nobody can say that it was left before.
            already: expect.holds(model, own) && command.calls().all(|call| model.knew(call)),
            shared: false,
            knew: command.calls().all(|call| model.knew(call)),
            expect,
            response: Response::Awaited,
            evidence: None,
            either: None,
            contested: None,
            heard: Vec::new(),
            over: None,
            gap: false,
            mark: tracker.mark(),
            compared: false,
        }
    }

    /// Whether its reply alone shows that it has happened.
    pub(super) fn is_query(&self) -> bool {
        self.expect == Expect::Reply
    }

    /// The calls that it is about.
    pub(super) fn calls(&self) -> Vec<CallId> {
        self.calls.clone()
    }

    /// Whether it answers a call.
    pub(super) fn answers(&self, call: &CallId) -> bool {
        matches!(&self.expect, Expect::Answered(answered) if answered == call)
    }

    /// Whether it is to end a call.
    pub(super) fn ends(&self, call: &CallId) -> bool {
        match &self.expect {
            Expect::Cleared(ended) => ended == call,
            Expect::Cancelled { consulted, .. } => consulted == call,
            _ => false,
        }
    }

    /// Whether the other asks for the same.
    pub(super) fn is_like(&self, other: &Expect) -> bool {
        self.expect == *other
    }

    /// What it waits for.
    pub(super) fn expectation(&self) -> &Expect {
        &self.expect
    }

    /// What it asks for has come about by another's doing.
    pub(super) fn has_become_so(&mut self, model: &Model, own: &Perspective) {
        // From now on the mode is no other.
        if let Expect::Mode { changes, .. } = &mut self.expect {
            *changes = false;
        }
        let holds = self.evidence.is_none() && self.expect.holds(model, own);
        self.shared |= holds && !self.already && self.expect.is_about_the_leg();
        self.already |= holds;
    }

    /// Whether the state of the own leg that it asks for has come about since it was given. If it is refused, by
    /// another's doing.
    pub(super) fn has_been_so(&self) -> bool {
        self.shared || (self.evidence.is_some() && self.expect.is_about_the_leg())
    }

    /// Takes note of an event that the model has applied, and that is no other command's.
    ///
    /// # Errors
    /// The event shows that the command has failed.
    pub(super) fn note(
        &mut self,
        event: &Event,
        model: &Model,
        own: &Perspective,
        shared: bool,
    ) -> Result<(), CommandError> {
        if self.mark.is_after(event) {
            self.note_end(event, model, own);
            return Ok(());
        }
        self.hear(event, model, own, shared);
        self.expect.note_departure(event);
        match self.expect.seen(event, model, own) {
            Some(Seen::Done) if self.evidence.is_none() => self.evidence = Some(evidence(event)),
            Some(Seen::Perhaps) => self.note_either(event),
            Some(Seen::Failed(error)) if self.evidence.is_none() => return Err(error),
            Some(Seen::Done | Seen::Failed(_)) | None => {}
        }
        if self.evidence.is_none() {
            self.note_end(event, model, own);
            self.has_gone(event, model, own);
            // A call that is in another now has that one's leg.
            let joins = matches!(event.body(), Body::Conferenced(_) | Body::Transferred(_));
            let is_told = joins && event.origin == Origin::Server && self.expect.is_about_the_leg();
            self.already |= is_told && self.expect.holds(model, own);
        }
        Ok(())
    }

    /// An event shows that it has happened, or that another command has.
    pub(super) fn note_either(&mut self, event: &Event) {
        self.either.get_or_insert_with(|| evidence(event));
    }

    /// An event that shows it is taken for the other's doing, as long as no reply tells.
    pub(super) fn yields(&mut self, to: CommandId, event: &Event) {
        if self.evidence.is_none() {
            self.contested = Some((to, evidence(event)));
        }
    }

    /// The other's doing it was.
    pub(super) fn is_beaten_by(&mut self, other: CommandId) {
        self.contested.take_if(|(claimant, _)| *claimant == other);
    }

    /// What was taken for this one's doing was another's, which the server has accepted.
    pub(super) fn gives_up(&mut self, claim: &Evidence, model: &Model, own: &Perspective) {
        if self.evidence.take_if(|evidence| evidence == claim).is_some() {
            self.has_become_so(model, own);
        }
    }

    /// What was taken for another's doing was this one's.
    pub(super) fn takes_over(&mut self, claim: Evidence) {
        self.evidence.get_or_insert(claim);
    }

    /// A call that is to be left has ended by another's doing.
    fn has_gone(&mut self, event: &Event, model: &Model, own: &Perspective) {
        let (Expect::Cleared(_), Body::ConnectionCleared(cleared)) = (&self.expect, event.body()) else {
            return;
        };
        // By whom, the account does not say; the reply does.
        let is_own = cleared.releasing == own.device.borrowed() && event.origin == Origin::Synthesized;
        if is_own && !self.already && self.expect.holds(model, own) {
            self.note_either(event);
        }
        self.has_become_so(model, own);
    }

    /// A call that it needs has ended.
    pub(super) fn note_end(&mut self, event: &Event, model: &Model, own: &Perspective) {
        let Body::ConnectionCleared(cleared) = event.body() else {
            return;
        };
        let me = own.device.borrowed();
        let needs = self.expect.needs_calls();
        let is_it = needs
            .iter()
            .any(|call| model.is_the_same(call, cleared.info.call) && model.call(*call).is_none());
        if cleared.releasing == me && is_it {
            let by_this = match event.origin {
                // That it is gone is all that is known.
                Origin::Synthesized => true,
                _ => {
                    let may_take_it = self.expect.takes_the_leg() || self.expect.leaves(&cleared);
                    self.gap || self.is_lost() || (may_take_it && is_hung_up_by(&cleared, me, model))
                }
            };
            self.over.get_or_insert(Over {
                cause: cleared.info.cause.map(SmolStr::from),
                by_this,
            });
        }
    }

    /// Takes note of a new call and of its end: the reply may name it later.
    fn hear(&mut self, event: &Event, model: &Model, own: &Perspective, shared: bool) {
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
        let made_here = call.is_some_and(|call| call.role(me) == Some(Role::Calling));
        let (called, end) = match event.body() {
            Body::Failed(failed) => {
                let error = CommandError::Failed {
                    code: failed.code(),
                    message: failed.message.map(SmolStr::from),
                };
                let is_its = failed
                    .called
                    .is_none_or(|called| reaches(number, called, &own.internal));
                (failed.called, is_its.then_some(error))
            }
            Body::ConnectionCleared(cleared) if cleared.releasing == me => {
                let cause = cleared.info.cause.map(SmolStr::from);
                // Of a call that never was put through this may be the only word: its far end has ended it.
                let far = cleared.hangup.filter(|by| reaches(number, *by, &own.internal));
                (far, Some(CommandError::CallEnded { cause }))
            }
            Body::Originated(originated) if originated.calling == me => (originated.called, None),
            Body::Delivered(delivered) if delivered.calling == Some(me) => (delivered.called, None),
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
            Body::ServiceInitiated(initiated) => initiated.initiated == me,
            Body::Originated(originated) => originated.calling == me,
            Body::Delivered(delivered) => delivered.calling == Some(me),
            Body::Established(established) => established.calling == Some(me),
            _ => false,
        };
        if (made_here && end.is_none()) || says_so {
            heard.evidence.get_or_insert_with(|| evidence(event));
        }
        heard.end = heard.end.take().or(end);
        heard.shared |= shared;
    }

    /// The new call that it has made: the one that the reply names; without such a reply, or where the events have
    /// another id, one to the number that was asked for.
    fn made(&self, own: &Perspective) -> Option<&Heard> {
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
        let named = self.heard.iter().find(|heard| Some(&heard.call) == replied);
        let ended = || self.heard.iter().filter(|heard| heard.end.is_some());
        named
            .or_else(|| made_here().find(to_it))
            .or_else(|| ended().find(to_it).filter(|_| replied.is_none()))
    }

    /// The call that it has made.
    pub(super) fn new_call(&self, own: &Perspective) -> Option<&CallId> {
        self.made(own)
            .filter(|made| made.evidence.is_some())
            .map(|made| &made.call)
    }

    /// What shows that it has happened may be missed.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Whether its reply is lost.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.response, Response::Lost(_) | Response::Refused(_))
    }

    /// The number of the call that it makes.
    pub(super) fn dials(&self) -> Option<&str> {
        match &self.expect {
            Expect::NewCall { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Whether another makes a call to the same number, but perhaps for a prefix: whose call is it?
    pub(super) fn is_like_another(&self, dialled: &[(CommandId, String)]) -> bool {
        let alike = |mine: &str, other: &str| mine.ends_with(other) || other.ends_with(mine);
        let mut others = dialled.iter().filter(|(id, _)| *id != self.id);
        self.dials()
            .is_some_and(|mine| others.any(|(_, number)| alike(mine, number)))
    }

    /// A call that another command has made is not this one's.
    pub(super) fn exclude_unless_named(&mut self, made: &CallId) {
        let is_named = matches!(&self.response, Response::Accepted(Reply::Call(named)) if named == made);
        if let Expect::NewCall { known, .. } = &mut self.expect
            && !is_named
        {
            self.heard.retain(|heard| heard.call != *made);
            known.push(made.clone());
        }
    }

    /// The reply has come. Answers what another was taken to have caused, and may have been this one's doing.
    pub(super) fn accepted(&mut self, reply: Reply) -> Option<(CommandId, Evidence)> {
        self.response = Response::Accepted(reply);
        self.contested.take()
    }

    /// The reply did not come.
    pub(super) fn lost(&mut self, message: String) {
        self.response = Response::Lost(message);
    }

    /// The reply is a refusal that need not be the last word.
    pub(super) fn perhaps_refused(&mut self, why: Rejection) {
        self.response = Response::Refused(why);
    }

    /// It was refused by something on the way, and nothing has shown that it was carried out all the same: no event on an
    /// unbroken channel, nor the account, nor the end of the call.
    fn refused(&self, model: &Model, own: &Perspective) -> Option<Outcome> {
        let Response::Refused(why) = &self.response else {
            return None;
        };
        let may_have_ended_it = self.over.as_ref().is_some_and(|over| over.by_this);
        let is_seen = (!self.gap || self.compared) && !may_have_ended_it;
        match is_seen && self.expect.is_told(model) {
            // By another's doing, or by this one's.
            true if self.shared && self.expect.holds(model, own) => Some(Outcome::AlreadySo),
            true => Some(Outcome::Rejected(why.clone().into())),
            false => None,
        }
    }

    /// Why there is no reply to go by.
    pub(super) fn lost_reply(&self) -> Option<String> {
        match &self.response {
            Response::Lost(message) => Some(message.clone()),
            Response::Refused(why) => Some(why.to_string()),
            Response::Awaited | Response::Accepted(_) => None,
        }
    }

    /// Whether what shows that it has happened may have been missed.
    pub(super) fn has_gap(&self) -> bool {
        self.gap
    }

    pub(super) fn is_accepted(&self) -> bool {
        matches!(self.response, Response::Accepted(_))
    }

    pub(super) fn is_answered(&self) -> bool {
        !matches!(self.response, Response::Awaited)
    }

    /// Whether the call that it made has ended, and was not seen to begin.
    pub(super) fn has_ended_unseen(&self, own: &Perspective) -> bool {
        let made = self.made(own);
        made.is_some_and(|made| made.evidence.is_none() && made.end.is_some())
    }

    /// Whether an event shows that it has happened.
    pub(super) fn is_shown_by(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        !self.mark.is_after(event) && matches!(self.expect.seen(event, model, own), Some(Seen::Done))
    }

    /// Whether what it asks for has come about while its reply was waited for: a call to drop has ended.
    pub(super) fn has_come_about(&self) -> bool {
        matches!(self.expect, Expect::Cleared(_)) && (self.already || self.evidence.is_some())
    }

    /// Whether a call that it needs has ended.
    pub(super) fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Accepted, it was so when it was asked for, and no event came: something else has changed it since.
    fn was_so(&self) -> Option<Outcome> {
        (self.is_accepted() && self.already && !self.gap).then_some(Outcome::AlreadySo)
    }

    /// How it ends where its request has done nothing, and a call that it needs has ended.
    pub(super) fn not_done(&self) -> Option<Outcome> {
        let cause = self.over.as_ref()?.cause.clone();
        Some(Outcome::Rejected(CommandError::CallEnded { cause }))
    }

    /// How it ends where a call that it needs has ended and nothing has shown that it happened before.
    pub(super) fn outcome_of_the_end(&self) -> Option<Outcome> {
        let over = self.over.as_ref()?;
        Some(match over.by_this {
            // The event that would tell may be lost.
            true => Outcome::Unknown(Unknown::NotConfirmed),
            false => Outcome::Rejected(CommandError::CallEnded {
                cause: over.cause.clone(),
            }),
        })
    }

    /// The server's account has been taken over: it is evidence too. Answers whether it is this command's.
    pub(super) fn checked(&mut self, model: &Model, own: &Perspective) -> bool {
        self.compared |= self.is_answered() && self.expect.is_shown();
        let shown = self.knew && self.expect.is_shown() && self.expect.holds(model, own);
        let is_own = self.is_answered() && !self.already && shown && self.evidence.is_none();
        if is_own {
            self.evidence = Some(Evidence::State);
        }
        is_own
    }

    /// The id that the server gave to the call made, where its events name another.
    pub(super) fn mismatch(&self, own: &Perspective) -> Option<(&CallId, &CallId)> {
        match (&self.response, self.new_call(own)) {
            (Response::Accepted(Reply::Call(replied)), Some(seen)) if replied != seen => {
                Some((replied, seen))
            }
            _ => None,
        }
    }

    /// The outcome, if no reply is to come any more: an event that was seen is enough.
    pub(super) fn last_outcome(&self, model: &Model, own: &Perspective) -> Option<Outcome> {
        let seen = || {
            let made = self
                .made(own)
                .and_then(|made| Some((made, made.evidence.clone()?)));
            let (evidence, reply) = match made {
                Some((made, evidence)) => (evidence, Reply::Call(made.call.clone())),
                None => (self.evidence.clone()?, Reply::None),
            };
            Some(Outcome::Confirmed(Confirmation { evidence, reply }))
        };
        self.outcome(model, own)
            .or_else(seen)
            .or_else(|| self.was_so())
            .or_else(|| self.end_of_the_made(own))
            .or_else(|| self.refused(model, own))
            .or_else(|| self.outcome_of_the_end())
    }

    /// The call that the reply named has ended, and was not seen to begin.
    fn end_of_the_made(&self, own: &Perspective) -> Option<Outcome> {
        Some(match self.made(own)?.end.clone()? {
            // That may have been missed.
            CommandError::CallEnded { .. } if self.gap => Outcome::Unknown(Unknown::NotConfirmed),
            end => Outcome::Rejected(end),
        })
    }

    /// The outcome, once there is one.
    pub(super) fn outcome(&self, model: &Model, own: &Perspective) -> Option<Outcome> {
        let confirmed =
            |evidence: Evidence, reply: Reply| Some(Outcome::Confirmed(Confirmation { evidence, reply }));
        let reply = match &self.response {
            Response::Awaited => return None,
            Response::Accepted(reply) => Some(reply),
            Response::Lost(_) | Response::Refused(_) => None,
        };
        if let Some(made) = self.made(own) {
            return match (&made.evidence, &made.end) {
                (Some(evidence), _) => confirmed(evidence.clone(), Reply::Call(made.call.clone())),
                (None, Some(end @ CommandError::Failed { .. })) => Some(Outcome::Rejected(end.clone())),
                // Its beginning may come late.
                (None, _) => None,
            };
        }
        if let Expect::NewCall { .. } = &self.expect {
            // A call that nobody has seen begin, and that the reply does not name.
            let failed = self.heard.iter().find_map(|heard| match &heard.end {
                Some(end @ CommandError::Failed { .. }) => Some(end.clone()),
                _ => None,
            });
            let named = matches!(reply, Some(Reply::Call(_)));
            return failed.filter(|_| !named).map(Outcome::Rejected);
        }
        match (reply, &self.evidence) {
            (reply, Some(evidence)) => confirmed(evidence.clone(), reply.cloned().unwrap_or_default()),
            // Had the other been first, this would have been refused.
            (Some(reply), None) if self.either.is_some() => {
                let evidence = self.either.clone()?;
                confirmed(evidence, reply.clone())
            }
            (Some(reply), None) if self.is_query() => confirmed(Evidence::Reply, reply.clone()),
            (Some(reply @ Reply::PendingMode(mode)), None) if self.expect.is_mode(mode) => {
                confirmed(Evidence::Reply, reply.clone())
            }
            (Some(_), None) => {
                let so = self.already && self.expect.holds(model, own);
                (so && !self.expect.is_in_doubt(model)).then_some(Outcome::AlreadySo)
            }
            (None, None) => None,
        }
    }
}

fn evidence(event: &Event) -> Evidence {
    match event.origin {
        Origin::Synthesized => Evidence::State,
        Origin::Server | Origin::Derived => Evidence::Event(event.name().into()),
    }
}
