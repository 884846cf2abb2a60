//! What a session does of its own accord: answering what rings, and retrieving the held call after a consultation.

use super::Session;
use super::requests::{Intent, Lane};
use crate::command::Verb;
use crate::event::{Body, Event};
use crate::id::{CallId, CallRef, DeviceId};
use crate::model::{Call, ConnectionState, Model, Role};

/// Calls that are remembered as having been answered automatically.
const ANSWERED: usize = 16;

impl Session {
    /// A call that was found ringing, not seen to begin to.
    pub(super) fn answer_what_rings(&mut self) {
        let Some(online) = self.life.online() else { return };
        let own = online.own();
        let ringing = online.model().calls().iter().find(|call| rings(call, own));
        if let Some(call) = ringing.map(|call| call.id.clone()) {
            self.auto_answer(call.borrowed());
        }
    }

    pub(super) fn answer_if_wanted(&mut self, event: &Event) {
        let own = self.life.online().map(|online| online.own());
        if let Body::Delivered(delivered) = event.body()
            && own.is_some_and(|own| delivered.alerting == *own)
        {
            self.auto_answer(delivered.info.call);
        }
    }

    /// Answers a call that rings here, once.
    fn auto_answer(&mut self, call: CallRef<'_>) {
        let Ok(agent) = self.life.logged_in_now() else {
            return;
        };
        if !self.cx.config.settings.auto_answer {
            return;
        }
        let (model, own) = (agent.online.model(), agent.online.own());
        let Some(call) = model.call(call).filter(|call| rings(call, own)) else {
            return;
        };
        let id = call.id.clone();
        let asked_by_hand = self.cx.commands.any(|pending| pending.verb == Verb::Answer);
        if agent.answered.contains(&id) || asked_by_hand {
            return;
        }
        if agent.answered.len() == ANSWERED {
            agent.answered.pop_front();
        }
        agent.answered.push_back(id.clone());
        self.cx.submit(Intent::AutoAnswer(id.clone()), Lane::Call(id));
    }

    /// A call that has ended may come back under its id, and is to be answered again.
    pub(super) fn forget_answered(&mut self) {
        if let Some(agent) = self.life.agent_mut() {
            let model = agent.online.tracker.model();
            agent.answered.retain(|call| model.call(call).is_some());
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

/// Whether a call that was not made here rings here.
fn rings(call: &Call, own: &DeviceId) -> bool {
    call.leg(own) == ConnectionState::Alerting && call.role(own) != Some(Role::Calling)
}

/// The held call and its consultation, if this event is the consulted party hanging up.
pub(super) fn consultation_left(model: &Model, own: &DeviceId, event: &Event) -> Option<(CallId, CallId)> {
    let Body::ConnectionCleared(cleared) = event.body() else {
        return None;
    };
    let call = model
        .call(cleared.info.call)
        .filter(|_| cleared.releasing != *own)?;
    let held = model.consultation_of(call, own)?;
    Some((held.id.clone(), call.id.clone()))
}
