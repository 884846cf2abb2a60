//! A session that the server does not accept, whatever the log-in URL says: it is not asked for for ever, and is told.

use crate::desk::{Desk, ME, config, told};
use serde_json::json;
use wellclient_core::command::Verb;
use wellclient_core::refusal::Refusal;
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::vocabulary::SessionEnd;

/// Answers whatever is asked for so many seconds: the log-in URL with this status, all else with 426.
fn expires(desk: &mut Desk, seconds: u64, renewal: u16) {
    for _ in 0..seconds * 10 {
        for _ in 0..10 {
            if desk.is_asked("/login") {
                desk.answers("/login", renewal, r#"{"sessionId":"5e55-10n-again"}"#);
            }
            for text in ["client-state", "heartbeat", "user-data", "/hold"] {
                while desk.is_asked(text) {
                    desk.answers(text, 426, "");
                }
            }
        }
        desk.later(std::time::Duration::from_millis(100));
    }
}

#[test]
fn a_renewal_that_is_good_for_nothing_is_tried_a_few_times_and_told() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(59);
    expires(&mut desk, 12, 200);
    assert_eq!(desk.count("/login"), 2, "{:?}", desk.requests);
    assert!(desk.snapshot().credentials_refused);
    assert_eq!(desk.anomalies(), ["credentialsRefused"]);
    expires(&mut desk, 600, 200);
    assert_eq!(desk.count("/login"), 5);
    assert_eq!(desk.anomalies(), ["credentialsRefused"]);
}

/// Its token service is well again: so is all.
#[test]
fn a_session_that_is_taken_again_is_told_as_good() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(59);
    expires(&mut desk, 12, 200);
    assert!(desk.snapshot().credentials_refused);
    for _ in 0..60 {
        for (text, body) in [("/login", r#"{"sessionId":"5e55-10n-new"}"#), ("heartbeat", "")] {
            while desk.is_asked(text) {
                desk.answers(text, 200, body);
            }
        }
        desk.seconds(1);
    }
    assert!(!desk.snapshot().credentials_refused);
    assert_eq!(desk.may(Verb::Hold, "C1"), Ok(()));
}

/// What can be answered by 426 only is not allowed, whichever way the session is refused.
#[test]
fn what_is_refused_beforehand_is_not_allowed() {
    for renewal in [200, 401] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.seconds(59);
        expires(&mut desk, 15, renewal);
        let snapshot = desk.snapshot();
        assert!(snapshot.credentials_refused);
        let actions = snapshot.calls[0].actions.iter().chain(&snapshot.actions);
        let allowed: Vec<_> = actions.filter(|action| action.is_allowed()).collect();
        assert!(allowed.is_empty(), "{renewal} {allowed:?}");
        let hold = desk.may(Verb::Hold, "C1");
        assert_eq!(hold, Err(Refusal::CredentialsRefused));
        for verb in [Verb::Logout, Verb::ForceListen, Verb::ForceReady, Verb::UploadLog] {
            assert_eq!(desk.may(verb, ""), Err(Refusal::CredentialsRefused), "{verb}");
        }
        desk.tells(told::cleared("C1", ME, ME));
        desk.tells(json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout"}));
        desk.seconds(3);
        assert_eq!(desk.snapshot().session_end, Some(SessionEnd::CredentialsRefused));
    }
}

/// A session that was taken up without its password, by the account.
fn taken_up() -> Desk {
    let saved = Desk::logged_in(config()).session.saved().unwrap();
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved);
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady"},
        "extension": {}})
    .to_string();
    for _ in 0..2 {
        desk.answers("client-state", 200, &account);
    }
    assert_eq!(desk.word(id), "confirmed state");
    while desk.is_asked("heartbeat") || desk.is_asked("/operation/") {
        let asked = if desk.is_asked("heartbeat") {
            "heartbeat"
        } else {
            "/operation/"
        };
        desk.answers(asked, 200, "{}");
    }
    desk.forgets();
    desk
}

/// Without a password nothing can be renewed: that is told, and nothing is allowed.
#[test]
fn a_session_without_a_password_that_has_expired_is_told() {
    let mut desk = taken_up();
    expires(&mut desk, 70, 200);
    assert_eq!(desk.count("/login"), 0);
    assert_eq!(desk.anomalies(), ["credentialsRefused"]);
    let snapshot = desk.snapshot();
    assert!(snapshot.credentials_refused && !snapshot.actions.iter().any(|action| action.is_allowed()));
    // A hiccup on the way it was.
    for _ in 0..60 {
        while desk.is_asked("heartbeat") {
            desk.answers("heartbeat", 200, "");
        }
        desk.seconds(1);
    }
    assert!(!desk.snapshot().credentials_refused);
}

/// A log-off that may be old is believed where it is said once more, and where the session is gone, too.
#[test]
fn an_end_that_is_told_twice_or_borne_out_is_believed() {
    // Of a router that nothing was heard of.
    let off = |serial: u64| {
        json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout",
            "serial": serial, "topics": ["CtiRouter_other"]})
    };
    for twice in [true, false] {
        let mut desk = taken_up();
        desk.seconds(5);
        desk.tells_bare(off(5));
        assert_eq!(desk.snapshot().phase, SessionPhase::LoggedIn);
        if twice {
            desk.tells_bare(off(7));
        } else {
            expires(&mut desk, 5, 200);
        }
        desk.seconds(3);
        assert_eq!(desk.snapshot().phase, SessionPhase::LoggedOut, "{twice}");
        assert!(desk.snapshot().session_end.is_some());
    }
}

/// The password is refused (401), the agent disabled (423), or all of it forbidden (403; RFC 9110, 15.5.4: not to be repeated with
/// the same credentials): it is told, and not sent again.
#[test]
fn a_password_that_is_refused_is_not_sent_again() {
    for status in [401, 403, 423] {
        let mut desk = Desk::logged_in(config());
        desk.seconds(59);
        expires(&mut desk, 300, status);
        assert_eq!(desk.count("/login"), 1, "{status}");
        assert_eq!(desk.anomalies(), ["credentialsRefused"], "{status}");
        assert!(desk.snapshot().credentials_refused);
    }
    // Trouble is no refusal.
    let mut desk = Desk::logged_in(config());
    desk.seconds(59);
    expires(&mut desk, 100, 503);
    assert!(desk.count("/login") > 2 && !desk.snapshot().credentials_refused);
}

/// What the log-in URL says of itself says nothing of an account, or of a call.
#[test]
fn a_log_in_url_that_is_gone_is_no_word_about_what_was_asked_for() {
    for renewal in [400, 404, 405, 409, 454] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.seconds(59);
        let id = desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
        expires(&mut desk, 60, renewal);
        assert_eq!(desk.word(id), "rejected sessionExpired", "{renewal}");
        let shown = desk.snapshot();
        assert!(!shown.verified && shown.calls[0].unverified, "{renewal}");
        assert!(!shown.calls_complete, "{renewal}");
    }
}
