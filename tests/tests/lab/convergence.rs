//! No ghost calls: after any traffic under any faults, what a session says is so at the switch, or it says
//! that it is not sure.

use std::time::Duration;

use wellclient_core::doubt::Doubt;
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::PbxConfig;
use wellclient_tests::lab::{Facts, Lab, Traffic, Weather, disagreement, seeds};

/// How long it takes at most after the last fault: a half-open socket is found, opened again, and whatever
/// was lost without a trace comes to light with the heartbeat.
const QUIET: Duration = Duration::from_secs(200);

fn after(lab: &mut Lab) -> Vec<String> {
    lab.network.calm();
    lab.run_for(QUIET);
    let mut complaints = lab.complaints();
    complaints.extend((0..lab.seats.len()).filter_map(|seat| disagreement(lab, seat, true)));
    for (seat, chair) in lab.seats.iter().enumerate() {
        let unsettled = chair
            .issued
            .values()
            .filter(|issued| issued.outcome.is_none())
            .count();
        if unsettled > 0 {
            complaints.push(format!("seat {seat} has {unsettled} commands left"));
        }
    }
    complaints
}

fn center(seed: u64, seats: usize, config: PbxConfig) -> Lab {
    let mut lab = Lab::with(
        PbxConfig {
            seed: Some(seed),
            ..config
        },
        seed,
    );
    lab.facts = Some(Facts::default());
    lab.watches = true;
    for number in 0..seats {
        let mut config = Lab::config(seed + u64::try_from(number).unwrap());
        config.settings.auto_answer = number % 3 == 2;
        config.retrieve_after_consultation = number % 2 == 0;
        lab.logged_in(number, config);
    }
    lab
}

fn run(seed: u64, weather: Weather, things: usize, config: PbxConfig) -> (Lab, Vec<String>) {
    let mut lab = center(seed, 5, config);
    lab.network.weather = weather;
    Traffic::new(seed).run(&mut lab, things);
    let complaints = after(&mut lab);
    (lab, complaints)
}

#[test]
fn in_fair_weather_the_model_is_right_at_every_moment_of_quiet() {
    for seed in seeds(12) {
        let mut lab = center(
            seed,
            5,
            PbxConfig {
                wrap_up_ms: 2_000,
                ..PbxConfig::default()
            },
        );
        let mut traffic = Traffic::new(seed);
        for _ in 0..120 {
            traffic.run(&mut lab, 1);
            lab.run_for(Duration::from_millis(400));
            let wrong = |lab: &Lab| {
                (0..lab.seats.len())
                    .filter_map(|seat| disagreement(lab, seat, false))
                    .collect::<Vec<_>>()
            };
            let mut complaints = wrong(&lab);
            if !complaints.is_empty() {
                // An event may be on its way.
                lab.run_for(Duration::from_millis(100));
                complaints = wrong(&lab);
            }
            assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
            for (seat, chair) in lab.seats.iter().enumerate() {
                let snapshot = chair.snapshot(lab.now());
                let unsure = snapshot.phase == SessionPhase::LoggedIn && !snapshot.verified;
                // The switch shows one call only: of two, an audit can verify but one.
                // Nor does it show who else is in a call.
                let two = snapshot.calls.iter().any(|call| {
                    call.unverified
                        || call.doubts.has(Doubt::Parties)
                        || call.parties.iter().any(|party| !party.verified)
                });
                let lately = |at: Duration| lab.now() < at + Duration::from_secs(2);
                let amiss = chair.named("anomaly").last().is_some_and(|(at, _)| lately(*at));
                if unsure && !amiss && !two {
                    let story = chair.story("anomaly");
                    panic!(
                        "seed {seed}: seat {seat} is not sure, and nothing is amiss: {story} {:?}",
                        snapshot.calls
                    );
                }
            }
        }
        let complaints = after(&mut lab);
        assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}

fn holds_in(weather: &Weather, things: usize, config: &PbxConfig, number: u64) {
    for seed in seeds(number) {
        let (_, complaints) = run(seed, weather.clone(), things, config.clone());
        assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}

#[test]
fn after_the_storm_every_model_is_right_or_says_that_it_is_not() {
    holds_in(&Weather::storm(), 100, &PbxConfig::default(), 30);
    holds_in(
        &Weather::storm(),
        100,
        &PbxConfig {
            wrap_up_ms: 3_000,
            ..PbxConfig::default()
        },
        15,
    );
}

#[test]
fn events_alone_lost_doubled_and_late() {
    let weather = Weather {
        lose_event: 60,
        double_event: 100,
        delay_event: 150,
        ..Weather::default()
    };
    holds_in(&weather, 100, &PbxConfig::default(), 30);
}

#[test]
fn events_doubled_and_late() {
    let weather = Weather {
        double_event: 200,
        delay_event: 100,
        ..Weather::default()
    };
    holds_in(&weather, 100, &PbxConfig::default(), 30);
}
