//! What the session makes of the server's events.

use std::sync::Arc;

use super::login::Phase;
use super::pending::Pending;
use super::requests::{Lane, Purpose};
use super::{CommandError, LogKind, Outcome, Output, Session};
use crate::command::{Command, Verb};
use crate::event::{AnomalyKind, Body, Derived, Event, ModelCorrected};
use crate::id::{CallId, CallRef};
use crate::model::{ClearedFacts, ConnectionState, Role, Verdict};
use crate::time::Now;

/// Calls that are remembered as having been answered automatically.
const ANSWERED: usize = 16;

impl Session {
    pub(super) fn server_event(&mut self, now: Now, mut event: Arc<Event>) {
        self.metrics.events += 1;
        self.log.record(now.wall, event.shared_raw());
        let Some(identity) = &mut self.identity else {
            return;
        };
        let to_retrieve = consultation_left(identity.model(), identity.own(), &event);
        let offered = identity.tracker.offer(now, &event);
        identity.to_retrieve = to_retrieve.or(identity.to_retrieve.take());
        let doubtful = identity.tracker.is_doubtful();
        match offered.verdict {
            Verdict::Duplicate => {
                self.metrics.duplicates += 1;
                return;
            }
            Verdict::Late => {
                self.metrics.late += 1;
                Arc::make_mut(&mut event).late = true;
            }
            Verdict::Refused => self.metrics.refused += 1,
            Verdict::Applied | Verdict::Irrelevant => {}
        }
        if matches!(offered.verdict, Verdict::Applied | Verdict::Late) {
            self.generation += 1;
        }
        self.outputs.push_back(Output::Event(Arc::clone(&event)));
        self.consequences(&event, offered.cleared);
        for anomaly in offered
            .anomalies
            .into_iter()
            .filter(|anomaly| anomaly.kind != AnomalyKind::Late)
        {
            self.anomaly(now, anomaly);
        }
        if !offered.corrected.is_empty() {
            self.report(Derived::ModelCorrected(ModelCorrected {
                calls: offered.corrected,
            }));
        }
        if matches!(offered.verdict, Verdict::Applied | Verdict::Late) {
            self.react(now, &event);
        }
        if doubtful {
            self.doubt(now)
        } else {
            self.resync.forget_doubt()
        }
    }

    /// The derived event, for the library's own corrections too.
    pub(super) fn consequences(&mut self, event: &Arc<Event>, cleared: Option<ClearedFacts>) {
        if let Some(facts) = cleared {
            self.report(Derived::CallCleared(facts.into_cleared(Arc::clone(event))));
        }
    }

    /// What follows from an event that the model has taken in.
    pub(super) fn react(&mut self, now: Now, event: &Arc<Event>) {
        self.note_for_pending(now, event);
        match event.body() {
            Body::AgentLoggedOn(_) => self.logged_on(now),
            Body::AgentLoggedOff(_)
                if !event.late && matches!(self.phase, Phase::LoggedIn | Phase::LoggingOut(_)) =>
            {
                return self.logged_off(now);
            }
            Body::Delivered(_) => self.answer_if_wanted(now, event),
            Body::ConnectionCleared(_) => {
                self.forget_answered();
                self.retrieve_if_wanted();
            }
            _ if event.kind().is_agent_event() => {
                if let Some(identity) = &mut self.identity {
                    identity.pending_mode = None;
                }
            }
            _ => {}
        }
        self.settle_ready(now);
    }

    fn note_for_pending(&mut self, now: Now, event: &Event) {
        let Some(identity) = &self.identity else { return };
        let mut failed = Vec::new();
        let mut made: Vec<CallId> = self
            .pending
            .iter()
            .filter_map(Pending::new_call)
            .cloned()
            .collect();
        for pending in &mut self.pending {
            pending.exclude(&made);
            if let Some(Err(error)) = pending.note(event, identity.model(), identity.own()) {
                failed.push((pending.id, error));
            }
            made.extend(pending.new_call().cloned());
        }
        for (id, error) in failed {
            self.fail_pending(now, id, Outcome::Rejected(error));
        }
    }

    fn answer_if_wanted(&mut self, now: Now, event: &Event) {
        let Body::Delivered(delivered) = event.body() else {
            return;
        };
        let is_own = self
            .identity
            .as_ref()
            .is_some_and(|identity| delivered.alerting == *identity.own());
        if is_own {
            self.auto_answer(now, delivered.info.call);
        }
    }

    /// Answers a call that rings here, once.
    pub(super) fn auto_answer(&mut self, now: Now, call: CallRef<'_>) {
        if !self.config.settings.auto_answer {
            return;
        }
        let Some(identity) = &mut self.identity else {
            return;
        };
        let Some(known) = identity.tracker.model().call(call) else {
            return;
        };
        let id = known.id.clone();
        let rings_here = known.leg(identity.api.device()) == ConnectionState::Alerting
            && known.role(identity.api.device()) != Some(Role::Calling);
        if !rings_here || identity.answered.contains(&id) {
            return;
        }
        let asked_by_hand = self.pending.iter().any(|pending| pending.verb == Verb::Answer);
        if asked_by_hand {
            return;
        }
        match identity.api.request(&Command::Answer { call: id.clone() }) {
            Ok(request) => {
                if identity.answered.len() == ANSWERED {
                    identity.answered.pop_front();
                }
                identity.answered.push_back(id.clone());
                self.submit(Purpose::AutoAnswer(id.clone()), request, Lane::Call(id));
            }
            Err(error) => self.complain(now, CommandError::Argument(error).to_string()),
        }
    }

    /// A call that has ended may come back under its id, and is to be answered again.
    fn forget_answered(&mut self) {
        if let Some(identity) = &mut self.identity {
            let model = identity.tracker.model();
            identity.answered.retain(|call| model.call(call).is_some());
        }
    }

    /// The consulted party has hung up, the consultation is cleared, and the first call is still held.
    fn retrieve_if_wanted(&mut self) {
        let Some(identity) = &mut self.identity else {
            return;
        };
        let Some((held, consulted)) = &identity.to_retrieve else {
            return;
        };
        if identity.tracker.model().call(consulted).is_some() {
            return;
        }
        let held = held.clone();
        identity.to_retrieve = None;
        let still_held = identity
            .model()
            .call(&held)
            .is_some_and(|call| call.leg(identity.own()) == ConnectionState::Hold);
        if !still_held || !self.config.retrieve_after_consultation {
            return;
        }
        if let Ok(request) = identity.api.request(&Command::Retrieve { call: held.clone() }) {
            self.submit(Purpose::AutoRetrieve(held.clone()), request, Lane::Call(held));
        }
    }

    pub(super) fn log_line(&mut self, now: Now, text: &str, kind: LogKind) {
        self.say(now, kind, text);
    }
}

/// The held call and its consultation, if this event is the consulted party hanging up.
fn consultation_left(
    model: &crate::model::Model,
    own: &crate::id::DeviceId,
    event: &Event,
) -> Option<(CallId, CallId)> {
    let Body::ConnectionCleared(cleared) = event.body() else {
        return None;
    };
    let call = model
        .call(cleared.info.call)
        .filter(|_| cleared.releasing != *own)?;
    let held = model.consultation_of(call, own)?;
    Some((held.id.clone(), call.id.clone()))
}
