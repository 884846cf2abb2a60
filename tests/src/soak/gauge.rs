//! What this process uses, as Linux tells it.

use std::time::Duration;

use tokio::runtime::Handle;

/// Measured at one moment.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Since the start.
    pub at: Duration,
    /// Memory that is resident.
    pub resident_kib: u64,
    /// Files and sockets that are open.
    pub descriptors: u64,
    /// Threads.
    pub threads: u64,
    /// Tasks of the runtime.
    pub tasks: u64,
    /// Processor time so far, of user and system.
    pub cpu: Duration,
    /// Events of all agents so far.
    pub events: u64,
}

impl Sample {
    pub(super) fn take(at: Duration, events: u64) -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|rest| rest.split_whitespace().next());
            number.and_then(|number| number.parse().ok()).unwrap_or(0)
        };
        Self {
            at,
            resident_kib: field("VmRSS:"),
            threads: field("Threads:"),
            descriptors: std::fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64),
            tasks: Handle::current().metrics().num_alive_tasks() as u64,
            cpu: cpu(),
            events,
        }
    }
}

/// Linux counts it in hundredths of a second for every program.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program's name, in parentheses, may have spaces.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}
