//! Screens as text, compared with golden files; `UPDATE_SCREENS=1 cargo test -p wellclient-cli` writes these anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

use super::svg::svg;

/// A screen, line by line: a wide character stands for its two columns.
pub(crate) fn screen(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// Whether anything has a colour.
pub(crate) fn has_colour(buffer: &Buffer) -> bool {
    buffer
        .content
        .iter()
        .any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset)
}

/// What is shown in reverse.
pub(crate) fn reversed(buffer: &Buffer) -> String {
    let cells = buffer
        .content
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::REVERSED));
    cells.map(|cell| cell.symbol()).collect()
}

/// Compares a text with the file of that name in `folder`, below the crate.
pub(crate) fn compare(folder: &str, name: &str, text: &str) {
    same(&format!("{folder}/{name}.txt"), text);
}

/// Compares a screen with its picture in the documentation.
pub(crate) fn compare_picture(name: &str, buffer: &Buffer) {
    same(&format!("../docs/pictures/{name}.svg"), &svg(buffer));
}

fn same(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_SCREENS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        golden == text,
        "{file} is another screen; UPDATE_SCREENS=1 writes it anew. It was:\n{golden}\nIt is:\n{text}"
    );
}
