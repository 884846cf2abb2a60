//! What the bodies of several events have in common.

use std::collections::HashMap;

use client::core::event as core;
use client::{AgentId, CallId, DeviceId};

use super::text::text;
use crate::vocabulary::AgentMode;

/// The fields of an agent event.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct AgentEvent {
    /// `agentId`.
    pub agent: Option<AgentId>,
    /// `agentMode`.
    pub mode: Option<AgentMode>,
    /// `devices`: where the agent is logged in, by medium (`Voice`).
    pub devices: HashMap<String, DeviceId>,
    /// `queueId`.
    pub queue: Option<String>,
    /// `reason` of `agentNotReady`.
    pub reason: Option<String>,
}

/// The fields that all call events have.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct CallInfo {
    /// `callId`.
    pub call: CallId,
    /// `connectionId`, `<device>|<call>`.
    pub connection: Option<String>,
    /// `localState`, a hint only, in the server's word.
    pub local_state: Option<String>,
    /// `agentStatus`, in the server's word (manual 6.5).
    pub agent_status: Option<String>,
    /// `originCallInfo`: the call as it was first made.
    pub origin: Option<OriginCallInfo>,
    /// `cause`: why, in the server's words.
    pub cause: Option<String>,
}

/// `originCallInfo`: the call as it was first made.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct OriginCallInfo {
    /// `callId`.
    pub call: Option<CallId>,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
}

/// The fields of `recordStarted` and `recordStopped` (4.x).
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct RecordingInfo {
    /// The common fields, where the server names the call.
    pub call: Option<CallInfo>,
    /// `recordId`.
    pub record: Option<String>,
    /// `fileName`.
    pub file_name: Option<String>,
    /// `isSuccess`.
    pub success: Option<bool>,
}

/// The one call that a client state shows.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct ActiveCall {
    /// `callId`.
    pub call: CallId,
    /// As JSON, in the reference client's names: `callId callingDevice calledDevice state direction createTimeId
    /// establishedTimeId`. `state` is the server's word; the times are milliseconds since 1970 UTC by this machine's clock.
    pub json: String,
}

/// The call that was found when a session was taken up again.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct RecoveredCall {
    /// `callId`.
    pub call: CallId,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
    /// `state`: `established`, else `delivered`.
    pub established: bool,
}

impl From<core::AgentEvent<'_>> for AgentEvent {
    fn from(event: core::AgentEvent<'_>) -> Self {
        let devices = event.devices.iter();
        Self {
            agent: event.agent.map(Into::into),
            mode: event.mode().as_ref().map(AgentMode::from),
            devices: devices
                .map(|(medium, device)| (medium.to_string(), device))
                .collect(),
            queue: text(&event.queue),
            reason: text(&event.reason),
        }
    }
}

impl From<core::CallInfo<'_>> for CallInfo {
    fn from(info: core::CallInfo<'_>) -> Self {
        Self {
            call: info.call.into(),
            connection: text(&info.connection),
            local_state: text(&info.local_state()),
            agent_status: text(&info.agent_status()),
            origin: info.origin.map(|origin| OriginCallInfo {
                call: origin.call.map(Into::into),
                calling: origin.calling.map(Into::into),
                called: origin.called.map(Into::into),
            }),
            cause: text(&info.cause),
        }
    }
}
