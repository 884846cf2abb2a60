//! Commands that are not settled yet, and what settles each: what it has caused, not the reply; or that it cannot happen
//! any more.

mod end;
mod heard;
mod made;

use std::time::Duration;

use smol_str::SmolStr;

use heard::Heard;

use super::expect::{Expect, Seen, is_hung_up_by};
use super::needs::{Needs, ReplyKind};
use super::outcome::{CommandError, Evidence, Reply};
use crate::command::{Command, Verb};
use crate::event::{Body, Event, Origin};
use crate::http::Rejection;
use crate::id::{CallId, CommandId};
use crate::model::{Mark, Model, Perspective, Tracker, was_not_answered};

/// For so long a late event can show that a command was carried out before its call ended.
pub(super) const LATE: Duration = Duration::from_secs(4);

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
    /// It was known then that there were no others.
    knew_all: bool,
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
    /// For a while the server may have kept to itself what came of it.
    untold: bool,
    /// What the server had sent by then is no evidence, however late it comes.
    mark: Mark,
    /// The server's account has been compared with what it asks for since it was answered.
    compared: bool,
    /// An event that is older than the command has told what it asks for: that may have changed again.
    stale: Stale,
    /// For the call that the reply names has been waited long enough: the events may have another id (manual 8.9).
    overdue: bool,
    /// And the account shows such a one.
    renamed: bool,
    /// The call has been transferred from here to somebody else.
    elsewhere: bool,
    /// The recording that it asks for is told to be the other way since.
    undone: bool,
}

/// What an event that is older than a command tells of what it asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stale {
    /// None has told it.
    Untold,
    /// One has, just now.
    Told,
    /// And the server is asked.
    Doubted,
}

#[derive(Debug)]
enum Response {
    Awaited,
    Accepted(Reply),
    Lost(String),
    /// Something on the way, or the server in trouble, has said so at this time: that need not be so.
    Refused(Rejection, Duration),
}

/// A call that it needs has ended.
#[derive(Debug)]
struct Over {
    cause: Option<SmolStr>,
    /// It may have ended by this very command.
    by_this: bool,
    /// Nothing that comes late can show that this has happened.
    is_certain: bool,
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
            knew_all: model.is_complete(),
            untold: !expect.is_told(model),
            expect,
            response: Response::Awaited,
            evidence: None,
            either: None,
            contested: None,
            heard: Vec::new(),
            over: None,
            gap: false,
            mark: tracker.mark(issued),
            compared: false,
            stale: Stale::Untold,
            overdue: false,
            renamed: false,
            elsewhere: false,
            undone: false,
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

    /// Whether it is about this call.
    pub(super) fn is_about(&self, call: &CallId) -> bool {
        self.calls.contains(call)
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

    /// Whether it is to end a call, and no more.
    pub(super) fn drops(&self) -> bool {
        matches!(self.expect, Expect::Cleared(_) | Expect::Cancelled { .. })
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

    /// Whether the state of the agent's leg that it asks for has come about since it was given. If it is refused, by
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
        if self.expect.is_undone(event, model, own) {
            self.already = false;
            self.undone = true;
        }
        if self.is_older(event, model) {
            self.note_older(event, model, own);
            self.note_end(event, model, own);
            return Ok(());
        }
        self.hear(event, model, own, shared);
        self.untold |= !self.expect.is_told(model);
        let seen = self.expect.seen(event, model, own);
        self.expect.note_parties(event, model);
        match seen {
            Some(Seen::Done) if self.evidence.is_none() => self.evidence = Some(evidence(event)),
            Some(Seen::Perhaps) => self.note_either(event),
            Some(Seen::Failed(error)) if self.evidence.is_none() => return Err(error),
            Some(Seen::Done | Seen::Failed(_)) | None => {}
        }
        if self.evidence.is_none() {
            self.elsewhere |= self.expect.goes_elsewhere(event, model, own);
            self.note_end(event, model, own);
            self.has_gone(event, model, own);
            // A call that is in another now has that one's leg.
            let joins = matches!(event.body(), Body::Conferenced(_) | Body::Transferred(_));
            let is_told = joins && event.origin == Origin::Server && self.expect.is_about_the_leg();
            // So has one that has begun by itself the recording that is asked for.
            let is_recorded = matches!(self.expect, Expect::Recording { on: true, .. })
                && matches!(event.body(), Body::RecordStarted(_));
            let is_so = is_told || is_recorded || self.expect.answers_own_call(model, own);
            self.already |= is_so && self.expect.holds(model, own);
        }
        Ok(())
    }

    /// Whether the server sent an event before the command was given; or may have, and it tells of what can have changed
    /// again, where the server can be asked.
    fn is_older(&self, event: &Event, model: &Model) -> bool {
        // Nobody answers before it rings: that clock was set back, and tells nothing.
        let is_set_back = |call: &CallId| model.call(call).is_some_and(|call| call.has_rung_after(event));
        if matches!(&self.expect, Expect::Answered(call) if is_set_back(call)) {
            return false;
        }
        let is_from_server = event.origin == Origin::Server;
        self.mark.is_after(event)
            || (is_from_server && self.expect.can_be_undone() && self.mark.may_be_after(event))
    }

    /// It was so before, or may have been.
    fn note_older(&mut self, event: &Event, model: &Model, own: &Perspective) {
        let seen = self.expect.seen(event, model, own);
        if event.origin != Origin::Server || !matches!(seen, Some(Seen::Done | Seen::Perhaps)) {
            return;
        }
        match self.expect {
            _ if self.expect.can_be_undone() => self.stale = Stale::Told,
            // For good.
            Expect::Answered(_) | Expect::Cleared(_) => self.has_become_so(model, own),
            _ => {}
        }
    }

    /// Whether an event that is older has just told what it asks for.
    pub(super) fn take_stale(&mut self) -> bool {
        let told = self.stale == Stale::Told;
        if told {
            self.stale = Stale::Doubted;
        }
        told
    }

    /// An event shows that it has happened, or that another command has.
    pub(super) fn note_either(&mut self, event: &Event) {
        self.either.get_or_insert_with(|| evidence(event));
    }

    /// An event that shows it is taken for the other's doing, as long as no reply tells.
    pub(super) fn yields(&mut self, to: CommandId, event: &Event) {
        if self.evidence.is_none() {
            self.contested = Some((to, evidence(event)));
            self.expect.note_arrival(event);
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
        let is_own = cleared.releasing_device == own.device.borrowed() && event.origin == Origin::Synthesized;
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
            .any(|call| model.is_the_same(call, cleared.info.call_id) && model.call(*call).is_none());
        if cleared.releasing_device == me && is_it {
            let by_this = match event.origin {
                _ if self.elsewhere => false,
                // That it is gone is all that is known.
                Origin::Synthesized => true,
                _ => {
                    // Who waits for a call to come back stays in it, on hold (protocol, section 7), and leaves the consultation.
                    let expect = &self.expect;
                    let stays = expect.comes_back() && !expect.merges(cleared.info.call_id);
                    let may_take_it = expect.takes_the_leg() && !stays || expect.leaves(&cleared);
                    self.gap || self.is_lost() || (may_take_it && is_hung_up_by(&cleared, me, model))
                }
            };
            let answers = matches!(self.expect, Expect::Answered(_));
            // The call that was to come back has ended before the consultation: it would have left that one as it was.
            let is_consultation = self.expect.merges(cleared.info.call_id);
            let came_to_nothing = self.over.is_some() && self.expect.comes_back() && is_consultation;
            let is_in_order = event.origin == Origin::Server && !event.late && !self.gap;
            let over = self.over.get_or_insert(Over {
                cause: cleared.info.cause.map(SmolStr::from),
                by_this,
                is_certain: self.elsewhere || (answers && was_not_answered(cleared.info.cause)),
            });
            over.is_certain |= came_to_nothing && is_in_order;
        }
    }

    /// What shows that it has happened may be missed.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Whether its reply is lost.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.response, Response::Lost(_) | Response::Refused(..))
    }

    /// The reply has come. Answers what another was taken to have caused, and may have been this one's doing.
    pub(super) fn accepted(&mut self, reply: Reply) -> Option<(CommandId, Evidence)> {
        self.response = Response::Accepted(reply);
        self.rang_first();
        self.contested.take()
    }

    /// The reply did not come.
    pub(super) fn lost(&mut self, message: String) {
        self.response = Response::Lost(message);
    }

    /// The reply is a refusal that need not be the last word.
    pub(super) fn perhaps_refused(&mut self, now: Duration, why: Rejection) {
        self.response = Response::Refused(why, now);
    }

    /// Why there is no reply to go by.
    pub(super) fn lost_reply(&self) -> Option<String> {
        match &self.response {
            Response::Lost(message) => Some(message.clone()),
            Response::Refused(why, _) => Some(why.to_string()),
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

    /// Whether an event shows that it has happened.
    pub(super) fn is_shown_by(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        !self.is_older(event, model) && matches!(self.expect.seen(event, model, own), Some(Seen::Done))
    }

    /// So, as far as an event can tell, and the server has accepted it.
    pub(super) fn is_likely_shown_by(&self, event: &Event, model: &Model, own: &Perspective) -> bool {
        let seen = || self.expect.seen(event, model, own);
        self.is_accepted()
            && !self.is_older(event, model)
            && matches!(seen(), Some(Seen::Done | Seen::Perhaps))
    }

    /// Whether what it asks for has come about while its reply was waited for: a call to drop has ended.
    pub(super) fn has_come_about(&self) -> bool {
        matches!(self.expect, Expect::Cleared(_)) && (self.already || self.evidence.is_some())
    }

    /// Whether a call that it needs has ended.
    pub(super) fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Whether it has, and this has not happened before, whatever comes late.
    pub(super) fn is_certainly_over(&self) -> bool {
        self.over.as_ref().is_some_and(|over| over.is_certain)
    }

    /// The server's account has been taken over: it is evidence too. Answers whether it is this command's.
    pub(super) fn checked(&mut self, model: &Model, own: &Perspective) -> bool {
        let is_shown = self.expect.is_shown() && !self.expect.is_of_a_doubt(model);
        self.compared |= self.is_answered() && is_shown;
        self.renamed |= self.overdue && self.is_shown_by_another_id(model);
        let shown = self.knew && self.expect.is_shown() && self.expect.holds(model, own);
        let is_own = self.is_answered() && !self.already && shown && self.evidence.is_none();
        // The older event has told it first.
        if is_own && self.stale != Stale::Untold && !self.gap {
            self.already = true;
            return false;
        }
        if is_own {
            self.evidence = Some(Evidence::State);
        }
        is_own
    }
}

fn evidence(event: &Event) -> Evidence {
    match event.origin {
        Origin::Synthesized => Evidence::State,
        Origin::Server | Origin::Derived => Evidence::Event(event.name().into()),
    }
}
