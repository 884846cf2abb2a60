//! What a session tells, as lines of text or of JSON.

use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use wellclient::{Body, Event, LogKind, LogLine, Notice, Origin, Snapshot};

use crate::calls::CallNames;
use crate::failure::Failure;
use crate::print::{BAD, DIM, NOTE, Out, clean};

#[derive(Serialize)]
struct EventLine {
    #[serde(rename = "type")]
    kind: &'static str,
    at: i64,
    origin: &'static str,
    late: bool,
    event: Option<Box<RawValue>>,
}

/// An event's JSON as it came; in one line, if it did not come so.
fn raw(event: &Event) -> Option<Box<RawValue>> {
    if !event.raw().contains(['\n', '\r']) {
        return RawValue::from_string(event.raw().to_owned()).ok();
    }
    let value: serde_json::Value = serde_json::from_str(event.raw()).ok()?;
    serde_json::value::to_raw_value(&value).ok()
}

/// Writes one notice as a JSON line, `at` in milliseconds since 1970 UTC.
pub(crate) fn write(notice: &Notice, at: i64, out: &mut Out) -> Result<(), Failure> {
    match notice {
        Notice::Event(event) => {
            let (origin, late, event) = (event.origin.as_str(), event.late, raw(event));
            out.json(&EventLine {
                kind: "event",
                at,
                origin,
                late,
                event,
            })
        }
        Notice::Log(LogLine { kind, content }) => {
            out.json(&json!({ "type": "log", "at": at, "kind": kind.as_str(), "content": content }))
        }
        Notice::Lagged { missed, snapshot } => {
            out.json(&json!({ "type": "lagged", "at": at, "missed": missed, "snapshot": snapshot }))
        }
        // The outcomes of commands are awaited.
        _ => Ok(()),
    }
}

/// Writes one notice for people, with the calls as they are after it.
pub(crate) fn say(
    notice: &Notice,
    clock: &str,
    snapshot: &Snapshot,
    names: &mut CallNames,
    out: &mut Out,
) -> Result<(), Failure> {
    match notice {
        Notice::Event(event) => {
            let (style, what) = words(event);
            let calls = names.legs(snapshot);
            let id = event
                .call_id()
                .map_or_else(String::new, |id| format!(" {}", names.of(id)));
            let what = format!("{what}{id}");
            out.beside(clock, (style, &what), &calls)?;
            match event.call_id().filter(|id| names.is_new(*id)) {
                Some(id) => out.line(&format!(
                    "{:>12} {DIM}{} is call {}{DIM:#}",
                    "",
                    names.of(id),
                    clean(id.as_str())
                )),
                None => Ok(()),
            }
        }
        Notice::Log(line) => {
            let style = if line.kind == LogKind::Log { DIM } else { BAD };
            out.line(&format!("{clock} {style}{}{style:#}", clean(&line.content)))
        }
        Notice::Lagged { missed, .. } => out.line(&format!(
            "{clock} {BAD}{missed} events were missed: the output is too slow{BAD:#}"
        )),
        // The outcomes of commands are awaited.
        _ => Ok(()),
    }
}

/// An event in a few words.
pub(crate) fn words(event: &Event) -> (anstyle::Style, String) {
    let plain = anstyle::Style::new();
    let name = clean(event.name());
    match event.body() {
        Body::LinkChanged(link) => {
            let why = link
                .reason
                .as_deref()
                .map_or_else(String::new, |why| format!(": {}", clean(why)));
            (DIM, format!("event channel {}{why}", link.state))
        }
        Body::SessionEnded(ended) => (NOTE, format!("session ended: {}", ended.end_reason)),
        Body::Anomaly(anomaly) => (
            NOTE,
            format!("anomaly {}: {}", anomaly.kind, clean(&anomaly.detail)),
        ),
        Body::CallCleared(cleared) => {
            let what = match cleared.end_reason {
                Some(end) => format!("this call is over: {end}"),
                None => "a party has left".to_owned(),
            };
            (DIM, format!("connectionCleared (derived: {what})"))
        }
        _ => {
            let reason = event.agent_event().and_then(|event| event.reason);
            let reason = reason.map_or_else(String::new, |reason| format!(" ({})", clean(reason)));
            let late = if event.late { " (late)" } else { "" };
            match event.origin {
                Origin::Server => (plain, format!("{name}{reason}{late}")),
                Origin::Synthesized => (NOTE, format!("{name}{reason} (synthesized)")),
                Origin::Derived => (DIM, format!("{name} (derived)")),
            }
        }
    }
}
