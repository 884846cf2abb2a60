//! The calls: who with whom, each leg, how long, and the data.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use wellclient::{CallSnapshot, ConnectionState, Doubt, Language, PartySnapshot};

use super::super::app::{App, Press};
use super::super::calls::Shown;
use super::super::words::{self, Word};
use super::canvas::{Canvas, row};
use crate::print::clean;
use crate::screen::text::clock;
use crate::screen::wrap::wrapped;

/// A window that is narrower has few words for each call.
const NARROW: u16 = 36;

/// How far what belongs to a call stands to the right of it.
const INDENT: usize = 5;

/// Lines that all calls take, in so many columns.
pub(super) fn height(app: &App, width: u16, canvas: &Canvas<'_>) -> u16 {
    let shown = app.calls.shown.iter();
    let lines = shown.map(|shown| 1 + below(app, &shown.call, width, canvas).len());
    u16::try_from(lines.sum::<usize>().max(1)).unwrap_or(u16::MAX)
}

/// What stands below a call's first line: its parties, and what else there is to know.
fn below(app: &App, call: &CallSnapshot, width: u16, canvas: &Canvas<'_>) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let mut lines = parties(call, width, canvas);
    if has_more(call) {
        let more = wrapped(&more(app, call, canvas.language), width, INDENT);
        let more = more
            .lines()
            .map(|line| Line::styled(line.to_owned(), canvas.theme.dim()));
        lines.extend(more);
    }
    lines
}

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let language = canvas.language;
    let inside = canvas.framed(area, Word::Calls.of(language));
    let shown = &app.calls.shown;
    if shown.is_empty() {
        let complete = app
            .snapshot
            .as_ref()
            .is_none_or(|snapshot| snapshot.calls_complete);
        let word = if complete { Word::NoCalls } else { Word::MayBeCalls };
        let line = Line::styled(word.of(language), canvas.theme.dim());
        return canvas.line(row(inside, 0), &line);
    }
    let chosen = app.calls.chosen().map(|shown| shown.number);
    let is_chosen = |call: &Shown| chosen == Some(call.number);
    // Where there is no room, the others have a line each, and the chosen one is to be seen.
    let is_tight = height(app, inside.width, canvas) > inside.height;
    let before = shown.iter().position(is_chosen).unwrap_or(0);
    let of_chosen = shown
        .get(before)
        .map_or(0, |call| below(app, &call.call, inside.width, canvas).len());
    let needed = before + 1 + of_chosen;
    let first = needed.saturating_sub(usize::from(inside.height)).min(before);
    let mut at = 0;
    for (index, call) in shown.iter().enumerate().skip(if is_tight { first } else { 0 }) {
        let headline = match inside.width < NARROW {
            true => short(call, is_chosen(call), canvas),
            false => headline(app, call, is_chosen(call), canvas),
        };
        let mut lines = vec![Line::from(headline)];
        if !is_tight || is_chosen(call) {
            lines.extend(below(app, &call.call, inside.width, canvas));
        }
        let room = usize::from(inside.height.saturating_sub(at));
        let is_cut = lines.len() > room;
        for (line, text) in (at..).zip(lines.iter().take(room)) {
            canvas.line(row(inside, line), text);
            canvas.pressable(row(inside, line), Press::Call(index));
        }
        at += u16::try_from(lines.len().min(room)).unwrap_or(u16::MAX);
        if let Some(last) = at.checked_sub(1).filter(|_| is_cut && room > 1) {
            canvas.goes_on(row(inside, last));
        }
    }
}

/// `> C1 connected 13800000000 01:02`: what matters most comes first.
fn short<'a>(shown: &Shown, is_chosen: bool, canvas: &Canvas<'_>) -> Vec<Span<'a>> {
    let call = &shown.call;
    let mark = if is_chosen { ">" } else { " " };
    let doubt = if call.doubts.has(Doubt::Leg) { "?" } else { "" };
    let leg = words::leg(call.leg, canvas.language);
    let time = clock(call.talking.unwrap_or(call.age));
    vec![
        Span::raw(format!("{mark} {} ", shown.name())),
        Span::styled(format!("{leg}{doubt}"), leg_style(call.leg, canvas)),
        Span::raw(format!(" {} {time}", others(call))),
    ]
}

/// `> C1 <- 13800000000  connected  talk 01:02  REC`.
fn headline<'a>(app: &App, shown: &Shown, is_chosen: bool, canvas: &Canvas<'_>) -> Vec<Span<'a>> {
    let (theme, language) = (canvas.theme, canvas.language);
    let call = &shown.call;
    let arrow = match call.outgoing {
        Some(true) => "->",
        Some(false) => "<-",
        None => "--",
    };
    let mark = if is_chosen { ">" } else { " " };
    let doubt = |doubt| if call.doubts.has(doubt) { "?" } else { "" };
    let style = if is_chosen { theme.strong() } else { Style::new() };
    let mut spans = vec![
        Span::styled(format!("{mark} {} {arrow} {}", shown.name(), others(call)), style),
        Span::raw("  "),
        Span::styled(
            format!("{}{}", words::leg(call.leg, language), doubt(Doubt::Leg)),
            leg_style(call.leg, canvas),
        ),
    ];
    let mut time = |word: Word, time| {
        spans.push(Span::raw(format!("  {} {}", word.of(language), clock(time))));
    };
    match call.talking {
        Some(talking) => time(Word::Talk, talking),
        None if call.established.is_none() => time(Word::Rings, call.age),
        None => {}
    }
    if let Some(since) = shown.held_since {
        time(Word::OnHold, app.now.monotonic.saturating_sub(since));
    }
    if call.conference {
        spans.push(Span::styled(
            format!("  {}", Word::Conference.of(language)),
            theme.note(),
        ));
    }
    if call.recording {
        let text = format!("  {}{}", Word::Recording.of(language), doubt(Doubt::Recording));
        spans.push(Span::styled(text, theme.bad()));
    }
    spans
}

/// Who else is in it, or is meant to be.
pub(super) fn others(call: &CallSnapshot) -> String {
    let others = call.parties.iter().filter(|party| !party.own);
    let numbers: Vec<String> = others.map(|party| clean(party.device.number())).collect();
    if !numbers.is_empty() {
        return numbers.join(", ");
    }
    let other = match call.outgoing {
        Some(true) => &call.called,
        _ => &call.calling,
    };
    other
        .as_ref()
        .map_or_else(String::new, |device| clean(device.number()))
}

pub(super) fn leg_style(leg: ConnectionState, canvas: &Canvas<'_>) -> Style {
    match leg {
        ConnectionState::Alerting => canvas.theme.urgent(),
        ConnectionState::Connected => canvas.theme.good(),
        ConnectionState::Hold => canvas.theme.note(),
        ConnectionState::Fail => canvas.theme.bad(),
        _ => canvas.theme.dim(),
    }
}

/// `8001 (you) called connected, 13800000000 calling on hold`, in as many lines as they take.
fn parties(call: &CallSnapshot, width: usize, canvas: &Canvas<'_>) -> Vec<Line<'static>> {
    let indent = || Span::raw(" ".repeat(INDENT.min(width / 3)));
    let mut lines = Vec::new();
    let mut spans = vec![indent()];
    let count = call.parties.len();
    for (index, party) in call.parties.iter().enumerate() {
        let leg = words::leg(party.leg, canvas.language);
        let doubt = if party.verified { "" } else { "?" };
        let party_spans = [
            Span::raw(who(party, canvas.language)),
            Span::styled(format!("{leg}{doubt}"), leg_style(party.leg, canvas)),
            Span::raw(if index + 1 < count { ", " } else { "" }),
        ];
        let taken: usize = spans.iter().chain(&party_spans).map(Span::width).sum();
        // A comma's space may stand in no column.
        if taken > width + 1 && spans.len() > 1 {
            lines.push(Line::from(std::mem::replace(&mut spans, vec![indent()])));
        }
        spans.extend(party_spans);
    }
    lines.push(Line::from(spans));
    lines
}

fn who(party: &PartySnapshot, language: Language) -> String {
    let you = match party.own {
        true => format!(" ({})", Word::You.of(language)),
        false => String::new(),
    };
    let role = words::role(party.role, language);
    let space = if role.is_empty() { "" } else { " " };
    format!("{}{you} {role}{space}", clean(party.device.number()))
}

fn has_more(call: &CallSnapshot) -> bool {
    call.data.is_some()
        || call.queue.is_some()
        || call.consultation_of.is_some()
        || call.failed_code.is_some()
}

/// `     queue sales  data order=42 customer=Li`.
fn more(app: &App, call: &CallSnapshot, language: Language) -> String {
    let mut parts = Vec::new();
    if let Some(held) = &call.consultation_of {
        let name = app.calls.name(held).unwrap_or_default();
        parts.push(format!("{} {name}", Word::ConsultationOf.of(language)));
    }
    if let Some(queue) = &call.queue {
        parts.push(format!("{} {}", Word::Queue.of(language), clean(queue)));
    }
    if let Some(code) = &call.failed_code {
        let failed = words::leg(ConnectionState::Fail, language);
        parts.push(format!("{failed} {}", clean(code)));
    }
    if let Some(data) = &call.data {
        let doubt = if call.doubts.has(Doubt::Data) { "?" } else { "" };
        parts.push(format!(
            "{}{doubt} {}",
            Word::Data.of(language),
            clean(&entries(data))
        ));
    }
    format!("     {}", parts.join("  "))
}

/// Call data as `name=value`; whatever else it is, as it stands.
fn entries(data: &str) -> String {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(data) else {
        return data.to_owned();
    };
    let inner = value.get("data").unwrap_or(&value);
    let Some(object) = inner.as_object() else {
        return data.to_owned();
    };
    // The application's first: there may be no room for what the switch itself has put there.
    let is_of_switch =
        |key: &String| matches!(key.as_str(), "originalANI" | "originalDNIS" | "originalCallId");
    let of = |switch| object.iter().filter(move |(key, _)| is_of_switch(key) == switch);
    let entries = of(false)
        .chain(of(true))
        .map(|(key, value)| match value.as_str() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={value}"),
        });
    entries.collect::<Vec<_>>().join(" ")
}
