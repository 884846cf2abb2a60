//! When the model may be believed: not after a gap, until the server's account has been read; and not while that cannot
//! be had.

use std::time::Duration;

use wellclient_core::doubt::Doubt;
use wellclient_core::event::{AnomalyKind, Body};
use wellclient_core::snapshot::SessionPhase;
use wellclient_core::vocabulary::CallEnd;
use wellclient_simulator::Control;
use wellclient_tests::lab::{EventFate, EventRule, Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn rule(lab: &mut Lab, text: &str, times: u32, fate: Fate) {
    lab.network.requests.push(RequestRule {
        seat: None,
        text: text.into(),
        times,
        fate,
    });
}

fn verified(lab: &Lab, seat: usize) -> bool {
    lab.seats[seat].snapshot(lab.now()).verified
}

/// Whether all is verified that the account can show: beside the call that it shows there may be others.
fn shown(lab: &Lab, seat: usize) -> bool {
    let snapshot = lab.seats[seat].snapshot(lab.now());
    let mode = snapshot.agent.is_some_and(|agent| !agent.doubts.has(Doubt::Mode));
    assert!(!snapshot.calls_complete || snapshot.calls.is_empty());
    mode && snapshot.calls.iter().all(|call| !call.unverified)
}

/// A call comes in while the channel is down, and the account cannot be had: "no calls" is not verified.
#[test]
fn after_a_reconnect_nothing_is_verified_until_the_account_is_read() {
    for fate in [
        Fate::status(503),
        Fate::status(404),
        Fate::html(),
        Fate::LostAfter,
    ] {
        let mut lab = Lab::new(1);
        let seat = lab.logged_in(1, Lab::config(1));
        assert!(verified(&lab, seat));
        rule(&mut lab, "/client-state", 4, fate.clone());
        lab.cut(seat);
        lab.call_in("13800000000", "8001");
        let mut seen = 0;
        for _ in 0..600 {
            lab.run_for(Duration::from_millis(100));
            assert!(!verified(&lab, seat), "{fate:?}: there may be other calls");
            if shown(&lab, seat) {
                let calls = lab.seats[seat].snapshot(lab.now()).calls.len();
                assert_eq!(calls, 1, "{fate:?}: verified, and it rings");
                seen += 1;
            }
        }
        assert!(seen > 0, "{fate:?}: in the end it is verified again");
        lab.outside(Control::HangUp {
            device: "13800000000".into(),
            call_id: None,
        });
        lab.run_for(seconds(1));
        assert!(verified(&lab, seat), "{fate:?}: none is left");
        let asked = lab.seats[seat].requests("/client-state").len();
        assert!((6..=11).contains(&asked), "{fate:?}: {asked}");
    }
}

/// The distance grows, to a minute; where the server says that it has none, further.
#[test]
fn an_account_that_cannot_be_had_is_asked_for_less_and_less_often() {
    for (status, most) in [(503, 70), (404, 12)] {
        let mut lab = Lab::new(2);
        let seat = lab.logged_in(1, Lab::config(1));
        rule(&mut lab, "/client-state", u32::MAX, Fate::status(status));
        lab.cut(seat);
        lab.run_for(seconds(3600));
        let asked = lab.seats[seat].requests("/client-state").len();
        assert!((8..=most).contains(&asked), "{status}: {asked}");
        assert!(!verified(&lab, seat), "{status}");
        assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
    }
}

/// What was read while the channel was down says nothing about what was missed after that.
#[test]
fn an_account_read_while_the_channel_is_down_is_read_again() {
    let mut lab = Lab::new(3);
    let seat = lab.logged_in(1, Lab::config(1));
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    lab.network.connects = vec![wellclient_tests::lab::ConnectFate::Refused(None)];
    lab.cut(seat);
    let answer = wellclient_core::command::Command::Answer {
        call: call.as_str().into(),
    };
    // Its reply comes without an event: the account is asked what has become of it.
    lab.settle(seat, answer);
    assert!(!verified(&lab, seat));
    rule(&mut lab, "/client-state", 1, Fate::status(503));
    lab.run_until(seconds(30), |lab| {
        lab.seats[seat]
            .session
            .snapshot(lab.seats[seat].clock(lab.now()))
            .link
            == wellclient_core::snapshot::LinkState::Active
    });
    lab.run_for(Duration::from_millis(500));
    let snapshot = lab.seats[seat].snapshot(lab.now());
    assert!(!snapshot.verified && snapshot.calls.iter().all(|call| call.unverified));
    lab.run_for(seconds(5));
    assert!(shown(&lab, seat));
}

/// Accounts are locked for passwords that are sent again and again.
#[test]
fn a_password_that_is_refused_is_not_sent_again() {
    let mut lab = Lab::new(4);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "/sdk/login", u32::MAX, Fate::status(401));
    lab.outside(Control::ExpireSessions { agent: None });
    lab.run_for(seconds(3600));
    assert_eq!(
        lab.seats[seat].requests("/sdk/login").len(),
        2,
        "the log-in, and one renewal"
    );
    let told: Vec<_> = lab.seats[seat]
        .named("anomaly")
        .into_iter()
        .filter(|(_, event)| {
            matches!(event.body(), Body::Anomaly(anomaly) if anomaly.kind == AnomalyKind::CredentialsRefused)
        })
        .collect();
    assert_eq!(told.len(), 1);
    assert!(!verified(&lab, seat));
    assert!(lab.seats[seat].heard.len() < 2000, "nothing loops");
}

/// Two refusals in a row are not a log-off: the switch takes an agent for gone after three minutes.
#[test]
fn heartbeats_that_are_refused_are_sent_again_soon() {
    for fate in [
        Fate::status(503),
        Fate::status(429),
        Fate::status(404),
        Fate::html(),
    ] {
        let mut lab = Lab::new(5);
        let seat = lab.logged_in(1, Lab::config(1));
        for _ in 0..20 {
            rule(&mut lab, "/heartbeat", 2, fate.clone());
            lab.run_for(seconds(179));
        }
        assert_eq!(
            lab.seats[seat].session.phase(),
            SessionPhase::LoggedIn,
            "{fate:?}"
        );
        assert!(lab.seats[seat].named("agentLoggedOff").is_empty(), "{fate:?}");
        let sent = lab.seats[seat].requests("/heartbeat").len();
        assert!(sent < 200, "{fate:?}: {sent}");
    }
}

/// Asked for before a gap, and told after it: in between something else has come, and something was missed.
#[test]
fn an_account_from_before_a_gap_does_not_speak_of_what_was_missed() {
    let mut lab = Lab::new(6);
    let seat = lab.logged_in(1, Lab::config(1));
    rule(&mut lab, "/client-state", 1, Fate::Slow(seconds(8)));
    let asked = |lab: &Lab| lab.seats[seat].requests("/client-state").len();
    let before = asked(&lab);
    lab.cut(seat);
    assert!(lab.run_until(seconds(6), |lab| asked(lab) > before));
    lab.run_for(Duration::from_millis(500));
    let ready = wellclient_core::command::Command::SetAgentMode {
        mode: wellclient_core::command::AgentModeRequest::Ready,
        reason: None,
    };
    assert_eq!(lab.elsewhere(seat, &ready), 204);
    lab.run_for(Duration::from_millis(500));
    lab.cut(seat);
    lab.run_for(Duration::from_millis(100));
    lab.call_in("13800000000", "8001");
    for _ in 0..300 {
        lab.run_for(Duration::from_millis(100));
        let snapshot = lab.seats[seat].snapshot(lab.now());
        assert!(!snapshot.verified && (!snapshot.calls_complete || !snapshot.calls.is_empty()));
    }
    assert!(shown(&lab, seat) && lab.seats[seat].snapshot(lab.now()).calls.len() == 1);
}

/// All events come 100 ms after what they tell, and the account is read every second: it is often ahead of them. Nothing is told
/// twice for that, every call ends for the reason that its events tell, and in the end all is verified.
#[test]
fn an_account_that_is_ahead_of_the_events_tells_nothing_of_its_own() {
    let mut ahead = 0;
    for seed in 0..5 {
        let mut lab = Lab::new(seed);
        let mut config = Lab::config(seed);
        config.timing.heartbeat = seconds(1);
        let seat = lab.logged_in(1, config);
        lab.network.events.push(EventRule {
            seat: None,
            name: String::new(),
            times: u32::MAX,
            fate: EventFate::Late(Duration::from_millis(100)),
        });
        for number in 0..20 {
            lab.call_in("13800000000", "8001");
            // Where it falls between two heartbeats differs.
            lab.run_for(Duration::from_millis(2900 + 37 * number));
            lab.outside(Control::HangUp {
                device: "13800000000".into(),
                call_id: None,
            });
            lab.run_for(Duration::from_millis(90));
            ahead += usize::from(!verified(&lab, seat));
            lab.run_for(seconds(3));
            assert!(verified(&lab, seat), "{seed} {number}");
        }
        assert!(lab.seats[seat].synthesized().is_empty());
        let cleared = lab.seats[seat].named("connectionCleared");
        let ends = cleared.iter().filter_map(|(_, event)| match event.body() {
            Body::CallCleared(cleared) => cleared.end_reason,
            _ => None,
        });
        assert_eq!(ends.collect::<Vec<_>>(), vec![CallEnd::CallerGaveUp; 20]);
    }
    assert!(ahead > 0, "it was never ahead");
}
