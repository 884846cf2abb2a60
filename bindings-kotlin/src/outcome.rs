//! How a command ends well, and what queries answer.

use client::core::http::reply;
use client::{
    AgentId, CallDataEntry as CoreEntry, CallId, DeviceId, Evidence as CoreEvidence, Reply, Success as Core,
};

use crate::mirror::mirror;

/// How it is known that a command has happened.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Evidence {
    /// Its event arrived.
    Event {
        /// The event's name.
        name: String,
    },
    /// The server's reply says it all: it is a query, or what it does is told to somebody else.
    Reply,
    /// The server's account of its state shows it.
    State,
}

impl From<CoreEvidence> for Evidence {
    fn from(core: CoreEvidence) -> Self {
        match core {
            CoreEvidence::Event(name) => Self::Event {
                name: name.to_string(),
            },
            CoreEvidence::Reply => Self::Reply,
            CoreEvidence::State => Self::State,
        }
    }
}

/// A command that has done what was asked.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Success {
    /// It has happened.
    Confirmed {
        /// How that is known.
        evidence: Evidence,
        /// `setAgentMode` during a call: the mode that takes effect when the call ends.
        pending_mode: Option<String>,
    },
    /// It was so already; the server accepted and had nothing to do.
    AlreadySo,
}

impl From<Core> for Success {
    fn from(core: Core) -> Self {
        match core {
            Core::AlreadySo => Self::AlreadySo,
            Core::Confirmed(confirmation) => Self::Confirmed {
                evidence: confirmation.evidence.into(),
                pending_mode: match confirmation.reply {
                    Reply::PendingMode(mode) => Some(mode),
                    _ => None,
                },
            },
        }
    }
}

/// One datum that travels with a call (manual 2.16).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct CallDataEntry {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl From<CoreEntry> for CallDataEntry {
    fn from(CoreEntry { key, value }: CoreEntry) -> Self {
        Self { key, value }
    }
}

impl From<CallDataEntry> for CoreEntry {
    fn from(CallDataEntry { key, value }: CallDataEntry) -> Self {
        Self { key, value }
    }
}

/// The data that travels with a call (manual 2.17).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct CallData {
    /// In the server's order. A value that is not a text stands as its JSON; `null` as an empty text.
    pub entries: Vec<CallDataEntry>,
    /// The reply as it came.
    pub raw: String,
}

impl From<reply::CallData> for CallData {
    fn from(core: reply::CallData) -> Self {
        Self {
            entries: core.entries.into_iter().map(Into::into).collect(),
            raw: core.raw,
        }
    }
}

mirror! {
    /// Which way a call goes, seen from the agent.
    CallDirection of reply::CallDirection {
        /// To the agent.
        In,
        /// From the agent.
        Out,
    }
}

/// The server's account of the agent (4.x). It shows one call at most, even where there are two.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct ClientState {
    /// The agent.
    pub agent: Option<ClientAgent>,
    /// What the server says about the extension, as JSON.
    pub extension: Option<String>,
}

/// The agent's part of the client state.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct ClientAgent {
    /// The agent.
    pub agent_id: Option<AgentId>,
    /// The extension that the agent is logged in on.
    pub extension_id: Option<DeviceId>,
    /// The agent's mode, in the server's word.
    pub agent_mode: Option<String>,
    /// The agent's name.
    pub agent_name: Option<String>,
    /// The tenant's domain.
    pub namespace: Option<String>,
    /// The agent's call.
    pub active_call: Option<ClientCall>,
}

/// The call in the client state.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct ClientCall {
    /// The call.
    pub call_id: Option<CallId>,
    /// The calling device.
    pub ani: Option<DeviceId>,
    /// The called device.
    pub dnis: Option<DeviceId>,
    /// The agent's leg's state, in the words of an event's `localState`.
    pub state: Option<String>,
    /// Which way the call goes.
    pub direction: Option<CallDirection>,
    /// The other side.
    pub other_side: Option<DeviceId>,
    /// When it rang: `YYYY.MM.DD hh:mm:ss`, in the server's zone, which it does not tell.
    pub ring_time: Option<String>,
    /// When it was answered, likewise.
    pub answer_time: Option<String>,
}

impl From<reply::ClientState> for ClientState {
    fn from(core: reply::ClientState) -> Self {
        Self {
            agent: core.agent.map(Into::into),
            extension: core.extension,
        }
    }
}

impl From<reply::ClientAgent> for ClientAgent {
    fn from(core: reply::ClientAgent) -> Self {
        Self {
            agent_id: core.agent_id,
            extension_id: core.extension_id,
            agent_mode: core.agent_mode,
            agent_name: core.agent_name,
            namespace: core.namespace,
            active_call: core.active_call.map(Into::into),
        }
    }
}

impl From<reply::ActiveCall> for ClientCall {
    fn from(core: reply::ActiveCall) -> Self {
        Self {
            call_id: core.call_id,
            ani: core.ani,
            dnis: core.dnis,
            state: core.state,
            direction: core.direction.map(Into::into),
            other_side: core.other_side,
            ring_time: core.ring_time,
            answer_time: core.answer_time,
        }
    }
}
