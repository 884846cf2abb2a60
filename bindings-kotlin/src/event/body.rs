//! Each kind of event, with its fields by the manual's names.

use std::time::SystemTime;

use client::{AgentId, CallId, DeviceId};

use super::parts::{ActiveCall, AgentEvent, CallInfo, RecordingInfo, RecoveredCall};
use crate::vocabulary::{AgentMode, AnomalyKind, CallEnd, LinkEnd, LinkState, SessionEnd};

/// What kind of event it is, with the fields of that kind.
#[derive(Clone, PartialEq, Debug, uniffi::Enum)]
pub enum EventBody {
    /// The log-in has succeeded (manual 6.1).
    AgentLoggedOn {
        /// Its fields.
        agent: AgentEvent,
    },
    /// The agent is logged out (manual 6.2).
    AgentLoggedOff {
        /// Its fields.
        agent: AgentEvent,
    },
    /// Ready for calls (manual 6.3).
    AgentReady {
        /// Its fields.
        agent: AgentEvent,
    },
    /// Not ready for calls (manual 6.4).
    AgentNotReady {
        /// Its fields.
        agent: AgentEvent,
    },
    /// Wrapping up after a call (manual 6.14).
    AgentWorkingAfterCall {
        /// Its fields.
        agent: AgentEvent,
    },
    /// Reserved for an outbound task (manual 6.15).
    AgentAllocated {
        /// Its fields.
        agent: AgentEvent,
    },
    /// A device has gone off hook (manual 6.5).
    ServiceInitiated {
        /// The common fields.
        call: CallInfo,
        /// `initiatedDevice`.
        initiated: DeviceId,
    },
    /// A number has been dialled (manual 6.6).
    Originated {
        /// The common fields.
        call: CallInfo,
        /// `callingDevice`.
        calling: DeviceId,
        /// `calledDevice`.
        called: Option<DeviceId>,
    },
    /// A device rings (manual 6.7).
    Delivered {
        /// The common fields.
        call: CallInfo,
        /// `alertingDevice`: the device that rings.
        alerting: DeviceId,
        /// Whether it is the own device that rings: the call is for this agent.
        is_own: bool,
        /// `callingDevice`.
        calling: Option<DeviceId>,
        /// `calledDevice`.
        called: Option<DeviceId>,
        /// `lastRedirectionDevice`.
        last_redirection: Option<DeviceId>,
        /// `trunkGroup`.
        trunk_group: Option<String>,
        /// `trunkMember`.
        trunk_member: Option<String>,
        /// `originalCallId`.
        original_call: Option<CallId>,
        /// `userData`, as JSON.
        user_data: Option<String>,
        /// `split`: the queue it came by.
        split: Option<String>,
        /// `callCause`: `NEWCALL`, …
        call_cause: Option<String>,
        /// `callType`: `Inbound`, `Outbound`, `Internal`, `PreDictive`, …
        call_type: Option<String>,
    },
    /// A device has answered (manual 6.8).
    Established {
        /// The common fields.
        call: CallInfo,
        /// `answeringDevice`.
        answering: DeviceId,
        /// `callingDevice`.
        calling: Option<DeviceId>,
        /// `calledDevice`.
        called: Option<DeviceId>,
        /// `trunkGroup`.
        trunk_group: Option<String>,
        /// `trunkMember`.
        trunk_member: Option<String>,
        /// `split`.
        split: Option<String>,
        /// `userData`, as JSON.
        user_data: Option<String>,
        /// `sipCallId`.
        sip_call: Option<String>,
    },
    /// One party has left the call (manual 6.9); it ends the call for this agent only if that party is the own device.
    ConnectionCleared {
        /// The common fields; its `cause` is the SIP hang-up cause (`NORMAL_CLEARING`, `USER_BUSY`, …).
        call: CallInfo,
        /// `releasingDevice`: who left.
        releasing: DeviceId,
        /// `hangupDevice`: who hung up first.
        hangup: Option<DeviceId>,
    },
    /// A party has put the call on hold (manual 6.13).
    Held {
        /// The common fields.
        call: CallInfo,
        /// `holdingDevice`.
        holding: DeviceId,
    },
    /// A party has taken the call back from hold (manual 6.12).
    Retrieved {
        /// The common fields.
        call: CallInfo,
        /// `retrievingDevice`.
        retrieving: DeviceId,
        /// `sipCallId`.
        sip_call: Option<String>,
    },
    /// The call was transferred (manual 6.10); its `cause` is `SINGLESTEPTRANSFER` or `TRANSFER`.
    Transferred {
        /// The common fields.
        call: CallInfo,
        /// `primaryOldCall`: the call that was held.
        primary_old: Option<CallId>,
        /// `secondaryOldCall`: the call that was active.
        secondary_old: Option<CallId>,
        /// `transferringDevice`: who leaves.
        transferring: Option<DeviceId>,
        /// `transferredToDevice`: who comes in.
        transferred_to: Option<DeviceId>,
        /// `newCall`: the id from now on.
        new_call: Option<CallId>,
    },
    /// Parties were brought together (manual 6.11).
    Conferenced {
        /// The common fields.
        call: CallInfo,
        /// `primaryOldCall`: the call that was held.
        primary_old: Option<CallId>,
        /// `secondaryOldCall`: the call that was active.
        secondary_old: Option<CallId>,
        /// `conferencingDevice`: who brought the parties together.
        conferencing: Option<DeviceId>,
        /// `addedParty`: who comes in.
        added: Option<DeviceId>,
        /// `newCall`: the id from now on.
        new_call: Option<CallId>,
    },
    /// The call could not be put through (4.x).
    Failed {
        /// The common fields.
        call: CallInfo,
        /// `failedCode`, in the server's numbers.
        failed_code: Option<String>,
        /// `failedMsg`.
        failed_msg: Option<String>,
        /// `calledDevice`: who could not be reached.
        called: Option<DeviceId>,
    },
    /// Recording has begun (4.x).
    RecordStarted {
        /// Its fields.
        recording: RecordingInfo,
    },
    /// Recording has ended (4.x).
    RecordStopped {
        /// Its fields.
        recording: RecordingInfo,
    },
    /// Derived `connectionCleared`: what the call was when a party left it (manual 3.2.1).
    CallCleared {
        /// The call, by the id it has in the model.
        call: CallId,
        /// `releasingDevice`: who left.
        releasing: Option<DeviceId>,
        /// `hangupDevice`: who hung up first.
        hangup: Option<DeviceId>,
        /// `cause`: why, in the server's words.
        cause: Option<String>,
        /// Whether the call had been established (the manual's `isEstatblished`).
        is_established: bool,
        /// When the call came into being here (`createTimeId`).
        created: SystemTime,
        /// When it was established (`establishedTimeId`).
        established: Option<SystemTime>,
        /// The other party; none in a call of three or more, or where it is not known.
        party: Option<DeviceId>,
        /// Whether the agent made the call; none in a call of three or more, or where it is not known.
        is_caller: Option<bool>,
        /// Whether an outside line took part.
        is_out_call: bool,
        /// Whether this ended the call for this agent: the party that left is the own device.
        is_own: bool,
        /// `data`: the event that it was derived from, as JSON.
        data: String,
        /// Why the call has ended for this agent; none where it has not.
        end_reason: Option<CallEnd>,
        /// `failedCode`, in the server's numbers: why it could not be put through, for `Failed`.
        failed_code: Option<String>,
        /// `failedMsg`: the server's words for that.
        failed_msg: Option<String>,
    },
    /// Derived: a log-in has failed (manual 3.2.2).
    LoginFailed {
        /// The HTTP status; 0 where the server was not reached.
        status: i32,
        /// The server's words, or what went wrong.
        response_text: String,
    },
    /// Derived: the attempts to reconnect are used up (manual 3.2.3).
    WsDisconnected,
    /// Derived: the event channel is back and the model corrected.
    WsReconnectSucceed {
        /// The agent's mode by the client state; `Logout` where that cannot be had.
        agent_mode: AgentMode,
        /// The active call by the client state.
        active_call: Option<ActiveCall>,
    },
    /// Derived: a saved session was taken up again, in place of `agentLoggedOn`.
    RecoverStateSuccess {
        /// `agentId`.
        agent: AgentId,
        /// `extensionId`.
        extension: DeviceId,
        /// `agentMode`.
        agent_mode: AgentMode,
        /// `agentName`.
        agent_name: Option<String>,
        /// `call`.
        call: Option<RecoveredCall>,
    },
    /// Derived: the event channel's state has changed.
    LinkChanged {
        /// The new state.
        state: LinkState,
        /// Why, for a loss, in words.
        reason: Option<String>,
        /// Why, for a loss.
        end_reason: Option<LinkEnd>,
    },
    /// Derived: the agent is not logged in here any more.
    SessionEnded {
        /// Why.
        end_reason: SessionEnd,
    },
    /// Derived: a late event has changed more than its own call's last state.
    ModelCorrected {
        /// The calls that are different now, or gone, or back.
        calls: Vec<CallId>,
    },
    /// Derived: something did not fit; the model is being checked.
    Anomaly {
        /// What kind of thing.
        kind: AnomalyKind,
        /// The call, where there is one.
        call: Option<CallId>,
        /// The event that did not fit, by name.
        event: String,
        /// For people.
        detail: String,
    },
    /// A name that this version does not know, or an event without the fields its kind needs: see `raw`.
    Other,
}
