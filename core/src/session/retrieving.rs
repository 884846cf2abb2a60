//! Taking the first call back after a consultation whose other side has gone, or could not be reached.

use std::time::Duration;

use super::Session;
use super::outcome::CommandError;
use super::pending::{LATE, Pending};
use super::requests::{Intent, Lane};
use super::timers::Timer;
use crate::id::{CallId, DeviceId};
use crate::model::{ConnectionState, Model};
use crate::time::Now;

/// Before it is tried again; doubled each time.
const AGAIN: Duration = Duration::from_secs(1);

/// So often it is tried.
const TRIES: u32 = 5;

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
