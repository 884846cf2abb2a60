//! The event pane: the newest at the bottom.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::app::App;
use super::super::words::Word;
use super::canvas::{Canvas, row};

pub(super) fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let behind = match app.events.behind {
        0 => String::new(),
        behind => format!(" (+{behind})"),
    };
    let title = format!("{}{behind}", Word::Events.of(canvas.language));
    let inside = canvas.framed(area, &title);
    let room = usize::from(inside.height);
    let lines = app.events.lines.iter().rev().skip(app.events.behind).take(room);
    let lines: Vec<_> = lines.collect();
    for (at, line) in lines.into_iter().rev().enumerate() {
        let time = format!("{} ", line.at.strftime("%H:%M:%S"));
        let spans = vec![
            Span::styled(time, canvas.theme.dim()),
            Span::styled(line.text.as_str(), canvas.tone(line.tone)),
        ];
        canvas.line(
            row(inside, u16::try_from(at).unwrap_or(u16::MAX)),
            &Line::from(spans),
        );
    }
}
