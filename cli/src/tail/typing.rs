//! A line that is typed at the terminal, without the terminal: keys go in, lines come out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthChar as _;

use super::completion::{Completion, common};
use crate::editor::Editor;
use crate::foot::Line;
use crate::history::History;

/// No line is longer, in characters: none was where the system edited them.
const LONGEST: usize = 4095;

/// What stands before the line.
const PROMPT: &str = "> ";

/// What a key does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Nothing beyond the line itself.
    Nothing,
    /// A line is complete.
    Line(String),
    /// These words may stand here.
    Choice(Vec<String>),
    /// Nothing more will be typed.
    End,
    /// Ctrl-C, where it is a key.
    Interrupt,
    /// The screen is to be empty.
    Clear,
}

pub(super) struct Typing {
    editor: Editor,
    lines: History,
    /// Which of the earlier lines is shown.
    shown: Option<usize>,
    /// What was typed before an earlier line was shown.
    begun: String,
}

impl Typing {
    pub(super) fn new() -> Self {
        Self {
            editor: Editor::with_room(LONGEST),
            lines: History::default(),
            shown: None,
            begun: String::new(),
        }
    }

    /// Takes a key; Tab asks what can stand after this.
    pub(super) fn key(&mut self, key: KeyEvent, complete: impl FnOnce(&str) -> Completion) -> Typed {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('c') => return Typed::Interrupt,
                KeyCode::Char('d') if self.editor.text().is_empty() => return Typed::End,
                KeyCode::Char('d') => return self.edit(KeyEvent::from(KeyCode::Delete)),
                KeyCode::Char('j' | 'm') => return self.enter(),
                KeyCode::Char('l') => return Typed::Clear,
                KeyCode::Char('n') => return self.later(),
                KeyCode::Char('p') => return self.earlier(),
                _ => {}
            }
        }
        match key.code {
            KeyCode::Enter => self.enter(),
            KeyCode::Tab => self.tab(complete(self.editor.before())),
            KeyCode::Up => self.earlier(),
            KeyCode::Down => self.later(),
            _ => self.edit(key),
        }
    }

    /// Text that comes in one piece: each line of it that is complete.
    pub(super) fn paste(&mut self, text: &str) -> Vec<Typed> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut lines = Vec::new();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                lines.push(self.enter());
            }
            self.editor.insert(line);
        }
        lines
    }

    fn edit(&mut self, key: KeyEvent) -> Typed {
        self.editor.key(key);
        Typed::Nothing
    }

    fn enter(&mut self) -> Typed {
        let line = self.editor.text().to_owned();
        self.editor.set("");
        self.shown = None;
        // A log-in in JSON holds what nobody should see again.
        if !line.trim().is_empty() && !line.contains("password") {
            self.lines.add(&line);
        }
        Typed::Line(line)
    }

    fn earlier(&mut self) -> Typed {
        let next = self.shown.map_or(0, |shown| shown + 1);
        if let Some(line) = self.lines.get(next) {
            if self.shown.is_none() {
                self.editor.text().clone_into(&mut self.begun);
            }
            self.editor.set(line);
            self.shown = Some(next);
        }
        Typed::Nothing
    }

    fn later(&mut self) -> Typed {
        let Some(shown) = self.shown else {
            return Typed::Nothing;
        };
        self.shown = shown.checked_sub(1);
        match self.shown.and_then(|shown| self.lines.get(shown)) {
            Some(line) => self.editor.set(line),
            None => self.editor.set(&self.begun),
        }
        Typed::Nothing
    }

    fn tab(&mut self, completion: Completion) -> Typed {
        let Completion { typed, words } = completion;
        match words.as_slice() {
            [] => {}
            [only] if only.ends_with('=') => self.editor.replace(typed, only),
            [only] => self.editor.replace(typed, &format!("{only} ")),
            several => match common(several) {
                more if more.chars().count() > typed => self.editor.replace(typed, more),
                _ => return Typed::Choice(words),
            },
        }
        Typed::Nothing
    }

    /// As it is shown in so many columns: the part of it where the cursor is.
    pub(super) fn shown(&self, columns: usize) -> Line {
        // The last column stays free: the cursor would go to the next row.
        let room = columns.saturating_sub(PROMPT.len() + 1).max(1);
        let wide = |c: char| c.width().unwrap_or(0);
        let mut before = self.editor.before();
        let mut at: usize = before.chars().map(wide).sum();
        while at > room
            && let Some(first) = before.chars().next()
        {
            at -= wide(first);
            before = before.get(first.len_utf8()..).unwrap_or_default();
        }
        let mut text = format!("{PROMPT}{before}");
        let mut used = at;
        for c in self.editor.text().chars().skip(self.editor.cursor()) {
            used += wide(c);
            if used > room {
                break;
            }
            text.push(c);
        }
        Line {
            text,
            column: u16::try_from(PROMPT.len() + at).unwrap_or(u16::MAX),
        }
    }
}

/// The line, as it stays on the screen.
pub(super) fn typed(line: &str) -> String {
    format!("{PROMPT}{line}")
}

/// Words beside each other, in as few rows as fit into so many columns.
pub(super) fn beside(words: &[String], columns: usize) -> Vec<String> {
    let widest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0) + 2;
    let in_a_row = (columns / widest).max(1);
    let rows = words.len().div_ceil(in_a_row);
    (0..rows)
        .map(|row| {
            let cells = words.iter().skip(row).step_by(rows.max(1));
            let text: String = cells.map(|word| format!("{word:<widest$}")).collect();
            text.trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 4] = ["hold", "holdCall", "drop", "prefix="];

    fn complete(line: &str) -> Completion {
        let words = WORDS.iter().filter(|word| word.starts_with(line));
        Completion {
            typed: line.chars().count(),
            words: words.map(|word| (*word).to_owned()).collect(),
        }
    }

    fn press(typing: &mut Typing, code: KeyCode) -> Typed {
        typing.key(KeyEvent::from(code), complete)
    }

    fn control(typing: &mut Typing, c: char) -> Typed {
        typing.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL), complete)
    }

    fn write(typing: &mut Typing, text: &str) {
        for c in text.chars() {
            assert_eq!(press(typing, KeyCode::Char(c)), Typed::Nothing);
        }
    }

    fn text(typing: &Typing) -> &str {
        typing.editor.text()
    }

    #[test]
    fn lines_are_edited_and_come_back_by_the_arrow_keys() {
        let mut typing = Typing::new();
        for line in [
            "hold C1",
            "drop",
            "drop",
            " ",
            r#"{"verb":"agentLogin","password":"x"}"#,
        ] {
            write(&mut typing, line);
            assert_eq!(press(&mut typing, KeyCode::Enter), Typed::Line(line.to_owned()));
        }
        write(&mut typing, "cal");
        let seen = |typing: &mut Typing, code| {
            press(typing, code);
            text(typing).to_owned()
        };
        assert_eq!(seen(&mut typing, KeyCode::Up), "drop");
        assert_eq!(seen(&mut typing, KeyCode::Up), "hold C1");
        assert_eq!(seen(&mut typing, KeyCode::Up), "hold C1");
        assert_eq!(seen(&mut typing, KeyCode::Down), "drop");
        assert_eq!(seen(&mut typing, KeyCode::Down), "cal");
        assert_eq!(seen(&mut typing, KeyCode::Down), "cal");
        // An earlier line is changed, and is a line of its own.
        control(&mut typing, 'p');
        control(&mut typing, 'p');
        press(&mut typing, KeyCode::Backspace);
        write(&mut typing, "2");
        assert_eq!(control(&mut typing, 'j'), Typed::Line("hold C2".to_owned()));
        assert_eq!(seen(&mut typing, KeyCode::Up), "hold C2");
    }

    #[test]
    fn control_d_ends_an_empty_line_only() {
        let mut typing = Typing::new();
        write(&mut typing, "ab");
        press(&mut typing, KeyCode::Home);
        assert_eq!(control(&mut typing, 'd'), Typed::Nothing);
        assert_eq!(text(&typing), "b");
        assert_eq!(control(&mut typing, 'c'), Typed::Interrupt);
        press(&mut typing, KeyCode::Delete);
        assert_eq!(control(&mut typing, 'd'), Typed::End);
        assert_eq!(control(&mut typing, 'l'), Typed::Clear);
    }

    #[test]
    fn tab_goes_as_far_as_it_is_sure_and_then_shows_the_choice() {
        let mut typing = Typing::new();
        write(&mut typing, "h");
        assert_eq!(press(&mut typing, KeyCode::Tab), Typed::Nothing);
        assert_eq!(text(&typing), "hold");
        let choice = Typed::Choice(vec!["hold".to_owned(), "holdCall".to_owned()]);
        assert_eq!(press(&mut typing, KeyCode::Tab), choice);
        write(&mut typing, "C");
        press(&mut typing, KeyCode::Tab);
        assert_eq!(text(&typing), "holdCall ");
        control(&mut typing, 'u');
        write(&mut typing, "p");
        press(&mut typing, KeyCode::Tab);
        assert_eq!(text(&typing), "prefix=");
        press(&mut typing, KeyCode::Tab);
        assert_eq!(text(&typing), "prefix=");
    }

    #[test]
    fn what_is_pasted_is_done_line_by_line() {
        let mut typing = Typing::new();
        write(&mut typing, "hold ");
        let done = typing.paste("C1\r\nretrieve C1\rdr\top");
        let lines = ["hold C1", "retrieve C1"].map(|line| Typed::Line(line.to_owned()));
        assert_eq!(done, lines);
        assert_eq!(text(&typing), "drop");
    }

    #[test]
    fn a_line_that_is_too_long_is_shown_where_the_cursor_is() {
        let mut typing = Typing::new();
        write(&mut typing, "hold 座席C1");
        let line = |text: &str, column| Line {
            text: text.to_owned(),
            column,
        };
        assert_eq!(typing.shown(80), line("> hold 座席C1", 13));
        // Wide characters are never halved.
        assert_eq!(typing.shown(8), line("> 席C1", 6));
        assert_eq!(typing.shown(9), line("> 座席C1", 8));
        press(&mut typing, KeyCode::Home);
        assert_eq!(typing.shown(9), line("> hold ", 2));
        assert_eq!(typing.shown(11), line("> hold 座", 2));
        for columns in 0..20 {
            let shown = typing.shown(columns);
            assert!(usize::from(shown.column) <= columns.max(3));
        }
    }

    #[test]
    fn words_stand_beside_each_other() {
        let words = WORDS.map(str::to_owned);
        assert_eq!(beside(&words, 80), ["hold      holdCall  drop      prefix="]);
        assert_eq!(beside(&words, 20), ["hold      drop", "holdCall  prefix="]);
        assert_eq!(beside(&words, 3), WORDS);
        assert!(beside(&[], 80).is_empty());
    }
}
