//! Requests and events come by two ways: an account can be ahead of the event of what it shows. Its event is waited for; what
//! no event explains is told by the account.

use std::time::Duration;

use crate::desk::{self, CUSTOMER, Desk, ME, config, told};
use serde_json::{Value, json};
use wellclient_core::event::{Body, Origin};
use wellclient_core::model::ConnectionState;
use wellclient_core::vocabulary::CallEnd;

fn shown(call: &str, state: &str, answered: Option<&str>) -> Value {
    json!({"callId": call, "state": state, "direction": "In", "otherSide": CUSTOMER, "ani": CUSTOMER, "dnis": ME,
        "answerTime": answered})
}

fn account(mode: &str, call: Option<Value>) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode, "activeCall": call},
        "extension": {}})
    .to_string()
}

fn ends(desk: &Desk) -> Vec<Option<CallEnd>> {
    let told = desk.events.iter().filter_map(|event| match event.body() {
        Body::CallCleared(cleared) => Some(cleared.end_reason),
        _ => None,
    });
    told.collect()
}

/// The heartbeat's account says so; its event is not there yet.
fn ahead(desk: &mut Desk, account: &str) {
    desk.forgets();
    while !desk.is_asked("client-state") {
        desk.seconds(1);
    }
    desk.answers("client-state", 200, account);
    assert!(!desk.snapshot().verified && !desk.snapshot().calls_complete);
    assert!(desk.events.is_empty(), "{:?}", desk.events);
    desk.later(Duration::from_millis(400));
}

/// The event has come: it is told once, and all is as sure as before.
#[track_caller]
fn explained(desk: &mut Desk, account: &str) {
    desk.seconds(1);
    desk.answers("client-state", 200, account);
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());
    assert!(desk.snapshot().calls_complete && desk.anomalies().is_empty());
    assert!(
        desk.events
            .iter()
            .all(|event| event.origin != Origin::Synthesized)
    );
}

#[test]
fn what_the_account_shows_is_told_once_by_its_event() {
    let mut desk = Desk::logged_in(config());
    let rings = account("NotReady", Some(shown("C1", "Alerting", None)));
    ahead(&mut desk, &rings);
    desk.tells(told::rings("C1", CUSTOMER, ME));
    explained(&mut desk, &rings);

    let talks = account(
        "NotReady",
        Some(shown("C1", "Connect", Some("2026.11.27 15:00:00"))),
    );
    ahead(&mut desk, &talks);
    desk.tells(told::answered("C1", CUSTOMER, ME));
    explained(&mut desk, &talks);

    let holds = account("NotReady", Some(shown("C1", "Hold", Some("2026.11.27 15:00:00"))));
    ahead(&mut desk, &holds);
    desk.tells(told::held("C1"));
    explained(&mut desk, &holds);

    let mode = json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"});
    let ready = account("Ready", Some(shown("C1", "Hold", Some("2026.11.27 15:00:00"))));
    ahead(&mut desk, &ready);
    desk.tells(mode);
    explained(&mut desk, &ready);
}

#[test]
fn a_call_that_ends_has_the_reason_that_its_events_tell() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::rings("C1", CUSTOMER, ME));
    ahead(&mut desk, &account("NotReady", None));
    desk.tells(told::cleared("C1", CUSTOMER, CUSTOMER));
    desk.tells(told::cleared("C1", ME, CUSTOMER));
    explained(&mut desk, &account("NotReady", None));
    assert_eq!(ends(&desk), [Some(CallEnd::CallerGaveUp)]);

    desk.talks("C2");
    ahead(&mut desk, &account("NotReady", None));
    desk.tells(told::transferred("C2", ME, told::EXPERT));
    desk.tells(told::cleared("C2", ME, ME));
    explained(&mut desk, &account("NotReady", None));
    assert_eq!(ends(&desk), [Some(CallEnd::Transferred)]);
}

/// No event has come: it was lost.
#[test]
fn what_no_event_explains_is_told_by_the_second_account() {
    let mut desk = Desk::logged_in(config());
    let rings = account("NotReady", Some(shown("C1", "Alerting", None)));
    ahead(&mut desk, &rings);
    desk.seconds(1);
    desk.answers("client-state", 200, &rings);
    assert_eq!(desk.call("C1").leg, ConnectionState::Alerting);
    assert_eq!(desk.named("delivered").len(), 1);

    desk.tells(told::answered("C1", CUSTOMER, ME));
    ahead(&mut desk, &account("NotReady", None));
    desk.seconds(1);
    desk.answers("client-state", 200, &account("NotReady", None));
    assert!(desk.call("C1").unverified && ends(&desk).is_empty());
    desk.answers("C1/user-data", 404, "");
    desk.answers("client-state", 200, &account("NotReady", None));
    assert!(desk.snapshot().verified);
    assert_eq!(ends(&desk), [Some(CallEnd::Unseen)]);
}

/// Nor does what comes in meanwhile hide it: of a call that an account did not have, the next says nothing, as it shows the
/// other. The server is asked about that one.
#[test]
fn what_an_account_denies_is_not_borne_out_by_one_that_shows_another() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    ahead(&mut desk, &account("NotReady", None));
    desk.tells(told::held("C1"));
    desk.tells(told::rings("C2", CUSTOMER, ME));
    let rings = account("NotReady", Some(shown("C2", "Alerting", None)));
    desk.seconds(1);
    desk.answers("client-state", 200, &rings);
    assert!(desk.call("C1").unverified && !desk.call("C2").unverified);
    for _ in 0..10 {
        for (asked, status, body) in [
            ("client-state", 200, rings.as_str()),
            ("calls/C1/user-data", 404, ""),
            ("calls/C2/user-data", 200, "{}"),
        ] {
            while desk.is_asked(asked) {
                desk.answers(asked, status, body);
            }
        }
        desk.seconds(1);
    }
    assert_eq!(ends(&desk), [Some(CallEnd::Unseen)]);
    assert_eq!(desk.snapshot().calls.len(), 1);
}

/// So, too, where the next account says other than the events in something else.
#[test]
fn what_an_account_denies_is_not_forgotten_over_what_the_next_denies() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    ahead(&mut desk, &account("NotReady", None));
    desk.tells(told::held("C1"));
    desk.tells(told::rings("C2", CUSTOMER, ME));
    let rings = account("Ready", Some(shown("C2", "Alerting", None)));
    for _ in 0..2 {
        desk.seconds(1);
        desk.answers("client-state", 200, &rings);
    }
    assert_eq!(desk.named("agentReady").len(), 1);
    assert!(desk.call("C1").unverified && !desk.call("C2").unverified);
}

/// However often other events come meanwhile.
#[test]
fn a_contradiction_is_not_put_off_for_ever() {
    let mut desk = Desk::logged_in(config());
    let mut asked = 0;
    while desk.snapshot().calls.is_empty() {
        let name = if asked % 2 == 0 {
            "agentReady"
        } else {
            "agentNotReady"
        };
        let mode = if asked % 2 == 0 { "Ready" } else { "NotReady" };
        desk.tells(json!({"eventName": name, "agentId": "5001@test.cc", "agentMode": mode}));
        desk.seconds(1);
        while desk.is_asked("heartbeat") {
            desk.answers("heartbeat", 204, "");
        }
        if desk.is_asked("client-state") {
            asked += 1;
            desk.answers(
                "client-state",
                200,
                &account(mode, Some(shown("C1", "Connect", None))),
            );
        }
        assert!(asked < 12, "it is put off for ever");
    }
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
}

/// The state's word is a hint: what has been answered does not ring.
#[test]
fn a_call_that_was_answered_is_not_ended_by_a_word_in_the_account() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(61);
    let odd = account(
        "NotReady",
        Some(shown("C1", "Alerting", Some("2026.11.27 15:00:00"))),
    );
    for _ in 0..10 {
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &odd);
        }
        desk.seconds(5);
    }
    assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
    assert!(desk.call("C1").unverified);
    assert!(ends(&desk).is_empty());
}

/// A late event may explain it: the server is asked once, after a while.
#[test]
fn the_end_of_a_call_that_nobody_has_seen_is_asked_about_later() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::cleared("C1", ME, ME));
    assert_eq!(desk.count("client-state"), 0);
    desk.later(Duration::from_millis(999));
    assert_eq!(desk.count("client-state"), 0);
    desk.later(Duration::from_millis(1));
    assert_eq!(desk.count("client-state"), 1);
}

/// The account does not show what the agent had asked for before the program went.
#[test]
fn a_call_that_is_taken_over_leaves_the_pending_mode_in_doubt() {
    let mut desk = Desk::new(config());
    let login = desk.gives(desk::log_in());
    desk.session_begins();
    desk.answers("agent/state", 454, "");
    let talks = account("Ready", Some(shown("C1", "Connect", Some("2026.11.27 15:00:00"))));
    desk.answers("client-state", 200, &talks);
    assert!(desk.outcome(login).is_some());
    let agent = desk.snapshot().agent.unwrap();
    assert!(agent.doubts.has(wellclient_core::doubt::Doubt::PendingMode));
    assert_eq!(agent.pending_mode, None);
}

/// A switch that rings the own telephone first for a call that is made here: by its account that is the same call.
#[test]
fn a_call_that_rings_here_first_is_the_one_that_was_made() {
    let mut desk = Desk::logged_in(config());
    desk.tells(
        json!({"eventName": "delivered", "callId": "C1", "alertingDevice": ME, "callingDevice": ME,
        "calledDevice": told::EXPERT}),
    );
    desk.cut();
    desk.seconds(5);
    desk.forgets();
    let call =
        json!({"callId": "C1", "state": "Alerting", "direction": "Out", "ani": ME, "dnis": told::EXPERT});
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}});
    desk.answers("client-state", 200, &account.to_string());
    desk.seconds(5);
    assert_eq!(desk.call("C1").leg, ConnectionState::Alerting);
    assert!(desk.named("connectionCleared").is_empty());
}

/// So it is where the reply names the call, and an outside line is shown as calling.
#[test]
fn the_call_that_the_reply_names_may_ring_here_first() {
    let line = "917602176375@zhen04.cc";
    for calling in [line, CUSTOMER] {
        let mut desk = Desk::logged_in(config());
        let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13800000000"}));
        desk.answers("callControl/calls", 200, r#"{"callId":"K1"}"#);
        desk.tells(told::rings("K1", calling, ME));
        assert_eq!(desk.word(id), "confirmed event:delivered", "{calling}");
    }
    // Nor does the reply have to be there when it rings; and who is to be called comes into it when it rings there.
    for (calling, replied) in [line, CUSTOMER, ME]
        .into_iter()
        .flat_map(|by| [(by, true), (by, false)])
    {
        let mut desk = Desk::logged_in(config());
        let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13800000000"}));
        let reply = |desk: &mut Desk| desk.answers("callControl/calls", 200, r#"{"callId":"K1"}"#);
        replied.then(|| reply(&mut desk));
        desk.tells(told::rings("K1", calling, ME));
        (!replied).then(|| reply(&mut desk));
        assert_eq!(desk.word(id), "confirmed event:delivered", "{calling} {replied}");
        let call = desk.call("K1");
        assert_eq!(
            (call.outgoing, call.parties.len()),
            (Some(true), 1),
            "{calling} {replied}"
        );
        desk.tells(told::answered("K1", calling, ME));
        assert_eq!(
            (desk.call("K1").talking, desk.call("K1").parties.len()),
            (None, 1)
        );
        desk.tells(told::rings("K1", ME, CUSTOMER));
        desk.tells(told::answered("K1", ME, CUSTOMER));
        assert_eq!(desk.call("K1").parties.len(), 2);
        assert!(desk.call("K1").talking.is_some() && desk.snapshot().verified);
    }
    // Somebody else's is not the one.
    let mut desk = Desk::logged_in(config());
    let id = desk.asks(json!({"verb": "makeCall", "phoneNumber": "13800000000"}));
    desk.answers("callControl/calls", 200, r#"{"callId":"K1"}"#);
    desk.tells(told::rings("K2", line, ME));
    assert!(desk.outcome(id).is_none());
}
