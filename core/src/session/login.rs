//! Logging in, in the order of the protocol: HTTP session, event channel, `Login`, and what confirms it; forcing, stopping
//! or asking where the agent is logged in already.

use super::context::{ACCOUNT_TRIES, Context};
use super::online::Online;
use super::outcome::{CommandError, Evidence, Outcome, Unknown};
use super::output::{LogKind, Output};
use super::recovery::recovered;
use super::requests::{Intent, Lane};
use super::state::{Life, LoggedIn, Login, LoginStep};
use super::timers::Timer;
use crate::command::{LoginMode, LoginRequest};
use crate::environment::Dialect;
use crate::event::{Derived, LoginFailed};
use crate::http::reply::{ClientState, ReplyError};
use crate::http::{Api, Rejection};
use crate::id::CommandId;
use crate::secret::Secret;
use crate::time::Now;

impl Login {
    pub(super) fn begin(cx: &mut Context, now: Now, command: CommandId, mut request: LoginRequest) -> Life {
        if request.domain.is_empty() {
            request.domain = cx.config.environment.default_domain.clone().unwrap_or_default();
        }
        let (environment, dialect) = (cx.config.environment.clone(), cx.config.dialect);
        // Before anything is sent; what was typed first, so that an error names that.
        let api = Api::check_login(&request)
            .and_then(|()| Api::new(environment, dialect, request.agent(), request.device()));
        let api = match api {
            Ok(api) => api,
            Err(error) => {
                cx.refuse(now, command, "agentLogin", error);
                return Life::LoggedOut;
            }
        };
        cx.log.start_session(now.wall);
        cx.timers
            .arm(Timer::LoginDeadline, now.monotonic + cx.config.timing.login);
        cx.submit(Intent::Authenticate, Lane::Free);
        let login = Self {
            command,
            issued: now.monotonic,
            api,
            request,
            forced: false,
            trouble: None,
            tries: 0,
        };
        Life::LoggingIn(Box::new(login), LoginStep::Authenticate)
    }

    pub(super) fn authenticated(self: Box<Self>, cx: &mut Context, now: Now, session_id: Secret) -> Life {
        match cx.config.dialect {
            Dialect::V2 => {
                cx.submit(Intent::Announce, Lane::Agent);
                Life::LoggingIn(self, LoginStep::Announce(session_id))
            }
            Dialect::V4 => self.link(cx, now, session_id),
        }
    }

    pub(super) fn link(self: Box<Self>, cx: &mut Context, now: Now, session_id: Secret) -> Life {
        let online = Online::open(cx, now, &self.api, session_id);
        Life::LoggingIn(self, LoginStep::Link(Box::new(online)))
    }

    pub(super) fn request(self: Box<Self>, cx: &mut Context, online: Box<Online>) -> Life {
        // Lost while the agent was logged out elsewhere, or while the application was asked.
        if !online.link().is_active() {
            return Life::LoggingIn(self, LoginStep::Link(online));
        }
        cx.submit(Intent::Login, Lane::Agent);
        let logged_on = false;
        Life::LoggingIn(self, LoginStep::Request { online, logged_on })
    }

    /// `Login` was not answered by the server, as far as can be told: the event tells, or the account.
    pub(super) fn troubled(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        online: Box<Online>,
        why: Rejection,
    ) -> Life {
        self.trouble = Some(why);
        cx.timers
            .arm(Timer::LoginCheck, now.monotonic + cx.config.timing.confirm);
        Life::LoggingIn(self, LoginStep::Confirm(online))
    }

    /// There is no account to tell whether the agent is in.
    pub(super) fn not_told(self: Box<Self>, cx: &mut Context, now: Now, online: Box<Online>) -> Life {
        let Some(trouble) = &self.trouble else {
            return Life::LoggingIn(self, LoginStep::Confirm(online));
        };
        let (status, text) = (trouble.status.unwrap_or(0), trouble.to_string());
        let unknown = Outcome::Unknown(Unknown::NoReply(text.clone()));
        self.ended(cx, now, Some(online), unknown, status, text)
    }

    /// The server has refused `Login`.
    pub(super) fn refused(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        online: Box<Online>,
        rejection: Rejection,
    ) -> Life {
        if !rejection.login_mode_applies() || self.forced {
            return self.failed(cx, now, Some(online), rejection.into());
        }
        match self.request.login_mode {
            LoginMode::Stop => self.failed(cx, now, Some(online), rejection.into()),
            LoginMode::Force => self.look_or_force(cx, online, rejection),
            LoginMode::Ask => {
                cx.timers
                    .arm(Timer::LoginDeadline, now.monotonic + cx.config.timing.ask);
                let rejection = Box::new(rejection);
                cx.outputs.push_back(Output::AskLogin {
                    id: self.command,
                    rejection: rejection.clone(),
                });
                Life::LoggingIn(self, LoginStep::Ask(online, rejection))
            }
        }
    }

    /// Where the agent is logged in, a call may be up, which a log-out would cut: the account tells.
    fn look_or_force(self: Box<Self>, cx: &mut Context, mut online: Box<Online>, why: Rejection) -> Life {
        if !cx.config.take_over_call {
            return self.force(cx, online);
        }
        online.ask(cx);
        Life::LoggingIn(self, LoginStep::Look(online, Box::new(why)))
    }

    /// The account says whether a call goes on where the agent is logged in. On this very extension it is taken over; on
    /// another one nothing here can, so it is left alone.
    pub(super) fn looked(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        mut online: Box<Online>,
        why: Rejection,
        state: &ClientState,
    ) -> Life {
        if !state.tells_of(self.api.agent()) {
            let error = CommandError::BadReply(ReplyError::Missing("agent"));
            return self.not_seen(cx, now, online, Box::new(why), &error);
        }
        if !state.has_call() {
            return self.force(cx, online);
        }
        if !state.is_usable_for(self.api.agent(), self.api.device()) {
            cx.say(
                now,
                LogKind::Error,
                "a call is up where the agent is logged in: no log-out is sent there",
            );
            return self.failed(cx, now, Some(online), why.into());
        }
        online.tracker.mark_unverified();
        online.tracker.reconcile(now, state);
        online.belief.generation += 1;
        cx.report(recovered(&self.api, &online, state));
        self.logged_in(cx, now, *online, Evidence::State)
    }

    /// The account could not be had. A log-out would be sent into a call that may go on there, so it is asked for again; and
    /// none is sent where it does not come, unless it is a server of 2.x that has none.
    pub(super) fn not_seen(
        mut self: Box<Self>,
        cx: &mut Context,
        now: Now,
        online: Box<Online>,
        why: Box<Rejection>,
        error: &CommandError,
    ) -> Life {
        let has_none = matches!(error.status(), Some(404 | 405));
        if self.tries == ACCOUNT_TRIES {
            return match cx.config.dialect {
                Dialect::V2 if has_none => self.force(cx, online),
                _ if has_none => self.failed(cx, now, Some(online), (*why).into()),
                _ => self.failed(cx, now, Some(online), error.clone()),
            };
        }
        cx.ask_later(now, self.tries, error);
        self.tries += 1;
        Life::LoggingIn(self, LoginStep::Look(online, why))
    }

    pub(super) fn force(mut self: Box<Self>, cx: &mut Context, mut online: Box<Online>) -> Life {
        self.forced = true;
        online.tracker.is_forced_out();
        cx.submit(Intent::ForcedLogout, Lane::Agent);
        Life::LoggingIn(self, LoginStep::Force(online))
    }

    /// The account says whether the agent is logged in here, `agentLoggedOn` not having come.
    pub(super) fn confirmed_by(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        mut online: Box<Online>,
        state: &ClientState,
    ) -> Life {
        if !state.is_usable_for(self.api.agent(), self.api.device()) {
            return match self.trouble.clone() {
                Some(trouble) => self.failed(cx, now, Some(online), trouble.into()),
                None => Life::LoggingIn(self, LoginStep::Confirm(online)),
            };
        }
        // Whoever waits for it, as the manual teaches, is told.
        let logged_on = online.tracker.logged_on_unseen(now, state);
        let corrections = online.tracker.reconcile(now, state);
        for (event, _) in logged_on.into_iter().chain(corrections) {
            cx.synthesized(now, event, None);
        }
        self.logged_in(cx, now, *online, Evidence::State)
    }

    pub(super) fn logged_in(self, cx: &mut Context, now: Now, online: Online, evidence: Evidence) -> Life {
        let mut agent = LoggedIn::begin(cx, now, self.api, Some(self.request), online);
        // In a call that was taken over a mode may have been noted for its end, which the account does not show.
        if !agent.online.model().calls().is_empty() {
            agent.pending_mode.doubt(now.monotonic);
        }
        if cx.config.dialect == Dialect::V4 {
            cx.submit(Intent::Prefixes, Lane::Free);
        }
        let outcome = Outcome::confirmed_by(evidence);
        cx.settle(now, self.command, "agentLogin", self.issued, outcome);
        Life::LoggedIn(Box::new(agent))
    }

    /// Closes with a log-out, which follows the log-in that is under way.
    pub(super) fn leave(self, cx: &mut Context, now: Now, online: Online) -> Life {
        let unknown = Outcome::Unknown(Unknown::Closed);
        cx.settle(now, self.command, "agentLogin", self.issued, unknown);
        cx.timers.disarm(Timer::LoginDeadline);
        cx.timers.disarm(Timer::LoginCheck);
        cx.submit(Intent::Leave, Lane::Agent);
        Box::new(LoggedIn::of(self.api, Some(self.request), online, now)).leaving(cx, now)
    }

    pub(super) fn too_late(self: Box<Self>, cx: &mut Context, now: Now, step: LoginStep) -> Life {
        let text = "no answer in time".to_owned();
        match step {
            LoginStep::Authenticate | LoginStep::Announce(_) => {
                self.failed(cx, now, None, CommandError::Unreachable(text.into()))
            }
            LoginStep::Link(online) => {
                let error = cx.not_opened(online.link());
                self.failed(cx, now, Some(online), error)
            }
            LoginStep::Ask(online, rejection) => self.failed(cx, now, Some(online), (*rejection).into()),
            LoginStep::Request { online, .. } | LoginStep::Look(online, _) | LoginStep::Force(online) => {
                let unknown = Unknown::NoReply(text.clone());
                self.ended(cx, now, Some(online), Outcome::Unknown(unknown), 0, text)
            }
            LoginStep::Confirm(online) => {
                let unknown = Unknown::NotConfirmed;
                self.ended(cx, now, Some(online), Outcome::Unknown(unknown), 0, text)
            }
        }
    }

    pub(super) fn failed(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        online: Option<Box<Online>>,
        error: CommandError,
    ) -> Life {
        let status = error.status().unwrap_or(0);
        let text = match &error {
            CommandError::Rejected(rejection) if !rejection.body.is_empty() => rejection.body.clone(),
            error => error.to_string(),
        };
        self.ended(cx, now, online, Outcome::Rejected(error), status, text)
    }

    /// The log-in has come to nothing: nothing is left running.
    pub(super) fn ended(
        self: Box<Self>,
        cx: &mut Context,
        now: Now,
        online: Option<Box<Online>>,
        outcome: Outcome,
        status: u16,
        response_text: String,
    ) -> Life {
        let message = match &outcome {
            Outcome::Rejected(error) => error.to_string(),
            Outcome::Unknown(unknown) => unknown.to_string(),
            Outcome::Confirmed(_) | Outcome::AlreadySo => String::new(),
        };
        cx.leave(now, online);
        cx.complain(now, format!("the log-in has failed: {message}"));
        cx.report(Derived::LoginFailed(LoginFailed {
            status,
            response_text,
        }));
        cx.settle(now, self.command, "agentLogin", self.issued, outcome);
        Life::LoggedOut
    }
}
