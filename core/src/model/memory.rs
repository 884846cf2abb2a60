//! `getCallMemory` (manual 5.1): the model in the reference client's words.

use serde_json::{Map, Value, json};

use super::call::{Call, ConnectionState, Role};
use super::state::Model;
use crate::id::DeviceId;

/// The calls in the reference client's shape: how many there are, and each by its id, with its times in milliseconds since 1970 UTC
/// and each device by its id, with its state (`originated`, `delivered`, `connected`, `held`) and whether it called.
pub fn call_memory(model: &Model) -> Value {
    let calls = model.calls().iter();
    let mut memory: Map<_, _> = calls
        .map(|call| (call.id.as_str().to_owned(), describe(call)))
        .collect();
    memory.insert("length".to_owned(), model.calls().len().into());
    Value::Object(memory)
}

fn describe(call: &Call) -> Value {
    let device = |device: &Option<DeviceId>| device.as_ref().map_or("", DeviceId::as_str).to_owned();
    let mut memory = Map::new();
    for party in &call.parties {
        let state = match party.leg {
            ConnectionState::Initiated => "originated",
            ConnectionState::Connected if call.established.is_none() && party.role == Role::Calling => {
                "originated"
            }
            ConnectionState::Alerting | ConnectionState::Queued => "delivered",
            ConnectionState::Connected => "connected",
            ConnectionState::Hold => "held",
            ConnectionState::Fail => "failed",
            ConnectionState::Null => "",
        };
        memory.insert(
            party.device.as_str().to_owned(),
            json!({
                "deviceId": party.device.as_str(),
                "connectionState": state,
                "callId": call.id.as_str(),
                "isCalling": party.role == Role::Calling,
                "callingDevice": device(&call.calling),
                "calledDevice": device(&call.called),
            }),
        );
    }
    memory.insert("deviceCount".to_owned(), call.parties.len().into());
    memory.insert("createTimeId".to_owned(), call.created.wall.unix_ms.into());
    if let Some(established) = call.established {
        memory.insert("establishedTimeId".to_owned(), established.wall.unix_ms.into());
    }
    if call.conference {
        memory.insert("isConferenced".to_owned(), true.into());
    }
    Value::Object(memory)
}
