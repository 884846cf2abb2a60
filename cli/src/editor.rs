//! A line of text that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use wellclient::Secret;

/// No line is longer, in characters, unless it is said.
const LONGEST: usize = 256;

/// A line of text, and where in it the cursor is.
pub(crate) struct Editor {
    text: String,
    /// In characters.
    cursor: usize,
    /// In characters.
    longest: usize,
}

impl Editor {
    pub(crate) fn new(text: &str) -> Self {
        let mut editor = Self::with_room(LONGEST);
        editor.insert(text);
        editor
    }

    /// An empty line with room for so many characters.
    pub(crate) fn with_room(longest: usize) -> Self {
        Self {
            // A password leaves no part behind in a buffer that grew.
            text: String::with_capacity(longest * 4),
            cursor: 0,
            longest,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// What stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        self.text.get(..self.byte(self.cursor)).unwrap_or_default()
    }

    pub(crate) fn set(&mut self, text: &str) {
        *self = Self::with_room(self.longest);
        self.insert(text);
    }

    /// Puts a text in the place of the last so many characters before the cursor.
    pub(crate) fn replace(&mut self, characters: usize, with: &str) {
        self.remove(self.cursor.saturating_sub(characters), self.cursor);
        self.insert(with);
    }

    /// Inserts what can stand in a line.
    pub(crate) fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.text.chars().count() >= self.longest {
                return;
            }
            self.text.insert(self.byte(self.cursor), c);
            self.cursor += 1;
        }
    }

    /// Takes a key; false where it is none for a line of text.
    pub(crate) fn key(&mut self, key: KeyEvent) -> bool {
        let end = self.text.chars().count();
        // AltGr is both, and writes.
        let modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        if modifiers == KeyModifiers::CONTROL {
            match key.code {
                KeyCode::Char('a') => self.cursor = 0,
                KeyCode::Char('b') => self.cursor = self.cursor.saturating_sub(1),
                KeyCode::Char('e') => self.cursor = end,
                KeyCode::Char('f') => self.cursor = (self.cursor + 1).min(end),
                KeyCode::Char('h') => self.remove(self.cursor.saturating_sub(1), self.cursor),
                KeyCode::Char('k') => self.remove(self.cursor, end),
                KeyCode::Char('u') => self.remove(0, self.cursor),
                KeyCode::Char('w') => self.remove(self.word(), self.cursor),
                KeyCode::Left => self.cursor = self.word(),
                KeyCode::Right => self.cursor = self.after_word(),
                _ => return false,
            }
            return true;
        }
        if modifiers == KeyModifiers::ALT {
            match key.code {
                KeyCode::Char('b') | KeyCode::Left => self.cursor = self.word(),
                KeyCode::Char('d') => self.remove(self.cursor, self.after_word()),
                KeyCode::Char('f') | KeyCode::Right => self.cursor = self.after_word(),
                KeyCode::Backspace => self.remove(self.word(), self.cursor),
                _ => return false,
            }
            return true;
        }
        match key.code {
            KeyCode::Char(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => self.remove(self.cursor.saturating_sub(1), self.cursor),
            KeyCode::Delete => self.remove(self.cursor, (self.cursor + 1).min(end)),
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = (self.cursor + 1).min(end),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = end,
            _ => return false,
        }
        true
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let before: Vec<char> = self.text.chars().take(self.cursor).collect();
        let end = before
            .iter()
            .rposition(|c| !c.is_whitespace())
            .map_or(0, |last| last + 1);
        let space = before.iter().take(end).rposition(|c| c.is_whitespace());
        space.map_or(0, |space| space + 1)
    }

    /// Where the word after the cursor ends.
    fn after_word(&self) -> usize {
        let mut rest = self.text.chars().skip(self.cursor).peekable();
        let mut at = self.cursor;
        while rest.next_if(|c| c.is_whitespace()).is_some() {
            at += 1;
        }
        while rest.next_if(|c| !c.is_whitespace()).is_some() {
            at += 1;
        }
        at
    }

    fn remove(&mut self, from: usize, to: usize) {
        let range = self.byte(from)..self.byte(to);
        self.text.replace_range(range, "");
        self.cursor = from;
    }

    fn byte(&self, character: usize) -> usize {
        let found = self.text.char_indices().nth(character);
        found.map_or(self.text.len(), |(at, _)| at)
    }
}

/// It may have been a password.
impl Drop for Editor {
    fn drop(&mut self) {
        drop(Secret::from(std::mem::take(&mut self.text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(editor: &mut Editor, code: KeyCode, modifiers: KeyModifiers) {
        assert!(editor.key(KeyEvent::new(code, modifiers)));
    }

    #[test]
    fn it_is_edited_by_characters_not_bytes() {
        let mut editor = Editor::new("座席5001");
        let none = KeyModifiers::NONE;
        press(&mut editor, KeyCode::Home, none);
        press(&mut editor, KeyCode::Right, none);
        press(&mut editor, KeyCode::Delete, none);
        assert_eq!((editor.text(), editor.cursor()), ("座5001", 1));
        press(&mut editor, KeyCode::Char('员'), none);
        press(&mut editor, KeyCode::Backspace, none);
        press(&mut editor, KeyCode::Backspace, none);
        press(&mut editor, KeyCode::Backspace, none);
        assert_eq!(editor.text(), "5001");
        editor.insert("ab\n\u{1b}c");
        assert_eq!(editor.text(), "abc5001");
        press(&mut editor, KeyCode::End, none);
        editor.insert(" one two ");
        press(&mut editor, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(editor.text(), "abc5001 one ");
        press(&mut editor, KeyCode::Char('u'), KeyModifiers::CONTROL);
        assert_eq!((editor.text(), editor.cursor()), ("", 0));
        editor.insert("hold C1 座席");
        press(&mut editor, KeyCode::Char('b'), KeyModifiers::ALT);
        press(&mut editor, KeyCode::Left, KeyModifiers::CONTROL);
        assert_eq!(editor.before(), "hold ");
        press(&mut editor, KeyCode::Right, KeyModifiers::CONTROL);
        assert_eq!(editor.before(), "hold C1");
        press(&mut editor, KeyCode::Char('k'), KeyModifiers::CONTROL);
        editor.replace(2, "C2");
        assert_eq!(editor.text(), "hold C2");
        press(
            &mut editor,
            KeyCode::Char('@'),
            KeyModifiers::CONTROL | KeyModifiers::ALT,
        );
        assert_eq!(editor.text(), "hold C2@");
        editor.set("");
        assert!(!editor.key(KeyEvent::new(KeyCode::Enter, none)));
        editor.insert(&"x".repeat(LONGEST + 10));
        assert_eq!(editor.text().len(), LONGEST);
    }
}
