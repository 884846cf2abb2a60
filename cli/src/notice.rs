//! What a session tells, as lines of text or of JSON.

use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use wellclient::{Body, Event, Language, LogKind, LogLine, Notice, Origin, Snapshot};

use crate::calls::CallNames;
use crate::failure::Failure;
use crate::language::{say, spoken};
use crate::library;
use crate::print::{BAD, DIM, NOTE, Out, clean};
use crate::softphone::words;

#[derive(Serialize)]
struct EventLine {
    #[serde(rename = "type")]
    kind: &'static str,
    at: i64,
    origin: &'static str,
    late: bool,
    event: Option<Box<RawValue>>,
}

/// An event's JSON as it came, in one line: what breaks lines in JSON stands between its parts.
fn raw(event: &Event) -> Option<Box<RawValue>> {
    RawValue::from_string(event.raw().replace(['\n', '\r'], " ")).ok()
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
            let (style, what) = words(event, spoken());
            let calls = names.legs(snapshot);
            let id = event
                .call_id()
                .map_or_else(String::new, |id| format!(" {}", names.of(id)));
            let what = format!("{what}{id}");
            out.beside(clock, (style, &what), &calls)?;
            match event.call_id().filter(|id| names.is_new(*id)) {
                Some(id) => {
                    let (name, id) = (names.of(id), clean(id.as_str()));
                    let explained = say!("{name} is call {id}", "{name} 是通话 {id}");
                    out.under(&" ".repeat(12), &format!("{DIM}{explained}{DIM:#}"))
                }
                None => Ok(()),
            }
        }
        Notice::Log(line) => {
            let style = if line.kind == LogKind::Log { DIM } else { BAD };
            out.under(clock, &format!("{style}{}{style:#}", library::said(line)))
        }
        Notice::Lagged { missed, .. } => {
            let missed = say!(
                "{missed} events were missed: the output is too slow",
                "漏掉 {missed} 个事件：输出太慢"
            );
            out.under(clock, &format!("{BAD}{missed}{BAD:#}"))
        }
        // The outcomes of commands are awaited.
        _ => Ok(()),
    }
}

/// An event in a few words.
pub(crate) fn words(event: &Event, language: Language) -> (anstyle::Style, String) {
    let is_zh = language == Language::Zh;
    // The manual's word stands beside the protocol's.
    let name = match words::event_zh(event.kind()).filter(|_| is_zh) {
        Some(word) => format!("{} {word}", clean(event.name())),
        None => clean(event.name()),
    };
    let because = |why: Option<&str>| match why {
        Some(why) if is_zh => format!("：{}", clean(why)),
        Some(why) => format!(": {}", clean(why)),
        None => String::new(),
    };
    match event.body() {
        Body::LinkChanged(link) => {
            let why = because(link.reason.as_deref());
            let told = match language {
                Language::En => format!("event channel {}{why}", link.state),
                Language::Zh => {
                    let state = words::link(link.state, language);
                    let end = link.end_reason.and_then(library::link_end_zh);
                    let end = end.map_or_else(String::new, |end| format!("，{end}"));
                    format!("事件通道{state}{end}{why}")
                }
            };
            (DIM, told)
        }
        Body::SessionEnded(ended) => (
            NOTE,
            match language {
                Language::En => format!("session ended: {}", ended.end_reason),
                Language::Zh => format!("会话结束：{}", words::session_end(ended.end_reason, language)),
            },
        ),
        Body::Anomaly(anomaly) => {
            let detail = clean(&anomaly.detail);
            let kind = words::anomaly(anomaly.kind, language);
            let text = match words::anomaly_zh(anomaly.kind).filter(|_| is_zh) {
                // The detail is for whoever mends it, and in English.
                Some(sentence) => format!("异常 {kind}：{sentence} ({detail})"),
                None => format!("anomaly {kind}: {detail}"),
            };
            (NOTE, text)
        }
        Body::CallCleared(cleared) => {
            let what = match (cleared.end_reason, language) {
                (Some(end), Language::En) => format!("derived: this call is over: {end}"),
                (Some(end), Language::Zh) => format!("推导：通话结束，{}", words::call_end(end, language)),
                (None, Language::En) => "derived: a party has left".to_owned(),
                (None, Language::Zh) => "推导：一方已离开".to_owned(),
            };
            (DIM, format!("connectionCleared ({what})"))
        }
        _ => {
            let reason = event.agent_event().and_then(|event| event.reason);
            let reason = reason.map_or_else(String::new, |reason| format!(" ({})", clean(reason)));
            let mark = |en: &str, zh: &str| format!(" ({})", if is_zh { zh } else { en });
            match event.origin {
                Origin::Server if event.late => (
                    anstyle::Style::new(),
                    format!("{name}{reason}{}", mark("late", "迟到")),
                ),
                Origin::Server => (anstyle::Style::new(), format!("{name}{reason}")),
                Origin::Synthesized => (NOTE, format!("{name}{reason}{}", mark("synthesized", "补发"))),
                Origin::Derived => (DIM, format!("{name}{}", mark("derived", "推导"))),
            }
        }
    }
}
