//! Requests that wait: nothing goes out for a command that has been answered.

use std::time::Duration;

use wellclient_core::command::{AgentModeRequest, Command, MakeCallOptions, Verb};
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{CommandError, Input, MAX_COMMANDS, Outcome, Unknown};
use wellclient_tests::lab::{Fate, Lab, RequestRule, Said};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn not_ready(reason: Option<&str>) -> Command {
    Command::SetAgentMode {
        mode: AgentModeRequest::NotReady,
        reason: reason.map(str::to_owned),
    }
}

fn make_call() -> Command {
    Command::MakeCall {
        number: "13800138000".into(),
        options: MakeCallOptions::default(),
    }
}

fn never_answered(lab: &mut Lab, text: &str, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    });
}

/// Behind a request that hangs, a call waits; when its time is over it is said not to have been made, and it is not.
#[test]
fn what_waits_behind_a_request_that_hangs_is_not_sent_after_its_time() {
    for fate in [Fate::NeverEnds, Fate::Silence { carried_out: false }] {
        let mut lab = Lab::new(1);
        let seat = lab.logged_in(1, Lab::config(1));
        never_answered(&mut lab, "SetState", 2, fate);
        let first = lab.command(seat, not_ready(Some("a")));
        let second = lab.command(seat, not_ready(Some("b")));
        let call = lab.command(seat, make_call());
        let outcome = lab.outcome(seat, call);
        assert!(
            matches!(&outcome, Outcome::Rejected(CommandError::Unreachable(_))),
            "it was not sent, so nothing has happened: {outcome:?}"
        );
        lab.run_for(seconds(120));
        assert!(lab.seats[seat].requests("/callControl/calls").is_empty());
        assert!(lab.pbx.state().calls.is_empty());
        for id in [first, second] {
            assert!(
                !matches!(lab.outcome(seat, id), Outcome::Confirmed(_)),
                "it was never carried out"
            );
        }
        assert_eq!(lab.complaints(), Vec::<String>::new());
        // The lane is free again.
        let call = lab.settle(seat, make_call());
        assert!(matches!(call, Outcome::Confirmed(_)), "{call:?}");
    }
}

/// A request that is with the driver when its command's time is over is taken back.
#[test]
fn a_request_under_way_is_cancelled_when_its_time_is_over() {
    let mut lab = Lab::new(2);
    let seat = lab.logged_in(1, Lab::config(1));
    never_answered(&mut lab, "/callControl/calls", 1, Fate::NeverEnds);
    let call = lab.command(seat, make_call());
    let outcome = lab.outcome(seat, call);
    assert!(
        matches!(outcome, Outcome::Unknown(Unknown::NoReply(_))),
        "{outcome:?}"
    );
    let cancelled = |said: &(Duration, Said)| matches!(said.1, Said::Cancelled(_));
    assert_eq!(
        lab.seats[seat]
            .heard
            .iter()
            .filter(|said| cancelled(said))
            .count(),
        1
    );
}

/// Closing, and being logged off, leave nothing that goes out later.
#[test]
fn nothing_goes_out_after_the_end() {
    for logout in [false, true] {
        let mut lab = Lab::new(3);
        let seat = lab.logged_in(1, Lab::config(1));
        never_answered(&mut lab, "SetState", 1, Fate::NeverEnds);
        lab.command(seat, not_ready(Some("a")));
        let call = lab.command(seat, make_call());
        lab.input(seat, Input::Close { logout });
        lab.run_for(seconds(60));
        let outcome = lab.outcome(seat, call);
        assert!(
            matches!(outcome, Outcome::Rejected(CommandError::Refused(_))),
            "it was not sent, and will not be: {outcome:?}"
        );
        assert!(lab.seats[seat].requests("/callControl/calls").is_empty());
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

/// A request that expired waits for the renewal, and is not sent again when that comes too late for it.
#[test]
fn a_request_that_expired_is_not_sent_again_after_its_time() {
    let mut lab = Lab::new(4);
    let seat = lab.logged_in(1, Lab::config(1));
    never_answered(&mut lab, "/callControl/calls", 1, Fate::status(426));
    never_answered(&mut lab, "/sdk/login", 1, Fate::NeverEnds);
    let call = lab.command(seat, make_call());
    let outcome = lab.outcome(seat, call);
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    lab.run_for(seconds(300));
    assert_eq!(lab.seats[seat].requests("/callControl/calls").len(), 1);
}

/// A number that was given before is no second command.
#[test]
fn a_command_given_twice_is_told_and_dropped() {
    let mut lab = Lab::new(5);
    let seat = lab.logged_in(1, Lab::config(1));
    let id = lab.command(seat, not_ready(None));
    let outcome = lab.outcome(seat, id).clone();
    let command = make_call();
    lab.input(seat, Input::Command { id, command });
    lab.run_for(seconds(20));
    assert_eq!(lab.seats[seat].outcome(id), Some(&outcome));
    assert!(lab.seats[seat].requests("/callControl/calls").is_empty());
    let anomalies = lab.seats[seat].named("anomaly");
    assert!(
        anomalies
            .iter()
            .any(|(_, event)| event.raw().contains("was given before"))
    );
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

/// A program that gives commands without end is told so, and all of them settle.
#[test]
fn more_commands_than_can_be_under_way_are_refused() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, Lab::config(1));
    never_answered(&mut lab, "SetState", 1, Fate::NeverEnds);
    let ids: Vec<_> = (0..1000)
        .map(|_| lab.command(seat, not_ready(Some("a"))))
        .collect();
    let too_many = |outcome: Option<&Outcome>| {
        let refused = Outcome::Rejected(CommandError::Refused(Refusal::TooManyCommands));
        outcome == Some(&refused)
    };
    let refused = ids.iter().filter(|id| too_many(lab.seats[seat].outcome(**id)));
    assert_eq!(refused.count(), 1000 - MAX_COMMANDS);
    let dialling = |lab: &Lab| {
        let actions = lab.seats[seat].snapshot(lab.now()).actions;
        let dial = actions.into_iter().find(|action| action.verb == Verb::MakeCall);
        dial.unwrap().permission
    };
    assert_eq!(dialling(&lab), Err(Refusal::TooManyCommands));
    lab.run_for(seconds(60));
    assert_eq!(dialling(&lab), Ok(()));
    assert!(ids.iter().all(|id| lab.seats[seat].outcome(*id).is_some()));
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

/// A log-in whose time is over leaves nothing behind that could log the agent in, or out elsewhere.
#[test]
fn a_log_in_that_is_answered_is_cancelled_with_all_its_requests() {
    for text in ["/sdk/login", "\"Login\"", "\"Logout\""] {
        let mut lab = Lab::new(7);
        if text == "\"Logout\"" {
            lab.logged_in(1, Lab::config(1));
        }
        let seat = lab.sit(Lab::config(2));
        never_answered(&mut lab, text, 1, Fate::NeverEnds);
        let id = lab.command(seat, Command::Login(Lab::request(1)));
        let outcome = lab.outcome(seat, id);
        assert!(!matches!(outcome, Outcome::Confirmed(_)), "{text}: {outcome:?}");
        let heard = &lab.seats[seat].heard;
        let cancelled = heard.iter().any(|(_, said)| matches!(said, Said::Cancelled(_)));
        assert!(cancelled, "{text}");
        let requests = lab.seats[seat].requests("").len();
        lab.run_for(seconds(120));
        assert_eq!(lab.seats[seat].requests("").len(), requests, "{text}");
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

/// The manual's page logged out when it was closed, whatever was going on.
#[test]
fn closing_with_a_log_out_while_logging_in_logs_out() {
    for wait_ms in [0, 20, 40, 60, 80, 100, 150, 200, 300, 500] {
        let mut lab = Lab::new(8);
        let seat = lab.sit(Lab::config(1));
        let id = lab.command(seat, Command::Login(Lab::request(1)));
        lab.run_for(Duration::from_millis(wait_ms));
        lab.input(seat, Input::Close { logout: true });
        lab.run_for(seconds(10));
        assert!(lab.seats[seat].outcome(id).is_some());
        let mode = lab
            .pbx
            .state()
            .agents
            .into_iter()
            .find(|agent| agent.agent_id.starts_with("5001@"));
        let mode = mode.map(|agent| agent.agent_mode);
        assert!(
            mode.is_none_or(|mode| mode == "Logout"),
            "closed after {wait_ms} ms: {mode:?}"
        );
        assert_eq!(lab.complaints(), Vec::<String>::new());
        let impossible = lab.seats[seat].named("anomaly");
        assert!(impossible.is_empty(), "{impossible:?}");
    }
}
