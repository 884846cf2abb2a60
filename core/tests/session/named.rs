//! What a command is confirmed by has to be its own: the call that the reply names, the target of a transfer.

use crate::desk::{CUSTOMER, Desk, ME, call, config, told};
use serde_json::json;
use wellclient_core::model::ConnectionState;
use wellclient_core::session::{Outcome, Reply};
use wellclient_core::vocabulary::SessionEnd;

const NUMBER: &str = "13911111111@test.cc";

fn account(shown: Option<&str>) -> String {
    let shown =
        shown.map(|id| json!({"callId": id, "state": "Connect", "direction": "Out", "otherSide": NUMBER}));
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": shown},
        "extension": {}})
    .to_string()
}

/// The telephone dials the same number by hand while the call that was asked for is being set up.
#[test]
fn the_call_that_the_reply_names_is_waited_for() {
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"C9"}"#);
    desk.tells(told::initiated("C7"));
    desk.tells(told::dialled("C7", NUMBER));
    assert_eq!(desk.word(id), "open");
    desk.seconds(1);
    desk.tells(told::initiated("C9"));
    desk.tells(told::dialled("C9", NUMBER));
    assert_eq!(
        desk.outcome(id).map(Outcome::reply),
        Some(&Reply::Call(call("C9")))
    );
    assert!(!desk.anomalies().contains(&"callIdMismatch".to_owned()));
}

/// It was over before the reply came, which names another.
#[test]
fn a_call_that_is_over_is_not_the_one_that_a_slow_reply_names() {
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13911111111"}));
    desk.tells(told::initiated("C7"));
    desk.tells(told::dialled("C7", NUMBER));
    desk.tells(told::cleared("C7", ME, ME));
    desk.answers("callControl/calls", 200, r#"{"callId":"C9"}"#);
    for _ in 0..16 {
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account(None));
        }
        desk.seconds(1);
    }
    assert_eq!(desk.word(id), "unknown notConfirmed");
}

/// A conference that names one call tells nobody whether the own leg was on hold: that it is not any more is told besides.
#[test]
fn a_call_that_is_taken_back_by_a_conference_is_told_to_be_another() {
    for second in ["0", "C2"] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.tells(told::held("C1"));
        desk.tells(json!({"eventName": "conferenced", "callId": "C1", "primaryOldCall": "C1",
            "secondaryOldCall": second, "conferencingDevice": ME, "addedParty": told::EXPERT, "newCall": "C1"}));
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
        assert_eq!(desk.named("modelCorrected").len(), usize::from(second == "0"));
    }
}

/// The one who is consulted is transferred to, and nobody else.
#[test]
fn a_transfer_to_somebody_else_confirms_none() {
    for (to, word) in [
        ("8009@test.cc", "open"),
        (told::EXPERT, "confirmed event:transferred"),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        let id = desk.asks(json!({"verb": "transferCall", "holdCallId": "C1", "consultCallId": "C2"}));
        desk.answers("/transfer", 204, "");
        desk.tells(
            json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1",
            "secondaryOldCall": "C2", "transferringDevice": ME, "transferredToDevice": to, "newCall": "C1",
            "cause": "TRANSFER"}),
        );
        assert_eq!(desk.word(id), word, "{to}");
    }
}

/// The other side hangs up while the request to drop is under way: whatever becomes of that, the call is over.
#[test]
fn a_call_that_others_end_needs_no_answer_to_a_drop() {
    for answered in [Some(404), Some(409), Some(503), None] {
        for told_first in [true, false] {
            let mut desk = Desk::logged_in(config());
            desk.talks("C1");
            let id = desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
            let is_final = matches!(answered, Some(404 | 409));
            if told_first || is_final {
                desk.tells(told::cleared("C1", ME, CUSTOMER));
            }
            match answered {
                Some(status) => desk.answers("DELETE", status, ""),
                None => desk.loses("DELETE"),
            }
            if !told_first && !is_final {
                desk.tells(told::cleared("C1", ME, CUSTOMER));
            }
            assert_eq!(desk.word(id), "alreadySo", "{answered:?} {told_first}");
        }
    }
    // By hand, at the telephone.
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let id = desk.asks(json!({"verb": "dropConnection", "callId": "C1"}));
    desk.tells(told::cleared("C1", ME, ME));
    desk.answers("DELETE", 409, "");
    assert_eq!(desk.word(id), "alreadySo");
}

/// The log-in elsewhere is told before the end of this one.
#[test]
fn a_log_in_elsewhere_that_is_told_first_is_why() {
    for (before, end) in [
        (Some(1), SessionEnd::Replaced),
        (Some(5), SessionEnd::Forced),
        (None, SessionEnd::Forced),
    ] {
        let mut desk = Desk::logged_in(config());
        if let Some(seconds) = before {
            desk.tells(json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady",
                "srcDeviceId": "8002@test.cc", "deviceId": "8002@test.cc", "devices": {"Voice": "8002@test.cc"}}));
            desk.seconds(seconds);
        }
        desk.tells(json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout"}));
        desk.seconds(3);
        assert_eq!(desk.snapshot().session_end, Some(end), "{before:?}");
    }
}

/// An agent may be on other media, too: where they are is no other telephone.
#[test]
fn a_log_in_at_another_medium_is_none_elsewhere() {
    for (voice, end) in [(ME, SessionEnd::Forced), ("8002@test.cc", SessionEnd::Replaced)] {
        let mut desk = Desk::logged_in(config());
        desk.tells(
            json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady",
            "devices": {"Chat": "5001-chat", "Voice": voice}}),
        );
        desk.seconds(1);
        desk.tells(json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout"}));
        desk.seconds(3);
        assert_eq!(desk.snapshot().session_end, Some(end), "{voice}");
    }
}

/// The program is killed when the request to answer is out: who goes on does not answer once more.
#[test]
fn no_call_is_answered_once_more_by_who_goes_on() {
    let mut settings = config();
    settings.settings.auto_answer = true;
    let mut desk = Desk::logged_in(settings.clone());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    assert!(desk.is_asked("/answer"));
    let saved = desk.session.saved().unwrap();

    let mut again = Desk::new(settings);
    again.takes_up(saved);
    let rings = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": {"callId": "C1", "state": "Alerting", "direction": "In", "otherSide": CUSTOMER}},
        "extension": {}})
    .to_string();
    for _ in 0..4 {
        while again.is_asked("client-state") {
            again.answers("client-state", 200, &rings);
        }
        again.seconds(1);
    }
    assert_eq!(again.call("C1").call_id, call("C1"));
    assert_eq!(again.count("/answer"), 0);
    // It has come to nothing.
    again.seconds(5);
    assert_eq!(again.count("/answer"), 1);
}
