//! The server's account of its state: what the session makes of it when an agent is logged in.

use super::Session;
use super::belief::Worth;
use super::life::Step;
use super::outcome::CommandError;
use super::output::LogKind;
use super::state::Life;
use super::timers::Timer;
use crate::event::{ActiveCall, AgentMode, Derived, Synthesizer, WsReconnectSucceed};
use crate::http::reply::ClientState;
use crate::id::CallId;
use crate::time::Now;

impl Session {
    /// The account has come.
    pub(super) fn account(&mut self, now: Now, generation: u64, state: ClientState) {
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
            Life::LoggedIn(_) | Life::Leaving(_) => self.compare(now, &state),
            _ => self.step(now, Step::Account(Box::new(state))),
        }
    }

    /// The account could not be had.
    pub(super) fn no_account(&mut self, now: Now, error: CommandError) {
        let Some(agent) = self.life.agent_mut() else {
            return self.step(now, Step::NoAccount(error));
        };
        let belief = &mut agent.online.belief;
        if std::mem::take(&mut belief.after_reconnect) {
            self.cx.report(Derived::WsReconnectSucceed(WsReconnectSucceed {
                agent_mode: AgentMode::Logout,
                active_call: None,
            }));
        }
        // A server of 2.x may have no such thing: then events alone must do, and what it says of each call.
        let unavailable = matches!(error.status(), Some(404 | 405));
        let wait = belief
            .failed(unavailable)
            .max(error.retry_after().unwrap_or_default());
        belief.for_doubt = false;
        self.cx.timers.arm(Timer::Account, now.monotonic + wait);
        if unavailable {
            self.ask_about_calls();
        }
    }

    fn compare(&mut self, now: Now, state: &ClientState) {
        self.cx.metrics.resyncs += 1;
        let Some(agent) = self.life.agent_mut() else {
            return;
        };
        let usable = state.is_usable_for(agent.api.agent(), agent.api.device());
        if std::mem::take(&mut agent.online.belief.after_reconnect) {
            let mode = if usable { mode_of(state) } else { AgentMode::Logout };
            self.cx.report(reconnected(mode, state));
        }
        if !usable {
            let make = Synthesizer {
                agent: agent.api.agent(),
                device: agent.api.device(),
            };
            let event = make.agent_mode(AgentMode::Logout);
            let text = "by the server's account the agent is logged out here";
            self.cx.say(now, LogKind::Error, text);
            agent.online.tracker.log_off(now, &event);
            let event = self.cx.synthesized(now, event);
            return self.react(now, &event);
        }
        agent.online.belief.owed = false;
        // It takes effect when the call ends, or the allocation.
        if shown(state).is_none() && mode_of(state) != AgentMode::Allocated {
            agent.pending_mode = None;
            agent.pending_mode_in_doubt = false;
        }
        let corrections = agent.online.tracker.reconcile(now, state);
        agent.online.belief.generation += 1;
        if let Some(id) = shown(state) {
            agent.online.belief.is_known(id);
        }
        self.corrected(now, corrections);
        let Some(online) = self.life.online() else { return };
        self.cx
            .commands
            .compare(online.model(), online.tracker.perspective());
        let is_all_known = online.model().is_verified();
        self.settle_ready(now);
        self.answer_what_rings(now);
        self.ask_about_calls();
        if !is_all_known {
            self.ask_again(now);
        }
    }
}

fn shown(state: &ClientState) -> Option<&CallId> {
    state.agent.as_ref()?.active_call.as_ref()?.call_id.as_ref()
}

fn reconnected(agent_mode: AgentMode, state: &ClientState) -> Derived {
    let call = state.agent.as_ref().and_then(|agent| agent.active_call.as_ref());
    let active_call = call.and_then(|call| {
        let json = serde_json::to_string(call).ok()?;
        Some(ActiveCall {
            call: call.call_id.clone()?,
            json: json.into(),
        })
    });
    Derived::WsReconnectSucceed(WsReconnectSucceed {
        agent_mode,
        active_call,
    })
}

fn mode_of(state: &ClientState) -> AgentMode {
    let mode = state.agent.as_ref().and_then(|agent| agent.agent_mode.as_deref());
    mode.map_or(AgentMode::Unknown, AgentMode::from)
}
