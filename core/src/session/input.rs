//! What goes into a session: all that the network tells, and all that the application wants.

use serde::{Deserialize, Serialize};

use super::output::LogKind;
use super::saved::SavedSession;
use super::socket::SocketId;
use super::watch_account::WatchAccount;
use crate::command::Command;
use crate::http::{Obstacle, Unreached};
use crate::id::{AgentId, CommandId, RequestId};
use crate::secret::Secret;
use crate::settings::Settings;

/// Something that changes a session. There is no other way to change one.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// The WebSocket is being opened only now: it had to wait for its turn. Time for it counts from here.
    Opening {
        /// Which.
        socket: SocketId,
    },
    /// The WebSocket is open.
    Connected {
        /// Which.
        socket: SocketId,
    },
    /// One WebSocket message, text or binary, or a part of one.
    Received {
        /// On which socket.
        socket: SocketId,
        /// Its bytes.
        bytes: &'a [u8],
    },
    /// The WebSocket's other end has answered a ping.
    Pong {
        /// On which socket.
        socket: SocketId,
    },
    /// The WebSocket is closed, or could not be opened.
    Disconnected {
        /// Which.
        socket: SocketId,
        /// Why; no secrets.
        reason: Unreached,
        /// The server's `Retry-After` header, if it refused.
        retry_after: Option<String>,
    },
    /// The server has answered the wish for a WebSocket by another HTTP status than 101; otherwise as
    /// [`Input::Disconnected`].
    Refused {
        /// Which.
        socket: SocketId,
        /// The status.
        status: u16,
        /// Why; no secrets.
        reason: Unreached,
        /// The server's `Retry-After` header.
        retry_after: Option<String>,
    },
    /// A reply, or the answer to the wish for a WebSocket, sets cookies. To be told before the
    /// [`Input::Response`], [`Input::Connected`] or [`Input::Refused`] that it belongs to.
    SetCookies {
        /// What was answered.
        to: Asked,
        /// The values of its `Set-Cookie` headers.
        set_cookies: Vec<Secret>,
    },
    /// An HTTP request has ended.
    Response {
        /// Which.
        id: RequestId,
        /// How.
        result: Result<HttpResponse, TransportError>,
    },
    /// The time of the last [`Output::Timeout`](super::Output::Timeout) has come.
    Timeout,
    /// The application asks for something. Its [`Output::Settled`](super::Output::Settled) comes exactly once, at the
    /// latest after [`Timing::command`](super::Timing::command); for a log-in after
    /// [`Timing::login`](super::Timing::login), and the time that the application takes to be asked.
    Command {
        /// Its number: [`Session::next_command`](super::Session::next_command), or a greater one, by less than
        /// 2^32. A number that was given before, or is farther ahead, is reported as an anomaly, and the command is
        /// dropped.
        id: CommandId,
        /// What is asked for.
        command: Command,
    },
    /// A saved session is to be taken up. Settles as a log-in does, and `recoverStateSuccess` is reported in place of
    /// `agentLoggedOn`.
    Recover {
        /// Its number, as a command's.
        id: CommandId,
        /// What was saved.
        saved: Box<SavedSession>,
    },
    /// Agents are to be watched: a session that is logged out becomes a watch, for good. Settles when the event channel
    /// stands, at the latest after [`Timing::login`](super::Timing::login).
    Watch {
        /// Its number, as a command's.
        id: CommandId,
        /// Who watches.
        account: WatchAccount,
        /// Whom.
        agents: Vec<AgentId>,
    },
    /// A watch is to follow one more agent, or one whom the broker refused. Settles when the subscription stands or is
    /// refused, at the latest after [`Timing::command`](super::Timing::command); it is tried on after that.
    Follow {
        /// Its number, as a command's.
        id: CommandId,
        /// Whom.
        agent: AgentId,
    },
    /// A watch is not to follow an agent any more. Ignored where it does not.
    Unfollow {
        /// Whom.
        agent: AgentId,
    },
    /// The answer to [`Output::AskLogin`](super::Output::AskLogin). Ignored if nothing is asked.
    AnswerAsk {
        /// Force the log-in, or let it fail.
        force: bool,
    },
    /// Somebody knows that the network is back: tries the event channel again, at once where the next attempt is waited
    /// for, unless the server has asked for that time, and counts the attempts anew. Otherwise ignored.
    Reconnect,
    /// The manual's `setConfig`; takes effect at once, `useWsLog` with the next log-in.
    Settings(Settings),
    /// Whether to retrieve the first call when the consulted party has hung up.
    RetrieveAfterConsultation(bool),
    /// A line of the application's own for the log (manual 5.2 and 5.3).
    Log {
        /// What kind of line.
        kind: LogKind,
        /// Its text.
        text: String,
    },
    /// The event log is switched or emptied (manual 5.5).
    EventLog(EventLogChange),
    /// Closes the session for good; [`Output::Closed`](super::Output::Closed) is the last that it says.
    Close {
        /// Log the agent out first, whatever is going on, as the manual's page did when it was closed (manual 8.4).
        logout: bool,
    },
}

/// What a server answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Asked {
    /// A request.
    Request(RequestId),
    /// The wish for a WebSocket.
    Socket(SocketId),
}

/// What is done to the event log (manual 5.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EventLogChange {
    /// Keep lines from now on (`enableLog`).
    Enable,
    /// Keep no further lines (`disableLog`).
    Disable,
    /// Forget all lines (`clearLog`).
    Clear,
}

/// An HTTP reply.
#[derive(Clone, PartialEq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The `Retry-After` header, as it came.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl std::fmt::Debug for HttpResponse {
    // The body of a log-in holds the session id.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("retry_after", &self.retry_after)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// An HTTP request that got no reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// The request cannot have reached the server.
    pub never_sent: bool,
    /// Why, for people; no secrets.
    pub message: String,
    /// What stands in the way, where that can be told.
    #[serde(default)]
    pub obstacle: Option<Obstacle>,
}

impl From<TransportError> for Unreached {
    fn from(error: TransportError) -> Self {
        Self {
            obstacle: error.obstacle,
            text: error.message,
        }
    }
}
