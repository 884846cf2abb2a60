//! What all parts of the view draw with.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph, Widget as _, Wrap};
use wellclient::Language;

use super::super::app::Press;
use super::super::events::Tone;
use crate::screen::text::{cut, width};
use crate::screen::theme::Theme;

/// What was drawn, beside the characters.
#[derive(Default)]
pub(crate) struct Drawn {
    /// What can be pressed where; what comes later lies above.
    pub(crate) areas: Vec<(Rect, Press)>,
    /// Where text is typed.
    pub(crate) cursor: Option<Position>,
}

impl Drawn {
    /// What is pressed there.
    pub(crate) fn at(&self, column: u16, row: u16) -> Option<Press> {
        let position = Position::new(column, row);
        let found = self.areas.iter().rev().find(|(area, _)| area.contains(position));
        found.map(|(_, press)| *press)
    }
}

/// The buffer, and how to draw into it.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub(super) theme: Theme,
    pub(super) language: Language,
    /// The window has no lines to spare for frames.
    pub(super) is_low: bool,
    pub(super) drawn: Drawn,
}

/// A window with fewer lines is low.
const LOW: u16 = 14;

impl<'a> Canvas<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, theme: Theme, language: Language) -> Self {
        Self {
            is_low: buffer.area.height < LOW,
            buffer,
            theme,
            language,
            drawn: Drawn::default(),
        }
    }

    /// A line at the top of an area.
    pub(super) fn line(&mut self, area: Rect, line: &Line<'_>) {
        if area.height > 0 {
            self.buffer.set_line(area.x, area.y, line, area.width);
        }
    }

    /// A sign at the end of a line that more would follow.
    pub(super) fn goes_on(&mut self, line: Rect) {
        self.at_end(line, "…");
    }

    /// A note at the end of a line, over what stands there.
    pub(super) fn at_end(&mut self, line: Rect, note: &str) {
        let columns = u16::try_from(width(note) + 1).unwrap_or(u16::MAX).min(line.width);
        let end = Rect {
            x: line.right().saturating_sub(columns),
            width: columns,
            ..line
        };
        self.wipe(end);
        self.line(end, &Line::styled(format!(" {note}"), self.theme.note()));
    }

    /// A text, in as many lines as it takes; what does not fit is left out.
    pub(super) fn wrapped(&mut self, area: Rect, text: &str, style: Style) {
        // The widget lets a wide character begin in the last column.
        let area = match text.is_ascii() {
            true => area,
            false => Rect {
                width: area.width & !1,
                ..area
            },
        };
        let text = Paragraph::new(text).style(style).wrap(Wrap { trim: false });
        text.render(area, self.buffer);
    }

    /// Lines around an area, with a title, unless the window is low; what is inside.
    pub(super) fn framed(&mut self, area: Rect, title: &str) -> Rect {
        if self.is_low {
            return area;
        }
        let title = format!(" {} ", cut(title, usize::from(area.width.saturating_sub(6))));
        let block = Block::bordered()
            .border_style(self.theme.frame())
            .title(Line::styled(title, self.theme.strong()));
        let inside = block.inner(area);
        block.render(area, self.buffer);
        inside
    }

    /// Wipes an area, with what would reach into it from the left: half of a wide character.
    pub(super) fn wipe(&mut self, area: Rect) {
        Clear.render(area, self.buffer);
        let Some(beside) = area.x.checked_sub(1) else {
            return;
        };
        for y in area.top()..area.bottom() {
            if let Some(cell) = self.buffer.cell_mut((beside, y))
                && width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    pub(super) fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    pub(super) fn pressable(&mut self, area: Rect, press: Press) {
        self.drawn.areas.push((area, press));
    }

    /// A text that is being typed, with the cursor at this character.
    pub(super) fn typed(&mut self, area: Rect, text: &str, cursor: Option<usize>) {
        // The end of a long text is what one sees.
        let at = cursor.unwrap_or(0);
        let before: String = text.chars().take(at).collect();
        let room = usize::from(area.width.saturating_sub(1)).max(1);
        let mut hidden = 0;
        while width(&before.chars().skip(hidden).collect::<String>()) > room {
            hidden += 1;
        }
        let shown: String = text.chars().skip(hidden).collect();
        self.line(area, &Line::raw(shown));
        if cursor.is_some() {
            let column = width(&before.chars().skip(hidden).collect::<String>());
            let column = u16::try_from(column)
                .unwrap_or(0)
                .min(area.width.saturating_sub(1));
            self.drawn.cursor = Some(Position::new(area.x + column, area.y));
        }
    }

    pub(super) fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => Style::new(),
            Tone::Dim => self.theme.dim(),
            Tone::Good => self.theme.good(),
            Tone::Bad => self.theme.bad(),
            Tone::Note => self.theme.note(),
        }
    }
}

/// The line of this number in an area, of no height where there is none.
pub(super) fn row(area: Rect, number: u16) -> Rect {
    let exists = number < area.height;
    Rect {
        y: area.y + number.min(area.height),
        height: u16::from(exists),
        ..area
    }
}

/// The middle of an area.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
