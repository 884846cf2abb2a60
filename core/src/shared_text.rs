//! A text that several keep, and that is the first part of what they keep.

use std::fmt;
use std::sync::Arc;

/// A text in a shared buffer, in which more may stand behind it. Cloning it copies nothing.
#[derive(Clone)]
pub struct SharedText {
    buffer: Arc<str>,
    length: usize,
}

impl SharedText {
    /// The first `length` bytes of `buffer`; all of it, if that is no place between two characters.
    pub(crate) fn first_part(buffer: Arc<str>, length: usize) -> Self {
        let length = if buffer.is_char_boundary(length) {
            length
        } else {
            buffer.len()
        };
        Self { buffer, length }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.buffer.get(..self.length).unwrap_or_default()
    }

    /// The text, and what stands behind it.
    pub(crate) fn buffer(&self) -> &str {
        &self.buffer
    }

    /// The text and a NUL, where one stands behind it.
    pub(crate) fn and_nul(&self) -> Option<&str> {
        let whole = self.buffer.get(..=self.length)?;
        whole.ends_with('\0').then_some(whole)
    }
}

impl<T: Into<Arc<str>>> From<T> for SharedText {
    fn from(text: T) -> Self {
        let buffer = text.into();
        let length = buffer.len();
        Self { buffer, length }
    }
}

impl PartialEq for SharedText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SharedText {}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_between_characters_or_is_all() {
        let buffer: Arc<str> = "席位".into();
        let part = |length| SharedText::first_part(buffer.clone(), length);
        assert_eq!((part(3).as_str(), part(3).buffer()), ("席", "席位"));
        for all in [1, 6, 7, usize::MAX] {
            assert_eq!(part(all), SharedText::from("席位"));
        }
        assert_eq!(part(0), SharedText::from(""));
        assert_eq!(part(3).and_nul(), None);
        assert_eq!(SharedText::from("\0").and_nul(), None);
        assert_eq!(SharedText::first_part("a\0b".into(), 1).and_nul(), Some("a\0"));
    }
}
