//! An account that is behind the events: what an unbroken channel has told to be over stays over.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::event::Origin;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::SessionConfig;
use wellclient_core::snapshot::SessionPhase;

const NONE: Value = Value::Null;

fn account_in(mode: &str, call: &Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode, "activeCall": call},
        "extension": {}})
    .to_string()
}

fn account(call: &Value) -> String {
    account_in("NotReady", call)
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

/// What was told long before a gap is no proof: the call may have come back meanwhile.
#[test]
fn after_a_gap_the_account_is_believed() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    ends(&mut desk);
    desk.seconds(10);
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

fn ready() -> Value {
    json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"})
}

fn not_ready() -> Value {
    json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"})
}

/// The event comes while the heartbeat's account is on its way, so that is asked for once more: it says what was so before.
fn happens(desk: &mut Desk, event: Value, before: &str) {
    desk.seconds(20);
    desk.forgets();
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.tells(event);
    is_told(desk, before);
    assert_eq!(synthesized(desk), [""; 0]);
    assert!(!desk.snapshot().verified, "one of the two is wrong");
}

/// Nothing tells how old an account is. What an event has told stays, in doubt, until an account says the same.
#[test]
fn an_account_that_says_what_was_so_before_takes_nothing_back() {
    let mut desk = Desk::logged_in(config());
    let rings = || told::rings("C1", CUSTOMER, ME);
    let steps = [
        (ready(), account(&NONE), account_in("Ready", &NONE)),
        (not_ready(), account_in("Ready", &NONE), account(&NONE)),
        (rings(), account(&NONE), shown("C1", "Alerting")),
        (
            told::answered("C1", CUSTOMER, ME),
            shown("C1", "Alerting"),
            shown("C1", "Connect"),
        ),
        (told::held("C1"), shown("C1", "Connect"), shown("C1", "Hold")),
        (told::retrieved("C1"), shown("C1", "Hold"), shown("C1", "Connect")),
        (
            told::cleared("C1", ME, ME),
            shown("C1", "Connect"),
            account(&NONE),
        ),
    ];
    for (event, before, after) in steps {
        happens(&mut desk, event, &before);
        for _ in 0..4 {
            desk.seconds(1);
            is_told(&mut desk, &before);
            assert!(!desk.snapshot().verified, "{before}");
        }
        desk.seconds(1);
        is_told(&mut desk, &after);
        assert!(desk.snapshot().verified, "{after}: {:?}", desk.snapshot());
        assert_eq!(synthesized(&desk), [""; 0], "{after}");
    }
}

/// After ten times as long as an event may be on its way it is the account that is newer.
#[test]
fn one_that_goes_on_saying_so_is_believed() {
    let mut desk = Desk::logged_in(config());
    happens(&mut desk, ready(), &account(&NONE));
    for _ in 0..9 {
        desk.seconds(1);
        is_told(&mut desk, &account(&NONE));
        assert_eq!(synthesized(&desk), [""; 0]);
    }
    desk.seconds(1);
    is_told(&mut desk, &account(&NONE));
    assert_eq!(synthesized(&desk), ["agentNotReady"]);
    assert!(desk.snapshot().verified);
}

/// The agent has just logged in, and by the account has not; something is asked about.
#[test]
fn an_account_of_before_the_log_in_ends_no_session() {
    for catches_up in [true, false] {
        let mut desk = Desk::logged_in(config());
        desk.tells(told::answered("C1", CUSTOMER, ME));
        ends(&mut desk);
        for _ in 0..5 {
            desk.seconds(1);
            is_told(&mut desk, &account_in("Logout", &NONE));
        }
        assert_eq!(desk.snapshot().phase, SessionPhase::LoggedIn);
        for _ in 0..10 {
            desk.seconds(1);
            let mode = if catches_up { "NotReady" } else { "Logout" };
            is_told(&mut desk, &account_in(mode, &NONE));
        }
        assert_eq!(desk.snapshot().verified, catches_up);
        assert_eq!(desk.snapshot().phase == SessionPhase::LoggedIn, catches_up);
    }
}

/// The gap does not make the account any newer: it can be of before the log-in still.
#[test]
fn nor_does_one_right_after_a_gap() {
    let mut desk = Desk::logged_in(config());
    desk.cut();
    desk.seconds(5);
    for _ in 0..5 {
        is_told(&mut desk, &account_in("Logout", &NONE));
        assert_eq!(desk.snapshot().phase, SessionPhase::LoggedIn);
        assert!(!desk.snapshot().verified && desk.named("wsReconnectSucceed").is_empty());
        desk.seconds(1);
    }
    is_told(&mut desk, &account_in("Logout", &NONE));
    assert_eq!(desk.snapshot().phase, SessionPhase::LoggedOut);
    assert_eq!(synthesized(&desk), ["agentLoggedOff"]);
    assert_eq!(desk.named("wsReconnectSucceed").len(), 1);
}

/// The link breaks right after the hang-up, and is back before the account has caught up.
#[test]
fn so_across_a_gap_that_is_short() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    ends(&mut desk);
    is_back_in_it(&mut desk, "Connect");
    assert!(desk.snapshot().calls.is_empty() && !desk.snapshot().verified);
    desk.seconds(1);
    is_told(&mut desk, &account(&NONE));
    assert!(desk.snapshot().calls.is_empty() && desk.snapshot().verified);
    assert_eq!(synthesized(&desk), [""; 0]);
}

/// Who is consulted is busy: the consultation ends without having begun, and what is in doubt by that is asked about.
#[test]
fn so_of_a_call_that_is_in_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.seconds(20);
    desk.tells(told::answered("C1", CUSTOMER, ME));
    desk.seconds(2);
    desk.tells(told::held("C1"));
    desk.tells(told::cleared("C2", ME, told::EXPERT));
    for lag in 0..5 {
        desk.seconds(1);
        let state = if lag < 3 { "Alerting" } else { "Connect" };
        is_told(&mut desk, &shown("C1", state));
        assert_eq!(synthesized(&desk), [""; 0]);
        assert_eq!(desk.call("C1").leg, ConnectionState::Hold);
        assert!(!desk.snapshot().verified);
    }
    desk.seconds(1);
    is_told(&mut desk, &shown("C1", "Hold"));
    assert!(!desk.call("C1").unverified);
}

/// A server that has shown a call on hold would show this one: that it shows none is older than the ring.
#[test]
fn so_of_a_call_that_was_put_on_hold_at_once() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.tells(told::held("C1"));
    desk.seconds(60);
    while desk.is_asked("heartbeat") {
        desk.answers("heartbeat", 200, "{}");
    }
    is_told(&mut desk, &shown("C1", "Hold"));
    desk.tells(told::cleared("C1", ME, ME));
    desk.seconds(20);
    is_told(&mut desk, &account(&NONE));
    desk.talks("C2");
    desk.tells(told::held("C2"));
    desk.tells(told::cleared("C3", ME, told::EXPERT));
    for _ in 0..5 {
        desk.seconds(1);
        is_told(&mut desk, &account(&NONE));
        assert_eq!(desk.call("C2").leg, ConnectionState::Hold);
        assert!(!desk.snapshot().verified && synthesized(&desk).is_empty());
    }
}

/// The end of the one before is told late: that between the two there was none no event has shown.
#[test]
fn so_of_a_call_that_came_right_after_another() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(20);
    let end = desk.serial() + 2;
    desk.skips(4);
    desk.tells(told::rings("C2", CUSTOMER, ME));
    desk.tells_as(end, told::cleared("C1", ME, ME));
    assert_eq!(desk.snapshot().calls.len(), 1);
    for _ in 0..5 {
        desk.seconds(1);
        is_told(&mut desk, &account(&NONE));
        assert_eq!(desk.call("C2").leg, ConnectionState::Alerting);
        assert_eq!(synthesized(&desk), [""; 0]);
    }
    desk.seconds(1);
    is_told(&mut desk, &shown("C2", "Alerting"));
    assert!(desk.snapshot().verified);
}

/// A mode of which no event has come can be older than the last that has.
#[test]
fn so_of_a_mode_between_two_that_were_told() {
    let mut desk = Desk::logged_in(config());
    happens(&mut desk, ready(), &account_in("WorkNotReady", &NONE));
    for _ in 0..4 {
        desk.seconds(1);
        is_told(&mut desk, &account_in("WorkNotReady", &NONE));
        assert!(!desk.snapshot().verified && synthesized(&desk).is_empty());
    }
    desk.seconds(1);
    is_told(&mut desk, &account_in("Ready", &NONE));
    assert!(desk.snapshot().verified && synthesized(&desk).is_empty());
}

/// What was so during a gap nobody has told: a mode that an event has told since it has put an end to any.
#[test]
fn so_of_a_mode_that_was_never_heard_of() {
    let mut desk = Desk::logged_in(config());
    desk.seconds(20);
    desk.cut();
    desk.seconds(5);
    desk.forgets();
    desk.tells(ready());
    for _ in 0..4 {
        is_told(&mut desk, &account_in("WorkNotReady", &NONE));
        assert_eq!(synthesized(&desk), [""; 0]);
        assert!(!desk.snapshot().verified);
        desk.seconds(1);
    }
    is_told(&mut desk, &account_in("Ready", &NONE));
    assert!(desk.snapshot().verified);
    assert_eq!(synthesized(&desk), [""; 0]);
}
