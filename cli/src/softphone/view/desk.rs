//! The desk: how its parts share the window.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::app::{App, Tab};
use super::super::leaving::Leaving;
use super::super::words::Word;
use super::canvas::{Canvas, row};
use super::{buttons, calls, events, header, team};
use crate::screen::text::{cut, keys};
use crate::screen::wrap::wrapped;

/// A window that is as wide shows the events beside the calls.
const WIDE: u16 = 100;

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let top = header::height(area);
    header::draw(app, area, canvas);
    let said = said(app, area, canvas);
    let below = u16::try_from(said.len()).unwrap_or(1).max(1) + 1;
    let body = Rect {
        y: area.y + top,
        height: area.height.saturating_sub(top + below),
        ..area
    };
    match app.tab {
        Tab::Phone => phone(app, body, canvas),
        Tab::Team => team::draw(app, body, canvas),
        Tab::Events => events::draw(app, body, canvas),
    }
    bottom(&said, body.bottom(), area, canvas);
}

fn phone(app: &App, body: Rect, canvas: &mut Canvas<'_>) {
    let (left, beside) = match body.width >= WIDE {
        true => {
            let width = body.width * 3 / 5;
            let (left, right) = (Rect { width, ..body }, body.width - width);
            let x = body.x + width;
            (
                left,
                Some(Rect {
                    x,
                    width: right,
                    ..body
                }),
            )
        }
        false => (body, None),
    };
    let offers = app.offers();
    let frame = if canvas.is_low { 0 } else { 2 };
    let needed = calls::height(app, left.width.saturating_sub(frame), canvas).saturating_add(frame);
    let grid = buttons::grid_height(&offers, left.width.saturating_sub(frame)) + frame + 1;
    let list = u16::try_from(offers.len())
        .unwrap_or(u16::MAX)
        .saturating_add(frame);
    // A list says every reason at once.
    let as_list = left.height >= needed.saturating_add(list)
        && buttons::fit_as_list(&offers, left.width.saturating_sub(frame), canvas.language);
    let for_buttons = if as_list { list } else { grid };
    // Calls come first; beside them buttons, then events.
    let for_calls = needed.min(
        left.height
            .saturating_sub(for_buttons)
            .max(left.height / 2)
            .max(1 + frame),
    );
    let upper = Rect {
        height: for_calls.min(left.height),
        ..left
    };
    let rest = left.height - upper.height;
    let lower = Rect {
        y: upper.bottom(),
        height: for_buttons.min(rest),
        ..left
    };
    calls::draw(app, upper, canvas);
    buttons::draw(&offers, app.chosen(), as_list, lower, canvas);
    let below = Rect {
        y: lower.bottom(),
        height: rest - lower.height,
        ..left
    };
    match beside {
        Some(beside) => events::draw(app, beside, canvas),
        None if below.height >= 4 => events::draw(app, below, canvas),
        None => {}
    }
}

/// What is said, in as many lines as it takes: of a window's, a third.
fn said(app: &App, area: Rect, canvas: &Canvas<'_>) -> Vec<Line<'static>> {
    let Some((text, style)) = message(app, canvas) else {
        return Vec::new();
    };
    let columns = usize::from(area.width);
    let most = usize::from((area.height / 3).max(1));
    let all = wrapped(&text, columns, 0);
    let mut lines: Vec<&str> = all.lines().take(most).collect();
    let rest = all.lines().skip(most).collect::<Vec<_>>().join(" ");
    let mut last = lines.pop().unwrap_or_default().to_owned();
    if !rest.is_empty() {
        last = cut(&format!("{last} {rest}"), columns);
    }
    let lines = lines.into_iter().map(str::to_owned).chain([last]);
    lines.map(|line| Line::styled(line, style)).collect()
}

fn message(app: &App, canvas: &Canvas<'_>) -> Option<(String, Style)> {
    let (theme, language) = (canvas.theme, canvas.language);
    let leaving = match app.leaving {
        Leaving::No => None,
        Leaving::WhenOver => Some(Word::EndsWhenOver),
        Leaving::HangingUp { .. } => Some(Word::HangingUp),
        Leaving::LoggingOut => Some(Word::LoggingOut),
    };
    if let Some(word) = leaving {
        return Some((word.of(language).to_owned(), theme.urgent()));
    }
    if let Some(message) = &app.message {
        let text = message.text.in_language(language).to_owned();
        return Some((text, canvas.tone(message.tone)));
    }
    let snapshot = app.snapshot.as_ref();
    let refused = snapshot.is_some_and(|snapshot| snapshot.credentials_refused);
    refused.then(|| (Word::CredentialsRefused.of(language).to_owned(), theme.bad()))
}

/// What is said, and the keys.
fn bottom(said: &[Line<'_>], top: u16, area: Rect, canvas: &mut Canvas<'_>) {
    let below = Rect {
        y: top,
        height: area.bottom().saturating_sub(top),
        ..area
    };
    for (at, line) in (0..).zip(said) {
        canvas.line(row(below, at), line);
    }
    let keys = keys(Word::Keys.of(canvas.language), usize::from(area.width));
    let dim = canvas.theme.dim();
    canvas.line(row(area, area.height.saturating_sub(1)), &Line::styled(keys, dim));
}
