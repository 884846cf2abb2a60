//! Times: what is due together, clocks that jump, and times that cannot be.

use std::time::Duration;

use wellclient_core::command::Command;
use wellclient_core::environment::Environment;
use wellclient_core::session::{
    Input, LONGEST, Output, ReconnectPolicy, Session, SessionConfig, SocketId, TransportError,
};
use wellclient_core::time::Now;
use wellclient_tests::lab::{Fate, Lab, RequestRule};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// The account is asked for although the command's time is over in the same moment.
#[test]
fn a_check_and_a_deadline_that_are_due_together_are_both_acted_on() {
    let mut lab = Lab::new(1);
    let mut config = Lab::config(1);
    config.timing.confirm = seconds(5);
    config.timing.command = seconds(5);
    let seat = lab.logged_in(1, config);
    lab.network.events.push(wellclient_tests::lab::EventRule {
        seat: None,
        name: String::new(),
        times: 9,
        fate: wellclient_tests::lab::EventFate::Lost,
    });
    let before = lab.seats[seat].requests("/client-state").len();
    let at = lab.now();
    let ready = Command::from_json(r#"{"verb":"setAgentMode","mode":"Ready"}"#).unwrap();
    let id = lab.command(seat, ready);
    lab.run_to(at + seconds(5));
    assert!(lab.seats[seat].outcome(id).is_some(), "the deadline");
    assert_eq!(
        lab.seats[seat].requests("/client-state").len(),
        before + 1,
        "the check"
    );
}

/// The same of a log-in.
#[test]
fn a_log_in_whose_check_and_end_are_due_together_ends() {
    let mut lab = Lab::new(2);
    let mut config = Lab::config(1);
    config.timing.confirm = seconds(30);
    config.timing.login = seconds(30);
    let seat = lab.sit(config);
    lab.network.events.push(wellclient_tests::lab::EventRule {
        seat: None,
        name: String::new(),
        times: 99,
        fate: wellclient_tests::lab::EventFate::Lost,
    });
    let id = lab.command(seat, Command::Login(Lab::request(1)));
    lab.run_for(seconds(31));
    assert!(lab.seats[seat].outcome(id).is_some());
    assert_eq!(lab.complaints(), Vec::<String>::new());
}

/// The first thing that a machine hears after it slept is an event, and it counts.
#[test]
fn an_input_that_comes_with_a_clock_jump_is_taken_in() {
    let mut lab = Lab::new(3);
    let seat = lab.logged_in(1, Lab::config(1));
    let before = lab.seats[seat].named("delivered").len();
    lab.call_in("13800000000", "8001");
    lab.seats[seat].wall_shift += 3_600_000;
    lab.run_until(seconds(1), |lab| {
        lab.seats[seat].named("delivered").len() > before
    });
    let heard = &lab.seats[seat].heard;
    let position = |text: &str| heard.iter().position(|(_, said)| said.line().contains(text));
    let event = position("\"eventName\":\"delivered\"").expect("the event was thrown away");
    let jump = position("clockJump").expect("the jump was noticed");
    assert!(event < jump);
    lab.run_for(seconds(10));
    let snapshot = lab.seats[seat].snapshot(lab.now());
    assert!(
        !snapshot.calls[0].unverified && snapshot.calls.len() == 1,
        "{snapshot:?}"
    );
}

fn config() -> SessionConfig {
    SessionConfig::new(Environment::custom("http://127.0.0.1:1/", None).unwrap())
}

#[test]
fn times_that_cannot_be_are_refused_where_they_are_set() {
    let refused = |change: &dyn Fn(&mut SessionConfig)| {
        let mut config = config();
        change(&mut config);
        Session::new(config).expect_err("refused").to_string()
    };
    let words = refused(&|config| config.timing.heartbeat = Duration::ZERO);
    assert_eq!(words, "timing.heartbeat must be from 100ms to 170s, not 0");
    for extreme in [Duration::MAX, LONGEST + Duration::from_nanos(1)] {
        refused(&|config| config.timing.heartbeat = extreme);
        refused(&|config| config.timing.login = extreme);
        refused(&|config| config.timing.ask = extreme);
        refused(&|config| config.timing.command = extreme);
        refused(&|config| config.timing.confirm = extreme);
        refused(&|config| config.timing.connect = extreme);
        refused(&|config| config.timing.settle = extreme);
        refused(&|config| config.timing.stomp_heartbeat = extreme);
        refused(&|config| config.timing.ping = extreme);
        refused(&|config| config.timing.doubt = extreme);
        refused(&|config| config.timing.clock_jump = extreme);
        refused(&|config| config.timing.between_calls = extreme);
        refused(&|config| config.timing.stable = extreme);
        refused(&|config| config.timing.slow_retry = extreme);
        refused(&|config| {
            config.reconnect = ReconnectPolicy::Spread {
                window: seconds(1),
                give_up_after: extreme,
            };
        });
        refused(&|config| {
            let delay = extreme;
            config.reconnect = ReconnectPolicy::Fixed { attempts: 1, delay };
        });
    }
    let none = Duration::ZERO;
    refused(&|config| {
        let delay = none;
        config.reconnect = ReconnectPolicy::Fixed { attempts: 1, delay };
    });
    refused(&|config| {
        config.reconnect = ReconnectPolicy::Backoff {
            base: none,
            cap: seconds(1),
            attempts: None,
        };
    });
    refused(&|config| {
        config.reconnect = ReconnectPolicy::Spread {
            window: none,
            give_up_after: none,
        };
    });
    refused(&|config| config.timing.ping = none);
}

/// The longest times, at the end of all clocks: nothing overflows, and no timer fires without end.
#[test]
fn the_longest_times_and_the_oddest_clocks_are_survived() {
    let mut config = config();
    config.journal = true;
    config.timing.heartbeat = seconds(170);
    for time in [
        &mut config.timing.login,
        &mut config.timing.ask,
        &mut config.timing.command,
        &mut config.timing.confirm,
        &mut config.timing.connect,
        &mut config.timing.settle,
        &mut config.timing.stomp_heartbeat,
        &mut config.timing.ping,
        &mut config.timing.doubt,
        &mut config.timing.clock_jump,
        &mut config.timing.between_calls,
        &mut config.timing.stable,
        &mut config.timing.slow_retry,
    ] {
        *time = LONGEST;
    }
    for at in [Duration::ZERO, seconds(1), LONGEST, Duration::MAX] {
        for wall in [i64::MIN, 0, i64::MAX] {
            let mut session = Session::new(config.clone()).unwrap();
            let now = Now::at(at, wall);
            session.command(now, Command::Login(Lab::request(1)));
            let mut polled = 0;
            loop {
                match session.poll_output() {
                    Output::Timeout(_) => break,
                    Output::Request { id, .. } => {
                        let message = "no network".to_owned();
                        let never_sent = true;
                        let result = Err(TransportError {
                            never_sent,
                            message,
                            obstacle: None,
                        });
                        session
                            .handle_input(Now::at(Duration::MAX, i64::MAX), Input::Response { id, result });
                    }
                    _ => {}
                }
                polled += 1;
                assert!(polled < 100, "it does not come to rest");
            }
            session.handle_input(Now::at(Duration::ZERO, i64::MIN), Input::Timeout);
            let bytes = b"x";
            session.handle_input(
                now,
                Input::Received {
                    socket: SocketId(1),
                    bytes,
                },
            );
        }
    }
}

/// Whatever is due at once, the timers come to rest: with the shortest times that can be set, no time passes and few
/// things happen.
#[test]
fn the_shortest_times_do_not_spin() {
    let mut config = Lab::config(1);
    config.timing.confirm = Duration::ZERO;
    config.timing.settle = Duration::ZERO;
    config.timing.doubt = Duration::ZERO;
    config.timing.stomp_heartbeat = Duration::ZERO;
    config.timing.between_calls = Duration::ZERO;
    config.timing.heartbeat = Duration::from_millis(100);
    let mut lab = Lab::new(4);
    let seat = lab.logged_in(1, config);
    lab.network.requests.push(RequestRule {
        seat: None,
        text: "/client-state".into(),
        times: 50,
        fate: Fate::status(503),
    });
    let before = lab.seats[seat].requests("").len();
    lab.run_for(seconds(10));
    let requests = lab.seats[seat].requests("").len() - before;
    assert!(requests < 400, "{requests} requests in 10 s");
}
