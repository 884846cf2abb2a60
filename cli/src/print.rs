//! The output: lines of text, coloured on a terminal, or JSON lines.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::failure::Failure;

/// Headings.
pub(crate) const BOLD: Style = Style::new().bold();
/// What matters less.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is done.
pub(crate) const DOES: Style = AnsiColor::Cyan.on_default();
/// What deserves a look.
pub(crate) const NOTE: Style = AnsiColor::Yellow.on_default();

/// Standard output. Colours are left out where it is no terminal, and where `NO_COLOR` is set.
pub(crate) struct Out(anstream::Stdout);

impl Out {
    pub(crate) fn new() -> Self {
        Self(anstream::stdout())
    }

    /// One line, written at once.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.0.write_all(format!("{text}\n").as_bytes())?;
        Ok(self.0.flush()?)
    }

    /// One JSON line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(Failure::failed)?;
        self.line(&text)
    }
}

/// A text from outside, fit for a terminal: no control characters, so that none can move its cursor.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Something for the person at the terminal, beside the output.
pub(crate) fn tell(text: &str) {
    // Without stderr there is nobody to tell.
    let _ = anstream::stderr().write_all(format!("{text}\n").as_bytes());
}
