//! Marks in a text: words, and signs that are no part of one.

/// Whether the text holds `mark`, and where its ends are letters, not as a part of a longer word.
pub(super) fn has_mark(text: &str, mark: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(mark).any(|(at, _)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        let after = text.get(at + mark.len()..).and_then(|part| part.chars().next());
        let joined_before = mark.starts_with(is_word) && before.is_some_and(is_word);
        let joined_after = mark.ends_with(is_word) && after.is_some_and(is_word);
        !joined_before && !joined_after
    })
}
