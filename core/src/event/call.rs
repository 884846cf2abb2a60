//! What the views of agent events and of call events have in common (manual chapter 6); those of each kind of call event are in
//! `views.rs`.

use std::fmt;

use smol_str::SmolStr;

use super::draft;
use super::envelope::{Content, Event};
use super::wire::Wire;
use crate::id::{AgentRef, CallRef, DeviceId, DeviceRef};
use crate::vocabulary::EventKind;
use crate::vocabulary::Field;
use crate::vocabulary::{AgentMode, AgentStatus, LocalState};

/// An agent event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AgentEvent<'a> {
    /// `agentId`.
    pub agent_id: Option<AgentRef<'a>>,
    agent_mode: Option<&'a str>,
    /// `devices`: where the agent is logged in, by medium (`Voice`).
    pub devices: Devices<'a>,
    /// `queueId`.
    pub queue_id: Option<&'a str>,
    /// `reason` of `agentNotReady`.
    pub reason: Option<&'a str>,
}

/// The fields that all call events have.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CallInfo<'a> {
    /// `callId`.
    pub call_id: CallRef<'a>,
    /// `connectionId`, `<device>|<call>`.
    pub connection_id: Option<&'a str>,
    local_state: Option<&'a str>,
    agent_status: Option<&'a str>,
    /// `originCallInfo`: the call as it was first made.
    pub origin_call_info: Option<OriginCallInfo<'a>>,
    /// `cause`: why, in the server's words.
    pub cause: Option<&'a str>,
}

/// `originCallInfo`: the call as it was first made.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OriginCallInfo<'a> {
    /// `callId`.
    pub call_id: Option<CallRef<'a>>,
    /// `callingDevice`.
    pub calling_device: Option<DeviceRef<'a>>,
    /// `calledDevice`.
    pub called_device: Option<DeviceRef<'a>>,
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
            agent_id: wire.agent_at(const { KIND.place(Field::AgentId) }),
            agent_mode: wire.text_at(const { KIND.place(Field::AgentMode) }),
            devices: Devices(wire.text_at(const { KIND.place(Field::Devices) })),
            queue_id: wire.text_at(const { KIND.place(Field::QueueId) }),
            reason: wire.text_at(const { KIND.place(Field::Reason) }),
        }
    }

    /// `agentMode`.
    pub fn agent_mode(&self) -> Option<AgentMode> {
        self.agent_mode.map(AgentMode::from)
    }
}

impl<'a> CallInfo<'a> {
    pub(super) fn of(wire: &'a Wire) -> Option<Self> {
        // Alike in all of them.
        const KIND: EventKind = EventKind::Held;
        Some(Self {
            call_id: wire.call_at(const { KIND.place(Field::CallId) })?,
            connection_id: wire.text_at(const { KIND.place(Field::ConnectionId) }),
            local_state: wire.text_at(const { KIND.place(Field::LocalState) }),
            agent_status: wire.text_at(const { KIND.place(Field::AgentStatus) }),
            origin_call_info: wire.has_origin.then(|| OriginCallInfo {
                call_id: wire.call_at(const { KIND.place(Field::OriginCallInfoCallId) }),
                calling_device: wire.device_at(const { KIND.place(Field::OriginCallInfoCallingDevice) }),
                called_device: wire.device_at(const { KIND.place(Field::OriginCallInfoCalledDevice) }),
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

/// Of a `delivered`: whether the device that rings is the one whose subscription delivered this copy; where it does not tell
/// that, the one whose session took it in.
pub(super) fn rings_here(wire: &Wire) -> bool {
    const KIND: EventKind = EventKind::Delivered;
    let alerting = wire.text_at(const { KIND.place(Field::AlertingDevice) });
    match wire.text_at(const { KIND.place(Field::SrcDeviceId) }) {
        Some(copied_to) => alerting == Some(copied_to),
        None => wire.rings_there,
    }
}

impl Event {
    /// Whether it is a `delivered` that does not say whose copy it is, and rings at this device: then it is that one's.
    pub(crate) fn is_nameless_copy_for(&self, own: DeviceRef<'_>) -> bool {
        self.kind() == EventKind::Delivered
            && self.src_device().is_none()
            && self
                .wire()
                .and_then(|wire| wire.device_at(const { EventKind::Delivered.place(Field::AlertingDevice) }))
                .is_some_and(|alerting| alerting == own)
    }

    /// The device at which an agent event says that the agent telephones; there may be other media.
    pub(crate) fn voice_device(&self) -> Option<DeviceId> {
        let mut devices = self.agent_event()?.devices.iter();
        devices
            .find(|(medium, _)| medium == "Voice")
            .map(|(_, device)| device)
    }

    /// The device that leaves by it; `None` unless it is a `connectionCleared` of the server's.
    pub(crate) fn releasing_device(&self) -> Option<DeviceRef<'_>> {
        let wire = self
            .wire()
            .filter(|_| self.kind() == EventKind::ConnectionCleared)?;
        wire.device_at(const { EventKind::ConnectionCleared.place(Field::ReleasingDevice) })
    }

    /// It was taken in by the session of the device that rings.
    pub(crate) fn rings_there(&mut self) {
        if let Content::Wire(wire) = &mut self.content {
            wire.rings_there = true;
        }
    }
}
