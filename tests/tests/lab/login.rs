//! Logging in: both dialects, every mode, every refusal, and what is lost on the way.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command, LoginMode, LoginRequest};
use wellclient_core::environment::Dialect;
use wellclient_core::event::{AgentMode, Origin};
use wellclient_core::http::Reason;
use wellclient_core::id::CommandId;
use wellclient_core::session::{
    CommandError, Confirmation, Evidence, Input, Outcome, SessionConfig, Unknown,
};
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::stomp::Version;
use wellclient_simulator::PbxConfig;
use wellclient_simulator::pbx::{AgentCondition, ExtensionCondition};
use wellclient_tests::lab::{ConnectFate, EventFate, EventRule, Fate, Lab, RequestRule, Said};

const LOGIN: &str = "\"func\":\"Login\"";

fn lose_logged_on(lab: &mut Lab) {
    let rule = EventRule {
        seat: None,
        name: "agentLoggedOn".into(),
        times: 1,
        fate: EventFate::Lost,
    };
    lab.network.events.push(rule);
}

fn befall(lab: &mut Lab, text: &str, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times: 1,
        fate,
    });
}

fn log_in(lab: &mut Lab, request: LoginRequest) -> (usize, Outcome) {
    let seat = lab.sit(Lab::config(1));
    let outcome = lab.settle(seat, Command::Login(request));
    (seat, outcome)
}

fn by_event() -> Outcome {
    Outcome::Confirmed(Confirmation {
        evidence: Evidence::Event("agentLoggedOn".into()),
        reply: Default::default(),
    })
}

fn by_state() -> Outcome {
    Outcome::Confirmed(Confirmation {
        evidence: Evidence::State,
        reply: Default::default(),
    })
}

/// A log-in that has failed leaves nothing running and says so.
fn nothing_is_left(lab: &mut Lab, seat: usize, status: u16) {
    let chair = &lab.seats[seat];
    assert_eq!(chair.session.phase(), SessionPhase::LoggedOut);
    let failed = chair.named("loginFailed");
    assert_eq!(failed.len(), 1);
    let raw: serde_json::Value = serde_json::from_str(failed[0].1.raw()).unwrap();
    assert_eq!(raw["status"], status);
    lab.run_for(Duration::from_secs(1));
    let requests = lab.seats[seat].requests("");
    assert!(lab.seats[seat].is_unplugged());
    lab.run_for(Duration::from_secs(400));
    assert_eq!(lab.seats[seat].requests(""), requests, "something still runs");
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn both_dialects_log_in_in_their_own_order() {
    for (dialect, steps) in [
        (
            Dialect::V2,
            ["/login", "/heartbeat/", "open", "/agent/state", "/heartbeat/"].as_slice(),
        ),
        (
            Dialect::V4,
            ["/login", "open", "/agent/state", "/heartbeat/", "/tenants/"].as_slice(),
        ),
    ] {
        let mut lab = Lab::new(3);
        let seat = lab.logged_in(1, Lab::config(1).with_dialect(dialect));
        let told = lab.seats[seat].heard.iter().filter_map(|(_, said)| match said {
            Said::Request(line) => Some(line.clone()),
            Said::Open(_) => Some("open".to_owned()),
            _ => None,
        });
        let told: Vec<String> = told.collect();
        assert!(told.len() >= steps.len(), "{told:?}");
        for (line, step) in told.iter().zip(steps) {
            assert!(
                line.contains(step),
                "{dialect}: {line} where {step} was due: {told:?}"
            );
        }
        let snapshot = lab.seats[seat].snapshot(lab.now());
        assert_eq!(snapshot.phase, SessionPhase::LoggedIn);
        assert!(snapshot.verified);
        assert_eq!(snapshot.agent.unwrap().mode, AgentMode::NotReady);
        let prefixes = if dialect == Dialect::V4 {
            vec!["9".to_owned()]
        } else {
            Vec::new()
        };
        assert_eq!(snapshot.prefixes, prefixes);
    }
}

#[test]
fn every_version_of_stomp_and_no_receipt_will_do() {
    for version in [Version::V1_0, Version::V1_1, Version::V1_2] {
        for receipts in [true, false] {
            let mut lab = Lab::new(4);
            lab.broker.version = version;
            lab.broker.receipts = receipts;
            let (seat, outcome) = log_in(&mut lab, Lab::request(1));
            assert_eq!(outcome, by_event(), "{version} {receipts}");
            let login = lab.seats[seat].requests("/agent/state")[0];
            let opened = lab.seats[seat].opens()[0];
            let settle = Duration::from_millis(500);
            assert_eq!(
                login - opened >= settle,
                !receipts,
                "{version}: the settle time is for want of a receipt"
            );
        }
    }
}

#[test]
fn the_agent_mode_asked_for_is_taken() {
    let mut lab = Lab::new(5);
    let request = LoginRequest {
        agent_mode: AgentModeRequest::Ready,
        ..Lab::request(1)
    };
    let (seat, _) = log_in(&mut lab, request);
    lab.run_for(Duration::from_secs(1));
    assert_eq!(
        lab.seats[seat].snapshot(lab.now()).agent.unwrap().mode,
        AgentMode::Ready
    );
}

/// 454: here already; 455: on another extension.
#[test]
fn login_modes() {
    for (ext, status) in [("8001", 454), ("8002", 455)] {
        for mode in [LoginMode::Force, LoginMode::Stop, LoginMode::Ask] {
            for force in [true, false] {
                let mut lab = Lab::new(6);
                let first = lab.logged_in(1, Lab::config(1));
                let seat = lab.sit(Lab::config(2));
                let request = LoginRequest {
                    login_mode: mode,
                    ext: ext.into(),
                    ..Lab::request(1)
                };
                let id = lab.command(seat, Command::Login(request));
                if mode == LoginMode::Ask {
                    let asked = |lab: &Lab| {
                        lab.seats[seat].heard.iter().any(|(_, said)| {
                            matches!(said, Said::Asked(asked, why) if *asked == id && why.status == Some(status))
                        })
                    };
                    assert!(lab.run_until(Duration::from_secs(5), asked));
                    lab.run_for(Duration::from_secs(50));
                    assert!(lab.seats[seat].outcome(id).is_none(), "it waits for the answer");
                    lab.input(seat, Input::AnswerAsk { force });
                }
                let outcome = lab.outcome(seat, id);
                let forced = mode == LoginMode::Force || (mode == LoginMode::Ask && force);
                if forced {
                    assert_eq!(outcome, by_event(), "{status} {mode:?}");
                    lab.run_for(Duration::from_secs(1));
                    assert_eq!(lab.seats[first].session.phase(), SessionPhase::LoggedOut);
                } else {
                    let Outcome::Rejected(CommandError::Rejected(why)) = outcome else {
                        panic!("{outcome:?}")
                    };
                    assert_eq!(why.status, Some(status));
                    assert_eq!(why.device.is_some(), status == 455);
                    nothing_is_left(&mut lab, seat, status);
                    assert_eq!(lab.seats[first].session.phase(), SessionPhase::LoggedIn);
                }
            }
        }
    }
}

#[test]
fn a_question_that_is_not_answered_is_answered_no() {
    let mut lab = Lab::new(7);
    lab.logged_in(1, Lab::config(1));
    let request = LoginRequest {
        login_mode: LoginMode::Ask,
        ..Lab::request(1)
    };
    let (seat, outcome) = log_in(&mut lab, request);
    assert!(
        matches!(outcome, Outcome::Rejected(CommandError::Rejected(_))),
        "{outcome:?}"
    );
    nothing_is_left(&mut lab, seat, 454);
}

#[test]
fn every_refusal_of_the_switch_is_told() {
    let mut config = PbxConfig {
        agent_limit: Some(1),
        ..PbxConfig::default()
    };
    for (number, condition) in [
        (1, AgentCondition::Deleted),
        (2, AgentCondition::Disabled),
        (3, AgentCondition::AllocationFails),
        (4, AgentCondition::TaskNotAssigned),
    ] {
        config
            .agent_conditions
            .insert(format!("500{number}@test.cc"), condition);
    }
    config
        .extension_conditions
        .insert("8005@test.cc".into(), ExtensionCondition::IllegalState);
    config
        .extension_conditions
        .insert("8006@test.cc".into(), ExtensionCondition::NotAuthorised);
    let mut lab = Lab::with(config, 8);
    lab.logged_in(10, Lab::config(1));
    let json = |text: &str| serde_json::from_str(text).unwrap();
    lab.outside(json(r#"{"do":"unregister","device":"8007"}"#))
        .unwrap();
    let call = serde_json::from_str(r#"{"do":"call_in","from":"13800000000","to":"8008"}"#).unwrap();
    lab.outside(call).unwrap();
    let with = |number: usize, ext: &str| LoginRequest {
        ext: ext.into(),
        ..Lab::request(number)
    };
    for (request, status, reason) in [
        (
            LoginRequest {
                password: "wrong".into(),
                ..Lab::request(9)
            },
            401,
            Reason::WrongCredentials,
        ),
        (Lab::request(1), 423, Reason::AgentNotUsable),
        (Lab::request(2), 423, Reason::AgentNotUsable),
        (Lab::request(3), 462, Reason::AllocationFailed),
        (Lab::request(4), 483, Reason::TaskNotAssigned),
        (Lab::request(5), 456, Reason::IllegalExtensionState),
        (Lab::request(6), 457, Reason::ExtensionNotAuthorised),
        (Lab::request(7), 451, Reason::ExtensionNotRegistered),
        (Lab::request(8), 460, Reason::ExtensionBusy),
        (with(9, "7000"), 453, Reason::IllegalExtension),
        (with(9, "8010"), 459, Reason::ExtensionInUse),
        (Lab::request(9), 461, Reason::AgentLimitReached),
    ] {
        let (seat, outcome) = log_in(&mut lab, request);
        let Outcome::Rejected(CommandError::Rejected(why)) = outcome else {
            panic!("{status}: {outcome:?}")
        };
        assert_eq!((why.status, why.reason), (Some(status), reason));
        assert_eq!(why.agent.is_some(), status == 459, "{status}");
        let chair = &lab.seats[seat];
        assert_eq!(chair.session.phase(), SessionPhase::LoggedOut);
        assert_eq!(chair.named("loginFailed").len(), 1);
        lab.run_for(Duration::from_secs(1));
        assert!(lab.seats[seat].is_unplugged(), "{status}");
    }
}

#[test]
fn nothing_at_all_comes_back_from_the_login_url() {
    for (fate, status) in [
        (Fate::NeverSent, 0),
        (Fate::LostBefore, 0),
        (Fate::LostAfter, 0),
        (Fate::Silence { carried_out: true }, 0),
        (Fate::html(), 0),
        (Fate::garbage(), 0),
        (Fate::status(502), 502),
        (Fate::status(426), 426),
    ] {
        let mut lab = Lab::new(9);
        befall(&mut lab, "/sdk/login", fate.clone());
        let (seat, outcome) = log_in(&mut lab, Lab::request(1));
        assert!(matches!(outcome, Outcome::Rejected(_)), "{fate:?}: {outcome:?}");
        nothing_is_left(&mut lab, seat, status);
    }
}

#[test]
fn the_event_channel_is_refused() {
    for (fate, dialect) in [
        (ConnectFate::Refused(None), Dialect::V2),
        (ConnectFate::Refused(Some("1".into())), Dialect::V2),
        (ConnectFate::Refused(None), Dialect::V4),
        (ConnectFate::Hangs, Dialect::V4),
    ] {
        let mut lab = Lab::new(10);
        lab.network.connect = fate.clone();
        let seat = lab.sit(Lab::config(1).with_dialect(dialect));
        let outcome = lab.settle(seat, Command::Login(Lab::request(1)));
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::NoEventChannel(_))),
            "{fate:?}: {outcome:?}"
        );
        assert!(
            lab.seats[seat].requests("/agent/state").is_empty(),
            "Login is not sent without a subscription"
        );
        nothing_is_left(&mut lab, seat, 0);
    }
}

#[test]
fn the_event_channel_opens_at_the_second_attempt() {
    let mut lab = Lab::new(11);
    lab.network.connects = vec![ConnectFate::Refused(None)];
    let (_, outcome) = log_in(&mut lab, Lab::request(1));
    assert_eq!(outcome, by_event());
}

#[test]
fn agent_logged_on_is_lost_and_the_account_confirms() {
    let mut lab = Lab::new(12);
    lose_logged_on(&mut lab);
    let (seat, outcome) = log_in(&mut lab, Lab::request(1));
    assert_eq!(outcome, by_state());
    // Whoever waits for it is told.
    let told = lab.seats[seat].named("agentLoggedOn");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1.origin, Origin::Synthesized);
    assert_eq!(lab.seats[seat].named("agentNotReady").len(), 1);
    assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
}

#[test]
fn what_becomes_of_login_when_its_reply_is_lost() {
    let confirmed = |outcome: &Outcome| matches!(outcome, Outcome::Confirmed(_));
    for (fate, logged_in) in [
        (Fate::LostAfter, true),
        (Fate::Silence { carried_out: true }, true),
        (Fate::Slow(Duration::from_secs(8)), true),
        (Fate::LostBefore, false),
        (Fate::Silence { carried_out: false }, false),
    ] {
        let mut lab = Lab::new(13);
        befall(&mut lab, LOGIN, fate.clone());
        let (seat, outcome) = log_in(&mut lab, Lab::request(1));
        assert_eq!(confirmed(&outcome), logged_in, "{fate:?}: {outcome:?}");
        if !logged_in {
            assert!(
                matches!(outcome, Outcome::Unknown(Unknown::NotConfirmed)),
                "{fate:?}: {outcome:?}"
            );
            nothing_is_left(&mut lab, seat, 0);
        }
    }
}

#[test]
fn login_is_lost_with_its_event() {
    let mut lab = Lab::new(14);
    befall(&mut lab, LOGIN, Fate::LostAfter);
    lose_logged_on(&mut lab);
    assert_eq!(log_in(&mut lab, Lab::request(1)).1, by_state());
}

#[test]
fn the_socket_breaks_while_login_is_on_its_way() {
    let mut lab = Lab::new(15);
    befall(&mut lab, LOGIN, Fate::Slow(Duration::from_secs(2)));
    lose_logged_on(&mut lab);
    let seat = lab.sit(Lab::config(1));
    let id = lab.command(seat, Command::Login(Lab::request(1)));
    assert!(lab.run_until(Duration::from_secs(5), |lab| {
        !lab.seats[seat].requests("/agent/state").is_empty()
    }));
    lab.cut(seat);
    assert!(matches!(lab.outcome(seat, id), Outcome::Confirmed(_)));
}

#[test]
fn a_login_that_is_answered_426_is_sent_again_with_the_new_session() {
    let mut lab = Lab::new(16);
    befall(&mut lab, LOGIN, Fate::status(426));
    let (seat, outcome) = log_in(&mut lab, Lab::request(1));
    assert_eq!(outcome, by_event());
    assert_eq!(lab.seats[seat].requests("/sdk/login").len(), 2);
    assert_eq!(lab.seats[seat].session.metrics().renewals, 1);
}

#[test]
fn a_second_login_and_one_while_the_first_goes_on_are_refused() {
    let mut lab = Lab::new(17);
    let seat = lab.sit(Lab::config(1));
    let first = lab.command(seat, Command::Login(Lab::request(1)));
    assert!(matches!(
        lab.settle(seat, Command::Login(Lab::request(1))),
        Outcome::Rejected(CommandError::Refused(_))
    ));
    assert_eq!(lab.outcome(seat, first), by_event());
    assert!(matches!(
        lab.settle(seat, Command::Login(Lab::request(1))),
        Outcome::Rejected(CommandError::Refused(_))
    ));
}

/// Who waits for `agentLoggedOn` need not wait for the reply too.
#[test]
fn a_verb_between_agent_logged_on_and_the_reply_waits_for_it() {
    let mut lab = Lab::new(18);
    befall(&mut lab, LOGIN, Fate::Slow(Duration::from_secs(4)));
    let (seat, login) = logged_on_without_reply(&mut lab);
    let ready = Command::SetAgentMode {
        mode: AgentModeRequest::Ready,
        reason: None,
    };
    let mode = lab.command(seat, ready);
    let prefixes = lab.command(seat, Command::GetMyPrefix);
    assert_eq!(lab.outcome(seat, login), by_event());
    assert!(matches!(lab.outcome(seat, mode), Outcome::Confirmed(_)));
    assert!(matches!(lab.outcome(seat, prefixes), Outcome::Confirmed(_)));
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn a_verb_that_waits_for_a_log_in_shares_its_failure() {
    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected(CommandError::Refused(_)));
    let mut lab = Lab::new(19);
    befall(&mut lab, LOGIN, Fate::Slow(Duration::from_secs(4)));
    let (seat, _) = logged_on_without_reply(&mut lab);
    let prefixes = lab.command(seat, Command::GetMyPrefix);
    // A supervisor logs the agent out before the reply is there.
    let boss = lab.logged_in(2, Lab::config(2));
    let request = Lab::request(1);
    let (agent, device) = (request.agent(), request.device());
    lab.settle(boss, Command::ForceLogout { agent, device });
    let outcome = lab.outcome(seat, prefixes);
    assert!(refused(&outcome), "{outcome:?}");

    let mut lab = Lab::new(20);
    befall(&mut lab, LOGIN, Fate::Slow(Duration::from_secs(4)));
    let (seat, _) = logged_on_without_reply(&mut lab);
    let prefixes = lab.command(seat, Command::GetMyPrefix);
    lab.input(seat, Input::Close { logout: false });
    let outcome = lab.outcome(seat, prefixes);
    assert!(refused(&outcome), "{outcome:?}");
}

fn logged_on_without_reply(lab: &mut Lab) -> (usize, CommandId) {
    let seat = lab.sit(Lab::config(1));
    let login = lab.command(seat, Command::Login(Lab::request(1)));
    assert!(lab.run_until(Duration::from_secs(3), |lab| {
        !lab.seats[seat].named("agentLoggedOn").is_empty()
    }));
    assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggingIn);
    (seat, login)
}

/// Somebody waits for a log-in: an event channel that is refused is tried again soon, and at no fixed moment.
#[test]
fn a_log_in_tries_a_refused_channel_again_soon() {
    let took = |seed: u64, refused: Vec<ConnectFate>| {
        let mut lab = Lab::new(seed);
        lab.network.connects = refused;
        let config = Lab::config(seed);
        let reconnect = SessionConfig::new(config.environment.clone()).reconnect;
        let seat = lab.sit(SessionConfig { reconnect, ..config });
        let begun = lab.now();
        let outcome = lab.settle(seat, Command::Login(Lab::request(1)));
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
        lab.now() - begun
    };
    let mut times = std::collections::BTreeSet::new();
    for seed in 1..=20 {
        let once = took(seed, vec![ConnectFate::Refused(None)]);
        assert!(
            once >= Duration::from_secs(1) && once < Duration::from_millis(3_500),
            "{once:?}"
        );
        times.insert(once);
        let thrice = took(seed, vec![ConnectFate::Refused(None); 3]);
        assert!(
            thrice >= Duration::from_secs(7) && thrice < Duration::from_secs(16),
            "{thrice:?}"
        );
        // What the server asks for is waited for, and a little more.
        let asked = took(seed, vec![ConnectFate::Refused(Some("5".into()))]);
        assert!(
            asked >= Duration::from_secs(5) && asked < Duration::from_secs(12),
            "{asked:?}"
        );
    }
    assert_eq!(times.len(), 20, "no two at once");
}
