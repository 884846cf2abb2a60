//! Without numbers: what looks like a copy, or is later by a clock only, may be the same thing happening again. Then it is a
//! doubt, and the server is asked.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::command::Verb;
use wellclient_core::model::ConnectionState;

/// At this second of the server's clock, by this worker.
fn at(second: u64, worker: &str, mut event: Value) -> Value {
    event["eventTime"] = format!("2026.11.27 15:00:{second:02}").into();
    if !worker.is_empty() {
        event["topics"] = json!([worker]);
    }
    event
}

fn account(call: Option<&str>, state: &str) -> String {
    let call = call.map(|call| json!({"callId": call, "state": state, "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER}));
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

/// All in one second.
fn told_at_once(events: &[Value]) -> Desk {
    let mut desk = Desk::logged_in(config());
    desk.tells_bare(at(7, "", told::rings("C1", CUSTOMER, ME)));
    desk.tells_bare(at(7, "", told::answered("C1", CUSTOMER, ME)));
    assert!(desk.snapshot().verified);
    for event in events {
        desk.tells_bare(at(9, "", event.clone()));
    }
    desk
}

/// It is in doubt at once, and the server is asked.
#[track_caller]
fn is_asked_about(desk: &mut Desk) {
    assert!(!desk.snapshot().verified, "{:?}", desk.snapshot());
    desk.seconds(1);
    assert!(desk.is_asked("client-state"));
}

#[test]
fn a_call_that_rings_again_in_the_second_in_which_it_ended() {
    let mut desk = Desk::logged_in(config());
    let rings = at(7, "", told::rings("C1", CUSTOMER, ME));
    desk.tells_bare(rings.clone());
    desk.tells_bare(at(7, "", told::cleared("C1", ME, ME)));
    assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
    desk.tells_bare(rings);
    is_asked_about(&mut desk);
    desk.answers("client-state", 200, &account(Some("C1"), "Alerting"));
    assert_eq!(desk.call("C1").leg, ConnectionState::Alerting);
}

#[test]
fn a_leg_that_is_held_again_in_one_second() {
    let own = [told::held("C1"), told::retrieved("C1"), told::held("C1")];
    let mut desk = told_at_once(&own);
    is_asked_about(&mut desk);
    desk.answers("client-state", 200, &account(Some("C1"), "Hold"));
    assert_eq!(
        (desk.call("C1").leg, desk.call("C1").unverified),
        (ConnectionState::Hold, false)
    );

    let others = own.map(|mut event| {
        for name in ["holdingDevice", "retrievingDevice"] {
            if event[name].is_string() {
                event[name] = CUSTOMER.into();
            }
        }
        event
    });
    is_asked_about(&mut told_at_once(&others));
}

#[test]
fn what_is_recorded_again_and_who_comes_back_in_one_second() {
    let (on, off) = (told::recording("C1", true), told::recording("C1", false));
    is_asked_about(&mut told_at_once(&[on.clone(), off, on]));
    let joins = told::answered("C1", CUSTOMER, told::EXPERT);
    let leaves = told::cleared("C1", told::EXPERT, told::EXPERT);
    is_asked_about(&mut told_at_once(&[joins.clone(), leaves, joins]));
}

/// Nothing has undone it, or what has was later by the same clock.
#[test]
fn a_copy_that_cannot_be_another_is_dropped_without_a_doubt() {
    let mut desk = told_at_once(&[]);
    desk.tells_bare(at(7, "", told::rings("C1", CUSTOMER, ME)));
    desk.tells_bare(at(9, "", told::held("C1")));
    desk.tells_bare(at(9, "", told::held("C1")));
    desk.tells_bare(at(10, "", told::retrieved("C1")));
    desk.tells_bare(at(9, "", told::held("C1")));
    assert!(desk.snapshot().verified && desk.anomalies().is_empty());
    assert_eq!(desk.session.metrics().duplicates, 3);
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
}

/// The clear has overtaken the ring, and its clock is behind.
#[test]
fn an_ended_call_that_rings_later_by_a_clock_alone_is_asked_about() {
    for (one, other) in [("CtiWorker_a", "CtiWorker_b"), ("", "")] {
        for behind in [1, 5] {
            let mut desk = Desk::logged_in(config());
            desk.tells_bare(at(20 - behind, other, told::cleared("C1", ME, CUSTOMER)));
            desk.tells_bare(at(20, one, told::rings("C1", CUSTOMER, ME)));
            assert!(!desk.snapshot().calls_complete);
            assert!(desk.snapshot().calls.iter().all(|call| call.unverified));
            desk.seconds(1);
            desk.answers("client-state", 200, &account(None, ""));
            while desk.is_asked("user-data") || desk.is_asked("client-state") {
                match desk.is_asked("user-data") {
                    true => desk.answers("user-data", 404, ""),
                    false => desk.answers("client-state", 200, &account(None, "")),
                }
            }
            assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
            let dial = desk
                .snapshot()
                .actions
                .into_iter()
                .find(|action| action.verb == Verb::MakeCall);
            assert!(dial.is_some_and(|action| action.permission.is_ok()));
        }
    }
}

/// Nor does an answer bring it back: it would have rung first.
#[test]
fn an_ended_call_is_told_to_end_once() {
    let mut desk = Desk::logged_in(config());
    desk.tells_bare(at(7, "", told::rings("C1", CUSTOMER, ME)));
    desk.tells_bare(at(8, "", told::cleared("C1", ME, CUSTOMER)));
    desk.tells_bare(at(9, "", told::answered("C1", CUSTOMER, ME)));
    is_asked_about(&mut desk);
    desk.answers("client-state", 200, &account(None, ""));
    assert!(desk.snapshot().verified);
    let ends = desk
        .events
        .iter()
        .filter(|event| event.name() == "connectionCleared");
    assert_eq!(ends.count(), 2, "the server's, and the derived one");
}

/// Two routers: which mode was last, their clocks do not say.
#[test]
fn a_mode_that_is_newer_by_another_routers_clock_is_asked_about() {
    let mode =
        |name: &str, mode: &str| json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode});
    let mut desk = Desk::logged_in(config());
    desk.seconds(61);
    desk.answers("client-state", 200, &account(None, ""));
    desk.tells_bare(at(10, "CtiRouter_a", mode("agentReady", "Ready")));
    desk.tells_bare(at(15, "CtiRouter_b", mode("agentNotReady", "NotReady")));
    is_asked_about(&mut desk);
    desk.answers("client-state", 200, &account(None, ""));
    assert!(desk.snapshot().verified);
}
