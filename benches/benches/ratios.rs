//! The whole way beside its peers, all in one run: each row's time as a ratio to the client by hand, the median of all rounds
//! and their quartiles. In a round each row does the same 1024 events once.
//!
//! `cargo bench -p wellclient-benches --bench ratios`; with `-- alone ROW ROUNDS` one row alone, for a profiler.

use std::hint::black_box;
use std::time::{Duration, Instant};

use wellclient_benches::logged_in::LoggedIn;
use wellclient_benches::peers::{ByHand, Plain};
use wellclient_benches::report;
use wellclient_benches::traffic::{bodies, frames};
use wellclient_core::event;

const ROUNDS: usize = 200;

/// The row that all others are compared with.
const BY_HAND: usize = 1;

/// What is measured, and for how long it took once.
type Row = (&'static str, fn(&Traffic) -> Duration);

const ROWS: [Row; 5] = [
    ("serde_json, typed", |traffic| {
        timed(|| {
            for body in &traffic.bodies {
                black_box(serde_json::from_str::<Plain<'_>>(body).is_ok());
            }
        })
    }),
    ("client by hand", |traffic| {
        let mut client = ByHand::default();
        timed(|| traffic.frames.iter().for_each(|frame| client.pass(frame)))
    }),
    ("event decoding", |traffic| {
        timed(|| {
            for body in &traffic.bodies {
                black_box(event::decode(body.as_bytes()).is_ok());
            }
        })
    }),
    ("wellclient", |traffic| {
        let mut client = LoggedIn::new(true);
        timed(|| traffic.frames.iter().for_each(|frame| client.pass(frame)))
    }),
    ("wellclient, no log", |traffic| {
        let mut client = LoggedIn::new(false);
        timed(|| traffic.frames.iter().for_each(|frame| client.pass(frame)))
    }),
];

struct Traffic {
    bodies: Vec<String>,
    frames: Vec<Vec<u8>>,
}

fn main() {
    let traffic = Traffic {
        bodies: bodies(),
        frames: frames(),
    };
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["alone", name, rounds] => alone(&traffic, name, rounds.parse().unwrap_or(1)),
        [] | ["ratios"] => compare(&traffic).expect("the file cannot be written"),
        // A filter of the other benchmarks.
        _ => {}
    }
}

fn alone(traffic: &Traffic, name: &str, rounds: usize) {
    for (_, row) in ROWS.iter().filter(|(row, _)| *row == name) {
        (0..rounds).for_each(|_| {
            black_box(row(traffic));
        });
    }
}

fn compare(traffic: &Traffic) -> std::io::Result<()> {
    let round = |_| ROWS.iter().map(|(_, row)| row(traffic)).collect();
    let rounds: Vec<Vec<Duration>> = (0..ROUNDS).map(round).collect();
    report::tell("in memory", &ROWS.map(|(name, _)| name), BY_HAND, &rounds)
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
