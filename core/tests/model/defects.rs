//! What clients of this server have got wrong, one test each.

use crate::trace::{Numbering, Scene, call, device, fold, folded, now, scene};
use serde_json::json;
use std::sync::Arc;
use wellclient_core::event::{AnomalyKind, Event, decode};
use wellclient_core::model::{ConnectionState, Tracker, Verdict, call_memory};

/// The scene's first events only.
fn beginning(name: &str, events: usize) -> Scene {
    let mut scene = scene(name);
    scene.steps.truncate(events);
    scene
}

#[test]
fn the_third_party_of_a_single_step_conference_is_established() {
    let tracker = folded(
        &beginning(
            "single_step_conference: 8001 is the other party; 8003 hangs up first",
            6,
        ),
        Numbering::Serials,
    );
    let call = tracker.model().call(&call("C1")).unwrap();
    assert_eq!(call.parties.len(), 3);
    assert!(
        call.parties
            .iter()
            .all(|party| party.leg == ConnectionState::Connected),
        "{:?}",
        call.parties
    );
}

/// Without numbers it may ring again: then the server is asked.
fn is_over_or_in_doubt(tracker: &Tracker, numbering: Numbering) -> bool {
    let calls = tracker.model().calls();
    match numbering {
        Numbering::Serials => calls.is_empty(),
        _ => calls.is_empty() || tracker.is_doubtful() && calls.iter().all(|call| !call.is_verified()),
    }
}

#[test]
fn a_late_delivered_makes_no_ghost_call() {
    let scene = scene("inbound: 8001 answered, the agent hangs up first");
    for numbering in [Numbering::Serials, Numbering::Times, Numbering::Nothing] {
        // The first event comes last, never having come before.
        let mut tracker = scene.tracker();
        let mut events = scene.events(numbering);
        events.rotate_left(1);
        fold(&mut tracker, &events);
        assert!(is_over_or_in_doubt(&tracker, numbering), "{numbering:?}");
        // And once more, ever so late.
        tracker.offer(now(3600), events.last().unwrap());
        tracker.offer(now(36_000), events.last().unwrap());
        assert!(is_over_or_in_doubt(&tracker, numbering), "{numbering:?}");
    }
}

#[test]
fn a_late_event_does_not_take_back_an_answer() {
    let scene = beginning("outbound: 8001 answered, the agent hangs up first", 4);
    for late in 0..3 {
        for numbering in [Numbering::Serials, Numbering::Times, Numbering::Nothing] {
            let mut tracker = scene.tracker();
            let mut events = scene.events(numbering);
            events.push(Arc::clone(&events[late]));
            events.remove(late);
            fold(&mut tracker, &events);
            let found = tracker.model().call(&call("C1")).unwrap();
            assert!(found.established.is_some());
            assert!(
                found
                    .parties
                    .iter()
                    .all(|party| party.leg == ConnectionState::Connected),
                "{late} {numbering:?}"
            );
        }
    }
}

#[test]
fn a_transfer_to_itself_leaves_no_ghost_call() {
    let tracker = folded(
        &scene("single_step_transfer: 8003 transfers to itself"),
        Numbering::Serials,
    );
    assert!(tracker.model().calls().is_empty());
}

#[test]
fn the_own_leg_is_not_on_hold_when_the_other_party_holds() {
    let tracker = folded(
        &beginning("hold: 8001 is held and retrieved by the other party", 5),
        Numbering::Serials,
    );
    let call = tracker.model().call(&call("C1")).unwrap();
    assert_eq!(call.leg(&device("8001")), ConnectionState::Connected);
    assert_eq!(call.leg(&device("8003")), ConnectionState::Hold);
}

#[test]
fn the_own_leg_is_not_on_hold_after_a_conference() {
    let tracker = folded(
        &beginning(
            "conference: 8001 confers and hangs up first: one connectionCleared",
            8,
        ),
        Numbering::Serials,
    );
    let call = tracker.model().call(&call("C1")).unwrap();
    assert_eq!(call.leg(&device("8001")), ConnectionState::Connected);
    assert!(call.conference);
    assert_eq!(tracker.model().calls().len(), 1);
}

/// A copy that comes after the model was checked with the server is still a copy.
#[test]
fn a_copy_after_a_check_is_dropped() {
    let scene = beginning("hold: 8001 holds and retrieves", 3);
    let mut tracker = folded(&scene, Numbering::Serials);
    tracker.clear_doubt();
    let offered = tracker.offer(now(9), &scene.event(2, Numbering::Serials));
    assert_eq!(offered.verdict, Verdict::Duplicate);
    assert!(!tracker.is_doubtful());
}

fn event(json: serde_json::Value) -> Arc<Event> {
    Arc::new(decode(json.to_string().as_bytes()).unwrap())
}

/// A worker that was started anew counts from the beginning, at a later time: its events are not late.
#[test]
fn a_producer_that_begins_again_is_followed() {
    let scene = scene("inbound: 8001 answered, the agent hangs up first");
    let mut tracker = folded(&scene, Numbering::Serials);
    let rings = event(json!({
        "eventName": "delivered", "callId": "new", "alertingDevice": "8001@test.cc",
            "callingDevice": "1@test.cc",
        "serial": 3, "topics": ["CtiWorker_31dv7"], "eventTime": "2017.03.18 14:20:00",
    }));
    let offered = tracker.offer(now(10), &rings);
    assert_eq!(offered.verdict, Verdict::Applied);
    assert!(
        offered
            .anomalies
            .iter()
            .any(|anomaly| anomaly.kind == AnomalyKind::SerialReset)
    );
    assert_eq!(tracker.model().calls().len(), 1);
}

/// An id that a call had before it was merged may be given to a new call later.
#[test]
fn a_former_id_can_be_a_new_call() {
    let scene = scene("conference: 8001 confers and hangs up first: one connectionCleared");
    let mut tracker = folded(&scene, Numbering::Serials);
    let rings = event(json!({
        "eventName": "delivered", "callId": call("C2").as_str(), "alertingDevice": "8001@test.cc",
        "callingDevice": "1@test.cc", "serial": 200_000, "topics": ["CtiWorker_31dv7"],
    }));
    tracker.offer(now(20), &rings);
    let ids: Vec<_> = tracker
        .model()
        .calls()
        .iter()
        .map(|call| call.id.clone())
        .collect();
    assert_eq!(ids, [call("C2")]);
}

#[test]
fn what_is_for_another_device_or_agent_is_refused() {
    let scene = scene("inbound: 8001 not answered");
    let mut tracker: Tracker = scene.tracker();
    for stranger in [
        json!({"eventName": "delivered", "callId": "c", "alertingDevice": "8001@test.cc",
            "srcDeviceId": "8002@test.cc"}),
        json!({"eventName": "agentReady", "agentId": "5002@test.cc", "agentMode": "Ready"}),
    ] {
        let offered = tracker.offer(now(0), &event(stranger));
        assert_eq!(offered.verdict, Verdict::Refused);
        assert_eq!(offered.anomalies[0].kind, AnomalyKind::Foreign);
    }
    assert!(tracker.model().calls().is_empty() && tracker.model().agent().since.is_none());
    assert!(!tracker.is_doubtful());
}

#[test]
fn call_memory_has_the_reference_client_s_shape() {
    let tracker = folded(
        &beginning("hold: 8001 is held and retrieved by the other party", 5),
        Numbering::Serials,
    );
    assert_eq!(
        call_memory(tracker.model()),
        json!({
            "length": 1,
            call("C1").as_str(): {
                "deviceCount": 2,
                "createTimeId": 1_500_000_000_000_i64,
                "establishedTimeId": 1_500_000_000_300_i64,
                "8001@test.cc": {
                    "deviceId": "8001@test.cc",
                    "connectionState": "connected",
                    "callId": call("C1").as_str(),
                    "isCalling": true,
                    "callingDevice": "8001@test.cc",
                    "calledDevice": "8003@test.cc",
                },
                "8003@test.cc": {
                    "deviceId": "8003@test.cc",
                    "connectionState": "held",
                    "callId": call("C1").as_str(),
                    "isCalling": false,
                    "callingDevice": "8001@test.cc",
                    "calledDevice": "8003@test.cc",
                },
            },
        }),
    );
    let ringing = folded(&beginning("outbound: 8001 not answered", 3), Numbering::Serials);
    let memory = call_memory(ringing.model());
    let rings = &memory[call("C1").as_str()];
    assert_eq!(rings["8001@test.cc"]["connectionState"], "originated");
    assert_eq!(rings["13900000000@test.cc"]["connectionState"], "delivered");
    assert_eq!(
        rings.get("establishedTimeId").or(rings.get("isConferenced")),
        None
    );
    assert_eq!(
        call_memory(scene("inbound: 8001 not answered").tracker().model()),
        json!({ "length": 0 })
    );
}
