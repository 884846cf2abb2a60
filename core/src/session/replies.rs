//! HTTP: how an intent becomes a request when it leaves, and what the session makes of each reply.

use std::time::Duration;

use super::Session;
use super::input::{HttpResponse, TransportError};
use super::life::{Left, Step};
use super::online::Online;
use super::outcome::{CommandError, Outcome};
use super::output::{LogKind, Output};
use super::requests::{Intent, Lane, Sent};
use super::timers::Timer;
use super::verbs::present;
use crate::command::Command;
use crate::event::AnomalyKind;
use crate::http::reply::{self, ClientState, ReplyError};
use crate::http::{HttpRequest, Reason, Rejection, log_name};
use crate::id::RequestId;
use crate::secret::Secret;
use crate::time::Now;

/// How a request ended.
pub(super) enum Ended {
    Success(Vec<u8>),
    Refused(Rejection),
    Lost(TransportError),
}

impl Ended {
    /// Where the reply itself says nothing.
    fn into_result(self) -> Result<(), CommandError> {
        match self {
            Self::Success(body) if reply::is_page(&body) => Err(CommandError::BadReply(ReplyError::Html)),
            Self::Success(_) => Ok(()),
            Self::Refused(rejection) => Err(rejection.into()),
            Self::Lost(error) => Err(CommandError::Unreachable(error.into())),
        }
    }
}

/// Whether a refusal by the log-in URL can stand for that of the request that waited for it: it is about the agent, or the
/// server's trouble. A 404 there says nothing of the call that the request was about.
fn is_of_any_request(why: &Rejection) -> bool {
    matches!(why.status, Some(401 | 403 | 423 | 429 | 500..))
}

impl Session {
    /// Gives the next request that may go out to the driver; whether there was one.
    pub(super) fn send_next(&mut self) -> bool {
        let Some(now) = self.cx.clock else { return false };
        let Some((id, sent)) = self.cx.requests.next_ready(now.monotonic) else {
            return false;
        };
        let intent = sent.intent.clone();
        if let Intent::Command(command, verb) = &intent
            && let Err(refusal) = self.still_may(verb)
        {
            self.cx.requests.finished(id);
            self.end(now, *command, Outcome::Rejected(refusal.into()));
            return true;
        }
        let request = self.request_of(now, &intent);
        match request.map(|request| self.cx.dressed(now, request)) {
            Some(request) => {
                let line = format!("{} {}", request.method.name(), request.url);
                self.cx.log.record(now.wall, line.as_str());
                self.cx.requests.note_line(id, line);
                if let Intent::Command(command, verb) = &intent {
                    self.leaves(now, *command, verb);
                }
                let request = Box::new(request);
                self.cx.outputs.push_back(Output::Request { id, request });
            }
            // What could not be made was refused when it was asked for; whoever waits for it is told all the same.
            None => {
                let error = TransportError {
                    never_sent: true,
                    message: "the request could not be made".to_owned(),
                    obstacle: None,
                };
                self.response(now, id, Err(error));
            }
        }
        true
    }

    /// The request that an intent is now, within the session of this moment.
    fn request_of(&self, now: Now, intent: &Intent) -> Option<HttpRequest> {
        let account = self.life.account()?;
        let api = account.api;
        let request = match intent {
            Intent::Authenticate | Intent::Renew => {
                return api.authenticate(account.credentials?).ok();
            }
            Intent::Login => return api.login(account.credentials?, account.session_id?).ok(),
            Intent::ForcedLogout => return Some(api.logout_forced(account.session_id?)),
            Intent::Announce | Intent::Heartbeat => api.heartbeat(),
            Intent::Account { .. } => api.client_state(),
            Intent::Leave => api.request(&Command::Logout).ok()?,
            Intent::Prefixes => api.request(&Command::GetMyPrefix).ok()?,
            Intent::CallData(call) => api.request(&Command::GetCallData { call: call.clone() }).ok()?,
            Intent::AutoAnswer(call) => api.request(&Command::Answer { call: call.clone() }).ok()?,
            Intent::AutoRetrieve(call) => api.request(&Command::Retrieve { call: call.clone() }).ok()?,
            Intent::Command(_, Command::UploadLog) => {
                let agent = api.agent();
                let name = log_name(agent.domain(), agent.job_number(), now.wall);
                api.upload_log(&name, self.cx.readable_log().text(now.wall))
                    .ok()?
            }
            Intent::Command(_, command) => {
                let model = self.life.online().map(Online::model);
                let command = model.map(|model| present(command.clone(), model));
                api.request(command.as_ref()?).ok()?
            }
        };
        Some(request.with_session(account.session_id?.clone()))
    }

    /// A request has ended.
    pub(super) fn response(&mut self, now: Now, id: RequestId, result: Result<HttpResponse, TransportError>) {
        let Some(sent) = self.cx.requests.finished(id) else {
            return;
        };
        let ended = match result {
            Ok(response) if response.is_success() => Ended::Success(response.body),
            Ok(response) => Ended::Refused(self.rejection(now, &response)),
            Err(error) => Ended::Lost(error),
        };
        self.note_end(now, &sent.line, &ended);
        let expired = matches!(&ended, Ended::Refused(why) if why.reason == Reason::SessionExpired);
        if expired && !self.cx.requests.is_outdated(&sent) {
            self.renewed_for_nothing(now);
        }
        if expired && self.may_renew(now, &sent) {
            if self.cx.requests.expire(id, sent) {
                self.cx.submit(Intent::Renew, Lane::Free);
            }
            return;
        }
        if expired && self.has_no_password() && self.cx.renewing.is_impossible() {
            self.session_is_lost(
                now,
                "the HTTP session has expired, and there is no password to renew it with",
            );
        }
        self.ended(now, sent, ended);
    }

    /// Whether an agent is logged in whose password was never known here.
    fn has_no_password(&self) -> bool {
        self.life.logged_in().is_ok_and(|agent| agent.is_without_password)
    }

    /// Whatever is asked is refused from now on.
    fn session_is_lost(&mut self, now: Now, why: &str) {
        if self.life.session_refused() {
            self.cx.odd(now, AnomalyKind::CredentialsRefused, why);
            self.cx.complain(now, why.to_owned());
        }
    }

    fn rejection(&self, now: Now, response: &HttpResponse) -> Rejection {
        let mut rejection = Rejection::read(
            response.status,
            response.retry_after.as_deref(),
            &response.body,
            now.wall,
        );
        let mask = self.cx.secrets.mask();
        // Masked before it is cut, so that no secret is cut in two.
        let mut words = response.body.clone();
        mask.apply(&mut words);
        rejection.body = Rejection::words(&words);
        let hidden = |text: &str| mask.touches(text).then(|| mask.text(text));
        if let Some(agent) = rejection.agent.as_ref().and_then(|agent| hidden(agent.as_str())) {
            rejection.agent = Some(agent.into());
        }
        if let Some(device) = rejection
            .device
            .as_ref()
            .and_then(|device| hidden(device.as_str()))
        {
            rejection.device = Some(device.into());
        }
        rejection
    }

    fn note_end(&mut self, now: Now, line: &str, ended: &Ended) {
        let (kind, end) = match ended {
            Ended::Success(_) => (LogKind::Log, "accepted".to_owned()),
            Ended::Refused(rejection) => (LogKind::Error, rejection.to_string()),
            Ended::Lost(error) => (LogKind::Error, error.to_string()),
        };
        self.cx.say(now, kind, format!("{line}: {end}"));
    }

    /// Whether the HTTP session can be renewed for a request: not a second time for one, not without a password, and not
    /// too soon after a renewal of which nothing good has come yet.
    fn may_renew(&self, now: Now, sent: &Sent) -> bool {
        let is_login = matches!(sent.intent, Intent::Authenticate | Intent::Renew);
        let credentials = self.life.account().and_then(|account| account.credentials);
        let is_time = self.cx.requests.is_outdated(sent) || self.cx.renewing.may(now);
        !sent.again && !is_login && credentials.is_some() && is_time
    }

    /// The server refuses the session. Where the log-in URL has just given it, that is told.
    pub(super) fn renewed_for_nothing(&mut self, now: Now) {
        if self.cx.renewing.is_futile() {
            let text = "the log-in URL takes the password, and the server refuses each session that it gives";
            self.session_is_lost(now, text);
        }
    }

    fn renewed(&mut self, now: Now, ended: Ended) {
        let error = match ended {
            Ended::Success(body) => match reply::session_id(&body) {
                Ok(session_id) => return self.go_on_with(now, session_id),
                Err(error) => CommandError::BadReply(error),
            },
            Ended::Refused(rejection) => CommandError::Rejected(rejection),
            Ended::Lost(error) => CommandError::Unreachable(error.into()),
        };
        let text = format!("the session could not be renewed: {error}");
        let asked = self.cx.asked_to_wait(error.retry_after());
        let is_told = self.cx.renewing.has_failed(now, &error, asked);
        // A password that was refused is not sent again: accounts are locked for that, and a 403 says the same (RFC 9110,
        // 15.5.4). Nor one of an agent who is disabled.
        let is_refused = match matches!(error.status(), Some(401 | 403 | 423)) {
            true => self.life.credentials_refused(),
            false => is_told && self.life.session_refused(),
        };
        if is_refused {
            self.cx.odd(now, AnomalyKind::CredentialsRefused, text.as_str());
        }
        self.cx.complain(now, text);
        for (_, sent) in self.cx.requests.not_renewed() {
            let rejection = match &error {
                CommandError::Rejected(why) if is_of_any_request(why) => why.clone(),
                _ => Rejection {
                    status: Some(426),
                    ..Rejection::without_status(Reason::SessionExpired)
                },
            };
            self.ended(now, sent, Ended::Refused(rejection));
        }
    }

    fn go_on_with(&mut self, now: Now, session_id: Secret) {
        self.cx.metrics.renewals += 1;
        self.cx.renewing.has_come(now);
        // It is older than the session ids that come and go.
        if let Some(login) = self.life.account().and_then(|account| account.credentials) {
            self.cx.secrets.meet(&login.password);
        }
        self.life.renewed(session_id);
        self.cx.requests.renewed();
    }

    /// The server has done what it was asked then: it takes the session, and is no hiccup of something on the way.
    fn served(&mut self, asked: Duration) {
        self.cx.renewing.has_worked();
        self.life.session_accepted();
        if let Some(online) = self.life.online_mut() {
            online.belief.unknown.answered(asked);
        }
    }

    fn ended(&mut self, now: Now, sent: Sent, ended: Ended) {
        let asked = sent.left;
        let is_login = matches!(sent.intent, Intent::Authenticate | Intent::Renew);
        if matches!(&ended, Ended::Success(body) if !is_login && !reply::is_page(body)) {
            self.served(asked);
        }
        match (sent.intent, ended) {
            (Intent::Authenticate, ended) => {
                let session_id = match ended {
                    Ended::Success(body) => reply::session_id(&body).map_err(CommandError::BadReply),
                    Ended::Refused(rejection) => Err(rejection.into()),
                    Ended::Lost(error) => Err(CommandError::Unreachable(error.into())),
                };
                self.step(now, Step::Authenticated(session_id));
            }
            (Intent::Renew, ended) => self.renewed(now, ended),
            (Intent::Announce, _) => self.step(now, Step::Announced),

            (Intent::Login, Ended::Refused(rejection)) => self.step(now, Step::LoginRefused(rejection)),
            (Intent::Login, Ended::Lost(error)) if error.never_sent => {
                self.step(now, Step::LoginNotSent(CommandError::Unreachable(error.into())));
            }
            (Intent::Login, Ended::Success(_) | Ended::Lost(_)) => self.step(now, Step::LoginAccepted),
            (Intent::ForcedLogout, ended) => {
                let out = match ended {
                    Ended::Success(_) => Ok(()),
                    Ended::Refused(why) if why.reason == Reason::AlreadyLoggedOut => Ok(()),
                    Ended::Refused(rejection) => Err(rejection.into()),
                    Ended::Lost(error) => Err(CommandError::Unreachable(error.into())),
                };
                self.step(now, Step::ForcedOut(out));
            }
            (Intent::Leave, ended) => {
                let left = match ended {
                    Ended::Success(_) => Left::Accepted,
                    Ended::Refused(why) if why.reason == Reason::AlreadyLoggedOut => Left::Already,
                    Ended::Refused(_) | Ended::Lost(_) => Left::Not,
                };
                self.step(now, Step::LeaveAnswered(left));
            }

            (Intent::Prefixes, Ended::Success(body)) => {
                if let (Some(agent), Ok(prefixes)) = (self.life.agent_mut(), reply::prefixes(&body)) {
                    agent.prefixes = prefixes;
                }
            }
            (Intent::Prefixes, Ended::Refused(_) | Ended::Lost(_)) => {}

            (Intent::Heartbeat, Ended::Success(body)) if !reply::is_page(&body) => {
                if let Some(agent) = self.life.agent_mut() {
                    agent.silence.broken(now.monotonic);
                }
            }
            (Intent::Heartbeat, ended) => {
                // Three minutes of silence log the agent out: try again well before the next one is due.
                let soon = self.cx.config.timing.heartbeat / 6;
                let asked = match &ended {
                    Ended::Refused(rejection) => rejection.retry_after,
                    Ended::Success(_) | Ended::Lost(_) => None,
                };
                let wait = soon.max(self.cx.asked_to_wait(asked));
                self.cx.timers.arm_by(Timer::Heartbeat, now.monotonic + wait);
                // Where the account cannot be had either, it is asked for in its own time.
                let is_failing = self
                    .life
                    .online()
                    .is_some_and(|online| online.belief.is_failing());
                if matches!(ended, Ended::Refused(_)) && !is_failing {
                    self.ask_account();
                }
            }

            (Intent::Account { generation }, Ended::Success(body)) => match ClientState::from_reply(&body) {
                Ok(state) => self.account(now, asked, generation, state),
                Err(error) => self.no_account(now, CommandError::BadReply(error)),
            },
            (Intent::Account { .. }, Ended::Refused(rejection)) => self.no_account(now, rejection.into()),
            (Intent::Account { .. }, Ended::Lost(error)) => {
                self.no_account(now, CommandError::Unreachable(error.into()));
            }

            (Intent::CallData(call), ended) => self.call_data(now, asked, &call, ended),
            (Intent::AutoAnswer(call), ended) => self.auto_answered(now, &call, ended.into_result()),
            (Intent::AutoRetrieve(call), ended) => self.auto_retrieved(now, &call, ended.into_result()),

            (Intent::Command(id, command), ended) => {
                self.note_data(now, asked, &command, &ended);
                self.note_forced_mode(now, &command, &ended);
                self.command_ended(now, id, ended);
            }
        }
    }

    pub(super) fn ask_account(&mut self) {
        if let Some(online) = self.life.online_mut() {
            online.ask(&mut self.cx);
        }
    }
}
