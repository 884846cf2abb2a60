//! A line of text that is being typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use wellclient::Secret;

/// No line is longer, in characters.
const LONGEST: usize = 256;

/// A line of text, and where in it the cursor is.
pub(crate) struct Editor {
    text: String,
    /// In characters.
    cursor: usize,
}

impl Editor {
    pub(crate) fn new(text: &str) -> Self {
        // Room for all of it: a password leaves no part behind in a buffer that grew.
        let mut room = String::with_capacity(LONGEST * 4);
        room.extend(text.chars().filter(|c| !c.is_control()).take(LONGEST));
        Self {
            cursor: room.chars().count(),
            text: room,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    pub(crate) fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Inserts what can stand in a line.
    pub(crate) fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.text.chars().count() == LONGEST {
                return;
            }
            self.text.insert(self.byte(self.cursor), c);
            self.cursor += 1;
        }
    }

    /// Takes a key; false where it is none for a line of text.
    pub(crate) fn key(&mut self, key: KeyEvent) -> bool {
        let end = self.text.chars().count();
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('a') => self.cursor = 0,
                KeyCode::Char('e') => self.cursor = end,
                KeyCode::Char('u') => self.remove(0, self.cursor),
                KeyCode::Char('w') => self.remove(self.word(), self.cursor),
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
        assert!(!editor.key(KeyEvent::new(KeyCode::Enter, none)));
        editor.insert(&"x".repeat(LONGEST + 10));
        assert_eq!(editor.text().len(), LONGEST);
    }
}
