//! Calls that the account does not show: whether the server knows them is asked about each by itself.

use std::time::Duration;

use super::Session;
use super::context::Context;
use super::life::Step;
use super::online::Online;
use super::replies::Ended;
use super::requests::{Intent, Lane};
use super::state::Life;
use super::timers::Timer;
use crate::command::Verb;
use crate::doubt::Doubt;
use crate::event::{Derived, Event, ModelCorrected};
use crate::http::reply;
use crate::id::CallId;
use crate::model::{Call, Correction, Denied, Model};
use crate::time::Now;

impl Online {
    /// Asks about each call beside the one that the account shows: the event of its end can be lost without a trace, and no
    /// account tells it.
    pub(super) fn ask_about_calls_beside(&self, cx: &mut Context) {
        let model = self.model();
        cx.ask_about(model, |call| self.belief.shown_beside(model, &call.id).is_some());
    }
}

impl Context {
    fn ask_about(&mut self, model: &Model, is_asked_about: impl Fn(&Call) -> bool) {
        for call in model.calls().iter().filter(|call| is_asked_about(call)) {
            let intent = Intent::CallData(call.id.clone());
            if !self.requests.is_under_way(|other| *other == intent) {
                self.submit(intent, Lane::Free);
            }
        }
    }
}

impl Session {
    /// Asks about each call of which the leg or the data is in doubt.
    pub(super) fn ask_about_calls(&mut self) {
        if let Some(agent) = self.life.agent_mut() {
            let absent = &agent.online.belief.absent;
            let in_doubt = |call: &Call| call.doubts.has(Doubt::Leg) || call.doubts.has(Doubt::Data);
            let is_asked_about = |call: &Call| in_doubt(call) || absent.has(&call.id);
            self.cx.ask_about(agent.online.model(), is_asked_about);
        }
    }

    /// An event has told a call's data, and what the server has answered about that may be newer.
    pub(super) fn ask_about_data_of(&mut self, event: &Event) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let call = event.call_id().and_then(|call| agent.online.model().call(call));
        let in_doubt = |call: &&Call| call.doubts.has(Doubt::Data) && !call.doubts.has(Doubt::Leg);
        if call.filter(in_doubt).is_some() {
            self.ask_about_calls();
        }
    }

    /// What the server says of a call's data.
    pub(super) fn call_data(&mut self, now: Now, asked: Duration, call: &CallId, ended: Ended) {
        let is_absent = self.is_absent(call);
        let knows = match &ended {
            Ended::Success(body) => (!reply::is_page(body)).then_some(true),
            Ended::Refused(why) => why.is_not_found().then_some(false),
            Ended::Lost(_) => None,
        };
        if matches!(self.life, Life::Recovering(..)) {
            return self.step(now, Step::CallTold(call.clone(), knows));
        }
        if let Some(online) = self.life.online_mut() {
            online.belief.absent.answered(call, knows);
        }
        match ended {
            Ended::Success(body) if !reply::is_page(&body) => {
                let data = reply::call_data(&body).map(|data| data.to_object());
                self.known(asked, call, data.ok().as_deref());
            }
            _ if knows == Some(false) && is_absent => self.is_over(now, call),
            _ if knows == Some(false) => {
                let Some(agent) = self.life.agent_mut() else {
                    return;
                };
                let online = &mut agent.online;
                let (model, belief) = (online.tracker.model(), &online.belief);
                match (model.call(call), belief.shown_beside(model, call)) {
                    (None, _) => {}
                    (Some(known), _) if known.doubts.has(Doubt::Leg) => {
                        self.not_known(now, call, Denied::Call);
                    }
                    (Some(_), Some(_)) if belief.tells_of_calls(model) => {
                        self.refused_about(now, std::slice::from_ref(call), Verb::GetCallData, 404);
                    }
                    // Does it tell of any by that?
                    (Some(_), Some(shown)) => self.cx.ask_about(model, |call| call.id == *shown),
                    // The account shows it.
                    (Some(_), None) => online.belief.cannot_tell_of_calls(call),
                }
            }
            _ => {}
        }
        self.tell_reconnected();
    }

    /// Whether the last account has left a call out, and shown no other.
    fn is_absent(&self, call: &CallId) -> bool {
        let online = self.life.online();
        online.is_some_and(|online| online.belief.absent.has(call))
    }

    /// The account leaves the call out, and the server does not know it: it has ended. What an unbroken channel has told of it
    /// is in doubt first, for its end may be on its way.
    fn is_over(&mut self, now: Now, call: &CallId) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let online = &mut agent.online;
        let Some(known) = online.model().call(call) else {
            return;
        };
        let id = known.id.clone();
        if known.was_believed() {
            online.tracker.doubt_call(&id);
            online.belief.generation += 1;
            let soon = now.monotonic + self.cx.config.timing.doubt;
            self.cx.timers.arm_by(Timer::Account, soon);
        } else {
            self.ended_unseen(now, &id);
        }
    }

    /// The account leaves calls out that it would show, on hold or not.
    pub(super) fn end_what_would_be_shown(&mut self, now: Now) {
        let Some(online) = self.life.online_mut() else {
            return;
        };
        let over = online.belief.absent.take_over();
        over.iter().for_each(|call| self.is_over(now, call));
    }

    fn ended_unseen(&mut self, now: Now, id: &CallId) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        agent.online.belief.unknown.forget(id);
        agent.online.belief.generation += 1;
        let ended = agent.online.tracker.end_call(now, id);
        agent.online.begin_formers();
        self.corrected(now, ended);
        self.settle_ready(now);
    }

    /// The server knows the call, and says what its data is. Of one that has gone into another since it was asked, or into
    /// which another has gone, it is asked again.
    pub(super) fn known(&mut self, asked: Duration, call: &CallId, data: Option<&str>) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        if agent.online.belief.can_tell() {
            agent.online.ask_about_calls_beside(&mut self.cx);
        }
        let model = agent.online.model();
        let present = model.call(call).map_or(call, |call| &call.id).clone();
        let unknown = &mut agent.online.belief.unknown;
        let is_taken_back = unknown.is_taken_back(asked, &present);
        unknown.is_known(&present);
        let model = agent.online.model();
        if model.call(call).is_some_and(|call| call.has_joined_since(asked)) {
            return self.ask_about_calls();
        }
        if is_taken_back {
            agent.online.tracker.affirm_call(&present, Denied::Call);
        }
        // Which of the two is newer, nobody tells.
        let is_overtaken = |call: &Call| call.has_told_data_since(asked);
        if agent.online.model().call(call).is_some_and(is_overtaken) {
            agent.online.tracker.doubt_data(call);
            return self.ask_about_calls();
        }
        let tracker = &mut agent.online.tracker;
        let changed = data.is_some_and(|data| tracker.note_call_data(asked, call, data));
        if changed {
            let calls = vec![call.clone()];
            self.cx.report(Derived::ModelCorrected(ModelCorrected { calls }));
        }
    }

    /// The server says that it knows no such call, or no such leg of it. Answers whether that is the end of it.
    fn not_known(&mut self, now: Now, call: &CallId, denied: Denied) -> bool {
        let Some(agent) = self.life.agent_mut() else {
            return false;
        };
        let Some(call) = agent
            .online
            .model()
            .call(call)
            .filter(|call| call.doubts.has(Doubt::Leg))
        else {
            return false;
        };
        let id = call.id.clone();
        let can_tell = agent.online.belief.can_tell_of_calls(agent.online.model());
        let belief = &mut agent.online.belief;
        let is_its_word = belief.unknown.is_its_word(now.monotonic, &id, denied);
        if !(is_its_word && can_tell) {
            if let Some(next) = belief.unknown.next().filter(|_| can_tell) {
                self.cx.timers.arm(Timer::Unknown, next);
            }
            return false;
        }
        self.ended_unseen(now, &id);
        true
    }

    /// Asks again about the calls that the server says not to know, and for something else: whether it answers well at all.
    pub(super) fn ask_about_unknown(&mut self, now: Now) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let online = &mut agent.online;
        online.forget_what_is_sure();
        let unknown = &mut online.belief.unknown;
        let wants_an_answer = unknown.wants_an_answer();
        unknown.asks(now.monotonic);
        let Some(next) = unknown.next() else { return };
        self.cx.timers.arm(Timer::Unknown, next);
        // While the link is down no account is asked for.
        if wants_an_answer && !online.belief.unavailable && online.link().is_active() {
            online.ask(&mut self.cx);
        } else if wants_an_answer {
            agent.beat(&mut self.cx);
        }
        self.ask_about_calls();
    }

    /// A verb about these calls is refused for what they are (409), or because the server does not know one (404).
    pub(super) fn refused_about(&mut self, now: Now, calls: &[CallId], verb: Verb, status: u16) {
        let is_surprise = |call: &CallId| status == 404 || self.fits(verb, call).is_ok();
        let Some(surprising) = calls.iter().find(|call| is_surprise(call)) else {
            return;
        };
        // Of two, nothing says which is meant.
        let unknown = Some(surprising).filter(|_| status == 404 && calls.len() == 1);
        let is_asked = |intent: &Intent| matches!(intent, Intent::Account { .. });
        let older = self.cx.requests.is_under_way(is_asked);
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let tracker = &mut agent.online.tracker;
        let denied = match (status, verb) {
            (404, Verb::GetCallData | Verb::SetCallData) => Denied::Call,
            (404, _) => Denied::Leg,
            _ => Denied::State,
        };
        for call in calls {
            tracker.deny_call(call, denied, older);
        }
        if unknown.is_some_and(|call| self.not_known(now, call, denied)) {
            return;
        }
        match self.life.agent_mut() {
            Some(agent) if !agent.online.belief.unavailable => agent.online.ask(&mut self.cx),
            _ => self.ask_about_calls(),
        }
    }

    /// What is in doubt is asked for until it is not, less and less often.
    pub(super) fn ask_again(&mut self, now: Now) {
        if let Some(agent) = self
            .life
            .agent_mut()
            .filter(|agent| agent.online.link().is_active())
        {
            let wait = agent.online.belief.again();
            self.cx.timers.arm_by(Timer::Account, now.monotonic + wait);
        }
    }

    /// Corrections of the model are told in the server's words.
    pub(super) fn corrected(&mut self, now: Now, corrections: impl IntoIterator<Item = Correction>) {
        for (event, cleared) in corrections {
            let event = self.cx.synthesized(now, event, cleared);
            self.react(now, &event);
        }
    }
}
