//! The outside world's hand on the switch: callers, phones, allocations, faults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config::{AgentCondition, ExtensionCondition, FarEnd};

/// Something that happens to the switch from outside, as JSON `{"do":"call_in","from":"13800000000","to":"8001"}`.
///
/// Agents and devices are given by number (then in the first domain) or whole (`8001@test.cc`).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Control {
    /// An outside party calls an extension or an agent. Replies with the call id.
    CallIn {
        /// The outside party's number.
        from: String,
        /// Extension or job number.
        to: String,
        /// Data that rides with the call.
        #[serde(default)]
        user_data: BTreeMap<String, Value>,
        /// Queue.
        #[serde(default)]
        split: Option<String>,
        /// Trunk group.
        #[serde(default)]
        trunk_group: Option<String>,
        /// Trunk member.
        #[serde(default)]
        trunk_member: Option<String>,
    },
    /// An outside party or a phone answers what rings on it.
    Answer {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone hangs up.
    HangUp {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone holds its call.
    Hold {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// An outside party or a phone takes its held call back.
    Retrieve {
        /// Who.
        device: String,
        /// Which call; may be left out while there is but one.
        #[serde(default)]
        call_id: Option<String>,
    },
    /// The dialler reserves a ready agent.
    AllocateAgent {
        /// Who.
        agent: String,
    },
    /// Logs an agent out.
    KickAgent {
        /// Who.
        agent: String,
    },
    /// Forgets the HTTP sessions of one agent, or all of them: 426 from now on.
    ExpireSessions {
        /// Whose; everybody's if absent.
        #[serde(default)]
        agent: Option<String>,
    },
    /// A phone comes online.
    Register {
        /// Extension.
        device: String,
    },
    /// A phone goes offline; its calls are cleared.
    Unregister {
        /// Extension.
        device: String,
    },
    /// Sets what is wrong with an agent.
    SetAgent {
        /// Who.
        agent: String,
        /// From now on.
        condition: AgentCondition,
    },
    /// Sets what is wrong with an extension, or what its phone does.
    SetExtension {
        /// Extension.
        device: String,
        /// From now on; unchanged if absent.
        #[serde(default)]
        condition: Option<ExtensionCondition>,
        /// From now on; unchanged if absent.
        #[serde(default)]
        phone: Option<FarEnd>,
    },
    /// Sets what outside numbers do; goes before the rules there are.
    SetOutside {
        /// As in [`super::OutsideRule`].
        pattern: String,
        /// From now on.
        #[serde(flatten)]
        line: FarEnd,
    },
    /// Sets data of a call.
    SetCallData {
        /// Which call.
        call_id: String,
        /// Added to, or put in place of, the data there is.
        data: BTreeMap<String, Value>,
    },
}

/// What a [`Control`] brought about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlReply {
    /// The call that was made or acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

/// Why a [`Control`] was refused. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ControlError {
    /// No such agent, extension or number.
    #[error("no such party: {0}")]
    NoSuchParty(String),
    /// No such call, or that party is not in it.
    #[error("no such call")]
    NoSuchCall,
    /// The party is in several calls, or in none: name one.
    #[error("which call? the party is in {0}")]
    WhichCall(usize),
    /// The called party is in a call.
    #[error("busy: {0}")]
    Busy(String),
    /// The called party is offline, or the agent not logged in.
    #[error("not reachable: {0}")]
    NotReachable(String),
    /// Not possible in the present state.
    #[error("not possible now: {0}")]
    WrongState(&'static str),
}
