//! What a session believes of the server's answers: an account that events have overtaken, calls that it does not know.

use crate::desk::{self, CUSTOMER, Desk, ME, config, told};
use serde_json::json;
use wellclient_core::command::Verb;
use wellclient_core::doubt::Doubt;
use wellclient_core::environment::Dialect;
use wellclient_core::model::ConnectionState;

fn account(call: Option<&str>) -> String {
    let call = call
        .map(|call| json!({"callId": call, "state": "Connect", "direction": "In", "otherSide": CUSTOMER}));
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

fn reconnects(desk: &mut Desk) {
    desk.cut();
    desk.seconds(5);
    desk.forgets();
    assert!(desk.is_asked("client-state"));
}

/// The server has written down what it was before the call came, and the call came first.
#[test]
fn an_account_that_an_event_has_overtaken_ends_no_call() {
    let mut desk = Desk::logged_in(config());
    reconnects(&mut desk);
    desk.tells(told::rings("C1", CUSTOMER, ME));
    desk.answers("client-state", 200, &account(None));
    assert_eq!(desk.call("C1").leg, ConnectionState::Alerting);
    assert!(
        !desk.snapshot().verified && desk.is_asked("client-state"),
        "it is asked again"
    );
}

/// A server that knows the data of no call, also of one that its account shows, proves nothing by that: it is asked with
/// growing distance.
#[test]
fn a_server_without_call_data_is_not_hammered() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    reconnects(&mut desk);
    for _ in 0..60 {
        while desk.is_asked("client-state") {
            desk.answers("client-state", 200, &account(Some("C2")));
        }
        let mut at_once = 0;
        while desk.is_asked("user-data") {
            at_once += 1;
            assert!(at_once < 8, "{:?}", desk.requests);
            let call = if desk.is_asked("C2/user-data") {
                "C2/user-data"
            } else {
                "C1/user-data"
            };
            desk.answers(call, 404, "");
        }
        desk.seconds(1);
    }
    assert_eq!(desk.snapshot().calls.len(), 2);
    assert!(desk.call("C1").unverified);
    assert!(desk.count("C1/user-data") < 10, "{}", desk.count("C1/user-data"));
}

/// Is the agent still in, and is this server the one that knows?
#[test]
fn a_heartbeat_that_is_refused_has_the_account_asked_for() {
    let mut desk = Desk::logged_in(config());
    desk.seconds(61);
    // With each heartbeat, to make sure.
    desk.answers("client-state", 200, &account(None));
    desk.answers("heartbeat", 500, "");
    assert!(desk.is_asked("client-state"));
    desk.answers("client-state", 200, &account(None));
    assert!(desk.snapshot().verified);
    assert_eq!(desk.session.metrics().resyncs, 2);
}

/// What passes is waited for when a saved session is taken up.
#[test]
fn a_server_in_trouble_is_asked_again_for_the_account() {
    let mut desk = Desk::new(config());
    let saved = Desk::logged_in(config()).session.saved().unwrap();
    let id = desk.takes_up(saved);
    desk.answers("client-state", 503, "");
    desk.seconds(2);
    assert_eq!(desk.word(id), "open");
    desk.answers("client-state", 200, &account(None));
    desk.answers("client-state", 200, &account(None));
    assert_eq!(desk.word(id), "confirmed state");
}

/// Only where it is the other way can recording be started, or stopped.
#[test]
fn recording_is_allowed_as_it_is() {
    let mut desk = Desk::logged_in(config());
    let allowed = |desk: &Desk| {
        let actions = desk.snapshot().actions.into_iter();
        let of_recording =
            actions.filter(|action| matches!(action.verb, Verb::StartRecording | Verb::StopRecording));
        let allowed = of_recording.filter(|action| action.permission.is_ok());
        allowed.map(|action| action.verb).collect::<Vec<_>>()
    };
    assert_eq!(allowed(&desk), []);
    desk.talks("C1");
    desk.tells(told::recording("C1", true));
    assert_eq!(allowed(&desk), [Verb::StopRecording]);
    desk.tells(told::recording("C1", false));
    assert_eq!(allowed(&desk), [Verb::StartRecording]);
}

/// A server may go on naming who called first, after a transfer, too.
#[test]
fn the_active_call_after_a_reconnection_names_nobody_who_has_left() {
    let mut desk = Desk::logged_in(config());
    let agent = "8002@test.cc";
    desk.tells(told::rings("C2", agent, ME));
    desk.tells(told::answered("C2", agent, ME));
    desk.tells(
        json!({"eventName": "transferred", "callId": "C1", "primaryOldCall": "C1", "secondaryOldCall": "C2", "newCall": "C1",
        "transferringDevice": agent, "transferredToDevice": ME,
        "originCallInfo": {"callId": "C1", "callingDevice": CUSTOMER, "calledDevice": agent}}),
    );
    desk.tells(told::cleared("C1", agent, agent));
    reconnects(&mut desk);
    let call = json!({"callId": "C1", "ani": agent, "dnis": ME, "state": "Connect", "direction": "In",
        "otherSide": CUSTOMER});
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": call}, "extension": {}});
    desk.answers("client-state", 200, &account.to_string());
    let back = desk
        .events
        .iter()
        .find(|event| event.name() == "wsReconnectSucceed");
    let told: serde_json::Value = serde_json::from_str(back.unwrap().raw()).unwrap();
    let call = &told["activeCall"];
    assert_eq!(
        (&call["callingDevice"], &call["calledDevice"]),
        (&json!(CUSTOMER), &json!(ME))
    );
}

/// The machine may have slept for minutes: what was asked for before the channel was lost takes nothing up.
#[test]
fn an_account_of_before_a_gap_takes_no_session_up() {
    for comes_late in [false, true] {
        let saved = Desk::logged_in(config()).session.saved().unwrap();
        let mut desk = Desk::new(config());
        let id = desk.takes_up(saved);
        desk.answers("client-state", 200, &account(None));
        assert!(desk.is_asked("client-state"), "the channel is there");
        desk.cut();
        if comes_late {
            desk.seconds(5);
        }
        desk.answers("client-state", 200, &account(None));
        assert_eq!(desk.word(id), "open");
        desk.seconds(5);
        desk.answers("client-state", 200, &account(Some("C1")));
        assert_eq!(desk.word(id), "confirmed state");
        assert_eq!(desk.call("C1").leg, ConnectionState::Connected);
    }
}

/// A desk of a 2.x server, which has no account to give.
fn without_account() -> Desk {
    let mut settings = config();
    settings.dialect = Dialect::V2;
    let mut desk = Desk::new(settings);
    desk.gives(desk::log_in());
    desk.session_begins();
    desk.answers("heartbeat", 200, "");
    desk.answers("agent/state", 204, "");
    desk.tells(json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    desk.tells(json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    desk
}

/// Time passes at a server that is well, and has neither account nor call data.
fn passes(desk: &mut Desk, seconds: u64) {
    for _ in 0..seconds {
        desk.seconds(1);
        while let Some(asked) = ["client-state", "user-data", "heartbeat"]
            .into_iter()
            .find(|asked| desk.is_asked(asked))
        {
            let status = if asked == "heartbeat" { 200 } else { 404 };
            desk.answers(asked, status, "");
        }
    }
}

/// That a server has no account puts nothing in doubt that an unbroken channel has told; what a gap has, stays so, and what comes
/// after it is believed.
#[test]
fn without_an_account_events_alone_are_believed() {
    let mut desk = without_account();
    passes(&mut desk, 200);
    assert!(desk.snapshot().verified && desk.snapshot().calls_complete);
    desk.talks("C1");
    passes(&mut desk, 200);
    assert!(desk.snapshot().verified, "{:?}", desk.snapshot());

    desk.cut();
    passes(&mut desk, 5);
    let doubts = |desk: &Desk| desk.snapshot().agent.unwrap().doubts;
    assert!(desk.call("C1").unverified && doubts(&desk).has(Doubt::Mode) && !desk.snapshot().calls_complete);
    passes(&mut desk, 3);
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    desk.talks("C2");
    passes(&mut desk, 1);
    assert!(!doubts(&desk).has(Doubt::Mode) && !desk.call("C2").unverified);
    assert!(!desk.snapshot().verified, "there may be other calls");
}

/// What comes soon after a reconnect may have been sent before it, and what followed is lost. Where there is an account, it tells.
#[test]
fn without_an_account_nothing_vouches_for_what_it_tells_right_after_a_gap() {
    let mut desk = without_account();
    passes(&mut desk, 200);
    desk.cut();
    passes(&mut desk, 5);
    desk.tells(told::initiated("C1"));
    desk.tells(json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"}));
    let mode_is_sure = |desk: &Desk| !desk.snapshot().agent.unwrap().doubts.has(Doubt::Mode);
    assert!(desk.call("C1").unverified && !mode_is_sure(&desk));
    passes(&mut desk, 3);
    desk.tells(told::dialled("C1", told::EXPERT));
    desk.tells(json!({"eventName": "agentNotReady", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
    assert!(!desk.call("C1").unverified && mode_is_sure(&desk));
}

/// A server that refuses to give its account may be in trouble: nothing is believed meanwhile. That it has none after that
/// gives nothing back.
#[test]
fn a_refusal_is_not_made_good_by_a_404() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(61);
    desk.answers("client-state", 503, "");
    assert!(desk.call("C1").unverified);
    desk.seconds(3);
    desk.answers("client-state", 404, "");
    assert!(desk.call("C1").unverified && !desk.snapshot().verified);
    desk.seconds(10);
    desk.answers("client-state", 200, &account(Some("C1")));
    assert!(!desk.call("C1").unverified);
}

/// One 404 by itself takes nothing away.
#[test]
fn an_account_that_is_not_there_once_is_no_doubt() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(61);
    desk.answers("client-state", 404, "");
    assert!(desk.snapshot().verified);
}

/// A mode that the server does not know either says nothing against the one that was told.
#[test]
fn a_mode_that_the_account_does_not_know_is_a_doubt() {
    let mut desk = Desk::logged_in(config());
    reconnects(&mut desk);
    desk.answers("client-state", 200, &account(None).replace("NotReady", "Unknown"));
    let agent = desk.snapshot().agent.unwrap();
    assert_eq!(agent.mode.as_str(), "NotReady");
    assert!(agent.doubts.has(Doubt::Mode) && desk.named("agentNotReady").is_empty());
}
