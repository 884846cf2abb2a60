//! What comes out of a session.

use std::sync::Arc;
use std::time::Duration;

use super::outcome::Outcome;
use super::socket::{SocketAction, SocketId};
use crate::event::Event;
use crate::http::{HttpRequest, Rejection};
use crate::id::{CommandId, RequestId};
pub use crate::vocabulary::LogKind;

/// Something that the driver is to do, or to pass on.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send this request and answer with [`Input::Response`](super::Input::Response).
    Request {
        /// Its number.
        id: RequestId,
        /// The request.
        request: Box<HttpRequest>,
    },
    /// The request is not wanted any more: if it has not gone out, it must not. No answer is needed.
    CancelRequest {
        /// Its number.
        id: RequestId,
    },
    /// Do something with a WebSocket.
    Socket {
        /// Which.
        socket: SocketId,
        /// What.
        action: SocketAction,
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
    /// Login mode `ask`: ask the application and answer with [`Input::AnswerAsk`](super::Input::AnswerAsk).
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
    /// All outputs are drained. Feed [`Input::Timeout`](super::Input::Timeout) at this time of the monotonic clock,
    /// unless something else happens before.
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
