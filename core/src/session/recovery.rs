//! Taking up a saved session: the account says whether it is usable, then the event channel is opened, and the account is
//! read once more to begin with.

use super::context::{ACCOUNT_TRIES, Context};
use super::online::Online;
use super::outcome::{CommandError, Evidence, Outcome};
use super::requests::{Intent, Lane};
use super::saved::SavedSession;
use super::state::{Life, LoggedIn, Recovery, RecoveryStep};
use super::timers::Timer;
use crate::command::LoginRequest;
use crate::environment::Dialect;
use crate::event::{AgentMode, Derived, RecoverStateSuccess, RecoveredCall};
use crate::http::Api;
use crate::http::reply::ClientState;
use crate::id::CommandId;
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::time::Now;

impl Recovery {
    pub(super) fn begin(cx: &mut Context, now: Now, command: CommandId, saved: SavedSession) -> Life {
        let api = Api::new(
            cx.config.environment.clone(),
            cx.config.dialect,
            saved.agent.clone(),
            saved.device.clone(),
        );
        let api = match api {
            Ok(api) => api,
            Err(error) => {
                cx.refuse(now, command, "recover", error);
                return Life::LoggedOut;
            }
        };
        let credentials = saved.password.map(|password| {
            LoginRequest::new(
                saved.agent.job_number(),
                password,
                saved.agent.domain(),
                saved.device.number(),
            )
        });
        let state = saved.state.unwrap_or_default();
        cx.cookies = state.cookies.clone();
        cx.log.start_session(now.wall);
        cx.timers
            .arm(Timer::LoginDeadline, now.monotonic + cx.config.timing.login);
        cx.submit(Intent::Account { generation: 0 }, Lane::Free);
        let recovery = Self {
            command,
            issued: now.monotonic,
            api,
            credentials,
            state,
            tries: 0,
            trouble: None,
        };
        Life::Recovering(Box::new(recovery), RecoveryStep::Check(saved.session_id))
    }

    /// The account has been had: if it is usable, the event channel is worth opening.
    pub(super) fn checked(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        session_id: Secret,
        state: &ClientState,
    ) -> Life {
        if !state.is_usable_for(self.api.agent(), self.api.device()) {
            let step = RecoveryStep::Check(session_id);
            return self.failed(cx, now, step, Refusal::NotRecoverable.into());
        }
        let mut online = Online::open(cx, now, &self.api, session_id);
        online.tracker.restore(now, &self.state.model);
        Life::Recovering(self, RecoveryStep::Link(Box::new(online)))
    }

    /// What the account says is the beginning, not a correction: it is told in one event.
    pub(super) fn take_up(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        mut online: Box<Online>,
        state: &ClientState,
    ) -> Life {
        if !state.is_usable_for(self.api.agent(), self.api.device()) {
            let step = RecoveryStep::Link(online);
            return self.failed(cx, now, step, Refusal::NotRecoverable.into());
        }
        online.tracker.reconcile(now, state);
        online.belief.generation += 1;
        cx.report(recovered(&self.api, &online, state));
        let mut agent = LoggedIn::begin(cx, now, self.api, self.credentials, *online);
        agent.prefixes = self.state.prefixes;
        // Whether it has come to the server, the event tells.
        let next = now.monotonic + cx.config.timing.confirm;
        for call in &self.state.answering {
            agent.answering.was_sent(call, next);
        }
        let has_call = !agent.online.model().calls().is_empty();
        agent.pending_mode = self.state.pending_mode.filter(|_| has_call);
        agent.pending_mode_in_doubt = true;
        if agent.prefixes.is_empty() && cx.config.dialect == Dialect::V4 {
            cx.submit(Intent::Prefixes, Lane::Free);
        }
        let outcome = Outcome::confirmed_by(Evidence::State);
        cx.settle(now, self.command, "recover", self.issued, outcome);
        Life::LoggedIn(Box::new(agent))
    }

    /// The account could not be had: what passes is waited for, for some seconds.
    pub(super) fn no_account(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        step: RecoveryStep,
        error: CommandError,
    ) -> Life {
        if !error.may_pass() || self.tries == ACCOUNT_TRIES {
            return self.failed(cx, now, step, error);
        }
        cx.ask_later(now, self.tries, &error);
        self.tries += 1;
        self.trouble = Some(error);
        Life::Recovering(self, step)
    }

    pub(super) fn failed(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        step: RecoveryStep,
        error: CommandError,
    ) -> Life {
        cx.settle(
            now,
            self.command,
            "recover",
            self.issued,
            Outcome::Rejected(error),
        );
        cx.leave(now, step.into_online());
        cx.end_log(now);
        Life::LoggedOut
    }
}

pub(super) fn recovered(api: &Api, online: &Online, state: &ClientState) -> Derived {
    let shown = state
        .agent
        .as_ref()
        .and_then(|agent| agent.active_call.as_ref()?.call_id.as_ref());
    let call = shown
        .and_then(|id| online.model().call(id))
        .map(|call| RecoveredCall {
            call_id: call.id.clone(),
            calling_device: call.calling.clone(),
            called_device: call.called.clone(),
            established: call.established.is_some(),
        });
    let agent = state.agent.as_ref();
    let mode = agent.and_then(|agent| agent.agent_mode.as_deref());
    Derived::RecoverStateSuccess(RecoverStateSuccess {
        agent_id: api.agent().clone(),
        extension_id: api.device().clone(),
        agent_mode: mode.map_or(AgentMode::Unknown, AgentMode::from),
        agent_name: agent.and_then(|agent| agent.agent_name.clone()),
        call,
    })
}
