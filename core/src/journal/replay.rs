//! Replaying a journal.

use std::time::Duration;

use serde::Deserialize;

use super::line::{Entry, Header, Line, READ};
use crate::command::Command;
use crate::http::Unreached;
use crate::id::CommandId;
use crate::secret::Secret;
use crate::session::{HttpResponse, Input, Output, SavedSession, Session, SessionConfig, WatchAccount};
use crate::time::{Now, Wall};

/// What stands for a secret that the journal does not have.
const MASK: &str = "***";

/// Why a journal cannot be replayed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The first line is no journal's header, or of another version, or its configuration cannot be used.
    #[error("the first line is not the header of a journal that can be replayed: {0}")]
    Header(String),
    /// A line cannot be read. Everything before it has been replayed.
    #[error("line {line}: {why}")]
    Line {
        /// Its number, the header being 1.
        line: usize,
        /// Why not.
        why: String,
    },
}

/// A session fed from a journal.
#[derive(Debug)]
pub struct Replay {
    session: Session,
    line: usize,
    now: Now,
}

impl Replay {
    /// Begins with a journal's first line.
    ///
    /// # Errors
    /// [`JournalError::Header`].
    pub fn new(header: &str) -> Result<Self, JournalError> {
        let header: Header<'_> = serde_json::from_str(header.trim_start_matches('\u{feff}'))
            .map_err(|error| JournalError::Header(error.to_string()))?;
        if !READ.contains(&header.journal) {
            return Err(JournalError::Header(format!("version {}", header.journal)));
        }
        let config = SessionConfig {
            journal: false,
            ..header.config.into_owned()
        };
        let now = Now {
            monotonic: Duration::ZERO,
            wall: Wall {
                unix_ms: 0,
                utc_offset_s: 0,
            },
        };
        let session = Session::replayed(config).map_err(|error| JournalError::Header(error.to_string()))?;
        Ok(Self {
            session,
            line: 1,
            now,
        })
    }

    /// Feeds the next line and gives the outputs to `sink`. Empty lines are passed over.
    ///
    /// # Errors
    /// [`JournalError::Line`].
    pub fn feed(&mut self, text: &str, mut sink: impl FnMut(Output)) -> Result<(), JournalError> {
        self.line += 1;
        if text.trim().is_empty() {
            return Ok(());
        }
        let line: Line<'_> = serde_json::from_str(text).map_err(|error| self.error(error.to_string()))?;
        self.now = line.now();
        self.apply(line.input)?;
        loop {
            match self.session.poll_output() {
                Output::Timeout(_) => return Ok(()),
                output => sink(output),
            }
        }
    }

    fn apply(&mut self, entry: Entry<'_>) -> Result<(), JournalError> {
        let next = self.session.next_command();
        let input = match entry {
            Entry::Received(socket, bytes) => {
                let bytes = bytes.as_slice();
                self.session
                    .handle_input(self.now, Input::Received { socket, bytes });
                return Ok(());
            }
            Entry::Opening(socket) => Input::Opening { socket },
            Entry::Connected(socket) => Input::Connected { socket },
            Entry::Pong(socket) => Input::Pong { socket },
            Entry::Disconnected {
                socket,
                reason,
                obstacle,
                retry_after,
            } => Input::Disconnected {
                socket,
                reason: Unreached {
                    obstacle,
                    text: reason.into_owned(),
                },
                retry_after,
            },
            Entry::Refused {
                socket,
                status,
                reason,
                obstacle,
                retry_after,
            } => Input::Refused {
                socket,
                status,
                reason: Unreached {
                    obstacle,
                    text: reason.into_owned(),
                },
                retry_after,
            },
            Entry::Watch {
                command,
                job_number,
                domain,
                agents,
            } => Input::Watch {
                id: command,
                account: WatchAccount::new(job_number, MASK, domain),
                agents,
            },
            Entry::Follow { command, agent } => Input::Follow { id: command, agent },
            Entry::Unfollow(agent) => Input::Unfollow { agent },
            Entry::SetCookies { to, set_cookies } => Input::SetCookies {
                to,
                set_cookies: set_cookies.into_iter().map(Secret::from).collect(),
            },
            Entry::Response {
                id,
                status,
                retry_after,
                body,
            } => Input::Response {
                id,
                result: Ok(HttpResponse {
                    status,
                    retry_after,
                    body: body.as_slice().to_vec(),
                }),
            },
            Entry::NoResponse { id, error } => Input::Response {
                id,
                result: Err(error),
            },
            Entry::Timeout => Input::Timeout,
            Entry::Command(json) => Input::Command {
                id: number(json.get()).unwrap_or(next),
                command: Command::from_json(json.get()).map_err(|error| self.error(error.to_string()))?,
            },
            Entry::AnswerAsk { force } => Input::AnswerAsk { force },
            Entry::Recover {
                command,
                agent,
                device,
                has_password,
                state,
            } => Input::Recover {
                id: command.unwrap_or(next),
                saved: Box::new(SavedSession {
                    agent,
                    device,
                    session_id: Secret::from(MASK),
                    password: has_password.then(|| Secret::from(MASK)),
                    state: state.map(|state| *state),
                }),
            },
            Entry::Reconnect => Input::Reconnect,
            Entry::Close { logout } => Input::Close { logout },
            Entry::Settings(settings) => Input::Settings(settings),
            Entry::RetrieveAfterConsultation(retrieve) => Input::RetrieveAfterConsultation(retrieve),
            Entry::Log { kind, text } => Input::Log {
                kind,
                text: text.into_owned(),
            },
            Entry::EventLog(change) => Input::EventLog(change),
        };
        self.session.handle_input(self.now, input);
        Ok(())
    }

    fn error(&self, why: String) -> JournalError {
        JournalError::Line { line: self.line, why }
    }

    /// The session as far as it has been replayed.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The time of the last line.
    pub fn now(&self) -> Now {
        self.now
    }
}

/// The number of a command, where the line has one.
fn number(json: &str) -> Option<CommandId> {
    #[derive(Deserialize)]
    struct Numbered {
        id: u64,
    }
    serde_json::from_str::<Numbered>(json)
        .ok()
        .map(|numbered| CommandId(numbered.id))
}
