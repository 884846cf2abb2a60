//! Late events are put in their place, also where a reply has come between: call data, an account, a refusal.

use std::time::Duration;

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::model::ConnectionState;

const RED: &str = r#"{"entries":[{"key":"colour","value":"red"}]}"#;

fn account(call: &Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

/// In C1 with the customer, as the account shows it.
fn in_c1(state: &str) -> String {
    account(
        &json!({"callId": "C1", "state": state, "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER}),
    )
}

/// What can come between an event and the one before it.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    Data,
    SetData,
    Account,
    Refusal,
    Often,
}

fn comes(desk: &mut Desk, between: Between) {
    match between {
        Between::Nothing => {}
        Between::Data => {
            desk.asks(json!({"verb": "getCallData", "callId": "C1"}));
            desk.answers("/user-data/ ", 200, RED);
        }
        Between::SetData => {
            desk.asks(
                json!({"verb": "setCallData", "callId": "C1", "data": [{"key": "colour", "value": "red"}]}),
            );
            desk.answers("/user-data {", 204, "");
        }
        Between::Account => {
            // The heartbeat is refused, so the account is asked for.
            desk.seconds(58);
            desk.tells(told::recording("C1", true));
            while desk.is_asked("heartbeat") {
                desk.answers("heartbeat", 500, "");
            }
            while desk.is_asked("client-state") {
                desk.answers("client-state", 200, &in_c1("Connect"));
            }
        }
        Between::Refusal => {
            desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
            desk.answers("/hold", 409, "");
            desk.answers("client-state", 200, &in_c1("Connect"));
            while desk.is_asked("/user-data/ ") {
                desk.answers("/user-data/ ", 200, r#"{"entries":[]}"#);
            }
        }
        Between::Often => {
            for _ in 0..200 {
                comes(desk, Between::Data);
            }
        }
    }
}

/// `held` comes after `retrieved`, and the model is as if it had come before.
#[test]
fn an_event_that_is_late_by_one_is_put_in_its_place_across_a_reply() {
    for between in [
        Between::Nothing,
        Between::Data,
        Between::SetData,
        Between::Account,
        Between::Refusal,
        Between::Often,
    ] {
        for is_new in [false, true] {
            let mut desk = Desk::logged_in(config());
            desk.seconds(10);
            desk.talks("C1");
            if !is_new {
                // The call is older than all that can be late.
                desk.seconds(120);
                desk.tells(told::recording("C1", true));
                while desk.is_asked("heartbeat") {
                    desk.answers("heartbeat", 200, "{}");
                }
                while desk.is_asked("client-state") {
                    desk.answers("client-state", 200, &in_c1("Connect"));
                }
            }
            let (late, next) = (desk.serial() + 2, desk.serial() + 4);
            desk.skips(4);
            desk.tells_as(next, told::retrieved("C1"));
            comes(&mut desk, between);
            desk.forgets();
            desk.later(Duration::from_millis(200));
            desk.tells_as(late, told::held("C1"));
            let case = format!("{between:?} {is_new}");
            assert!(desk.named("held")[0].late, "{case}");
            assert!(!desk.anomalies().contains(&"tooLate".to_owned()), "{case}");
            let call = desk.call("C1");
            assert_eq!(call.leg, ConnectionState::Connected, "{case}");
            assert!(desk.snapshot().verified, "{case} {:?}", desk.snapshot());
            assert!(desk.snapshot().calls_complete, "{case}");
        }
    }
}

/// What the reply told stays told, whatever comes late before it.
#[test]
fn what_a_reply_has_told_is_newer_than_what_comes_late() {
    let mut desk = Desk::logged_in(config());
    let first = desk.serial() + 2;
    desk.skips(2);
    desk.tells(told::answered("C1", CUSTOMER, ME));
    comes(&mut desk, Between::Data);
    let mut rings = told::rings("C1", CUSTOMER, ME);
    rings["userData"] = json!({"data": {"colour": "blue", "originalANI": CUSTOMER}});
    desk.tells_as(first, rings);
    let data: Value = serde_json::from_str(desk.call("C1").data.as_deref().unwrap()).unwrap();
    assert_eq!(data, json!({"colour": "red", "originalANI": CUSTOMER}));
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
}

/// The library asks for the data itself once a call has been transferred here.
#[test]
fn the_answer_of_whom_the_call_is_transferred_to_may_come_after_the_data() {
    for account_there in [true, false] {
        let mut desk = Desk::logged_in(config());
        desk.tells(told::rings("C2", told::EXPERT, ME));
        let late = desk.serial() + 2;
        desk.skips(2);
        desk.tells(json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
            "transferringDevice": told::EXPERT, "transferredToDevice": ME, "newCall": "C1"}));
        while desk.is_asked("/user-data/ ") {
            desk.answers("/user-data/ ", 200, RED);
        }
        desk.later(Duration::from_millis(50));
        desk.tells_as(late, told::answered("C2", told::EXPERT, ME));
        assert!(!desk.anomalies().contains(&"tooLate".to_owned()));
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected, "{account_there}");
        if !account_there {
            while desk.is_asked("client-state") {
                desk.answers("client-state", 404, "");
            }
        }
        desk.seconds(30);
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected, "{account_there}");
        assert!(
            !desk.call("C1").unverified,
            "{account_there}: {:?}",
            desk.call("C1")
        );
    }
}
