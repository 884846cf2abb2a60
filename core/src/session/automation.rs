//! What a session does of its own accord: answering what rings, and retrieving the held call after a consultation.

use std::time::Duration;

use super::Session;
use super::outcome::CommandError;
use super::pending::Pending;
use super::requests::{Intent, Lane};
use super::timers::Timer;
use crate::actions::is_dialling;
use crate::event::{Body, Event, EventKind};
use crate::id::{CallId, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role, was_not_reached};
use crate::time::Now;

impl Session {
    /// Answers the calls that ring here, if that is wanted: each once, and again while it rings after a try that has
    /// come to nothing.
    pub(super) fn answer_what_rings(&mut self, now: Now) {
        let Ok(agent) = self.life.logged_in_now() else {
            return;
        };
        let (model, own) = (agent.online.tracker.model(), agent.online.own());
        agent.answering.keep_calls_of(model);
        if !self.cx.config.settings.auto_answer {
            return;
        }
        let second = self.cx.config.answer_second_call && !is_dialling(model, own);
        for call in model.calls().iter().filter(|call| rings(call, own)) {
            let mut ringing = model.calls().iter().filter(|other| rings(other, own));
            let is_answering =
                ringing.any(|other| other.id != call.id && agent.answering.is_answering(&other.id));
            if !second && (is_answering || talks_beside(model, call, own)) {
                continue;
            }
            let Some(next) = agent.answering.next(now.monotonic, &call.id) else {
                continue;
            };
            // The agent is about to talk in another, or is refused that.
            if !second && self.cx.commands.any(Pending::consults) {
                let next = agent.answering.later(now.monotonic, &call.id, Duration::ZERO);
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
                continue;
            }
            if now.monotonic < next {
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
            } else if self.cx.commands.any(|pending| pending.answers(&call.id)) {
                // The agent has answered it by hand; that may come to nothing.
                let next = agent.answering.later(now.monotonic, &call.id, Duration::ZERO);
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
            } else {
                agent.answering.sending(&call.id);
                let lane = Lane::Call(call.id.clone());
                self.cx.submit(Intent::AutoAnswer(call.id.clone()), lane);
            }
        }
    }

    /// A request to answer a call has ended: looks again whether it rings.
    pub(super) fn auto_answered(&mut self, now: Now, call: &CallId, end: Result<(), CommandError>) {
        let at_least;
        // Does the server know the call, and does it ring there?
        let mut unlike_model = false;
        match end {
            Ok(()) => {
                at_least = self.cx.config.timing.confirm;
                if let Some(agent) = self.life.agent_mut() {
                    agent.answering.accepted(call);
                }
            }
            Err(error) => {
                let text = format!("the call {call} could not be answered automatically: {error}");
                self.cx.complain(now, text);
                at_least = self.cx.asked_to_wait(error.retry_after());
                unlike_model = error.status().is_none_or(|status| matches!(status, 404 | 409));
            }
        }
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        if agent.online.model().call(call).is_some() {
            let next = agent.answering.later(now.monotonic, call, at_least);
            self.cx.timers.arm_by(Timer::AutoAnswer, next);
        }
        if unlike_model && !agent.online.belief.unavailable {
            agent.online.ask(&mut self.cx);
        }
    }

    /// The consulted party has hung up, the consultation is cleared, and the first call is still held.
    pub(super) fn retrieve_if_wanted(&mut self) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let Some((held, consulted)) = &agent.to_retrieve else {
            return;
        };
        let (model, own) = (agent.online.model(), agent.online.own());
        if model.call(consulted).is_some() {
            return;
        }
        let still_held = model
            .call(held)
            .is_some_and(|call| call.leg(own) == ConnectionState::Hold);
        let held = held.clone();
        agent.to_retrieve = None;
        if still_held && self.cx.config.retrieve_after_consultation {
            self.cx
                .submit(Intent::AutoRetrieve(held.clone()), Lane::Call(held));
        }
    }
}

/// Whether a call that was not made here rings here, and not only to listen.
fn rings(call: &Call, own: &DeviceId) -> bool {
    let alerting = call.leg(own) == ConnectionState::Alerting;
    let made_here = call.role(own) == Some(Role::Calling) || call.calling.as_ref() == Some(own);
    alerting && !made_here && !call.listens
}

/// Whether the agent is in another call, and has not put it on hold.
fn talks_beside(model: &Model, call: &Call, own: &DeviceId) -> bool {
    let mut others = model.calls().iter().filter(|other| other.id != call.id);
    others.any(|other| {
        let leg = other.leg(own);
        matches!(leg, ConnectionState::Connected | ConnectionState::Initiated)
    })
}

/// The held call and its consultation, if by this event the consulted party goes, or could not be reached at all.
pub(super) fn consultation_left(model: &Model, own: &DeviceId, event: &Event) -> Option<(CallId, CallId)> {
    // Of most events this is all that is to be known.
    if event.kind() != EventKind::ConnectionCleared {
        return None;
    }
    let Body::ConnectionCleared(cleared) = event.body() else {
        return None;
    };
    let call = model.call(cleared.info.call_id)?;
    let by_other = match cleared.hangup_device {
        Some(by) if by != *own => true,
        None if call.established.is_none() && was_not_reached(cleared.info.cause) => true,
        _ => call.failure.is_some(),
    };
    if cleared.releasing_device == *own && !by_other {
        return None;
    }
    let held = model.consultation_of(call, own)?;
    Some((held.id.clone(), call.id.clone()))
}
