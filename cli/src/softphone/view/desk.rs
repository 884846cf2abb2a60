//! The desk: how its parts share the window.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::app::{App, Tab};
use super::super::leaving::Leaving;
use super::super::words::Word;
use super::canvas::{Canvas, row};
use super::{buttons, calls, events, header, team};
use crate::screen::text::keys;

/// A window that is as wide shows the events beside the calls.
const WIDE: u16 = 100;

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let top = header::height(area);
    header::draw(app, area, canvas);
    let body = Rect {
        y: area.y + top,
        height: area.height.saturating_sub(top + 2),
        ..area
    };
    match app.tab {
        Tab::Phone => phone(app, body, canvas),
        Tab::Team => team::draw(app, body, canvas),
        Tab::Events => events::draw(app, body, canvas),
    }
    bottom(app, area, canvas);
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

/// What is said, and the keys.
fn bottom(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let (theme, language) = (canvas.theme, canvas.language);
    let said = row(area, area.height - 2);
    let leaving = match app.leaving {
        Leaving::No => None,
        Leaving::WhenOver => Some(Word::EndsWhenOver),
        Leaving::HangingUp { .. } => Some(Word::HangingUp),
        Leaving::LoggingOut => Some(Word::LoggingOut),
    };
    let refused = app
        .snapshot
        .as_ref()
        .is_some_and(|snapshot| snapshot.credentials_refused);
    if let Some(word) = leaving {
        canvas.line(said, &Line::styled(word.of(language), theme.urgent()));
    } else if let Some(message) = &app.message {
        let style = canvas.tone(message.tone);
        canvas.line(said, &Line::styled(message.text.in_language(language), style));
    } else if refused {
        canvas.line(
            said,
            &Line::styled(Word::CredentialsRefused.of(language), theme.bad()),
        );
    }
    let keys = keys(Word::Keys.of(language), usize::from(area.width));
    canvas.line(row(area, area.height - 1), &Line::styled(keys, theme.dim()));
}
