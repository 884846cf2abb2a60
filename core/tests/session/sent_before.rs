//! What the server sent before a command was given shows nothing of it, however late it comes: each worker's clock tells.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;

/// The server's clock when the desk is at 1000 s.
fn at(second: u64) -> String {
    let second = second - 1000;
    format!("2017.03.18 14:{:02}:{:02}", 13 + second / 60, second % 60)
}

fn timed(mut event: Value, worker: &str, second: u64) -> Value {
    event["eventTime"] = at(second).into();
    event["topics"] = json!([worker]);
    event
}

fn account(mode: &str, state: Option<&str>) -> String {
    let call =
        state.map(|state| json!({"callId": "C1", "state": state, "direction": "In", "otherSide": CUSTOMER}));
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode, "activeCall": call},
        "extension": {}})
    .to_string()
}

const ONE: &str = "CtiWorker_one";
const OTHER: &str = "CtiWorker_other";

/// A call is up, and the worker's clock is known.
fn talking() -> Desk {
    let mut desk = Desk::logged_in(config());
    desk.seconds(2);
    for event in [
        told::rings("C1", CUSTOMER, ME),
        told::answered("C1", CUSTOMER, ME),
    ] {
        let event = timed(event, ONE, desk.now.as_secs());
        desk.tells_bare(event);
    }
    desk.seconds(2);
    desk
}

/// The telephone holds at 1004 s, which is told late, and takes the call back at 1006 s; hold is asked for at 1008 s, is
/// accepted and not done.
fn held_by_hand(worker: &str, retrieved_is_told: bool) -> (Desk, wellclient_core::id::CommandId) {
    let mut desk = talking();
    desk.seconds(2);
    if retrieved_is_told {
        let event = timed(told::retrieved("C1"), ONE, 1006);
        desk.tells_bare(event);
    }
    desk.seconds(2);
    // The doubt about that, if any, is over.
    while desk.is_asked("client-state") {
        desk.answers("client-state", 200, &account("NotReady", Some("Connect")));
    }
    let holds = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
    desk.answers("/hold", 204, "");
    let late = timed(told::held("C1"), worker, 1004);
    desk.tells_bare(late);
    (desk, holds)
}

#[test]
fn an_old_hold_confirms_no_new_one_and_is_not_believed() {
    for worker in [ONE, OTHER] {
        for retrieved_is_told in [true, false] {
            let (mut desk, holds) = held_by_hand(worker, retrieved_is_told);
            assert_eq!(desk.word(holds), "open", "{worker} {retrieved_is_told}");
            let shown = desk.call("C1");
            assert!(
                shown.doubts.has(Doubt::Leg) && !desk.snapshot().verified,
                "{worker} {retrieved_is_told} {shown:?}"
            );
            for _ in 0..20 {
                while desk.is_asked("client-state") {
                    desk.answers("client-state", 200, &account("NotReady", Some("Connect")));
                }
                desk.seconds(1);
            }
            assert_eq!(
                desk.word(holds),
                "unknown notConfirmed",
                "{worker} {retrieved_is_told}"
            );
            assert!(!desk.call("C1").unverified);
        }
    }
}

/// The account shows it after the command: it is so, and was told to have been so before.
#[test]
fn what_was_so_before_is_already_so() {
    let (mut desk, holds) = held_by_hand(ONE, false);
    desk.seconds(1);
    desk.answers("client-state", 200, &account("NotReady", Some("Hold")));
    assert_eq!(desk.word(holds), "alreadySo");
    assert!(!desk.call("C1").unverified);
}

/// Its own event comes after the old one.
#[test]
fn the_new_one_is_confirmed_by_its_own_event() {
    let (mut desk, holds) = held_by_hand(ONE, true);
    let event = timed(told::held("C1"), ONE, desk.now.as_secs());
    desk.tells_bare(event);
    assert_eq!(desk.word(holds), "confirmed event:held");
}

/// Another worker's clock is 30 s behind: its events are as new as the others.
#[test]
fn another_workers_clock_makes_nothing_old() {
    let mut desk = talking();
    let behind = |event: Value, second: u64| {
        let mut event = event;
        event["eventTime"] = format!("2017.03.18 14:12:{second:02}").into();
        event["topics"] = json!([OTHER]);
        event
    };
    desk.tells_bare(behind(told::recording("C1", true), 34));
    desk.seconds(4);
    let holds = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
    desk.answers("/hold", 204, "");
    desk.tells_bare(behind(told::held("C1"), 38));
    assert_eq!(desk.word(holds), "confirmed event:held");
}

/// A mode that is ten seconds old.
#[test]
fn an_old_mode_confirms_no_new_one() {
    let ready = |second| {
        json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready",
            "eventTime": at(second), "topics": ["CtiRouter_one"]})
    };
    let not_ready = |second| {
        json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady",
            "eventTime": at(second), "topics": ["CtiRouter_one"]})
    };
    for (shows, word) in [("Ready", "alreadySo"), ("NotReady", "unknown notConfirmed")] {
        let mut desk = Desk::logged_in(config());
        desk.seconds(2);
        desk.tells_bare(not_ready(1002));
        desk.seconds(18);
        let asks = desk.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
        desk.answers("agent/state", 204, "");
        desk.tells_bare(ready(1010));
        assert_eq!(desk.word(asks), "open");
        assert!(!desk.snapshot().verified);
        for _ in 0..16 {
            desk.seconds(1);
            while desk.is_asked("client-state") {
                desk.answers("client-state", 200, &account(shows, None));
            }
        }
        assert_eq!(desk.word(asks), word);
        assert!(desk.snapshot().verified);
    }
}

/// The telephone has dialled the same number before, by hand, and its events are late: that is not the call that was made.
#[test]
fn an_old_call_is_not_the_new_one() {
    let mut desk = talking();
    let cleared = timed(told::cleared("C1", ME, ME), ONE, desk.now.as_secs());
    desk.tells_bare(cleared);
    desk.seconds(8);
    let makes = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, "{}");
    let old = timed(told::dialled("C7", "13911111111@test.cc"), ONE, 1006);
    desk.tells_bare(old);
    assert_eq!(desk.word(makes), "open");
}

/// A producer that is started anew numbers from the beginning, and its clock can have been set back.
#[test]
fn a_producer_that_begins_anew_is_not_taken_for_a_late_one() {
    let mode = |desk: &Desk| desk.snapshot().agent.map(|agent| agent.mode.as_str().to_owned());
    for behind in [1, 2, 5, 30, 61, 120, 700] {
        let mut desk = Desk::logged_in(config());
        desk.seconds(720);
        while desk.is_asked("heartbeat") || desk.is_asked("client-state") {
            let asked = if desk.is_asked("heartbeat") {
                "heartbeat"
            } else {
                "client-state"
            };
            desk.answers(asked, 200, &account("NotReady", None));
        }
        let tells = |desk: &mut Desk, serial, name: &str, mode: &str, second| {
            let event = json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode, "eventTime": at(second)});
            desk.tells_as(serial, event);
        };
        let now = desk.now.as_secs();
        tells(&mut desk, 11_050_014, "agentNotReady", "NotReady", now);
        desk.seconds(1);
        tells(&mut desk, 7, "agentReady", "Ready", now + 1 - behind);
        let agent = desk.snapshot().agent.unwrap();
        let is_known = agent.mode.as_str() == "Ready";
        assert!(is_known || agent.doubts.has(Doubt::Mode), "{behind}");
        assert!(
            desk.anomalies().contains(&"serialReset".to_owned()),
            "{behind}: {:?}",
            desk.anomalies()
        );
        desk.seconds(3);
        assert!(desk.is_asked("client-state"), "{behind}");
        desk.answers("client-state", 200, &account("Ready", None));
        desk.seconds(8);
        if desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account("Ready", None));
        }
        assert_eq!(mode(&desk).as_deref(), Some("Ready"), "{behind}");
        assert!(desk.snapshot().verified, "{behind}");
        // From the second on its numbers are taken for what they are.
        tells(&mut desk, 9, "agentNotReady", "NotReady", now + 13 - behind);
        assert_eq!(mode(&desk).as_deref(), Some("NotReady"), "{behind}");
    }
}

/// The server's clock is set back while the call rings. Nobody answers before it rings, so the answer is no older than the command.
#[test]
fn an_answer_by_a_clock_that_was_set_back_is_the_own() {
    for numbers in [true, false] {
        for (rings_for, set_back) in [(1, 5), (4, 20), (10, 59), (10, 61), (30, 3600), (4, 0)] {
            let mut desk = Desk::logged_in(config());
            desk.seconds(700);
            let tells = |desk: &mut Desk, event, second| {
                let mut event = timed(event, ONE, second);
                if numbers {
                    desk.skips(2);
                    event["serial"] = desk.serial().into();
                }
                desk.tells_bare(event);
            };
            let before = desk.now.as_secs() - 3;
            tells(&mut desk, told::recording("C0", false), before);
            let now = desk.now.as_secs();
            tells(&mut desk, told::rings("C1", CUSTOMER, ME), now);
            desk.seconds(rings_for);
            let answers = desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
            desk.answers("/answer", 204, "");
            let shown = desk.now.as_secs() + 1 - set_back.min(600);
            tells(&mut desk, told::answered("C1", CUSTOMER, ME), shown);
            let word = desk.word(answers);
            assert_eq!(
                word, "confirmed event:established",
                "{numbers} {rings_for} {set_back}"
            );
        }
    }
}

/// The clock goes right, and the answer was sent before the command: by hand.
#[test]
fn an_answer_of_before_is_not_the_own() {
    for numbers in [true, false] {
        let mut desk = Desk::logged_in(config());
        desk.seconds(2);
        let tells = |desk: &mut Desk, event, second| {
            let mut event = timed(event, ONE, second);
            if numbers {
                desk.skips(2);
                event["serial"] = desk.serial().into();
            }
            desk.tells_bare(event);
        };
        tells(&mut desk, told::rings("C1", CUSTOMER, ME), 1002);
        desk.seconds(8);
        let answers = desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
        desk.answers("/answer", 204, "");
        tells(&mut desk, told::answered("C1", CUSTOMER, ME), 1006);
        assert_eq!(desk.word(answers), "alreadySo", "{numbers}");
    }
}

/// So for what can be undone: a number that is newer and a time that is older than what came before contradict each other.
#[test]
fn a_newer_number_at_an_older_time_is_a_clock_that_was_set_back() {
    for set_back in [8, 20, 50] {
        let mut desk = Desk::logged_in(config());
        desk.seconds(100);
        let tells = |desk: &mut Desk, event, second| {
            desk.skips(2);
            let mut event = timed(event, ONE, second);
            event["serial"] = desk.serial().into();
            desk.tells_bare(event);
        };
        let now = desk.now.as_secs();
        tells(&mut desk, told::rings("C1", CUSTOMER, ME), now);
        tells(&mut desk, told::answered("C1", CUSTOMER, ME), now);
        desk.seconds(5);
        let holds = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
        desk.answers("/hold", 204, "");
        let shown = desk.now.as_secs() - set_back;
        tells(&mut desk, told::held("C1"), shown);
        assert_eq!(desk.word(holds), "confirmed event:held", "{set_back}");
        assert!(desk.snapshot().verified, "{set_back}");
    }
}

/// The answer of a stay before, which comes late, by a number or a time that is older than the ring of this one.
#[test]
fn an_answer_of_the_stay_before_is_not_the_own() {
    let mut desk = Desk::logged_in(config());
    let tells = |desk: &mut Desk, serial, event| {
        let event = timed(event, ONE, desk.now.as_secs() + 10);
        desk.tells_as(serial, event);
    };
    tells(&mut desk, 200, told::rings("C1", CUSTOMER, ME));
    let answered = timed(told::answered("C1", CUSTOMER, ME), ONE, desk.now.as_secs() + 10);
    desk.seconds(2);
    tells(&mut desk, 204, told::cleared("C1", ME, ME));
    desk.seconds(2);
    tells(&mut desk, 206, told::rings("C1", CUSTOMER, ME));
    desk.seconds(2);
    let answers = desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
    desk.answers("/answer", 204, "");
    desk.tells_as(202, answered);
    assert_eq!(desk.word(answers), "open");
    assert_eq!(
        desk.call("C1").leg,
        wellclient_core::model::ConnectionState::Alerting
    );
    desk.seconds(1);
    tells(&mut desk, 208, told::answered("C1", CUSTOMER, ME));
    assert_eq!(desk.word(answers), "confirmed event:established");
}
