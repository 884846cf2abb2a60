//! What an application is told, and what not: log lines, late events and corrections, why a session has ended.

use std::sync::Arc;
use std::time::Duration;

use crate::desk::told::EXPERT;
use crate::desk::{CUSTOMER, Desk, ME, config, log_in, told};
use serde_json::{Value, json};
use wellclient_core::doubt::Doubt;
use wellclient_core::event::{Body, decode};
use wellclient_core::http::{Language, Reason};
use wellclient_core::id::CallId;
use wellclient_core::model::{Perspective, Tracker};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::one_line::one_line;
use wellclient_core::session::{CommandError, Input, LogKind, SavedSession, WatchAccount};
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::time::Now;
use wellclient_core::vocabulary::LinkState;
use wellclient_core::vocabulary::SessionEnd;

fn corrected(desk: &Desk) -> Vec<Vec<CallId>> {
    let told = desk.events.iter().filter_map(|event| match event.body() {
        Body::ModelCorrected(corrected) => Some(corrected.calls.clone()),
        _ => None,
    });
    told.collect()
}

/// Manual 3.4: without `debug` only what has failed; an alert only with `useErrorAlert`.
#[test]
fn log_lines_are_told_by_the_settings() {
    let kinds = |debug: bool, alerts: bool| {
        let mut config = config();
        config.settings.debug = debug;
        config.settings.use_error_alert = alerts;
        let mut desk = Desk::logged_in(config);
        desk.talks("C1");
        desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
        desk.answers("/hold", 204, "");
        desk.tells(told::held("C1"));
        desk.asks(json!({"verb": "answerCall", "callId": "C1"}));
        desk.answers("/answer", 500, "");
        desk.seconds(20);
        let mut kinds: Vec<&str> = desk.logs.iter().map(|line| line.kind.as_str()).collect();
        kinds.sort();
        kinds.dedup();
        kinds.join(" ")
    };
    assert_eq!(kinds(false, false), "error");
    assert_eq!(kinds(true, false), "error log");
    assert_eq!(kinds(true, true), "alert error log");
}

#[test]
fn the_kinds_of_log_lines_have_the_manual_s_words() {
    let words = [LogKind::Log, LogKind::Error, LogKind::Alert].map(LogKind::as_str);
    assert_eq!(words, ["log", "error", "alert"]);
}

/// That an event is late stands in the event; what it has changed beside, in one of its own.
#[test]
fn a_late_event_says_so_itself() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let (first, second) = (desk.serial() + 5, desk.serial() + 6);
    desk.forgets();
    desk.tells_as(second, told::retrieved("C1"));
    assert_eq!(desk.anomalies(), ["gap"], "it was not seen to be held");
    assert!(corrected(&desk).is_empty());
    desk.forgets();
    desk.tells_as(first, told::held("C1"));
    let late: Vec<bool> = desk.named("held").iter().map(|event| event.late).collect();
    assert_eq!(late, [true]);
    assert_eq!(desk.anomalies(), [""; 0]);
    assert_eq!(corrected(&desk), [[CallId::from("C1")]]);
}

#[test]
fn what_does_not_fit_is_told_and_counted() {
    let mut desk = Desk::logged_in(config());
    let before = desk.session.metrics().anomalies;
    let mut stranger = told::rings("C1", CUSTOMER, ME);
    stranger["srcDeviceId"] = "8002@test.cc".into();
    desk.tells(stranger);
    assert_eq!(desk.anomalies(), ["foreign"]);
    assert_eq!(desk.session.metrics().anomalies, before + 1);
}

/// Sixteen megabytes of the smallest messages that are no events; an event in between keeps the channel.
#[test]
fn a_channel_of_nothing_but_nonsense_is_cut() {
    let nonsense = b"MESSAGE\nsubscription:sub-0\n\n\0".as_slice();
    let event = b"MESSAGE\nsubscription:sub-0\n\n{\"eventName\":\"custom\"}\0".as_slice();
    let mut desk = Desk::logged_in(config());
    desk.forgets();
    for _ in 0..5 {
        desk.receives(&[&nonsense.repeat(1000), event].concat());
    }
    assert_eq!(desk.anomalies().len(), 5000);
    assert_eq!(desk.session.snapshot(desk.moment()).link, LinkState::Active);
    desk.forgets();
    desk.receives(&nonsense.repeat((16 << 20) / nonsense.len()));
    assert_eq!(desk.anomalies().len(), 1000);
    assert_ne!(desk.session.snapshot(desk.moment()).link, LinkState::Active);
    let told = desk.named("linkChanged");
    let told: Value = serde_json::from_str(told[0].raw()).unwrap();
    assert_eq!(told["reason"], "the server sends nothing that is an event");
    // What has no name is an event, but tells nothing either.
    for body in ["{}", r#"{"a":1}"#, r#"{"eventName":""}"#, r#"{"eventName":null}"#] {
        let mut desk = Desk::logged_in(config());
        let message = format!("MESSAGE\nsubscription:sub-0\n\n{body}\0");
        desk.receives(
            &[
                message.repeat(1000).as_bytes(),
                event,
                message.repeat(1000).as_bytes(),
            ]
            .concat(),
        );
        assert_eq!(
            desk.session.snapshot(desk.moment()).link,
            LinkState::Active,
            "{body}"
        );
        desk.receives(message.as_bytes());
        assert_ne!(
            desk.session.snapshot(desk.moment()).link,
            LinkState::Active,
            "{body}"
        );
    }
}

/// Nobody says where a watched agent is logged in but the events: not by a name that is longer than any.
#[test]
fn a_watched_agent_is_nowhere_whose_name_is_too_long() {
    let mut desk = Desk::new(config());
    let id = desk.session.next_command();
    let account = WatchAccount::new("5003", "Pa55", "test.cc");
    let agents = vec!["5001@test.cc".into()];
    desk.input(Input::Watch { id, account, agents });
    desk.session_begins();
    let ready = |field: &str, value: Value| {
        let mut event = json!({"eventName": "agentReady", "agentId": "5001@test.cc", "agentMode": "Ready"});
        event[field] = value;
        event
    };
    let shown = |desk: &Desk| format!("{:?}", desk.session.watched_snapshots(desk.moment()));
    let long = "8".repeat(513);
    desk.tells_bare(ready("srcDeviceId", long.as_str().into()));
    desk.tells_bare(ready("devices", json!({"Voice": long})));
    assert_eq!(desk.named("agentReady").len(), 2, "they are told");
    assert!(!shown(&desk).contains("88888888"));
    desk.tells_bare(ready("devices", json!({"Voice": "8001@test.cc"})));
    assert!(shown(&desk).contains("8001@test.cc"));
}

/// What is shown of others' words is cut only once secrets are masked in it: half a secret is one, too.
#[test]
fn no_secret_is_cut_in_two() {
    const BEGINNING: &str = "5e55";
    let encoded = "NWU1NS0xMG";
    for length in (150..260).chain(430..520).chain(980..1010) {
        let mut desk = Desk::logged_in(config());
        let padding = "y".repeat(length);
        for quoted in ["5e55-10n", "NWU1NS0xMG4="] {
            let error = format!("ERROR\nmessage:{padding}{quoted}\n\n{quoted} {padding}{quoted}\0");
            desk.receives(error.as_bytes());
            desk.seconds(5);
        }
        let said = format!(
            "{:?}{:?}{}",
            desk.events,
            desk.logs,
            desk.session.event_log().text(desk.moment().wall)
        );
        assert!(
            said.contains("yyy") && !said.contains(BEGINNING) && !said.contains(&encoded[..4]),
            "{said}"
        );
        assert!(desk.logs.iter().all(|line| line.content.len() < 700));
    }
    for length in 2030..2050 {
        let mut desk = Desk::logged_in(config());
        let id = desk.asks(json!({"verb": "getMyPrefix"}));
        desk.answers(
            "/operation/",
            500,
            &format!("{}5e55-10n and more", "y".repeat(length)),
        );
        let said = format!("{:?}{:?}", desk.outcome(id), desk.logs);
        assert!(said.contains("yyy") && !said.contains(BEGINNING), "{length}");
    }
}

/// Nothing in others' words breaks a line, turns its direction or hides: not in sentences, not in logs.
#[test]
fn others_words_are_one_line_of_what_is_seen() {
    let words = "ev\u{202e}il\u{2028}\u{2066}\u{200b}\u{1b}[31m\u{9b}\tFORGED\u{feff}!";
    let seen = "ev il    [31m  FORGED !";
    let mut config = config();
    config.settings.use_ws_log = true;
    config.settings.debug = true;
    let mut desk = Desk::logged_in(config);
    desk.forgets();
    desk.receives(format!("ERROR\nmessage:{words}\n\n{words}\r\n2027-01-01 a line of its own\0").as_bytes());
    let told = desk.named("linkChanged");
    let told: Value = serde_json::from_str(told[0].raw()).unwrap();
    assert!(told["reason"].as_str().unwrap().contains(seen), "{told}");
    assert!(desk.logs.iter().any(|line| line.content.contains("<<<")));
    let log = desk.session.event_log().text(desk.moment().wall);
    let logs = desk.logs.iter().map(|line| line.content.as_str());
    for line in logs.chain(log.lines()) {
        assert_eq!(one_line(line), line);
    }
    assert!(!log.lines().any(|line| line.starts_with("2027")));
    let failed = CommandError::Failed {
        failed_code: None,
        failed_msg: Some(words.into()),
    };
    for language in [Language::En, Language::Zh] {
        assert!(failed.sentence(language).contains(seen));
    }
    assert_eq!(failed.failed_msg(), Some(words));
}

/// What the server says of a refusal is passed on; where it says nothing, the library does.
#[test]
fn a_failed_log_in_has_a_text() {
    let text = |body: &str| {
        let mut desk = Desk::new(config());
        let id = desk.gives(log_in());
        desk.session_begins();
        desk.answers("agent/state", 423, body);
        assert_eq!(desk.word(id), "rejected agentNotUsable");
        assert_eq!(desk.open, []);
        let told = desk.named("loginFailed");
        let told: Value = serde_json::from_str(told[0].raw()).unwrap();
        assert_eq!(told["status"], 423);
        told["responseText"].as_str().unwrap().to_owned()
    };
    assert_eq!(text("agent is disabled"), "agent is disabled");
    assert_eq!(text(""), Reason::AgentNotUsable.message_en());
}

fn logged_off() -> Value {
    json!({"eventName": "agentLoggedOff", "agentId": "5001@test.cc", "agentMode": "Logout"})
}

#[test]
fn log_offs_are_counted_and_closing_is_none() {
    let mut desk = Desk::logged_in(config());
    assert_eq!(desk.session.log_offs(), 0);
    desk.asks(json!({"verb": "logout"}));
    desk.answers("agent/state", 204, "");
    desk.tells(logged_off());
    assert_eq!(
        (desk.session.log_offs(), desk.session.phase()),
        (1, SessionPhase::LoggedOut)
    );

    let mut desk = Desk::logged_in(config());
    desk.input(Input::Close { logout: false });
    assert!(desk.is_closed);
    assert_eq!(desk.session.log_offs(), 0);
}

/// The agent is out where an event or the account shows it, or was out before (458). That a log-out was accepted does not.
#[test]
fn closing_with_a_log_out_tells_whether_the_agent_is_out() {
    let closing = |status: u16| {
        let mut desk = Desk::logged_in(config());
        desk.input(Input::Close { logout: true });
        desk.answers("agent/state", status, "");
        desk
    };
    let ends = |desk: &Desk, end: SessionEnd| {
        assert!(desk.is_closed);
        assert_eq!(desk.snapshot().session_end, Some(end));
        assert_eq!(desk.session.log_offs(), u64::from(end == SessionEnd::Logout));
        assert_eq!(desk.open, []);
    };
    ends(&closing(458), SessionEnd::Logout);
    ends(&closing(500), SessionEnd::Closed);

    let mut desk = closing(204);
    assert!(!desk.is_closed);
    desk.tells(logged_off());
    ends(&desk, SessionEnd::Logout);

    // The event does not come.
    let mut desk = closing(204);
    desk.seconds(1);
    desk.answers("client-state", 200, &account("Logout"));
    ends(&desk, SessionEnd::Logout);

    let mut desk = closing(204);
    desk.seconds(1);
    desk.answers("client-state", 200, &account("NotReady"));
    assert!(!desk.is_closed);
    desk.seconds(2);
    ends(&desk, SessionEnd::Closed);

    // It cannot come.
    let mut desk = Desk::logged_in(config());
    desk.cut();
    desk.input(Input::Close { logout: true });
    desk.answers("agent/state", 204, "");
    desk.answers("client-state", 200, &account("Logout"));
    ends(&desk, SessionEnd::Logout);
}

/// Nothing is left running, however far a log-in or a recovery has come.
#[test]
fn closing_on_the_way_in_closes_the_event_channel() {
    let mut desk = Desk::new(config());
    let id = desk.gives(log_in());
    desk.session_begins();
    assert_eq!(desk.open.len(), 1);
    desk.input(Input::Close { logout: false });
    assert_eq!(
        (desk.word(id).as_str(), desk.open.len()),
        ("unknown sessionClosed", 0)
    );

    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved(None));
    desk.answers("client-state", 200, &account("NotReady"));
    assert_eq!(desk.open.len(), 1);
    desk.input(Input::Close { logout: false });
    assert_eq!(
        (desk.word(id).as_str(), desk.open.len()),
        ("unknown sessionClosed", 0)
    );
}

/// So does a recovery that comes to nothing.
#[test]
fn a_recovery_that_fails_closes_the_event_channel() {
    let mut desk = Desk::new(config());
    let id = desk.takes_up(saved(None));
    desk.answers("client-state", 200, &account("NotReady"));
    desk.answers("client-state", 200, &account("Logout"));
    assert_eq!(
        (desk.word(id).as_str(), desk.open.len()),
        ("rejected notRecoverable", 0)
    );
}

fn saved(from: Option<&Desk>) -> SavedSession {
    from.and_then(|desk| desk.session.saved())
        .unwrap_or(SavedSession {
            agent: "5001@test.cc".into(),
            device: ME.into(),
            session_id: "5e55-10n".into(),
            password: None,
            state: None,
        })
}

fn account(mode: &str) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": mode}, "extension": {}})
        .to_string()
}

fn account_of_a_call(call: &str) -> String {
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady",
        "activeCall": {"callId": call, "state": "Connect", "direction": "In", "otherSide": CUSTOMER}},
        "extension": {}})
    .to_string()
}

/// A mode that waits for the end of a call is taken up with the call, and is none without one.
#[test]
fn a_pending_mode_is_taken_up_with_its_call() {
    let mut before = Desk::logged_in(config());
    before.talks("C1");
    before.asks(json!({"verb": "setAgentMode", "mode": "Ready"}));
    before.answers("agent/state", 200, r#"{"pendingMode":"Ready"}"#);
    for (state, mode) in [
        (account_of_a_call("C1"), Some("Ready")),
        (account("NotReady"), None),
    ] {
        let mut desk = Desk::new(config());
        let id = desk.takes_up(saved(Some(&before)));
        desk.answers("client-state", 200, &state);
        desk.answers("client-state", 200, &state);
        assert_eq!(desk.word(id), "confirmed state");
        if mode.is_none() {
            desk.answers("C1/user-data", 404, "");
            desk.answers("client-state", 200, &state);
        }
        let pending = desk.snapshot().agent.and_then(|agent| agent.pending_mode);
        assert_eq!(pending.as_deref(), mode);
    }
}

#[test]
fn a_consultation_names_the_call_that_it_is_of() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    assert_eq!(desk.call("C2").consultation_of, Some(CallId::from("C1")));
    assert_eq!(desk.call("C1").consultation_of, None);
    let parties = desk.call("C2").parties;
    assert!(parties.iter().any(|party| party.device.as_str() == EXPERT));
}

/// Protocol, section 7: `failed` comes before the end as a rule. After it, it brings nothing back, and puts nothing in doubt.
#[test]
fn a_failure_that_comes_after_the_end_is_passed_over() {
    let mut desk = Desk::logged_in(config());
    desk.tells(told::dialled("C1", EXPERT));
    desk.tells(told::rings("C1", ME, EXPERT));
    desk.tells(told::cleared("C1", EXPERT, EXPERT));
    desk.tells(told::cleared("C1", ME, EXPERT));
    desk.tells(json!({"eventName": "failed", "callId": "C1", "calledDevice": EXPERT, "failedCode": "1"}));
    assert_eq!(desk.anomalies(), [""; 0]);
    assert!(desk.snapshot().verified && desk.snapshot().calls.is_empty());
}

/// `recordStopped` has no call as the documents have it: its recording says which.
#[test]
fn a_recording_that_stops_is_the_one_that_is_named() {
    let mut desk = Desk::logged_in(config());
    let started = |call: &str, record: &str| json!({"eventName": "recordStarted", "callId": call, "recordId": record, "isSuccess": true});
    desk.talks("C1");
    desk.tells(started("C1", "r1"));
    desk.tells(told::held("C1"));
    desk.tells(told::initiated("C2"));
    desk.tells(told::dialled("C2", EXPERT));
    desk.tells(told::rings("C2", ME, EXPERT));
    desk.tells(told::answered("C2", ME, EXPERT));
    desk.tells(started("C2", "r2"));
    desk.tells(json!({"eventName": "recordStopped", "recordId": "r1", "isSuccess": true}));
    assert!(!desk.call("C1").recording && desk.call("C2").recording);
    // One that is not known is of the call that is connected.
    desk.tells(json!({"eventName": "recordStopped", "recordId": "r9", "isSuccess": true}));
    assert!(!desk.call("C2").recording);
}

/// The telephone of who is listened to may ring yet: no event has told.
#[test]
fn how_the_leg_of_who_is_listened_to_is_nobody_tells() {
    let mut desk = Desk::logged_in(config());
    desk.asks(json!({"verb": "forceListen", "callId": "C1", "deviceId": ME}));
    desk.answers("/spy", 204, "");
    desk.tells(
        json!({"eventName": "delivered", "callId": "C1", "alertingDevice": ME, "callingDevice": CUSTOMER,
        "calledDevice": EXPERT}),
    );
    let call = desk.call("C1");
    let listened = call.parties.iter().find(|party| party.device.as_str() == EXPERT);
    assert!(listened.is_some_and(|party| !party.verified), "{call:?}");
}

/// A second call's own leg goes while the first is on hold: hung up, or handed on by a transfer that returns. Nobody tells a watch,
/// whichever of the two was made for the other.
#[test]
fn a_watch_does_not_know_why_a_second_call_has_gone() {
    let own = Perspective {
        agent: "5001@test.cc".into(),
        device: ME.into(),
        internal: InternalNumbers::default(),
    };
    let mut tracker = Tracker::new(own);
    tracker.watches();
    let events = [
        told::rings("C1", CUSTOMER, ME),
        told::answered("C1", CUSTOMER, ME),
        told::rings("C2", "13900000000@test.cc", ME),
        told::held("C1"),
        told::answered("C2", "13900000000@test.cc", ME),
        told::cleared("C2", ME, ME),
    ];
    for (mut event, serial) in events.into_iter().zip(1_u64..) {
        event["serial"] = serial.into();
        event["topics"] = json!(["CtiWorker_a"]);
        let event = Arc::new(decode(event.to_string().as_bytes()).unwrap());
        tracker.offer(Now::at(Duration::from_secs(serial), 1_500_000_000_000), &event);
    }
    let [held] = tracker.model().calls() else {
        panic!("{:?}", tracker.model().calls());
    };
    assert!(held.doubts.has(Doubt::Parties) && !held.is_verified());
}
