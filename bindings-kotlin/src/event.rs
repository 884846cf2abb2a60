//! Events: what the server tells, what the library derives from it, and what it puts right by itself.

use std::collections::HashMap;
use std::time::SystemTime;

use client::core::event as core;
use client::core::event::Body;
use client::{AgentId, CallId, DeviceId, LinkState as CoreLink, Origin as CoreOrigin};

use crate::number::signed;
use crate::snapshot::LinkState;
use crate::time::moment;
use crate::words::{AgentMode, mirror};

mirror! {
    /// Who made an event.
    Origin of CoreOrigin {
        /// The server sent it.
        Server,
        /// The library made it, in the server's vocabulary, because the server's account differed from the model: what
        /// it says had happened unseen.
        Synthesized,
        /// The library derived it: the manual's inner events (manual 3.2) and its own reports.
        Derived,
    }
}

/// One event.
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct Event {
    /// What kind it is, as a word: the event's name, but `callCleared` for the derived `connectionCleared`, and `other`.
    pub kind: String,
    /// Who made it.
    pub origin: Origin,
    /// It came after events that the server had sent later; the model has put it in its place.
    pub late: bool,
    /// The call it speaks of.
    pub call_id: Option<CallId>,
    /// The fields that all events can have.
    pub meta: EventMeta,
    /// What kind it is, with the fields of that kind.
    pub body: EventBody,
    /// The event as JSON: a server's exactly as it came, the library's own in the manual's field names.
    pub raw: String,
}

/// The fields that all events can have, each optional (manual chapter 6).
#[derive(Clone, PartialEq, Debug, uniffi::Record)]
pub struct EventMeta {
    /// `eventName`; empty where the server left it out.
    pub name: String,
    /// `eventTime`: `YYYY.MM.DD hh:mm:ss` in the server's zone, which it does not tell.
    pub time: Option<String>,
    /// `eventType`: `agent` or `csta`.
    pub event_type: Option<String>,
    /// `serial`: rises for each producer, with gaps.
    pub serial: Option<i64>,
    /// The worker that numbered it: an entry of `topics`.
    pub producer: Option<String>,
    /// `namespace`: the tenant's domain.
    pub namespace: Option<String>,
    /// `srcDeviceId`: the device whose subscription delivered this copy.
    pub src_device: Option<DeviceId>,
    /// `deviceId`: the device that changed.
    pub device: Option<DeviceId>,
}

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
    /// The client state's `activeCall`, as JSON.
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

macro_rules! anomalies {
    ($($(#[$doc:meta])* $kind:ident,)+) => {
        /// What did not fit.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        pub enum AnomalyKind {
            $($(#[$doc])* $kind,)+
            /// What this version does not know.
            Other,
        }

        impl From<core::AnomalyKind> for AnomalyKind {
            fn from(kind: core::AnomalyKind) -> Self {
                match kind {
                    $(core::AnomalyKind::$kind => Self::$kind,)+
                    _ => Self::Other,
                }
            }
        }
    };
}

anomalies! {
    /// Not an event: no JSON object.
    Malformed,
    /// A known name without the fields it needs.
    Incomplete,
    /// A copy of an event that was seen: dropped.
    Duplicate,
    /// Came after events that the server had sent later; put in its place.
    Late,
    /// Came too late to be put in its place: not applied.
    TooLate,
    /// Of a call that has ended for this agent; nothing says that it is newer than the end: not applied.
    Ended,
    /// Contradicts the state: not applied.
    Impossible,
    /// A step before it was not seen: applied.
    Gap,
    /// Nothing tells whether it is newer than what it changes: applied.
    Unordered,
    /// More calls or parties than a call center has: not applied.
    Limit,
    /// For another device or agent: not applied.
    Foreign,
    /// The producer's numbers began again.
    SerialReset,
    /// The call made has another id than the reply to `makeCall` said.
    CallIdMismatch,
    /// The machine slept, or its clock was set.
    ClockJump,
    /// A frame that the event channel may not carry.
    Protocol,
}

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
        /// `callCause`.
        call_cause: Option<String>,
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
        code: Option<String>,
        /// `failedMsg`.
        text: Option<String>,
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
    },
    /// Derived: a log-in has failed (manual 3.2.2).
    LoginFailed {
        /// The HTTP status; 0 where the server was not reached.
        status: i32,
        /// The server's words, or what went wrong.
        response_text: String,
    },
    /// Derived: reconnecting was given up (manual 3.2.3).
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
        /// Why, for a loss.
        reason: Option<String>,
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

/// A word or text that may be absent.
macro_rules! text {
    ($of:expr) => {
        $of.as_ref().map(ToString::to_string)
    };
}

impl From<&core::Event> for Event {
    fn from(event: &core::Event) -> Self {
        Self {
            kind: event.body.kind().name().to_owned(),
            origin: event.origin.into(),
            late: event.late,
            call_id: event.call_id().cloned(),
            meta: EventMeta::from(&event.meta),
            body: EventBody::from(&event.body),
            raw: event.raw().to_owned(),
        }
    }
}

impl From<&core::Meta> for EventMeta {
    fn from(meta: &core::Meta) -> Self {
        Self {
            name: meta.name.to_string(),
            time: text!(meta.time),
            event_type: text!(meta.event_type),
            serial: meta.serial.map(signed),
            producer: text!(meta.producer),
            namespace: text!(meta.namespace),
            src_device: meta.src_device.clone(),
            device: meta.device.clone(),
        }
    }
}

impl From<&core::AgentEvent> for AgentEvent {
    fn from(event: &core::AgentEvent) -> Self {
        let devices = event.devices.iter();
        Self {
            agent: event.agent.clone(),
            mode: event.mode.as_ref().map(AgentMode::from),
            devices: devices
                .map(|(medium, device)| (medium.to_string(), device.clone()))
                .collect(),
            queue: text!(event.queue),
            reason: text!(event.reason),
        }
    }
}

impl From<&core::CallInfo> for CallInfo {
    fn from(info: &core::CallInfo) -> Self {
        Self {
            call: info.call.clone(),
            connection: text!(info.connection),
            local_state: text!(info.local_state),
            agent_status: text!(info.agent_status),
            origin: info.origin.as_ref().map(|origin| OriginCallInfo {
                call: origin.call.clone(),
                calling: origin.calling.clone(),
                called: origin.called.clone(),
            }),
            cause: text!(info.cause),
        }
    }
}

impl From<&Body> for EventBody {
    fn from(body: &Body) -> Self {
        match body {
            Body::AgentLoggedOn(event) => Self::AgentLoggedOn { agent: event.into() },
            Body::AgentLoggedOff(event) => Self::AgentLoggedOff { agent: event.into() },
            Body::AgentReady(event) => Self::AgentReady { agent: event.into() },
            Body::AgentNotReady(event) => Self::AgentNotReady { agent: event.into() },
            Body::AgentWorkingAfterCall(event) => Self::AgentWorkingAfterCall { agent: event.into() },
            Body::AgentAllocated(event) => Self::AgentAllocated { agent: event.into() },
            Body::ServiceInitiated(event) => Self::ServiceInitiated {
                call: CallInfo::from(&event.info),
                initiated: event.initiated.clone(),
            },
            Body::Originated(event) => Self::Originated {
                call: CallInfo::from(&event.info),
                calling: event.calling.clone(),
                called: event.called.clone(),
            },
            Body::Delivered(event) => Self::Delivered {
                call: CallInfo::from(&event.info),
                alerting: event.alerting.clone(),
                calling: event.calling.clone(),
                called: event.called.clone(),
                last_redirection: event.last_redirection.clone(),
                trunk_group: text!(event.trunk_group),
                trunk_member: text!(event.trunk_member),
                original_call: event.original_call.clone(),
                user_data: text!(event.user_data),
                split: text!(event.split),
                call_cause: text!(event.call_cause),
            },
            Body::Established(event) => Self::Established {
                call: CallInfo::from(&event.info),
                answering: event.answering.clone(),
                calling: event.calling.clone(),
                called: event.called.clone(),
                trunk_group: text!(event.trunk_group),
                trunk_member: text!(event.trunk_member),
                split: text!(event.split),
                user_data: text!(event.user_data),
                sip_call: text!(event.sip_call),
            },
            Body::ConnectionCleared(event) => Self::ConnectionCleared {
                call: CallInfo::from(&event.info),
                releasing: event.releasing.clone(),
                hangup: event.hangup.clone(),
            },
            Body::Held(event) => Self::Held {
                call: CallInfo::from(&event.info),
                holding: event.holding.clone(),
            },
            Body::Retrieved(event) => Self::Retrieved {
                call: CallInfo::from(&event.info),
                retrieving: event.retrieving.clone(),
                sip_call: text!(event.sip_call),
            },
            Body::Transferred(event) => Self::Transferred {
                call: CallInfo::from(&event.info),
                primary_old: event.primary_old.clone(),
                secondary_old: event.secondary_old.clone(),
                transferring: event.transferring.clone(),
                transferred_to: event.transferred_to.clone(),
                new_call: event.new_call.clone(),
            },
            Body::Conferenced(event) => Self::Conferenced {
                call: CallInfo::from(&event.info),
                primary_old: event.primary_old.clone(),
                secondary_old: event.secondary_old.clone(),
                conferencing: event.conferencing.clone(),
                added: event.added.clone(),
                new_call: event.new_call.clone(),
            },
            Body::Failed(event) => Self::Failed {
                call: CallInfo::from(&event.info),
                code: text!(event.code),
                text: text!(event.message),
                called: event.called.clone(),
            },
            Body::RecordStarted(event) => Self::RecordStarted {
                recording: RecordingInfo {
                    call: event.info.as_ref().map(CallInfo::from),
                    record: text!(event.record),
                    file_name: text!(event.file_name),
                    success: event.success,
                },
            },
            Body::RecordStopped(event) => Self::RecordStopped {
                recording: RecordingInfo {
                    call: event.info.as_ref().map(CallInfo::from),
                    record: text!(event.record),
                    file_name: text!(event.file_name),
                    success: event.success,
                },
            },
            Body::CallCleared(event) => Self::cleared(event),
            Body::LoginFailed(event) => Self::LoginFailed {
                status: event.status.into(),
                response_text: event.response_text.clone(),
            },
            Body::WsDisconnected => Self::WsDisconnected,
            Body::WsReconnectSucceed(event) => Self::WsReconnectSucceed {
                agent_mode: AgentMode::from(&event.agent_mode),
                active_call: event.active_call.as_ref().map(|active| ActiveCall {
                    call: active.call.clone(),
                    json: active.json.to_string(),
                }),
            },
            Body::RecoverStateSuccess(event) => Self::RecoverStateSuccess {
                agent: event.agent.clone(),
                extension: event.extension.clone(),
                agent_mode: AgentMode::from(&event.agent_mode),
                agent_name: event.agent_name.clone(),
                call: event.call.as_ref().map(|call| RecoveredCall {
                    call: call.call.clone(),
                    calling: call.calling.clone(),
                    called: call.called.clone(),
                    established: call.established,
                }),
            },
            Body::LinkChanged(event) => Self::LinkChanged {
                state: CoreLink::from_name(event.state).into(),
                reason: event.reason.clone(),
            },
            Body::ModelCorrected(event) => Self::ModelCorrected {
                calls: event.calls.clone(),
            },
            Body::Anomaly(event) => Self::Anomaly {
                kind: event.kind.into(),
                call: event.call.clone(),
                event: event.event.to_string(),
                detail: event.detail.clone(),
            },
            _ => Self::Other,
        }
    }
}

impl EventBody {
    fn cleared(event: &core::CallCleared) -> Self {
        let (releasing, hangup, cause) = match &event.event.body {
            Body::ConnectionCleared(cleared) => (
                Some(cleared.releasing.clone()),
                cleared.hangup.clone(),
                text!(cleared.info.cause),
            ),
            _ => (None, None, None),
        };
        Self::CallCleared {
            call: event.call.clone(),
            releasing,
            hangup,
            cause,
            is_established: event.is_established,
            created: moment(event.create_time_id),
            established: event.established_time_id.map(moment),
            party: event.party_device.clone(),
            is_caller: event.is_caller,
            is_out_call: event.is_out_call,
            is_own: event.is_own,
            data: event.event.raw().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use client::core::event::decode;

    use super::*;

    #[test]
    fn an_unknown_event_keeps_its_json() {
        let raw = r#"{"eventName":"agentSings","song":"La"}"#;
        let event = Event::from(&decode(raw.as_bytes()).unwrap());
        assert_eq!((event.kind.as_str(), event.body), ("other", EventBody::Other));
        assert_eq!(event.raw, raw);
    }

    #[test]
    fn every_kind_in_the_server_s_words_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/events");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let Ok(text) = std::fs::read(entry.path()) else {
                continue;
            };
            let Ok(event) = decode(&text) else { continue };
            let event = Event::from(&event);
            assert_eq!(
                event.kind == "other",
                event.body == EventBody::Other,
                "{}",
                event.raw
            );
            seen += 1;
        }
        assert!(seen > 10, "{seen}");
    }

    #[test]
    fn a_known_event_has_its_fields() {
        let raw = r#"{"eventName":"held","callId":"c","holdingDevice":"8001@test.cc","serial":7}"#;
        let event = Event::from(&decode(raw.as_bytes()).unwrap());
        assert_eq!(event.call_id, Some("c".into()));
        assert_eq!(event.meta.serial, Some(7));
        assert!(matches!(event.body, EventBody::Held { holding, .. } if holding.number() == "8001"));
    }
}
