//! The order in which a session tells of the way back: what has happened meanwhile comes first, then `wsReconnectSucceed`.

use crate::desk::{Desk, ME, config};
use serde_json::{Value, json};
use wellclient_core::event::{AgentMode, Body};

fn account(mode: &str) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode}, "extension": {}})
        .to_string()
}

fn logged_off() -> Value {
    json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout"})
}

/// In a call the link was cut, and is back. The log-in is longer ago than an account may be behind.
fn is_back() -> Desk {
    let mut desk = Desk::logged_in(config());
    desk.seconds(10);
    desk.talks("C1");
    desk.cut();
    desk.forgets();
    desk.seconds(5);
    desk
}

/// What is told, but for how the link is.
fn names(desk: &Desk) -> Vec<&str> {
    let names = desk.events.iter().map(|event| event.name());
    names.filter(|name| *name != "linkChanged").collect()
}

fn mode_told(desk: &Desk) -> AgentMode {
    match desk.named("wsReconnectSucceed")[0].body() {
        Body::WsReconnectSucceed(told) => told.agent_mode.clone(),
        other => panic!("{other:?}"),
    }
}

const OUT: [&str; 3] = ["agentLoggedOff", "wsReconnectSucceed", "sessionEnded"];

/// The account says so.
#[test]
fn who_was_logged_out_meanwhile_is_told_so_first() {
    let mut desk = is_back();
    desk.answers("client-state", 200, &account("Logout"));
    assert_eq!(names(&desk), OUT);
    assert_eq!(mode_told(&desk), AgentMode::Logout);
    assert!(desk.snapshot().calls.is_empty());
}

/// An event by the new channel overtakes the account.
#[test]
fn who_is_logged_out_before_the_account_has_come() {
    let mut desk = is_back();
    desk.tells(logged_off());
    desk.seconds(60);
    assert_eq!(names(&desk), OUT);
    assert_eq!(mode_told(&desk), AgentMode::Logout);
}

/// The account cannot be had.
#[test]
fn whose_account_is_out_of_reach_has_the_mode_logout() {
    let mut desk = is_back();
    desk.answers("client-state", 500, "");
    assert_eq!(names(&desk), ["wsReconnectSucceed"]);
    assert_eq!(mode_told(&desk), AgentMode::Logout);
}

/// All else in the same order: a call that has ended, one that has come.
#[test]
fn calls_of_meanwhile_come_first() {
    let mut desk = is_back();
    desk.answers("client-state", 200, &account("Ready"));
    while desk.is_asked("user-data") {
        desk.answers("user-data", 404, "");
    }
    let names = names(&desk);
    assert_eq!(names.last(), Some(&"wsReconnectSucceed"), "{names:?}");
    assert!(
        names.contains(&"agentReady") && names.contains(&"connectionCleared"),
        "{names:?}"
    );
}
