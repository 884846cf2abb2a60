//! Call data, of which the server's replies and its events tell: which of the two is newer, and what may have been set.

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;

const ASKED: &str = "C1/user-data/ ";
const SET: &str = "C1/user-data {";

fn sets(desk: &mut Desk) {
    desk.asks(json!({"verb": "setCallData", "callId": "C1", "data": [{"key": "k", "value": "v"}]}));
}

fn answered(data: &Value) -> Value {
    let mut event = told::answered("C1", CUSTOMER, ME);
    event["userData"] = json!({ "data": data });
    event
}

fn rings(data: &Value) -> Value {
    let mut event = told::rings("C1", CUSTOMER, ME);
    event["userData"] = json!({ "data": data });
    event
}

/// The data as it is shown; `None` while it is in doubt.
fn shown(desk: &Desk) -> Option<Value> {
    let call = desk.call("C1");
    let data = call.data.as_deref().unwrap_or("{}");
    (!call.doubts.has(Doubt::Data)).then(|| serde_json::from_str(data).unwrap())
}

/// A request that is not answered may have been carried out all the same.
#[test]
fn what_may_have_been_set_is_asked_for() {
    for lost in [true, false] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        sets(&mut desk);
        match lost {
            true => desk.loses(SET),
            false => desk.seconds(20),
        }
        assert_eq!(shown(&desk), None, "{lost}");
        desk.answers(ASKED, 200, r#"{"entries":[{"key":"k","value":"v"}]}"#);
        assert_eq!(shown(&desk), Some(json!({"k": "v"})), "{lost}");
    }
}

/// An event that was sent before the data was set can come after the reply, or between the question and its answer.
#[test]
fn an_event_that_may_be_older_than_a_reply_is_asked_about() {
    let (old, new) = (json!({"n": 1}), json!({"n": 1, "k": "v"}));
    for while_asked in [false, true] {
        let mut desk = Desk::logged_in(config());
        desk.tells(rings(&old));
        sets(&mut desk);
        desk.answers(SET, 204, "");
        if !while_asked {
            desk.answers(ASKED, 200, r#"{"n":1,"k":"v"}"#);
            assert_eq!(shown(&desk), Some(new.clone()));
        }
        desk.later(std::time::Duration::from_millis(10));
        desk.tells(answered(&old));
        assert_eq!(shown(&desk), None, "{while_asked}");
        if while_asked {
            desk.answers(ASKED, 200, r#"{"n":1}"#);
            assert_eq!(shown(&desk), None, "it was asked before the event came");
        }
        desk.answers(ASKED, 200, r#"{"n":1,"k":"v"}"#);
        assert_eq!(shown(&desk), Some(new.clone()), "{while_asked}");
        assert!(!desk.is_asked("user-data"));
    }
}

/// Nor do two, one before the reply and one after it: the reply then is no answer of what the data is.
#[test]
fn an_old_event_after_the_reply_ends_no_doubt_that_one_before_it_has_made() {
    let (old, new) = (json!({"n": 1}), json!({"n": 1, "k": "v"}));
    let mut desk = Desk::logged_in(config());
    desk.tells(rings(&old));
    sets(&mut desk);
    desk.later(std::time::Duration::from_millis(10));
    desk.tells(answered(&old));
    desk.later(std::time::Duration::from_millis(10));
    desk.answers(SET, 204, "");
    assert_eq!(shown(&desk), None);
    desk.later(std::time::Duration::from_millis(1));
    desk.tells(answered(&old));
    assert_eq!(shown(&desk), None);
    while desk.is_asked("user-data") {
        desk.later(std::time::Duration::from_millis(10));
        desk.answers("user-data", 200, r#"{"n":1,"k":"v"}"#);
    }
    assert_eq!(shown(&desk), Some(new));
}

/// A call can end here and come back, to be listened to: its events are as old as before.
#[test]
fn what_was_set_before_a_call_came_back_is_asked_for() {
    let (old, new) = (json!({"n": 1}), json!({"n": 1, "k": "v"}));
    for replied_late in [false, true] {
        let mut desk = Desk::logged_in(config());
        desk.tells(rings(&old));
        desk.tells(answered(&old));
        sets(&mut desk);
        desk.later(std::time::Duration::from_millis(10));
        if !replied_late {
            desk.answers(SET, 204, "");
        }
        desk.tells(told::cleared("C1", ME, ME));
        if replied_late {
            desk.answers(SET, 204, "");
        }
        desk.later(std::time::Duration::from_millis(10));
        desk.tells(rings(&old));
        assert_eq!(shown(&desk), None, "{replied_late}");
        while desk.is_asked("user-data") {
            desk.later(std::time::Duration::from_millis(10));
            desk.answers("user-data", 200, r#"{"n":1,"k":"v"}"#);
        }
        assert_eq!(shown(&desk), Some(new.clone()), "{replied_late}");
    }
}

/// Nor do two old events bear each other out.
#[test]
fn what_two_old_events_tell_is_no_more_than_one_does() {
    let (old, new) = (json!({"n": 1}), json!({"n": 1, "k": "v"}));
    let mut desk = Desk::logged_in(config());
    desk.tells(rings(&old));
    sets(&mut desk);
    desk.answers(SET, 204, "");
    desk.tells(answered(&old));
    desk.tells(answered(&old));
    assert_eq!(shown(&desk), None);
    while desk.is_asked("user-data") {
        desk.answers("user-data", 200, r#"{"n":1,"k":"v"}"#);
    }
    assert_eq!(shown(&desk), Some(new));
}

/// One that tells what is known is no doubt, and asks for nothing.
#[test]
fn an_event_that_tells_the_same_is_asked_about_no_more() {
    let data = json!({"n": 1, "k": "v"});
    let mut desk = Desk::logged_in(config());
    desk.tells(rings(&json!({"n": 1})));
    sets(&mut desk);
    desk.answers(SET, 204, "");
    desk.answers(ASKED, 200, r#"{"k":"v","n":1}"#);
    desk.later(std::time::Duration::from_millis(10));
    desk.tells(answered(&data));
    assert_eq!(shown(&desk), Some(data));
    assert!(!desk.is_asked("user-data"));
}

/// An event of another kind comes late, and all since is folded again: what the server has answered last stays.
#[test]
fn what_was_answered_stays_where_a_late_event_is_put_in_its_place() {
    let (old, all) = (json!({"n": 1}), json!({"n": 1, "k": "v", "o": 7}));
    let mut desk = Desk::logged_in(config());
    desk.tells(rings(&old));
    sets(&mut desk);
    desk.answers(SET, 204, "");
    let late = desk.serial() + 2;
    desk.skips(2);
    desk.later(std::time::Duration::from_millis(10));
    desk.tells(answered(&all));
    desk.later(std::time::Duration::from_millis(10));
    desk.answers(ASKED, 200, r#"{"n":1,"k":"v"}"#);
    desk.answers(ASKED, 200, r#"{"n":1,"k":"v","o":7}"#);
    assert_eq!(shown(&desk), Some(all.clone()));
    desk.tells_as(late, told::recording("C1", true));
    assert_eq!(shown(&desk), Some(all));
}

/// What was asked before the data was set, and is answered after that, can be older.
#[test]
fn an_answer_that_may_be_older_than_what_was_set_is_asked_for_again() {
    for lost in [false, true] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        sets(&mut desk);
        desk.answers(SET, 204, "");
        desk.later(std::time::Duration::from_millis(10));
        sets(&mut desk);
        desk.later(std::time::Duration::from_millis(10));
        match lost {
            true => desk.loses(SET),
            false => desk.answers(SET, 204, ""),
        }
        desk.answers(ASKED, 200, r#"{"k":"before"}"#);
        assert_eq!(shown(&desk), None, "{lost}");
        desk.answers(ASKED, 200, r#"{"k":"v"}"#);
        assert_eq!(shown(&desk), Some(json!({"k": "v"})), "{lost}");
        assert!(!desk.is_asked("user-data"), "{lost}");
    }
}

/// Whoever is consulted does not know the other call, and an event was lost by which the two would be told apart.
#[test]
fn the_data_of_a_consultation_is_not_that_of_the_call_that_it_goes_into() {
    let mut desk = Desk::logged_in(config());
    let mut consulted = told::rings("C2", EXPERT, ME);
    consulted["userData"] = json!({"data": {"originalCallId": "C2"}});
    desk.tells(consulted);
    desk.tells(told::answered("C2", EXPERT, ME));
    desk.tells(json!({"eventName": "held", "callId": "C2", "holdingDevice": EXPERT}));
    desk.tells(told::conferenced(EXPERT, "C1", "C2", ME));
    desk.answers(ASKED, 200, "{}");
    // And the own keys of the server, which no reply has, are not known.
    assert_eq!(known(&desk), (json!({}), false));
}

const ENTRIES: &str = r#"{"entries":[{"key":"k","value":"v"}]}"#;

/// What is known of `C1`, and whether it is all that there is.
fn known(desk: &Desk) -> (Value, bool) {
    let call = desk.call("C1");
    let data = call.data.as_deref().unwrap_or("{}");
    (serde_json::from_str(data).unwrap(), !call.doubts.has(Doubt::Data))
}

/// 8001 is consulted, and gets the call: `by` and `how` it does.
fn takes_over(desk: &mut Desk, answered_first: bool) {
    let mut rings = told::rings("C2", EXPERT, ME);
    rings["userData"] = json!({"data": {"originalANI": EXPERT}});
    desk.tells(rings);
    if answered_first {
        desk.tells(told::answered("C2", EXPERT, ME));
    }
    desk.tells(
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
        "transferringDevice": EXPERT, "transferredToDevice": ME, "newCall": "C1", "cause": "TRANSFER",
        "originCallInfo": {"callId": "C1", "callingDevice": CUSTOMER, "calledDevice": EXPERT}}),
    );
}

/// The reply has what applications have set; the server's own keys are in events alone. Those of the consultation are not the
/// call's.
#[test]
fn the_keys_of_a_call_that_is_taken_over_are_in_doubt_until_an_event_tells_them() {
    for answered_first in [false, true] {
        let mut desk = Desk::logged_in(config());
        takes_over(&mut desk, answered_first);
        desk.answers(ASKED, 200, ENTRIES);
        assert_eq!(known(&desk), (json!({"k": "v"}), false), "{answered_first}");
        // That nobody can be asked for them is no reason to go on asking.
        desk.tells(told::cleared("C1", EXPERT, EXPERT));
        desk.seconds(5);
        assert!(!desk.is_asked("user-data"), "{answered_first}");
        desk.later(std::time::Duration::from_secs(60));
        let whole = json!({"k": "v", "originalANI": CUSTOMER});
        let mut event = match answered_first {
            true => told::rings("C1", CUSTOMER, "8009@test.cc"),
            false => told::answered("C1", CUSTOMER, ME),
        };
        event["userData"] = json!({ "data": whole });
        desk.tells(event);
        while desk.is_asked("user-data") {
            desk.answers("user-data", 200, ENTRIES);
        }
        assert_eq!(known(&desk), (whole, true), "{answered_first}");
    }
}

/// A server that adds no keys of its own tells nothing in the consultation, either.
#[test]
fn where_no_event_has_data_the_reply_is_all_that_there_is() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::rings("C2", EXPERT, ME));
    desk.tells(told::answered("C2", EXPERT, ME));
    desk.tells(
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2",
        "transferringDevice": EXPERT, "transferredToDevice": ME, "newCall": "C1", "cause": "TRANSFER"}),
    );
    desk.answers(ASKED, 200, ENTRIES);
    assert_eq!(known(&desk), (json!({"k": "v"}), true));
}

/// So it is of a call that has come unseen.
#[test]
fn the_keys_of_a_call_that_only_the_account_shows_are_in_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.cut();
    desk.seconds(5);
    let call = json!({"callId": "C1", "state": "Connect", "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER});
    let agent =
        json!({"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call});
    let account = json!({"agent": agent, "extension": {}}).to_string();
    desk.answers("client-state", 200, &account);
    desk.answers(ASKED, 200, ENTRIES);
    assert_eq!(known(&desk), (json!({"k": "v"}), false));
    let saved = desk.session.saved().unwrap();
    let mut next = Desk::new(config());
    next.takes_up(saved);
    next.answers("client-state", 200, &account);
    while next.is_asked("client-state") || next.is_asked("user-data") {
        match next.is_asked("user-data") {
            true => next.answers("user-data", 200, ENTRIES),
            false => next.answers("client-state", 200, &account),
        }
    }
    assert_eq!(known(&next), (json!({"k": "v"}), false), "after a restart, too");
}
