//! Commands that are not settled yet, and what settles each: its event, not the reply.

use std::time::Duration;

use super::needs::{Expect, Needs, ReplyKind};
use super::outcome::{CommandError, Confirmation, Evidence, Outcome, Reply};
use crate::command::{Command, Verb};
use crate::event::{AgentMode, Body, Event, Origin};
use crate::id::{CallId, CallRef, CommandId, DeviceId};
use crate::model::{ConnectionState, Model, Role};

/// What an event says about an expectation.
pub(super) enum Seen {
    Done(Option<CallId>),
    Failed,
}

#[derive(Debug)]
pub(super) struct Pending {
    pub(super) id: CommandId,
    pub(super) verb: Verb,
    pub(super) reply: ReplyKind,
    pub(super) issued: Duration,
    expect: Expect,
    /// What was asked for was so when it was asked for.
    already: bool,
    /// A reason was asked for with the mode, which the server's account does not show.
    reason: bool,
    response: Response,
    evidence: Option<Evidence>,
    new_call: Option<CallId>,
}

#[derive(Debug)]
enum Response {
    Awaited,
    Accepted(Reply),
    Lost(String),
}

impl Expect {
    fn seen(&self, event: &Event, model: &Model, own: &DeviceId) -> Option<Seen> {
        let of = |id: &CallId, event_call: CallRef<'_>| {
            *id == event_call || model.call(id).is_some_and(|call| call.id == event_call)
        };
        let done = |yes: bool| yes.then_some(Seen::Done(None));
        match (self, event.body()) {
            (Self::Mode(mode), _) => done(event.kind().is_agent_event() && model.agent().mode == *mode),
            (Self::LoggedOff, Body::AgentLoggedOff(_)) => done(true),
            (Self::NewCall { known }, _) => {
                let call = model.call(event.call_id()?)?;
                let new = call.role(own) == Some(Role::Calling) && !known.contains(&call.id);
                new.then(|| Seen::Done(Some(call.id.clone())))
            }
            (Self::Answered(id), Body::Established(e)) => done(of(id, e.info.call) && e.answering == *own),
            (Self::Cleared(id), Body::ConnectionCleared(e)) => {
                done(of(id, e.info.call) && e.releasing == *own)
            }
            (Self::Held(id), Body::Held(e)) => done(of(id, e.info.call) && e.holding == *own),
            (Self::Retrieved(id), Body::Retrieved(e)) => done(of(id, e.info.call) && e.retrieving == *own),
            (Self::Joining(id), Body::Delivered(e)) => done(of(id, e.info.call) && e.alerting != *own),
            (Self::Joining(id), Body::Established(e)) => done(of(id, e.info.call) && e.answering != *own),
            (Self::Joining(id), Body::Conferenced(e)) => done(of(id, e.info.call)),
            (Self::Conferenced { held, consulted }, Body::Conferenced(e)) => {
                done(of(held, e.info.call) || of(consulted, e.info.call))
            }
            (Self::HandedOver(id) | Self::Parked(id), Body::Transferred(e)) => {
                // Others can transfer the same call.
                let mine = e.transferring.is_none_or(|device| device == *own);
                let named = [Some(e.info.call), e.primary_old, e.new_call];
                done(mine && named.into_iter().flatten().any(|call| of(id, call)))
            }
            (Self::HandedOver(id) | Self::Parked(id), Body::ConnectionCleared(e)) => {
                done(of(id, e.info.call) && e.releasing == *own)
            }
            // Who was to come in cannot be reached.
            (Self::Joining(id) | Self::HandedOver(id) | Self::Parked(id), Body::Failed(e)) => {
                of(id, e.info.call).then_some(Seen::Failed)
            }
            (Self::Parked(id), Body::Held(e)) => done(of(id, e.info.call)),
            (Self::Parked(id), Body::Conferenced(e)) => done(of(id, e.info.call)),
            (Self::Recording(true), Body::RecordStarted(e)) => Some(if e.success == Some(false) {
                Seen::Failed
            } else {
                Seen::Done(None)
            }),
            (Self::Recording(false), Body::RecordStopped(_)) => done(true),
            _ => None,
        }
    }

    /// Whether what is asked for is so.
    fn holds(&self, model: &Model, own: &DeviceId) -> bool {
        let leg = |id: &CallId| model.call(id).map_or(ConnectionState::Null, |call| call.leg(own));
        match self {
            Self::Reply | Self::Joining(_) | Self::Parked(_) => false,
            Self::Mode(mode) => model.agent().mode == *mode,
            Self::LoggedOff => model.agent().mode == AgentMode::Logout,
            Self::NewCall { known } => self::new_call(model, own, known).is_some(),
            Self::Answered(id) => matches!(leg(id), ConnectionState::Connected | ConnectionState::Hold),
            Self::Cleared(id) | Self::HandedOver(id) => leg(id) == ConnectionState::Null,
            Self::Held(id) => leg(id) == ConnectionState::Hold,
            Self::Retrieved(id) => leg(id) == ConnectionState::Connected,
            Self::Conferenced { held, .. } => model.call(held).is_some_and(|call| call.conference),
            Self::Recording(on) => model
                .calls()
                .iter()
                .any(|call| call.recording == *on && call.leg(own) == ConnectionState::Connected),
        }
    }
}

fn new_call<'a>(model: &'a Model, own: &DeviceId, known: &[CallId]) -> Option<&'a CallId> {
    let is_new =
        |call: &&crate::model::Call| call.role(own) == Some(Role::Calling) && !known.contains(&call.id);
    model.calls().iter().find(is_new).map(|call| &call.id)
}

impl Pending {
    pub(super) fn new(
        id: CommandId,
        command: &Command,
        needs: Needs,
        model: &Model,
        own: &DeviceId,
        issued: Duration,
    ) -> Self {
        let expect = needs.expect;
        // A new reason is a change, though the mode is the same.
        let reason = matches!(command, Command::SetAgentMode { reason: Some(_), .. });
        let holds = expect.holds(model, own);
        Self {
            id,
            verb: command.verb(),
            reply: needs.reply,
            issued,
            already: !reason && holds,
            reason: reason && holds,
            expect,
            response: Response::Awaited,
            evidence: None,
            new_call: None,
        }
    }

    /// Whether its reply alone shows that it has happened.
    pub(super) fn is_query(&self) -> bool {
        self.expect == Expect::Reply
    }

    /// Whether it answers a call.
    pub(super) fn answers(&self, call: &CallId) -> bool {
        matches!(&self.expect, Expect::Answered(answered) if answered == call)
    }

    /// Takes note of an event that the model has applied. Answers whether it matters.
    pub(super) fn note(
        &mut self,
        event: &Event,
        model: &Model,
        own: &DeviceId,
    ) -> Option<Result<(), CommandError>> {
        match self.expect.seen(event, model, own)? {
            Seen::Done(call) => {
                self.evidence.get_or_insert_with(|| match event.origin {
                    Origin::Synthesized => Evidence::State,
                    Origin::Server | Origin::Derived => Evidence::Event(event.name().into()),
                });
                self.new_call = self.new_call.take().or(call);
                Some(Ok(()))
            }
            Seen::Failed => Some(Err(CommandError::Failed)),
        }
    }

    /// The call that it has made.
    pub(super) fn new_call(&self) -> Option<&CallId> {
        self.new_call.as_ref()
    }

    /// Calls that other commands have made are not this one's.
    pub(super) fn exclude(&mut self, made: &[CallId]) {
        if let (Expect::NewCall { known }, None) = (&mut self.expect, &self.new_call) {
            known.extend(
                made.iter()
                    .filter(|call| !known.contains(call))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
    }

    /// The reply has come.
    pub(super) fn accepted(&mut self, reply: Reply) {
        self.response = Response::Accepted(reply);
    }

    /// The reply did not come.
    pub(super) fn lost(&mut self, message: String) {
        self.response = Response::Lost(message);
    }

    pub(super) fn lost_reply(&self) -> Option<&str> {
        match &self.response {
            Response::Lost(message) => Some(message),
            Response::Awaited | Response::Accepted(_) => None,
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        !matches!(self.response, Response::Awaited)
    }

    /// The server's account has been taken over: it is evidence too.
    pub(super) fn checked(&mut self, model: &Model, own: &DeviceId) {
        if self.is_answered() && !self.already && !self.reason && self.expect.holds(model, own) {
            self.evidence.get_or_insert(Evidence::State);
            if let Expect::NewCall { known } = &self.expect {
                self.new_call = self
                    .new_call
                    .take()
                    .or_else(|| new_call(model, own, known).cloned());
            }
        }
    }

    /// The id that the server gave to the call made, where its events name another.
    pub(super) fn mismatch(&self) -> Option<(&CallId, &CallId)> {
        match (&self.response, &self.new_call) {
            (Response::Accepted(Reply::Call(replied)), Some(seen)) if replied != seen => {
                Some((replied, seen))
            }
            _ => None,
        }
    }

    /// The outcome, if no reply is to come any more: an event that was seen is enough.
    pub(super) fn last_outcome(&self, model: &Model, own: &DeviceId) -> Option<Outcome> {
        let seen = || {
            let reply = self.new_call.clone().map_or(Reply::None, Reply::Call);
            let evidence = self.evidence.clone()?;
            Some(Outcome::Confirmed(Confirmation { evidence, reply }))
        };
        self.outcome(model, own).or_else(seen)
    }

    /// The outcome, once there is one.
    pub(super) fn outcome(&self, model: &Model, own: &DeviceId) -> Option<Outcome> {
        let confirmed =
            |evidence: Evidence, reply: Reply| Some(Outcome::Confirmed(Confirmation { evidence, reply }));
        let call = self.new_call.clone().map_or(Reply::None, Reply::Call);
        match (&self.response, &self.evidence) {
            (Response::Awaited, _) | (Response::Lost(_), None) => None,
            (Response::Lost(_), Some(evidence)) => confirmed(evidence.clone(), call),
            (Response::Accepted(Reply::Call(_)), Some(evidence)) => confirmed(evidence.clone(), call),
            (Response::Accepted(reply), Some(evidence)) => confirmed(
                evidence.clone(),
                if *reply == Reply::None {
                    call
                } else {
                    reply.clone()
                },
            ),
            (Response::Accepted(reply), None) if self.expect == Expect::Reply => {
                confirmed(Evidence::Reply, reply.clone())
            }
            (Response::Accepted(reply @ Reply::PendingMode(_)), None) => {
                confirmed(Evidence::Reply, reply.clone())
            }
            (Response::Accepted(_), None) => {
                (self.already && self.expect.holds(model, own)).then_some(Outcome::AlreadySo)
            }
        }
    }
}
