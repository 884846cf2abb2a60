//! Rust's text as words and marks: no comments, nothing of what stands in quotes.

/// A piece of source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword; a raw one without its `r#`.
    Word(String),
    /// `::`
    Separator,
    /// Any other character.
    Mark(char),
    /// A text, a character, a number.
    Literal,
}

/// Cuts what the compiler takes; of anything else it makes some tokens, too.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, comment(rest)),
            '"' => (Some(Token::Literal), 1 + quoted(rest.get(1..).unwrap_or(""), '"')),
            '\'' => after_quote(rest),
            ':' if rest.starts_with("::") => (Some(Token::Separator), 2),
            _ if is_word(first) => word(rest),
            _ => (Some(Token::Mark(first)), first.len_utf8()),
        };
        tokens.extend(token);
        rest = rest.get(length..).unwrap_or("");
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a comment that starts here; comments nest.
fn comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(mark) = text.get(at..).and_then(|rest| rest.find(['/', '*'])) {
        at += mark;
        match text.get(at..at + 2) {
            Some("/*") => depth += 1,
            Some("*/") if depth == 1 => return at + 2,
            Some("*/") => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    text.len()
}

/// The length up to and with the closing quote; a backslash takes the next character.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// A character or a lifetime.
fn after_quote(text: &str) -> (Option<Token>, usize) {
    let mut chars = text.chars().skip(1);
    let (first, second) = (chars.next(), chars.next());
    if first == Some('\\') || second == Some('\'') {
        return (
            Some(Token::Literal),
            1 + quoted(text.get(1..).unwrap_or(""), '\''),
        );
    }
    let name = text.get(1..).unwrap_or("");
    (None, 1 + name.find(|c| !is_word(c)).unwrap_or(name.len()))
}

/// A word, a number, or a text with a prefix: `b""`, `r#""#`, `c""`.
fn word(text: &str) -> (Option<Token>, usize) {
    let length = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (word, after) = text.split_at(length);
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return (Some(Token::Literal), length);
    }
    if matches!(word, "r" | "br" | "cr") {
        let fence = after.find(|c| c != '#').unwrap_or(after.len());
        let (hashes, body) = after.split_at(fence);
        if let Some(body) = body.strip_prefix('"') {
            let end = format!("\"{hashes}");
            let close = body.find(&end).map_or(body.len(), |at| at + end.len());
            return (Some(Token::Literal), length + fence + 1 + close);
        }
        if word == "r" && hashes == "#" {
            let name = body.find(|c| !is_word(c)).unwrap_or(body.len());
            let token = body.get(..name).map(|name| Token::Word(name.to_owned()));
            return (token, length + fence + name);
        }
    }
    if matches!(word, "b" | "c") && after.starts_with('"') {
        return (
            Some(Token::Literal),
            length + 1 + quoted(after.get(1..).unwrap_or(""), '"'),
        );
    }
    if word == "b" && after.starts_with('\'') {
        let (token, after) = after_quote(after);
        return (token, length + after);
    }
    (Some(Token::Word(word.to_owned())), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let words = tokens(text).into_iter().filter_map(|token| match token {
            Token::Word(word) => Some(word),
            _ => None,
        });
        words.collect()
    }

    #[test]
    fn what_is_said_and_what_is_quoted_is_left_out() {
        assert_eq!(words("a /* b /* c */ d */ e /*/ f */ // g\nh"), ["a", "e", "h"]);
        assert_eq!(
            words(r##"a "b\"c" d r#"e"f"# g br"h\" i b"j" k"##),
            ["a", "d", "g", "i", "k"]
        );
        assert_eq!(words(r"a 'b' c '\'' d &'e f b'g' h"), ["a", "c", "d", "f", "h"]);
        assert_eq!(words("r#type 1u8 0..n"), ["type", "n"]);
    }

    #[test]
    fn paths_have_separators() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(
            tokens("a::b: c"),
            [
                word("a"),
                Token::Separator,
                word("b"),
                Token::Mark(':'),
                word("c")
            ]
        );
    }

    #[test]
    fn what_ends_early_ends() {
        for text in ["\"a", "'", "'\\", "/* a", "r#\"a", "r#", "b\"", "'é", "é/*é"] {
            assert!(tokens(text).len() < 4, "{text}");
        }
    }
}
