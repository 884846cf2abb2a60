//! Is this text one JSON value (RFC 8259)? Enough to check a program's output without a dependency.

/// Deeper nesting than this is refused, so that the recursion is bounded.
const MAX_DEPTH: usize = 128;

/// Whether `text` is exactly one JSON value.
pub(crate) fn is_valid(text: &str) -> bool {
    let mut reader = Reader {
        rest: text.as_bytes(),
    };
    reader.value(MAX_DEPTH).is_some() && {
        reader.skip_space();
        reader.rest.is_empty()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.skip_space();
        match self.rest.first()? {
            b'{' => self.list(b'}', |reader| {
                reader.skip_space();
                reader.string()?;
                reader.skip_space();
                reader.take(b":")?;
                reader.value(depth)
            }),
            b'[' => self.list(b']', |reader| reader.value(depth)),
            b'"' => self.string(),
            b't' => self.take(b"true"),
            b'f' => self.take(b"false"),
            b'n' => self.take(b"null"),
            _ => self.number(),
        }
    }

    /// The items between the brackets, the opening one still ahead.
    fn list(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.rest = self.rest.get(1..)?;
        self.skip_space();
        if self.take(&[close]).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_space();
            if self.take(&[close]).is_some() {
                return Some(());
            }
            self.take(b",")?;
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take(b"\"")?;
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'u' => {
                        for _ in 0..4 {
                            self.next()?.is_ascii_hexdigit().then_some(())?;
                        }
                    }
                    escape => b"\"\\/bfnrt".contains(&escape).then_some(())?,
                },
                octet => (octet >= 0x20).then_some(())?,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _sign = self.take(b"-");
        if self.take(b"0").is_none() {
            self.digits()?;
        }
        if self.take(b".").is_some() {
            self.digits()?;
        }
        if self.take(b"e").or_else(|| self.take(b"E")).is_some() {
            let _sign = self.take(b"+").or_else(|| self.take(b"-"));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self
            .rest
            .iter()
            .take_while(|octet| octet.is_ascii_digit())
            .count();
        self.rest = self.rest.get(count..)?;
        (count > 0).then_some(())
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn take(&mut self, expected: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for text in [
            "null",
            " true ",
            "-0.5e+10",
            "0",
            "[]",
            "{}",
            r#""a\u00e9\n\"""#,
            r#"{"a":[1,2,{"b":"客服"}],"c":false}"#,
        ] {
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn not_values() {
        for text in [
            "",
            " ",
            "nul",
            "01",
            "1.",
            "-",
            "1e",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "{a:1}",
            "{\"a\":1,}",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\u{1}\"",
            "{} {}",
            "[",
            "started",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(is_valid(&nested(MAX_DEPTH)));
        assert!(!is_valid(&nested(MAX_DEPTH + 1)));
        assert!(!is_valid(&"[".repeat(1_000_000)));
    }
}
