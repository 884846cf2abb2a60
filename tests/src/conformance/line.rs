//! One line of the protocol: a word and named parts, separated by TABs.

use std::fmt;

/// A message: `word`, then `name=value` parts.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Line {
    word: String,
    parts: Vec<(String, String)>,
}

impl Line {
    /// A message without parts.
    pub fn new(word: impl Into<String>) -> Self {
        Self {
            word: word.into(),
            parts: Vec::new(),
        }
    }

    /// One part more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.put(name, value);
        self
    }

    /// One part more, if there is a value.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// One part more.
    pub fn put(&mut self, name: impl Into<String>, value: impl ToString) {
        self.parts.push((name.into(), value.to_string()));
    }

    /// What kind of message it is.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The value of a part.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parts()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// All parts.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The parts whose names begin so, by the rest of their names.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.parts()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
    }

    /// Takes parts away.
    pub fn remove(&mut self, unwanted: impl Fn(&str) -> bool) {
        self.parts.retain(|(name, _)| !unwanted(name));
    }

    /// Reads a line, given without its end.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut texts = text.split('\t');
        let mut line = Self::new(texts.next().unwrap_or_default());
        if line.word.is_empty() || !line.word.chars().all(char::is_alphanumeric) {
            return Err("a line begins with a word".to_owned());
        }
        for part in texts {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("{part:?} has no ="))?;
            if line.get(name).is_some() {
                return Err(format!("{name} is there twice"));
            }
            line.put(name, unescaped(value)?);
        }
        Ok(line)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        self.parts()
            .try_for_each(|(name, value)| write!(f, "\t{name}={}", escaped(value)))
    }
}

fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
    text
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        value.push(match c {
            '\\' => match chars.next() {
                Some('\\') => '\\',
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                _ => return Err(format!("a wrong escape in {text:?}")),
            },
            c => c,
        });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_round_trip() {
        let line = Line::new("event")
            .with("raw", "{\"a\":\"\\n\\\\\"}\t\r\n=客户")
            .with("empty", "");
        let text = line.to_string();
        assert_eq!(text.lines().count(), 1);
        assert_eq!(Line::parse(&text), Ok(line));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for text in [
            "",
            "\tid=1",
            "two words",
            "answer\tid",
            "answer\tid=1\tid=2",
            "log\tx=\\",
            "log\tx=\\u",
        ] {
            assert!(Line::parse(text).is_err(), "{text:?}");
        }
    }
}
