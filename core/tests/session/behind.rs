//! An account that is behind the events: what an unbroken channel has told to be over stays over.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::event::Origin;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::SessionConfig;

const NONE: Value = Value::Null;

fn account(call: &Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

/// By the account the call is in this state: `Connect`, `Alerting`.
fn shown(call: &str, state: &str) -> String {
    account(
        &json!({"callId": call, "state": state, "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER}),
    )
}

fn answers_by_itself() -> SessionConfig {
    let mut config = config();
    config.settings.auto_answer = true;
    config
}

/// All accounts that are asked for say this; what is answered automatically is not connected for that.
fn is_told(desk: &mut Desk, account: &str) {
    while desk.is_asked("/answer") {
        desk.answers("/answer", 204, "");
    }
    while desk.is_asked("client-state") {
        desk.answers("client-state", 200, account);
    }
}

/// In a call the link is cut, and is back; the account shows it as it is.
fn is_back_in_it(desk: &mut Desk, state: &str) {
    desk.cut();
    desk.seconds(5);
    is_told(desk, &shown("C1", state));
    desk.forgets();
}

fn synthesized(desk: &Desk) -> Vec<String> {
    let made = desk
        .events
        .iter()
        .filter(|event| event.origin == Origin::Synthesized);
    made.map(|event| event.name().to_owned()).collect()
}

fn ends(desk: &mut Desk) {
    desk.tells(told::cleared("C1", ME, ME));
}

/// The hang-up after a reconnect, with an account that still shows the call.
#[test]
fn a_call_that_has_ended_is_not_brought_back() {
    for state in ["Connect", "Alerting"] {
        let mut desk = Desk::logged_in(answers_by_itself());
        desk.tells(told::rings("C1", CUSTOMER, ME));
        if state == "Connect" {
            desk.tells(told::answered("C1", CUSTOMER, ME));
        }
        is_back_in_it(&mut desk, state);
        ends(&mut desk);
        assert!(desk.is_asked("client-state"), "whether there is another");
        is_told(&mut desk, &shown("C1", state));
        assert!(desk.snapshot().calls.is_empty());
        assert_eq!(synthesized(&desk), [""; 0]);
        assert!(!desk.snapshot().verified, "one of the two is wrong");
        // It lags by some seconds.
        for _ in 0..4 {
            desk.seconds(1);
            is_told(&mut desk, &shown("C1", state));
        }
        desk.seconds(1);
        is_told(&mut desk, &account(&NONE));
        assert!(desk.snapshot().verified);
        desk.seconds(30);
        is_told(&mut desk, &account(&NONE));
        assert!(desk.snapshot().calls.is_empty());
        assert_eq!(synthesized(&desk), [""; 0]);
        assert_eq!(desk.count("/answer"), 0);
    }
}

/// A call that was not seen to ring ends before the server has been asked about that.
#[test]
fn so_while_something_else_does_not_fit() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::answered("C1", CUSTOMER, ME));
    ends(&mut desk);
    desk.seconds(2);
    is_told(&mut desk, &shown("C1", "Connect"));
    assert!(desk.snapshot().calls.is_empty());
    desk.seconds(6);
    is_told(&mut desk, &account(&NONE));
    assert!(desk.snapshot().calls.is_empty());
    assert_eq!(synthesized(&desk), [""; 0]);
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
}

/// The end comes by the new link, before the account that is asked for with it; `wsReconnectSucceed` waits.
#[test]
fn so_with_the_first_account_after_a_gap() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.cut();
    desk.seconds(5);
    desk.forgets();
    ends(&mut desk);
    is_told(&mut desk, &shown("C1", "Connect"));
    assert!(desk.named("wsReconnectSucceed").is_empty());
    assert!(desk.snapshot().calls.is_empty());
    desk.seconds(6);
    is_told(&mut desk, &account(&NONE));
    assert_eq!(desk.named("wsReconnectSucceed").len(), 1);
    assert_eq!(synthesized(&desk), [""; 0]);
    assert!(desk.snapshot().verified);
}

/// What was told before a gap is no proof: the call may have come back meanwhile.
#[test]
fn after_a_gap_the_account_is_believed() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    ends(&mut desk);
    desk.forgets();
    is_back_in_it(&mut desk, "Connect");
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
    assert!(!desk.call("C1").unverified);
}

/// An account that says so for longer than an event is on its way: the end was a false one. It is told, and not answered.
#[test]
fn one_that_goes_on_by_all_accounts_is_back() {
    let mut desk = Desk::logged_in(answers_by_itself());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    is_back_in_it(&mut desk, "Alerting");
    ends(&mut desk);
    is_told(&mut desk, &shown("C1", "Alerting"));
    desk.forgets();
    for _ in 0..10 {
        assert_eq!(synthesized(&desk), [""; 0]);
        desk.seconds(1);
        is_told(&mut desk, &shown("C1", "Alerting"));
    }
    assert_eq!(synthesized(&desk), ["delivered"]);
    for _ in 0..100 {
        desk.seconds(30);
        is_told(&mut desk, &shown("C1", "Alerting"));
    }
    assert_eq!(synthesized(&desk), ["delivered"], "once");
    assert_eq!(desk.count("/answer"), 0);
    // Now the channel says that it rings.
    desk.tells(told::rings("C1", CUSTOMER, ME));
    assert_eq!(desk.count("/answer"), 1);
}

/// An account itself had said that the call was over: it may take that back.
#[test]
fn what_only_accounts_say_is_over_may_go_on() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.cut();
    desk.seconds(5);
    is_told(&mut desk, &account(&NONE));
    desk.answers("/user-data/ ", 404, "");
    desk.seconds(5);
    is_told(&mut desk, &account(&NONE));
    assert!(desk.snapshot().calls.is_empty(), "{:?}", desk.snapshot());
    desk.seconds(60);
    while desk.is_asked("heartbeat") {
        desk.answers("heartbeat", 200, "{}");
    }
    is_told(&mut desk, &shown("C1", "Connect"));
    assert!(desk.snapshot().calls.is_empty(), "it may be ahead of an event");
    desk.seconds(2);
    is_told(&mut desk, &shown("C1", "Connect"));
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
}

/// The consultation is over, and the account still shows it, while the first call is on hold.
#[test]
fn a_consultation_that_has_ended_is_not_brought_back() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.cut();
    desk.seconds(5);
    let c2 = json!({"callId": "C2", "state": "Connect", "direction": "Out", "otherSide": told::EXPERT});
    is_told(&mut desk, &account(&c2));
    desk.forgets();
    desk.tells(told::cleared("C2", ME, ME));
    is_told(&mut desk, &account(&c2));
    assert_eq!(synthesized(&desk), [""; 0]);
    assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
    desk.seconds(6);
    let c1 = json!({"callId": "C1", "state": "Hold", "direction": "In", "otherSide": CUSTOMER});
    is_told(&mut desk, &account(&c1));
    assert_eq!(desk.snapshot().calls.len(), 1);
    assert_eq!(synthesized(&desk), [""; 0]);
    assert!(!desk.call("C1").unverified);
}
