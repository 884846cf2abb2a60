//! A long day: hundreds of sessions over real sockets, a broker in the middle, faults all day; what drifts, what grows, how
//! long things take.
//!
//! The server runs in a process of its own, so that what is measured here is the library. Agents work each for itself
//! (`desk`). Every few minutes they pause (`judge`): the faults end, and after a bounded quiet what each session claims
//! must be what the switch says. In between only what no fault excuses is a violation: a command that does not settle.

pub mod center;
mod desk;
mod gauge;
mod judge;
mod latency;
mod page;
mod rng;
mod run;
mod troubles;

use std::time::Duration;

pub use judge::{Drift, drifts};
pub use page::page;
pub use run::run;

use gauge::Sample;
use latency::Histogram;

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the agents work, pauses included.
    pub time: Duration,
    /// How many agents, an even number: each two are neighbours who call each other.
    pub sessions: u32,
    /// Calls from outside, in a second.
    pub outside: f64,
    /// Between one pause and the next.
    pub shift: Duration,
    /// What all chance comes from. Sockets and threads add their own.
    pub seed: u64,
    /// Whether RabbitMQ stands in the middle.
    pub broker: bool,
    /// How the server is started: this program, and what tells it to be [`center::serve`].
    pub server: Vec<String>,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Report {
    /// How long it ran.
    pub time: Duration,
    /// Every second.
    pub samples: Vec<Sample>,
    /// At each pause, when all was quiet.
    pub quiets: Vec<Quiet>,
    /// Times from a command to its outcome, by the verb's name.
    pub latencies: Vec<(&'static str, Histogram)>,
    /// How commands ended, most first.
    pub outcomes: Vec<(String, u64)>,
    /// Calls that the agents saw: each agent's own.
    pub calls: u64,
    /// Events of these calls.
    pub events: u64,
    /// What must not be.
    pub violations: Vec<String>,
}

/// One pause.
#[derive(Debug)]
pub struct Quiet {
    /// Since the start.
    pub at: Duration,
    /// How long it took until every session claimed what is so.
    pub took: Duration,
    /// How many sessions could verify all of what they show.
    pub verified: usize,
    /// Measured then.
    pub sample: Sample,
}

impl Report {
    /// What grows from the first quiet moment after the first third to the last one, where it must not: sentences.
    pub fn growth(&self) -> Vec<String> {
        let settled = self.quiets.iter().find(|quiet| quiet.at * 3 >= self.time);
        let (Some(first), Some(last)) = (settled, self.quiets.last()) else {
            return Vec::new();
        };
        let (first, last) = (&first.sample, &last.sample);
        let mut grown = Vec::new();
        let mut compare = |what: &str, before: u64, after: u64, slack: u64| {
            if after > before + before / 10 + slack {
                grown.push(format!("{what} grew from {before} to {after}"));
            }
        };
        compare(
            "resident memory (KiB)",
            first.resident_kib,
            last.resident_kib,
            4096,
        );
        compare("descriptors", first.descriptors, last.descriptors, 16);
        compare("threads", first.threads, last.threads, 1);
        compare("tasks", first.tasks, last.tasks, 16);
        grown
    }
}
