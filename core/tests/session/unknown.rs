//! A hiccup of something on the way ends no call and hurries nothing: what counts is what the server says for longer.

use crate::desk::{self, CUSTOMER, Desk, ME, config, told};
use serde_json::json;
use wellclient_core::environment::Dialect;

fn account(call: Option<&str>, state: &str) -> String {
    let call = call
        .map(|call| json!({"callId": call, "state": state, "direction": "In", "otherSide": if call == "C1" { CUSTOMER } else { told::EXPERT }}));
    json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady", "activeCall": call},
        "extension": {}})
    .to_string()
}

/// A server: what it answers to each kind of request, until told otherwise.
struct Server {
    account: u16,
    data: u16,
    heartbeat: u16,
    shows: Option<&'static str>,
    state: &'static str,
    /// The call that it does not know though it is well.
    ghost: Option<&'static str>,
}

const WELL: Server = Server {
    account: 200,
    data: 200,
    heartbeat: 200,
    shows: Some("C2"),
    state: "Connect",
    ghost: None,
};

impl Server {
    fn answers(&self, desk: &mut Desk) {
        for _ in 0..20 {
            let body = account(self.shows, self.state);
            if desk.is_asked("client-state") {
                desk.answers("client-state", self.account, &body);
            } else if desk.is_asked("heartbeat") {
                desk.answers("heartbeat", self.heartbeat, "");
            } else if let Some(ghost) = self
                .ghost
                .filter(|ghost| desk.is_asked(&format!("{ghost}/user-data")))
            {
                desk.answers(&format!("{ghost}/user-data"), 404, "");
            } else if desk.is_asked("user-data") {
                desk.answers("user-data", self.data, "{}");
            }
        }
    }

    /// Answers for so long, in milliseconds.
    fn serves(&self, desk: &mut Desk, ms: u64) {
        for _ in 0..ms / 50 {
            self.answers(desk);
            desk.later(std::time::Duration::from_millis(50));
        }
        self.answers(desk);
    }
}

fn calls(desk: &Desk) -> Vec<String> {
    let calls = desk.snapshot().calls;
    calls.iter().map(|call| call.call_id.to_string()).collect()
}

/// After a cut HTTP answers 404 for a while, to everything or to all that is about calls.
#[test]
fn a_hiccup_of_404s_ends_no_call() {
    for (account, heartbeat) in [(404, 404), (200, 200)] {
        for ms in [0, 50, 300, 1_000, 3_000, 5_000] {
            let mut desk = Desk::logged_in(config());
            desk.consults("C1", "C2");
            desk.cut();
            desk.seconds(5);
            let hiccup = Server {
                account,
                heartbeat,
                data: 404,
                ..WELL
            };
            hiccup.serves(&mut desk, ms);
            WELL.serves(&mut desk, 30_000);
            assert_eq!(calls(&desk), ["C1", "C2"], "{account} {ms}");
            assert!(desk.named("connectionCleared").is_empty(), "{account} {ms}");
        }
    }
}

/// With the link up all the time, where a question, or a verb, meets the hiccup.
#[test]
fn a_hiccup_that_a_verb_meets_ends_no_call() {
    for verb in ["getCallData", "retrieveCall"] {
        for ms in [50, 300, 1_500, 5_000] {
            let mut desk = Desk::logged_in(config());
            desk.consults("C1", "C2");
            desk.asks(json!({"verb": verb, "callId": "C1"}));
            let asked = if verb == "getCallData" {
                "user-data"
            } else {
                "/retrieve"
            };
            desk.answers(asked, 404, "");
            let hiccup = Server { data: 404, ..WELL };
            hiccup.serves(&mut desk, ms);
            WELL.serves(&mut desk, 30_000);
            assert_eq!(calls(&desk), ["C1", "C2"], "{verb} {ms}");
        }
    }
}

/// A server of 2.x has no account: the only call is not told as over, however long everything answers 404.
#[test]
fn the_only_call_of_2x_survives_a_hiccup() {
    for ms in [100, 1_000, 3_000, 20_000] {
        let mut settings = config();
        settings.dialect = Dialect::V2;
        let mut desk = Desk::new(settings);
        desk.gives(desk::log_in());
        desk.session_begins();
        desk.answers("heartbeat", 200, "");
        desk.answers("agent/state", 204, "");
        desk.tells(json!({"eventName": "agentLoggedOn", "agentId": "5001@test.cc", "agentMode": "NotReady"}));
        desk.answers("heartbeat", 200, "");
        desk.talks("C2");
        desk.cut();
        desk.seconds(5);
        let trouble = Server {
            account: 404,
            data: 404,
            heartbeat: 404,
            ..WELL
        };
        trouble.serves(&mut desk, ms);
        let well = Server { account: 404, ..WELL };
        well.serves(&mut desk, 60_000);
        assert_eq!(calls(&desk), ["C2"], "{ms}");
    }
}

/// What the server does not know ends all the same, in a time that is known: 2.x too.
#[test]
fn a_ghost_ends_within_seven_seconds() {
    for account in [200, 404] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        desk.cut();
        desk.seconds(5);
        let server = Server {
            account,
            ghost: Some("C1"),
            ..WELL
        };
        server.serves(&mut desk, 5_500);
        assert_eq!(calls(&desk), ["C1", "C2"], "{account}");
        server.serves(&mut desk, 1_500);
        assert_eq!(calls(&desk), ["C2"], "{account}");
    }
}

/// A server in trouble refuses heartbeats too: it is asked less and less often all the same, and never twice at once.
#[test]
fn the_distance_grows_where_heartbeats_fail_too() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    let trouble = Server {
        account: 503,
        heartbeat: 503,
        ..WELL
    };
    desk.seconds(50);
    trouble.serves(&mut desk, 120_000);
    let asked = desk.count("client-state");
    // At the heartbeat, and 2, 6, 14, 30 and 62 s later.
    assert!((4..=6).contains(&asked), "{asked}");
}

fn is_verified(desk: &Desk) -> bool {
    let shown = desk.snapshot();
    shown.verified && shown.calls_complete
}

/// The server says once that it does not know a held call, and knows its data when it is asked again: nothing has happened.
#[test]
fn a_question_answered_404_once_leaves_no_doubt() {
    for ask in [
        json!({"verb": "getCallData", "callId": "C1"}),
        json!({"verb": "setCallData", "callId": "C1", "data": [{"key": "k", "value": "v"}]}),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        desk.asks(ask.clone());
        desk.answers("user-data", 404, "");
        assert!(!is_verified(&desk), "{ask}");
        WELL.serves(&mut desk, 3_000);
        assert!(is_verified(&desk), "{ask}: {:?}", desk.snapshot());
    }
}

/// That it knows the call says nothing of the own leg: a verb about that stays a doubt, until the leg is told of or shown.
#[test]
fn a_verb_answered_404_once_is_a_doubt_until_the_leg_is_known() {
    for heals in ["event", "account"] {
        let mut desk = Desk::logged_in(config());
        desk.consults("C1", "C2");
        desk.asks(json!({"verb": "retrieveCall", "callId": "C1"}));
        desk.answers("/retrieve", 404, "");
        WELL.serves(&mut desk, 60_000);
        assert_eq!(calls(&desk), ["C1", "C2"]);
        assert!(desk.call("C1").unverified, "{heals}");
        if heals == "event" {
            desk.tells(told::held("C2"));
            desk.tells(told::retrieved("C1"));
            WELL.serves(&mut desk, 50);
        } else {
            desk.tells(told::cleared("C2", told::EXPERT, told::EXPERT));
            desk.tells(told::cleared("C2", ME, told::EXPERT));
            let server = Server {
                shows: Some("C1"),
                state: "Hold",
                ..WELL
            };
            server.serves(&mut desk, 60_000);
        }
        assert!(is_verified(&desk), "{heals}: {:?}", desk.snapshot());
    }
}

/// What was asked before the server said so, or what is told otherwise since, takes nothing back.
#[test]
fn an_older_answer_takes_nothing_back() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    desk.asks(json!({"verb": "getCallData", "callId": "C1"}));
    desk.asks(json!({"verb": "getCallData", "callId": "C1"}));
    desk.answers("user-data", 404, "");
    // Then the link breaks: whatever the data says, the legs may have changed.
    desk.cut();
    desk.seconds(5);
    WELL.serves(&mut desk, 60_000);
    assert_eq!(calls(&desk), ["C1", "C2"]);
    assert!(desk.call("C1").unverified);
}

/// The call goes on between others, its data says: the agent's leg, that the server twice does not know, has ended all the same.
#[test]
fn a_leg_that_verbs_do_not_meet_has_ended() {
    for (account, verb, asked) in [
        (200, "dropConnection", "DELETE"),
        (404, "dropConnection", "DELETE"),
        (200, "holdCall", "/hold"),
    ] {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        desk.cut();
        desk.seconds(5);
        let server = Server {
            account,
            shows: None,
            ..WELL
        };
        server.serves(&mut desk, 10_000);
        for after in [1_000, 6_000] {
            assert_eq!(calls(&desk), ["C1"], "{account} {verb}");
            desk.asks(json!({"verb": verb, "callId": "C1"}));
            desk.answers(asked, 404, "");
            server.serves(&mut desk, after);
        }
        desk.asks(json!({"verb": verb, "callId": "C1"}));
        desk.answers(asked, 404, "");
        assert!(calls(&desk).is_empty(), "{account} {verb}");
        // What is derived, and the event.
        assert_eq!(desk.named("connectionCleared").len(), 2, "{account} {verb}");
    }
}

/// Two hiccups with a sign of the leg between them are none.
#[test]
fn a_leg_that_is_shown_between_two_hiccups_has_not_ended() {
    let mut desk = Desk::logged_in(config());
    desk.consults("C1", "C2");
    for _ in 0..2 {
        desk.asks(json!({"verb": "retrieveCall", "callId": "C1"}));
        desk.answers("/retrieve", 404, "");
        WELL.serves(&mut desk, 30_000);
        assert_eq!(calls(&desk), ["C1", "C2"]);
        desk.tells(told::held("C2"));
        desk.tells(told::retrieved("C1"));
        desk.tells(told::held("C1"));
        desk.tells(told::retrieved("C2"));
        WELL.serves(&mut desk, 1_000);
    }
}
