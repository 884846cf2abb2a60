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
use crate::screen::text::{clock, cut, width};
use crate::screen::wrap::wrapped;

/// A window that is narrower has few words for each call.
const NARROW: u16 = 36;

/// How far what belongs to a call stands to the right of it.
const INDENT: usize = 5;

/// Lines that all calls take, in so many columns.
pub(super) fn height(app: &App, width: u16, canvas: &Canvas<'_>) -> u16 {
    let shown = app.calls.shown.iter();
    let lines = shown.map(|shown| whole(app, shown, (width, 0), Detail::All, canvas).len());
    u16::try_from(lines.sum::<usize>().max(1)).unwrap_or(u16::MAX)
}

/// What is said of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    All,
    /// Without what the switch itself has put into its data.
    NotOfSwitch,
}

/// A call in as many lines as it takes: itself, its parties, and what else there is to know. At the end of each line so many
/// columns are spared for a sign.
fn whole(
    app: &App,
    shown: &Shown,
    (width, spared): (u16, usize),
    detail: Detail,
    canvas: &Canvas<'_>,
) -> Vec<Line<'static>> {
    let is_chosen = app.calls.chosen().map(|chosen| chosen.number) == Some(shown.number);
    let columns = usize::from(width).saturating_sub(spared);
    let mut lines = match width < NARROW {
        true => vec![short(shown, is_chosen, columns, canvas)],
        false => flow(headline(app, shown, is_chosen, columns, canvas), columns),
    };
    lines.extend(parties(&shown.call, columns, canvas));
    let more = more(app, &shown.call, detail, canvas.language);
    if !more.is_empty() {
        let indent = " ".repeat(INDENT.min(columns / 3));
        let more = wrapped(&format!("{indent}{more}"), columns, INDENT);
        let more = more
            .lines()
            .map(|line| Line::styled(line.to_owned(), canvas.theme.dim()));
        lines.extend(more);
    }
    lines
}

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let language = canvas.language;
    let shown = &app.calls.shown;
    let chosen = app.calls.chosen().map(|shown| shown.number);
    let at = shown
        .iter()
        .position(|call| chosen == Some(call.number))
        .unwrap_or(0);
    let which = words::which_of(at + 1, shown.len(), language);
    let title = match shown.len() > 1 {
        true => format!("{} {which}", Word::Calls.of(language)),
        false => Word::Calls.of(language).to_owned(),
    };
    let inside = canvas.framed(area, &title);
    if shown.is_empty() {
        let complete = app
            .snapshot
            .as_ref()
            .is_none_or(|snapshot| snapshot.calls_complete);
        let word = if complete { Word::NoCalls } else { Word::MayBeCalls };
        let line = Line::styled(word.of(language), canvas.theme.dim());
        return canvas.line(row(inside, 0), &line);
    }
    let room = usize::from(inside.height);
    let detail = match height(app, inside.width, canvas) > inside.height {
        true => Detail::NotOfSwitch,
        false => Detail::All,
    };
    let lines_of = |call: &Shown, spared| whole(app, call, (inside.width, spared), detail, canvas);
    let wanted: Vec<usize> = shown.iter().map(|call| lines_of(call, 0).len()).collect();
    let given = share(&wanted, at, room);
    // Without a frame nothing else says that there are others.
    let counted = canvas.is_low && given.contains(&0);
    let sign = if counted { width(&which) } else { width("…") };
    let of_each = shown.iter().zip(wanted.iter().zip(&given));
    let calls: Vec<_> = of_each
        .map(|(call, (wanted, given))| match wanted > given {
            true => lines_of(call, sign + 1),
            false => lines_of(call, 0),
        })
        .collect();
    let mut line = 0;
    for (index, (lines, given)) in calls.iter().zip(&given).enumerate() {
        for text in lines.iter().take(*given) {
            canvas.line(row(inside, line), text);
            canvas.pressable(row(inside, line), Press::Call(index));
            line += 1;
        }
        if let Some(last) = line.checked_sub(1).filter(|_| *given > 0 && *given < lines.len()) {
            canvas.goes_on(row(inside, last));
        }
    }
    if counted {
        canvas.at_end(row(inside, 0), &which);
    }
}

/// How many lines each call gets: each its first, then the chosen one all, then the others, the oldest first.
fn share(wanted: &[usize], chosen: usize, room: usize) -> Vec<usize> {
    let others = (0..wanted.len()).filter(|index| *index != chosen);
    let order: Vec<usize> = std::iter::once(chosen).chain(others).collect();
    let mut given = vec![0; wanted.len()];
    let mut left = room;
    for most in [1, usize::MAX] {
        for &index in &order {
            if let (Some(given), Some(wanted)) = (given.get_mut(index), wanted.get(index)) {
                let more = (*wanted).min(most).saturating_sub(*given).min(left);
                *given += more;
                left -= more;
            }
        }
    }
    given
}

/// `> C1 connected 13800000000 01:02`: what matters most comes first, and the clock is whole.
fn short(shown: &Shown, is_chosen: bool, columns: usize, canvas: &Canvas<'_>) -> Line<'static> {
    let call = &shown.call;
    let mark = if is_chosen { ">" } else { " " };
    let doubt = if call.doubts.has(Doubt::Leg) { "?" } else { "" };
    let name = format!("{mark} {} ", shown.name());
    let leg = format!("{}{doubt}", words::leg(call.leg, canvas.language));
    let time = clock(call.talking.unwrap_or(call.age));
    let used = width(&name) + width(&leg) + width(&time) + 2;
    let others = cut(&others(call), columns.saturating_sub(used));
    Line::from(vec![
        Span::raw(name),
        Span::styled(leg, leg_style(call.leg, canvas)),
        Span::raw(format!(" {others} {time}")),
    ])
}

/// Parts with two spaces between them, in as many lines as they take.
fn flow(parts: Vec<Span<'static>>, columns: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for part in parts {
        let taken = part.width();
        if !spans.is_empty() && used + 2 + taken > columns {
            lines.push(Line::from(std::mem::take(&mut spans)));
        }
        let before = match (spans.is_empty(), lines.is_empty()) {
            (true, true) => 0,
            (true, false) => INDENT,
            (false, _) => {
                used += 2;
                2
            }
        };
        if spans.is_empty() {
            used = before;
        }
        spans.push(Span::raw(" ".repeat(before)));
        used += taken;
        spans.push(part);
    }
    lines.push(Line::from(spans));
    lines
}

/// `> C1 <- 13800000000`, `connected`, `talk 01:02`, `REC`.
fn headline(
    app: &App,
    shown: &Shown,
    is_chosen: bool,
    columns: usize,
    canvas: &Canvas<'_>,
) -> Vec<Span<'static>> {
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
    let who = format!("{mark} {} {arrow} {}", shown.name(), others(call));
    let mut parts = vec![
        // All of them stand below.
        Span::styled(cut(&who, columns), style),
        Span::styled(
            format!("{}{}", words::leg(call.leg, language), doubt(Doubt::Leg)),
            leg_style(call.leg, canvas),
        ),
    ];
    let mut time = |word: Word, time| {
        parts.push(Span::raw(format!("{} {}", word.of(language), clock(time))));
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
        parts.push(Span::styled(Word::Conference.of(language), theme.note()));
    }
    if call.recording {
        let text = format!("{}{}", Word::Recording.of(language), doubt(Doubt::Recording));
        parts.push(Span::styled(text, theme.bad()));
    }
    parts
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

/// `queue sales  data order=42 customer=Li`.
fn more(app: &App, call: &CallSnapshot, detail: Detail, language: Language) -> String {
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
    let data = call.data.as_ref().map(|data| entries(data, detail));
    if let Some(data) = data.filter(|data| !data.is_empty()) {
        let doubt = if call.doubts.has(Doubt::Data) { "?" } else { "" };
        parts.push(format!("{}{doubt} {}", Word::Data.of(language), clean(&data)));
    }
    parts.join("  ")
}

/// Call data as `name=value`; whatever else it is, as it stands.
fn entries(data: &str, detail: Detail) -> String {
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
    let of_switch = of(true).filter(|_| detail == Detail::All);
    let entries = of(false)
        .chain(of_switch)
        .map(|(key, value)| match value.as_str() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={value}"),
        });
    entries.collect::<Vec<_>>().join(" ")
}
