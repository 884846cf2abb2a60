//! The journal: what went into a session, line by line, and its replay.
//!
//! A journal is JSON lines: a header with the configuration, then one object for each input with both clocks. Passwords
//! and session ids are masked, which changes nothing that the session decides by. Because the core has no clock, no
//! sockets and no randomness of its own, replaying a journal gives the same outputs and the same state.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::command::Command;
use crate::http::{self, reply};
use crate::id::{AgentId, DeviceId, RequestId};
use crate::secret::Secret;
use crate::session::{
    HttpResponse, Input, Output, SavedSession, Session, SessionConfig, SocketId, TransportError,
};
use crate::settings::Settings;
use crate::time::{Now, Wall};

/// The version of the journal's form.
const VERSION: u32 = 1;

/// What stands for a secret.
const MASK: &str = "***";

/// Secrets shorter than this are too likely to be part of something else to be masked in what the server sends.
const SHORTEST_MASKED: usize = 6;

#[derive(Serialize, Deserialize)]
struct Header<'a> {
    journal: u32,
    #[serde(borrow)]
    config: Cow<'a, SessionConfig>,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    /// Nanoseconds on the monotonic clock.
    at: u64,
    wall: i64,
    offset: i32,
    #[serde(borrow)]
    input: Entry<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Entry<'a> {
    Opening(SocketId),
    Connected(SocketId),
    Received(SocketId, #[serde(borrow)] Bytes<'a>),
    Pong(SocketId),
    Disconnected {
        socket: SocketId,
        reason: Cow<'a, str>,
        retry_after: Option<String>,
    },
    Response {
        id: RequestId,
        status: u16,
        retry_after: Option<String>,
        body: Bytes<'a>,
    },
    NoResponse {
        id: RequestId,
        error: TransportError,
    },
    Timeout,
    Command(#[serde(borrow)] Cow<'a, RawValue>),
    AnswerAsk {
        force: bool,
    },
    Recover {
        agent: AgentId,
        device: DeviceId,
        has_password: bool,
    },
    Reconnect,
    Close {
        logout: bool,
    },
    Settings(Settings),
    RetrieveAfterConsultation(bool),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Bytes<'a> {
    Text(Cow<'a, str>),
    Raw(Vec<u8>),
}

impl<'a> Bytes<'a> {
    fn masked(bytes: &'a [u8], secrets: &[&Secret]) -> Self {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::Raw(bytes.to_vec());
        };
        let mut text = Cow::Borrowed(text);
        for secret in secrets
            .iter()
            .map(|secret| secret.expose())
            .filter(|secret| secret.len() >= SHORTEST_MASKED)
        {
            if text.contains(secret) {
                text = Cow::Owned(text.replace(secret, MASK));
            }
        }
        Self::Text(text)
    }

    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

pub(crate) fn header(config: &SessionConfig) -> String {
    json(&Header {
        journal: VERSION,
        config: Cow::Borrowed(config),
    })
}

pub(crate) fn input(now: Now, input: &Input<'_>, secrets: &[&Secret]) -> String {
    // The reply of a log-in brings a secret that is not known yet.
    let mut fresh = None;
    // A refusal may quote others: of it nothing is decided by but what is left.
    let mut refusal = None;
    if let Input::Response {
        result: Ok(response), ..
    } = input
    {
        fresh = reply::session_id(&response.body).ok();
        refusal = (!(200..300).contains(&response.status)).then(|| http::redacted(&response.body));
    }
    let secrets: Vec<&Secret> = secrets.iter().copied().chain(&fresh).collect();
    line(
        now,
        match input {
            Input::Opening { socket } => Entry::Opening(*socket),
            Input::Connected { socket } => Entry::Connected(*socket),
            Input::Received { socket, bytes } => Entry::Received(*socket, Bytes::masked(bytes, &secrets)),
            Input::Pong { socket } => Entry::Pong(*socket),
            Input::Disconnected {
                socket,
                reason,
                retry_after,
            } => Entry::Disconnected {
                socket: *socket,
                reason: Cow::Borrowed(reason),
                retry_after: retry_after.clone(),
            },
            Input::Response {
                id,
                result: Ok(response),
            } => Entry::Response {
                id: *id,
                status: response.status,
                retry_after: response.retry_after.clone(),
                body: Bytes::masked(
                    refusal.as_ref().map_or(&response.body, |text| text.as_bytes()),
                    &secrets,
                ),
            },
            Input::Response {
                id,
                result: Err(error),
            } => Entry::NoResponse {
                id: *id,
                error: error.clone(),
            },
            Input::Timeout => Entry::Timeout,
        },
    )
}

pub(crate) fn command(now: Now, command: &Command) -> String {
    match RawValue::from_string(command.to_json()) {
        Ok(raw) => line(now, Entry::Command(Cow::Owned(raw))),
        Err(_) => String::new(),
    }
}

pub(crate) fn ask(now: Now, force: bool) -> String {
    line(now, Entry::AnswerAsk { force })
}

pub(crate) fn recover(now: Now, saved: &SavedSession) -> String {
    let (agent, device) = (saved.agent.clone(), saved.device.clone());
    line(
        now,
        Entry::Recover {
            agent,
            device,
            has_password: saved.password.is_some(),
        },
    )
}

pub(crate) fn reconnect(now: Now) -> String {
    line(now, Entry::Reconnect)
}

pub(crate) fn close(now: Now, logout: bool) -> String {
    line(now, Entry::Close { logout })
}

pub(crate) fn settings(now: Now, settings: &Settings) -> String {
    line(now, Entry::Settings(settings.clone()))
}

pub(crate) fn retrieve_after_consultation(now: Now, retrieve: bool) -> String {
    line(now, Entry::RetrieveAfterConsultation(retrieve))
}

fn line(now: Now, input: Entry<'_>) -> String {
    let at = u64::try_from(now.monotonic.as_nanos()).unwrap_or(u64::MAX);
    json(&Line {
        at,
        wall: now.wall.unix_ms,
        offset: now.wall.utc_offset_s,
        input,
    })
}

/// All that is written here has text keys and finite numbers: it can be written.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Why a journal cannot be replayed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The first line is no journal's header, or of another version.
    #[error("the first line is not the header of a journal of version {VERSION}: {0}")]
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
        let header: Header<'_> =
            serde_json::from_str(header).map_err(|error| JournalError::Header(error.to_string()))?;
        if header.journal != VERSION {
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
        Ok(Self {
            session: Session::new(config),
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
        self.now = Now {
            monotonic: Duration::from_nanos(line.at),
            wall: Wall {
                unix_ms: line.wall,
                utc_offset_s: line.offset,
            },
        };
        self.apply(line.input)?;
        loop {
            match self.session.poll_output() {
                Output::Timeout(_) => return Ok(()),
                output => sink(output),
            }
        }
    }

    fn apply(&mut self, entry: Entry<'_>) -> Result<(), JournalError> {
        let now = self.now;
        let session = &mut self.session;
        match entry {
            Entry::Opening(socket) => session.handle_input(now, Input::Opening { socket }),
            Entry::Connected(socket) => session.handle_input(now, Input::Connected { socket }),
            Entry::Received(socket, bytes) => {
                session.handle_input(
                    now,
                    Input::Received {
                        socket,
                        bytes: bytes.as_slice(),
                    },
                );
            }
            Entry::Pong(socket) => session.handle_input(now, Input::Pong { socket }),
            Entry::Disconnected {
                socket,
                reason,
                retry_after,
            } => {
                let reason = reason.into_owned();
                session.handle_input(
                    now,
                    Input::Disconnected {
                        socket,
                        reason,
                        retry_after,
                    },
                );
            }
            Entry::Response {
                id,
                status,
                retry_after,
                body,
            } => {
                let response = HttpResponse {
                    status,
                    retry_after,
                    body: body.as_slice().to_vec(),
                };
                session.handle_input(
                    now,
                    Input::Response {
                        id,
                        result: Ok(response),
                    },
                );
            }
            Entry::NoResponse { id, error } => {
                session.handle_input(
                    now,
                    Input::Response {
                        id,
                        result: Err(error),
                    },
                );
            }
            Entry::Timeout => session.handle_input(now, Input::Timeout),
            Entry::Command(json) => {
                let command =
                    Command::from_json(json.get()).map_err(|error| self.error(error.to_string()))?;
                self.session.command(now, command);
            }
            Entry::AnswerAsk { force } => session.answer_ask(now, force),
            Entry::Recover {
                agent,
                device,
                has_password,
            } => {
                let password = has_password.then(|| Secret::from(MASK));
                session.recover(
                    now,
                    SavedSession {
                        agent,
                        device,
                        session_id: Secret::from(MASK),
                        password,
                    },
                );
            }
            Entry::Reconnect => session.reconnect(now),
            Entry::Close { logout } => session.close(now, logout),
            Entry::Settings(settings) => session.set_settings(now, settings),
            Entry::RetrieveAfterConsultation(on) => session.set_retrieve_after_consultation(now, on),
        }
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
