//! What a session tells, as plain data: tuples, and JSON where there is structure.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use serde_json::Value;
use wellclient::{Action, Notice, Outcome, Snapshot};

use crate::event::RawEvent;

/// `("event", kind, event)`, `("log", kind, content)`, `("settled", number, outcome)`,
/// `("ask", number, refusal)`, `("lagged", missed, snapshot)`.
pub(crate) fn notice(py: Python<'_>, notice: Notice) -> PyResult<Option<Py<PyAny>>> {
    let tuple = match notice {
        Notice::Event(event) => {
            let (word, kind) = (intern!(py, "event"), PyString::intern(py, event.kind().name()));
            (word, kind, RawEvent(event)).into_pyobject(py)?.into_any()
        }
        Notice::Log(line) => ("log", line.kind.as_str(), line.content)
            .into_pyobject(py)?
            .into_any(),
        Notice::Settled { id, outcome } => ("settled", id.0, self::outcome(&outcome))
            .into_pyobject(py)?
            .into_any(),
        Notice::AskLogin { id, rejection } => {
            let refused = Outcome::Rejected((*rejection).into());
            ("ask", id.0, self::outcome(&refused))
                .into_pyobject(py)?
                .into_any()
        }
        Notice::Lagged { missed, snapshot } => ("lagged", missed, self::snapshot(&snapshot))
            .into_pyobject(py)?
            .into_any(),
        _ => return Ok(None),
    };
    Ok(Some(tuple.unbind()))
}

/// As JSON.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    Value::Object(outcome.to_json()).to_string()
}

/// A snapshot as JSON, the refusals in Chinese too.
pub(crate) fn snapshot(snapshot: &Snapshot) -> String {
    let mut json = serde_json::to_value(snapshot).unwrap_or_default();
    say_in_chinese(&mut json, &snapshot.actions);
    for (number, call) in snapshot.calls.iter().enumerate() {
        if let Some(json) = json.get_mut("calls").and_then(|calls| calls.get_mut(number)) {
            say_in_chinese(json, &call.actions);
        }
    }
    json.to_string()
}

fn say_in_chinese(json: &mut Value, actions: &[Action]) {
    let Some(Value::Array(list)) = json.get_mut("actions") else {
        return;
    };
    for (json, action) in list.iter_mut().zip(actions) {
        if let (Value::Object(json), Err(refusal)) = (json, &action.permission) {
            json.insert("chinese".to_owned(), refusal.message_zh().into());
        }
    }
}

/// What is plain numbers and texts, as JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    // Such a value has nothing that JSON has not.
    serde_json::to_string(value).unwrap_or_default()
}
