//! Texts from outside, shown to people.

use std::borrow::Cow;

/// The text with a space for each character that [is not seen](is_unseen), so that it stays one line, in its order.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(is_unseen) {
        text.replace(is_unseen, " ").into()
    } else {
        text.into()
    }
}

/// Whether it is no character to look at, and could hide or change what is there: control characters, the ends of lines and
/// paragraphs, marks that turn the direction of what follows, and characters without any width.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_becomes_a_space_and_nothing_else_changes() {
        for unseen in [
            '\0',
            '\r',
            '\n',
            '\t',
            '\x1b',
            '\x7f',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{180e}',
            '\u{200b}',
            '\u{200d}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert_eq!(one_line(&format!("a{unseen}b")), "a b", "{unseen:?}");
        }
        for text in ["", "座席已登录。", "Ünïcode – “quoted” 𝄞", "a  b\u{3000}c\u{a0}d"] {
            assert!(
                matches!(one_line(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }
}
