//! The journal: replayed, a run says again what it said; nothing secret is in it; and the same seed is the
//! same run.

use wellclient_core::journal::{JournalError, Replay};
use wellclient_core::session::{Input, ReconnectPolicy};
use wellclient_core::snapshot::Snapshot;
use wellclient_simulator::PbxConfig;
use wellclient_tests::lab::{Lab, PASSWORD, Said, Traffic, Weather, seeds};

/// A bad day of four agents.
fn day(seed: u64) -> Lab {
    let mut lab = Lab::with(
        PbxConfig {
            seed: Some(seed),
            ..PbxConfig::default()
        },
        seed,
    );
    for number in 0..4 {
        let mut config = Lab::config(seed + u64::try_from(number).unwrap());
        config.journal = true;
        config.settings.auto_answer = number == 3;
        config.settings.use_ws_log = number == 0;
        config.settings.debug = number == 1;
        // Random, by the seed.
        if number > 1 {
            config.reconnect = ReconnectPolicy::spread(config.dialect);
        }
        lab.logged_in(number, config);
    }
    lab.network.weather = Weather::storm();
    Traffic::new(seed).run(&mut lab, 120);
    lab
}

fn replay(lines: &[String]) -> Result<(Vec<String>, Replay), JournalError> {
    let (header, inputs) = lines.split_first().ok_or(JournalError::Header(String::new()))?;
    let mut replay = Replay::new(header)?;
    let mut said = Vec::new();
    for line in inputs {
        replay.feed(line, |output| {
            said.extend(Said::of(&output).map(|said| said.line()))
        })?;
    }
    Ok((said, replay))
}

fn json(snapshot: &Snapshot) -> String {
    serde_json::to_string_pretty(snapshot).unwrap()
}

#[test]
fn a_bad_day_replays_to_the_same_outputs_and_the_same_state() {
    for seed in seeds(10) {
        let lab = day(seed);
        for (seat, chair) in lab.seats.iter().enumerate() {
            let (said, replay) = replay(&chair.journal).unwrap();
            let heard: Vec<String> = chair.heard.iter().map(|(_, said)| said.line()).collect();
            for (line, (live, again)) in heard.iter().zip(&said).enumerate() {
                assert_eq!(live, again, "seed {seed}, seat {seat}, output {line}");
            }
            assert_eq!(heard.len(), said.len(), "seed {seed}, seat {seat}");
            assert!(heard.len() > 100, "something happened");
            let now = replay.now();
            assert_eq!(
                json(&chair.session.snapshot(now)),
                json(&replay.session().snapshot(now))
            );
            assert_eq!(chair.session.metrics(), replay.session().metrics());
            assert_eq!(chair.session.call_memory(), replay.session().call_memory());
        }
    }
}

#[test]
fn nothing_secret_is_in_the_journal_or_in_what_is_said() {
    for seed in seeds(6) {
        let mut lab = day(seed);
        for seat in 0..lab.seats.len() {
            let saved = lab.seats[seat].session.saved();
            let outcome = saved.clone().map(|saved| saved.session_id.expose().to_owned());
            lab.input(seat, Input::Close { logout: false });
            let chair = &lab.seats[seat];
            let mut texts: Vec<String> = chair.journal.clone();
            texts.extend(chair.heard.iter().map(|(_, said)| said.line()));
            texts.extend(chair.session.event_log().lines().map(|line| line.to_string()));
            texts.push(format!("{:?} {saved:?}", chair.session));
            for text in &texts {
                assert!(!text.contains(PASSWORD) && !text.contains("Pa55-w0rd"), "{text}");
                if let Some(session_id) = &outcome {
                    assert!(!text.contains(session_id.as_str()), "{text}");
                }
                let told = text
                    .split_once("sessionId\\\":\\\"")
                    .map(|(_, rest)| rest.split('\\').next().unwrap());
                assert!(
                    told.is_none_or(|id| id.chars().all(|c| "xX10*#".contains(c))),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn a_journal_that_is_cut_short_replays_as_far_as_it_goes() {
    let lab = day(1);
    let journal = &lab.seats[0].journal;
    for length in 1..=journal.len().min(60) {
        let (said, _) = replay(&journal[..length]).unwrap();
        assert!(said.len() <= lab.seats[0].heard.len());
    }
    // In the middle of a line.
    let last = journal.len() - 1;
    for cut in [1, 2, journal[last].len() / 2, journal[last].len() - 1] {
        let mut torn = journal.clone();
        torn[last] = torn[last][..cut].to_owned();
        let Err(JournalError::Line { line, why }) = replay(&torn) else {
            panic!("cut at {cut}")
        };
        assert_eq!(line, journal.len());
        assert!(!why.is_empty());
    }
}

#[test]
fn a_journal_of_garbage_is_a_typed_error() {
    let good = &day(2).seats[0].journal;
    for header in [
        "",
        "{}",
        "null",
        "[1]",
        "{\"journal\":3,\"config\":{}}",
        "\u{0}",
        "{\"journal\":1}",
        &good[1],
    ] {
        assert!(
            matches!(Replay::new(header), Err(JournalError::Header(_))),
            "{header}"
        );
    }
    let newer = good[0].replacen("\"journal\":2", "\"journal\":3", 1);
    assert!(matches!(Replay::new(&newer), Err(JournalError::Header(_))));
    for line in [
        "{}",
        "[]",
        "nonsense",
        "{\"at\":0,\"wall\":0,\"offset\":0,\"input\":\"unheardOf\"}",
        "{\"at\":-1,\"wall\":0,\"offset\":0,\"input\":\"timeout\"}",
        "{\"at\":0,\"wall\":0,\"offset\":0,\"input\":{\"command\":{\"verb\":\"fly\"}}}",
        &good[0],
    ] {
        let mut replay = Replay::new(&good[0]).unwrap();
        let result = replay.feed(line, |_| {});
        assert!(
            matches!(result, Err(JournalError::Line { line: 2, .. })),
            "{line}: {result:?}"
        );
    }
    // What can be read is taken, however odd: it is an input like any other.
    for line in [
        "{\"at\":18446744073709551615,\"wall\":9223372036854775807,\"offset\":2147483647,\"input\":\"timeout\"}",
        "{\"at\":5,\"wall\":-9223372036854775808,\"offset\":-2147483648,\"input\":{\"received\":[7,\"MESSAGE\"]}}",
        "{\"at\":4,\"wall\":0,\"offset\":0,\"input\":{\"noResponse\":{\"id\":3,\"error\":{\"never_sent\":true,\"message\":\"\"}}}}",
        "",
        "  ",
    ] {
        let mut replay = Replay::new(&good[0]).unwrap();
        for good in &good[1..40] {
            replay.feed(good, |_| {}).unwrap();
        }
        assert_eq!(replay.feed(line, |_| {}), Ok(()), "{line}");
        assert_eq!(replay.feed(line, |_| {}), Ok(()), "{line}");
    }
}

#[test]
fn the_same_seed_is_the_same_day() {
    let lines = |seed| {
        let lab = day(seed);
        let of = |chair: &wellclient_tests::lab::Seat| {
            chair
                .heard
                .iter()
                .map(|(at, said)| format!("{at:?} {}", said.line()))
                .collect::<Vec<_>>()
        };
        (
            lab.seats.iter().map(of).collect::<Vec<_>>(),
            lab.seats.iter().map(|c| c.journal.clone()).collect::<Vec<_>>(),
        )
    };
    for seed in seeds(3) {
        assert_eq!(lines(seed), lines(seed));
    }
    assert_ne!(lines(0), lines(1));
}
