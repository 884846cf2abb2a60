//! The body of a fuzz target: a script as anybody may have written it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::{Action, Script, Start, Step};
use crate::pbx::{Control, Pbx, PbxConfig};

/// As many steps are carried out, and time never goes on further at once.
const MOST_STEPS: usize = 200;
const LONGEST: Duration = Duration::from_secs(120);

/// Events that one step may lead to.
const MOST_EVENTS: usize = 100_000;

/// Reads `text`, and lets a switch do what it says, without waiting.
///
/// # Panics
///
/// Something does not hold: a bug.
pub fn fuzz_script(text: &str) {
    let Ok(script) = text.parse::<Script>() else {
        return;
    };
    let mut run = Run {
        pbx: Pbx::new(PbxConfig::default()),
        now: Duration::ZERO,
        saved: BTreeMap::new(),
        left: MOST_STEPS,
    };
    run.steps(&script.steps);
    let _ = serde_json::to_string(&run.pbx.state()).is_ok();
}

struct Run {
    pbx: Pbx,
    now: Duration,
    saved: BTreeMap<String, String>,
    left: usize,
}

impl Run {
    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            let Some(left) = self.left.checked_sub(1) else {
                return;
            };
            self.left = left;
            let pause = match &step.start {
                Start::At(time) | Start::After(time) => *time,
                Start::When { then, .. } => *then,
            };
            self.later(pause.min(LONGEST));
            match &step.action {
                Action::Control { json, save } => self.control(json, save.as_deref()),
                Action::Fault(fault) => assert!(fault.check().is_ok()),
                Action::Repeat { times, steps } => {
                    for _ in 0..times.unwrap_or(3).min(3) {
                        self.steps(steps);
                    }
                }
                Action::Nothing | Action::ClearFaults | Action::Note(_) => {}
            }
            self.drain();
        }
    }

    fn control(&mut self, json: &Value, save: Option<&str>) {
        let mut json = json.clone();
        for value in json
            .as_object_mut()
            .into_iter()
            .flat_map(serde_json::Map::values_mut)
        {
            let name = value.as_str().and_then(|text| text.strip_prefix('$'));
            if let Some(call) = name.and_then(|name| self.saved.get(name)) {
                *value = call.as_str().into();
            }
        }
        let Ok(control) = Control::deserialize(json) else {
            return;
        };
        if let (Ok(reply), Some(name)) = (self.pbx.control(self.now, control), save)
            && let Some(call) = reply.call_id
        {
            self.saved.insert(name.to_owned(), call);
        }
    }

    fn later(&mut self, pause: Duration) {
        let until = self.now + pause;
        let mut wakes = 0;
        while let Some(at) = self.pbx.next_deadline().filter(|at| *at <= until) {
            wakes += 1;
            assert!(wakes < MOST_EVENTS, "it wants to be woken at {at:?} for ever");
            self.now = self.now.max(at);
            self.pbx.advance(self.now);
            self.drain();
        }
        self.now = until;
    }

    fn drain(&mut self) {
        let events = std::iter::from_fn(|| self.pbx.poll_event()).take(MOST_EVENTS);
        assert!(events.count() < MOST_EVENTS, "events without end");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fuzz target's seeds, what it has found among them.
    #[test]
    fn the_seeds_hold() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/script");
        let seeds: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
        assert!(seeds.len() >= 3);
        for seed in seeds {
            let seed = std::fs::read(seed.unwrap().path()).unwrap();
            fuzz_script(&String::from_utf8_lossy(&seed));
        }
    }

    #[test]
    fn a_long_array_is_read_soon() {
        let step = "{\"note\":\"x\"}";
        let text = format!("[{}]", vec![step; 100_000].join(",\n"));
        fuzz_script(&text);
        let bad = text.replacen("]", ",\n{}]", 1);
        assert!(
            bad.parse::<Script>()
                .unwrap_err()
                .to_string()
                .starts_with("line 100001: ")
        );
    }
}
