//! The softphone as it is drawn: from its state into a buffer, nothing else.

mod buttons;
mod calls;
mod canvas;
mod desk;
mod dialog;
mod events;
mod form;
mod header;
mod team;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::app::App;
use super::words::Word;
use crate::screen::theme::Theme;
use canvas::Canvas;
pub(crate) use canvas::Drawn;

/// The smallest window that anything is shown in.
const SMALLEST: (u16, u16) = (24, 7);

/// Draws all of it.
pub(crate) fn draw(app: &App, theme: Theme, area: Rect, buffer: &mut Buffer) -> Drawn {
    let mut canvas = Canvas::new(buffer, theme, app.language);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        canvas.line(area, &Line::raw(Word::TooSmall.of(app.language)));
        return canvas.drawn;
    }
    match app.at_desk {
        true => desk::draw(app, area, &mut canvas),
        false => form::draw(app, area, &mut canvas),
    }
    if let Some(dialog) = &app.dialog {
        dialog::draw(app, dialog, area, &mut canvas);
    }
    canvas.drawn
}
