//! What goes into a session and what comes out of it.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::event::Event;
use crate::http::{HttpRequest, Rejection};
use crate::id::{CommandId, RequestId};

/// One WebSocket that a session asked for; unique within it. What concerns an earlier one is ignored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SocketId(pub u64);

/// Something that has happened outside.
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
        /// Why, for people; no secrets.
        reason: String,
        /// The server's `Retry-After` header, if it refused.
        retry_after: Option<String>,
    },
    /// An HTTP request has ended.
    Response {
        /// Which.
        id: RequestId,
        /// How.
        result: Result<HttpResponse, TransportError>,
    },
    /// The time of the last [`Output::Timeout`] has come.
    Timeout,
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
}

/// Something that the driver is to do, or to pass on.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send this request and answer with [`Input::Response`].
    Request {
        /// Its number.
        id: RequestId,
        /// The request.
        request: Box<HttpRequest>,
    },
    /// Open a WebSocket and answer with [`Input::Connected`] or [`Input::Disconnected`].
    OpenSocket {
        /// Its number.
        socket: SocketId,
        /// `ws://` or `wss://`.
        url: String,
    },
    /// Send one WebSocket text message.
    Send {
        /// On which socket.
        socket: SocketId,
        /// Its text, UTF-8.
        frame: Vec<u8>,
    },
    /// Send a WebSocket ping; answer the pong with [`Input::Pong`].
    Ping {
        /// On which socket.
        socket: SocketId,
    },
    /// Close the WebSocket; no answer is needed.
    CloseSocket {
        /// Which.
        socket: SocketId,
    },
    /// Pass on to the application.
    Event(Arc<Event>),
    /// A log line for the application (manual 3.4).
    Log(LogLine),
    /// A command is settled: exactly once for each.
    Settled {
        /// Which.
        id: CommandId,
        /// How.
        outcome: Outcome,
    },
    /// Login mode `ask`: ask the application and answer with `Session::answer_ask`.
    AskLogin {
        /// The log-in's command.
        id: CommandId,
        /// Where the agent is logged in already.
        rejection: Box<Rejection>,
    },
    /// A line for the journal.
    Journal(String),
    /// The session is closed for good.
    Closed,
    /// All outputs are drained. Feed [`Input::Timeout`] at this time of the monotonic clock, unless something else
    /// happens before.
    Timeout(Option<Duration>),
}

/// A log line (manual 3.4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// `msg.type`.
    pub kind: LogKind,
    /// `msg.content`; no secrets.
    pub content: String,
}

/// `msg.type` of a log line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogKind {
    /// For whoever watches.
    Log,
    /// Something failed.
    Error,
    /// Something failed that the agent should see; only with `useErrorAlert`.
    Alert,
}

impl LogKind {
    /// The manual's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Error => "error",
            Self::Alert => "alert",
        }
    }
}
