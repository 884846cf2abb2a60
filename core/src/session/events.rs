//! What the session makes of the server's events.

use std::sync::Arc;

use super::Session;
use super::context::Context;
use super::expect::Expect;
use super::life::Step;
use super::outcome::Outcome;
use super::output::Output;
use super::pending::{LATE, Pending};
use super::timers::Timer;
use super::to_retrieve::Retrieving;
use crate::environment::Dialect;
use crate::event::{AgentMode, AnomalyKind, Derived, Event, EventKind, ModelCorrected};
use crate::event_log::{MAX_LINE_CHARS, TIME_CHARS};
use crate::model::{ClearedFacts, Offered, Perspective, Verdict};
use crate::time::Now;

impl Session {
    pub(super) fn server_event(&mut self, now: Now, mut event: Arc<Event>) {
        let cx = &mut self.cx;
        cx.metrics.events += 1;
        cx.record_event(now, &event);
        let Some(online) = self.life.online_mut() else {
            return cx.odd(now, AnomalyKind::Impossible, "an event without an event channel");
        };
        if event.is_nameless_copy_for(online.own().borrowed()) {
            Arc::make_mut(&mut event).rings_there();
        }
        let is_elsewhere = is_log_in_elsewhere(&event, online.tracker.perspective());
        let left = Retrieving::after(online.model(), online.own(), &event);
        let offered = online.tracker.offer(now, &event);
        let doubtful = online.tracker.is_doubtful();
        let applied = matches!(offered.verdict, Verdict::Applied | Verdict::Late);
        let mut anomalies = offered.anomalies.iter();
        let is_too_late = anomalies.any(|anomaly| anomaly.kind == AnomalyKind::TooLate);
        online.belief.generation += u64::from(applied);
        online.forget_what_is_sure();
        online.note_former(now, &event, applied || is_too_late);
        if applied && online.belief.unavailable && online.belief.stands_lately(now.monotonic) {
            online.doubt_what_is_told(&event);
        }
        if let Some(agent) = self.life.agent_mut() {
            let seen = is_elsewhere.then_some(now.monotonic);
            agent.seen_elsewhere = seen.or(agent.seen_elsewhere);
            let by_agent = |left: &Retrieving| cx.commands.any(|pending| pending.ends(left.consulted()));
            agent.to_retrieve = left.filter(|left| !by_agent(left)).or(agent.to_retrieve.take());
        }
        let Some(event) = cx.tell(now, event, offered) else {
            return;
        };
        // Before the account is asked for: of what it is asked for now, it tells.
        if doubtful {
            self.doubt(now);
        } else if let Some(online) = self.life.online_mut() {
            online.forget_doubt(&mut self.cx);
        }
        if applied {
            self.react(now, &event);
        } else if is_too_late {
            // It has happened all the same.
            self.note_for_commands(now, &event);
            self.settle_ready(now);
        }
    }

    /// What follows from an event that the model has taken in.
    pub(super) fn react(&mut self, now: Now, event: &Arc<Event>) {
        self.note_for_commands(now, event);
        match event.kind() {
            // One that comes late may have been undone since: the account tells.
            EventKind::AgentLoggedOn if self.is_logged_off() => {
                if let Some(online) = self.life.online_mut() {
                    online.ask(&mut self.cx);
                }
            }
            EventKind::AgentLoggedOn => self.step(now, Step::LoggedOn),
            EventKind::AgentLoggedOff if self.is_logged_off() => self.step(now, Step::LoggedOff),
            // An old one, or nobody knows.
            EventKind::AgentLoggedOff => {}
            EventKind::Delivered => {
                self.answer_what_rings(now);
                self.ask_about_data_of(event);
            }
            EventKind::Established => self.ask_about_data_of(event),
            EventKind::Held if event.late => self.retrieve_if_wanted(now),
            // What the other call knew goes on with this one.
            EventKind::Transferred | EventKind::Conferenced => self.ask_about_calls(),
            EventKind::ConnectionCleared => {
                if let Some(agent) = self.life.agent_mut() {
                    agent.note_call_end(now, event);
                }
                self.ask_for_others();
                self.answer_what_rings(now);
                self.retrieve_if_wanted(now);
            }
            kind if kind.is_agent_event() => {
                if let Some(agent) = self.life.agent_mut() {
                    agent.note_mode(now, event);
                }
            }
            _ => {}
        }
        self.settle_ready(now);
    }

    /// A call has ended here, and nobody knows whether it was the only one: now the account can show another. Where the event
    /// itself did not fit, a late one may explain it first.
    fn ask_for_others(&mut self) {
        if let Some(agent) = self.life.agent_mut()
            && !agent.online.model().is_complete()
            && !agent.online.tracker.is_doubtful()
            && !agent.online.belief.unavailable
            && agent.online.link().is_active()
        {
            agent.online.ask(&mut self.cx);
        }
    }

    /// An event has told what a command asks for, and is older: nobody knows whether it is so still, or so again.
    fn doubt_what_is_old(&mut self, now: Now, expect: &Expect) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let tracker = &mut agent.online.tracker;
        match expect {
            Expect::Held(call) | Expect::Retrieved(call) => tracker.doubt_leg(call),
            Expect::Mode { .. } => tracker.doubt_mode(),
            _ => return,
        }
        let belief = &mut agent.online.belief;
        // An account that was asked for before says nothing about it.
        belief.generation += 1;
        belief.for_doubt = false;
        let soon = now.monotonic + self.cx.config.timing.doubt;
        self.cx.timers.arm_by(Timer::Account, soon);
    }

    fn is_logged_off(&self) -> bool {
        let online = self.life.online();
        online.is_some_and(|online| online.model().agent().mode == AgentMode::Logout)
    }

    fn note_for_commands(&mut self, now: Now, event: &Event) {
        if self.cx.commands.are_settled() {
            return;
        }
        let Some(online) = self.life.online() else { return };
        let own = online.tracker.perspective();
        let requests = &self.cx.requests;
        let unsent = |id| requests.is_unsent(id);
        let noted = self.cx.commands.note(event, online.model(), own, unsent);
        for (id, error) in noted.failed {
            self.end(now, id, Outcome::Rejected(error));
        }
        noted
            .stale
            .iter()
            .for_each(|expect| self.doubt_what_is_old(now, expect));
        // A late event can show that it has happened before the call ended.
        for id in noted.over {
            let pending = self.cx.commands.get(id);
            if !self.cx.requests.is_unsent(id) && !pending.is_some_and(Pending::is_certainly_over) {
                self.cx.timers.arm_by(Timer::Deadline(id), now.monotonic + LATE);
            } else if let Some(outcome) = pending.and_then(Pending::not_done) {
                self.end(now, id, outcome);
            }
        }
    }
}

/// Whether the agent is told to have logged in on another extension: the end of this session may come after that.
fn is_log_in_elsewhere(event: &Event, own: &Perspective) -> bool {
    if event.kind() != EventKind::AgentLoggedOn {
        return false;
    }
    let is_agent = event.agent_id().is_some_and(|agent| agent == own.agent);
    let copied_to = event.src_device().is_some_and(|device| device != own.device);
    is_agent && (copied_to || event.voice_device().is_some_and(|device| device != own.device))
}

impl Context {
    /// Tells of an event that a model was offered, and of what has come of it. Of a copy nothing is told.
    pub(super) fn tell(&mut self, now: Now, mut event: Arc<Event>, offered: Offered) -> Option<Arc<Event>> {
        match offered.verdict {
            Verdict::Duplicate => {
                self.metrics.duplicates += 1;
                return None;
            }
            Verdict::Late => {
                self.metrics.late += 1;
                Arc::make_mut(&mut event).late = true;
            }
            Verdict::Refused => self.metrics.refused += 1,
            Verdict::Applied | Verdict::Irrelevant => {}
        }
        self.consequences(&event, offered.cleared);
        self.outputs.push_back(Output::Event(Arc::clone(&event)));
        let whose = event.watched.as_ref();
        let told = |kind: AnomalyKind| kind != AnomalyKind::Late;
        for anomaly in offered.anomalies.into_iter().filter(|anomaly| told(anomaly.kind)) {
            self.anomaly_of(now, whose, anomaly);
        }
        if !offered.corrected.is_empty() {
            let calls = offered.corrected;
            self.report_of(whose, Derived::ModelCorrected(ModelCorrected { calls }));
        }
        Some(event)
    }

    /// The derived event. It comes before the one that it is derived from, as in the
    /// reference client; 4.x has it once for each call, 2.x for each party that leaves.
    fn consequences(&mut self, event: &Arc<Event>, cleared: Option<ClearedFacts>) {
        let each_leg = self.config.dialect == Dialect::V2;
        if let Some(mut facts) = cleared.filter(|facts| each_leg || facts.is_own()) {
            if self.commands.any(|pending| pending.ends(facts.call())) {
                facts.asked_for_here();
            }
            let cleared = Derived::CallCleared(facts.into_cleared(Arc::clone(event)));
            self.report_of(event.watched.as_ref(), cleared);
        }
    }

    pub(super) fn record_event(&mut self, now: Now, event: &Event) {
        if !self.log.is_enabled() {
            return;
        }
        let mask = self.secrets.mask();
        // A long one is cut, maybe within a secret.
        let is_long = event.raw().len() + TIME_CHARS > MAX_LINE_CHARS;
        if is_long && mask.touches(event.raw()) {
            self.log.record(now.wall, mask.text(event.raw()));
        } else {
            self.log.record_unseen(now.wall, event.shared_raw());
        }
    }

    /// Tells of an event that the library has made in the server's words.
    pub(super) fn synthesized(
        &mut self,
        now: Now,
        event: Event,
        cleared: Option<ClearedFacts>,
    ) -> Arc<Event> {
        let event = Arc::new(event);
        self.consequences(&event, cleared);
        self.metrics.corrections += 1;
        self.record_event(now, &event);
        self.outputs.push_back(Output::Event(Arc::clone(&event)));
        event
    }
}
