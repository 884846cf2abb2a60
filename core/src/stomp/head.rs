//! The command and headers of the frame that is being decoded.

use std::borrow::Cow;

use super::encode::CONTENT_LENGTH;
use super::syntax::HeaderSyntax;
use super::{Command, DecodeError, Limits, UnknownCommand, Version};

/// A frame's head. The decoder keeps one and fills it anew for each frame.
pub(super) struct Head {
    command: Command,
    syntax: HeaderSyntax,
    /// The names and values, checked but still escaped, one after the other.
    text: String,
    headers: Vec<HeaderEnds>,
    /// Whether there is an escape in them.
    escaped: bool,
    content_length: Option<usize>,
    /// What the lines so far took on the wire.
    octets: usize,
}

/// Where one header's parts end in [`Head::text`]; it starts where the one before ends.
struct HeaderEnds {
    name: usize,
    value: usize,
}

impl Head {
    pub(super) fn new() -> Self {
        Self {
            command: Command::Error,
            syntax: HeaderSyntax::of(Command::Error, Version::V1_2),
            text: String::new(),
            headers: Vec::new(),
            escaped: false,
            content_length: None,
            octets: 0,
        }
    }

    pub(super) fn command(&self) -> Command {
        self.command
    }

    /// What a part of a header stands for; undefined escapes have been refused.
    pub(super) fn unescape<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        match self.escaped {
            true => self.syntax.unescape(raw).unwrap_or(Cow::Borrowed(raw)),
            false => Cow::Borrowed(raw),
        }
    }

    pub(super) fn content_length(&self) -> Option<usize> {
        self.content_length
    }

    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    /// Octets of memory held.
    pub(super) fn capacity(&self) -> usize {
        self.text.capacity() + self.headers.capacity() * size_of::<HeaderEnds>()
    }

    /// Forgets the frame, and whatever memory exceeds `capacity` octets.
    pub(super) fn clear(&mut self, capacity: usize) {
        self.text.clear();
        self.headers.clear();
        self.escaped = false;
        self.content_length = None;
        self.octets = 0;
        if self.capacity() > capacity {
            self.text = String::new();
            self.headers = Vec::new();
        }
    }

    /// The headers in their order, escaped.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.headers.iter().map(move |end| {
            let name = self.text.get(start..end.name).unwrap_or_default();
            let value = self.text.get(end.name..end.value).unwrap_or_default();
            start = end.value;
            (name, value)
        })
    }

    /// Takes a frame's first line, without its LF.
    pub(super) fn begin(&mut self, line: &[u8], version: Version) -> Result<(), DecodeError> {
        let bare = line.strip_suffix(b"\r").unwrap_or(line);
        self.command = Command::from_octets(bare)?;
        self.syntax = HeaderSyntax::of(self.command, version);
        if self.syntax.without_cr(line)? != bare {
            return Err(UnknownCommand.into());
        }
        self.octets = line.len() + 1;
        Ok(())
    }

    /// Takes a line after the first, without its LF; whether it was the blank one that ends the headers.
    pub(super) fn push_line(&mut self, line: &[u8], limits: &Limits) -> Result<bool, DecodeError> {
        self.octets += line.len() + 1;
        // Most have neither.
        let is_odd = memchr::memchr2(b'\r', b'\\', line).is_some();
        let line = if is_odd {
            self.syntax.without_cr(line)?
        } else {
            line
        };
        if line.is_empty() {
            return Ok(true);
        }
        if self.headers.len() >= limits.max_headers {
            return Err(DecodeError::TooManyHeaders {
                limit: limits.max_headers,
            });
        }
        let line = str::from_utf8(line).map_err(|_| DecodeError::HeaderNotUtf8)?;
        let (name, value) = self.syntax.split(line)?;
        if is_odd && memchr::memchr(b'\\', line.as_bytes()).is_some() {
            self.escaped = true;
            for text in [name, value] {
                self.syntax.unescape(text).ok_or(DecodeError::UndefinedEscape)?;
            }
        }
        if name == CONTENT_LENGTH {
            self.announce(value, limits)?;
        }
        self.text.push_str(name);
        let name = self.text.len();
        self.text.push_str(value);
        self.headers.push(HeaderEnds {
            name,
            value: self.text.len(),
        });
        Ok(false)
    }

    /// Two lengths, even equal ones, let two readers of one stream see different frames: an error, unlike
    /// other repeated headers.
    fn announce(&mut self, content_length: &str, limits: &Limits) -> Result<(), DecodeError> {
        let length = parse_length(content_length).ok_or(DecodeError::InvalidContentLength)?;
        if length > limits.max_body_bytes {
            return Err(DecodeError::BodyTooLarge {
                limit: limits.max_body_bytes,
            });
        }
        match self.content_length.replace(length) {
            Some(_) => Err(DecodeError::RepeatedContentLength),
            None => Ok(()),
        }
    }
}

/// Decimal digits and nothing else; a number beyond `usize` counts as the largest.
fn parse_length(text: &str) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_usize, |length, octet| {
        let digit = octet.is_ascii_digit().then(|| usize::from(octet - b'0'))?;
        Some(length.saturating_mul(10).saturating_add(digit))
    })
}
