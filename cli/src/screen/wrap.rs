//! Lines that are too long for the terminal, continued below: broken between words, or between wide characters.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands in no line's beginning.
const CLOSING: &str = "，。；：！？、）」”…";

/// In lines of at most so many columns. What is continued is indented so far, but by no more than a third of them. Escape
/// sequences take no column.
pub(crate) fn wrapped(text: &str, columns: usize, indent: usize) -> String {
    let indent = indent.min(columns / 3);
    let mut wrapped = Wrapped {
        done: String::new(),
        line: String::new(),
        used: 0,
        may_break: None,
        indent,
    };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            wrapped.line.push(c);
            // `ESC [ … m`.
            for part in chars.by_ref() {
                wrapped.line.push(part);
                if part.is_ascii_alphabetic() {
                    break;
                }
            }
            continue;
        }
        let wide = c.width().unwrap_or(0);
        let is_full = wrapped.used + wide > columns.max(indent + 2);
        if is_full && c == ' ' {
            wrapped.end_line();
            continue;
        }
        if is_full {
            wrapped.continue_below();
        }
        wrapped.line.push(c);
        wrapped.used += wide;
        let next_closes = chars.peek().is_some_and(|next| CLOSING.contains(*next));
        if c == ' ' || wide > 1 && !next_closes {
            wrapped.may_break = Some((wrapped.line.len(), wrapped.used));
        }
    }
    wrapped.done + &wrapped.line
}

struct Wrapped {
    done: String,
    line: String,
    /// Columns of `line`.
    used: usize,
    /// Where it may end: so many bytes, and columns.
    may_break: Option<(usize, usize)>,
    indent: usize,
}

impl Wrapped {
    fn end_line(&mut self) {
        self.done.push_str(self.line.trim_end_matches(' '));
        self.done.push('\n');
        self.line = " ".repeat(self.indent);
        self.used = self.indent;
        self.may_break = None;
    }

    /// What does not fit goes into the next line: all behind the last place to break, else only what comes.
    fn continue_below(&mut self) {
        let (at, columns) = self.may_break.unwrap_or((self.line.len(), self.used));
        // Nothing but its indent would stay.
        let (at, columns) = match self.line.get(..at).is_some_and(|kept| kept.trim().is_empty()) {
            true => (self.line.len(), self.used),
            false => (at, columns),
        };
        let rest = self.line.split_off(at);
        let used = self.used - columns;
        self.end_line();
        self.line.push_str(&rest);
        self.used += used;
    }
}

/// How many columns a line begins with that are empty.
pub(crate) fn indent_of(text: &str) -> usize {
    let plain = anstream::adapter::strip_str(text).to_string();
    plain.width() - plain.trim_start_matches(' ').width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 13, 2), "one two three");
        assert_eq!(wrapped("one two three", 12, 2), "one two\n  three");
        assert_eq!(wrapped("one two three", 7, 0), "one two\nthree");
        assert_eq!(wrapped("one two three", 7, 5), "one two\n  three");
        assert_eq!(wrapped("  C1 8001  C2 8002", 12, 2), "  C1 8001\n  C2 8002");
        assert_eq!(wrapped("onetwothree", 5, 0), "onetw\nothre\ne");
        assert_eq!(wrapped("", 5, 2), "");
    }

    #[test]
    fn colours_take_no_column() {
        let red = "\u{1b}[31mone two\u{1b}[0m three";
        assert_eq!(wrapped(red, 7, 0), "\u{1b}[31mone two\u{1b}[0m\nthree");
    }

    #[test]
    fn wide_characters_can_be_broken_between_and_are_never_halved() {
        assert_eq!(wrapped("保持通话", 5, 0), "保持\n通话");
        assert_eq!(wrapped("保持，通话", 5, 0), "保\n持，\n通话");
    }

    #[test]
    fn no_line_is_too_long() {
        let texts = [
            "   0.123 5001     ← connectionCleared 挂断（迟到，已归位）",
            "C1 8001 connected, 5550100 connected  C2 8001 on hold",
            "https://a.very.long.address.example/with/a/path",
        ];
        for (text, columns) in texts
            .into_iter()
            .flat_map(|text| (4..120).map(move |n| (text, n)))
        {
            let lines = wrapped(text, columns, 17);
            assert!(
                lines.lines().all(|line| line.width() <= columns),
                "{columns}: {lines}"
            );
            let plain = |text: &str| text.replace([' ', '\n'], "");
            assert_eq!(plain(&lines), plain(text));
        }
    }
}
