//! A journal as a ladder: what went in, line by line, and what came of it.

use std::collections::{HashMap, VecDeque};

use wellclient::{Body, DeviceRef, Event, EventKind, Evidence, Language, Origin, Outcome};
use wellclient_core::event::{AnomalyKind, EventTime};
use wellclient_core::http::{self, HttpRequest};
use wellclient_core::journal::Replay;
use wellclient_core::metrics::Metrics;
use wellclient_core::session::Output;

use super::builder::Builder;
use super::moment::Moment;
use super::row::{Kind, Mark, Party, Row, Said};
use super::wire::{Channel, Input, Line, arguments};
use super::{Ladder, words};
use crate::failure::Failure;
use crate::library;
use crate::lines::Line as Text;
use crate::replay::events::seconds;

/// Reads a journal from the line after its header on. What cannot be read ends it: the ladder says so.
pub(crate) fn read(
    header: &str,
    mut next: impl FnMut() -> Result<Option<Text>, Failure>,
) -> Result<Ladder, Failure> {
    let mut replay = Replay::new(header).map_err(Failure::failed)?;
    let mut reading = Reading {
        rows: Builder::new("", ""),
        channel: Channel::new(),
        commands: HashMap::new(),
        requests: HashMap::new(),
        events: 0,
    };
    let (mut number, mut broken) = (1_u64, String::new());
    while let Some(text) = next()? {
        number += 1;
        let entry = match &text {
            Text::Text(entry) => entry,
            Text::TooLong => {
                broken = format!("line {number}: longer than 1 MiB");
                break;
            }
            Text::NotUtf8 => {
                broken = format!("line {number}: not UTF-8");
                break;
            }
        };
        if let Err(error) = reading.line(entry, &mut replay) {
            broken = error.to_string();
            break;
        }
    }
    let events = reading.events;
    let mut ladder = reading.rows.finish();
    (ladder.broken, ladder.events) = (broken, events);
    Ok(ladder)
}

struct Reading {
    rows: Builder,
    channel: Channel,
    /// The rows of commands, by their numbers.
    commands: HashMap<u64, usize>,
    /// The rows of requests, by their numbers.
    requests: HashMap<u64, usize>,
    events: usize,
}

impl Reading {
    fn line(
        &mut self,
        entry: &str,
        replay: &mut Replay,
    ) -> Result<(), wellclient_core::journal::JournalError> {
        let line = Line::read(entry);
        if let Some(line) = &line {
            self.rows.at(line.wall, line.offset);
        }
        let first = self.rows.len();
        let before = replay.session().metrics();
        let mut bodies = VecDeque::new();
        if let Some(line) = &line {
            self.input(&line.input(), &mut bodies);
        }
        let mut outputs = Vec::new();
        let fed = replay.feed(entry, |output| outputs.push(output));
        if let Some((agent, device)) = replay.session().identity() {
            self.rows.identify(agent.as_str(), device);
        }
        self.compared(before, replay.session().metrics());
        let dropped = if replay.session().metrics().duplicates > before.duplicates {
            Mark::Duplicate
        } else {
            Mark::Odd
        };
        for output in outputs {
            self.output(output, first, dropped, &mut bodies);
        }
        self.not_told(bodies.drain(..), dropped);
        let (session, now) = (replay.session(), replay.now());
        self.rows
            .model(|numbers| Moment::of_session(&session.snapshot(now), numbers));
        fed
    }

    fn input(&mut self, input: &Input<'_>, bodies: &mut VecDeque<String>) {
        match input {
            Input::Received(socket, octets) => {
                bodies.extend(self.channel.messages(*socket, octets));
                self.events += bodies.len();
            }
            Input::Response { id, status, body } => {
                let mut row = Row::new(Kind::Reply, status.to_string()).raw(body);
                if !(200..300).contains(status) {
                    row.marks.add(Mark::Failed);
                }
                self.reply(*id, row);
            }
            Input::NoResponse { id, why } => {
                let mut row = Row::new(Kind::Reply, "").marked(Mark::Failed);
                row.word = "noReply";
                self.reply(*id, row.saying((*why).to_owned()));
            }
            Input::Command {
                id,
                verb,
                arguments: given,
            } => {
                let texts = given.values().filter_map(|value| value.as_str());
                let mut calls = texts.filter_map(|text| self.rows.known_call(text));
                let (call, also) = (calls.next(), calls.collect());
                let said = arguments(given, call, |text| self.rows.known_call(text));
                let mut row = Row::new(Kind::Command, *verb).saying(said);
                (row.command, row.call, row.also) = (*id, call, also);
                let row = self.rows.push(row);
                if let Some(id) = id {
                    self.commands.insert(*id, row);
                }
            }
            Input::Note(name, said) => {
                self.rows.push(Row::new(Kind::Note, *name).saying(said.clone()));
            }
            Input::Quiet => {}
        }
    }

    fn reply(&mut self, id: u64, row: Row) {
        let asked = self.requests.remove(&id);
        let name = asked
            .and_then(|asked| self.rows.row(asked))
            .map(|asked| (request_name(asked), asked.command, asked.call));
        let name = name.map(|(name, command, call)| (self.short(&name), command, call));
        let mut row = row.between(Party::SERVER, Party::CLIENT);
        if let Some((name, command, call)) = name {
            if row.said.en.is_empty() {
                row.said = name.into();
            }
            (row.command, row.call) = (command, call);
        }
        let row = self.rows.push(row);
        if let Some(asked) = asked {
            self.rows.answers(row, asked);
        }
    }

    /// Whether the model was compared with the server's account.
    fn compared(&mut self, before: Metrics, after: Metrics) {
        if after.resyncs == before.resyncs {
            return;
        }
        let mut row = Row::new(Kind::Resync, "resync").marked(Mark::Resync);
        row.said = words::resync(after.corrections - before.corrections);
        self.rows.push(row);
    }

    fn output(&mut self, output: Output, first: usize, dropped: Mark, bodies: &mut VecDeque<String>) {
        match output {
            Output::Event(event) => {
                if event.origin == Origin::Server {
                    let mut before = Vec::new();
                    while let Some(body) = bodies.pop_front() {
                        if body.trim() == event.raw().trim() {
                            break;
                        }
                        before.push(body);
                    }
                    self.not_told(before.into_iter(), dropped);
                }
                self.event(&event);
            }
            Output::Request { id, request } => self.request(id.0, &request, first),
            Output::Settled { id, outcome } => self.settled(id.0, &outcome),
            Output::AskLogin { id, .. } => {
                let mut row = Row::new(Kind::Note, "askLogin");
                row.command = Some(id.0);
                self.rows.push(row);
            }
            _ => {}
        }
    }

    /// A command's own request is shown with it.
    fn request(&mut self, id: u64, request: &HttpRequest, first: usize) {
        let name = format!("{} {}", request.method, self.short(path(&request.url)));
        let mut raw = format!("{} {}", request.method, request.url);
        if let http::Body::Text(body) = &request.body {
            raw.push('\n');
            raw.push_str(body);
        }
        let last = self.rows.len().checked_sub(1).filter(|last| *last >= first);
        if let Some(last) = last
            && let Some(row) = self.rows.row(last)
            && row.kind == Kind::Command
            && row.raw.is_empty()
        {
            row.to = Party::SERVER;
            row.raw = raw;
            self.requests.insert(id, last);
            return;
        }
        let row = Row::new(Kind::Request, name)
            .between(Party::CLIENT, Party::SERVER)
            .raw(raw);
        let row = self.rows.push(row);
        self.requests.insert(id, row);
    }

    /// A path with the calls' short names, and devices without their domains.
    fn short(&self, path: &str) -> String {
        let parts = path.split('/').map(|part| match self.rows.known_call(part) {
            Some(call) => words::call(call),
            None => part.split('@').next().unwrap_or(part).to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn settled(&mut self, id: u64, outcome: &Outcome) {
        let asked = self.commands.remove(&id);
        let verb = asked.and_then(|asked| self.rows.row(asked));
        let (verb, call) = verb.map_or((String::new(), None), |row| (row.name.clone(), row.call));
        let mut row = Row::new(Kind::Outcome, verb);
        (row.command, row.call, row.word) = (Some(id), call, outcome.name());
        row.said = match outcome.evidence() {
            Some(evidence) => words::evidence(evidence),
            None => Said {
                en: outcome.sentence(Language::En).unwrap_or_default(),
                zh: outcome.sentence(Language::Zh).unwrap_or_default(),
            },
        };
        if !outcome.is_good() {
            row.marks.add(Mark::Failed);
        }
        let row = self.rows.push(row);
        let Some(asked) = asked else { return };
        self.rows.answers(row, asked);
        if let Some(Evidence::Event(name)) = outcome.evidence() {
            // It may have come before the reply to the request; a copy of it shows nothing.
            let shows = |row: &Row| {
                row.kind == Kind::Event
                    && row.answers.is_none()
                    && row.name == name.as_str()
                    && !row.marks.has(Mark::Duplicate)
            };
            let event = (asked..row)
                .rev()
                .find(|at| self.rows.row(*at).is_some_and(|row| shows(row)));
            if let Some(event) = event {
                self.rows.answers(event, asked);
                if let Some(event) = self.rows.row(event) {
                    event.command = Some(id);
                }
            }
        }
    }

    fn event(&mut self, event: &Event) {
        let row = event_row(event, &mut self.rows);
        let row = self.rows.push(row);
        if event.origin == Origin::Server
            && let Some(time) = event.meta().event_time.and_then(seconds)
        {
            self.rows.behind(row, time);
        }
    }

    /// Events that were received, and of which the application was not told.
    fn not_told(&mut self, bodies: impl Iterator<Item = String>, why: Mark) {
        for body in bodies {
            let mut row = match wellclient_core::event::decode(body.as_bytes()) {
                Ok(event) => event_row(&event, &mut self.rows),
                Err(_) => Row::new(Kind::Event, "")
                    .between(Party::SERVER, Party::CLIENT)
                    .raw(body),
            };
            row.marks.add(why);
            self.rows.push(row);
        }
    }
}

/// An event, from the device that it tells of.
pub(super) fn event_row(event: &Event, rows: &mut Builder) -> Row {
    let mut row = Row::new(Kind::Event, event.name()).raw(event.raw());
    row.call = event.call_id().map(|call| rows.call(call));
    if event.late {
        row.marks.add(Mark::Late);
    }
    match event.origin {
        Origin::Server => {
            let from = actor(event).map_or(Party::SERVER, |device| rows.party(device));
            row = row.between(from, Party::CLIENT);
            row.said = words::server_event(event).into();
        }
        Origin::Synthesized => {
            row.marks.add(Mark::Corrected);
            row.word = "synthesized";
            row.said = words::server_event(event).into();
        }
        Origin::Derived => derived(event, &mut row),
    }
    // In a watch: whose event it is.
    if let Some(agent) = &event.watched {
        row.said.en = format!("{agent} {}", row.said.en).trim_end().to_owned();
        if !row.said.zh.is_empty() {
            row.said.zh = format!("{agent} {}", row.said.zh);
        }
    }
    row
}

fn derived(event: &Event, row: &mut Row) {
    row.kind = Kind::Derived;
    match event.body() {
        Body::LinkChanged(link) => {
            (row.kind, row.word, row.to) = (Kind::Link, link.state.as_str(), Party::SERVER);
            let en = link.reason.clone().unwrap_or_default();
            let end = link.end_reason.and_then(library::link_end_zh);
            let zh = end.map_or_else(String::new, |end| format!("{end}：{en}"));
            row.said = Said { en, zh };
            if link.end_reason.is_some() {
                row.marks.add(Mark::Lost);
            }
        }
        Body::SessionEnded(ended) => {
            row.kind = Kind::Link;
            row.said = words::session_end(ended.end_reason);
        }
        Body::Anomaly(anomaly) => {
            (row.kind, row.name, row.word) = (Kind::Anomaly, String::new(), anomaly.kind.as_str());
            row.said = words::anomaly(anomaly.kind, &anomaly.detail);
            row.marks.add(anomaly_mark(anomaly.kind));
        }
        Body::ModelCorrected(_) => row.marks.add(Mark::Corrected),
        Body::CallCleared(cleared) => {
            row.said = cleared.end_reason.map(words::call_end).unwrap_or_default();
        }
        Body::LoginFailed(failed) => {
            row.marks.add(Mark::Failed);
            row.said = format!("{} {}", failed.status, failed.response_text).into();
        }
        Body::WsDisconnected => row.marks.add(Mark::Lost),
        _ => {}
    }
}

pub(super) fn anomaly_mark(kind: AnomalyKind) -> Mark {
    match kind {
        AnomalyKind::Duplicate => Mark::Duplicate,
        AnomalyKind::Late => Mark::Late,
        AnomalyKind::Gap => Mark::Gap,
        _ => Mark::Odd,
    }
}

/// The device that an event tells of.
fn actor(event: &Event) -> Option<DeviceRef<'_>> {
    let by_kind = match event.body() {
        Body::ServiceInitiated(event) => Some(event.initiated_device),
        Body::Originated(event) => Some(event.calling_device),
        Body::Delivered(event) => Some(event.alerting_device),
        Body::Established(event) => Some(event.answering_device),
        Body::ConnectionCleared(event) => Some(event.releasing_device),
        Body::Held(event) => Some(event.holding_device),
        Body::Retrieved(event) => Some(event.retrieving_device),
        Body::Transferred(event) => event.transferring_device,
        Body::Conferenced(event) => event.conferencing_device,
        Body::Failed(event) => event.called_device,
        _ => None,
    };
    let is_known = event.kind() != EventKind::Other;
    by_kind
        .or_else(|| event.meta().device_id.filter(|_| is_known))
        .filter(|device| !device.as_str().is_empty())
}

/// A command's row, or a request's, in a few words.
fn request_name(row: &Row) -> String {
    match row.kind {
        Kind::Command => row.raw.lines().next().map(|line| match line.split_once(' ') {
            Some((method, url)) => format!("{method} {}", path(url)),
            None => line.to_owned(),
        }),
        _ => None,
    }
    .unwrap_or_else(|| row.name.clone())
}

/// A URL without its scheme and host.
pub(super) fn path(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    after.find('/').and_then(|at| after.get(at..)).unwrap_or(after)
}

/// The server's own time, as seconds.
pub(super) fn server_seconds(time: Option<EventTime>) -> Option<i64> {
    time.and_then(seconds)
}
