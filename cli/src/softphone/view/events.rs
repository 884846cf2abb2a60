//! The event pane: the newest at the bottom.

use std::collections::VecDeque;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::app::App;
use super::super::words::Word;
use super::canvas::{Canvas, row};
use crate::screen::wrap::wrapped;

/// Columns of a time and the space behind it.
const CLOCK: usize = 9;

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let behind = match app.events.behind {
        0 => String::new(),
        behind => format!(" (+{behind})"),
    };
    let title = format!("{}{behind}", Word::Events.of(canvas.language));
    let inside = canvas.framed(area, &title);
    let room = usize::from(inside.height);
    // From the newest on, each in as many lines as it takes.
    let mut lines = VecDeque::new();
    for event in app.events.lines.iter().rev().skip(app.events.behind) {
        let said = event.text.in_language(canvas.language);
        let said = format!("{} {said}", event.at.strftime("%H:%M:%S"));
        let said = wrapped(&said, usize::from(inside.width), CLOCK);
        let (clock, said) = said.split_at_checked(CLOCK).unwrap_or((said.as_str(), ""));
        let style = canvas.tone(event.tone);
        let mut of_event: Vec<_> = said
            .lines()
            .map(|line| Line::styled(line.to_owned(), style))
            .collect();
        if let Some(first) = of_event.first_mut() {
            let clock = Span::styled(clock.to_owned(), canvas.theme.dim());
            first.spans.insert(0, clock);
        }
        for line in of_event.into_iter().rev() {
            lines.push_front(line);
        }
        if lines.len() >= room {
            break;
        }
    }
    let too_many = lines.len().saturating_sub(room);
    for (at, line) in (0..).zip(lines.iter().skip(too_many)) {
        canvas.line(row(inside, at), line);
    }
}
