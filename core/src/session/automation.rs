//! Answering what rings, of its own accord.

use std::time::Duration;

use super::Session;
use super::outcome::CommandError;
use super::pending::{LATE, Pending};
use super::requests::{Intent, Lane};
use super::timers::Timer;
use crate::actions::is_dialling;
use crate::id::{CallId, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role};
use crate::time::Now;

impl Session {
    /// Answers the calls that ring here, if that is wanted: each once, and again while it rings after a try that has
    /// come to nothing.
    pub(super) fn answer_what_rings(&mut self, now: Now) {
        let Ok(agent) = self.life.logged_in_now() else {
            return;
        };
        // Who listens is connected by the switch: what rings on is no such leg.
        while let Some((by, since)) = agent.online.tracker.rings_in_doubt() {
            if since.elapsed(now.monotonic) < LATE {
                let left = LATE - since.elapsed(now.monotonic);
                self.cx.timers.arm_by(Timer::AutoAnswer, now.monotonic + left);
                break;
            }
            agent.online.tracker.will_not_listen(by);
        }
        let (model, own) = (agent.online.tracker.model(), agent.online.own());
        agent.answering.keep_calls_of(model);
        if !self.cx.config.settings.auto_answer {
            return;
        }
        let second = self.cx.config.answer_second_call && !is_dialling(model, own);
        let commands = &self.cx.commands;
        let rings = |call: &&Call| rings(call, own);
        for call in model.calls().iter().filter(rings) {
            let mut ringing = model.calls().iter().filter(rings);
            let is_answering =
                ringing.any(|other| other.id != call.id && agent.answering.is_answering(&other.id));
            if !second && (is_answering || talks_beside(model, call, own)) {
                continue;
            }
            let Some(next) = agent.answering.next(now.monotonic, &call.id) else {
                continue;
            };
            // The agent is about to talk in another, or is refused that; or this may be the call that is being made.
            let perspective = agent.online.tracker.perspective();
            let may_be_made = |pending: &Pending| pending.may_ring_first(call, perspective);
            if !second && commands.any(Pending::consults) || commands.any(may_be_made) {
                let next = agent.answering.later(now.monotonic, &call.id, Duration::ZERO);
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
                continue;
            }
            if now.monotonic < next {
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
            } else if commands.any(|pending| pending.answers(&call.id)) {
                // The agent has answered it by hand; that may come to nothing.
                let next = agent.answering.later(now.monotonic, &call.id, Duration::ZERO);
                self.cx.timers.arm_by(Timer::AutoAnswer, next);
            } else {
                agent.answering.sending(&call.id);
                let lane = Lane::Call(call.id.clone());
                self.cx.requests.submit(Intent::AutoAnswer(call.id.clone()), lane);
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
}

/// Whether a call that was not made here rings here, and not only to listen. One that was told to be over rings by an event.
fn rings(call: &Call, own: &DeviceId) -> bool {
    let alerting = call.leg(own) == ConnectionState::Alerting;
    let made_here = call.role(own) == Some(Role::Calling) || call.calling.as_ref() == Some(own);
    alerting && !made_here && !call.listens && !call.is_only_shown()
}

/// Whether the agent is in another call, and has not put it on hold.
fn talks_beside(model: &Model, call: &Call, own: &DeviceId) -> bool {
    let mut others = model.calls().iter().filter(|other| other.id != call.id);
    others.any(|other| {
        let leg = other.leg(own);
        matches!(leg, ConnectionState::Connected | ConnectionState::Initiated)
    })
}
