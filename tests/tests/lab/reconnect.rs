//! Reconnecting when it takes longer: what the server asks for, links that come and go, and after all attempts are used
//! up; each at its time.

use std::time::Duration;

use wellclient_core::environment::Dialect;
use wellclient_core::event::Body;
use wellclient_core::session::{Input, ReconnectPolicy, SessionConfig};
use wellclient_core::snapshot::{LinkState, SessionPhase};
use wellclient_tests::lab::{ConnectFate, Fate, Lab, RequestRule, is_put_right};

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// The library's own default, which spreads.
fn default(seed: u64, dialect: Dialect) -> SessionConfig {
    Lab::config(seed).with_dialect(dialect)
}

/// A logged-in agent on a network that takes no time, whose link has just been lost; when.
fn lost(config: SessionConfig, connect: ConnectFate) -> (Lab, usize, Duration) {
    let mut lab = Lab::new(1);
    lab.network.latency = (Duration::ZERO, Duration::ZERO);
    let seat = lab.logged_in(1, config);
    lab.run_for(seconds(60));
    lab.network.connect = connect;
    let since = lab.now();
    lab.cut(seat);
    (lab, seat, since)
}

/// When it was tried, from then on.
fn opens(lab: &Lab, seat: usize, since: Duration) -> Vec<Duration> {
    let opens = lab.seats[seat].opens().into_iter();
    opens.filter(|at| *at >= since).map(|at| at - since).collect()
}

fn told(lab: &Lab, seat: usize, name: &str, since: Duration) -> Vec<Duration> {
    let told = lab.seats[seat].named(name).into_iter();
    told.map(|(at, _)| at)
        .filter(|at| *at >= since)
        .map(|at| at - since)
        .collect()
}

fn link(lab: &Lab, seat: usize) -> LinkState {
    lab.seats[seat].snapshot(lab.now()).link
}

fn between(time: Duration, from: Duration, to: Duration) {
    assert!(
        (from..=to).contains(&time),
        "{time:?} is not between {from:?} and {to:?}"
    );
}

/// `header`, the delay without it, and the time that it asks for.
fn retry_after(header: &str, plain: Duration, asked: Duration) {
    let mut all = Vec::new();
    for seed in 0..20 {
        let (mut lab, seat, since) = lost(Lab::config(seed), ConnectFate::Opens);
        lab.network.connects = vec![ConnectFate::Refused(Some(header.into()))];
        lab.run_for(seconds(400));
        let opens = opens(&lab, seat, since);
        assert_eq!((opens.len(), opens[0]), (2, seconds(3)), "Retry-After: {header}");
        let (wait, jitter) = (opens[1] - opens[0], seconds(3));
        between(wait, plain.max(asked), plain.max(asked + jitter));
        assert_eq!(link(&lab, seat), LinkState::Active);
        all.push(wait);
    }
    all.sort();
    all.dedup();
    assert_eq!(
        all.len() == 1,
        asked.is_zero(),
        "each session has its own jitter: {all:?}"
    );
}

#[test]
fn retry_after_is_a_lower_bound_up_to_five_minutes_with_jitter_on_top() {
    for (header, asked) in [("7", 7), ("120", 120), ("9999999", 300), ("soon", 0), ("-5", 0)] {
        retry_after(header, seconds(3), seconds(asked));
    }
}

/// The account, a heartbeat and the answer to what rings: the server asks for this time, once.
#[test]
fn requests_that_are_tried_again_heed_retry_after_with_jitter_on_top() {
    for (path, header, asked, jitter) in [
        ("/client-state", "40", 40, 25),
        ("/client-state", "9999999", 300, 25),
        ("/heartbeat/", "20", 20, 20),
        ("/answer", "10", 10, 10),
    ] {
        let mut all = Vec::new();
        for seed in 0..10 {
            let mut config = default(seed, Dialect::V4);
            config.settings.auto_answer = true;
            let (mut lab, seat, since) = lost(config, ConnectFate::Opens);
            lab.network.requests = vec![RequestRule {
                seat: None,
                text: path.into(),
                times: 1,
                fate: Fate::Instead {
                    status: 503,
                    retry_after: Some(header.into()),
                    body: String::new(),
                },
            }];
            lab.run_for(seconds(30));
            lab.call_in("13800000000", "8001");
            lab.run_for(seconds(400));
            let requests = lab.seats[seat].requests(path);
            let requests: Vec<_> = requests.into_iter().filter(|at| *at > since).collect();
            let wait = requests[1] - requests[0];
            between(wait, seconds(asked), seconds(asked + jitter));
            all.push(wait);
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 10, "{path}: each session has its own jitter");
    }
}

/// The random time on top is the policy's, and may be cut short once the server's own is over.
#[test]
fn told_to_try_after_the_time_that_the_server_has_asked_for_it_tries_at_once() {
    let apart = seconds(20);
    let fixed = ReconnectPolicy::Fixed {
        attempts: 50,
        delay: apart,
    };
    let spread = ReconnectPolicy::Spread {
        window: apart,
        give_up_after: seconds(90),
    };
    for (seed, policy) in [(1, fixed), (2, spread), (3, fixed), (4, spread)] {
        let mut config = Lab::config(seed);
        config.reconnect = policy;
        let (mut lab, seat, since) = lost(config, ConnectFate::Opens);
        lab.network.connects = vec![ConnectFate::Refused(Some("2".into()))];
        lab.run_until(seconds(60), |lab| !opens(lab, seat, since).is_empty());
        let refused = lab.now();
        lab.run_for(Duration::from_millis(2800));
        // By chance it may have been its turn already.
        let asked = lab.now();
        lab.input(seat, Input::Reconnect);
        lab.run_for(Duration::from_millis(1));
        let tries = opens(&lab, seat, since);
        assert_eq!(tries.len(), 2, "{policy:?}");
        let second = since + tries[1];
        assert!(second >= refused + seconds(2) && second <= asked, "{policy:?}");
    }
}

#[test]
fn the_time_that_the_server_asks_for_it_gets_even_if_it_is_told_to_try() {
    for slow in [0, 60] {
        let mut config = Lab::config(1);
        config.reconnect = ReconnectPolicy::Fixed {
            attempts: 1,
            delay: seconds(3),
        };
        config.timing.slow_retry = seconds(slow);
        let (mut lab, seat, since) = lost(config, ConnectFate::Refused(Some("30".into())));
        lab.run_for(seconds(10));
        assert_eq!(link(&lab, seat), LinkState::Lost);
        lab.input(seat, Input::Reconnect);
        lab.run_for(seconds(28));
        let opens = opens(&lab, seat, since);
        assert_eq!((opens.len(), opens[0]), (2, seconds(3)));
        between(opens[1], seconds(33), seconds(36));
    }
}

/// The date is turned into a duration when it comes; what the wall clock does later changes nothing.
#[test]
fn retry_after_survives_a_step_of_the_wall_clock() {
    // The laboratory's wall clock.
    let mut lab = Lab::new(1);
    let seat = lab.sit(Lab::config(1));
    let started = lab.seats[seat].clock(Duration::ZERO).wall.unix_ms / 1000;
    for date in [false, true] {
        for step_s in [-86_400, -20, 20, 86_400] {
            let (mut lab, seat, since) = lost(default(1, Dialect::V4), ConnectFate::Opens);
            // Whenever the first attempt is, the header is the same moment as a date.
            let first = {
                let (mut lab, seat, since) = lost(default(1, Dialect::V4), ConnectFate::Opens);
                lab.run_for(seconds(30));
                opens(&lab, seat, since)[0]
            };
            let asked = started + i64::try_from((since + first).as_secs()).unwrap() + 40;
            let header = match date {
                true => jiff::Timestamp::from_second(asked)
                    .unwrap()
                    .strftime("%a, %d %b %Y %H:%M:%S GMT")
                    .to_string(),
                false => "40".to_owned(),
            };
            lab.network.connects = vec![ConnectFate::Refused(Some(header.clone()))];
            lab.run_for(first + seconds(5));
            assert_eq!(link(&lab, seat), LinkState::Waiting);
            lab.seats[seat].wall_shift = step_s * 1000;
            lab.run_for(seconds(120));
            let opens = opens(&lab, seat, since);
            assert_eq!(opens.len(), 2, "{header}, {step_s} s");
            // A date has whole seconds.
            between(
                opens[1] - opens[0],
                seconds(39),
                seconds(40) + ReconnectPolicy::WINDOW,
            );
            assert_eq!(link(&lab, seat), LinkState::Active);
        }
    }
}

/// Nor does it bring all those back at once that only wait.
#[test]
fn a_wait_goes_on_when_the_wall_clock_is_set() {
    let (mut lab, seat, since) = lost(Lab::config(1), ConnectFate::Refused(None));
    lab.run_for(seconds(4));
    lab.seats[seat].wall_shift = 3_600_000;
    // Something goes in, by which the step is noticed.
    lab.input(seat, Input::Timeout);
    lab.run_for(seconds(6));
    assert_eq!(opens(&lab, seat, since), [3, 6, 9].map(seconds));
}

#[test]
fn a_link_that_comes_and_goes_is_not_hammered() {
    for policy in [
        ReconnectPolicy::MANUAL_4_0,
        ReconnectPolicy::spread(Dialect::V4),
        ReconnectPolicy::Backoff {
            base: seconds(1),
            cap: seconds(60),
            attempts: None,
        },
    ] {
        let mut config = Lab::config(5);
        config.reconnect = policy;
        let (mut lab, seat, since) = lost(config, ConnectFate::Opens);
        // For an hour each link stands for 2 s.
        let until = since + seconds(3600);
        while lab.now() < until {
            if !lab.run_until(until - lab.now(), |lab| link(lab, seat) == LinkState::Active) {
                break;
            }
            lab.run_for(seconds(2));
            lab.cut(seat);
            lab.run_for(Duration::from_millis(1));
        }
        let times = opens(&lab, seat, since);
        // Were it forgotten each time, there would be 720 of them.
        assert!(
            (40..=150).contains(&times.len()),
            "{policy:?}: {} attempts",
            times.len()
        );
        let last = times.len() - 1;
        assert!(
            times[last] - times[last - 10] > seconds(200),
            "{policy:?}: it has slowed down"
        );
        assert_eq!(lab.seats[seat].named("wsReconnectSucceed").len(), times.len());
        // One that has stood for a while begins anew.
        lab.run_until(seconds(120), |lab| link(lab, seat) == LinkState::Active);
        lab.run_for(seconds(31));
        let since = lab.now();
        lab.cut(seat);
        lab.run_for(ReconnectPolicy::WINDOW + seconds(1));
        assert_eq!(link(&lab, seat), LinkState::Active, "{policy:?}");
        assert!(told(&lab, seat, "wsDisconnected", since).is_empty());
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

#[test]
fn how_long_a_link_must_stand_can_be_set() {
    let mut config = Lab::config(1);
    config.timing.stable = Duration::ZERO;
    let (mut lab, seat, since) = lost(config, ConnectFate::Opens);
    for _ in 0..30 {
        lab.run_for(seconds(3));
        assert_eq!(link(&lab, seat), LinkState::Active);
        lab.cut(seat);
    }
    assert!(told(&lab, seat, "wsDisconnected", since).is_empty());
}

#[test]
fn after_all_attempts_it_goes_on_slowly_and_comes_back_by_itself() {
    for (policy, gone) in [
        (ReconnectPolicy::MANUAL_2, 5),
        (ReconnectPolicy::MANUAL_4_0, 30),
        (ReconnectPolicy::MANUAL_2018, 90),
    ] {
        let mut config = Lab::config(3);
        config.reconnect = policy;
        let (mut lab, seat, since) = lost(config, ConnectFate::Refused(None));
        lab.run_for(seconds(3600));
        assert_eq!(
            told(&lab, seat, "wsDisconnected", since),
            [seconds(gone)],
            "at the manual's moment, once"
        );
        assert_eq!(link(&lab, seat), LinkState::Lost);
        let slow: Vec<Duration> = opens(&lab, seat, since)
            .into_iter()
            .filter(|at| *at > seconds(gone))
            .collect();
        assert!((40..=90).contains(&slow.len()), "{} in an hour", slow.len());
        let mut before = seconds(gone);
        for at in slow {
            between(at - before, seconds(30), seconds(90));
            before = at;
        }
        assert_eq!(
            link_changes(&lab, seat, since).last().unwrap(),
            &(seconds(gone), LinkState::Lost)
        );
        // The network is back, and nobody has to say so.
        let call = lab.call_in("13800000000", "8001");
        lab.network.calm();
        let back = lab.now();
        assert!(lab.run_until(seconds(90), |lab| link(lab, seat) == LinkState::Active));
        lab.run_for(seconds(1));
        assert_eq!(told(&lab, seat, "wsReconnectSucceed", back).len(), 1);
        let chair = &lab.seats[seat];
        assert!(
            chair
                .synthesized()
                .iter()
                .any(|event| event.name() == "delivered"),
            "{call} is told of"
        );
        assert!(is_put_right(&lab, seat));
        assert_eq!(chair.session.phase(), SessionPhase::LoggedIn);
        assert_eq!(lab.complaints(), Vec::<String>::new());
    }
}

fn link_changes(lab: &Lab, seat: usize, since: Duration) -> Vec<(Duration, LinkState)> {
    let told = lab.seats[seat].named("linkChanged").into_iter();
    told.filter(|(at, _)| *at >= since)
        .map(|(at, event)| {
            let Body::LinkChanged(change) = event.body() else {
                panic!("{event:?}")
            };
            (at - since, change.state)
        })
        .collect()
}

#[test]
fn going_on_can_be_turned_off() {
    for policy in [ReconnectPolicy::MANUAL_4_0, ReconnectPolicy::spread(Dialect::V4)] {
        let mut config = Lab::config(3);
        config.reconnect = policy;
        config.timing.slow_retry = Duration::ZERO;
        let (mut lab, seat, since) = lost(config, ConnectFate::Refused(None));
        lab.run_for(seconds(91));
        let number = opens(&lab, seat, since).len();
        lab.network.calm();
        lab.run_for(seconds(3600));
        assert_eq!(opens(&lab, seat, since).len(), number, "{policy:?}");
        assert_eq!(link(&lab, seat), LinkState::Lost);
        lab.input(seat, Input::Reconnect);
        lab.run_for(seconds(1));
        assert_eq!(link(&lab, seat), LinkState::Active);
    }
}

#[test]
fn a_slow_attempt_that_is_under_way_becomes_the_first_of_new_ones_if_asked() {
    let mut config = Lab::config(3);
    config.reconnect = ReconnectPolicy::MANUAL_2;
    let (mut lab, seat, since) = lost(config, ConnectFate::Refused(None));
    lab.run_for(seconds(6));
    lab.network.connect = ConnectFate::Hangs;
    assert!(lab.run_until(seconds(95), |lab| opens(lab, seat, since).len() == 6));
    assert_eq!(link(&lab, seat), LinkState::Lost, "a slow attempt is no news");
    lab.input(seat, Input::Reconnect);
    assert_eq!(link(&lab, seat), LinkState::Connecting);
    lab.network.connect = ConnectFate::Refused(None);
    let asked = lab.now() - since;
    lab.run_for(seconds(70));
    let again = told(&lab, seat, "wsDisconnected", since);
    assert_eq!(again[0], seconds(5));
    // It hangs for a minute, and then there are four more.
    assert_eq!(again.len(), 2);
    between(again[1], asked + seconds(60), asked + seconds(64));
}

#[test]
fn the_default_tells_that_it_is_lost_when_the_manual_did() {
    for (dialect, moment) in [(Dialect::V2, 5), (Dialect::V4, 90)] {
        for seed in 0..20 {
            let (mut lab, seat, since) = lost(default(seed, dialect), ConnectFate::Refused(None));
            lab.run_for(seconds(3600));
            let (opens, gone) = (
                opens(&lab, seat, since),
                told(&lab, seat, "wsDisconnected", since),
            );
            // Not before an attempt has failed.
            assert_eq!(gone, [opens[0].max(seconds(moment))], "{dialect}");
            between(opens[0], Duration::ZERO, ReconnectPolicy::WINDOW);
            assert_eq!(link(&lab, seat), LinkState::Lost);
            assert!(opens.len() > 35, "it goes on");
            lab.network.calm();
            lab.run_for(seconds(91));
            assert_eq!(link(&lab, seat), LinkState::Active);
        }
    }
}

/// That it is told to be lost slows nothing down: for a minute and a half the attempts are as close as they were.
#[test]
fn whoever_meets_trouble_at_its_first_attempts_is_back_at_the_pace_of_the_window() {
    let window = ReconnectPolicy::WINDOW;
    for (dialect, give_up_after) in [
        (Dialect::V2, None),
        (Dialect::V4, None),
        (Dialect::V2, Some(seconds(0))),
        (Dialect::V4, Some(seconds(40))),
        (Dialect::V2, Some(seconds(300))),
    ] {
        let policy = match give_up_after {
            Some(give_up_after) => ReconnectPolicy::Spread {
                window,
                give_up_after,
            },
            None => ReconnectPolicy::spread(dialect),
        };
        let used_up = give_up_after.unwrap_or_default().max(seconds(90));
        for seed in 0..20 {
            let mut config = default(seed, dialect);
            config.reconnect = policy;
            let (mut lab, seat, since) = lost(config, ConnectFate::Refused(None));
            lab.run_for(seconds(1000));
            let opens = opens(&lab, seat, since);
            for pair in opens.windows(2) {
                let (least, most) = match pair[0] < used_up {
                    true => (window, window + window / 2),
                    false => (seconds(30), seconds(90)),
                };
                between(pair[1] - pair[0], least, most);
            }
            // One moment of trouble, and all is well.
            let mut config = default(seed, dialect);
            config.reconnect = policy;
            let (mut lab, seat, _) = lost(config, ConnectFate::Opens);
            lab.network.connects = vec![ConnectFate::Refused(None)];
            lab.run_for(window + window + window / 2);
            assert_eq!(
                link(&lab, seat),
                LinkState::Active,
                "{dialect} {give_up_after:?} {seed}"
            );
        }
    }
}

/// Where nothing is to be tried slowly, that it is lost is the end, as the manual has it.
#[test]
fn without_slow_attempts_the_moment_of_the_manual_is_the_end() {
    for seed in 0..20 {
        let mut config = default(seed, Dialect::V2);
        config.timing.slow_retry = Duration::ZERO;
        let (mut lab, seat, since) = lost(config, ConnectFate::Refused(None));
        lab.run_for(seconds(1000));
        let opens = opens(&lab, seat, since);
        assert_eq!(told(&lab, seat, "wsDisconnected", since).len(), 1);
        assert!(opens.iter().skip(1).all(|at| *at <= seconds(5)), "{opens:?}");
        assert_eq!(link(&lab, seat), LinkState::Lost);
    }
}

#[test]
fn an_outage_of_half_a_minute_is_over_before_anything_is_told_to_be_lost() {
    for seed in 0..50 {
        let (mut lab, seat, since) = lost(default(seed, Dialect::V4), ConnectFate::Refused(None));
        lab.run_for(seconds(30));
        lab.network.calm();
        assert!(lab.run_until(seconds(38), |lab| link(lab, seat) == LinkState::Active));
        lab.run_for(seconds(60));
        assert!(told(&lab, seat, "wsDisconnected", since).is_empty());
    }
}
