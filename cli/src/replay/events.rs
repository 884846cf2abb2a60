//! Recorded events, fed to the call model.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use wellclient::{AgentId, DeviceId, Doubt, Language};
use wellclient_core::event::{
    AgentMode, Anomaly, AnomalyKind, Derived, Event, EventKind, EventTime, ModelCorrected,
};
use wellclient_core::model::{Perspective, Tracker, Verdict};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::time::{Now, Wall};

use super::source::{Recorded, event_of, recorded};
use crate::calls;
use crate::failure::Failure;
use crate::language::{pick, say, spoken};
use crate::lines::Line;
use crate::print::{BAD, DIM, GOOD, NOTE, Out, clean};
use crate::said::{Said, said};
use crate::softphone::words;

/// Replays all lines, and sums up; how many events there were.
pub(super) fn replay(
    agent: &str,
    device: &str,
    next: &mut dyn FnMut() -> Result<Option<Line>, Failure>,
    text: bool,
    out: &mut Out,
) -> Result<usize, Failure> {
    let own = Perspective {
        agent: AgentId::from(agent),
        device: DeviceId::from(device),
        internal: InternalNumbers::default(),
    };
    let mut replay = Replay::new(own, text);
    let mut number = 0_u64;
    while let Some(line) = next()? {
        number += 1;
        match &line {
            Line::Text(line) => match recorded(line) {
                Recorded::Event(json, time) => replay.event(number, json, time, out)?,
                Recorded::Note(..) | Recorded::Other => replay.passed_over += 1,
                Recorded::Malformed => replay.malformed(
                    number,
                    &said!(
                        "neither an event nor a line of an event log",
                        "既不是事件，也不是事件日志的一行"
                    ),
                    out,
                )?,
            },
            Line::TooLong => replay.malformed(number, &said!("longer than 1 MiB", "超过 1 MiB"), out)?,
            Line::NotUtf8 => replay.malformed(number, &said!("not UTF-8", "不是 UTF-8"), out)?,
        }
    }
    replay.summary(out)?;
    Ok(replay.events)
}

struct Replay {
    tracker: Tracker,
    text: bool,
    /// Seconds since 1970 of the first and of the latest event that told its time.
    first: Option<i64>,
    latest: i64,
    events: usize,
    duplicates: u64,
    late: u64,
    passed_over: u64,
    anomalies: BTreeMap<&'static str, u64>,
}

impl Replay {
    fn new(own: Perspective, text: bool) -> Self {
        Self {
            tracker: Tracker::new(own),
            text,
            first: None,
            latest: 0,
            events: 0,
            duplicates: 0,
            late: 0,
            passed_over: 0,
            anomalies: BTreeMap::new(),
        }
    }

    fn event(
        &mut self,
        line: u64,
        json: &str,
        logged: Option<EventTime>,
        out: &mut Out,
    ) -> Result<(), Failure> {
        let event = match event_of(json) {
            Ok(event) => event,
            Err(why) => return self.malformed(line, &why, out),
        };
        self.events += 1;
        let now = self.now(logged.or(event.meta().event_time));
        let event = Arc::new(event);
        let offered = self.tracker.offer(now, &event);
        let is_out = self.tracker.model().agent().mode == AgentMode::Logout;
        if event.kind() == EventKind::AgentLoggedOff && is_out {
            self.tracker.forget_calls();
        }
        self.duplicates += u64::from(offered.verdict == Verdict::Duplicate);
        self.late += u64::from(offered.verdict == Verdict::Late);
        for anomaly in &offered.anomalies {
            *self.anomalies.entry(anomaly.kind.as_str()).or_default() += 1;
        }
        let mut derived = Vec::new();
        if let Some(facts) = offered.cleared {
            let cleared = facts.into_cleared(Arc::clone(&event));
            derived.push(Event::derived(Derived::CallCleared(cleared)));
        }
        if !offered.corrected.is_empty() {
            derived.push(Event::derived(Derived::ModelCorrected(ModelCorrected {
                calls: offered.corrected,
            })));
        }
        match self.text {
            true => self.say(&event, offered.verdict, &derived, &offered.anomalies, out),
            false => self.write(&event, offered.verdict, &derived, &offered.anomalies, out),
        }
    }

    /// The time of an event: never before that of an earlier one.
    fn now(&mut self, time: Option<EventTime>) -> Now {
        if let Some(seconds) = time.and_then(seconds) {
            self.latest = if self.first.is_none() {
                seconds
            } else {
                self.latest.max(seconds)
            };
            self.first.get_or_insert(seconds);
        }
        let elapsed = self.first.map_or(0, |first| self.latest.saturating_sub(first));
        Now {
            monotonic: Duration::from_secs(u64::try_from(elapsed).unwrap_or(0)),
            wall: Wall {
                unix_ms: self.latest.saturating_mul(1000),
                utc_offset_s: 0,
            },
        }
    }

    fn write(
        &self,
        event: &Event,
        verdict: Verdict,
        derived: &[Event],
        anomalies: &[Anomaly],
        out: &mut Out,
    ) -> Result<(), Failure> {
        let derived: Vec<&RawValue> = derived
            .iter()
            .filter_map(|event| serde_json::from_str(event.raw()).ok())
            .collect();
        out.json(&json!({
            "event": event.name(),
            "callId": event.call_id(),
            "verdict": verdict_name(verdict),
            "derived": derived,
            "calls": calls::by_id(self.tracker.model().calls()),
            "agentMode": self.tracker.model().agent().mode,
            "anomalies": anomalies.iter().map(describe).collect::<Vec<_>>(),
        }))
    }

    fn say(
        &self,
        event: &Event,
        verdict: Verdict,
        derived: &[Event],
        anomalies: &[Anomaly],
        out: &mut Out,
    ) -> Result<(), Failure> {
        let time = event
            .meta()
            .event_time
            .map_or_else(|| " ".repeat(19), |time| time.to_string());
        let style = match verdict {
            Verdict::Applied => anstyle::Style::new(),
            Verdict::Late => NOTE,
            Verdict::Refused => BAD,
            Verdict::Duplicate | Verdict::Irrelevant => DIM,
        };
        let (name, calls) = (clean(event.name()), calls::words(self.tracker.model().calls()));
        let name = match words::event_zh(event.kind()).filter(|_| spoken() == Language::Zh) {
            Some(word) => format!("{name} {word}"),
            None => name,
        };
        let verdict = match verdict {
            Verdict::Applied => String::new(),
            other => format!(" ({})", pick(verdict_name(other), verdict_in_chinese(other))),
        };
        let what = format!("{name}{verdict}");
        out.beside_at(30, &format!("{DIM}{time}{DIM:#}"), (style, &what), &calls)?;
        for anomaly in anomalies {
            let (kind, detail) = (words::anomaly(anomaly.kind, spoken()), clean(&anomaly.detail));
            let anomaly = say!("{kind}: {detail}", "{kind}：{detail}");
            out.line(&format!("{:>20}{BAD}{anomaly}{BAD:#}", ""))?;
        }
        for event in derived
            .iter()
            .filter(|event| event.kind() != EventKind::CallCleared)
        {
            out.verbatim(&format!("{:>20}{NOTE}{}{NOTE:#}", "", clean(event.raw())))?;
        }
        Ok(())
    }

    fn malformed(&mut self, line: u64, detail: &Said, out: &mut Out) -> Result<(), Failure> {
        *self.anomalies.entry("malformed").or_default() += 1;
        if self.text {
            let malformed = say!(
                "line {line} is malformed: {detail}",
                "第 {line} 行格式不对：{detail}"
            );
            return out.line(&format!("{BAD}{malformed}{BAD:#}"));
        }
        out.json(&json!({ "line": line, "anomalies": [{ "kind": "malformed", "detail": detail.en }] }))
    }

    fn summary(&self, out: &mut Out) -> Result<(), Failure> {
        let model = self.tracker.model();
        let doubtful = self.tracker.is_doubtful();
        if !self.text {
            return out.json(&json!({ "summary": {
                "events": self.events,
                "duplicates": self.duplicates,
                "late": self.late,
                "passedOver": self.passed_over,
                "anomalies": self.anomalies,
                "calls": calls::by_id(model.calls()),
                "agentMode": model.agent().mode,
                "doubtful": doubtful,
            } }));
        }
        let anomalies: Vec<String> = self
            .anomalies
            .iter()
            .map(|(kind, count)| {
                let known = AnomalyKind::ALL.iter().find(|known| known.as_str() == *kind);
                let kind = known.map_or(*kind, |known| words::anomaly(*known, spoken()));
                say!("{count} {kind}", "{kind} {count} 处")
            })
            .collect();
        let anomalies = if anomalies.is_empty() {
            pick("nothing that did not fit", "没有不合之处").to_owned()
        } else {
            anomalies.join(pick(", ", "，"))
        };
        let calls = match model.calls() {
            [] => pick("no calls", "没有通话").to_owned(),
            some => calls::words(some),
        };
        let (style, verdict) = match doubtful {
            true => (
                BAD,
                pick(
                    "doubtful: a live session would ask the server now",
                    "存疑：实时会话此时会询问服务器",
                ),
            ),
            false => (GOOD, pick("consistent", "一致")),
        };
        let Self {
            events,
            duplicates,
            late,
            ..
        } = self;
        let mode = &model.agent().mode;
        let is_known = *mode == AgentMode::Unknown || !model.agent().doubts.has(Doubt::Mode);
        let doubt = if is_known { "" } else { "?" };
        let mode = pick(mode.as_str(), words::mode(mode, Language::Zh));
        out.line(&say!(
            "\n{events} events, {duplicates} of them copies, {late} late; {anomalies}\n\
             agent {mode}{doubt}; {calls}; {style}{verdict}{style:#}",
            "\n{events} 个事件，其中重复 {duplicates} 个，迟到 {late} 个；{anomalies}\n\
             座席{mode}{doubt}；{calls}；{style}{verdict}{style:#}"
        ))
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Applied => "applied",
        Verdict::Late => "late",
        Verdict::Duplicate => "duplicate",
        Verdict::Refused => "refused",
        Verdict::Irrelevant => "irrelevant",
    }
}

fn verdict_in_chinese(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Applied => "已采用",
        Verdict::Late => "迟到",
        Verdict::Duplicate => "重复",
        Verdict::Refused => "未采用",
        Verdict::Irrelevant => "无关",
    }
}

fn describe(anomaly: &Anomaly) -> Value {
    json!({ "kind": anomaly.kind.as_str(), "detail": anomaly.detail })
}

/// Since 1970, in the server's own zone, which it does not tell.
pub(crate) fn seconds(time: EventTime) -> Option<i64> {
    let (year, month, day, hour, minute, second) = time.parts();
    let civil = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    jiff::tz::Offset::UTC
        .to_timestamp(civil)
        .ok()
        .map(|at| at.as_second())
}
