//! The log-in form.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::app::{App, Press};
use super::super::login::{FIELDS, READY};
use super::super::words::Word;
use super::canvas::{Canvas, middle, row};
use crate::screen::text::{fit, keys, width};

/// Columns of the form.
const WIDTH: u16 = 66;

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let (theme, language) = (canvas.theme, canvas.language);
    // On a low window the frame would take the place of fields.
    let roomy = area.height >= 16 && !canvas.is_low;
    let outer = middle(area, WIDTH, if roomy { 16 } else { area.height });
    let title = format!("wellclient - {}", Word::LogIn.of(language));
    let inside = match roomy {
        true => canvas.framed(outer, &title),
        false => outer,
    };
    let mut at = u16::from(roomy);
    let labels = FIELDS.iter().map(|(label, _)| width(label.of(language)));
    let columns = labels.max().unwrap_or(0) + 2;
    for (index, ((label, hidden), field)) in FIELDS.iter().zip(&app.login.fields).enumerate() {
        let line = row(inside, at);
        let has_focus = app.login.focus == index;
        let mark = if has_focus { "> " } else { "  " };
        let style = if has_focus { theme.strong() } else { theme.dim() };
        let label = fit(label.of(language), columns);
        let used = u16::try_from(width(mark) + width(&label)).unwrap_or(0);
        canvas.line(
            line,
            &Line::from(vec![Span::raw(mark), Span::styled(label, style)]),
        );
        let place = Rect {
            x: line.x + used.min(line.width),
            width: line.width.saturating_sub(used + 2),
            ..line
        };
        let text = match hidden {
            true => "*".repeat(field.text().chars().count()),
            false => field.text().to_owned(),
        };
        let cursor = (has_focus && app.dialog.is_none() && !app.login.under_way).then_some(field.cursor());
        canvas.typed(place, &text, cursor);
        canvas.pressable(line, Press::Field(index));
        at += 1;
    }
    let has_focus = app.login.focus == READY;
    let (mark, check) = (
        if has_focus { "> " } else { "  " },
        if app.login.ready { "[x]" } else { "[ ]" },
    );
    let ready = format!("{mark}{check} {}", Word::ReadyAfter.of(language));
    let style = if has_focus { theme.strong() } else { theme.dim() };
    canvas.line(row(inside, at), &Line::styled(ready, style));
    canvas.pressable(row(inside, at), Press::Field(READY));
    at += 1 + u16::from(roomy);
    let rest = Rect {
        x: inside.x + 2,
        width: inside.width.saturating_sub(4),
        y: inside.y + at.min(inside.height),
        height: inside.height.saturating_sub(at + 1),
    };
    if app.login.under_way {
        canvas.wrapped(rest, Word::LoggingIn.of(language), theme.note());
    } else if let Some(trouble) = &app.login.trouble {
        canvas.wrapped(rest, trouble.in_language(language), theme.bad());
    } else if app.demo {
        canvas.wrapped(rest, Word::DemoHint.of(language), theme.note());
    }
    let keys = keys(
        Word::FormKeys.of(language),
        usize::from(inside.width.saturating_sub(2)),
    );
    let keys = Line::styled(format!("  {keys}"), theme.dim());
    canvas.line(row(inside, inside.height.saturating_sub(1)), &keys);
}
