//! An event's fields are those of its JSON: all of them, with the same values.

use std::collections::BTreeMap;

use serde_json::Value;
use wellclient_core::event::{Event, Field, FieldType, FieldValue, decode};

use super::parts::{Checked, one_of};
use crate::conformance::line::Line;

pub(in crate::conformance) fn event(line: &Line) -> Checked {
    one_of(line, "origin", &["server", "synthesized", "derived"])?;
    one_of(line, "late", &["true", "false"])?;
    for name in ["session", "kind", "raw"] {
        line.get(name).ok_or_else(|| format!("an event without {name}"))?;
    }
    let known = ["session", "kind", "origin", "late", "watched", "raw"];
    if let Some((name, _)) = line
        .parts()
        .find(|(name, _)| !known.contains(name) && !name.starts_with("field."))
    {
        return Err(format!("`event` has no part {name}"));
    }
    let (kind, raw) = (
        line.get("kind").unwrap_or_default(),
        line.get("raw").unwrap_or_default(),
    );
    let json: Value =
        serde_json::from_str(raw).map_err(|error| format!("{kind}: its raw text is not JSON: {error}"))?;
    if line.get("origin") == Some("derived") {
        return derived(line, kind, &json);
    }
    let decoded = decode(raw.as_bytes()).map_err(|error| format!("{kind}: {error}"))?;
    let of_raw = decoded.kind().name();
    if kind != of_raw {
        return Err(format!("kind={kind}, but its raw text is of kind {of_raw}"));
    }
    same_as_json(kind, line, &json)?;
    let mut fields = fields(&decoded);
    // An event by itself does not know the session's device; by its JSON this was looked at.
    if let (Some(own), Some(told)) = (
        fields.get_mut(Field::IsOwn.name()),
        line.get(&format!("field.{}", Field::IsOwn.name())),
    ) {
        told.clone_into(own);
    }
    same(kind, line, &fields)
}

/// By the library's own names, so that nothing is left out.
fn fields(event: &Event) -> BTreeMap<&'static str, String> {
    event
        .fields()
        .map(|(field, value)| (field.name(), text_of(value)))
        .collect()
}

fn text_of(value: FieldValue<'_>) -> String {
    match value {
        FieldValue::Text(text) | FieldValue::Json(text) => text.into_owned(),
        FieldValue::Integer(number) => number.to_string(),
        FieldValue::Truth(truth) => truth.to_string(),
    }
}

/// By the JSON, whatever the library makes of it.
fn same_as_json(kind: &str, line: &Line, json: &Value) -> Checked {
    for (name, value) in line.below("field.").filter(|(name, _)| *name != "producer") {
        let path = format!("/{}", name.replace('.', "/"));
        let field = field_named(name)?;
        let there = match field {
            Field::IsOwn => is_own(kind, json, value),
            _ => json.pointer(&path).and_then(|value| as_text(field, value)),
        };
        if !there.as_ref().is_some_and(|there| equal(field, there, value)) {
            return Err(difference(kind, name, there.as_deref(), Some(value)));
        }
    }
    Ok(())
}

/// Whether the own device rings is not in the JSON: it is how two of its fields compare. Without the second, the session's device
/// counts, of which the JSON tells nothing: what is told is taken.
fn is_own(kind: &str, json: &Value, told: &str) -> Option<String> {
    let device = |name| {
        json.get(name)
            .and_then(Value::as_str)
            .filter(|device| !device.is_empty())
    };
    let alerting = device("alertingDevice");
    let is = match device("srcDeviceId") {
        None if alerting.is_some() => told.to_owned(),
        own => (alerting.is_some() && alerting == own).to_string(),
    };
    (kind == "delivered").then_some(is)
}

/// A derived event's JSON has some of the fields in an inner object, and empty texts for what is not known.
fn derived(line: &Line, kind: &str, json: &Value) -> Checked {
    let (inner, moved): (&str, &[Field]) = match kind {
        "callCleared" => (
            "/data",
            &[Field::ReleasingDevice, Field::HangupDevice, Field::Cause],
        ),
        "wsReconnectSucceed" => ("/activeCall", &[Field::CallId]),
        "recoverStateSuccess" => (
            "/call",
            &[
                Field::CallId,
                Field::CallingDevice,
                Field::CalledDevice,
                Field::State,
            ],
        ),
        _ => ("", &[]),
    };
    let name = match kind {
        "callCleared" => "connectionCleared",
        kind => kind,
    };
    if json.get("eventName").and_then(Value::as_str) != Some(name) {
        return Err(format!("kind={kind}, but its raw text is {}", json["eventName"]));
    }
    let there = |field: &Field| {
        let object = match moved.contains(field) {
            true => json.pointer(inner)?,
            false => json,
        };
        let value = object.get(field.name());
        Some((field.name(), as_text(*field, value?)?))
    };
    let expected = Field::ALL.iter().filter_map(there);
    let mut line = line.clone();
    let empty: Vec<String> = line
        .parts()
        .filter(|(_, value)| value.is_empty())
        .map(|(name, _)| name.to_owned())
        .collect();
    line.remove(|name| empty.iter().any(|empty| empty == name));
    same(kind, &line, &expected.collect())
}

fn same(kind: &str, line: &Line, expected: &BTreeMap<&'static str, String>) -> Checked {
    for (name, expected) in expected {
        let came = line
            .below("field.")
            .find(|(known, _)| known == name)
            .map(|(_, value)| value);
        if !came.is_some_and(|came| field_named(name).is_ok_and(|field| equal(field, expected, came))) {
            return Err(difference(kind, name, Some(expected), came));
        }
    }
    let beyond = line
        .below("field.")
        .find(|(name, _)| !expected.contains_key(name));
    match beyond {
        Some((name, value)) => Err(difference(kind, name, None, Some(value))),
        None => Ok(()),
    }
}

fn field_named(name: &str) -> Result<Field, String> {
    let field = Field::ALL.iter().find(|field| field.name() == name);
    field
        .copied()
        .ok_or_else(|| format!("no event has a field {name}"))
}

fn as_text(field: Field, value: &Value) -> Option<String> {
    match &unwrapped(field, value) {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) if field.field_type() != FieldType::Json => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Call data is told without the server's wrapping.
fn unwrapped(field: Field, value: &Value) -> Value {
    let inner = value
        .get("data")
        .filter(|data| field == Field::UserData && data.is_object());
    inner.unwrap_or(value).clone()
}

fn equal(field: Field, expected: &str, came: &str) -> bool {
    let json = |text| serde_json::from_str::<Value>(text).ok();
    match field.field_type() {
        FieldType::Json => json(expected).is_some() && json(expected) == json(came),
        _ => expected == came,
    }
}

fn difference(kind: &str, name: &str, there: Option<&str>, came: Option<&str>) -> String {
    match (there, came) {
        (Some(there), Some(came)) => {
            format!("{kind}: field {name} is {there} in its raw text, but was told as {came}")
        }
        (Some(there), None) => format!("{kind}: field {name} is {there} in its raw text, but was not told"),
        (None, came) => format!(
            "{kind}: field {name} is not in its raw text, but was told as {}",
            came.unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &str = r#"{"eventName":"held","callId":"c","holdingDevice":"8001@test.cc","serial":7}"#;

    fn held() -> Line {
        Line::new("event")
            .with("session", "a")
            .with("kind", "held")
            .with("origin", "server")
            .with("late", false)
            .with("raw", RAW)
            .with("field.eventName", "held")
            .with("field.callId", "c")
            .with("field.serial", 7)
    }

    #[test]
    fn all_fields_and_no_others() {
        let whole = held().with("field.holdingDevice", "8001@test.cc");
        assert_eq!(event(&whole), Ok(()));
        assert!(event(&held()).unwrap_err().contains("holdingDevice"));
        assert!(event(&held().with("field.holdingDevice", "8002@test.cc")).is_err());
        for (name, value) in [("field.cause", "x"), ("field.nothing", "x"), ("kinds", "x")] {
            assert!(event(&whole.clone().with(name, value)).is_err(), "{name}");
        }
    }

    #[test]
    fn whose_telephone_rings_is_computed() {
        let raw = |own: &str| {
            format!(
                r#"{{"eventName":"delivered","callId":"c","alertingDevice":"8001@test.cc","srcDeviceId":"{own}"}}"#
            )
        };
        let told = |own: &str| {
            Line::new("event")
                .with("session", "a")
                .with("kind", "delivered")
                .with("origin", "server")
                .with("late", false)
                .with("raw", raw(own))
                .with("field.eventName", "delivered")
                .with("field.callId", "c")
                .with("field.alertingDevice", "8001@test.cc")
                .with("field.srcDeviceId", own)
        };
        assert_eq!(event(&told("8001@test.cc").with("field.isOwn", true)), Ok(()));
        assert_eq!(event(&told("8002@test.cc").with("field.isOwn", false)), Ok(()));
        assert!(event(&told("8002@test.cc").with("field.isOwn", true)).is_err());
        assert!(event(&told("8001@test.cc")).unwrap_err().contains("isOwn"));
    }

    #[test]
    fn derived_events_have_inner_fields() {
        let raw = r#"{"eventName":"recoverStateSuccess","agentId":"x","agentName":null,
            "call":{"callId":"c","state":"delivered"}}"#;
        let line = Line::new("event")
            .with("session", "a")
            .with("kind", "recoverStateSuccess")
            .with("origin", "derived")
            .with("late", false)
            .with("raw", raw)
            .with("field.eventName", "recoverStateSuccess")
            .with("field.agentId", "x")
            .with("field.callId", "c");
        assert!(event(&line).unwrap_err().contains("state"));
        assert_eq!(event(&line.with("field.state", "delivered")), Ok(()));
    }
}
