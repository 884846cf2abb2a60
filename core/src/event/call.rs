//! The fields of the server's agent and call events (manual chapter 6), each optional unless the event means
//! nothing without it.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{AgentMode, AgentStatus, FailedCode, LocalState};
use crate::id::{AgentId, CallId, DeviceId};

/// An agent event.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct AgentEvent {
    /// `agentId`.
    pub agent: Option<AgentId>,
    /// `agentMode`.
    pub mode: Option<AgentMode>,
    /// `devices`: where the agent is logged in, by medium (`Voice`).
    pub devices: Vec<(SmolStr, DeviceId)>,
    /// `queueId`.
    pub queue: Option<SmolStr>,
    /// `reason` of `agentNotReady`.
    pub reason: Option<SmolStr>,
}

/// The fields that all call events have.
#[derive(Clone, PartialEq, Debug)]
pub struct CallInfo {
    /// `callId`.
    pub call: CallId,
    /// `connectionId`, `<device>|<call>`.
    pub connection: Option<SmolStr>,
    /// `localState`, a hint only.
    pub local_state: Option<LocalState>,
    /// `agentStatus`.
    pub agent_status: Option<AgentStatus>,
    /// `originCallInfo`: the call as it was first made.
    pub origin: Option<OriginCallInfo>,
    /// `cause`: why, in the server's words.
    pub cause: Option<SmolStr>,
}

/// `originCallInfo`: the call as it was first made.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct OriginCallInfo {
    /// `callId`.
    pub call: Option<CallId>,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
}

/// `serviceInitiated`: a device has gone off hook.
#[derive(Clone, PartialEq, Debug)]
pub struct ServiceInitiated {
    /// The common fields.
    pub info: CallInfo,
    /// `initiatedDevice`.
    pub initiated: DeviceId,
}

/// `originated`: a number has been dialled.
#[derive(Clone, PartialEq, Debug)]
pub struct Originated {
    /// The common fields.
    pub info: CallInfo,
    /// `callingDevice`.
    pub calling: DeviceId,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
}

/// `delivered`: a device rings.
#[derive(Clone, PartialEq, Debug)]
pub struct Delivered {
    /// The common fields.
    pub info: CallInfo,
    /// `alertingDevice`: the device that rings.
    pub alerting: DeviceId,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
    /// `lastRedirectionDevice`.
    pub last_redirection: Option<DeviceId>,
    /// `trunkGroup`.
    pub trunk_group: Option<SmolStr>,
    /// `trunkMember`.
    pub trunk_member: Option<SmolStr>,
    /// `originalCallId`.
    pub original_call: Option<CallId>,
    /// `userData`, as JSON.
    pub user_data: Option<Arc<str>>,
    /// `split`: the queue it came by.
    pub split: Option<SmolStr>,
    /// `callCause`.
    pub call_cause: Option<SmolStr>,
}

/// `established`: a device has answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Established {
    /// The common fields.
    pub info: CallInfo,
    /// `answeringDevice`.
    pub answering: DeviceId,
    /// `callingDevice`.
    pub calling: Option<DeviceId>,
    /// `calledDevice`.
    pub called: Option<DeviceId>,
    /// `trunkGroup`.
    pub trunk_group: Option<SmolStr>,
    /// `trunkMember`.
    pub trunk_member: Option<SmolStr>,
    /// `split`.
    pub split: Option<SmolStr>,
    /// `userData`, as JSON.
    pub user_data: Option<Arc<str>>,
    /// `sipCallId`.
    pub sip_call: Option<SmolStr>,
}

/// `connectionCleared`: one party has left; it ends the call for this agent only if that party is the own
/// device.
#[derive(Clone, PartialEq, Debug)]
pub struct ConnectionCleared {
    /// The common fields; `info.cause` is the SIP hang-up cause (`NORMAL_CLEARING`, `USER_BUSY`, …).
    pub info: CallInfo,
    /// `releasingDevice`: who left; where the server leaves it out, the device that changed.
    pub releasing: DeviceId,
    /// `hangupDevice`: who hung up first.
    pub hangup: Option<DeviceId>,
}

/// `held`.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// The common fields.
    pub info: CallInfo,
    /// `holdingDevice`: whose own leg is on hold now.
    pub holding: DeviceId,
}

/// `retrieved`.
#[derive(Clone, PartialEq, Debug)]
pub struct Retrieved {
    /// The common fields.
    pub info: CallInfo,
    /// `retrievingDevice`: whose own leg is connected again.
    pub retrieving: DeviceId,
    /// `sipCallId`.
    pub sip_call: Option<SmolStr>,
}

/// `transferred`.
#[derive(Clone, PartialEq, Debug)]
pub struct Transferred {
    /// The common fields; `info.cause` is `SINGLESTEPTRANSFER` or `TRANSFER`.
    pub info: CallInfo,
    /// `primaryOldCall`: the call that was held. The server's `"0"` is none.
    pub primary_old: Option<CallId>,
    /// `secondaryOldCall`: the call that was active. The server's `"0"` is none.
    pub secondary_old: Option<CallId>,
    /// `transferringDevice`: who leaves.
    pub transferring: Option<DeviceId>,
    /// `transferredToDevice`: who comes in.
    pub transferred_to: Option<DeviceId>,
    /// `newCall`: the id from now on.
    pub new_call: Option<CallId>,
}

/// `conferenced`.
#[derive(Clone, PartialEq, Debug)]
pub struct Conferenced {
    /// The common fields.
    pub info: CallInfo,
    /// `primaryOldCall`: the call that was held. The server's `"0"` is none.
    pub primary_old: Option<CallId>,
    /// `secondaryOldCall`: the call that was active. The server's `"0"` is none.
    pub secondary_old: Option<CallId>,
    /// `conferencingDevice`: who brought the parties together.
    pub conferencing: Option<DeviceId>,
    /// `addedParty`: who comes in.
    pub added: Option<DeviceId>,
    /// `newCall`: the id from now on.
    pub new_call: Option<CallId>,
}

/// `failed`: the call could not be put through (4.x).
#[derive(Clone, PartialEq, Debug)]
pub struct Failed {
    /// The common fields.
    pub info: CallInfo,
    /// `failedCode`.
    pub code: Option<FailedCode>,
    /// `failedMsg`.
    pub message: Option<SmolStr>,
    /// `calledDevice`: who could not be reached.
    pub called: Option<DeviceId>,
}

/// `recordStarted` (4.x).
#[derive(Clone, PartialEq, Debug)]
pub struct RecordStarted {
    /// The common fields, where the server names the call.
    pub info: Option<CallInfo>,
    /// `recordId`.
    pub record: Option<SmolStr>,
    /// `fileName`.
    pub file_name: Option<SmolStr>,
    /// `isSuccess`.
    pub success: Option<bool>,
}

/// `recordStopped` (4.x).
#[derive(Clone, PartialEq, Debug)]
pub struct RecordStopped {
    /// The common fields, where the server names the call.
    pub info: Option<CallInfo>,
    /// `recordId`.
    pub record: Option<SmolStr>,
    /// `fileName`.
    pub file_name: Option<SmolStr>,
    /// `isSuccess`.
    pub success: Option<bool>,
}
