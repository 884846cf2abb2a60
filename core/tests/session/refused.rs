//! A verb that the server refuses for the state of the call (409): what was believed counts again once something agrees.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::model::ConnectionState;

fn account(call: &Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

fn in_c1(state: &str) -> String {
    account(
        &json!({"callId": "C1", "state": state, "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER}),
    )
}

/// The server answers what is asked of it, with this account.
fn is_asked(desk: &mut Desk, account: &str) {
    while desk.is_asked("client-state") || desk.is_asked("/user-data/ ") {
        match desk.is_asked("client-state") {
            true => desk.answers("client-state", 200, account),
            false => desk.answers("/user-data/ ", 200, r#"{"entries":[]}"#),
        }
    }
}

fn verbs() -> [(Value, &'static str); 4] {
    [
        (
            json!({"verb": "singleStepTransfer", "callId": "C1", "phoneNumber": "8005"}),
            "/singleStepTransfer",
        ),
        (json!({"verb": "holdCall", "callId": "C1"}), "/hold"),
        (
            json!({"verb": "consult", "callId": "C1", "phoneNumber": "8005"}),
            "/consult",
        ),
        (json!({"verb": "dropConnection", "callId": "C1"}), "DELETE"),
    ]
}

fn refuses(desk: &mut Desk, verb: &(Value, &str)) {
    desk.asks(verb.0.clone());
    desk.answers(verb.1, 409, "");
}

#[test]
fn an_account_that_agrees_makes_all_as_sure_as_before() {
    for verb in verbs() {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.tells(told::recording("C1", true));
        refuses(&mut desk, &verb);
        assert!(desk.call("C1").unverified, "{verb:?}");
        assert!(!desk.snapshot().calls_complete, "{verb:?}");
        is_asked(&mut desk, &in_c1("Connect"));
        let call = desk.call("C1");
        assert!(
            desk.snapshot().verified && desk.snapshot().calls_complete,
            "{verb:?}"
        );
        assert!(call.doubts.is_empty(), "{verb:?}: {:?}", call.doubts);
        assert!(call.parties.iter().all(|party| party.verified), "{verb:?}");
    }
}

/// The state is another there: nothing of the call is known then.
#[test]
fn one_that_does_not_agree_leaves_it_in_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    refuses(&mut desk, &verbs()[1]);
    is_asked(&mut desk, &in_c1("Hold"));
    desk.seconds(10);
    is_asked(&mut desk, &in_c1("Hold"));
    assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
    assert!(!desk.snapshot().verified);
}

/// The other end puts the call on hold, or leaves, before the account has come.
#[test]
fn events_of_others_do_not_keep_it_in_doubt() {
    let other = json!({"eventName": "held", "callId": "C1", "holdingDevice": CUSTOMER});
    for event in [other, told::recording("C1", true)] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        refuses(&mut desk, &verbs()[1]);
        desk.tells(event.clone());
        is_asked(&mut desk, &in_c1("Connect"));
        assert!(desk.snapshot().verified, "{event}: {:?}", desk.snapshot());
    }
}

/// Where there is no account, the next event of the own leg does it.
#[test]
fn an_event_of_the_own_leg_does_so_too() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    refuses(&mut desk, &verbs()[1]);
    while desk.is_asked("client-state") {
        desk.answers("client-state", 404, "");
    }
    is_asked(&mut desk, "");
    assert!(desk.call("C1").unverified);
    desk.tells(told::held("C1"));
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
    assert!(desk.snapshot().calls_complete);
}

/// `conference` is refused; the account shows the consultation, and not the call on hold.
#[test]
fn what_is_held_beside_is_believed_again_too() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.asks(json!({"verb": "conference", "holdCallId": "C1", "consultCallId": "C2"}));
    desk.answers("conference", 409, "");
    let c2 = json!({"callId": "C2", "state": "Connect", "direction": "Out", "otherSide": told::EXPERT});
    is_asked(&mut desk, &account(&c2));
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
    assert!(desk.snapshot().calls_complete);
}

/// The account was asked for before the refusal: it says nothing about that.
#[test]
fn an_older_account_does_not_count() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(60);
    desk.answers("heartbeat", 500, "");
    refuses(&mut desk, &verbs()[1]);
    desk.answers("client-state", 200, &in_c1("Connect"));
    assert!(!desk.snapshot().verified, "it was asked for before");
    desk.seconds(3);
    is_asked(&mut desk, &in_c1("Connect"));
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
}

/// To the manual's client an empty id is none.
#[test]
fn an_empty_id_is_the_only_call() {
    let hang_up = || json!({"verb": "dropConnection", "callId": ""});
    let mut desk = Desk::logged_in(config());
    let none = desk.asks(hang_up());
    assert_eq!(desk.word(none), "rejected noCall");
    desk.talks("C1");
    let hung_up = desk.asks(hang_up());
    desk.answers("DELETE", 204, "");
    desk.tells(told::cleared("C1", ME, ME));
    assert_eq!(desk.word(hung_up), "confirmed event:connectionCleared");
}
