//! The event channel: lost, found dead, opened again, given up; each at its time.

use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::environment::Dialect;
use wellclient_core::event::{AgentMode, Body};
use wellclient_core::session::{Input, Outcome, ReconnectPolicy, SessionConfig, SocketId};
use wellclient_core::snapshot::{LinkState, SessionPhase};
use wellclient_core::stomp::HeartbeatOffer;
use wellclient_tests::lab::{ConnectFate, Fate, Lab, RequestRule, Said, disagreement, is_put_right};

const NO_TIME: (Duration, Duration) = (Duration::ZERO, Duration::ZERO);

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// A logged-in agent on a network that takes no time, so that every moment is exact.
fn agent(seed: u64, config: SessionConfig) -> (Lab, usize) {
    let mut lab = Lab::new(seed);
    lab.network.latency = NO_TIME;
    let seat = lab.logged_in(1, config);
    (lab, seat)
}

fn opens_since(lab: &Lab, seat: usize, since: Duration) -> Vec<Duration> {
    lab.seats[seat]
        .opens()
        .into_iter()
        .filter(|at| *at >= since)
        .map(|at| at - since)
        .collect()
}

fn link(lab: &Lab, seat: usize) -> LinkState {
    lab.seats[seat].snapshot(lab.now()).link
}

#[test]
fn attempts_come_when_the_manual_says_and_then_no_more() {
    for (dialect, policy, number, apart) in [
        (Dialect::V2, ReconnectPolicy::MANUAL_2, 5, 1),
        (Dialect::V4, ReconnectPolicy::MANUAL_4_0, 10, 3),
        (Dialect::V4, ReconnectPolicy::MANUAL_2018, 30, 3),
    ] {
        let mut config = Lab::config(1).with_dialect(dialect);
        config.reconnect = policy;
        config.timing.slow_retry = Duration::ZERO;
        let (mut lab, seat) = agent(1, config);
        lab.network.connect = ConnectFate::Refused(None);
        let lost = lab.now();
        lab.cut(seat);
        lab.run_for(seconds(150));
        let expected: Vec<Duration> = (1..=number).map(|attempt| seconds(attempt * apart)).collect();
        assert_eq!(opens_since(&lab, seat, lost), expected, "{policy:?}");
        let gone = lab.seats[seat].named("wsDisconnected");
        assert_eq!(gone.len(), 1);
        assert_eq!(
            gone[0].0 - lost,
            seconds(number * apart),
            "{policy:?}: when the last attempt has failed"
        );
        assert!(gone[0].1.raw().contains("websocket disconnect"));
        assert_eq!(link(&lab, seat), LinkState::Lost);
        assert!(!lab.seats[seat].snapshot(lab.now()).verified);
        // Asked to, it begins anew.
        lab.network.calm();
        lab.input(seat, Input::Reconnect);
        lab.run_for(seconds(2));
        assert_eq!(link(&lab, seat), LinkState::Active);
        assert_eq!(lab.seats[seat].named("wsReconnectSucceed").len(), 1);
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

#[test]
fn told_to_it_does_not_wait_for_the_next_attempt() {
    let (mut lab, seat) = agent(1, Lab::config(1));
    lab.network.connect = ConnectFate::Refused(None);
    let lost = lab.now();
    lab.cut(seat);
    lab.run_for(seconds(4));
    assert_eq!(link(&lab, seat), LinkState::Waiting);
    lab.network.calm();
    lab.input(seat, Input::Reconnect);
    lab.run_for(seconds(1));
    assert_eq!(opens_since(&lab, seat, lost), [seconds(3), seconds(4)]);
    assert_eq!(link(&lab, seat), LinkState::Active);
    assert_eq!(lab.seats[seat].named("wsReconnectSucceed").len(), 1);
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn told_to_it_counts_its_attempts_anew() {
    let mut config = Lab::config(1);
    config.timing.slow_retry = Duration::ZERO;
    let (mut lab, seat) = agent(1, config);
    lab.network.connect = ConnectFate::Refused(None);
    let lost = lab.now();
    lab.cut(seat);
    // Nine of ten attempts have failed.
    lab.run_for(seconds(28));
    lab.input(seat, Input::Reconnect);
    lab.run_for(seconds(120));
    // One at once, and nine after it.
    assert_eq!(opens_since(&lab, seat, lost).len(), 9 + 10);
    assert_eq!(link(&lab, seat), LinkState::Lost);
}

#[test]
fn backoff_grows_to_its_cap_stays_random_and_never_gives_up() {
    let policy = ReconnectPolicy::Backoff {
        base: seconds(1),
        cap: seconds(20),
        attempts: None,
    };
    let mut all = Vec::new();
    for seed in 0..20 {
        let (mut lab, seat) = agent(
            2,
            SessionConfig {
                reconnect: policy,
                ..Lab::config(seed)
            },
        );
        lab.network.connect = ConnectFate::Refused(None);
        let lost = lab.now();
        lab.cut(seat);
        lab.run_for(seconds(600));
        let opens = opens_since(&lab, seat, lost);
        let mut before = Duration::ZERO;
        for (attempt, at) in opens.iter().enumerate() {
            let longest = seconds(20).min(Duration::from_secs(1) * (1 << attempt.min(10)));
            assert!(
                *at - before <= longest,
                "attempt {attempt} came after {:?}",
                *at - before
            );
            before = *at;
        }
        assert!(opens.len() > 30, "it goes on trying");
        assert!(lab.seats[seat].named("wsDisconnected").is_empty());
        all.push(opens);
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20, "each session has its own delays");
}

#[test]
fn an_attempt_that_hangs_is_given_up() {
    let (mut lab, seat) = agent(4, Lab::config(1));
    lab.network.connects = vec![ConnectFate::Hangs];
    let lost = lab.now();
    lab.cut(seat);
    lab.run_for(seconds(120));
    assert_eq!(
        opens_since(&lab, seat, lost),
        [seconds(3), seconds(3 + 60 + 3)],
        "60 s to wait for its turn and open"
    );
    assert_eq!(link(&lab, seat), LinkState::Active);
}

#[test]
fn a_dead_socket_is_found_within_two_heartbeats() {
    for seed in 0..20 {
        let mut lab = Lab::new(seed);
        let seat = lab.logged_in(1, Lab::config(seed));
        lab.run_for(Duration::from_millis(seed * 531));
        let dead = lab.now();
        lab.go_dead(seat);
        lab.call_in("13800000000", "8001");
        assert!(lab.run_until(seconds(60), |lab| link(lab, seat) != LinkState::Active));
        let took = lab.now() - dead;
        assert!(
            took <= seconds(20) + Duration::from_millis(50),
            "found after {took:?}"
        );
        lab.run_for(seconds(8));
        // What came meanwhile is known, and told.
        assert_eq!(disagreement(&lab, seat, true), None);
        let told = lab.seats[seat].synthesized();
        assert!(told.iter().any(|event| event.name() == "delivered"), "{told:?}");
        assert!(is_put_right(&lab, seat));
    }
}

#[test]
fn a_broker_that_cuts_at_the_interval_never_cuts() {
    for interval in [2, 10, 30] {
        let mut lab = Lab::new(6);
        lab.broker.heartbeat = HeartbeatOffer {
            send: seconds(interval),
            receive: seconds(interval),
        };
        lab.broker.cut_after = Some(1.0);
        let mut config = Lab::config(1);
        config.timing.stomp_heartbeat = seconds(interval);
        lab.network.latency = (Duration::from_millis(1), Duration::from_millis(150));
        let seat = lab.logged_in(1, config);
        lab.run_for(seconds(3600));
        assert_eq!(lab.seats[seat].opens().len(), 1, "every {interval} s: it was cut");
        assert_eq!(link(&lab, seat), LinkState::Active);
    }
}

#[test]
fn a_server_that_promises_no_heartbeats_is_pinged() {
    for heartbeat in [
        HeartbeatOffer::default(),
        HeartbeatOffer {
            send: Duration::ZERO,
            receive: seconds(10),
        },
    ] {
        let mut lab = Lab::new(7);
        lab.broker.heartbeat = heartbeat;
        let seat = lab.logged_in(1, Lab::config(1));
        lab.run_for(seconds(600));
        let pings = lab.seats[seat]
            .heard
            .iter()
            .filter(|(_, said)| matches!(said, Said::Ping(_)))
            .count();
        assert!((25..=31).contains(&pings), "{pings} pings in ten minutes");
        assert_eq!(lab.seats[seat].opens().len(), 1);
        let dead = lab.now();
        lab.go_dead(seat);
        assert!(lab.run_until(seconds(60), |lab| link(lab, seat) != LinkState::Active));
        assert!(
            lab.now() - dead <= seconds(41),
            "found after {:?}",
            lab.now() - dead
        );
        lab.run_for(seconds(5));
        assert_eq!(link(&lab, seat), LinkState::Active);
    }
}

#[test]
fn a_machine_that_slept_trusts_nothing() {
    let mut lab = Lab::new(8);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.go_dead(seat);
    lab.suspend(seat, seconds(40));
    lab.call_in("13800000000", "8001");
    lab.run_for(seconds(40));
    let woke = lab.now();
    lab.run_for(seconds(5));
    let jumps = lab.seats[seat].named("anomaly");
    assert!(
        jumps.iter().any(|(_, event)| event.raw().contains("clockJump")),
        "{jumps:?}"
    );
    assert!(
        !lab.seats[seat]
            .requests("/heartbeat/")
            .iter()
            .all(|at| *at < woke),
        "the heartbeat is sent at once"
    );
    assert_eq!(link(&lab, seat), LinkState::Active);
    assert_eq!(disagreement(&lab, seat, true), None);
    assert_eq!(lab.seats[seat].session.model().unwrap().calls().len(), 1);
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn a_machine_that_slept_too_long_is_logged_out() {
    let mut lab = Lab::new(9);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.suspend(seat, seconds(3600));
    lab.run_for(seconds(3610));
    let chair = &lab.seats[seat];
    assert_eq!(chair.session.phase(), SessionPhase::LoggedOut);
    assert_eq!(chair.named("agentLoggedOff").len(), 1);
    assert!(chair.is_unplugged());
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

#[test]
fn a_wall_clock_that_is_set_does_no_harm() {
    for hours in [-30_i64, 30] {
        let mut lab = Lab::new(10);
        let seat = lab.logged_in(1, Lab::config(1));
        lab.seats[seat].wall_shift = hours * 3_600_000;
        lab.run_for(seconds(300));
        assert_eq!(link(&lab, seat), LinkState::Active);
        assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
        let sockets = if hours > 0 { 2 } else { 1 };
        assert_eq!(
            lab.seats[seat].opens().len(),
            sockets,
            "only a clock that runs ahead looks like sleep"
        );
    }
}

#[test]
fn a_reconnect_tells_the_mode_and_the_call() {
    let mut lab = Lab::new(11);
    let seat = lab.logged_in(1, Lab::config(1));
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    lab.cut(seat);
    lab.run_for(Duration::from_millis(100));
    assert!(!lab.seats[seat].snapshot(lab.now()).verified);
    assert!(lab.seats[seat].snapshot(lab.now()).calls[0].unverified);
    lab.run_for(seconds(5));
    let told = lab.seats[seat].named("wsReconnectSucceed");
    assert_eq!(told.len(), 1);
    let Body::WsReconnectSucceed(told) = told[0].1.body() else {
        panic!()
    };
    assert_eq!(told.agent_mode, AgentMode::NotReady);
    assert_eq!(told.active_call.as_ref().unwrap().call_id.as_str(), call);
    assert!(lab.seats[seat].synthesized().is_empty(), "nothing has changed");
    assert!(is_put_right(&lab, seat));
}

#[test]
fn without_a_client_state_the_mode_is_told_as_logout() {
    for fate in [
        Fate::status(500),
        Fate::html(),
        Fate::LostAfter,
        Fate::status(404),
    ] {
        let mut lab = Lab::new(12);
        let seat = lab.logged_in(1, Lab::config(1));
        lab.network.requests.push(RequestRule {
            seat: None,
            text: "/client-state".into(),
            times: 1,
            fate: fate.clone(),
        });
        lab.cut(seat);
        lab.run_for(seconds(4));
        let told = lab.seats[seat].named("wsReconnectSucceed");
        let Body::WsReconnectSucceed(told) = told[0].1.body() else {
            panic!()
        };
        assert_eq!(
            (&told.agent_mode, &told.active_call),
            (&AgentMode::Logout, &None),
            "{fate:?}"
        );
        lab.run_for(seconds(10));
        assert_eq!(lab.seats[seat].session.phase(), SessionPhase::LoggedIn);
        assert_eq!(lab.seats[seat].requests("/client-state").len(), 2, "{fate:?}");
    }
}

#[test]
fn what_was_missed_while_the_channel_was_down_is_told() {
    let mut lab = Lab::new(13);
    lab.watches = true;
    let seat = lab.logged_in(1, Lab::config(1));
    let call = lab.call_in("13800000000", "8001");
    lab.run_for(seconds(1));
    let answer = Command::Answer {
        call: call.as_str().into(),
    };
    assert!(matches!(lab.settle(seat, answer), Outcome::Confirmed(_)));
    lab.network.connects = vec![ConnectFate::Refused(None); 2];
    lab.cut(seat);
    lab.outside(serde_json::from_str(r#"{"do":"hang_up","device":"13800000000"}"#).unwrap());
    lab.run_for(seconds(30));
    let told = lab.seats[seat].synthesized();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].name(), told[0].call_id().unwrap().as_str()),
        ("connectionCleared", call.as_str())
    );
    assert!(lab.seats[seat].session.model().unwrap().calls().is_empty());
    assert_eq!(lab.untold, Vec::<String>::new());
}

#[test]
fn a_lost_event_without_a_trace_is_found_with_the_heartbeat() {
    let mut lab = Lab::new(14);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.network.events.push(wellclient_tests::lab::EventRule {
        seat: None,
        name: String::new(),
        times: 1,
        fate: wellclient_tests::lab::EventFate::Lost,
    });
    // It rings for a minute.
    lab.run_for(seconds(10));
    lab.call_in("13800000000", "8001");
    let called = lab.now();
    assert!(lab.run_until(seconds(70), |lab| {
        !lab.seats[seat].session.model().unwrap().calls().is_empty()
    }));
    assert!(
        lab.now() - called <= seconds(61),
        "found after {:?}",
        lab.now() - called
    );
    assert_eq!(disagreement(&lab, seat, true), None);
}

/// What is told while the server's account is on its way may be newer than that account.
#[test]
fn an_account_that_was_asked_for_before_the_doubt_does_not_settle_it() {
    let mut lab = Lab::new(14);
    let seat = lab.logged_in(1, Lab::config(1));
    let before = lab.seats[seat].requests("/client-state").len();
    lab.network.requests.push(RequestRule {
        seat: None,
        text: "/client-state".into(),
        times: 1,
        fate: Fate::Slow(seconds(2)),
    });
    let garble = |lab: &mut Lab| {
        let bytes = b"MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/x\n\nno JSON\0";
        // Of these one is open.
        for socket in (0..4).map(SocketId) {
            lab.input(seat, Input::Received { socket, bytes });
        }
    };
    let asked = |lab: &Lab| lab.seats[seat].requests("/client-state").len() - before;
    let resyncs = |lab: &Lab| lab.seats[seat].session.metrics().resyncs;
    let settled = resyncs(&lab);
    garble(&mut lab);
    assert!(lab.run_until(seconds(5), |lab| asked(lab) == 1));
    garble(&mut lab);
    assert!(lab.run_until(seconds(5), |lab| asked(lab) == 2));
    assert_eq!(resyncs(&lab), settled, "the first account is passed over");
    assert!(lab.run_until(seconds(5), |lab| resyncs(lab) > settled));
}

/// The longer a session has lived, the more a sleep matters all the same.
#[test]
fn a_short_sleep_after_a_long_day_is_noticed() {
    let mut lab = Lab::new(41);
    let seat = lab.logged_in(1, Lab::config(1));
    lab.run_for(seconds(10 * 3600));
    let beats = lab.seats[seat].requests("/heartbeat").len();
    lab.suspend(seat, seconds(40));
    lab.run_for(seconds(41));
    let told = lab.seats[seat].named("anomaly");
    assert!(
        told.iter()
            .any(|(_, event)| event.raw().to_string().contains("the machine slept"))
    );
    assert!(lab.seats[seat].requests("/heartbeat").len() > beats);
}

/// To ask for a new attempt is about a link that was lost: the first, still under way, goes on.
#[test]
fn the_first_attempt_is_not_begun_again() {
    let mut lab = Lab::new(42);
    let seat = lab.sit(Lab::config(1));
    let id = lab.command(seat, Command::Login(Lab::request(1)));
    assert!(lab.run_until(seconds(5), |lab| !lab.seats[seat].opens().is_empty()));
    lab.input(seat, Input::Reconnect);
    assert!(matches!(lab.outcome(seat, id), Outcome::Confirmed(_)));
    assert_eq!(lab.seats[seat].opens().len(), 1);
}

/// Ten seconds are agreed on: the client sends in good time, and no more than that.
#[test]
fn stomp_beats_are_sent_as_agreed() {
    let mut lab = Lab::new(43);
    let seat = lab.logged_in(1, Lab::config(1));
    let beats = |lab: &Lab| {
        let sent = |said: &Said| matches!(said, Said::Sent(_, text) if text.trim().is_empty());
        lab.seats[seat]
            .heard
            .iter()
            .filter(|(_, said)| sent(said))
            .count()
    };
    let before = beats(&lab);
    lab.run_for(seconds(100));
    let sent = beats(&lab) - before;
    assert!((10..=14).contains(&sent), "{sent}");
}
