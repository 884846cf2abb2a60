//! Recording: on from the start of each call, and switched for this call only.

mod desk;

use desk::Desk;
use serde_json::json;

const OUTSIDE: &str = "13800000000";

fn recorded(config: serde_json::Value) -> Desk {
    let mut config = config;
    config["record_calls"] = json!(true);
    Desk::new(config, 3)
}

fn switch(desk: &mut Desk, what: &str) -> u16 {
    let path = format!("/api/csta/callControl/recording/{what}?extension=8001@test.cc");
    desk.call("5001", "POST", &path, json!(null)).0
}

/// Which devices are recorded.
fn recordings(desk: &Desk) -> Vec<String> {
    let legs = desk.state().calls.into_iter().flat_map(|call| call.legs);
    legs.filter(|leg| leg.recording)
        .map(|leg| leg.device_id)
        .collect()
}

#[test]
fn every_agent_is_recorded_from_the_start() {
    let mut desk = recorded(json!({}));
    desk.dials("8001", "8002");
    assert!(recordings(&desk).is_empty());
    desk.does("8002", "C1", "answer");
    let seen = "serviceInitiated(C1) originated(C1) delivered(C1) established(C1) recordStarted(C1)";
    assert_eq!(desk.view("8001"), seen);
    assert_eq!(
        desk.view("8002"),
        "delivered(C1) established(C1) recordStarted(C1)"
    );
    let started = desk.last("8001", "recordStarted").clone();
    assert_eq!(started["isSuccess"], true);
    assert!(started["fileName"].as_str().unwrap().ends_with(".wav"));
    assert!(started["recordId"].is_string());
    assert_ne!(
        started["recordId"],
        desk.last("8002", "recordStarted")["recordId"]
    );
    assert_eq!(recordings(&desk), ["8001@test.cc", "8002@test.cc"]);
}

#[test]
fn it_is_stopped_for_this_call_only() {
    let mut desk = recorded(json!({}));
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    assert_eq!(switch(&mut desk, "Stop"), 409);
    desk.does("8001", "C1", "answer");
    let id = desk.last("8001", "recordStarted")["recordId"].clone();
    desk.forget();
    // To repeat either changes nothing.
    for what in ["Start", "Stop", "Stop"] {
        assert_eq!(switch(&mut desk, what), 204);
    }
    assert_eq!(desk.view("8001"), "recordStopped(C1)");
    let stopped = desk.last("8001", "recordStopped");
    assert_eq!((&stopped["recordId"], &stopped["isSuccess"]), (&id, &json!(true)));
    // It is not switched on hold, and a hold does not switch it.
    desk.does("8001", "C1", "hold");
    assert_eq!(switch(&mut desk, "Start"), 409);
    desk.does("8001", "C1", "retrieve");
    assert!(recordings(&desk).is_empty());
    assert_eq!(switch(&mut desk, "Start"), 204);
    assert_ne!(desk.last("8001", "recordStarted")["recordId"], id);
    assert_eq!(switch(&mut desk, "Stop"), 204);
    // It ends with the leg, and nothing more is said of it.
    desk.forget();
    desk.does("8001", "C1", "drop");
    assert_eq!(desk.view("8001"), "connectionCleared(C1 8001)");
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    desk.does("8001", "C2", "answer");
    assert_eq!(recordings(&desk), ["8001@test.cc"]);
}

#[test]
fn it_goes_on_through_hold_conference_and_transfer() {
    let mut desk = recorded(json!({}));
    desk.outside(json!({"do": "call_in", "from": OUTSIDE, "to": "8001"}));
    desk.does("8001", "C1", "answer");
    desk.consults("8001", "C1", "8002");
    desk.does("8002", "C2", "answer");
    desk.forget();
    desk.joins("8001", "transfer");
    assert_eq!(recordings(&desk), ["8002@test.cc"]);
    for device in ["8001", "8002"] {
        assert!(!desk.view(device).contains("record"), "{}", desk.view(device));
    }
}

#[test]
fn where_it_is_not_to_be_switched_calls_are_recorded_all_the_same() {
    let mut desk = recorded(json!({"recording_disabled": true}));
    desk.talk("8001", "8002");
    assert_eq!(recordings(&desk).len(), 2);
    assert_eq!(switch(&mut desk, "Stop"), 466);
    let mut desk = recorded(json!({}));
    desk.outside(json!({"do": "set_extension", "device": "8001", "condition": "recording_disabled"}));
    desk.talk("8001", "8002");
    assert_eq!(switch(&mut desk, "Stop"), 466);
}
