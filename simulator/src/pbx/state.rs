//! The switch's truth, for people and for comparing a client's model with: its parts.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// Everything there is, at one moment.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PbxState {
    /// Since start.
    pub now_ms: u64,
    /// Agents that have ever been seen, by id.
    pub agents: Vec<AgentState>,
    /// Extensions that have ever been used, by id.
    pub extensions: Vec<ExtensionState>,
    /// Calls, oldest first.
    pub calls: Vec<CallState>,
    /// How many HTTP sessions are open.
    pub sessions: usize,
    /// Uploaded event logs, oldest first; only the last few are kept.
    pub logs: Vec<LogState>,
}

/// One agent.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentState {
    /// `5001@test.cc`.
    pub agent_id: String,
    /// Where the agent is logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// `Ready NotReady WorkNotReady Allocated Logout`.
    pub agent_mode: &'static str,
    /// Why not ready; may be empty.
    pub reason: String,
    /// In this mode since then; since start.
    pub since_ms: u64,
    /// The mode that takes effect when the call ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_mode: Option<&'static str>,
}

/// One extension.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionState {
    /// `8001@test.cc`.
    pub device_id: String,
    /// A phone is online.
    pub registered: bool,
    /// Who is logged in here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// Calls with a leg here.
    pub calls: Vec<String>,
}

/// One call.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallState {
    /// Its id.
    pub call_id: String,
    /// Who called, when it was made.
    pub calling_device: String,
    /// Who was called, when it was made.
    pub called_device: String,
    /// Whether it has been made a conference.
    pub conference: bool,
    /// Since start.
    pub created_ms: u64,
    /// Since start; when somebody first answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<u64>,
    /// What rides with it.
    pub user_data: BTreeMap<String, Value>,
    /// What the switch adds to it in events: `originalANI`, `originalDNIS`, `originalCallId`, and more of a
    /// call that the dialler has made.
    pub own_data: BTreeMap<String, Value>,
    /// `contextId` of the request that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_id: Option<String>,
    /// The last `agentGreeting` asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// Its parties, in the order they came.
    pub legs: Vec<LegState>,
}

/// One party of a call.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegState {
    /// Who.
    pub device_id: String,
    /// `initiated alerting connected hold`: the CSTA connection states (ECMA-269, connection state
    /// definitions).
    pub state: &'static str,
    /// Whether this party called.
    pub caller: bool,
    /// Takes part silently, known to the others.
    pub silent: bool,
    /// Listens in, unknown to the others.
    pub spy: bool,
    /// Being recorded.
    pub recording: bool,
}

/// An uploaded event log.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogState {
    /// As the client named it.
    pub filename: String,
    /// What it holds.
    pub text: String,
}
