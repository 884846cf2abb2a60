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
    pub agent_id: Option<AgentId>,
    /// `agentMode`.
    pub agent_mode: Option<AgentMode>,
    /// `devices`: where the agent is logged in, by medium (`Voice`).
    pub devices: HashMap<String, DeviceId>,
    /// `queueId`.
    pub queue_id: Option<String>,
    /// `reason` of `agentNotReady`.
    pub reason: Option<String>,
}

/// The fields that all call events have.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct CallInfo {
    /// `callId`.
    pub call_id: CallId,
    /// `connectionId`, `<device>|<call>`.
    pub connection_id: Option<String>,
    /// `localState`, a hint only, in the server's word.
    pub local_state: Option<String>,
    /// `agentStatus`, in the server's word (manual 6.5).
    pub agent_status: Option<String>,
    /// `originCallInfo`: the call as it was first made.
    pub origin_call_info: Option<OriginCallInfo>,
    /// `cause`: why, in the server's words.
    pub cause: Option<String>,
}

/// `originCallInfo`: the call as it was first made.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct OriginCallInfo {
    /// `callId`.
    pub call_id: Option<CallId>,
    /// `callingDevice`.
    pub calling_device: Option<DeviceId>,
    /// `calledDevice`.
    pub called_device: Option<DeviceId>,
}

impl From<core::AgentEvent<'_>> for AgentEvent {
    fn from(event: core::AgentEvent<'_>) -> Self {
        let devices = event.devices.iter();
        Self {
            agent_id: event.agent_id.map(Into::into),
            agent_mode: event.agent_mode().as_ref().map(AgentMode::from),
            devices: devices
                .map(|(medium, device)| (medium.to_string(), device))
                .collect(),
            queue_id: text(&event.queue_id),
            reason: text(&event.reason),
        }
    }
}

impl From<core::CallInfo<'_>> for CallInfo {
    fn from(info: core::CallInfo<'_>) -> Self {
        Self {
            call_id: info.call_id.into(),
            connection_id: text(&info.connection_id),
            local_state: text(&info.local_state()),
            agent_status: text(&info.agent_status()),
            origin_call_info: info.origin_call_info.map(|origin| OriginCallInfo {
                call_id: origin.call_id.map(Into::into),
                calling_device: origin.calling_device.map(Into::into),
                called_device: origin.called_device.map(Into::into),
            }),
            cause: text(&info.cause),
        }
    }
}
