//! The server's account of its state: what the session makes of it when an agent is logged in.

use std::time::Duration;

use serde_json::{Value, json};

use super::Session;
use super::belief::Worth;
use super::life::Step;
use super::online::shown;
use super::outcome::CommandError;
use super::output::LogKind;
use super::state::Life;
use super::timers::Timer;
use crate::event::{ActiveCall, AgentMode, Derived, LocalState, Synthesizer, WsReconnectSucceed};
use crate::http::reply::{ClientState, ReplyError};
use crate::id::DeviceId;
use crate::model::Model;
use crate::time::Now;
use crate::vocabulary::SessionEnd;

impl Session {
    /// The account has come that was asked for then.
    pub(super) fn account(&mut self, now: Now, asked: Duration, generation: u64, state: ClientState) {
        if let Some(agent) = self.life.agent_mut() {
            let (who, device) = (agent.api.agent(), agent.api.device());
            if !state.is_usable_for(who, device) && !state.is_out(who, device) {
                return self.no_account(now, CommandError::BadReply(ReplyError::Missing("agent")));
            }
        }
        if let Some(online) = self.life.online_mut() {
            match online.belief.account(generation) {
                Worth::Current => {}
                Worth::Overtaken(None) => return online.ask(&mut self.cx),
                Worth::Overtaken(Some(wait)) => {
                    return self.cx.timers.arm(Timer::Account, now.monotonic + wait);
                }
            }
        }
        match self.life {
            Life::LoggedIn(_) | Life::Leaving(_) => self.compare(now, asked, &state),
            _ => self.step(now, Step::Account(Box::new(state))),
        }
    }

    /// The account could not be had.
    pub(super) fn no_account(&mut self, now: Now, error: CommandError) {
        let Some(agent) = self.life.agent_mut() else {
            return self.step(now, Step::NoAccount(error));
        };
        // An event has said so, which may have been an old one; a session that is gone says it, too.
        if error.status() == Some(426) && agent.online.model().may_be_out() {
            let why = "the agent was told to be logged out, and the server knows the session no more";
            return self.is_out(now, SessionEnd::Forced, why);
        }
        let belief = &mut agent.online.belief;
        if std::mem::take(&mut belief.after_reconnect) {
            self.cx
                .report(Derived::WsReconnectSucceed(WsReconnectSucceed::LOGGED_OUT));
        }
        // A server of 2.x may have no such thing: then events alone must do, and what it says of each call.
        let unavailable = matches!(error.status(), Some(404 | 405));
        let asked = self.cx.asked_to_wait(error.retry_after());
        belief.not_before = now.monotonic + asked;
        // What has come since the channel stands may have been sent before, and no account tells what has come of it.
        let is_first = !belief.unavailable && belief.stands_lately(now.monotonic);
        let was_refused = belief.is_refused();
        let wait = belief.failed(unavailable).max(asked);
        belief.for_doubt = false;
        if unavailable && (was_refused || is_first) {
            agent.online.tracker.mark_unverified();
            agent.pending_mode.doubt(now.monotonic);
        }
        self.cx.timers.arm(Timer::Account, now.monotonic + wait);
        if unavailable {
            self.ask_about_calls();
        }
    }

    /// The agent is logged out, as something beside an event has told.
    fn is_out(&mut self, now: Now, end: SessionEnd, why: &str) {
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let make = Synthesizer {
            agent: agent.api.agent(),
            device: agent.api.device(),
        };
        let event = make.agent_mode(AgentMode::Logout);
        agent.told_out = Some(end);
        self.cx.say(now, LogKind::Error, why);
        agent.online.tracker.log_off(now, &event);
        let event = self.cx.synthesized(now, event, None);
        self.react(now, &event);
    }

    /// What has happened during the gap is told; now the application is told that it is over.
    pub(super) fn tell_reconnected(&mut self) {
        if let Some(online) = self.life.online_mut()
            && let Some(told) = online.belief.absent.take_due(online.tracker.model())
        {
            self.cx.report(told);
        }
    }

    fn compare(&mut self, now: Now, asked: Duration, state: &ClientState) {
        self.cx.metrics.resyncs += 1;
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let is_out = state.is_out(agent.api.agent(), agent.api.device());
        if !is_out {
            agent.silence.has_passed();
        }
        let online = &mut agent.online;
        // Of a log-in it can be behind as well.
        if !is_out || !online.model().logs_off() && online.is_behind(&self.cx, asked, state) {
            let is_back = online.belief.after_reconnect;
            if let Some(again) = online.is_at_odds(&self.cx, now, asked, state, is_back) {
                return self.cx.timers.arm(Timer::Account, again);
            }
        }
        if is_out {
            let is_in_elsewhere = !matches!(mode_of(state), AgentMode::Logout | AgentMode::Unknown);
            let end = match is_in_elsewhere {
                true => SessionEnd::Replaced,
                false => SessionEnd::Forced,
            };
            return self.is_out(now, end, "by the server's account the agent is logged out here");
        }
        let online = &mut agent.online;
        let is_back = std::mem::take(&mut online.belief.after_reconnect);
        online.belief.owed = false;
        let mut corrections = Vec::new();
        if !state.has_call() {
            corrections.extend(online.end_what_nobody_knows(now));
        }
        corrections.extend(online.tracker.reconcile(now, state));
        online.note_account(state);
        online.belief.generation += 1;
        match state.has_call() {
            true => online.belief.absent.are_none(is_held(state)),
            false => online.belief.absent.are(online.tracker.model()),
        }
        if let Some(id) = shown(state) {
            online.belief.unknown.forget(id);
        }
        online.belief.shows(shown(state).filter(|_| state.has_call()));
        // It takes effect when the call ends, or the allocation.
        if !state.has_call() && online.model().calls().is_empty() && mode_of(state) != AgentMode::Allocated {
            agent.pending_mode.is_gone();
        }
        if is_back {
            let told = reconnected(agent.online.model(), state);
            agent.online.belief.absent.then(told);
        }
        self.corrected(now, corrections);
        self.end_what_would_be_shown(now);
        self.tell_reconnected();
        let Some(online) = self.life.online() else { return };
        self.cx
            .commands
            .compare(online.model(), online.tracker.perspective());
        let is_all_known = online.model().is_verified();
        self.settle_ready(now);
        self.answer_what_rings(now);
        self.ask_about_calls();
        if let Some(online) = self.life.online() {
            online.ask_about_calls_beside(&mut self.cx);
        }
        if !is_all_known {
            self.ask_again(now);
        }
    }
}

/// The active call in the reference client's names; when it began and was answered is by this machine's clock.
fn reconnected(model: &Model, state: &ClientState) -> Derived {
    let call = state.agent.as_ref().and_then(|agent| agent.active_call.as_ref());
    let active_call = call.and_then(|call| {
        let id = call.call_id.as_ref()?;
        let known = model.call(id);
        // The account may go on naming who has left the call.
        let side = |told: &Option<DeviceId>, shown: Option<&DeviceId>| {
            let has_left = told
                .as_ref()
                .zip(known)
                .is_some_and(|(told, known)| known.has_departed(told.borrowed()));
            let device = if has_left { shown } else { told.as_ref() };
            device.map(|device| device.as_str().to_owned())
        };
        let json = json!({
            "callId": id.as_str(),
            "callingDevice": side(&call.ani, known.and_then(|known| known.calling.as_ref())),
            "calledDevice": side(&call.dnis, known.and_then(|known| known.called.as_ref())),
            "state": call.state,
            "direction": call.direction,
            "createTimeId": known.map(|known| known.created.wall.unix_ms),
            "establishedTimeId": known
                .and_then(|known| known.established)
                .map_or(Value::from(""), |at| at.wall.unix_ms.into()),
        });
        Some(ActiveCall {
            call_id: id.clone(),
            json: json.to_string().into(),
        })
    });
    Derived::WsReconnectSucceed(WsReconnectSucceed {
        agent_mode: mode_of(state),
        active_call,
    })
}

/// Whether it shows a call that is on hold.
fn is_held(state: &ClientState) -> bool {
    let call = state.agent.as_ref().and_then(|agent| agent.active_call.as_ref());
    let state = call.and_then(|call| call.state.as_deref());
    state.map(LocalState::from) == Some(LocalState::Hold)
}

fn mode_of(state: &ClientState) -> AgentMode {
    let mode = state.agent.as_ref().and_then(|agent| agent.agent_mode.as_deref());
    mode.map_or(AgentMode::Unknown, AgentMode::from)
}
