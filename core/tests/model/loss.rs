//! Lost events, and events without sense: what is noticed, and that nothing grows.

use std::sync::Arc;

use crate::trace::{self, Numbering, call, describe, device, fold, now, scene, scenes};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use wellclient_core::event::{AnomalyKind, Event, decode};
use wellclient_core::model::{MAX_CALLS, MAX_PARTIES, Tracker, Verdict};

/// Where the loss leaves a call behind and nothing tells: the held call ends, the consultation seems to go
/// on.
const UNNOTICED: [&str; 1] =
    ["conference: 8001 confers and hangs up first: one connectionCleared without conferenced"];

/// A whole scene with one event lost: no call is left behind, unless the loss was of what ends it, and then
/// nothing that came told of it.
#[test]
fn one_lost_event_leaves_no_ghost() {
    let mut unnoticed = Vec::new();
    for scene in scenes() {
        let events = scene.events(Numbering::Serials);
        for lost in 0..events.len() {
            let mut tracker = scene.tracker();
            let kept: Vec<_> = events
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != lost)
                .map(|(_, event)| Arc::clone(event))
                .collect();
            fold(&mut tracker, &kept);
            let step = &scene.steps[lost];
            let own_end = step.starts_with("connectionCleared")
                && step.contains(&format!("releasing={}", scene.device.number()));
            let right = tracker.model().calls().is_empty();
            if !(right || own_end || tracker.is_doubtful()) {
                unnoticed.push(format!(
                    "{} without {}",
                    scene.name,
                    step.split(' ').next().unwrap()
                ));
            }
        }
    }
    assert_eq!(unnoticed, UNNOTICED);
}

/// What the events after a loss contradict is noticed; what they do not is not known to anybody.
#[test]
fn losses_that_later_events_tell_of_are_noticed() {
    let noticed = |name: &str, lost: &[usize], upto: usize| {
        let scene = scene(name);
        let mut tracker = scene.tracker();
        let kept = (0..upto).filter(|index| !lost.contains(index));
        let events: Vec<_> = kept.map(|index| scene.event(index, Numbering::Serials)).collect();
        fold(&mut tracker, &events);
        tracker.is_doubtful()
    };
    let confers = "conference: 8001 confers and hangs up first: one connectionCleared";
    // Nothing rang, but it is answered; nothing was answered, but it is held; the held call was never seen.
    assert!(noticed(
        "inbound: 8001 answered, the agent hangs up first",
        &[0],
        2
    ));
    assert!(noticed("hold: 8001 holds and retrieves", &[1], 3));
    assert!(noticed(confers, &[0, 1], 3));
    // The call that is transferred here was never seen.
    assert!(noticed(
        "transfer: 8000 is the target: its call was C2 and is C1 now",
        &[0, 1],
        3
    ));
    // A party leaves a call that was never seen to begin.
    assert!(noticed(
        "inbound: 8001 answered, the outside line hangs up first",
        &[0, 1],
        3
    ));
    // Nothing is doubtful where nothing was lost, or where the loss makes no difference.
    for scene in scenes().into_iter().filter(|scene| !is_odd(&scene.name)) {
        assert!(!noticed(&scene.name, &[], scene.steps.len()), "{}", scene.name);
    }
    assert!(!noticed(
        "outbound: 8001 answered, the agent hangs up first",
        &[0, 1],
        5
    ));
}

/// Scenes that are doubtful by themselves, as their golden traces show.
fn is_odd(name: &str) -> bool {
    [
        "not told who else is in the call",
        "cleared by its old id",
        "transfers to itself",
    ]
    .iter()
    .any(|odd| name.contains(odd))
}

/// A lost `delivered` that comes in the end dispels the doubt that its absence caused.
#[test]
fn a_late_event_dispels_the_doubt() {
    let scene = scene("inbound: 8001 answered, the agent hangs up first");
    let mut tracker = scene.tracker();
    tracker.offer(now(0), &scene.event(1, Numbering::Serials));
    assert!(tracker.is_doubtful());
    let offered = tracker.offer(now(1), &scene.event(0, Numbering::Serials));
    assert!(!tracker.is_doubtful(), "{:?}", offered.anomalies);
}

const NAMES: [&str; 19] = [
    "agentLoggedOn",
    "agentLoggedOff",
    "agentReady",
    "agentNotReady",
    "agentAllocated",
    "serviceInitiated",
    "originated",
    "delivered",
    "established",
    "connectionCleared",
    "held",
    "retrieved",
    "transferred",
    "conferenced",
    "failed",
    "recordStarted",
    "recordStopped",
    "",
    "somethingNew",
];

const DEVICE_FIELDS: [&str; 14] = [
    "deviceId",
    "initiatedDevice",
    "callingDevice",
    "calledDevice",
    "alertingDevice",
    "answeringDevice",
    "releasingDevice",
    "holdingDevice",
    "retrievingDevice",
    "transferringDevice",
    "transferredToDevice",
    "conferencingDevice",
    "addedParty",
    "hangupDevice",
];

const CALL_FIELDS: [&str; 4] = ["callId", "primaryOldCall", "secondaryOldCall", "newCall"];

fn any_event() -> impl Strategy<Value = Arc<Event>> {
    let devices = proptest::collection::vec(proptest::option::weighted(0.8, 1..6_u8), DEVICE_FIELDS.len());
    let calls = proptest::collection::vec(proptest::option::weighted(0.8, 0..5_u8), CALL_FIELDS.len());
    let number = proptest::option::of((
        0..40_u64,
        prop_oneof![Just("CtiWorker_a"), Just("CtiWorker_b"), Just("x")],
    ));
    let time = proptest::option::of(0..20_u8);
    (
        proptest::sample::select(NAMES.to_vec()),
        devices,
        calls,
        number,
        time,
    )
        .prop_map(|(name, devices, calls, number, time)| {
            let mut event = Map::new();
            event.insert("eventName".into(), name.into());
            for (field, device) in DEVICE_FIELDS.iter().zip(devices) {
                let device = device.map(|n| trace::device(&format!("800{n}")));
                event.extend(device.map(|device| ((*field).to_owned(), Value::from(device.as_str()))));
            }
            for (field, id) in CALL_FIELDS.iter().zip(calls) {
                event.extend(
                    id.map(|id| ((*field).to_owned(), Value::from(call(&format!("C{id}")).as_str()))),
                );
            }
            if let Some((serial, producer)) = number {
                event.insert("serial".into(), serial.into());
                event.insert("topics".into(), json!([producer]));
            }
            if let Some(second) = time {
                event.insert("eventTime".into(), format!("2017.03.18 14:13:{second:02}").into());
            }
            Arc::new(decode(Value::Object(event).to_string().as_bytes()).unwrap())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// No sequence of events makes a call without its device, a party twice, or a call twice.
    #[test]
    fn events_without_sense_leave_the_model_whole(events in proptest::collection::vec(any_event(), 1..120)) {
        let scene = scene("inbound: 8001 not answered");
        let mut tracker = scene.tracker();
        for (index, event) in events.iter().enumerate() {
            tracker.offer(now(index), event);
            whole(&tracker)?;
        }
        tracker.mark_unverified();
        tracker.clear_doubt();
        whole(&tracker)?;
        prop_assert!(!tracker.is_doubtful());
        tracker.reset();
        prop_assert!(tracker.model().calls().is_empty());
    }
}

fn whole(tracker: &Tracker) -> Result<(), TestCaseError> {
    let (calls, own) = (tracker.model().calls(), &tracker.perspective().device);
    for (index, call) in calls.iter().enumerate() {
        prop_assert!(
            calls.iter().skip(index + 1).all(|other| other.id != call.id),
            "{} twice",
            call.id
        );
        prop_assert!(
            call.party(own).is_some(),
            "{:?} without the own device",
            describe(tracker)
        );
        prop_assert!(call.created.monotonic <= call.established.map_or(call.created, |at| at).monotonic);
        for (index, party) in call.parties.iter().enumerate() {
            prop_assert!(
                call.parties
                    .iter()
                    .skip(index + 1)
                    .all(|other| other.device != party.device)
            );
        }
        // What is asked for by its id is found.
        prop_assert_eq!(
            tracker.model().call(&call.id).map(|found| &found.id),
            Some(&call.id)
        );
    }
    Ok(())
}

fn event(json: Value) -> Arc<Event> {
    Arc::new(decode(json.to_string().as_bytes()).unwrap())
}

fn rings(call: &str, who: &str, serial: u64) -> Arc<Event> {
    event(json!({
        "eventName": "delivered", "callId": call, "alertingDevice": who, "callingDevice": "1@test.cc",
        "serial": serial, "topics": ["CtiWorker_1"],
    }))
}

#[test]
fn a_flood_of_calls_is_bounded_and_said() {
    let scene = scene("inbound: 8001 not answered");
    let mut tracker = scene.tracker();
    for index in 0..2000_u64 {
        let offered = tracker.offer(now(0), &rings(&format!("call {index}"), "8001@test.cc", index));
        let limited = offered
            .anomalies
            .iter()
            .any(|anomaly| anomaly.kind == AnomalyKind::Limit);
        assert_eq!(limited, index >= MAX_CALLS as u64, "{index}");
    }
    assert_eq!(tracker.model().calls().len(), MAX_CALLS);
    assert!(tracker.is_doubtful());
}

#[test]
fn a_flood_of_parties_is_bounded_and_said() {
    let scene = scene("inbound: 8001 not answered");
    let mut tracker = scene.tracker();
    // Two crowds in two calls that are then brought together.
    for (index, id) in (0..600_u64).flat_map(|index| [(2 * index, "a"), (2 * index + 1, "b")]) {
        tracker.offer(now(0), &rings(id, &format!("{index}@test.cc"), index));
    }
    assert!(
        tracker
            .model()
            .calls()
            .iter()
            .all(|call| call.parties.len() == MAX_PARTIES)
    );
    let merge = json!({
        "eventName": "conferenced", "callId": "a", "primaryOldCall": "a", "secondaryOldCall": "b",
            "newCall": "a",
        "conferencingDevice": device("8001").as_str(), "addedParty": "new@test.cc",
        "serial": 5000, "topics": ["CtiWorker_1"],
    });
    let offered = tracker.offer(now(1), &event(merge));
    assert!(
        offered
            .anomalies
            .iter()
            .any(|anomaly| anomaly.kind == AnomalyKind::Limit)
    );
    assert_eq!(tracker.model().calls().len(), 1);
    assert_eq!(tracker.model().calls()[0].parties.len(), MAX_PARTIES);
}

/// No id is longer than those of requests may be: what names a longer one is refused, said, and asked about, and nothing of
/// it is kept. Of the server's words some are kept.
#[test]
fn an_id_that_is_too_long_is_refused_and_said() {
    let scene = scene("inbound: 8001 not answered");
    let limited = |tracker: &mut Tracker, told: Value| {
        let offered = tracker.offer(now(0), &event(told));
        let said = offered
            .anomalies
            .iter()
            .filter(|anomaly| anomaly.kind == AnomalyKind::Limit);
        let [anomaly] = said.collect::<Vec<_>>()[..] else {
            return false;
        };
        assert!(format!("{anomaly:?}").len() < 1000 && tracker.is_doubtful());
        assert!(!matches!(offered.verdict, Verdict::Applied | Verdict::Late));
        true
    };
    let base = |name: &str| {
        json!({
            "eventName": name, "callId": "C1", "originCallInfo": {}, "serial": 7, "topics": ["CtiWorker_1"],
            "alertingDevice": "8001@test.cc", "answeringDevice": "8001@test.cc", "holdingDevice": "8001@test.cc",
            "releasingDevice": "8001@test.cc", "retrievingDevice": "8001@test.cc", "newCall": "C2",
            "transferringDevice": "8001@test.cc", "conferencingDevice": "8001@test.cc",
            "initiatedDevice": "8001@test.cc", "callingDevice": "8001@test.cc", "agentMode": "Ready",
            "isSuccess": true,
        })
    };
    const IDS: [&str; 25] = [
        "callId",
        "srcDeviceId",
        "deviceId",
        "alertingDevice",
        "callingDevice",
        "calledDevice",
        "answeringDevice",
        "holdingDevice",
        "retrievingDevice",
        "releasingDevice",
        "hangupDevice",
        "lastRedirectionDevice",
        "trunkGroup",
        "trunkMember",
        "originalCallId",
        "split",
        "sipCallId",
        "primaryOldCall",
        "secondaryOldCall",
        "newCall",
        "transferringDevice",
        "transferredToDevice",
        "conferencingDevice",
        "addedParty",
        "agentId",
    ];
    let mut seen = Vec::new();
    for name in NAMES {
        for field in IDS {
            let mut told = base(name);
            told[field] = "5".repeat(512).into();
            assert!(
                !limited(&mut scene.tracker(), told.clone()),
                "{name} {field}: the longest"
            );
            told[field] = "5".repeat(513).into();
            let mut tracker = scene.tracker();
            if limited(&mut tracker, told) {
                seen.push(field);
                assert!(format!("{tracker:?}").len() < 4000, "{name} {field} is kept");
            }
        }
        let mut told = base(name);
        told["topics"] = json!([format!("CtiWorker_{}", "5".repeat(513))]);
        limited(&mut scene.tracker(), told);
    }
    for field in IDS {
        // That of another device or agent is none of this one's, however long.
        let is_foreign = matches!(field, "srcDeviceId" | "agentId");
        assert_eq!(seen.contains(&field), !is_foreign, "{field}");
    }
    let mut tracker = scene.tracker();
    let long = "é".repeat(100_000);
    let told = json!({"eventName": "agentNotReady", "agentMode": "NotReady", "reason": long});
    tracker.offer(now(0), &event(told));
    let reason = tracker.model().agent().reason.clone().unwrap();
    assert!(long.starts_with(reason.as_str()) && reason.len() == 2048);
}

/// One call that changes its id for ever remembers only some.
#[test]
fn a_flood_of_ids_is_bounded() {
    let scene = scene("inbound: 8001 not answered");
    let mut tracker = scene.tracker();
    tracker.offer(now(0), &rings("id 0", "8001@test.cc", 1));
    for index in 0..500_u64 {
        let (old, new) = (format!("id {index}"), format!("id {}", index + 1));
        let moved = json!({
            "eventName": "transferred", "callId": old, "secondaryOldCall": old, "newCall": new,
            "transferringDevice": format!("{index}@test.cc"),
                "transferredToDevice": format!("{}@test.cc", index + 1),
            "serial": index + 2, "topics": ["CtiWorker_1"],
        });
        tracker.offer(now(0), &event(moved));
    }
    let [call] = tracker.model().calls() else {
        panic!("{:?}", describe(&tracker))
    };
    assert_eq!(call.id.as_str(), "id 500");
    assert!(call.former_ids.len() <= 32);
    assert_eq!(
        tracker.model().call("id 480").map(|call| call.id.as_str()),
        Some("id 500")
    );
}
