//! Taking up a saved session: the account says whether it is usable, then the event channel is opened, and the account is
//! read once more to begin with. A server of 2.x may have none: then a saved call that it knows must do.

use super::context::{ACCOUNT_TRIES, Context};
use super::online::{Online, shown};
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
use crate::id::{CallId, CommandId};
use crate::model::{Call, ConnectionState};
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
            knows_a_call: false,
            is_untold: false,
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
        self.link(cx, now, session_id)
    }

    fn link(self: Box<Self>, cx: &mut Context, now: Now, session_id: Secret) -> Life {
        let mut online = Online::open(cx, now, &self.api, session_id);
        online.tracker.restore(now, &self.state.model);
        Life::Recovering(self, RecoveryStep::Link(Box::new(online)))
    }

    /// Asks about each saved call: whether the server knows it. Answers which.
    pub(super) fn ask_about_calls(&self, cx: &mut Context) -> Vec<CallId> {
        let calls: Vec<CallId> = self.state.model.calls().cloned().collect();
        for call in &calls {
            cx.submit(Intent::CallData(call.clone()), Lane::Free);
        }
        calls
    }

    /// One that goes on is worth going on with: a log-in would be refused (460). Without one, that is the way.
    pub(super) fn call_told(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        session_id: Secret,
        mut open: Vec<CallId>,
        call: &CallId,
        knows: Option<bool>,
    ) -> Life {
        if knows == Some(true) {
            self.knows_a_call = true;
            self.trouble = None;
            return self.link(cx, now, session_id);
        }
        open.retain(|known| known != call);
        self.is_untold |= knows.is_none();
        if !open.is_empty() {
            return Life::Recovering(self, RecoveryStep::Calls(session_id, open));
        }
        let step = RecoveryStep::Calls(session_id, open);
        let error = self.trouble.clone().unwrap_or(Refusal::NotRecoverable.into());
        if !std::mem::take(&mut self.is_untold) || self.tries == ACCOUNT_TRIES {
            return self.failed(cx, now, step, error);
        }
        cx.ask_later(now, self.tries, &error);
        self.tries += 1;
        Life::Recovering(self, step)
    }

    /// What the account says is the beginning, not a correction: it is told in one event.
    pub(super) fn take_up(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        mut online: Box<Online>,
        state: &ClientState,
    ) -> Life {
        if !state.is_usable_for(self.api.agent(), self.api.device()) {
            let step = RecoveryStep::Link(online);
            return self.failed(cx, now, step, Refusal::NotRecoverable.into());
        }
        // An event has told since that it is over: the account is behind.
        let is_behind = |call: &CallId| online.model().is_told_over(call);
        if shown(state).is_some_and(is_behind) && self.tries < ACCOUNT_TRIES {
            cx.timers
                .arm(Timer::Account, now.monotonic + cx.config.timing.doubt);
            self.tries += 1;
            return Life::Recovering(self, RecoveryStep::Link(online));
        }
        online.tracker.reconcile(now, state);
        online.belief.generation += 1;
        if !state.has_call() {
            online.belief.absent.are(online.tracker.model());
        }
        cx.report(recovered(&self.api, &online, state));
        self.go_on(cx, now, online, Evidence::State)
    }

    /// There is no account to begin with, and a call goes on: all is in doubt until events tell.
    fn take_up_in_doubt(self: Box<Self>, cx: &mut Context, now: Now, mut online: Box<Online>) -> Life {
        online.belief.generation += 1;
        let wait = online.belief.failed(true);
        cx.timers.arm(Timer::Account, now.monotonic + wait);
        cx.report(recovered_in_doubt(&self.api, &online));
        self.go_on(cx, now, online, Evidence::Reply)
    }

    fn go_on(self: Box<Self>, cx: &mut Context, now: Now, online: Box<Online>, evidence: Evidence) -> Life {
        let mut agent = LoggedIn::begin(cx, now, self.api, self.credentials, *online);
        agent.prefixes = self.state.prefixes;
        // Whether it has come to the server, the event tells.
        let next = now.monotonic + cx.config.timing.confirm;
        for call in &self.state.answering {
            agent.answering.was_sent(call, next);
        }
        let has_call = !agent.online.model().calls().is_empty();
        let noted = self.state.pending_mode.filter(|_| has_call);
        agent.pending_mode.may_be(now.monotonic, noted);
        if agent.prefixes.is_empty() && cx.config.dialect == Dialect::V4 {
            cx.submit(Intent::Prefixes, Lane::Free);
        }
        let outcome = Outcome::confirmed_by(evidence);
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
        let says_none = matches!(error.status(), Some(404 | 405));
        let has_none = cx.config.dialect == Dialect::V2 && says_none;
        // Where there are accounts, one such answer is a hiccup of something on the way.
        let may_pass = error.may_pass() || says_none && !has_none;
        match step {
            RecoveryStep::Check(session_id) if has_none && self.state.model.calls().next().is_some() => {
                self.trouble = Some(error);
                let open = self.ask_about_calls(cx);
                Life::Recovering(self, RecoveryStep::Calls(session_id, open))
            }
            RecoveryStep::Link(online) if has_none && self.knows_a_call => {
                self.take_up_in_doubt(cx, now, online)
            }
            step if !may_pass || self.tries == ACCOUNT_TRIES => self.failed(cx, now, step, error),
            step => self.again(cx, now, step, error),
        }
    }

    fn again(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        step: RecoveryStep,
        error: CommandError,
    ) -> Life {
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

/// Without an account: as it was saved.
fn recovered_in_doubt(api: &Api, online: &Online) -> Derived {
    let model = online.model();
    let is_connected = |call: &&Call| call.leg(online.own()) == ConnectionState::Connected;
    let call = model.calls().iter().find(is_connected).or(model.calls().first());
    Derived::RecoverStateSuccess(RecoverStateSuccess {
        agent_id: api.agent().clone(),
        extension_id: api.device().clone(),
        agent_mode: model.agent().mode.clone(),
        agent_name: None,
        call: call.map(told),
    })
}

fn told(call: &Call) -> RecoveredCall {
    RecoveredCall {
        call_id: call.id.clone(),
        calling_device: call.calling.clone(),
        called_device: call.called.clone(),
        established: call.established.is_some(),
    }
}

pub(super) fn recovered(api: &Api, online: &Online, state: &ClientState) -> Derived {
    let shown = state
        .agent
        .as_ref()
        .and_then(|agent| agent.active_call.as_ref()?.call_id.as_ref());
    let call = shown.and_then(|id| online.model().call(id)).map(told);
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
