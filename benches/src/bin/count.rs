//! One part of the library's work for so many calls, for a program that counts instructions: `count PART CALLS`.
//!
//! What a call costs is the difference of two runs, by the difference of their calls.

use std::hint::black_box;
use std::process::ExitCode;

use wellclient_benches::logged_in::LoggedIn;
use wellclient_benches::peers::ByHand;
use wellclient_benches::traffic::{bodies_of, frames_of};
use wellclient_core::event;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [part, calls] = words.as_slice() else {
        return usage();
    };
    let Ok(calls) = calls.parse() else { return usage() };
    match part.as_str() {
        "decode" => decode(calls),
        "model" => model(calls),
        "by-hand" => by_hand(calls),
        "rings" => drop(black_box(rings(calls))),
        "snapshot" => snapshot(calls),
        "traffic" => drop(black_box((bodies_of(calls), frames_of(calls)))),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: count decode|model|by-hand|rings|snapshot|traffic CALLS");
    ExitCode::from(2)
}

/// From JSON to an event.
fn decode(calls: u64) {
    let traffic = (bodies_of(calls), frames_of(calls));
    for body in &traffic.0 {
        black_box(event::decode(body.as_bytes()).is_ok());
    }
}

/// From a frame to the subscriber, with the event log.
fn model(calls: u64) {
    let traffic = (bodies_of(calls), frames_of(calls));
    let mut client = LoggedIn::new(true);
    for frame in &traffic.1 {
        client.pass(frame);
    }
}

/// The same by the client that has none of this library's promises: what it costs to have none.
fn by_hand(calls: u64) {
    let traffic = (bodies_of(calls), frames_of(calls));
    let mut client = ByHand::default();
    for frame in &traffic.1 {
        client.pass(frame);
    }
}

/// So many calls ring at once.
fn rings(calls: u64) -> LoggedIn {
    let mut client = LoggedIn::new(false);
    for frame in frames_of(calls).iter().step_by(4) {
        client.pass(frame);
    }
    client
}

/// Sixty-four snapshots with so many calls in each.
fn snapshot(calls: u64) {
    let client = rings(calls);
    for _ in 0..64 {
        black_box(client.snapshot());
    }
}
