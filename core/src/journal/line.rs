//! The form of a journal's lines.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::http::Obstacle;
use crate::id::{AgentId, CommandId, DeviceId, RequestId};
use crate::session::{Asked, EventLogChange, LogKind, SavedState, SessionConfig, SocketId, TransportError};
use crate::settings::Settings;
use crate::time::{Now, Wall};

/// The version that is written. Version 1, which is read too, had no numbers of commands and no lines about the log.
pub(super) const VERSION: u32 = 2;

/// The versions that are read.
pub(super) const READ: std::ops::RangeInclusive<u32> = 1..=VERSION;

#[derive(Serialize, Deserialize)]
pub(super) struct Header<'a> {
    pub(super) journal: u32,
    #[serde(borrow)]
    pub(super) config: Cow<'a, SessionConfig>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Line<'a> {
    /// Nanoseconds on the monotonic clock.
    at: u64,
    wall: i64,
    offset: i32,
    #[serde(borrow)]
    pub(super) input: Entry<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Entry<'a> {
    Opening(SocketId),
    Connected(SocketId),
    Received(SocketId, #[serde(borrow)] Bytes<'a>),
    Pong(SocketId),
    Disconnected {
        socket: SocketId,
        reason: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        obstacle: Option<Obstacle>,
        retry_after: Option<String>,
    },
    Refused {
        socket: SocketId,
        status: u16,
        reason: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        obstacle: Option<Obstacle>,
        retry_after: Option<String>,
    },
    SetCookies {
        to: Asked,
        set_cookies: Vec<String>,
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
    /// With its number as `id`; in version 1 without, which is the next one.
    Command(#[serde(borrow)] Cow<'a, RawValue>),
    AnswerAsk {
        force: bool,
    },
    Recover {
        /// Absent in version 1.
        #[serde(default)]
        command: Option<CommandId>,
        agent: AgentId,
        device: DeviceId,
        has_password: bool,
        /// As JSON; absent where nothing was saved, or in an older journal.
        #[serde(default)]
        state: Option<Box<SavedState>>,
    },
    /// Who watches whom; no password.
    Watch {
        command: CommandId,
        job_number: Cow<'a, str>,
        domain: Cow<'a, str>,
        agents: Vec<AgentId>,
    },
    Follow {
        command: CommandId,
        agent: AgentId,
    },
    Unfollow(AgentId),
    Reconnect,
    Close {
        logout: bool,
    },
    Settings(Settings),
    RetrieveAfterConsultation(bool),
    Log {
        kind: LogKind,
        text: Cow<'a, str>,
    },
    EventLog(EventLogChange),
}

/// Octets: a text where they are one.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes<'a> {
    Text(Cow<'a, str>),
    Raw(Vec<u8>),
}

impl Bytes<'_> {
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Bytes<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(Cow::Owned(text)),
            Err(error) => Self::Raw(error.into_bytes()),
        }
    }
}

impl<'a> Line<'a> {
    pub(super) fn new(now: Now, input: Entry<'a>) -> Self {
        Self {
            at: u64::try_from(now.monotonic.as_nanos()).unwrap_or(u64::MAX),
            wall: now.wall.unix_ms,
            offset: now.wall.utc_offset_s,
            input,
        }
    }

    pub(super) fn now(&self) -> Now {
        Now {
            monotonic: Duration::from_nanos(self.at),
            wall: Wall {
                unix_ms: self.wall,
                utc_offset_s: self.offset,
            },
        }
    }
}

/// All that is written here has text keys and finite numbers: it can be written.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
