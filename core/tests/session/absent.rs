//! The account shows no call (protocol, section 8: it shows an active one): one on hold it may leave out, so each call is asked about
//! by itself, and ends where the server does not know it.

use crate::desk::{Desk, ME, config, told};
use serde_json::json;
use wellclient_core::command::Verb;
use wellclient_core::event::Body;
use wellclient_core::model::ConnectionState;
use wellclient_core::vocabulary::CallEnd;

fn none() -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady"}, "extension": {}})
        .to_string()
}

/// For some seconds the server answers: an account without a call, and about each call that it knows.
fn passes(desk: &mut Desk, seconds: u64, known: &[&str], unknown: u16) {
    for _ in 0..seconds {
        while desk.is_asked("heartbeat") {
            desk.answers("heartbeat", 200, "");
        }
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &none());
        }
        for call in ["C1", "C2"] {
            let asked = format!("{call}/user-data");
            while desk.is_asked(&asked) {
                match known.contains(&call) {
                    true => desk.answers(&asked, 200, "{}"),
                    false => desk.answers(&asked, unknown, ""),
                }
            }
        }
        desk.seconds(1);
    }
}

fn reconnects(desk: &mut Desk) {
    desk.cut();
    desk.seconds(5);
    desk.forgets();
}

fn ends(desk: &Desk) -> Vec<Option<CallEnd>> {
    let told = desk.events.iter().filter_map(|event| match event.body() {
        Body::CallCleared(cleared) => Some(cleared.end_reason),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_customer_on_hold_is_not_forgotten() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    reconnects(&mut desk);
    passes(&mut desk, 70, &["C1"], 404);
    assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
    let snapshot = desk.snapshot();
    let may = |verb| {
        snapshot
            .actions
            .iter()
            .any(|action| action.verb == verb && action.is_allowed())
    };
    assert!(!may(Verb::MakeCall) && !may(Verb::Logout));
    assert!(desk.named("connectionCleared").is_empty());
    assert_eq!(desk.named("wsReconnectSucceed").len(), 1);
    // It goes while nobody hears of it.
    passes(&mut desk, 70, &[], 404);
    assert_eq!(ends(&desk), [Some(CallEnd::Unseen)]);
    assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
}

#[test]
fn both_calls_of_a_consultation_are_asked_about() {
    for known in [&["C1", "C2"][..], &["C1"], &[]] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        reconnects(&mut desk);
        passes(&mut desk, 3, known, 404);
        let calls: Vec<String> = desk
            .snapshot()
            .calls
            .iter()
            .map(|call| call.call_id.as_str().to_owned())
            .collect();
        assert_eq!(calls, known, "{known:?}");
        assert_eq!(desk.snapshot().verified, known.is_empty());
    }
}

/// What has happened during the gap is told before that it is over.
#[test]
fn the_end_is_told_before_the_reconnection() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    reconnects(&mut desk);
    desk.answers("client-state", 200, &none());
    assert!(desk.call("C1").unverified && desk.named("wsReconnectSucceed").is_empty());
    desk.answers("C1/user-data", 404, "");
    let names = desk.events.iter().map(|event| event.name());
    let names: Vec<&str> = names
        .filter(|name| ["connectionCleared", "wsReconnectSucceed"].contains(name))
        .collect();
    assert_eq!(
        names,
        ["connectionCleared", "connectionCleared", "wsReconnectSucceed"]
    );
}

/// The call can go on without the own leg, in a conference, say: that the server knows it is no proof. What was told before is in
/// doubt until something tells of the leg.
#[test]
fn a_call_on_hold_that_no_account_shows_is_in_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    passes(&mut desk, 200, &["C1"], 404);
    assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
    assert!(desk.call("C1").unverified && !desk.snapshot().verified);
    desk.tells(told::retrieved("C1"));
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
    // Its end was lost.
    desk.tells(told::held("C1"));
    desk.forgets();
    passes(&mut desk, 70, &[], 404);
    assert_eq!(ends(&desk), [Some(CallEnd::Unseen)]);
    assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
}

/// An account that has shown a call on hold once would do so again: then it need not be asked, though others talk on in it.
#[test]
fn an_account_that_shows_who_is_on_hold_is_believed() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    let call = json!({"callId": "C1", "state": "Hold", "direction": "In", "ani": told::CUSTOMER, "dnis": ME,
        "otherSide": told::CUSTOMER});
    let held = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": call}, "extension": {}});
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.answers("client-state", 200, &held.to_string());
    assert!(desk.snapshot().verified);
    reconnects(&mut desk);
    passes(&mut desk, 2, &["C1"], 404);
    assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
    assert_eq!(ends(&desk), [Some(CallEnd::Unseen)]);
}

/// Its end is on its way: it is told once, with its reason.
#[test]
fn an_end_on_its_way_is_told_once() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.forgets();
    desk.answers("client-state", 200, &none());
    desk.answers("C1/user-data", 404, "");
    assert!(!desk.snapshot().verified && desk.events.is_empty());
    desk.tells(told::cleared("C1", told::CUSTOMER, told::CUSTOMER));
    desk.tells(told::cleared("C1", ME, told::CUSTOMER));
    passes(&mut desk, 5, &[], 404);
    assert_eq!(ends(&desk), [Some(CallEnd::HungUpByOther)]);
    assert!(desk.snapshot().verified);
}

/// A server that does not answer the question at all: then the account alone is its word, in the end.
#[test]
fn a_server_that_says_nothing_of_calls_leaves_no_ghost() {
    for status in [405, 501, 403] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        reconnects(&mut desk);
        passes(&mut desk, 4, &[], status);
        assert_eq!(desk.snapshot().calls.len(), 1, "{status}");
        assert!(desk.call("C1").unverified);
        passes(&mut desk, 26, &[], status);
        assert!(
            desk.snapshot().verified && desk.snapshot().calls.is_empty(),
            "{status}"
        );
    }
}

/// The process was killed with a customer on hold.
#[test]
fn a_session_that_is_taken_up_keeps_who_is_on_hold() {
    for known in [&["C1"][..], &[]] {
        let mut before = Desk::logged_in(config());
        before.talks("C1");
        before.tells(told::held("C1"));
        let mut desk = Desk::new(config());
        desk.takes_up(before.session.saved().unwrap());
        passes(&mut desk, 5, known, 404);
        assert_eq!(desk.snapshot().calls.len(), known.len());
        assert_eq!(desk.snapshot().verified, known.is_empty());
    }
}

/// The account is ahead in the mode, which an event tells a moment later; that it left the call out is not forgotten over that.
#[test]
fn what_is_left_out_beside_a_contradiction_is_asked_about() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.answers("client-state", 200, &none().replace("NotReady", "Ready"));
    assert!(!desk.snapshot().verified);
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    desk.tells(told::rings("C2", "13900000000@test.cc", ME));
    let call = json!({"callId": "C2", "state": "Alerting", "direction": "In", "ani": "13900000000@test.cc", "dnis": ME});
    let rings = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "Ready",
        "activeCall": call}, "extension": {}});
    desk.seconds(1);
    while desk.is_asked("client-state") {
        desk.answers("client-state", 200, &rings.to_string());
    }
    assert!(desk.call("C1").unverified && !desk.call("C2").unverified);
}
