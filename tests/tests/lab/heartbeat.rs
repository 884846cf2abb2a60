//! The agent's heartbeat, and the log-out that nobody asked for.

use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::session::{Input, Outcome, Unknown};
use wellclient_core::snapshot::{LinkState, SessionPhase};
use wellclient_simulator::Control;
use wellclient_tests::lab::{Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn rule(text: &str, times: u32, fate: Fate) -> RequestRule {
    RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    }
}

fn everything_is_cleaned_up(lab: &mut Lab, seat: usize) {
    // For a while a log-in elsewhere may tell why.
    lab.run_for(seconds(3));
    let chair = &lab.seats[seat];
    let snapshot = chair.snapshot(lab.now());
    assert_eq!(
        (snapshot.phase, snapshot.link),
        (SessionPhase::LoggedOut, LinkState::Off)
    );
    assert!(snapshot.calls.is_empty() && snapshot.agent.is_none());
    assert!(chair.session.model().is_none());
    assert!(chair.session.saved().is_none());
    assert!(chair.is_unplugged());
    assert!(chair.session.event_log().is_empty(), "the log is cleared");
    let requests = chair.requests("");
    lab.run_for(seconds(600));
    assert_eq!(lab.seats[seat].requests(""), requests, "something still runs");
    assert_eq!(lab.complaints(), Vec::<String>::new());
    // The seat can be used again.
    assert!(matches!(
        lab.settle(seat, Command::Login(Lab::request(1))),
        Outcome::Confirmed(_)
    ));
}

#[test]
fn one_at_log_on_then_one_each_minute() {
    let mut lab = Lab::new(1);
    lab.network.latency = (Duration::ZERO, Duration::ZERO);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.run_for(seconds(3600));
    let beats = lab.seats[seat].requests("/heartbeat/");
    assert_eq!(beats[0], lab.seats[seat].named("agentLoggedOn")[0].0);
    for (number, beat) in beats.iter().enumerate() {
        assert_eq!(*beat - beats[0], seconds(60 * u64::try_from(number).unwrap()));
    }
    assert_eq!(beats.len(), 61);
    assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
}

#[test]
fn a_lost_one_is_sent_again_well_before_three_minutes() {
    let mut lab = Lab::new(2);
    let seat = lab.logged_in(1, Lab::config(1));
    for fate in [
        Fate::LostBefore,
        Fate::NeverSent,
        Fate::Silence { carried_out: false },
    ] {
        lab.network.requests = vec![rule("/heartbeat/", 4, fate.clone())];
        lab.run_for(seconds(300));
        assert_eq!(
            lab.seats[seat].session.phase(),
            SessionPhase::LoggedIn,
            "{fate:?}"
        );
    }
}

#[test]
fn three_minutes_of_silence_log_the_agent_out() {
    let mut lab = Lab::new(3);
    let seat = lab.logged_in(1, Lab::config(1));
    let silent = lab.now();
    lab.network.requests = vec![rule("/heartbeat/", 1000, Fate::LostBefore)];
    assert!(lab.run_until(seconds(300), |lab| {
        !lab.seats[seat].named("agentLoggedOff").is_empty()
    }));
    let took = lab.now() - silent;
    assert!(took >= seconds(178) && took <= seconds(181), "{took:?}");
    lab.network.calm();
    everything_is_cleaned_up(&mut lab, seat);
}

#[test]
fn a_log_out_that_nobody_asked_for_cleans_up_everything() {
    let mut lab = Lab::new(4);
    let seat = lab.logged_in(1, Lab::config(1));
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    lab.settle(
        seat,
        Command::Answer {
            call: call.as_str().into(),
        },
    );
    lab.network.requests = vec![rule("/hold", 1, Fate::Silence { carried_out: false })];
    let pending = lab.command(
        seat,
        Command::Hold {
            call: call.as_str().into(),
        },
    );
    lab.outside(Control::KickAgent { agent: "5001".into() });
    assert_eq!(lab.outcome(seat, pending), Outcome::Unknown(Unknown::LoggedOff));
    assert_eq!(lab.seats[seat].named("agentLoggedOff").len(), 1);
    lab.outside(serde_json::from_str(r#"{"do":"hang_up","device":"13800000000"}"#).unwrap());
    everything_is_cleaned_up(&mut lab, seat);
}

#[test]
fn a_log_out_unseen_is_found_by_the_heartbeat_and_told() {
    let mut lab = Lab::new(5);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.network.events.push(wellclient_tests::lab::EventRule {
        seat: None,
        name: "agentLoggedOff".into(),
        times: 1,
        fate: wellclient_tests::lab::EventFate::Lost,
    });
    lab.outside(Control::KickAgent { agent: "5001".into() });
    lab.run_for(seconds(61));
    let told = lab.seats[seat].synthesized();
    assert_eq!(
        told.iter().map(|event| event.name()).collect::<Vec<_>>(),
        ["agentLoggedOff"]
    );
    everything_is_cleaned_up(&mut lab, seat);
}

#[test]
fn logging_out_cleans_up_everything() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, Lab::config(1));
    assert!(matches!(lab.settle(seat, Command::Logout), Outcome::Confirmed(_)));
    everything_is_cleaned_up(&mut lab, seat);
}

#[test]
fn closing_logs_out_first_and_says_nothing_afterwards() {
    for fate in [
        Fate::Fine,
        Fate::LostBefore,
        Fate::Silence { carried_out: false },
        Fate::status(500),
    ] {
        for logout in [true, false] {
            let mut lab = Lab::new(7);
            let seat = lab.logged_in(1, Lab::config(1));
            lab.network.requests = vec![rule("\"Logout\"", 1, fate.clone())];
            let pending = lab.command(seat, Command::GetClientState);
            lab.input(seat, Input::Close { logout });
            lab.run_for(seconds(4));
            let chair = &lab.seats[seat];
            assert_eq!(chair.session.phase(), SessionPhase::Closed, "{fate:?}");
            assert!(chair.outcome(pending).is_some());
            assert_eq!(chair.requests("/agent/state").len(), if logout { 2 } else { 1 });
            let said = chair.heard.len();
            assert!(matches!(lab.settle(seat, Command::Logout), Outcome::Rejected(_)));
            lab.seats[seat].violations.clear();
            lab.run_for(seconds(400));
            assert!(lab.seats[seat].is_unplugged());
            assert!(lab.seats[seat].events().count() <= said);
            assert_eq!(lab.complaints(), Vec::<String>::new());
        }
    }
}
