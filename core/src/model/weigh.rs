//! What an event does to the belief in what there is.

use super::believed::{Believed, Denied};
use super::call::ConnectionState;
use super::effect::Effect;
use super::limits::may_be_late;
use super::order::{Order, is_newer};
use super::state::Model;
use super::step::Step;
use crate::doubt::Doubts;
use crate::event::Body;
use crate::id::DeviceRef;

impl Model {
    /// What the event does to the belief in what there is: a contradiction ends it, and what fits vouches for the leg that
    /// it tells of.
    pub(super) fn weigh(&mut self, step: &Step<'_>, body: &Body<'_>, effect: &Effect) {
        if step.trusted {
            return;
        }
        let is_agent_event = step.event.kind().is_agent_event();
        match effect.needs_resync() {
            // It would empty the call model.
            true if matches!(body, Body::AgentLoggedOff(_)) => {
                self.perhaps_out = Some(step.at.monotonic);
                self.doubt();
            }
            true if is_agent_event => self.agent.doubts.add(Doubts::AGENT),
            true => {
                if step.is_unnumbered() {
                    self.disorder = Some(step.at.monotonic);
                }
                self.doubt_calls();
            }
            false if !is_agent_event && self.is_in_disorder(step) => self.doubt_calls(),
            false => {
                let own = step.own.device.borrowed();
                let call = step
                    .event
                    .call_id()
                    .and_then(|id| self.position(self.resolve(id)));
                let Some(index) = call else { return };
                let Some(call) = self.calls.get_mut(index) else {
                    return;
                };
                // What may be of before its end vouches for nothing.
                let is_after =
                    |end: &mut Order| !step.is_unnumbered() && is_newer(step.order, end) == Some(true);
                call.unless_before.take_if(is_after);
                if call.unless_before.is_some() {
                    return;
                }
                // An event shows that the call is there; that it is in the state in question its own leg does.
                let is_joined = matches!(body, Body::Transferred(_) | Body::Conferenced(_));
                let is_state = |before: &Believed| before.what == Denied::State && !is_joined;
                let believed = call.believed.take_if(|before| !is_state(before));
                let Some(device) = subject(body) else { return };
                // It goes on while it rings here: there are others in it, of whom nobody has told.
                if device != own && call.leg(own) == ConnectionState::Alerting {
                    call.doubt_others(own);
                }
                // Who is on hold has answered before: this is late, or another connection.
                let answers = matches!(body, Body::Established(_));
                if answers && call.leg(device) == ConnectionState::Hold {
                    return;
                }
                call.vouch(device, own);
                if device == own {
                    call.beginning.own_leg_is_told();
                }
                // The leg that the server has said not to know.
                if device == own && !matches!(body, Body::Conferenced(_)) {
                    call.believed = call.believed.take().or(believed);
                    self.affirm(index, Denied::Leg);
                }
            }
        }
    }

    /// Whether this event may be as old as another one that came too late, or older than the agent's logging off: then it
    /// vouches for nothing.
    fn is_in_disorder(&self, step: &Step<'_>) -> bool {
        let is_recent = |since| may_be_late(since, step.at.monotonic);
        let is_disordered = step.is_unnumbered() && self.disorder.is_some_and(is_recent);
        is_disordered || self.perhaps_out.is_some_and(is_recent)
    }
}

/// The device whose leg an event tells of.
fn subject<'a>(body: &Body<'a>) -> Option<DeviceRef<'a>> {
    match body {
        Body::Originated(event) => Some(event.calling_device),
        Body::Delivered(event) => Some(event.alerting_device),
        Body::Established(event) => Some(event.answering_device),
        Body::Held(event) => Some(event.holding_device),
        Body::Retrieved(event) => Some(event.retrieving_device),
        // It had the first call on hold while it consulted.
        // In a single step, of which either field can be the call, whoever has invited need not be there any more.
        Body::Conferenced(event) => event.conferencing_device.filter(|_| {
            let held = event.primary_old_call;
            event.is_of_two_calls() || held.is_some_and(|held| held != event.goes_on_as())
        }),
        _ => None,
    }
}
