//! Taking the first call back after a consultation whose other side has gone, or could not be reached.

use std::time::Duration;

use super::Session;
use super::outcome::CommandError;
use super::pending::{LATE, Pending};
use super::requests::{Intent, Lane};
use super::timers::Timer;
use crate::event::{Body, Event, EventKind};
use crate::id::{CallId, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role, was_not_reached};
use crate::time::Now;

/// Before it is tried again; doubled each time.
const AGAIN: Duration = Duration::from_secs(1);

/// So often it is tried.
const TRIES: u32 = 5;

/// The held call to take back once the consultation, whose other side has gone, is cleared.
#[derive(Debug)]
pub(super) struct Retrieving {
    held: CallId,
    consulted: CallId,
    /// When the consultation was seen to be over.
    over: Option<Duration>,
    tries: u32,
    is_under_way: bool,
}

impl Retrieving {
    /// Of the consultation that is left by this event, if it is; unless the agent has asked for that.
    pub(super) fn after(model: &Model, own: &DeviceId, event: &Event) -> Option<Self> {
        let (held, consulted) = consultation_left(model, own, event)?;
        Some(Self {
            held,
            consulted,
            over: None,
            tries: 0,
            is_under_way: false,
        })
    }

    pub(super) fn consulted(&self) -> &CallId {
        &self.consulted
    }
}

impl Session {
    /// Takes the first call back, if that is wanted and the consultation is cleared. A `held` that comes late is waited for.
    pub(super) fn retrieve_if_wanted(&mut self, now: Now) {
        let is_wanted = self.cx.config.retrieve_after_consultation;
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let Some(retrieving) = agent.to_retrieve.as_mut().filter(|known| !known.is_under_way) else {
            return;
        };
        let (model, own) = (agent.online.model(), agent.online.own());
        if model.call(&retrieving.consulted).is_some() {
            return;
        }
        let over = *retrieving.over.get_or_insert(now.monotonic);
        let held = model
            .call(&retrieving.held)
            .map(|call| (call.id.clone(), call.leg(own)));
        match held {
            Some((held, ConnectionState::Hold)) if is_wanted && is_alone(model, own, &held) => {
                // The agent does something else with it since.
                let is_since = |pending: &Pending| pending.issued > over;
                let is_else = |pending: &Pending| pending.is_about(&held) || pending.dials().is_some();
                if self
                    .cx
                    .commands
                    .any(|pending| is_since(pending) && is_else(pending))
                {
                    agent.to_retrieve = None;
                    return;
                }
                retrieving.tries += 1;
                retrieving.is_under_way = true;
                self.cx
                    .submit(Intent::AutoRetrieve(held.clone()), Lane::Call(held));
            }
            Some((_, ConnectionState::Connected)) if is_wanted && now.monotonic <= over + LATE => {}
            _ => agent.to_retrieve = None,
        }
    }

    /// The request to take a call back has ended. What something on the way has refused is tried again.
    pub(super) fn auto_retrieved(&mut self, now: Now, call: &CallId, end: Result<(), CommandError>) {
        let Err(error) = end else {
            if let Some(agent) = self.life.agent_mut() {
                agent.to_retrieve = None;
            }
            return;
        };
        self.cx
            .complain(now, format!("the call {call} could not be retrieved: {error}"));
        let asked = self.cx.asked_to_wait(error.retry_after());
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        // Is it there, and on hold?
        let is_unlike_model = error.status().is_none_or(|status| matches!(status, 404 | 409));
        if is_unlike_model && !agent.online.belief.unavailable {
            agent.online.ask(&mut self.cx);
        }
        let may_be_tried = error.may_pass();
        let Some(retrieving) = agent.to_retrieve.as_mut() else {
            return;
        };
        retrieving.is_under_way = false;
        if !may_be_tried || retrieving.tries == TRIES {
            agent.to_retrieve = None;
            return;
        }
        let doubled = AGAIN.saturating_mul(1 << retrieving.tries.saturating_sub(1).min(10));
        self.cx
            .timers
            .arm(Timer::AutoRetrieve, now.monotonic + doubled.max(asked));
    }
}

/// Whether the agent is in no other call, but for what rings.
fn is_alone(model: &Model, own: &DeviceId, held: &CallId) -> bool {
    let mut others = model.calls().iter().filter(|call| call.id != *held);
    others.all(|call| call.leg(own) == ConnectionState::Alerting)
}

/// The held call and its consultation, if by this event the consulted party goes, or could not be reached at all.
fn consultation_left(model: &Model, own: &DeviceId, event: &Event) -> Option<(CallId, CallId)> {
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
    let held = model
        .consultation_of(call, own)
        .or_else(|| being_held(model, call, own))?;
    Some((held.id.clone(), call.id.clone()))
}

/// The call that was put on hold for another that is made: nobody talks in two, so its `held` is late.
fn being_held<'a>(model: &'a Model, made: &Call, own: &DeviceId) -> Option<&'a Call> {
    if made.conference || made.role(own) != Some(Role::Calling) {
        return None;
    }
    let earlier = model.calls().iter().take_while(|other| other.id != made.id);
    let mut talked_in = earlier.filter(|other| other.leg(own) == ConnectionState::Connected);
    let found = talked_in.next()?;
    talked_in.next().is_none().then_some(found)
}
