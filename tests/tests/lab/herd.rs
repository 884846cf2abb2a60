//! Ten thousand sessions that lose their links together: what the server sees of it, second by second.

use std::time::Duration;

use wellclient_core::environment::Dialect;
use wellclient_core::session::ReconnectPolicy;
use wellclient_tests::herd::{Herd, busiest};

const SESSIONS: usize = 10_000;

/// At most 5 % in any second.
const LAW: usize = SESSIONS / 20;

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn herd(seed: u64, dialect: Dialect) -> Herd {
    Herd::new(SESSIONS, seed, ReconnectPolicy::spread(dialect))
}

/// Loses all links for so long, and waits until all have been back for a while.
fn outage(herd: &mut Herd, long: Duration) {
    herd.lose_all(long);
    herd.run_for(long + seconds(150));
}

/// That the law was kept since the links were lost, and that all are back.
fn assert_lawful(herd: &Herd, what: &str) {
    let most = busiest(herd.opens());
    assert!(most <= LAW, "{what}: {most} in one second");
    assert_eq!(herd.up(), SESSIONS, "{what}: all are back");
}

#[test]
fn no_outage_brings_more_than_one_in_twenty_in_any_second() {
    let mut herd = herd(1, Dialect::V4);
    let lost = herd.now();
    outage(&mut herd, seconds(30));
    assert_lawful(&herd, "30 s");
    assert_eq!(herd.back().len(), SESSIONS);
    assert!(herd.told_lost().is_empty(), "it was not that long");
    let last = *herd.back().iter().max().unwrap() - lost;
    assert!(last <= seconds(68), "the last is back after {last:?}");
    for long in [0, 1, 90, 600] {
        outage(&mut herd, seconds(long));
        assert_lawful(&herd, &format!("{long} s"));
    }
}

#[test]
fn nor_do_those_that_are_told_when_to_come_or_whose_wall_clock_is_set() {
    let mut herd = herd(1_000_000, Dialect::V4);
    // The date is the same moment for all.
    let date = jiff::Timestamp::from_millisecond(herd.clock().wall.unix_ms + 60_000).unwrap();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for header in [date, "60".to_owned()] {
        herd.server.retry_after = Some(header.clone());
        outage(&mut herd, seconds(30));
        assert_lawful(&herd, &header);
    }
    herd.server.retry_after = None;
    herd.lose_all(seconds(30));
    herd.run_for(seconds(20));
    herd.wall_shift_ms = 3_600_000;
    herd.wake_all();
    herd.run_for(seconds(150));
    assert_lawful(&herd, "set while they wait");
    // Where the machine may have slept no link is trusted: all are lost together.
    herd.lose_all(Duration::ZERO);
    herd.run_for(seconds(100));
    let before = herd.opens().len();
    herd.wall_shift_ms += 3_600_000;
    herd.wake_all();
    herd.run_for(seconds(150));
    assert_lawful(&herd, "set while the links are up");
    assert_eq!(herd.opens().len(), 2 * before);
}

#[test]
fn nor_do_those_of_dialect_2_or_of_a_server_that_drops_what_it_takes() {
    let mut herd = herd(2, Dialect::V2);
    for long in [30, 90] {
        outage(&mut herd, seconds(long));
        assert_lawful(&herd, &format!("2.x, {long} s"));
    }
    herd.lose_all(Duration::ZERO);
    herd.server.drops = true;
    herd.run_for(seconds(400));
    let late = herd.opens().iter().filter(|at| **at > herd.now() - seconds(200));
    let late = busiest(&late.copied().collect::<Vec<_>>());
    assert!(late <= SESSIONS / 40, "{late} in one second");
    herd.server.drops = false;
    herd.run_for(seconds(150));
    assert_lawful(&herd, "flapping");
}

/// The server falls over again while the links are young, and again: the attempts that are the further ones are as spread.
#[test]
fn nor_do_those_that_lose_their_links_again_together() {
    for window in [25, 5] {
        let policy = ReconnectPolicy::Spread {
            window: seconds(window),
            give_up_after: seconds(90),
        };
        let share = SESSIONS / usize::try_from(window).unwrap();
        for retry_after in [None, Some("3".to_owned())] {
            let mut herd = Herd::new(SESSIONS, 4 * window, policy);
            herd.server.retry_after = retry_after;
            // The last time the server is closed, till all have tried it once.
            for (again, closed) in [0, 0, 0, 2 * window].into_iter().enumerate() {
                herd.lose_all(seconds(closed));
                let young = if again == 0 { window + 1 } else { 2 * window + 1 };
                herd.run_for(seconds(young + 3 * closed));
                let most = busiest(herd.opens());
                // By chance a little more.
                assert!(
                    most <= share + share / 4,
                    "{window} s, loss {again}: {most} in one second"
                );
                assert_eq!(herd.up(), SESSIONS);
            }
        }
    }
}

/// What the manual's policies cost: the reason for another default.
#[test]
fn the_manuals_own_policies_bring_all_at_once_exactly_when_the_manual_says() {
    for (policy, attempts, apart) in [
        (ReconnectPolicy::MANUAL_2, 5, 1),
        (ReconnectPolicy::MANUAL_4_0, 10, 3),
        (ReconnectPolicy::MANUAL_2018, 30, 3),
    ] {
        let mut herd = Herd::new(100, 1, policy);
        let lost = herd.now();
        herd.lose_all(seconds(3600));
        herd.run_for(seconds(attempts * apart));
        let mut times: Vec<Duration> = herd.opens().iter().map(|at| *at - lost).collect();
        assert_eq!(times.len(), 100 * usize::try_from(attempts).unwrap());
        times.dedup();
        assert_eq!(
            times,
            (1..=attempts)
                .map(|attempt| seconds(attempt * apart))
                .collect::<Vec<_>>()
        );
        assert_eq!(herd.told_lost(), vec![lost + seconds(attempts * apart); 100]);
    }
}
