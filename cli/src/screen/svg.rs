//! A screen as a picture: what a dark terminal would show.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// A column and a line, in pixels.
const COLUMN: f32 = 8.4;
const LINE: f32 = 18.0;
const MARGIN: f32 = 12.0;

const PAPER: &str = "#14171c";
const INK: &str = "#d7dae0";

/// What makes neighbours one piece of text.
#[derive(PartialEq)]
struct Look {
    ink: &'static str,
    paper: &'static str,
    bold: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (colour(cell.fg, INK), colour(cell.bg, PAPER));
        if cell.modifier.contains(Modifier::REVERSED) {
            (ink, paper) = (paper, ink);
        }
        let bold = cell.modifier.contains(Modifier::BOLD);
        Self { ink, paper, bold }
    }
}

fn colour(colour: Color, otherwise: &'static str) -> &'static str {
    match colour {
        Color::Black => PAPER,
        Color::DarkGray => "#7c8594",
        Color::Red => "#ff7b72",
        Color::Green => "#7ee787",
        Color::Yellow => "#e3b341",
        Color::Blue => "#79c0ff",
        Color::Magenta => "#d2a8ff",
        Color::Cyan => "#76e3ea",
        _ => otherwise,
    }
}

/// The picture.
pub(crate) fn svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let wide = f32::from(area.width) * COLUMN + 2.0 * MARGIN;
    let high = f32::from(area.height) * LINE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace\" font-size=\"14\">\n"
    );
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            x = piece(&mut svg, buffer, x, y);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// What stands from here on and looks the same; where the next begins.
fn piece(svg: &mut String, buffer: &Buffer, start: u16, y: u16) -> u16 {
    let look = Look::of(&buffer[(start, y)]);
    let mut text = String::new();
    let mut x = start;
    while x < buffer.area.right() && Look::of(&buffer[(x, y)]) == look {
        let symbol = buffer[(x, y)].symbol();
        text.push_str(symbol);
        x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
    }
    let left = MARGIN + f32::from(start) * COLUMN;
    let wide = f32::from(x - start) * COLUMN;
    let top = MARGIN + f32::from(y) * LINE;
    let Look { ink, paper, bold } = look;
    if paper != PAPER {
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{LINE}\" fill=\"{paper}\"/>"
        );
    }
    // The spaces around it are not drawn, so that they cannot be taken away.
    let columns = |text: &str| text.width() as f32 * COLUMN;
    let left = left + columns(&text[..text.len() - text.trim_start().len()]);
    let text = text.trim();
    let wide = columns(text);
    if !text.is_empty() {
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        // Several spaces would be drawn as one.
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace(' ', "\u{a0}");
        let base = top + 14.0;
        let _ = writeln!(
            svg,
            "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{wide:.1}\" fill=\"{ink}\"{weight}>{text}</text>"
        );
    }
    x
}
