//! The agent's mode as commands ask for it: which of them an event tells of, and what waits for the end of a call.

use crate::desk::{CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::id::CommandId;

fn mode(name: &str, mode: &str, reason: Option<&str>) -> Value {
    let mut event = json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode});
    if let Some(reason) = reason {
        event["reason"] = reason.into();
    }
    event
}

fn not_ready(reason: Option<&str>) -> Value {
    mode("agentNotReady", "NotReady", reason)
}

fn asks_for(desk: &mut Desk, mode: &str, reason: &str) -> CommandId {
    desk.asks(json!({"verb": "setAgentMode", "mode": mode, "reason": reason}))
}

fn ready() -> Desk {
    let mut desk = Desk::logged_in(config());
    desk.tells(mode("agentReady", "Ready", None));
    desk
}

/// The pending mode; `Err` while it is in doubt.
fn pending(desk: &Desk) -> Result<Option<String>, Option<String>> {
    let agent = desk.snapshot().agent.unwrap();
    match agent.doubts.has(Doubt::PendingMode) {
        true => Err(agent.pending_mode),
        false => Ok(agent.pending_mode),
    }
}

/// By the next account there is no call.
fn is_idle(desk: &mut Desk) {
    let mode = desk.snapshot().agent.unwrap().mode;
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode.as_str()}, "extension": {}});
    for _ in 0..2 {
        desk.seconds(61);
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account.to_string());
        }
        while desk.is_asked("heartbeat") {
            desk.answers("heartbeat", 204, "");
        }
    }
}

/// The agent has wrapped up a call since.
#[test]
fn an_event_that_comes_late_confirms_what_has_changed_again() {
    let mut desk = ready();
    let asks = asks_for(&mut desk, "NotReady", "lunch");
    desk.answers("agent/state", 204, "");
    let late = desk.serial() + 2;
    desk.skips(2);
    desk.tells(mode("agentWorkingAfterCall", "WorkNotReady", None));
    assert_eq!(desk.word(asks), "open");
    desk.tells_as(late, not_ready(Some("lunch")));
    assert_eq!(desk.word(asks), "confirmed event:agentNotReady");
    assert_eq!(desk.snapshot().agent.unwrap().mode.as_str(), "WorkNotReady");
}

/// The event that told the first is lost. Whichever reply comes first, the second is told by its own.
#[test]
fn an_event_without_a_reason_is_of_what_asks_for_none() {
    for replied in [false, true] {
        let mut desk = ready();
        let first = asks_for(&mut desk, "NotReady", "lunch");
        desk.answers("agent/state", 204, "");
        desk.skips(2);
        desk.seconds(4);
        let second = asks_for(&mut desk, "NotReady", "");
        if replied {
            desk.answers("agent/state", 204, "");
        }
        desk.tells(not_ready(None));
        if !replied {
            desk.answers("agent/state", 204, "");
        }
        assert_eq!(desk.word(second), "confirmed event:agentNotReady", "{replied}");
        assert_ne!(desk.word(first), "alreadySo", "{replied}");
    }
}

/// The server says that the mode waits for the end of a call that nothing has told of yet: an event of that mode can be older.
#[test]
fn an_event_that_may_be_older_than_what_waits_does_not_end_it() {
    let mut desk = Desk::logged_in(config());
    desk.tells(mode("agentWorkingAfterCall", "WorkNotReady", None));
    let asks = asks_for(&mut desk, "NotReady", "lunch");
    desk.answers("agent/state", 200, r#"{"pendingMode":"NotReady"}"#);
    assert_eq!(desk.word(asks), "confirmed reply");
    assert_eq!(pending(&desk), Err(Some("NotReady".to_owned())));
    // The end of the wrap-up before, and the call.
    desk.tells(not_ready(None));
    assert!(pending(&desk).is_err());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.tells(told::answered("C1", CUSTOMER, ME));
    assert!(pending(&desk).is_err());
    // Nor does another that comes while the call is up.
    desk.tells(not_ready(None));
    assert!(pending(&desk).is_err());
    desk.tells(told::cleared("C1", ME, ME));
    desk.tells(not_ready(Some("lunch")));
    is_idle(&mut desk);
    assert_eq!(pending(&desk), Ok(None));
}

/// One that is known to be old has not come of what waits, and what had come before it stays.
#[test]
fn an_event_that_comes_late_does_not_end_what_waits() {
    let mut desk = Desk::logged_in(config());
    let late = desk.serial() + 2;
    desk.skips(2);
    desk.tells(mode("agentReady", "Ready", None));
    desk.talks("C1");
    asks_for(&mut desk, "NotReady", "lunch");
    desk.answers("agent/state", 200, r#"{"pendingMode":"NotReady"}"#);
    desk.tells(told::cleared("C1", ME, ME));
    assert_eq!(pending(&desk), Ok(Some("NotReady".to_owned())));
    desk.tells_as(late, not_ready(None));
    assert_eq!(pending(&desk), Err(Some("NotReady".to_owned())));
    desk.tells(not_ready(Some("lunch")));
    is_idle(&mut desk);
    assert_eq!(pending(&desk), Ok(None));
    desk.skips(2);
    desk.tells(mode("agentReady", "Ready", None));
    desk.tells_as(
        desk.serial() - 2,
        mode("agentWorkingAfterCall", "WorkNotReady", None),
    );
    assert_eq!(pending(&desk), Ok(None), "nothing waits any more");
}

/// A supervisor's program, this one or another, has asked for it, too, in a call that nothing has told of yet.
#[test]
fn an_event_that_may_be_older_ends_no_doubt_about_what_waits() {
    for old in [
        not_ready(None),
        mode("agentWorkingAfterCall", "WorkNotReady", None),
    ] {
        let mut desk = ready();
        desk.asks(json!({"verb": "forceNotReady", "agentId": "5001@test.cc", "deviceId": ME}));
        desk.answers("agent/state", 200, r#"{"pendingMode":"NotReady"}"#);
        desk.tells(old.clone());
        desk.talks("C1");
        assert!(pending(&desk).is_err(), "{old}");
        desk.tells(told::cleared("C1", ME, ME));
        is_idle(&mut desk);
        assert_eq!(pending(&desk), Ok(None), "{old}");
    }
}

/// What was noted in a call in the mode that the agent is in comes with its end, and nothing tells it. A moment before that end is
/// told it may have been noted for the next call, which the server has given to the agent by then.
#[test]
fn a_mode_that_is_there_already_may_wait_for_the_next_call() {
    let mut desk = ready();
    desk.talks("C1");
    asks_for(&mut desk, "Ready", "");
    desk.answers("agent/state", 200, r#"{"pendingMode":"Ready"}"#);
    desk.seconds(1);
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    assert_eq!(pending(&desk), Err(None));
    desk.tells(mode("agentWorkingAfterCall", "WorkNotReady", None));
    desk.tells(told::rings("C2", CUSTOMER, ME));
    assert_eq!(pending(&desk), Err(None));
    // Where it comes of the call that has ended, an event may tell it once more.
    let mut desk = ready();
    desk.talks("C1");
    asks_for(&mut desk, "Ready", "");
    desk.answers("agent/state", 200, r#"{"pendingMode":"Ready"}"#);
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    desk.tells(mode("agentReady", "Ready", None));
    assert_eq!(pending(&desk), Ok(None));
}
