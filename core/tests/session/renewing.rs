//! A session that the server does not accept, whatever the log-in URL says: it is not asked for for ever, and is told.

use crate::desk::{Desk, ME, config, told};
use serde_json::json;
use wellclient_core::command::Verb;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{Input, ReconnectPolicy, SessionConfig, WatchAccount};
use wellclient_core::snapshot::{LinkState, SessionPhase};
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
fn a_renewal_that_is_good_for_nothing_is_tried_less_and_less_often_and_told() {
    let mut desk = Desk::logged_in(config());
    desk.talks("C1");
    desk.seconds(59);
    expires(&mut desk, 12, 200);
    assert_eq!(desk.count("/login"), 2, "{:?}", desk.requests);
    assert!(desk.snapshot().credentials_refused);
    assert_eq!(desk.anomalies(), ["credentialsRefused"]);
    expires(&mut desk, 600, 200);
    assert!(desk.count("/login") <= 7);
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

/// What a log-in URL can answer to a renewal.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Login {
    Says(u16, &'static str),
    /// With a `Retry-After`, in seconds.
    Later(u16, u64),
    /// The reply does not come.
    Lost,
}

impl Login {
    fn answers(self, desk: &mut Desk) {
        match self {
            Self::Says(status, body) => desk.answers("/login", status, body),
            Self::Later(status, seconds) => {
                desk.answers_with("/login", status, Some(&seconds.to_string()), "");
            }
            Self::Lost => desk.loses("/login"),
        }
    }
}

/// What becomes of it.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Then {
    /// The password is not sent again, and that is told.
    Ends,
    /// It is sent again, less and less often, and the application is told.
    Told,
    /// So, and is the server's trouble.
    Untold,
}

const SESSION: &str = r#"{"sessionId":"5e55-10n-new"}"#;

const LOGINS: [(Login, Then); 24] = [
    (Login::Says(401, ""), Then::Ends),
    (Login::Says(403, ""), Then::Ends),
    (Login::Says(423, ""), Then::Ends),
    (Login::Later(401, 5), Then::Ends),
    (Login::Says(400, ""), Then::Told),
    (Login::Says(404, ""), Then::Told),
    (Login::Says(405, ""), Then::Told),
    (Login::Says(410, ""), Then::Told),
    (Login::Says(422, ""), Then::Told),
    (Login::Says(426, ""), Then::Told),
    (Login::Says(452, ""), Then::Told),
    (Login::Says(302, ""), Then::Told),
    (Login::Later(404, 100), Then::Told),
    // A portal's page, and replies that bring no session.
    (Login::Says(200, "<html><body>Log in</body></html>"), Then::Told),
    (Login::Says(200, "{}"), Then::Told),
    (Login::Says(204, ""), Then::Told),
    // One that the server does not take.
    (Login::Says(200, r#"{"sessionId":"5e55-10n-bad"}"#), Then::Told),
    (Login::Says(408, ""), Then::Untold),
    (Login::Says(429, ""), Then::Untold),
    (Login::Later(429, 100), Then::Untold),
    (Login::Says(500, ""), Then::Untold),
    (Login::Says(503, "{}"), Then::Untold),
    (Login::Later(503, 100), Then::Untold),
    (Login::Lost, Then::Untold),
];

/// All that is asked is answered by 426 for so many seconds, and the log-in URL so. Answers when the password was sent.
fn storm(desk: &mut Desk, seconds: u64, login: Login) -> Vec<u64> {
    let mut sent = Vec::new();
    for second in 0..seconds {
        // As many rounds as it takes: a busy loop would show.
        let mut rounds = 0;
        while ["/login", "/sdk/"].iter().any(|text| desk.is_asked(text)) {
            rounds += 1;
            assert!(rounds < 50, "{login:?} {:?}", desk.requests);
            match desk.is_asked("/login") {
                true => {
                    sent.push(second);
                    login.answers(desk);
                }
                false => desk.answers("/sdk/", 426, ""),
            }
        }
        desk.seconds(1);
    }
    sent
}

/// The server is well again: it takes a session that it gives from now on.
fn is_well(desk: &mut Desk, seconds: u64) {
    let mut renewed = false;
    let account = json!({"agent": {"agentId": "5001@test.cc", "extensionId": ME, "agentMode": "NotReady"},
        "extension": {}})
    .to_string();
    for _ in 0..seconds {
        while ["/login", "/sdk/"].iter().any(|text| desk.is_asked(text)) {
            match ["/login", "client-state"].iter().find(|text| desk.is_asked(text)) {
                Some(&"/login") => {
                    desk.answers("/login", 200, SESSION);
                    renewed = true;
                }
                _ if !renewed => desk.answers("/sdk/", 426, ""),
                Some(text) => desk.answers(text, 200, &account),
                None => desk.answers("/sdk/", 204, ""),
            }
        }
        desk.seconds(1);
    }
}

/// It was sent at these times, in seconds.
#[track_caller]
fn assert_less_and_less(sent: &[u64], login: Login, then: Then, case: &str) {
    let gaps: Vec<u64> = sent.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (first, longest) = match then {
        Then::Ends => return assert_eq!(sent.len(), 1, "{case}"),
        Then::Told => (10, 300),
        Then::Untold => (2, 60),
    };
    for (number, gap) in gaps.iter().enumerate() {
        let least = (first << number.min(20)).min(longest);
        assert!(*gap >= least, "{case}: {gaps:?}");
    }
    // Nor is it given up.
    assert!(sent.last().is_some_and(|last| *last > 500), "{case}: {sent:?}");
    if let Login::Later(_, seconds) = login {
        assert!(gaps.iter().all(|gap| *gap >= seconds), "{case}: {gaps:?}");
    }
}

fn beating(heartbeat: u64) -> Desk {
    let mut config = config();
    config.timing.heartbeat = std::time::Duration::from_secs(heartbeat);
    Desk::logged_in(config)
}

/// However fast heartbeats are repeated, and whatever the log-in URL answers, the password is sent with growing distance or
/// not again; and once the server is well, so is the session, but where the password was refused.
#[test]
fn a_password_is_sent_less_and_less_often_where_no_session_comes_of_it() {
    for (login, then) in LOGINS {
        for heartbeat in [1, 12, 60, 170] {
            let case = format!("{login:?}, a heartbeat every {heartbeat} s");
            let mut desk = beating(heartbeat);
            let sent = storm(&mut desk, 1000, login);
            assert_less_and_less(&sent, login, then, &case);
            let is_told = desk.snapshot().credentials_refused;
            assert_eq!(is_told, then != Then::Untold, "{case}");
            let told = desk.anomalies();
            let times = told.iter().filter(|kind| *kind == "credentialsRefused").count();
            assert_eq!(times, usize::from(is_told), "{case}: {told:?}");
            assert!(!desk.snapshot().verified, "{case}");

            let so_far = desk.count("/login");
            is_well(&mut desk, 400);
            let renewed = desk.count("/login") - so_far;
            let snapshot = desk.snapshot();
            if then == Then::Ends {
                assert!(snapshot.credentials_refused && renewed == 0, "{case}");
            } else {
                assert!(
                    !snapshot.credentials_refused && snapshot.verified,
                    "{case}: {snapshot:?}"
                );
                assert_eq!(renewed, 1, "{case}");
            }
        }
    }
}

/// A watch asks for nothing, and learns by its channel that the session has expired.
#[test]
fn nor_does_a_watch_send_it_at_the_pace_of_its_channel() {
    for (login, then) in LOGINS {
        for status in [401, 426] {
            let case = format!("{login:?}, {status}");
            let mut desk = Desk::new(SessionConfig {
                reconnect: ReconnectPolicy::Fixed {
                    attempts: 5000,
                    delay: std::time::Duration::from_secs(1),
                },
                ..config()
            });
            let id = desk.session.next_command();
            let account = WatchAccount::new("5003", "Pa55", "test.cc");
            let agents = vec!["5001@test.cc".into()];
            desk.input(Input::Watch { id, account, agents });
            desk.session_begins();
            assert_eq!(desk.word(id), "confirmed reply");
            desk.forgets();

            desk.refuses_sockets = Some(status);
            desk.cut();
            let sent = storm(&mut desk, 1000, login);
            assert_less_and_less(&sent, login, then, &case);
            let is_told = then != Then::Untold;
            assert_eq!(desk.snapshot().credentials_refused, is_told, "{case}");
            assert_eq!(desk.anomalies().len(), usize::from(is_told), "{case}");

            // The server is well again.
            for _ in 0..400 {
                if desk.is_asked("/login") {
                    desk.answers("/login", 200, SESSION);
                    desk.refuses_sockets = None;
                }
                desk.seconds(1);
            }
            let snapshot = desk.snapshot();
            let is_back = snapshot.link == LinkState::Active;
            assert_eq!(is_back, then != Then::Ends, "{case}");
            assert_eq!(snapshot.credentials_refused, !is_back, "{case}");
        }
    }
}

/// What an agent does meanwhile sends no password either.
#[test]
fn a_verb_does_not_send_the_password_out_of_turn() {
    for (login, _) in LOGINS {
        let mut desk = Desk::logged_in(config());
        desk.talks("C1");
        let mut sent = 0;
        for _ in 0..100 {
            desk.asks(json!({"verb": "holdCall", "callId": "C1"}));
            sent += storm(&mut desk, 1, login).len();
        }
        assert!(sent <= 6, "{login:?}: {sent}");
    }
}

/// A session that has expired meanwhile, and a moment of trouble at its renewal.
#[test]
fn a_recovery_waits_until_the_password_may_be_sent_again() {
    for times in 0..=3 {
        let mut saved = Desk::logged_in(config()).session.saved().unwrap();
        saved.password = Some("Pa55".into());
        let mut desk = Desk::new(config());
        let id = desk.takes_up(saved);
        let sent: usize = (0..times)
            .map(|tries| storm(&mut desk, 1 << (tries + 1), Login::Says(503, "")).len())
            .sum();
        assert_eq!((sent, desk.word(id)), (times, "open".to_owned()));
        is_well(&mut desk, 10);
        assert_eq!(desk.word(id), "confirmed state", "{times}");
    }
}

/// Trouble is over soon as a rule: the second try comes within seconds, and a session that was renewed is as good as new.
#[test]
fn a_hiccup_at_a_renewal_is_over_in_seconds() {
    for login in [Login::Lost, Login::Says(503, "")] {
        let mut desk = Desk::logged_in(config());
        for _ in 0..3 {
            desk.seconds(59);
            assert_eq!(storm(&mut desk, 2, login).len(), 1, "{login:?}");
            desk.forgets();
            is_well(&mut desk, 10);
            assert_eq!(desk.count("/login"), 1, "{login:?}");
            assert!(desk.snapshot().verified);
        }
    }
}
