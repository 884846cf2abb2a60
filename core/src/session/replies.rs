//! What the session makes of each HTTP reply.

use super::io::{HttpResponse, TransportError};
use super::login::Phase;
use super::requests::{Lane, Purpose, Sent};
use super::{CommandError, LogKind, Outcome, Reply, Session, Unknown};
use crate::actions::CALL_VERBS;
use crate::command::Verb;
use crate::http::reply::{self, ClientState, ReplyError};
use crate::http::{Reason, Rejection};
use crate::id::{CommandId, RequestId};
use crate::time::Now;

/// How a request ended.
enum Ended {
    Success(Vec<u8>),
    Refused(Rejection),
    Lost(TransportError),
}

impl Session {
    pub(super) fn response(&mut self, now: Now, id: RequestId, result: Result<HttpResponse, TransportError>) {
        let Some(sent) = self.requests.finished(id) else {
            return;
        };
        let ended = match result {
            Ok(response) if (200..300).contains(&response.status) => Ended::Success(response.body),
            Ok(response) => Ended::Refused(self.rejection(now, &response)),
            Err(error) => Ended::Lost(error),
        };
        self.note_end(now, &sent, &ended);
        if let Ended::Refused(rejection) = &ended
            && rejection.reason == Reason::SessionExpired
            && self.renew(id, &sent)
        {
            return;
        }
        self.ended(now, sent, ended);
    }

    fn rejection(&self, now: Now, response: &HttpResponse) -> Rejection {
        let rejection = Rejection::read(
            response.status,
            response.retry_after.as_deref(),
            &response.body,
            now.wall,
        );
        self.secrets().into_iter().fold(rejection, Rejection::hiding)
    }

    fn note_end(&mut self, now: Now, sent: &Sent, ended: &Ended) {
        let path = &sent.request.url;
        let line = match ended {
            Ended::Success(_) => format!("{} {path}: accepted", sent.request.method.name()),
            Ended::Refused(rejection) => format!("{} {path}: {rejection}", sent.request.method.name()),
            Ended::Lost(error) => format!("{} {path}: {error}", sent.request.method.name()),
        };
        let kind = if matches!(ended, Ended::Success(_)) {
            LogKind::Log
        } else {
            LogKind::Error
        };
        self.say(now, kind, line);
    }

    /// Starts renewing the HTTP session and keeps the request for afterwards. Not a second time for one request, and
    /// not without a password.
    fn renew(&mut self, id: RequestId, sent: &Sent) -> bool {
        if sent.again || matches!(sent.purpose, Purpose::Authenticate | Purpose::Renew) {
            return false;
        }
        let Some(identity) = &self.identity else {
            return false;
        };
        let Some(credentials) = &identity.credentials else {
            return false;
        };
        let Ok(request) = identity.api.authenticate(credentials) else {
            return false;
        };
        if self.requests.expire(id, sent.clone()) {
            self.submit(Purpose::Renew, request, Lane::Free);
        }
        true
    }

    fn renewed(&mut self, now: Now, ended: Ended) {
        let error = match ended {
            Ended::Success(body) => match reply::session_id(&body) {
                Ok(session_id) => return self.go_on_with(session_id),
                Err(error) => CommandError::BadReply(error),
            },
            Ended::Refused(rejection) => CommandError::Rejected(rejection),
            Ended::Lost(error) => CommandError::Unreachable(error.message),
        };
        self.complain(now, format!("the session could not be renewed: {error}"));
        for (_, sent) in self.requests.not_renewed() {
            let rejection = match &error {
                CommandError::Rejected(rejection) => rejection.clone(),
                _ => Rejection {
                    status: Some(426),
                    ..Rejection::without_status(Reason::SessionExpired)
                },
            };
            self.ended(now, sent, Ended::Refused(rejection));
        }
    }

    fn go_on_with(&mut self, session_id: crate::secret::Secret) {
        self.metrics.renewals += 1;
        if let Some(identity) = &mut self.identity {
            identity.session_id = Some(session_id);
        }
        self.requests.renewed();
    }

    fn ended(&mut self, now: Now, sent: Sent, ended: Ended) {
        match (sent.purpose, ended) {
            (Purpose::Authenticate, Ended::Success(body)) => self.authenticated(now, &body),
            (Purpose::Authenticate, Ended::Refused(rejection)) => self.login_failed(now, rejection.into()),
            (Purpose::Authenticate, Ended::Lost(error)) => {
                self.login_failed(now, CommandError::Unreachable(error.message));
            }
            (Purpose::Renew, ended) => self.renewed(now, ended),
            (Purpose::Announce, _) => self.announced(now),
            (Purpose::Login, Ended::Success(_)) => self.login_accepted(now),
            (Purpose::Login, Ended::Refused(rejection)) => self.login_refused(now, rejection),
            (Purpose::Login | Purpose::ForcedLogout, Ended::Lost(error)) if error.never_sent => {
                self.login_failed(now, CommandError::Unreachable(error.message));
            }
            // It may have arrived all the same: the event tells, or the server's account.
            (Purpose::Login, Ended::Lost(_)) => self.login_accepted(now),
            (Purpose::ForcedLogout, Ended::Lost(error)) => {
                self.login_failed(now, CommandError::Unreachable(error.message));
            }
            (Purpose::ForcedLogout, Ended::Refused(rejection))
                if rejection.reason != Reason::AlreadyLoggedOut =>
            {
                self.login_failed(now, rejection.into());
            }
            (Purpose::ForcedLogout, _) => self.forced_out(now),
            (Purpose::Leave, _) => {
                if matches!(self.phase, Phase::LoggingOut(_)) {
                    self.logged_off(now);
                }
            }
            (Purpose::Prefixes, Ended::Success(body)) => {
                if let (Some(identity), Ok(prefixes)) = (&mut self.identity, reply::prefixes(&body)) {
                    identity.prefixes = prefixes;
                }
            }
            (Purpose::Prefixes, _) => {}
            (Purpose::Heartbeat, Ended::Success(body)) if !reply::is_page(&body) => {}
            (Purpose::Heartbeat, Ended::Refused(_)) => self.ask_state(),
            (Purpose::Heartbeat, Ended::Success(_) | Ended::Lost(_)) => {
                // Three minutes of silence log the agent out: try again well before the next one is due.
                let soon = now.monotonic + self.config.timing.heartbeat / 6;
                self.heartbeat_at = self.heartbeat_at.map(|due| due.min(soon));
            }
            (Purpose::ClientState { generation }, Ended::Success(body)) => {
                match ClientState::from_reply(&body) {
                    Ok(state) => self.client_state(now, generation, &state),
                    Err(error) => self.no_client_state(now, CommandError::BadReply(error)),
                }
            }
            (Purpose::ClientState { .. }, Ended::Refused(rejection)) => {
                self.no_client_state(now, rejection.into())
            }
            (Purpose::ClientState { .. }, Ended::Lost(error)) => {
                self.no_client_state(now, CommandError::Unreachable(error.message));
            }
            (Purpose::AutoAnswer(call), Ended::Refused(rejection)) => {
                self.complain(
                    now,
                    format!("the call {call} could not be answered automatically: {rejection}"),
                );
            }
            (Purpose::AutoRetrieve(call), Ended::Refused(rejection)) => {
                self.complain(
                    now,
                    format!("the call {call} could not be retrieved: {rejection}"),
                );
            }
            (Purpose::AutoAnswer(call) | Purpose::AutoRetrieve(call), Ended::Lost(error)) => {
                self.complain(now, format!("about the call {call}: {error}"));
                self.ask_state();
            }
            (Purpose::AutoAnswer(_) | Purpose::AutoRetrieve(_), Ended::Success(_)) => {}
            (Purpose::Command(id), ended) => self.command_ended(now, id, ended),
        }
    }

    fn command_ended(&mut self, now: Now, id: CommandId, ended: Ended) {
        let Some(verb) = self
            .pending
            .iter()
            .find(|pending| pending.id == id)
            .map(|pending| pending.verb)
        else {
            return;
        };
        match ended {
            Ended::Success(body) => match read_reply(verb, &body) {
                Ok(reply) => self.command_accepted(now, id, reply),
                Err(error) => self.fail_pending(now, id, Outcome::Rejected(CommandError::BadReply(error))),
            },
            Ended::Refused(rejection)
                if verb == Verb::Logout && rejection.reason == Reason::AlreadyLoggedOut =>
            {
                self.fail_pending(now, id, Outcome::AlreadySo);
                self.logged_off(now);
            }
            Ended::Refused(rejection) => {
                // The server does not know the call, or not in this state: which is it in?
                let unlike_model = CALL_VERBS.contains(&verb) && matches!(rejection.status, Some(404 | 409));
                self.fail_pending(now, id, Outcome::Rejected(CommandError::Rejected(rejection)));
                if unlike_model && !self.resync.unavailable {
                    self.ask_state();
                }
            }
            Ended::Lost(error) if error.never_sent => {
                let error = CommandError::Unreachable(error.message);
                self.fail_pending(now, id, Outcome::Rejected(error));
            }
            Ended::Lost(error) => {
                let pending = self.pending.iter_mut().find(|pending| pending.id == id);
                if let Some(pending) = pending {
                    // Its event may be on its way; the server's account would overtake it.
                    pending.lost(error.message.clone(), now.monotonic + self.config.timing.doubt);
                    if pending.expect == super::pending::Expect::Reply {
                        return self.fail_pending(now, id, Outcome::Unknown(Unknown::NoReply(error.message)));
                    }
                }
                self.settle_ready(now);
                self.ask_for_unseen(id);
            }
        }
    }

    fn command_accepted(&mut self, now: Now, id: CommandId, reply: Reply) {
        if let (Reply::PendingMode(mode), Some(identity)) = (&reply, &mut self.identity) {
            identity.pending_mode = Some(mode.clone());
        }
        if let (Reply::Prefixes(prefixes), Some(identity)) = (&reply, &mut self.identity) {
            identity.prefixes = prefixes.clone();
        }
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.id == id) {
            pending.accepted(reply, now.monotonic + self.config.timing.confirm);
        }
        self.settle_ready(now);
        self.ask_for_unseen(id);
    }

    /// While the event channel is down no event will come: asks what has become of a command.
    fn ask_for_unseen(&mut self, id: CommandId) {
        let link_is_down = self
            .identity
            .as_ref()
            .is_some_and(|identity| !identity.link.is_active());
        if link_is_down && self.pending.iter().any(|pending| pending.id == id) {
            self.ask_state();
        }
    }
}

fn read_reply(verb: Verb, body: &[u8]) -> Result<Reply, ReplyError> {
    if reply::is_page(body) {
        return Err(ReplyError::Html);
    }
    Ok(match verb {
        Verb::MakeCall | Verb::Consult => reply::made_call(body).map_or(Reply::None, Reply::Call),
        Verb::SetAgentMode => reply::pending_mode(body).map_or(Reply::None, Reply::PendingMode),
        Verb::GetCallData => Reply::CallData(reply::call_data(body)?),
        Verb::GetClientState => Reply::ClientState(Box::new(ClientState::from_reply(body)?)),
        Verb::GetMyPrefix => Reply::Prefixes(reply::prefixes(body)?),
        _ => Reply::None,
    })
}
