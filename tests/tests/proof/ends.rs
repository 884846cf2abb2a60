//! Why a session or the event channel has ended: told once by an event, shown by the snapshot.

use std::time::Duration;

use wellclient_core::command::{Command, LoginRequest};
use wellclient_core::event::Body;
use wellclient_core::session::{Input, Outcome};
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::vocabulary::{LinkEnd, SessionEnd};
use wellclient_simulator::Control;
use wellclient_tests::lab::{ConnectFate, Fate, Lab, PASSWORD, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn rule(lab: &mut Lab, text: &str, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times: u32::MAX,
        fate,
    });
}

/// The reasons that were told, and the one that is shown.
fn ends(lab: &Lab, seat: usize) -> (Vec<SessionEnd>, Option<SessionEnd>) {
    let told = lab.seats[seat].named("sessionEnded");
    let told = told.iter().map(|(_, event)| match event.body() {
        Body::SessionEnded(ended) => ended.end_reason,
        other => panic!("{other:?}"),
    });
    (told.collect(), lab.seats[seat].snapshot(lab.now()).session_end)
}

fn link_ends(lab: &Lab, seat: usize) -> Vec<LinkEnd> {
    let told = lab.seats[seat].named("linkChanged");
    let told = told.iter().filter_map(|(_, event)| match event.body() {
        Body::LinkChanged(change) => change.end_reason,
        other => panic!("{other:?}"),
    });
    told.collect()
}

fn only(end: SessionEnd) -> (Vec<SessionEnd>, Option<SessionEnd>) {
    (vec![end], Some(end))
}

/// The same agent at the other extension.
fn elsewhere() -> LoginRequest {
    LoginRequest::new("5001", PASSWORD, "test.cc", "8005")
}

#[test]
fn an_own_log_out_and_a_new_log_in() {
    let mut lab = Lab::new(1);
    let seat = lab.logged_in(1, Lab::config(1));
    assert_eq!(ends(&lab, seat), (vec![], None));
    lab.settle(seat, Command::Logout);
    assert_eq!(ends(&lab, seat), only(SessionEnd::Logout));
    assert!(lab.seats[seat].is_unplugged(), "the channel is closed at once");
    lab.settle(seat, Command::Login(Lab::request(1)));
    assert_eq!(ends(&lab, seat), (vec![SessionEnd::Logout], None));
    lab.input(seat, Input::Close { logout: true });
    lab.run_for(seconds(5));
    assert_eq!(ends(&lab, seat).0, [SessionEnd::Logout; 2]);
}

#[test]
fn a_supervisor_logs_the_agent_out() {
    let mut lab = Lab::new(2);
    let seat = lab.logged_in(1, Lab::config(1));
    let job = "5001".to_owned();
    lab.outside(Control::KickAgent { agent: job });
    lab.run_for(seconds(1));
    let shown = lab.seats[seat].snapshot(lab.now());
    assert_eq!(shown.phase, SessionPhase::LoggedOut);
    assert_eq!(ends(&lab, seat), (vec![], None), "a log-in elsewhere may follow");
    lab.run_for(seconds(3));
    assert_eq!(ends(&lab, seat), only(SessionEnd::Forced));
    assert!(lab.seats[seat].is_unplugged());
}

/// One that logs in again at once need not wait for the reason.
#[test]
fn a_new_log_in_at_once_after_being_logged_out() {
    let mut lab = Lab::new(3);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.outside(Control::KickAgent { agent: "5001".into() });
    lab.run_for(Duration::from_millis(500));
    let outcome = lab.settle(seat, Command::Login(Lab::request(1)));
    assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
    assert_eq!(ends(&lab, seat), (vec![SessionEnd::Forced], None));
    lab.run_for(seconds(200));
    assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
}

#[test]
fn the_same_agent_logs_in_elsewhere() {
    for request in [Lab::request(1), elsewhere()] {
        let mut lab = Lab::new(4);
        let first = lab.logged_in(1, Lab::config(1));
        let second = lab.sit(Lab::config(2));
        let outcome = lab.settle(second, Command::Login(request));
        assert!(matches!(outcome, Outcome::Confirmed(_)), "{outcome:?}");
        lab.run_for(seconds(3));
        assert_eq!(ends(&lab, first), only(SessionEnd::Replaced));
        assert!(lab.seats[first].is_unplugged());
        let events = lab.seats[first].named("agentLoggedOn").len();
        assert_eq!(events, 1, "what is another session's is not told");
        assert_eq!(ends(&lab, second), (vec![], None));
    }
}

/// Told by the account, after a gap.
#[test]
fn the_same_agent_logs_in_elsewhere_while_the_channel_is_down() {
    let mut lab = Lab::new(5);
    let first = lab.logged_in(1, Lab::config(1));
    lab.network.connects = vec![ConnectFate::Refused(None); 3];
    lab.cut(first);
    let second = lab.sit(Lab::config(2));
    lab.settle(second, Command::Login(elsewhere()));
    lab.run_for(seconds(30));
    assert_eq!(ends(&lab, first), only(SessionEnd::Replaced));
}

#[test]
fn no_heartbeat_reaches_the_server() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "/heartbeat/", Fate::status(503));
    lab.run_for(seconds(300));
    assert_eq!(ends(&lab, seat), only(SessionEnd::HeartbeatExpired));

    // So, asleep for longer than the server waits.
    let mut lab = Lab::new(7);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.suspend(seat, seconds(600));
    lab.run_for(seconds(700));
    assert_eq!(ends(&lab, seat), only(SessionEnd::HeartbeatExpired));
    assert!(
        link_ends(&lab, seat).contains(&LinkEnd::Slept),
        "{:?}",
        link_ends(&lab, seat)
    );
}

#[test]
fn the_password_is_not_accepted_any_more() {
    let mut lab = Lab::new(8);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "/login", Fate::status(401));
    lab.outside(Control::ExpireSessions { agent: None });
    lab.run_for(seconds(100));
    assert!(lab.seats[seat].snapshot(lab.now()).credentials_refused);
    lab.run_for(seconds(300));
    assert_eq!(ends(&lab, seat), only(SessionEnd::CredentialsRefused));
    assert!(!lab.seats[seat].snapshot(lab.now()).credentials_refused);
}

#[test]
fn closed_without_a_log_out() {
    let mut lab = Lab::new(9);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.input(seat, Input::Close { logout: false });
    assert_eq!(ends(&lab, seat), only(SessionEnd::Closed));
    // Before a log-in there is nothing to end.
    let other = lab.sit(Lab::config(2));
    lab.input(other, Input::Close { logout: false });
    assert_eq!(ends(&lab, other), (vec![], None));
}

#[test]
fn each_loss_of_the_channel_has_its_reason() {
    let mut lab = Lab::new(10);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.network.connects = vec![ConnectFate::Refused(None)];
    lab.cut(seat);
    lab.run_for(seconds(60));
    assert_eq!(link_ends(&lab, seat), [LinkEnd::Closed, LinkEnd::NotOpened]);
    lab.go_dead(seat);
    lab.run_for(seconds(120));
    assert_eq!(link_ends(&lab, seat)[2..], [LinkEnd::Silent]);
    lab.run_for(seconds(10));
    assert_eq!(ends(&lab, seat), (vec![], None), "the session goes on");
}
