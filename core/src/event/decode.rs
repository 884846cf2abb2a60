//! From an event's JSON to [`Event`].

use std::sync::Arc;

use smol_str::SmolStr;

use super::wire::{Text, Wire};
use super::{
    AgentEvent, Body, CallInfo, Conferenced, ConnectionCleared, Delivered, Established, Event, EventTime,
    Failed, Held, Meta, Origin, OriginCallInfo, Originated, RecordStarted, RecordStopped, Retrieved,
    ServiceInitiated, Transferred,
};
use crate::id::{CallId, DeviceId};

/// Why a text is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeEventError {
    /// Not UTF-8.
    #[error("the event is not UTF-8")]
    NotUtf8,
    /// Not a JSON object (or nested deeper than 128 levels, or with the same field twice).
    #[error("the event is not a JSON object: line {line} column {column}")]
    NotAnObject {
        /// Where reading stopped.
        line: usize,
        /// Where reading stopped.
        column: usize,
    },
}

/// Reads one event. An unknown name, or a known one without the fields it needs, is [`Body::Other`].
///
/// # Errors
/// Only what is not a JSON object at all. The text itself is not part of the error.
pub fn decode(bytes: &[u8]) -> Result<Event, DecodeEventError> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecodeEventError::NotUtf8)?;
    let wire: Wire<'_> = serde_json::from_str(text).map_err(|error| DecodeEventError::NotAnObject {
        line: error.line(),
        column: error.column(),
    })?;
    // A struct also reads from a JSON list; an event does not.
    if !text.trim_start().starts_with('{') {
        return Err(DecodeEventError::NotAnObject { line: 1, column: 1 });
    }
    let meta = meta(&wire);
    let body = body(&wire).unwrap_or(Body::Other);
    Ok(Event {
        origin: Origin::Server,
        late: false,
        meta,
        body,
        raw: Arc::from(text),
    })
}

fn meta(wire: &Wire<'_>) -> Meta {
    Meta {
        name: wire.event_name.small().unwrap_or_default(),
        time: wire.event_time.get().and_then(EventTime::parse),
        event_type: wire.event_type.small(),
        serial: wire.serial.get().and_then(|serial| serial.parse().ok()),
        producer: wire.topics.0.clone().or_else(|| wire.event_topics.0.clone()),
        namespace: wire.namespace.small(),
        src_device: device(&wire.src_device_id),
        device: device(&wire.device_id),
    }
}

fn body(wire: &Wire<'_>) -> Option<Body> {
    Some(match wire.event_name.get()? {
        "agentLoggedOn" => Body::AgentLoggedOn(agent_event(wire)),
        "agentLoggedOff" => Body::AgentLoggedOff(agent_event(wire)),
        "agentReady" => Body::AgentReady(agent_event(wire)),
        "agentNotReady" => Body::AgentNotReady(agent_event(wire)),
        "agentWorkingAfterCall" => Body::AgentWorkingAfterCall(agent_event(wire)),
        "agentAllocated" => Body::AgentAllocated(agent_event(wire)),
        "serviceInitiated" => Body::ServiceInitiated(ServiceInitiated {
            info: call_info(wire)?,
            initiated: device(&wire.initiated_device).or_else(|| device(&wire.device_id))?,
        }),
        "originated" => Body::Originated(Originated {
            info: call_info(wire)?,
            calling: device(&wire.calling_device)?,
            called: device(&wire.called_device),
        }),
        "delivered" => Body::Delivered(Box::new(Delivered {
            info: call_info(wire)?,
            alerting: device(&wire.alerting_device)?,
            calling: device(&wire.calling_device),
            called: device(&wire.called_device),
            last_redirection: device(&wire.last_redirection_device),
            trunk_group: wire.trunk_group.small(),
            trunk_member: wire.trunk_member.small(),
            original_call: call(&wire.original_call_id),
            user_data: user_data(wire),
            split: wire.split.small(),
            call_cause: wire.call_cause.small(),
        })),
        "established" => Body::Established(Box::new(Established {
            info: call_info(wire)?,
            answering: device(&wire.answering_device)?,
            calling: device(&wire.calling_device),
            called: device(&wire.called_device),
            trunk_group: wire.trunk_group.small(),
            trunk_member: wire.trunk_member.small(),
            split: wire.split.small(),
            user_data: user_data(wire),
            sip_call: wire.sip_call_id.small(),
        })),
        "connectionCleared" => Body::ConnectionCleared(Box::new(ConnectionCleared {
            info: call_info(wire)?,
            releasing: device(&wire.releasing_device).or_else(|| device(&wire.device_id))?,
            hangup: device(&wire.hangup_device),
        })),
        "held" => Body::Held(Held {
            info: call_info(wire)?,
            holding: device(&wire.holding_device)?,
        }),
        "retrieved" => Body::Retrieved(Retrieved {
            info: call_info(wire)?,
            retrieving: device(&wire.retrieving_device)?,
            sip_call: wire.sip_call_id.small(),
        }),
        "transferred" => Body::Transferred(Box::new(Transferred {
            info: call_info(wire).or_else(|| call_info_of(wire, call(&wire.new_call)?))?,
            primary_old: call(&wire.primary_old_call),
            secondary_old: call(&wire.secondary_old_call),
            transferring: device(&wire.transferring_device),
            transferred_to: device(&wire.transferred_to_device),
            new_call: call(&wire.new_call),
        })),
        "conferenced" => Body::Conferenced(Box::new(Conferenced {
            info: call_info(wire).or_else(|| call_info_of(wire, call(&wire.new_call)?))?,
            primary_old: call(&wire.primary_old_call),
            secondary_old: call(&wire.secondary_old_call),
            conferencing: device(&wire.conferencing_device),
            added: device(&wire.added_party),
            new_call: call(&wire.new_call),
        })),
        "failed" => Body::Failed(Box::new(Failed {
            info: call_info(wire)?,
            code: wire.failed_code.of(),
            message: wire.failed_msg.small(),
            called: device(&wire.called_device),
        })),
        "recordStarted" => Body::RecordStarted(RecordStarted {
            info: call_info(wire),
            record: wire.record_id.small(),
            file_name: wire.file_name.small(),
            success: truth(&wire.is_success),
        }),
        "recordStopped" => Body::RecordStopped(RecordStopped {
            info: call_info(wire),
            record: wire.record_id.small(),
            file_name: wire.file_name.small(),
            success: truth(&wire.is_success),
        }),
        _ => return None,
    })
}

fn agent_event(wire: &Wire<'_>) -> AgentEvent {
    AgentEvent {
        agent: wire.agent_id.of(),
        mode: wire.agent_mode.of(),
        devices: wire.devices.0.clone(),
        queue: wire.queue_id.small(),
        reason: wire.reason.small(),
    }
}

fn call_info(wire: &Wire<'_>) -> Option<CallInfo> {
    call_info_of(wire, call(&wire.call_id)?)
}

fn call_info_of(wire: &Wire<'_>, call: CallId) -> Option<CallInfo> {
    Some(CallInfo {
        call,
        connection: wire.connection_id.small(),
        local_state: wire.local_state.of(),
        agent_status: wire.agent_status.of(),
        origin: wire.origin_call_info.get().map(|origin| OriginCallInfo {
            call: self::call(&origin.call_id),
            calling: device(&origin.calling_device),
            called: device(&origin.called_device),
        }),
        cause: wire.cause.small(),
    })
}

fn device(text: &Text<'_>) -> Option<DeviceId> {
    text.get().map(DeviceId::from)
}

/// The server writes `"0"` for no call.
fn call(text: &Text<'_>) -> Option<CallId> {
    text.get().filter(|id| *id != "0").map(CallId::from)
}

fn truth(text: &Text<'_>) -> Option<bool> {
    match text.get()? {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn user_data(wire: &Wire<'_>) -> Option<Arc<str>> {
    wire.user_data
        .map(|raw| Arc::from(raw.get()))
        .filter(|json: &Arc<str>| &**json != "null")
}

impl Event {
    /// An event of the library's own making.
    pub(crate) fn made(origin: Origin, name: impl Into<SmolStr>, body: Body, raw: String) -> Self {
        Event {
            origin,
            late: false,
            meta: Meta {
                name: name.into(),
                ..Meta::default()
            },
            body,
            raw: Arc::from(raw),
        }
    }
}
