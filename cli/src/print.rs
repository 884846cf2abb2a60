//! The output: lines of text, coloured on a terminal, or JSON lines.

use std::io::{IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::failure::Failure;
use crate::foot;
use crate::screen::wrap::{indent_of, wrapped};

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

/// So wide is the left of two columns, where there is room for both.
const LEFT: usize = 44;

impl Out {
    pub(crate) fn new() -> Self {
        Self(anstream::stdout())
    }

    /// What happened, and beside it how things are now; below it, where the terminal is too narrow.
    pub(crate) fn beside(
        &mut self,
        head: &str,
        (style, what): (Style, &str),
        now: &str,
    ) -> Result<(), Failure> {
        self.beside_at(LEFT, head, (style, what), now)
    }

    /// As [`Out::beside`], with a left column of another width.
    pub(crate) fn beside_at(
        &mut self,
        left: usize,
        head: &str,
        (style, what): (Style, &str),
        now: &str,
    ) -> Result<(), Failure> {
        let indent = width_of(head) + 1;
        for line in columns(left, head, (style, what), now, self.width()) {
            self.continued(&line, indent)?;
        }
        Ok(())
    }

    /// A line that begins with a head, such as the time. What is continued below stands behind that.
    pub(crate) fn under(&mut self, head: &str, text: &str) -> Result<(), Failure> {
        self.continued(&format!("{head} {text}"), width_of(head) + 1)
    }

    /// Lines of text. At a terminal those that are too long are broken between words.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        for line in text.split('\n') {
            self.continued(line, indent_of(line) + 2)?;
        }
        Ok(())
    }

    fn continued(&mut self, line: &str, indent: usize) -> Result<(), Failure> {
        match self.width() {
            Some(columns) => self.verbatim(&wrapped(line, columns, indent)),
            None => self.verbatim(line),
        }
    }

    /// How many columns there are, where it is a terminal.
    pub(crate) fn width(&self) -> Option<usize> {
        let terminal = std::io::stdout().is_terminal();
        let size = terminal.then(|| crossterm::terminal::size().ok()).flatten();
        size.map(|(width, _)| width.into())
    }

    /// As it is, written at once: what is copied from the screen, or read by programs.
    pub(crate) fn verbatim(&mut self, text: &str) -> Result<(), Failure> {
        let out = &mut self.0;
        Ok(foot::above(|| {
            out.write_all(format!("{text}\n").as_bytes())?;
            out.flush()
        })?)
    }

    /// One JSON line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(Failure::failed)?;
        self.verbatim(&clean_json(&text))
    }
}

/// Without its colours.
fn width_of(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}

/// One line, or two where `width` columns are too few for it.
fn columns(
    column: usize,
    head: &str,
    (style, what): (Style, &str),
    now: &str,
    width: Option<usize>,
) -> Vec<String> {
    let left = format!("{head} {style}{what}{style:#}");
    if now.is_empty() {
        return vec![left];
    }
    let indent = width_of(head) + 1;
    let needed = indent + what.width().max(column) + 1 + now.width();
    if let Some(width) = width.filter(|width| needed > *width) {
        let indent = indent.min(width / 3);
        return vec![left, format!("{:indent$}{DIM}{now}{DIM:#}", "")];
    }
    let room = column.saturating_sub(what.width());
    vec![format!("{left}{:room$} {DIM}{now}{DIM:#}", "")]
}

/// A text from outside, fit for a terminal: no control characters, so that none can move its cursor, or turn what follows
/// around.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if is_unfit(c) { '\u{fffd}' } else { c })
        .collect()
}

/// JSON that says the same, fit for a terminal.
pub(crate) fn clean_json(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // They are within texts, where nothing else is unfit.
            c if is_unfit(c) && c != '\n' => clean.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => clean.push(c),
        }
    }
    clean
}

fn is_unfit(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

/// Something for the person at the terminal, beside the output.
pub(crate) fn tell(text: &str) {
    // Without stderr there is nobody to tell.
    let _ = foot::above(|| anstream::stderr().write_all(format!("{text}\n").as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: Option<usize>, what: &str, now: &str) -> Vec<String> {
        let head = format!("{DIM}08:00:00.000{DIM:#}");
        let lines = columns(LEFT, &head, (GOOD, what), now, width);
        lines
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string())
            .collect()
    }

    #[test]
    fn json_says_the_same_without_what_is_unfit() {
        let value = serde_json::json!({ "name": "Eve\u{9b}2J\u{202e}moc\u{85}\u{7f}\u{1b}[2J\n密" });
        for json in [value.to_string(), format!("{value:#}")] {
            let clean = clean_json(&json);
            assert!(clean.chars().all(|c| c == '\n' || !is_unfit(c)), "{clean:?}");
            assert!(clean.contains('密'));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&clean).unwrap(), value);
        }
    }

    #[test]
    fn two_columns_are_two_lines_in_a_narrow_terminal() {
        let now = "C1 8001 connected, 5550100 connected";
        let wide = [format!("08:00:00.000 {:44} {now}", "established C1")];
        let enough = wide[0].len();
        for width in [None, Some(200), Some(enough)] {
            assert_eq!(shown(width, "established C1", now), wide);
        }
        let narrow = [
            "08:00:00.000 established C1".to_owned(),
            format!("             {now}"),
        ];
        assert_eq!(shown(Some(enough - 1), "established C1", now), narrow);
        assert_eq!(shown(Some(40), "established C1", now), narrow);
        assert_eq!(shown(Some(40), "agentReady", ""), ["08:00:00.000 agentReady"]);
        // A wide character takes two columns.
        assert_eq!(
            shown(None, "就绪", now),
            [format!("08:00:00.000 就绪{:40} {now}", "")]
        );
    }
}
