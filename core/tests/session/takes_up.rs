//! A session that was killed in a call, with a server of 2.x that has no client state: a saved call that the server knows is
//! evidence enough to go on, in doubt.

use crate::desk::{self, CUSTOMER, Desk, ME, told};
use serde_json::json;
use wellclient_core::environment::Dialect;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::{SavedSession, SessionConfig};
use wellclient_core::snapshot::SessionPhase;

fn config() -> SessionConfig {
    desk::config().with_dialect(Dialect::V2)
}

fn logged_in() -> Desk {
    let mut desk = Desk::new(config());
    desk.gives(desk::log_in());
    desk.session_begins();
    desk.answers("heartbeat", 200, "");
    desk.answers("agent/state", 204, "");
    desk.tells(json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    desk.tells(json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    desk
}

/// Killed in a consultation.
fn saved() -> SavedSession {
    let mut desk = logged_in();
    desk.consults("C1", "C2");
    desk.session.saved().unwrap()
}

#[test]
fn who_is_in_a_call_goes_on_in_doubt() {
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved());
    desk.answers("client-state", 404, "");
    desk.answers("C1/user-data", 404, "");
    desk.answers("C2/user-data", 200, "{}");
    desk.answers("client-state", 404, "");
    assert_eq!(desk.word(id), "confirmed reply");
    assert_eq!(desk.count("Login"), 0, "{:?}", desk.requests);
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.phase, SessionPhase::LoggedIn);
    assert!(!snapshot.verified && !snapshot.calls_complete);
    assert_eq!(snapshot.calls.len(), 2);
    assert!(snapshot.calls.iter().all(|call| call.unverified));
    assert_eq!(desk.named("recoverStateSuccess").len(), 1);
    assert!(desk.is_asked("heartbeat"), "or the server logs the agent out");
    // The one that the server does not know ends; of the other an event tells.
    for _ in 0..12 {
        for (asked, status) in [
            ("heartbeat", 200),
            ("C1/user-data", 404),
            ("C2/user-data", 200),
            ("client-state", 404),
        ] {
            while desk.is_asked(asked) {
                desk.answers(asked, status, "{}");
            }
        }
        desk.seconds(1);
    }
    assert_eq!(desk.snapshot().calls.len(), 1);
    desk.tells(told::held("C2"));
    assert!(!desk.call("C2").unverified);
    assert_eq!(desk.call("C2").leg, ConnectionState::Hold);
}

/// None goes on: then a log-in is the way, and would not be refused.
#[test]
fn without_a_call_that_goes_on_there_is_nothing_to_take_up() {
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved());
    desk.answers("client-state", 404, "");
    desk.answers("C1/user-data", 404, "");
    desk.answers("C2/user-data", 404, "");
    assert!(desk.word(id).starts_with("rejected"), "{}", desk.word(id));
    assert_eq!(desk.snapshot().phase, SessionPhase::LoggedOut);
    // Nor was there one when it was saved.
    let mut desk = Desk::new(config());
    let id = desk.takes_up(logged_in().session.saved().unwrap());
    desk.answers("client-state", 404, "");
    assert!(desk.word(id).starts_with("rejected"), "{}", desk.word(id));
}

/// A server in trouble says neither: it is asked again.
#[test]
fn trouble_is_no_answer() {
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved());
    desk.answers("client-state", 404, "");
    desk.answers("C1/user-data", 503, "");
    desk.answers("C2/user-data", 404, "");
    desk.seconds(2);
    desk.answers("C1/user-data", 200, "{}");
    desk.answers("client-state", 404, "");
    assert_eq!(desk.word(id), "confirmed reply");
    // And not for ever.
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved());
    desk.answers("client-state", 404, "");
    for _ in 0..40 {
        while desk.is_asked("user-data") {
            desk.answers("user-data", 503, "");
        }
        desk.seconds(1);
    }
    assert!(desk.word(id).starts_with("rejected"), "{}", desk.word(id));
}

/// The account was another machine's 404: where it is there after all, it is what the session begins with.
#[test]
fn an_account_that_is_there_after_all_is_taken() {
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved());
    desk.answers("client-state", 404, "");
    desk.answers("C2/user-data", 200, "{}");
    let call = json!({"callId": "C2", "state": "Connect", "direction": "Out", "ani": ME, "dnis": "8005@test.cc",
        "otherSide": "8005@test.cc"});
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "Ready", "activeCall": call},
        "extension": {}});
    desk.answers("client-state", 200, &account.to_string());
    assert_eq!(desk.word(id), "confirmed state");
    assert!(!desk.call("C2").unverified && desk.call("C1").unverified);
    assert!(
        desk.call("C1")
            .parties
            .iter()
            .any(|party| party.device.as_str() == CUSTOMER)
    );
}
