//! Odd accounts of the server: what each can mean, and what it cannot.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::model::ConnectionState;

fn account(call: Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

fn reconnects(desk: &mut Desk) {
    desk.cut();
    desk.seconds(5);
    desk.forgets();
}

/// Servers fill in a time where there is none.
#[test]
fn what_rings_is_shown_whatever_time_of_an_answer_stands_with_it() {
    let rang = "2017.03.18 14:13:24";
    for answered in [rang, "1970.01.01 00:00:00", "0001.01.01 00:00:00", "", "x"] {
        let mut desk = Desk::logged_in(config());
        reconnects(&mut desk);
        desk.answers(
            "client-state",
            200,
            &account(
                json!({"callId": "C1", "state": "Alerting", "direction": "In", "otherSide": CUSTOMER,
                "ringTime": rang, "answerTime": answered}),
            ),
        );
        let call = desk.call("C1");
        assert_eq!(
            (call.leg, call.unverified),
            (ConnectionState::Alerting, false),
            "{answered}"
        );
    }
}

/// Off hook, then cut: what was dialled meanwhile the account names.
#[test]
fn who_was_dialled_unseen_makes_the_leg_connected() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::initiated("C1"));
    reconnects(&mut desk);
    let shown = json!({"callId": "C1", "state": "Initiate", "direction": "Out", "otherSide": "8005"});
    desk.answers("client-state", 200, &account(shown));
    let call = desk.call("C1");
    assert_eq!((call.leg, call.unverified), (ConnectionState::Connected, false));
    assert_eq!(
        call.called.as_ref().map(|called| called.as_str()),
        Some(told::EXPERT)
    );
}

#[test]
fn a_call_that_cannot_be_read_is_a_doubt_and_no_end() {
    for odd in [
        json!("C1"),
        json!(["C1"]),
        json!({"callId": null, "state": "Connect"}),
        json!({"callId": 7}),
        json!(7),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        reconnects(&mut desk);
        desk.answers("client-state", 200, &account(odd.clone()));
        assert!(desk.call("C1").unverified, "{odd}");
        assert!(!desk.snapshot().verified);
    }
    for none in [
        json!(null),
        json!({}),
        json!(""),
        json!({"callId": "", "state": ""}),
        json!({"callId": "0"}),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        reconnects(&mut desk);
        desk.answers("client-state", 200, &account(none.clone()));
        assert!(desk.call("C1").unverified, "{none}");
        desk.answers("C1/user-data", 404, "");
        desk.answers("client-state", 200, &account(none.clone()));
        assert!(
            desk.snapshot().calls.is_empty() && desk.snapshot().verified,
            "{none}"
        );
    }
}

/// Of a call that rings here others are told of first: how the own leg is the account says, whenever the call was answered
/// elsewhere.
#[test]
fn a_call_that_others_were_told_of_rings_by_the_account() {
    let third = "8003@test.cc";
    let joined = json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C9",
        "newCall": "C1", "transferringDevice": third, "transferredToDevice": ME, "cause": "TRANSFER"});
    let held = json!({"eventName": "held", "callId": "C1", "holdingDevice": CUSTOMER});
    for first in [
        told::transferred("C1", third, ME),
        joined,
        told::conferenced(third, "C1", "C9", ME),
        held,
        told::answered("C1", CUSTOMER, third),
        told::recording("C1", true),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.tells(first.clone());
        let shown = json!({"callId": "C1", "state": "Alerting", "direction": "In", "otherSide": CUSTOMER,
            "ringTime": "2017.03.18 14:13:24", "answerTime": "2017.03.18 14:13:20"});
        for _ in 0..20 {
            if desk.is_asked("client-state") {
                desk.answers("client-state", 200, &account(shown.clone()));
            }
            if desk.is_asked("user-data") {
                desk.answers("user-data", 200, "{}");
            }
            desk.seconds(4);
        }
        let call = desk.call("C1");
        let is_so = (call.leg, call.doubts.has(Doubt::Leg)) == (ConnectionState::Alerting, false);
        assert!(is_so, "{first} {call:?}");
    }
}
