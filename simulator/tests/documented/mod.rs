//! What the protocol's section 7 names of each event, held against what the simulator sends.

use serde_json::Value;

/// Nothing is sent that section 7 does not name, and all that it names for every event is there.
pub(crate) fn is_documented(event: &Value, agent: usize) {
    let name = event["eventName"].as_str().unwrap();
    let common = "eventName eventTime eventType serial namespace srcDeviceId deviceId params _type topics";
    let of_calls = "eventSrc callId connectionId localState";
    let (always, own): (&str, &str) = match name {
        "agentLoggedOn"
        | "agentLoggedOff"
        | "agentReady"
        | "agentNotReady"
        | "agentWorkingAfterCall"
        | "agentAllocated" => ("agentId agentMode devices", "queueId reason"),
        "serviceInitiated" => ("initiatedDevice", ""),
        "originated" => ("callingDevice calledDevice", ""),
        "delivered" => (
            "alertingDevice callingDevice calledDevice callType userData",
            "lastRedirectionDevice trunkGroup trunkMember originalCallId split callCause originCallInfo",
        ),
        "established" => (
            "answeringDevice callingDevice calledDevice",
            "trunkGroup trunkMember split userData sipCallId originCallInfo",
        ),
        "connectionCleared" => ("releasingDevice hangupDevice cause", ""),
        "held" => ("holdingDevice", ""),
        "retrieved" => ("retrievingDevice", "sipCallId"),
        "transferred" => (
            "primaryOldCall secondaryOldCall transferringDevice transferredToDevice newCall cause",
            "originCallInfo",
        ),
        "conferenced" => (
            "primaryOldCall secondaryOldCall conferencingDevice addedParty newCall",
            "originCallInfo",
        ),
        "failed" => ("failedCode failedMsg calledDevice cause", ""),
        "recordStarted" => ("recordId fileName isSuccess", ""),
        "recordStopped" => ("recordId isSuccess", ""),
        other => panic!("{other} is no event of the protocol"),
    };
    let of_a_call = event["eventType"] == "csta";
    let words = |text: &'static str| text.split_whitespace();
    let mut required: Vec<&str> = words(common).chain(words(always)).collect();
    if of_a_call {
        required.extend(words(of_calls));
    }
    let sent: Vec<&str> = event.as_object().unwrap().keys().map(String::as_str).collect();
    for field in &required {
        assert!(sent.contains(field), "{name} lacks {field}: {event}");
    }
    let allowed: Vec<&str> = required.iter().copied().chain(words(own)).collect();
    for field in sent {
        assert!(allowed.contains(&field), "{name} has {field}: {event}");
    }
    let device = format!("800{agent}@test.cc");
    assert_eq!(event["srcDeviceId"], device.as_str(), "{name}");
    assert_eq!(
        event["params"]["agent"],
        format!("500{agent}@test.cc").as_str(),
        "{name}"
    );
    assert!(event["serial"].is_u64(), "{name}");
    if let Some(success) = event.get("isSuccess") {
        assert!(success.is_boolean(), "{name}");
    }
    if name == "delivered" {
        let data = &event["userData"]["data"];
        for key in ["originalANI", "originalDNIS", "originalCallId"] {
            assert!(data[key].is_string(), "{key}: {event}");
        }
    }
}
