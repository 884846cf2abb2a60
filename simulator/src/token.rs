//! What whoever uses the control API must show; never shown itself.

use std::fmt;

use serde::Deserialize;

/// A token, from those who may use the control API.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// Wraps the text.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether a header and a cookie can carry it (RFC 6265, `cookie-octet`): visible ASCII without quotes, commas, semicolons
    /// and backslashes. [`Simulator::start`](crate::Simulator::start) takes no other.
    pub fn can_be_sent(&self) -> bool {
        let is_carried = |byte| matches!(byte, 0x21..=0x7e) && !matches!(byte, b'"' | b',' | b';' | b'\\');
        self.0.bytes().all(is_carried)
    }

    /// Whether it is this one; how long that takes tells nothing of how much of it is right.
    pub fn is(&self, shown: &str) -> bool {
        let (own, shown) = (self.0.as_bytes(), shown.as_bytes());
        let differ = own.iter().zip(shown).fold(0, |differ, (a, b)| differ | (a ^ b));
        own.len() == shown.len() && differ == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn what_headers_and_cookies_carry() {
        for fit in ["a", "abc-._~+/09==", "!#$%&'()*:<>?@[]^`{|}"] {
            assert!(Token::new(fit).can_be_sent(), "{fit}");
        }
        for unfit in [
            "a b",
            "a\r\nb: c",
            "\t",
            "a\"",
            "a,b",
            "a;b",
            "a\\b",
            "密码",
            "\u{7f}",
            "é",
        ] {
            assert!(!Token::new(unfit).can_be_sent(), "{unfit:?}");
        }
    }
}
