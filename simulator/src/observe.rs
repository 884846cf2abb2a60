//! What the simulator hears and does, for people and for tests. Holds no password and no session id.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::broadcast;

/// How many of the last observations `GET /simulator/log` shows.
const LOG_LINES: usize = 1000;
/// How far a slow [`Observer::subscribe`]r can fall behind before it misses some.
const BACKLOG: usize = 8192;

/// One thing that happened, and when.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Observation {
    /// Milliseconds since the simulator's start.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub heard: Heard,
}

/// What happened.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Heard {
    /// An HTTP request was answered, or was left without an answer by a fault.
    Request {
        /// Its method.
        method: String,
        /// Its path as received, without the query.
        path: String,
        /// The verb it asks for, as the manual names it (`session` for the login URL).
        verb: &'static str,
        /// Whose session it came with, `5001@test.cc`.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
        /// The status that was answered; none if there was no answer.
        status: Option<u16>,
        /// The fault that struck it.
        #[serde(skip_serializing_if = "Option::is_none")]
        fault: Option<u64>,
    },
    /// An event connection (a WebSocket) was opened.
    Opened {
        /// Its number.
        connection: u64,
    },
    /// An event connection was refused by a fault.
    Refused {
        /// The status it got.
        status: u16,
        /// The fault.
        fault: u64,
    },
    /// A STOMP frame came in.
    FrameIn {
        /// From which connection.
        connection: u64,
        /// Its command.
        command: &'static str,
        /// Its destination, where it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        destination: Option<String>,
    },
    /// A STOMP frame went out.
    FrameOut {
        /// To which connection.
        connection: u64,
        /// Its command.
        command: &'static str,
    },
    /// A STOMP frame was not sent, because of a fault.
    FrameWithheld {
        /// To which connection it would have gone.
        connection: u64,
        /// Its command.
        command: &'static str,
        /// The fault.
        fault: u64,
    },
    /// An event connection has ended.
    Closed {
        /// Its number.
        connection: u64,
        /// Why.
        reason: String,
    },
    /// The CTI server published an event (before any fault has its turn).
    Event {
        /// Whose.
        agent: String,
        /// Its name, `delivered`.
        event: String,
    },
    /// The events go through the broker from now on.
    BrokerJoined {
        /// The version of STOMP that was agreed on.
        version: String,
        /// Whether it takes the topics of the releases 2.x, with their slashes; RabbitMQ does not.
        slashes: bool,
    },
    /// The broker is lost, or was not reached. It is tried again; what is published meanwhile waits.
    BrokerLost {
        /// Why.
        reason: String,
    },
    /// An event waited for the broker with too many others, and will never be published.
    BrokerMissed {
        /// Whose.
        agent: String,
        /// Its name.
        event: String,
    },
    /// A fault was added.
    FaultAdded {
        /// Its id.
        fault: u64,
        /// What kind it is.
        kind: &'static str,
    },
    /// A fault was removed before it was used up; all of them, if it has no id.
    FaultRemoved {
        /// Its id.
        #[serde(skip_serializing_if = "Option::is_none")]
        fault: Option<u64>,
    },
    /// A script said something.
    Note {
        /// What.
        text: String,
    },
}

/// Where observations go.
pub(crate) struct Observer {
    live: broadcast::Sender<Observation>,
    log: Mutex<VecDeque<Observation>>,
}

impl Observer {
    pub(crate) fn new() -> Self {
        Self {
            live: broadcast::Sender::new(BACKLOG),
            log: Mutex::new(VecDeque::new()),
        }
    }

    pub(crate) fn tell(&self, at: Duration, heard: Heard) {
        let at_ms = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        let observation = Observation { at_ms, heard };
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == LOG_LINES {
            log.pop_front();
        }
        log.push_back(observation.clone());
        // Sent under the lock, so that listeners and the log agree on the order. Nobody listening is no
        // error.
        let _ = self.live.send(observation);
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Observation> {
        self.live.subscribe()
    }

    pub(crate) fn log(&self) -> Vec<Observation> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }
}
