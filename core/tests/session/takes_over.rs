//! A log-in that meets the agent logged in on its own extension (454): no log-out is sent where a call may be up.

use std::time::Duration;

use crate::desk::{self, CUSTOMER, Desk, ME, config};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::environment::Dialect;
use wellclient_core::id::CommandId;
use wellclient_core::snapshot::SessionPhase;

fn account(call: Value) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

fn talks() -> Value {
    json!({"callId": "C1", "state": "Connect", "direction": "In", "otherSide": CUSTOMER})
}

fn meets_454(dialect: Dialect) -> (Desk, CommandId) {
    let mut settings = config();
    settings.dialect = dialect;
    let mut desk = Desk::new(settings);
    let id = desk.gives(desk::log_in());
    desk.session_begins();
    if dialect == Dialect::V2 {
        desk.answers("heartbeat", 200, "");
    }
    desk.answers("agent/state", 454, "");
    (desk, id)
}

/// The requests for another state of the agent, but for the log-in: their bodies are secret.
fn log_outs(desk: &Desk) -> usize {
    desk.count("agent/state") - 1
}

#[test]
fn one_answer_that_says_nothing_is_not_the_last() {
    let no_agent = r#"{"extension":{}}"#;
    for (status, body) in [
        (404, ""),
        (405, ""),
        (426, ""),
        (503, ""),
        (200, "<html>"),
        (200, no_agent),
    ] {
        let (mut desk, id) = meets_454(Dialect::V4);
        desk.answers("client-state", status, body);
        if desk.is_asked("/login") {
            desk.answers("/login", 200, r#"{"sessionId":"5e55-10n-again"}"#);
            desk.answers("client-state", status, body);
        }
        desk.seconds(2);
        desk.answers("client-state", 200, &account(talks()));
        assert_eq!(desk.word(id), "confirmed state", "{status} {body}");
        assert_eq!(log_outs(&desk), 0, "{status} {body}");
        assert_eq!(desk.snapshot().calls.len(), 1);
    }
}

/// An account that never comes does not say that there is no call.
#[test]
fn no_log_out_is_sent_blindly() {
    for (status, word) in [(503, "rejected serverError"), (404, "rejected alreadyLoggedIn")] {
        let (mut desk, id) = meets_454(Dialect::V4);
        for _ in 0..20 {
            while desk.is_asked("client-state") {
                desk.answers("client-state", status, "");
            }
            desk.seconds(1);
        }
        assert_eq!(log_outs(&desk), 0, "{status}");
        assert_eq!(desk.word(id), word, "{status}");
    }
}

/// A server of 2.x need not have accounts at all: there the log-out is sent, and refused by the server while a call is up.
#[test]
fn a_server_of_2x_that_has_no_account_is_logged_out_of() {
    let (mut desk, _) = meets_454(Dialect::V2);
    let mut asked = 0;
    while log_outs(&desk) == 0 && asked < 10 {
        while desk.is_asked("client-state") {
            asked += 1;
            desk.answers("client-state", 404, "");
        }
        desk.seconds(1);
    }
    assert_eq!((log_outs(&desk), asked), (1, 4));
}

/// How long the agent has talked is the server's, or in doubt: the moment of taking over is neither.
#[test]
fn talk_time_does_not_begin_with_the_take_over() {
    let mut shown = talks();
    shown["ringTime"] = "2017.03.18 14:13:24".into();
    shown["answerTime"] = "2017.03.18 14:13:26".into();
    let (mut desk, _) = meets_454(Dialect::V4);
    desk.answers("client-state", 200, &account(shown.clone()));
    for _ in 0..3 {
        let call = desk.call("C1");
        assert!(call.talking.is_none() && call.doubts.has(Doubt::Established));
        next_account(&mut desk, &shown);
    }
    // An event tells what time it is at the server.
    desk.tells(
        json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady",
        "eventTime": "2017.03.18 14:15:26"}),
    );
    next_account(&mut desk, &shown);
    let talking = desk.call("C1").talking.unwrap();
    let (least, most) = (Duration::from_secs(120), Duration::from_secs(190));
    assert!(talking >= least && talking < most, "{talking:?}");
}

fn next_account(desk: &mut Desk, shown: &Value) {
    desk.forgets();
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.answers("client-state", 200, &account(shown.clone()));
}

/// The log-in has logged the agent out first. What is told of that late, by nothing that says so, logs nobody out: the account does.
#[test]
fn the_log_out_of_the_log_in_itself_may_be_told_late() {
    for is_in in [true, false] {
        let mut settings = config();
        settings.take_over_call = false;
        let mut desk = Desk::new(settings);
        let id = desk.gives(desk::log_in());
        desk.session_begins();
        for status in [454, 204, 204] {
            desk.answers("agent/state", status, "");
        }
        let told =
            |name: &str, mode: &str| json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode});
        desk.tells_bare(told("agentLoggedOn", "NotReady"));
        desk.tells_bare(told("agentNotReady", "NotReady"));
        assert_eq!(desk.word(id), "confirmed event:agentLoggedOn");
        for _ in 0..2 {
            desk.tells_bare(told("agentLoggedOff", "Logout"));
        }
        assert_eq!(desk.snapshot().phase, SessionPhase::LoggedIn);
        assert!(!desk.snapshot().verified);
        let mode = if is_in { "NotReady" } else { "Logout" };
        let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode}, "extension": {}});
        desk.forgets();
        while !desk.is_asked("client-state") {
            desk.seconds(1);
        }
        desk.answers("client-state", 200, &account.to_string());
        let shown = desk.snapshot();
        assert_eq!(shown.phase == SessionPhase::LoggedIn, is_in);
        assert!(!is_in || shown.verified, "{shown:?}");
    }
}
