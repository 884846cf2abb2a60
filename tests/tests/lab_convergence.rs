//! No ghost calls: after any traffic under any faults, what a session says is so at the switch, or it says that it is
//! not sure.

use std::time::Duration;

use proptest::prelude::*;
use wellclient_core::snapshot::SessionPhase;
use wellclient_simulator::PbxConfig;
use wellclient_tests::lab::{Facts, Lab, Traffic, Weather, disagreement};

/// How long it takes at most after the last fault: a half-open socket is found, opened again, and whatever was lost
/// without a trace comes to light with the heartbeat.
const QUIET: Duration = Duration::from_secs(200);

fn after(lab: &mut Lab) -> Vec<String> {
    lab.network.calm();
    lab.run_for(QUIET);
    let mut complaints = lab.complaints();
    complaints.extend((0..lab.seats.len()).filter_map(|seat| disagreement(lab, seat)));
    for (seat, chair) in lab.seats.iter().enumerate() {
        let unsettled = chair.issued.values().filter(|issued| issued.outcome.is_none()).count();
        if unsettled > 0 {
            complaints.push(format!("seat {seat} has {unsettled} commands left"));
        }
    }
    complaints
}

fn center(seed: u64, seats: usize, config: PbxConfig) -> Lab {
    let mut lab = Lab::with(PbxConfig { seed, ..config }, seed);
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
    for seed in 0..12 {
        let mut lab = center(seed, 5, PbxConfig { wrap_up_ms: 2_000, ..PbxConfig::default() });
        let mut traffic = Traffic::new(seed);
        for _ in 0..120 {
            traffic.run(&mut lab, 1);
            lab.run_for(Duration::from_millis(400));
            let complaints: Vec<_> = (0..lab.seats.len()).filter_map(|seat| disagreement(&lab, seat)).collect();
            assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
            let unsure = lab.seats.iter().filter(|chair| {
                chair.session.phase() == SessionPhase::LoggedIn && !chair.snapshot(lab.now()).verified
            });
            assert!(unsure.count() <= 1, "seed {seed}: they are not sure, and nothing is amiss");
        }
        let complaints = after(&mut lab);
        assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_the_storm_every_model_is_right_or_says_that_it_is_not(seed in 0_u64..1_000_000, wrap_up in any::<bool>()) {
        let config = PbxConfig { wrap_up_ms: if wrap_up { 3_000 } else { 0 }, ..PbxConfig::default() };
        let (_, complaints) = run(seed, Weather::storm(), 100, config);
        prop_assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }

    #[test]
    fn events_alone_lost_doubled_and_late(seed in 0_u64..1_000_000) {
        let weather = Weather { lose_event: 60, double_event: 100, delay_event: 150, ..Weather::default() };
        let (_, complaints) = run(seed, weather, 100, PbxConfig::default());
        prop_assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }

    #[test]
    fn doubled_and_late_events_need_no_asking(seed in 0_u64..1_000_000) {
        let weather = Weather { double_event: 200, delay_event: 100, ..Weather::default() };
        let (_, complaints) = run(seed, weather, 80, PbxConfig::default());
        prop_assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}
