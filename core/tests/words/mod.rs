//! Events of calls, as the server words them: 8001 is the agent's device.

#![allow(dead_code, unreachable_pub)]

use serde_json::{Value, json};

pub const ME: &str = "8001@test.cc";
pub const CUSTOMER: &str = "13800000000@test.cc";
pub const EXPERT: &str = "8005@test.cc";

pub fn rings(call: &str, calling: &str, at: &str) -> Value {
    json!({"eventName": "delivered", "callId": call, "callingDevice": calling, "calledDevice": at,
        "alertingDevice": at})
}

pub fn answered(call: &str, calling: &str, by: &str) -> Value {
    json!({"eventName": "established", "callId": call, "callingDevice": calling, "calledDevice": by,
        "answeringDevice": by})
}

pub fn initiated(call: &str) -> Value {
    json!({"eventName": "serviceInitiated", "callId": call, "initiatedDevice": ME})
}

pub fn dialled(call: &str, called: &str) -> Value {
    json!({"eventName": "originated", "callId": call, "callingDevice": ME, "calledDevice": called})
}

pub fn held(call: &str) -> Value {
    json!({"eventName": "held", "callId": call, "holdingDevice": ME})
}

pub fn retrieved(call: &str) -> Value {
    json!({"eventName": "retrieved", "callId": call, "retrievingDevice": ME})
}

/// The leg of `who` is cleared; `by` has hung up.
pub fn cleared(call: &str, who: &str, by: &str) -> Value {
    json!({"eventName": "connectionCleared", "callId": call, "releasingDevice": who, "hangupDevice": by})
}

pub fn recording(call: &str, on: bool) -> Value {
    let name = if on { "recordStarted" } else { "recordStopped" };
    json!({"eventName": name, "callId": call, "isSuccess": true})
}

/// 8001 has a customer on hold on one call, and talks to an expert on another.
pub fn consultation(held: &str, consulted: &str) -> Vec<Value> {
    vec![
        rings(held, CUSTOMER, ME),
        answered(held, CUSTOMER, ME),
        self::held(held),
        initiated(consulted),
        dialled(consulted, EXPERT),
        rings(consulted, ME, EXPERT),
        answered(consulted, ME, EXPERT),
    ]
}

pub fn conferenced(by: &str, held: &str, consulted: &str, added: &str) -> Value {
    json!({"eventName": "conferenced", "callId": held, "primaryOldCall": held, "secondaryOldCall": consulted,
        "conferencingDevice": by, "addedParty": added, "newCall": held})
}

/// In a single step.
pub fn transferred(call: &str, by: &str, to: &str) -> Value {
    json!({"eventName": "transferred", "callId": call, "secondaryOldCall": call, "transferringDevice": by,
        "transferredToDevice": to, "newCall": call, "cause": "SINGLESTEPTRANSFER"})
}
