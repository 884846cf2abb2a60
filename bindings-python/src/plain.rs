//! What a session tells, as plain data: tuples, and dicts where there is structure.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pythonize::pythonize;
use serde_json::Value;
use wellclient::core::session::CommandError;
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
        Notice::Settled { id, outcome } => ("settled", id.0, self::outcome(py, &outcome)?)
            .into_pyobject(py)?
            .into_any(),
        Notice::AskLogin { id, rejection } => {
            let refused = Outcome::Rejected((*rejection).into());
            ("ask", id.0, self::outcome(py, &refused)?)
                .into_pyobject(py)?
                .into_any()
        }
        Notice::Lagged { missed, snapshot } => ("lagged", missed, self::snapshot(py, &snapshot)?)
            .into_pyobject(py)?
            .into_any(),
        _ => return Ok(None),
    };
    Ok(Some(tuple.unbind()))
}

/// As a dict.
pub(crate) fn outcome(py: Python<'_>, outcome: &Outcome) -> PyResult<Py<PyAny>> {
    let mut fields = outcome.to_json();
    if let Some(rejection) = outcome.rejection().filter(|rejection| !rejection.body.is_empty()) {
        fields.insert("body".to_owned(), rejection.body.as_str().into());
    }
    if let Some(CommandError::Refused(_)) = outcome.error() {
        fields.insert("guard".to_owned(), true.into());
    }
    if let Some(CommandError::Argument(error)) = outcome.error() {
        fields.insert("argument".to_owned(), error.field.to_string().into());
    }
    value(py, &fields)
}

/// As a dict, the refusals in Chinese too.
pub(crate) fn snapshot(py: Python<'_>, snapshot: &Snapshot) -> PyResult<Py<PyAny>> {
    let mut plain = serde_json::to_value(snapshot).unwrap_or_default();
    say_in_chinese(&mut plain, &snapshot.actions);
    for (number, call) in snapshot.calls.iter().enumerate() {
        if let Some(plain) = plain.get_mut("calls").and_then(|calls| calls.get_mut(number)) {
            say_in_chinese(plain, &call.actions);
        }
    }
    value(py, &plain)
}

fn say_in_chinese(plain: &mut Value, actions: &[Action]) {
    let Some(Value::Array(list)) = plain.get_mut("actions") else {
        return;
    };
    for (plain, action) in list.iter_mut().zip(actions) {
        if let (Value::Object(plain), Err(refusal)) = (plain, &action.permission) {
            plain.insert("chinese".to_owned(), refusal.message_zh().into());
        }
    }
}

/// What has structure as dicts, lists, texts and numbers.
pub(crate) fn value(py: Python<'_>, value: &impl serde::Serialize) -> PyResult<Py<PyAny>> {
    Ok(pythonize(py, value)?.unbind())
}
