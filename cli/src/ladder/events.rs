//! An event log, or raw events, as a ladder: each event is offered to a model of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use wellclient::{AgentId, DeviceId};
use wellclient_core::event::{AgentMode, Derived, Event, EventKind, EventTime, ModelCorrected};
use wellclient_core::model::{Perspective, Tracker, Verdict};
use wellclient_core::numbers::InternalNumbers;
use wellclient_core::time::{Now, Wall};

use super::Ladder;
use super::builder::Builder;
use super::journal::{anomaly_mark, event_row, server_seconds};
use super::log_line::{LogLine, understood};
use super::moment::Moment;
use super::row::{Kind, Mark, Row};
use super::words;
use crate::failure::Failure;
use crate::lines::Line;
use crate::replay::source::{Recorded, event_of, recorded};
use crate::said::{Said, said};

/// Reads all lines.
pub(crate) fn read(
    agent: &str,
    device: &str,
    mut next: impl FnMut() -> Result<Option<Line>, Failure>,
) -> Result<Ladder, Failure> {
    let own = Perspective {
        agent: AgentId::from(agent),
        device: DeviceId::from(device),
        internal: InternalNumbers::default(),
    };
    let mut reading = Reading {
        rows: Builder::new(agent, device),
        tracker: Tracker::new(own),
        requests: HashMap::new(),
        first: None,
        latest: 0,
        events: 0,
    };
    let mut number = 0_u64;
    while let Some(line) = next()? {
        number += 1;
        match &line {
            Line::Text(text) => match recorded(text) {
                Recorded::Event(json, time) => reading.event(number, json, time),
                Recorded::Note(text, time) => reading.note(text, time),
                Recorded::Other => {}
                Recorded::Malformed => {
                    let why = said!(
                        "neither an event nor a line of an event log",
                        "既不是事件，也不是事件日志的一行"
                    );
                    reading.malformed(number, &why, text);
                }
            },
            Line::TooLong => reading.malformed(number, &said!("longer than 1 MiB", "超过 1 MiB"), ""),
            Line::NotUtf8 => reading.malformed(number, &said!("not UTF-8", "不是 UTF-8"), ""),
        }
    }
    let events = reading.events;
    let mut ladder = reading.rows.finish();
    ladder.events = events;
    Ok(ladder)
}

struct Reading {
    rows: Builder,
    tracker: Tracker,
    /// The rows of requests without a reply, by their lines.
    requests: HashMap<String, usize>,
    /// Seconds since 1970 of the first and of the latest line that told its time.
    first: Option<i64>,
    latest: i64,
    events: usize,
}

impl Reading {
    fn event(&mut self, line: u64, json: &str, logged: Option<EventTime>) {
        let mut event = match event_of(json) {
            Ok(event) => event,
            Err(why) => return self.malformed(line, &why, json),
        };
        self.events += 1;
        let now = self.now(logged.or(event.meta().event_time));
        let offered = self.tracker.offer(now, &Arc::new(event.clone()));
        event.late = offered.verdict == Verdict::Late;
        let is_out = self.tracker.model().agent().mode == AgentMode::Logout;
        if event.kind() == EventKind::AgentLoggedOff && is_out {
            self.tracker.forget_calls();
        }
        let mut row = event_row(&event, &mut self.rows);
        match offered.verdict {
            Verdict::Duplicate => row.marks.add(Mark::Duplicate),
            Verdict::Refused => row.marks.add(Mark::Odd),
            Verdict::Applied | Verdict::Late | Verdict::Irrelevant => {}
        }
        let call = row.call;
        let row = self.rows.push(row);
        if logged.is_some()
            && let Some(time) = server_seconds(event.meta().event_time)
        {
            self.rows.behind(row, time);
        }
        // Copies and late events are marked as such.
        let odd = offered.anomalies.iter().filter(|anomaly| {
            use wellclient_core::event::AnomalyKind::{Duplicate, Late};
            !matches!(anomaly.kind, Duplicate | Late)
        });
        for anomaly in odd {
            let mut row = Row::new(Kind::Anomaly, "").marked(anomaly_mark(anomaly.kind));
            (row.word, row.call) = (anomaly.kind.as_str(), call);
            let row = row.saying(words::anomaly(anomaly.kind, &anomaly.detail));
            self.rows.push(row.raw(json));
        }
        if !offered.corrected.is_empty() {
            let calls = offered.corrected;
            let corrected = Event::derived(Derived::ModelCorrected(ModelCorrected { calls }));
            let row = event_row(&corrected, &mut self.rows);
            self.rows.push(row);
        }
        self.model();
    }

    fn note(&mut self, text: &str, time: EventTime) {
        self.now(Some(time));
        let understood = understood(text);
        let row = self.rows.push(understood.row());
        match understood {
            LogLine::Request(line) => {
                self.requests.insert(line.to_owned(), row);
            }
            LogLine::Reply(line, _) => {
                if let Some(asked) = self.requests.remove(line) {
                    self.rows.answers(row, asked);
                }
            }
            _ => {}
        }
        self.model();
    }

    fn malformed(&mut self, line: u64, why: &Said, text: &str) {
        self.rows.malformed(line, why, text);
        self.model();
    }

    fn model(&mut self) {
        let (model, is_doubtful) = (self.tracker.model(), self.tracker.is_doubtful());
        self.rows
            .model(|numbers| Moment::of_model(model, is_doubtful, numbers));
    }

    /// The time of a line: never before that of an earlier one.
    fn now(&mut self, time: Option<EventTime>) -> Now {
        if let Some(seconds) = server_seconds(time) {
            self.latest = if self.first.is_none() {
                seconds
            } else {
                self.latest.max(seconds)
            };
            self.first.get_or_insert(seconds);
        }
        let unix_ms = self.latest.saturating_mul(1000);
        if self.first.is_some() {
            self.rows.at(unix_ms, 0);
        }
        let elapsed = self.first.map_or(0, |first| self.latest.saturating_sub(first));
        Now {
            monotonic: Duration::from_secs(u64::try_from(elapsed).unwrap_or(0)),
            wall: Wall {
                unix_ms,
                utc_offset_s: 0,
            },
        }
    }
}
