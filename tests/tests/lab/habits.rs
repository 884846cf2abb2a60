//! What a session does by itself, and what it does not let through: retrieving, renewing; the guards.

use std::time::Duration;

use wellclient_core::command::{Command, MakeCallOptions};
use wellclient_core::id::CallId;
use wellclient_core::model::ConnectionState;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{CommandError, Input, Outcome, SessionConfig};
use wellclient_simulator::Control;
use wellclient_tests::lab::{EventFate, EventRule, Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn make_call(number: &str) -> Command {
    Command::MakeCall {
        number: number.into(),
        options: MakeCallOptions::default(),
    }
}

fn make_call_behind(prefix: &str, number: &str) -> Command {
    let options = MakeCallOptions {
        prefix: Some(prefix.into()),
        ..MakeCallOptions::default()
    };
    Command::MakeCall {
        number: number.into(),
        options,
    }
}

fn refusal(outcome: &Outcome) -> &Refusal {
    let Outcome::Rejected(CommandError::Refused(refusal)) = outcome else {
        panic!("{outcome:?}")
    };
    refusal
}

fn answering(on: bool) -> SessionConfig {
    let mut config = Lab::config(1);
    config.settings.auto_answer = on;
    config
}

fn legs(lab: &Lab, seat: usize) -> Vec<ConnectionState> {
    lab.seats[seat]
        .snapshot(lab.now())
        .calls
        .iter()
        .map(|call| call.leg)
        .collect()
}

#[test]
fn when_the_consulted_party_hangs_up_the_held_call_is_retrieved_if_wanted() {
    for wanted in [true, false] {
        let mut lab = Lab::new(5);
        let config = SessionConfig {
            retrieve_after_consultation: wanted,
            ..answering(true)
        };
        let seat = lab.logged_in(1, config);
        lab.logged_in(2, answering(true));
        lab.call_in("13800000000", "8001");
        lab.run_for(seconds(2));
        let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
        lab.settle(
            seat,
            Command::Consult {
                call,
                number: "8002".into(),
            },
        );
        lab.run_for(seconds(2));
        assert_eq!(
            legs(&lab, seat),
            [ConnectionState::Hold, ConnectionState::Connected]
        );
        lab.outside(Control::HangUp {
            device: "8002".into(),
            call_id: None,
        });
        lab.run_for(seconds(2));
        let leg = if wanted {
            ConnectionState::Connected
        } else {
            ConnectionState::Hold
        };
        assert_eq!(legs(&lab, seat), [leg]);
        assert_eq!(lab.seats[seat].requests("/retrieve").len(), usize::from(wanted));
    }
}

#[test]
fn two_seconds_between_two_calls() {
    let mut lab = Lab::new(6);
    lab.network.latency = (Duration::ZERO, Duration::ZERO);
    let seat = lab.logged_in(1, answering(false));
    let made = lab.now();
    // Nobody has this number: the call fails at once.
    assert!(matches!(lab.settle(seat, make_call("12")), Outcome::Confirmed(_)));
    lab.run_to(made + Duration::from_millis(1999));
    let too_soon = lab.settle(seat, make_call("12"));
    assert_eq!(
        refusal(&too_soon),
        &Refusal::TooSoon {
            wait: Duration::from_millis(1)
        }
    );
    lab.run_to(made + seconds(2));
    assert!(matches!(lab.settle(seat, make_call("12")), Outcome::Confirmed(_)));
    assert_eq!(lab.seats[seat].requests("/callControl/calls").len(), 2);
}

/// Where the application wants only phone numbers, wherever a number is dialled.
#[test]
fn only_phone_numbers_pass_where_that_is_wanted() {
    let mut lab = Lab::new(7);
    let mut config = answering(false);
    config.phone_numbers_only = true;
    let seat = lab.logged_in(1, config);
    for bad in [
        "abc",
        "12 34",
        "8002@test.cc",
        "-W1",
        "1-2-3",
        "１２３",
        "*72",
        "+8613800000000",
    ] {
        let mut commands = vec![make_call(bad)];
        let (call, number) = (CallId::from("c"), bad.to_owned());
        commands.push(Command::Consult {
            call: call.clone(),
            number: number.clone(),
        });
        commands.push(Command::SingleStepTransfer { call, number });
        for command in commands {
            assert_eq!(refusal(&lab.settle(seat, command)), &Refusal::BadNumber, "{bad}");
        }
        let behind_it = make_call_behind(bad, "123");
        assert_eq!(
            refusal(&lab.settle(seat, behind_it)),
            &Refusal::BadNumber,
            "{bad} 123"
        );
    }
    for (prefix, number) in [
        ("*72#", "123"),
        ("1-", "2"),
        ("9 ", "123"),
        ("9", "*72"),
        (&*"9".repeat(128), "1"),
    ] {
        let outcome = lab.settle(seat, make_call_behind(prefix, number));
        assert_eq!(refusal(&outcome), &Refusal::BadNumber, "{prefix} {number}");
    }
    assert!(lab.seats[seat].requests("/callControl/").is_empty());
    let outcome = lab.settle(seat, make_call_behind("9", "938834600-Ww8002"));
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(lab.seats[seat].requests("/callControl/calls").len(), 1);
}

#[test]
fn nothing_is_sent_that_a_guard_refuses() {
    let mut lab = Lab::new(7);
    let seat = lab.sit(answering(false));
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13800000000"))),
        &Refusal::NotLoggedIn
    );
    assert_eq!(refusal(&lab.settle(seat, Command::Logout)), &Refusal::NotLoggedIn);
    let login = lab.command(seat, Command::Login(Lab::request(1)));
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13800000000"))),
        &Refusal::Busy
    );
    lab.outcome(seat, login);
    assert_eq!(refusal(&lab.settle(seat, make_call(""))), &Refusal::BadNumber);
    for own in ["8001", "8001@test.cc"] {
        let outcome = lab.settle(seat, make_call(own));
        assert_eq!(refusal(&outcome), &Refusal::OwnExtension);
        let outcome = lab.settle(seat, make_call_behind("80", "01"));
        assert_eq!(refusal(&outcome), &Refusal::OwnExtension);
    }
    assert_eq!(
        refusal(&lab.settle(seat, Command::Drop { call: None })),
        &Refusal::NoCall
    );
    assert!(lab.seats[seat].requests("/callControl/").is_empty());

    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13800000000"))),
        &Refusal::CallUp
    );
    assert_eq!(refusal(&lab.settle(seat, Command::Logout)), &Refusal::CallUp);
    assert!(matches!(
        lab.settle(seat, Command::Drop { call: None }),
        Outcome::Confirmed(_)
    ));
    lab.run_for(seconds(1));

    let ready = Command::from_json(r#"{"verb":"setAgentMode","mode":"Ready"}"#).unwrap();
    assert!(matches!(lab.settle(seat, ready), Outcome::Confirmed(_)));
    lab.outside(Control::AllocateAgent { agent: "5001".into() })
        .unwrap();
    lab.run_for(seconds(1));
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13800000000"))),
        &Refusal::Allocated
    );
    assert_eq!(refusal(&lab.settle(seat, Command::Logout)), &Refusal::Allocated);
    lab.input(seat, Input::Close { logout: false });
    lab.run_for(seconds(1));
    lab.seats[seat].violations.clear();
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13800000000"))),
        &Refusal::Closed
    );
}

#[test]
fn several_calls_need_to_be_told_apart() {
    let mut lab = Lab::new(8);
    let seat = lab.logged_in(1, answering(true));
    lab.logged_in(2, answering(true));
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(2));
    let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
    lab.settle(
        seat,
        Command::Consult {
            call,
            number: "8002".into(),
        },
    );
    lab.run_for(seconds(1));
    assert_eq!(
        refusal(&lab.settle(seat, Command::Drop { call: None })),
        &Refusal::SeveralCalls
    );
}

#[test]
fn several_requests_that_find_the_session_expired_renew_it_once() {
    let mut lab = Lab::new(9);
    let seat = lab.logged_in(1, answering(false));
    lab.outside(Control::ExpireSessions { agent: None });
    let queries = [
        Command::GetClientState,
        Command::GetMyPrefix,
        Command::GetClientState,
    ];
    let ids: Vec<_> = queries
        .into_iter()
        .map(|query| lab.command(seat, query))
        .collect();
    let call = lab.command(seat, make_call("13800000000"));
    for id in ids.into_iter().chain([call]) {
        let outcome = lab.outcome(seat, id);
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    }
    lab.run_for(seconds(2));
    assert_eq!(
        lab.seats[seat].requests("/sdk/login").len(),
        2,
        "one at the log-in, one renewal"
    );
    assert_eq!(lab.seats[seat].session.metrics().renewals, 1);
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn a_renewal_that_fails_rejects_all_that_wait_for_it() {
    for fate in [
        Fate::status(401),
        Fate::status(502),
        Fate::html(),
        Fate::LostBefore,
        Fate::NeverSent,
    ] {
        let mut lab = Lab::new(10);
        let seat = lab.logged_in(1, answering(false));
        lab.outside(Control::ExpireSessions { agent: None });
        let rule = RequestRule {
            seat: None,
            text: "/sdk/login".into(),
            times: 9,
            fate: fate.clone(),
        };
        lab.network.requests.push(rule);
        let ids = [
            Command::GetClientState,
            make_call("13800000000"),
            Command::GetMyPrefix,
        ];
        let ids = ids.map(|command| lab.command(seat, command));
        for id in ids {
            let outcome = lab.outcome(seat, id);
            assert!(
                matches!(outcome, Outcome::Rejected(CommandError::Rejected(_))),
                "{fate:?}: {outcome:?}"
            );
        }
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

/// The heartbeat finds out, at the latest with the second one.
#[test]
fn sessions_that_live_for_a_minute_are_renewed_all_day() {
    let config = wellclient_simulator::PbxConfig {
        session_lifetime_ms: Some(60_000),
        ..Default::default()
    };
    let mut lab = Lab::with(config, 11);
    let seat = lab.logged_in(1, answering(true));
    lab.run_for(seconds(3600));
    let renewals = lab.seats[seat].session.metrics().renewals;
    assert!((28..=60).contains(&renewals), "{renewals}");
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(2));
    assert_eq!(legs(&lab, seat), [ConnectionState::Connected]);
}

/// One call that comes to light cannot confirm both.
#[test]
fn a_second_call_is_not_made_while_nobody_knows_what_became_of_the_first() {
    let mut lab = Lab::new(12);
    let seat = lab.logged_in(1, answering(false));
    let rule = RequestRule {
        seat: None,
        text: "/callControl/calls".into(),
        times: 1,
        fate: Fate::Silence { carried_out: false },
    };
    lab.network.requests.push(rule);
    let first = lab.command(seat, make_call("13800000000"));
    lab.run_for(seconds(3));
    assert_eq!(
        refusal(&lab.settle(seat, make_call("13900000000"))),
        &Refusal::CallUp
    );
    assert!(matches!(lab.outcome(seat, first), Outcome::Unknown(_)));
    assert!(matches!(
        lab.settle(seat, make_call("13900000000")),
        Outcome::Confirmed(_)
    ));
}

#[test]
fn a_call_that_the_server_does_not_know_is_looked_into() {
    let mut lab = Lab::new(13);
    let seat = lab.logged_in(1, answering(true));
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(2));
    let call = lab.seats[seat].session.model().unwrap().calls()[0].id.clone();
    lab.network.events.push(EventRule {
        seat: None,
        name: String::new(),
        times: 9,
        fate: EventFate::Lost,
    });
    lab.outside(Control::HangUp {
        device: "13800000000".into(),
        call_id: None,
    });
    let outcome = lab.settle(seat, Command::Hold { call });
    let Outcome::Rejected(CommandError::Rejected(why)) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(why.status, Some(404));
    lab.run_for(seconds(1));
    assert_eq!(legs(&lab, seat), []);
    assert_eq!(lab.seats[seat].synthesized().len(), 1);
}
