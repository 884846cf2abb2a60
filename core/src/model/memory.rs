//! `getCallMemory` (manual 5.1): the model in the reference client's words.

use serde_json::{Map, Value, json};

use super::call::{Call, ConnectionState, Role};
use super::perspective::Perspective;
use super::state::Model;

/// The calls as the reference client shows them: by id, each device with its state (`originated`,
/// `delivered`, `connected`, `held`), whether it called, and the times in milliseconds since 1970 UTC.
pub fn call_memory(model: &Model, own: &Perspective) -> Value {
    let mut calls = Map::new();
    for call in model.calls() {
        calls.insert(call.id.as_str().to_owned(), describe(call));
    }
    json!({ "deviceId": own.device.as_str(), "length": model.calls().len(), "callMemory": calls })
}

fn describe(call: &Call) -> Value {
    let mut devices = Map::new();
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
        devices.insert(
            party.device.as_str().to_owned(),
            json!({ "deviceState": state, "isCalling": party.role == Role::Calling }),
        );
    }
    json!({
        "createTimeId": call.created.wall.unix_ms,
        "establishedTimeId": call.established.map_or(Value::from(""), |at| at.wall.unix_ms.into()),
        "isConferenced": call.conference,
        "isEstatblished": call.established.is_some(),
        "device": devices,
    })
}
