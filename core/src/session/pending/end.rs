//! How a command ends, by what is known.

use std::time::Duration;

use super::{LATE, Pending, Response};
use crate::doubt::Doubt;
use crate::id::CallId;
use crate::model::{Call, ConnectionState, Model, Perspective};
use crate::session::expect::Expect;
use crate::session::outcome::{CommandError, Confirmation, Evidence, Outcome, Reply, Unknown};

impl Pending {
    /// It was refused by something on the way, and nothing has shown that it was carried out all the same: no event on an
    /// unbroken channel, nor the account, nor the end of the call.
    pub(super) fn refused(&self, model: &Model, own: &Perspective, heard: Duration) -> Option<Outcome> {
        let Response::Refused(why, since) = &self.response else {
            return None;
        };
        let may_have_ended_it =
            self.over.as_ref().is_some_and(|over| over.by_this) && !self.leaves_one(model, own);
        let is_unbroken = !self.gap && heard > *since;
        // The account does not tell the reason of a mode.
        let is_compared = self.compared && !self.expect.is_mode(model.agent().mode.as_str());
        let is_seen = (is_unbroken || is_compared) && !may_have_ended_it && !self.may_have_called(own);
        match is_seen && !self.untold && self.expect.is_told(model) {
            // By another's doing, or by this one's.
            true if self.shared && self.expect.holds(model, own) => Some(Outcome::AlreadySo),
            true => Some(Outcome::Rejected(why.clone().into())),
            false => None,
        }
    }

    /// Accepted, it was so when it was asked for, and no event came: something else has changed it since.
    pub(super) fn was_so(&self) -> Option<Outcome> {
        (self.is_accepted() && self.already && !self.gap).then_some(Outcome::AlreadySo)
    }

    /// Accepted, no event came in all its time on a channel that is alive, and nobody knew before: where two calls have become
    /// one, whose recording goes on; nor does it matter that it was undone since. An event would have come if that were otherwise.
    pub(in crate::session) fn was_so_untold(&self, model: &Model, heard: Duration) -> Option<Outcome> {
        let is_alive = heard > self.issued + LATE;
        let was_unknown = self.undone || self.expect.is_of_either(model);
        let may_be_so = self.is_accepted() && is_alive && was_unknown;
        (may_be_so && !self.gap).then_some(Outcome::AlreadySo)
    }

    /// Whether nothing has told since that the recording is the other way.
    pub(in crate::session) fn holds_still(&self) -> bool {
        !self.undone
    }

    /// The recording that it is about: of which call, and whether it is to be on.
    pub(in crate::session) fn recording(&self) -> Option<(CallId, bool)> {
        match &self.expect {
            Expect::Recording {
                call: Some(call), on, ..
            } => Some((call.clone(), *on)),
            _ => None,
        }
    }

    /// How it ends where its request has done nothing, and a call that it needs has ended.
    pub(in crate::session) fn not_done(&self) -> Option<Outcome> {
        let cause = self.over.as_ref()?.cause.clone();
        Some(Outcome::Rejected(CommandError::CallEnded { cause }))
    }

    /// How it ends where a call that it needs has ended and nothing has shown that it happened before.
    pub(in crate::session) fn outcome_of_the_end(&self, model: &Model, own: &Perspective) -> Option<Outcome> {
        let over = self.over.as_ref()?;
        Some(match over.by_this && !self.leaves_one(model, own) {
            // The event that would tell may be lost.
            true => Outcome::Unknown(Unknown::NotConfirmed),
            false => Outcome::Rejected(CommandError::CallEnded {
                cause: over.cause.clone(),
            }),
        })
    }

    /// Whether it would have taken two calls away, of which one stands, by an unbroken channel.
    fn leaves_one(&self, model: &Model, own: &Perspective) -> bool {
        let stands = |call: &Call| {
            let is_up = matches!(
                call.leg(&own.device),
                ConnectionState::Connected | ConnectionState::Hold
            );
            is_up && !call.doubts.has(Doubt::Leg)
        };
        let calls = self.expect.takes_both().filter(|_| !self.gap);
        let mut calls = calls.into_iter().flatten().filter_map(|id| model.call(id));
        calls.any(stands)
    }

    /// The outcome, if no reply is to come any more: an event that was seen is enough. Something was last heard of the event
    /// channel at `heard`.
    pub(in crate::session) fn last_outcome(
        &self,
        model: &Model,
        own: &Perspective,
        heard: Duration,
    ) -> Option<Outcome> {
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
            .or_else(|| self.refused(model, own, heard))
            .or_else(|| self.outcome_of_the_end(model, own))
    }

    /// The outcome, once there is one.
    pub(in crate::session) fn outcome(&self, model: &Model, own: &Perspective) -> Option<Outcome> {
        let confirmed =
            |evidence: Evidence, reply: Reply| Some(Outcome::Confirmed(Confirmation { evidence, reply }));
        let reply = match &self.response {
            Response::Awaited => return None,
            Response::Accepted(reply) => Some(reply),
            Response::Lost(_) | Response::Refused(..) => None,
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
            let others = self.heard.iter().filter(|heard| heard.rings.is_none());
            let failed = { others }.find_map(|heard| match &heard.end {
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
            // Somebody else has ended the call, whatever has become of the request.
            (None, None) => {
                let is_over = self.already && self.either.is_none() && self.expect.holds(model, own);
                (is_over && self.expect.is_refused_once_so()).then_some(Outcome::AlreadySo)
            }
        }
    }
}
