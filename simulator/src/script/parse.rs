//! From text to [`Script`]: everything is checked, so that a script fails before it has done half of its
//! work.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Action, Script, ScriptError, Start, Step, When};
use crate::fault::Fault;
use crate::pbx::Control;

const MAX_STEPS: usize = 100_000;
/// Repeats within repeats.
const MAX_DEPTH: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep<'a> {
    at_ms: Option<u64>,
    after_ms: Option<u64>,
    when: Option<When>,
    timeout_ms: Option<u64>,
    control: Option<Value>,
    save: Option<String>,
    fault: Option<Fault>,
    clear_faults: Option<bool>,
    note: Option<String>,
    #[serde(borrow)]
    repeat: Option<RawRepeat<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRepeat<'a> {
    times: Option<u64>,
    #[serde(borrow)]
    steps: Vec<&'a RawValue>,
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let mut parser = Parser {
            text,
            count: 0,
            counted: (0, 1),
            saved: BTreeSet::new(),
        };
        let steps = if text.trim_start().starts_with('[') {
            let raw: Vec<&RawValue> =
                serde_json::from_str(text).map_err(|error| invalid(error.line(), &error))?;
            parser.steps(&raw, 0)?
        } else {
            parser.lines()?
        };
        Ok(Self { steps })
    }
}

struct Parser<'a> {
    text: &'a str,
    count: usize,
    /// How far lines have been counted, and on which that is: steps follow one another.
    counted: (usize, usize),
    /// Names that call ids are saved under, so far.
    saved: BTreeSet<String>,
}

impl<'a> Parser<'a> {
    fn lines(&mut self) -> Result<Vec<Step>, ScriptError> {
        let mut steps = Vec::new();
        for (line, text) in (1..).zip(self.text.lines()) {
            let text = text.trim();
            if !text.is_empty() && !text.starts_with('#') {
                steps.push(self.step(line, text, 0)?);
            }
        }
        Ok(steps)
    }

    fn steps(&mut self, raw: &[&'a RawValue], depth: usize) -> Result<Vec<Step>, ScriptError> {
        raw.iter()
            .map(|raw| {
                let line = self.line_of(raw.get());
                self.step(line, raw.get(), depth)
            })
            .collect()
    }

    /// The line of the text on which `part`, a slice of it, begins.
    fn line_of(&mut self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let (done, line) = self.counted;
        let more = self.text.as_bytes().get(done..offset).unwrap_or_default();
        let line = line + more.iter().filter(|byte| **byte == b'\n').count();
        self.counted = (offset.max(done), line);
        line
    }

    fn step(&mut self, line: usize, text: &'a str, depth: usize) -> Result<Step, ScriptError> {
        self.count += 1;
        if self.count > MAX_STEPS {
            return Err(invalid(line, format!("more than {MAX_STEPS} steps")));
        }
        if depth > MAX_DEPTH {
            return Err(invalid(
                line,
                format!("more than {MAX_DEPTH} repeats within each other"),
            ));
        }
        let raw: RawStep<'a> = serde_json::from_str(text)
            .map_err(|error| invalid(line + error.line().saturating_sub(1), without_position(&error)))?;
        let start = start(line, &raw)?;
        let action = self.action(line, raw, depth)?;
        let waits = start != Start::After(Duration::ZERO);
        if !waits && action == Action::Nothing {
            return Err(invalid(line, "the step neither waits nor does anything"));
        }
        Ok(Step { line, start, action })
    }

    fn action(&mut self, line: usize, raw: RawStep<'a>, depth: usize) -> Result<Action, ScriptError> {
        let mut actions = Vec::new();
        if let Some(json) = raw.control {
            self.check_control(line, &json)?;
            self.saved.extend(raw.save.clone());
            actions.push(Action::Control { json, save: raw.save });
        } else if raw.save.is_some() {
            return Err(invalid(line, "save goes with control"));
        }
        if let Some(fault) = raw.fault {
            fault.check().map_err(|error| invalid(line, error))?;
            actions.push(Action::Fault(fault));
        }
        match raw.clear_faults {
            Some(true) => actions.push(Action::ClearFaults),
            Some(false) => return Err(invalid(line, "clear_faults can only be true")),
            None => {}
        }
        actions.extend(raw.note.map(Action::Note));
        if let Some(repeat) = raw.repeat {
            let steps = self.steps(&repeat.steps, depth + 1)?;
            if steps.is_empty() {
                return Err(invalid(line, "a repeat of nothing"));
            }
            if repeat.times.is_none() && !steps.iter().any(takes_time) {
                return Err(invalid(line, "a repeat without end or waiting"));
            }
            actions.push(Action::Repeat {
                times: repeat.times,
                steps,
            });
        }
        let action = actions.pop().unwrap_or(Action::Nothing);
        if !actions.is_empty() {
            return Err(invalid(line, "one step does one thing"));
        }
        Ok(action)
    }

    fn check_control(&self, line: usize, json: &Value) -> Result<(), ScriptError> {
        Control::deserialize(json).map_err(|error| invalid(line, error))?;
        match references(json).find(|name| !self.saved.contains(*name)) {
            Some(name) => Err(invalid(
                line,
                format!("nothing is saved as {name} before this step"),
            )),
            None => Ok(()),
        }
    }
}

fn start(line: usize, raw: &RawStep<'_>) -> Result<Start, ScriptError> {
    let after = Duration::from_millis(raw.after_ms.unwrap_or(0));
    match (raw.at_ms, &raw.when) {
        (None, None) if raw.timeout_ms.is_some() => Err(invalid(line, "timeout_ms goes with when")),
        (None, None) => Ok(Start::After(after)),
        (Some(at), None) if raw.after_ms.is_none() && raw.timeout_ms.is_none() => {
            Ok(Start::At(Duration::from_millis(at)))
        }
        (None, Some(what)) => {
            if what.event.is_some() == what.request.is_some() {
                return Err(invalid(line, "when names either an event or a request"));
            }
            if what.request.is_some() && what.agent.is_some() {
                return Err(invalid(line, "agent goes with event"));
            }
            let timeout = raw.timeout_ms.map(Duration::from_millis);
            Ok(Start::When {
                what: what.clone(),
                timeout,
                then: after,
            })
        }
        _ => Err(invalid(line, "at_ms goes without after_ms, when and timeout_ms")),
    }
}

/// Whether time passes in the step whatever happens.
fn takes_time(step: &Step) -> bool {
    let waits = match &step.start {
        Start::At(time) | Start::After(time) => !time.is_zero(),
        Start::When { .. } => true,
    };
    waits
        || matches!(&step.action, Action::Repeat { times, steps }
        if *times != Some(0) && steps.iter().any(takes_time))
}

/// The names in the `"$name"` texts of an action.
fn references(json: &Value) -> impl Iterator<Item = &str> {
    let fields = json.as_object().into_iter().flat_map(|object| object.values());
    fields.filter_map(|value| value.as_str()?.strip_prefix('$'))
}

fn invalid(line: usize, why: impl ToString) -> ScriptError {
    ScriptError::Invalid {
        line,
        why: why.to_string(),
    }
}

/// The error's text without `at line 1 column 7`: the line is told already, and is another.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((why, _)) => why.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_array_are_the_same() {
        let lines = r#"
            # a comment
            {"at_ms": 5, "fault": {"kind": "drop"}}

            {"when": {"event": "held"}, "after_ms": 7, "note": "x"}
        "#;
        let array = r#"[{"at_ms": 5, "fault": {"kind": "drop"}},
            {"when": {"event": "held"}, "after_ms": 7, "note": "x"}]"#;
        let steps = |text: &str| {
            let script: Script = text.parse().unwrap();
            script
                .steps
                .into_iter()
                .map(|step| (step.start, step.action))
                .collect::<Vec<_>>()
        };
        assert_eq!(steps(lines), steps(array));
        assert_eq!(steps(lines).len(), 2);
        assert_eq!(Script::from_str("").unwrap().steps, []);
    }

    #[test]
    fn errors_name_the_line() {
        let rows = [
            ("{}", 1, "neither"),
            ("\n{\"at_ms\":-1}", 2, "invalid value"),
            ("\n\n{\"what\":1}", 3, "unknown field"),
            ("[\n{\"note\":\"a\"},\n{\"note\":\n7}]", 4, "invalid type"),
            ("[{\"note\":\"a\"},", 1, "EOF"),
            ("{\"at_ms\":1,\"after_ms\":1}", 1, "at_ms goes"),
            ("{\"timeout_ms\":1,\"note\":\"x\"}", 1, "timeout_ms goes"),
            ("{\"when\":{}}", 1, "either"),
            ("{\"when\":{\"request\":\"login\",\"agent\":\"x\"}}", 1, "agent"),
            ("{\"note\":\"x\",\"clear_faults\":true}", 1, "one thing"),
            ("{\"clear_faults\":false}", 1, "true"),
            ("{\"save\":\"x\",\"note\":\"y\"}", 1, "save"),
            ("{\"control\":{\"do\":\"fly\"}}", 1, "unknown variant"),
            (
                r#"{"control":{"do":"hang_up","device":"1","call_id":"$c"}}"#,
                1,
                "saved as c",
            ),
            ("{\"fault\":{\"kind\":\"reorder\",\"window\":1}}", 1, "window"),
            ("{\"fault\":{\"kind\":\"drop\",\"extra\":1}}", 1, "unknown field"),
            ("{\"repeat\":{\"times\":2,\"steps\":[]}}", 1, "nothing"),
            ("{\"repeat\":{\"steps\":[{\"note\":\"x\"}]}}", 1, "without end"),
            (
                "[{\"repeat\":{\"times\":2,\n\"steps\":[\n{\"note\":1}]}}]",
                3,
                "invalid type",
            ),
        ];
        for (text, line, why) in rows {
            match text.parse::<Script>() {
                Err(ScriptError::Invalid { line: at, why: said }) => {
                    assert_eq!(at, line, "{text}: {said}");
                    assert!(said.contains(why), "{text}: {said}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let mut text = r#"{"note":"x"}"#.to_owned();
        for _ in 0..60 {
            text = format!(r#"{{"repeat":{{"times":1,"steps":[{text}]}}}}"#);
        }
        assert!(matches!(text.parse::<Script>(), Err(ScriptError::Invalid { .. })));
        let deep = format!(
            "{}{}",
            r#"{"repeat":{"times":1,"steps":["#.repeat(50_000),
            "]}}".repeat(50_000)
        );
        assert!(matches!(deep.parse::<Script>(), Err(ScriptError::Invalid { .. })));
    }
}
