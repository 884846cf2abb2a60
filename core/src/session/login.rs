//! Logging in, in the order of the protocol: HTTP session, event channel, `Login`, and the events that confirm it;
//! forcing, stopping or asking where the agent is logged in already; logging out.

use std::time::Duration;

use super::requests::{Lane, Purpose};
use super::resync::Recovery;
use super::{
    CommandError, Confirmation, Evidence, Identity, LogKind, Outcome, Output, Reply, Session, Unknown,
};
use crate::command::{LoginMode, LoginRequest};
use crate::environment::Dialect;
use crate::event::{Derived, LoginFailed};
use crate::http::{Api, Rejection, reply};
use crate::id::CommandId;
use crate::model::{Perspective, Tracker};
use crate::refusal::Refusal;
use crate::time::Now;

/// How long closing waits for the log-out.
const LEAVE: Duration = Duration::from_secs(3);

/// Where in its life a session is.
#[derive(Debug)]
pub(super) enum Phase {
    LoggedOut,
    LoggingIn(Box<Login>),
    Recovering(Recovery),
    LoggedIn,
    /// Closing, having asked to be logged out; with the time when waiting ends.
    LoggingOut(Duration),
    Closed,
}

#[derive(Debug)]
pub(super) struct Login {
    pub(super) command: CommandId,
    pub(super) request: LoginRequest,
    pub(super) step: LoginStep,
    /// `Login` is being sent a second time.
    forced: bool,
    /// `agentLoggedOn` has arrived.
    logged_on: bool,
    issued: Duration,
    deadline: Duration,
    /// When to ask the server whether the agent is logged in, the event not having come.
    check_at: Option<Duration>,
}

#[derive(Debug)]
pub(super) enum LoginStep {
    /// At the log-in URL.
    Authenticating,
    /// 2.x: the first heartbeat.
    Announcing,
    /// Opening the event channel.
    Linking,
    /// `Login` is sent.
    Requesting,
    /// The agent is logged in elsewhere; the application is asked what to do.
    Asking(Box<Rejection>),
    /// `Logout` of there is sent.
    Forcing,
    /// Accepted; waiting for `agentLoggedOn`.
    Confirming,
}

impl Phase {
    pub(super) fn deadline(&self) -> Option<Duration> {
        match self {
            Self::LoggingIn(login) => Some(
                login
                    .check_at
                    .map_or(login.deadline, |check| check.min(login.deadline)),
            ),
            Self::Recovering(recovery) => Some(recovery.deadline),
            Self::LoggingOut(until) => Some(*until),
            Self::LoggedOut | Self::LoggedIn | Self::Closed => None,
        }
    }

    fn login(&mut self) -> Option<&mut Login> {
        match self {
            Self::LoggingIn(login) => Some(login),
            _ => None,
        }
    }
}

impl Session {
    pub(super) fn begin_login(&mut self, now: Now, command: CommandId, mut request: LoginRequest) {
        if let Err(error) = self.may_begin() {
            return self.refuse(now, command, "agentLogin", error);
        }
        if request.domain.is_empty() {
            request.domain = self.config.environment.default_domain.clone().unwrap_or_default();
        }
        let (authenticate, identity) = match self.make_identity(&request) {
            Ok(made) => made,
            Err(error) => return self.refuse(now, command, "agentLogin", error),
        };
        self.identity = Some(identity);
        self.log.start_session(now.wall);
        self.phase = Phase::LoggingIn(Box::new(Login {
            command,
            request,
            step: LoginStep::Authenticating,
            forced: false,
            logged_on: false,
            issued: now.monotonic,
            deadline: now.monotonic + self.config.timing.login,
            check_at: None,
        }));
        self.submit(Purpose::Authenticate, authenticate, Lane::Free);
    }

    pub(super) fn may_begin(&self) -> Result<(), CommandError> {
        match self.phase {
            Phase::LoggedOut => Ok(()),
            Phase::LoggedIn => Err(Refusal::AlreadyLoggedIn.into()),
            Phase::Closed => Err(Refusal::Closed.into()),
            Phase::LoggingIn(_) | Phase::Recovering(_) | Phase::LoggingOut(_) => Err(Refusal::Busy.into()),
        }
    }

    fn make_identity(
        &self,
        request: &LoginRequest,
    ) -> Result<(crate::http::HttpRequest, Identity), CommandError> {
        let (agent, device) = (request.agent(), request.device());
        let api = Api::new(
            self.config.environment.clone(),
            self.config.dialect,
            agent,
            device,
        )?;
        let authenticate = api.authenticate(request)?;
        // The same checks as for the second request, before anything is sent.
        api.login(request, &"checked".into())?;
        let mut identity = self.identity_of(api);
        identity.credentials = Some(request.clone());
        Ok((authenticate, identity))
    }

    pub(super) fn identity_of(&self, api: Api) -> Identity {
        let own = Perspective {
            agent: api.agent().clone(),
            device: api.device().clone(),
            internal: self.config.internal.clone(),
        };
        Identity {
            link: self.make_link(api.agent()),
            tracker: Tracker::new(own),
            api,
            credentials: None,
            session_id: None,
            prefixes: Vec::new(),
            pending_mode: None,
            answered: Default::default(),
            to_retrieve: None,
        }
    }

    /// The reply of the log-in URL.
    pub(super) fn authenticated(&mut self, now: Now, body: &[u8]) {
        let session_id = match reply::session_id(body) {
            Ok(session_id) => session_id,
            Err(error) => return self.login_failed(now, CommandError::BadReply(error)),
        };
        let Some(identity) = &mut self.identity else {
            return;
        };
        identity.session_id = Some(session_id);
        if self.config.dialect == Dialect::V2 {
            let heartbeat = identity.api.heartbeat();
            self.login_step(LoginStep::Announcing);
            self.submit(Purpose::Announce, heartbeat, Lane::Agent);
        } else {
            self.open_link_for_login(now);
        }
    }

    /// The first heartbeat of 2.x is answered, well or not.
    pub(super) fn announced(&mut self, now: Now) {
        if matches!(
            self.phase.login().map(|login| &login.step),
            Some(LoginStep::Announcing)
        ) {
            self.open_link_for_login(now);
        }
    }

    fn open_link_for_login(&mut self, now: Now) {
        self.login_step(LoginStep::Linking);
        self.with_link(now, |link, _| link.open(now.monotonic));
    }

    /// The subscription stands: now, and not before, `Login` may go out.
    pub(super) fn login_linked(&mut self, now: Now) {
        if matches!(
            self.phase.login().map(|login| &login.step),
            Some(LoginStep::Linking)
        ) {
            self.send_login(now);
        } else {
            // It was lost meanwhile: the event may have been missed.
            self.ask_state();
        }
    }

    pub(super) fn login_unlinked(&mut self, now: Now, reason: String) {
        match self.phase.login().map(|login| &login.step) {
            Some(LoginStep::Confirming | LoginStep::Requesting) => {
                self.login_ended(now, Outcome::Unknown(Unknown::LinkLost), 0, reason);
            }
            _ => self.login_failed(now, CommandError::NoEventChannel(reason)),
        }
    }

    fn send_login(&mut self, now: Now) {
        let Some(identity) = &self.identity else { return };
        let Some(login) = self.phase.login() else { return };
        // Lost while the agent was logged out elsewhere, or while the application was asked.
        if !identity.link.is_active() {
            login.step = LoginStep::Linking;
            return;
        }
        login.step = LoginStep::Requesting;
        let Some(session_id) = &identity.session_id else {
            return;
        };
        match identity.api.login(&login.request, session_id) {
            Ok(request) => self.submit(Purpose::Login, request, Lane::Agent),
            Err(error) => self.login_failed(now, error.into()),
        }
    }

    /// `Login` is accepted. It has succeeded when `agentLoggedOn` has arrived.
    pub(super) fn login_accepted(&mut self, now: Now) {
        let confirm = self.config.timing.confirm;
        let Some(login) = self.phase.login() else { return };
        login.step = LoginStep::Confirming;
        login.check_at = Some(now.monotonic + confirm);
        if login.logged_on {
            self.logged_in(now, Evidence::Event("agentLoggedOn".into()));
        }
    }

    /// The server has refused `Login`.
    pub(super) fn login_refused(&mut self, now: Now, rejection: Rejection) {
        let Some(login) = self.phase.login() else { return };
        if !rejection.login_mode_applies() || login.forced {
            return self.login_failed(now, rejection.into());
        }
        match login.request.login_mode {
            LoginMode::Stop => self.login_failed(now, rejection.into()),
            LoginMode::Force => self.force_login(),
            LoginMode::Ask => {
                login.step = LoginStep::Asking(Box::new(rejection.clone()));
                login.deadline = now.monotonic + self.config.timing.ask;
                let id = login.command;
                self.outputs.push_back(Output::AskLogin {
                    id,
                    rejection: Box::new(rejection),
                });
            }
        }
    }

    /// Answers [`Output::AskLogin`]: force the log-in, or let it fail. Ignored if nothing is asked.
    pub fn answer_ask(&mut self, now: Now, force: bool) {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::ask(now, force)));
        }
        let now = self.tick(now);
        let Some(login) = self.phase.login() else { return };
        let LoginStep::Asking(rejection) = &login.step else {
            return;
        };
        if force {
            login.deadline = now.monotonic + self.config.timing.login;
            self.force_login();
        } else {
            let rejection = (**rejection).clone();
            self.login_failed(now, rejection.into());
        }
    }

    fn force_login(&mut self) {
        self.login_step(LoginStep::Forcing);
        if let Some(login) = self.phase.login() {
            login.forced = true;
        }
        let Some(identity) = &self.identity else { return };
        let Some(session_id) = &identity.session_id else {
            return;
        };
        let request = identity.api.logout_forced(session_id);
        self.submit(Purpose::ForcedLogout, request, Lane::Agent);
    }

    /// The agent is logged out of wherever it was.
    pub(super) fn forced_out(&mut self, now: Now) {
        if matches!(
            self.phase.login().map(|login| &login.step),
            Some(LoginStep::Forcing)
        ) {
            self.send_login(now);
        }
    }

    /// `agentLoggedOn` has arrived.
    pub(super) fn logged_on(&mut self, now: Now) {
        let Some(login) = self.phase.login() else { return };
        match login.step {
            LoginStep::Confirming => self.logged_in(now, Evidence::Event("agentLoggedOn".into())),
            LoginStep::Requesting => login.logged_on = true,
            // Of an earlier log-in elsewhere.
            _ => {}
        }
    }

    pub(super) fn is_confirming_login(&self) -> bool {
        matches!(&self.phase, Phase::LoggingIn(login) if matches!(login.step, LoginStep::Confirming))
    }

    pub(super) fn logged_in(&mut self, now: Now, evidence: Evidence) {
        let Some(login) = self.phase.login() else { return };
        let (command, issued) = (login.command, login.issued);
        self.phase = Phase::LoggedIn;
        self.start_heartbeat(now);
        if self.config.dialect == Dialect::V4
            && let Some(identity) = &self.identity
            && let Ok(request) = identity.api.request(&crate::command::Command::GetMyPrefix)
        {
            self.submit(Purpose::Prefixes, request, Lane::Free);
        }
        let confirmation = Confirmation {
            evidence,
            reply: Reply::None,
        };
        self.settle(
            now,
            command,
            "agentLogin",
            issued,
            Outcome::Confirmed(confirmation),
        );
    }

    pub(super) fn start_heartbeat(&mut self, now: Now) {
        self.heartbeat_at = Some(now.monotonic + self.config.timing.heartbeat);
        self.heartbeat(now);
    }

    pub(super) fn login_failed(&mut self, now: Now, error: CommandError) {
        let status = error.status().unwrap_or(0);
        let text = match &error {
            CommandError::Rejected(rejection) if !rejection.body.is_empty() => rejection.body.clone(),
            error => error.to_string(),
        };
        self.login_ended(now, Outcome::Rejected(error), status, text);
    }

    fn login_ended(&mut self, now: Now, outcome: Outcome, status: u16, response_text: String) {
        let Some(login) = self.phase.login() else { return };
        let (command, issued) = (login.command, login.issued);
        let message = match &outcome {
            Outcome::Rejected(error) => error.to_string(),
            Outcome::Unknown(unknown) => unknown.to_string(),
            Outcome::Confirmed(_) | Outcome::AlreadySo => String::new(),
        };
        self.phase = Phase::LoggedOut;
        self.leave(now);
        self.complain(now, format!("the log-in has failed: {message}"));
        self.report(Derived::LoginFailed(LoginFailed {
            status,
            response_text,
        }));
        self.settle(now, command, "agentLogin", issued, outcome);
    }

    /// The agent has been logged off, by its own wish or not: nothing is left running.
    pub(super) fn logged_off(&mut self, now: Now) {
        let closing = matches!(self.phase, Phase::LoggingOut(_));
        self.phase = Phase::LoggedOut;
        self.settle_all(now, Unknown::LoggedOff);
        self.leave(now);
        self.log.end_session(now.wall);
        self.log.clear();
        if closing {
            self.finish_closing(now);
        }
    }

    /// Closes the event channel and forgets the agent.
    fn leave(&mut self, now: Now) {
        self.with_link(now, |link, _| link.close(now.monotonic));
        if let Some(identity) = self.identity.take() {
            self.last_socket = identity.link.socket();
        }
        self.heartbeat_at = None;
        self.resync = Default::default();
        self.requests.clear();
        self.last_call_made = None;
    }

    /// Closes the session for good; [`Output::Closed`] is the last that it says. With `logout` the agent is logged
    /// out first, whatever is going on, as the manual's page did when it was closed (manual 8.4).
    pub fn close(&mut self, now: Now, logout: bool) {
        if self.config.journal {
            self.outputs
                .push_back(Output::Journal(crate::journal::close(now, logout)));
        }
        let now = self.tick(now);
        match &self.phase {
            Phase::Closed => return,
            Phase::LoggingOut(_) if logout => return,
            Phase::LoggedIn if logout => {}
            _ => return self.finish_closing(now),
        }
        let Some(identity) = &self.identity else {
            return self.finish_closing(now);
        };
        match identity.api.request(&crate::command::Command::Logout) {
            Ok(request) => {
                self.phase = Phase::LoggingOut(now.monotonic + LEAVE);
                self.submit(Purpose::Leave, request, Lane::Free);
            }
            Err(_) => self.finish_closing(now),
        }
    }

    pub(super) fn finish_closing(&mut self, now: Now) {
        if let Some(login) = self.phase.login() {
            let (command, issued) = (login.command, login.issued);
            self.settle(
                now,
                command,
                "agentLogin",
                issued,
                Outcome::Unknown(Unknown::Closed),
            );
        } else if let Phase::Recovering(recovery) = &self.phase {
            let (command, issued) = (recovery.command, recovery.issued);
            self.settle(now, command, "recover", issued, Outcome::Unknown(Unknown::Closed));
        }
        self.settle_all(now, Unknown::Closed);
        self.phase = Phase::Closed;
        self.leave(now);
        self.outputs.push_back(Output::Closed);
    }

    pub(super) fn phase_timeout(&mut self, now: Now) {
        match &mut self.phase {
            Phase::LoggingIn(login) => {
                if login.check_at.is_some_and(|check| check <= now.monotonic) {
                    login.check_at = None;
                    return self.ask_state();
                }
                self.login_timeout(now);
            }
            Phase::Recovering(recovery) => {
                let text = "no answer in time".to_owned();
                let linking = recovery.is_linking();
                let error = if linking {
                    CommandError::NoEventChannel(text)
                } else {
                    CommandError::Unreachable(text)
                };
                self.recover_failed(now, error);
            }
            Phase::LoggingOut(_) => {
                self.say(
                    now,
                    LogKind::Error,
                    "closed without word that the agent is logged out",
                );
                self.finish_closing(now);
            }
            Phase::LoggedOut | Phase::LoggedIn | Phase::Closed => {}
        }
    }

    fn login_timeout(&mut self, now: Now) {
        let Some(login) = self.phase.login() else { return };
        let text = "no answer in time".to_owned();
        match &login.step {
            LoginStep::Authenticating | LoginStep::Announcing => {
                self.login_failed(now, CommandError::Unreachable(text));
            }
            LoginStep::Linking => self.login_failed(now, CommandError::NoEventChannel(text)),
            LoginStep::Asking(rejection) => {
                let rejection = (**rejection).clone();
                self.login_failed(now, rejection.into());
            }
            LoginStep::Requesting | LoginStep::Forcing => {
                self.login_ended(now, Outcome::Unknown(Unknown::NoReply(text.clone())), 0, text);
            }
            LoginStep::Confirming => self.login_ended(now, Outcome::Unknown(Unknown::NotConfirmed), 0, text),
        }
    }

    fn login_step(&mut self, step: LoginStep) {
        if let Some(login) = self.phase.login() {
            login.step = step;
        }
    }
}
