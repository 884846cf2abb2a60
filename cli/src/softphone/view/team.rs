//! The team: one line for each agent who is watched, and what can be done.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use wellclient::{CallSnapshot, Doubt, Language, Snapshot};

use super::super::app::{App, Press};
use super::super::team::Watching;
use super::super::words::{self, Word};
use super::canvas::{Canvas, row};
use super::{buttons, calls, header};
use crate::print::clean;
use crate::screen::text::{clock, cut, fit, width};

/// So many of the team are to be seen rather than frames.
const FEW: usize = 4;

pub(super) fn draw(app: &App, body: Rect, canvas: &mut Canvas<'_>) {
    let language = canvas.language;
    let offers = app.offers();
    let grid = |frame| buttons::grid_height(&offers, body.width.saturating_sub(frame));
    // Frames, titles and the reason's line are there where some of the team are to be seen beside them.
    let few = u16::try_from(app.team.rows.len().min(FEW)).unwrap_or(u16::MAX);
    let was_low = canvas.is_low;
    canvas.is_low |= body.height < few.saturating_add(grid(2)).saturating_add(6);
    let (frame, reason) = if canvas.is_low { (0, 0) } else { (2, 1) };
    let for_buttons = grid(frame).saturating_add(frame + reason);
    let list = u16::try_from(offers.len())
        .unwrap_or(u16::MAX)
        .saturating_add(frame);
    let rows = u16::try_from(app.team.rows.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2 + frame);
    let as_list = body.height >= rows.saturating_add(list)
        && buttons::fit_as_list(&offers, body.width.saturating_sub(frame), language);
    let for_buttons = if as_list { list } else { for_buttons };
    let upper = Rect {
        height: body.height.saturating_sub(for_buttons).max(body.height / 2),
        ..body
    };
    let lower = Rect {
        y: upper.bottom(),
        height: body.height - upper.height,
        ..body
    };
    let keys = format!(
        "+ {}  - {}",
        Word::AddAgent.of(language),
        Word::LeaveOut.of(language)
    );
    let inside = canvas.framed(upper, &format!("{}   {keys}", Word::Team.of(language)));
    table(app, inside, canvas);
    buttons::draw(&offers, app.chosen(), as_list, lower, canvas);
    canvas.is_low = was_low;
}

fn table(app: &App, inside: Rect, canvas: &mut Canvas<'_>) {
    let (theme, language) = (canvas.theme, canvas.language);
    if app.team.rows.is_empty() {
        let (text, style) = match &app.team.watching {
            Watching::Failed(why) => (why.in_language(language), theme.bad()),
            Watching::Opening => (Word::Opening.of(language), theme.note()),
            _ => (Word::NobodyWatched.of(language), theme.dim()),
        };
        return canvas.wrapped(inside, text, style);
    }
    let titles = [
        Word::Colleague,
        Word::Extension,
        Word::State,
        Word::Since,
        Word::Call,
    ];
    let columns = columns(inside.width);
    let top = u16::from(!canvas.is_low);
    if top > 0 {
        let mut title = String::from("  ");
        for (word, columns) in titles.into_iter().zip(columns) {
            title.push_str(&fit(word.of(language), columns));
        }
        canvas.line(row(inside, 0), &Line::styled(title, theme.dim()));
    }
    // The chosen one is always to be seen.
    let room = usize::from(inside.height.saturating_sub(top)).max(1);
    let first = app.team.chosen.saturating_sub(room - 1);
    let count = app.team.rows.len();
    for (at, (index, snapshot)) in app
        .team
        .rows
        .iter()
        .enumerate()
        .skip(first)
        .take(room)
        .enumerate()
    {
        let is_chosen = app.team.chosen == index;
        let line = row(inside, u16::try_from(at).unwrap_or(u16::MAX).saturating_add(top));
        let mark = Span::raw(if is_chosen { "> " } else { "  " });
        let mut spans = vec![mark];
        spans.extend(agent(snapshot, columns, canvas));
        let used: usize = spans.iter().map(Span::width).sum();
        // Where there is but one line, what follows counts.
        let more = match () {
            () if at + 1 == room && index + 1 < count => "↓",
            () if at == 0 && index > 0 => "↑",
            () => "",
        };
        let sign = if more.is_empty() { 0 } else { 2 };
        let left = usize::from(inside.width).saturating_sub(used + sign);
        spans.extend(calls_in(snapshot, left, canvas));
        let style = if is_chosen { theme.strong() } else { Style::new() };
        canvas.line(line, &Line::from(spans).style(style));
        if sign > 0 {
            canvas.at_end(line, more);
        }
        canvas.pressable(line, Press::Agent(index));
    }
}

/// Columns of agent, extension, state, since, call; what matters less has some only where a call has its 28 first.
fn columns(width: u16) -> [usize; 5] {
    match width {
        ..57 => [7, 0, 12, 0, 40],
        57..78 => [14, 0, 13, 0, 40],
        _ => [17, 10, 12, 9, 40],
    }
}

/// One agent in a line.
fn agent<'a>(snapshot: &Snapshot, columns: [usize; 5], canvas: &Canvas<'_>) -> Vec<Span<'a>> {
    let language = canvas.language;
    let Some(agent) = &snapshot.agent else {
        return Vec::new();
    };
    let [name, ext, state, since, _] = columns;
    let id = match name < 14 {
        true => agent.id.job_number(),
        false => agent.id.as_str(),
    };
    let doubt = |is_doubtful| if is_doubtful { "?" } else { "" };
    let mode = format!(
        "{}{}",
        clean(words::mode(&agent.mode, language)),
        doubt(words::is_mode_doubtful(agent))
    );
    let time = agent.in_mode.map_or_else(String::new, |time| {
        format!("{}{}", clock(time), doubt(agent.doubts.has(Doubt::Since)))
    });
    vec![
        Span::raw(fit(&clean(id), name)),
        Span::raw(fit(&clean(agent.device.number()), ext)),
        Span::styled(fit(&mode, state), header::mode_style(&agent.mode, canvas)),
        Span::raw(fit(&time, since)),
    ]
}

/// An agent's calls in so many columns: numbers are cut before clocks, which are whole or not there; `…` says that more follows.
fn calls_in(snapshot: &Snapshot, room: usize, canvas: &Canvas<'_>) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    let count = snapshot.calls.len();
    for (index, call) in snapshot.calls.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let sign = if index + 1 < count { 2 } else { 0 };
        let left = room.saturating_sub(used + comma.len() + sign);
        let legs = [leg(call, canvas.language), leg_word(call, canvas.language)];
        let Some(leg) = legs.into_iter().find(|leg| width(leg) <= left) else {
            let sign = if index > 0 { " …" } else { "…" };
            spans.push(Span::styled(sign, canvas.theme.note()));
            return spans;
        };
        let mut numbers = cut(&calls::others(call), left.saturating_sub(width(&leg) + 1));
        if !numbers.is_empty() {
            numbers.push(' ');
        }
        let before = format!("{comma}{numbers}");
        used += width(&before) + width(&leg);
        spans.push(Span::raw(before));
        spans.push(Span::styled(leg, calls::leg_style(call.leg, canvas)));
    }
    spans
}

/// `connected? 01:02`.
fn leg(call: &CallSnapshot, language: Language) -> String {
    let time = clock(call.talking.unwrap_or(call.age));
    format!("{} {time}", leg_word(call, language))
}

fn leg_word(call: &CallSnapshot, language: Language) -> String {
    let doubt = if call.unverified { "?" } else { "" };
    format!("{}{doubt}", words::leg(call.leg, language))
}
