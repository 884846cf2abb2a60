//! Call data, of which the server's replies and its events tell: which of the two is newer, and what may have been set.

mod desk;

use desk::told::EXPERT;
use desk::{CUSTOMER, Desk, ME, config, told};
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
    assert_eq!(shown(&desk), Some(json!({})));
}
