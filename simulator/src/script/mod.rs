//! Scripts: timed or awaited control actions and faults, read wholly before they run.
//!
//! JSON lines (one step per line, empty lines and lines that begin with `#` are skipped) or one JSON array of
//! steps:
//!
//! ```json
//! {"when": {"event": "agentReady", "agent": "5001@test.cc"}}
//! {"after_ms": 500, "control": {"do": "call_in", "from": "13800000000", "to": "8001"}, "save": "call"}
//! {"when": {"event": "established"}, "timeout_ms": 30000}
//! {"after_ms": 2000, "control": {"do": "hang_up", "device": "13800000000", "call_id": "$call"}}
//! ```

#[cfg(any(test, fuzzing))]
mod fuzz;
mod parse;
mod run;

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::fault::{Fault, FaultError};
use crate::pbx::ControlError;

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use fuzz::fuzz_script;
pub(crate) use run::run;

/// A script, ready to run.
#[derive(Clone, PartialEq, Debug)]
pub struct Script {
    steps: Vec<Step>,
}

impl Script {
    /// Scripts to begin with: their names and texts.
    pub const SAMPLES: [(&str, &str); 2] = [
        ("morning", include_str!("../../scripts/morning.jsonl")),
        ("bad-day", include_str!("../../scripts/bad-day.json")),
    ];
}

/// Why a script cannot be read, or where it failed. Each names the line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// A step cannot be read.
    #[error("line {line}: {why}")]
    Invalid {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A step was refused when it ran.
    #[error("line {line}: failed: {why}")]
    Failed {
        /// Line of the file, from 1.
        line: usize,
        /// What the simulator said.
        why: StepError,
    },
    /// What a step waits for did not happen in time.
    #[error("line {line}: not within {timeout_ms} ms: {awaited}")]
    TimedOut {
        /// Line of the file, from 1.
        line: usize,
        /// The step's limit.
        timeout_ms: u64,
        /// What was waited for.
        awaited: String,
    },
    /// The simulator was stopped while the script ran.
    #[error("line {line}: the simulator has stopped")]
    Stopped {
        /// Line of the step that was under way.
        line: usize,
    },
}

/// Why a step was refused when it ran.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// Its control action.
    #[error("{0}")]
    Control(ControlError),
    /// Its fault.
    #[error("{0}")]
    Fault(FaultError),
    /// What was saved makes no control action of it.
    #[error("{0}")]
    Malformed(String),
    /// There is nothing to save.
    #[error("the action has no call id to save")]
    NoCallId,
    /// So many observations were missed since the last wait: what it waits for may have been among them.
    #[error("too much has happened since the last wait ({0} missed)")]
    Missed(u64),
}

#[derive(Clone, PartialEq, Debug)]
struct Step {
    line: usize,
    start: Start,
    action: Action,
}

/// When a step is done.
#[derive(Clone, PartialEq, Debug)]
enum Start {
    /// So long after the script's start (in a repeat: after the round's); at once if that has passed.
    At(Duration),
    /// So long after the step before.
    After(Duration),
    /// When this has happened, and so long after it.
    When {
        what: When,
        timeout: Option<Duration>,
        then: Duration,
    },
}

#[derive(Clone, PartialEq, Debug)]
enum Action {
    /// Only the waiting.
    Nothing,
    /// A control action, its JSON not yet filled in; its call id is saved under a name.
    Control {
        json: Value,
        save: Option<String>,
    },
    Fault(Fault),
    ClearFaults,
    Note(String),
    /// So many rounds; without end if absent.
    Repeat {
        times: Option<u64>,
        steps: Vec<Step>,
    },
}

/// What a step waits for: the first that comes after what the wait before found.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    /// The name of an event that is published.
    #[serde(default)]
    event: Option<String>,
    /// Whose event; anybody's if absent.
    #[serde(default)]
    agent: Option<String>,
    /// The verb of a request that is answered.
    #[serde(default)]
    request: Option<String>,
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.event, &self.request) {
            (Some(event), _) => write!(f, "event {event}")?,
            (None, Some(request)) => write!(f, "request {request}")?,
            (None, None) => f.write_str("an event")?,
        }
        self.agent
            .as_ref()
            .map_or(Ok(()), |agent| write!(f, " of {agent}"))
    }
}
