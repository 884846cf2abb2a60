//! Views of the server's agent and call events (manual chapter 6): their fields, borrowed, each optional unless
//! the event means nothing without it.

use std::fmt;

use smol_str::SmolStr;

use super::draft;
use super::wire::Wire;
use crate::id::{AgentRef, CallRef, DeviceId, DeviceRef};
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::{AgentMode, AgentStatus, FailedCode, LocalState};

/// An agent event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AgentEvent<'a> {
    /// `agentId`.
    pub agent: Option<AgentRef<'a>>,
    mode: Option<&'a str>,
    /// `devices`: where the agent is logged in, by medium (`Voice`).
    pub devices: Devices<'a>,
    /// `queueId`.
    pub queue: Option<&'a str>,
    /// `reason` of `agentNotReady`.
    pub reason: Option<&'a str>,
}

/// The fields that all call events have.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CallInfo<'a> {
    /// `callId`.
    pub call: CallRef<'a>,
    /// `connectionId`, `<device>|<call>`.
    pub connection: Option<&'a str>,
    local_state: Option<&'a str>,
    agent_status: Option<&'a str>,
    /// `originCallInfo`: the call as it was first made.
    pub origin: Option<OriginCallInfo<'a>>,
    /// `cause`: why, in the server's words.
    pub cause: Option<&'a str>,
}

/// `originCallInfo`: the call as it was first made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OriginCallInfo<'a> {
    /// `callId`.
    pub call: Option<CallRef<'a>>,
    /// `callingDevice`.
    pub calling: Option<DeviceRef<'a>>,
    /// `calledDevice`.
    pub called: Option<DeviceRef<'a>>,
}

/// `serviceInitiated`: a device has gone off hook.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ServiceInitiated<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `initiatedDevice`.
    pub initiated: DeviceRef<'a>,
}

/// `originated`: a number has been dialled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Originated<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `callingDevice`.
    pub calling: DeviceRef<'a>,
    /// `calledDevice`.
    pub called: Option<DeviceRef<'a>>,
}

/// `delivered`: a device rings.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Delivered<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `alertingDevice`: the device that rings.
    pub alerting: DeviceRef<'a>,
    /// Whether it is the own device that rings: `alertingDevice` is `srcDeviceId`, by which the manual (6.7) tells the own
    /// ringing from another's.
    pub is_own: bool,
    /// `callingDevice`.
    pub calling: Option<DeviceRef<'a>>,
    /// `calledDevice`.
    pub called: Option<DeviceRef<'a>>,
    /// `lastRedirectionDevice`.
    pub last_redirection: Option<DeviceRef<'a>>,
    /// `trunkGroup`.
    pub trunk_group: Option<&'a str>,
    /// `trunkMember`.
    pub trunk_member: Option<&'a str>,
    /// `originalCallId`.
    pub original_call: Option<CallRef<'a>>,
    /// `userData`, as JSON.
    pub user_data: Option<&'a str>,
    /// `split`: the queue it came by.
    pub split: Option<&'a str>,
    /// `callCause`: `NEWCALL`, …
    pub call_cause: Option<&'a str>,
    /// `callType`: `Inbound`, `Outbound`, `Internal`, `PreOccupied`, `PreDictive`, `AgentAutoCall`, `PreView`, `SMART_IVR`, or
    /// another word of the server's.
    pub call_type: Option<&'a str>,
}

/// `established`: a device has answered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Established<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `answeringDevice`.
    pub answering: DeviceRef<'a>,
    /// `callingDevice`.
    pub calling: Option<DeviceRef<'a>>,
    /// `calledDevice`.
    pub called: Option<DeviceRef<'a>>,
    /// `trunkGroup`.
    pub trunk_group: Option<&'a str>,
    /// `trunkMember`.
    pub trunk_member: Option<&'a str>,
    /// `split`.
    pub split: Option<&'a str>,
    /// `userData`, as JSON.
    pub user_data: Option<&'a str>,
    /// `sipCallId`.
    pub sip_call: Option<&'a str>,
}

/// `connectionCleared`: one party has left; it ends the call for this agent only if that party is the own
/// device.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ConnectionCleared<'a> {
    /// The common fields; `info.cause` is the SIP hang-up cause (`NORMAL_CLEARING`, `USER_BUSY`, …).
    pub info: CallInfo<'a>,
    /// `releasingDevice`: who left; where the server leaves it out, the device that changed.
    pub releasing: DeviceRef<'a>,
    /// `hangupDevice`: who hung up first.
    pub hangup: Option<DeviceRef<'a>>,
}

/// `held`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Held<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `holdingDevice`: whose own leg is on hold now.
    pub holding: DeviceRef<'a>,
}

/// `retrieved`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Retrieved<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `retrievingDevice`: whose own leg is connected again.
    pub retrieving: DeviceRef<'a>,
    /// `sipCallId`.
    pub sip_call: Option<&'a str>,
}

/// `transferred`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Transferred<'a> {
    /// The common fields; `info.cause` is `SINGLESTEPTRANSFER` or `TRANSFER`.
    pub info: CallInfo<'a>,
    /// `primaryOldCall`: the call that was held. The server's `"0"` is none.
    pub primary_old: Option<CallRef<'a>>,
    /// `secondaryOldCall`: the call that was active. The server's `"0"` is none.
    pub secondary_old: Option<CallRef<'a>>,
    /// `transferringDevice`: who leaves.
    pub transferring: Option<DeviceRef<'a>>,
    /// `transferredToDevice`: who comes in.
    pub transferred_to: Option<DeviceRef<'a>>,
    /// `newCall`: the id from now on.
    pub new_call: Option<CallRef<'a>>,
}

/// `conferenced`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Conferenced<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    /// `primaryOldCall`: the call that was held. The server's `"0"` is none.
    pub primary_old: Option<CallRef<'a>>,
    /// `secondaryOldCall`: the call that was active. The server's `"0"` is none.
    pub secondary_old: Option<CallRef<'a>>,
    /// `conferencingDevice`: who brought the parties together.
    pub conferencing: Option<DeviceRef<'a>>,
    /// `addedParty`: who comes in.
    pub added: Option<DeviceRef<'a>>,
    /// `newCall`: the id from now on.
    pub new_call: Option<CallRef<'a>>,
}

/// `failed`: the call could not be put through (4.x).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Failed<'a> {
    /// The common fields.
    pub info: CallInfo<'a>,
    failed_code: Option<&'a str>,
    /// `failedMsg`.
    pub failed_msg: Option<&'a str>,
    /// `calledDevice`: who could not be reached.
    pub called: Option<DeviceRef<'a>>,
}

/// `recordStarted` (4.x).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RecordStarted<'a> {
    /// The common fields, where the server names the call.
    pub info: Option<CallInfo<'a>>,
    /// `recordId`.
    pub record: Option<&'a str>,
    /// `fileName`.
    pub file_name: Option<&'a str>,
    /// `isSuccess`.
    pub success: Option<bool>,
}

/// `recordStopped` (4.x).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RecordStopped<'a> {
    /// The common fields, where the server names the call.
    pub info: Option<CallInfo<'a>>,
    /// `recordId`.
    pub record: Option<&'a str>,
    /// `fileName`.
    pub file_name: Option<&'a str>,
    /// `isSuccess`.
    pub success: Option<bool>,
}

/// `devices`: where an agent is logged in, by medium; kept as JSON, and read when asked for.
#[derive(Clone, Copy, PartialEq)]
pub struct Devices<'a>(Option<&'a str>);

impl<'a> Devices<'a> {
    /// Each medium (`Voice`) with its device, in the order of the media's names.
    pub fn iter(self) -> impl Iterator<Item = (SmolStr, DeviceId)> {
        self.0.map(draft::devices).unwrap_or_default().into_iter()
    }

    /// As JSON; `None` where there are none.
    pub const fn json(self) -> Option<&'a str> {
        self.0
    }
}

impl fmt::Debug for Devices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a> AgentEvent<'a> {
    pub(super) fn of(wire: &'a Wire) -> Self {
        // Alike in all of them.
        const KIND: EventKind = EventKind::AgentReady;
        Self {
            agent: wire.agent_at(const { KIND.place(Field::Agent) }),
            mode: wire.text_at(const { KIND.place(Field::AgentMode) }),
            devices: Devices(wire.text_at(const { KIND.place(Field::Devices) })),
            queue: wire.text_at(const { KIND.place(Field::Queue) }),
            reason: wire.text_at(const { KIND.place(Field::Reason) }),
        }
    }

    /// `agentMode`.
    pub fn mode(&self) -> Option<AgentMode> {
        self.mode.map(AgentMode::from)
    }
}

impl<'a> CallInfo<'a> {
    pub(super) fn of(wire: &'a Wire) -> Option<Self> {
        // Alike in all of them.
        const KIND: EventKind = EventKind::Held;
        Some(Self {
            call: wire.call_at(const { KIND.place(Field::Call) })?,
            connection: wire.text_at(const { KIND.place(Field::Connection) }),
            local_state: wire.text_at(const { KIND.place(Field::LocalState) }),
            agent_status: wire.text_at(const { KIND.place(Field::AgentStatus) }),
            origin: wire.has_origin.then(|| OriginCallInfo {
                call: wire.call_at(const { KIND.place(Field::OriginCall) }),
                calling: wire.device_at(const { KIND.place(Field::OriginCalling) }),
                called: wire.device_at(const { KIND.place(Field::OriginCalled) }),
            }),
            cause: wire.text_at(const { KIND.place(Field::Cause) }),
        })
    }

    /// `localState`, a hint only.
    pub fn local_state(&self) -> Option<LocalState> {
        self.local_state.map(LocalState::from)
    }

    /// `agentStatus`.
    pub fn agent_status(&self) -> Option<AgentStatus> {
        self.agent_status.map(AgentStatus::from)
    }
}

/// How the view of each kind of call event is made: in brackets what it needs, with `=` what is computed.
macro_rules! views {
    ($($view:ident [$($needed:ident: $get:ident($place:ident)),*] {
        $($field:ident: $get_some:ident($place_some:ident),)*
        $(= $computed:ident: $compute:ident,)*
    })+) => {
        $(impl<'a> $view<'a> {
            pub(super) fn of(wire: &'a Wire) -> Option<Self> {
                Some(Self {
                    info: CallInfo::of(wire)?,
                    $($needed: wire.$get(const { EventKind::$view.place(Field::$place) })?,)*
                    $($field: wire.$get_some(const { EventKind::$view.place(Field::$place_some) }),)*
                    $($computed: $compute(wire),)*
                })
            }
        })+
    };
}

views! {
    ServiceInitiated [initiated: device_at(InitiatedDevice)] {}
    Originated [calling: device_at(CallingDevice)] {
        called: device_at(CalledDevice),
    }
    Delivered [alerting: device_at(AlertingDevice)] {
        calling: device_at(CallingDevice),
        called: device_at(CalledDevice),
        last_redirection: device_at(LastRedirectionDevice),
        trunk_group: text_at(TrunkGroup),
        trunk_member: text_at(TrunkMember),
        original_call: call_at(OriginalCall),
        user_data: text_at(UserData),
        split: text_at(Split),
        call_cause: text_at(CallCause),
        call_type: text_at(CallType),
        = is_own: rings_here,
    }
    Established [answering: device_at(AnsweringDevice)] {
        calling: device_at(CallingDevice),
        called: device_at(CalledDevice),
        trunk_group: text_at(TrunkGroup),
        trunk_member: text_at(TrunkMember),
        split: text_at(Split),
        user_data: text_at(UserData),
        sip_call: text_at(SipCall),
    }
    ConnectionCleared [releasing: device_at(ReleasingDevice)] {
        hangup: device_at(HangupDevice),
    }
    Held [holding: device_at(HoldingDevice)] {}
    Retrieved [retrieving: device_at(RetrievingDevice)] {
        sip_call: text_at(SipCall),
    }
    Transferred [] {
        primary_old: call_at(PrimaryOldCall),
        secondary_old: call_at(SecondaryOldCall),
        transferring: device_at(TransferringDevice),
        transferred_to: device_at(TransferredToDevice),
        new_call: call_at(NewCall),
    }
    Conferenced [] {
        primary_old: call_at(PrimaryOldCall),
        secondary_old: call_at(SecondaryOldCall),
        conferencing: device_at(ConferencingDevice),
        added: device_at(AddedParty),
        new_call: call_at(NewCall),
    }
    Failed [] {
        failed_code: text_at(FailedCode),
        failed_msg: text_at(FailedMsg),
        called: device_at(CalledDevice),
    }
}

/// Of a `delivered`: whether the device that rings is the one whose subscription delivered this copy.
pub(super) fn rings_here(wire: &Wire) -> bool {
    const KIND: EventKind = EventKind::Delivered;
    let alerting = wire.text_at(const { KIND.place(Field::AlertingDevice) });
    alerting.is_some() && alerting == wire.text_at(const { KIND.place(Field::SrcDevice) })
}

impl Failed<'_> {
    /// `failedCode`.
    pub fn failed_code(&self) -> Option<FailedCode> {
        self.failed_code.map(FailedCode::from)
    }
}

impl<'a> RecordStarted<'a> {
    pub(super) fn of(wire: &'a Wire) -> Self {
        const KIND: EventKind = EventKind::RecordStarted;
        Self {
            info: CallInfo::of(wire),
            record: wire.text_at(const { KIND.place(Field::Record) }),
            file_name: wire.text_at(const { KIND.place(Field::FileName) }),
            success: wire.truth_at(const { KIND.place(Field::IsSuccess) }),
        }
    }
}

impl<'a> RecordStopped<'a> {
    pub(super) fn of(wire: &'a Wire) -> Self {
        const KIND: EventKind = EventKind::RecordStopped;
        Self {
            info: CallInfo::of(wire),
            record: wire.text_at(const { KIND.place(Field::Record) }),
            file_name: wire.text_at(const { KIND.place(Field::FileName) }),
            success: wire.truth_at(const { KIND.place(Field::IsSuccess) }),
        }
    }
}
