//! The command and headers of the frame that is being decoded.

use std::borrow::Cow;

use super::encode::CONTENT_LENGTH;
use super::syntax::HeaderSyntax;
use super::{Command, DecodeError, Limits, UnknownCommand, Version};

/// A frame's head. The decoder keeps one and fills it anew for each frame.
pub(super) struct Head {
    command: Command,
    syntax: HeaderSyntax,
    /// The lines of the headers, checked but still escaped, each with its LF.
    text: String,
    headers: Vec<Header>,
    /// Whether there is an escape in them.
    escaped: bool,
    content_length: Option<usize>,
    /// What the lines so far took on the wire.
    octets: usize,
}

/// Where in [`Head::text`] one header's colon stands, and where its line ends; it starts where the one before has ended.
struct Header {
    colon: usize,
    end: usize,
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

    /// The value of the first header of this name, still escaped.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut start = 0;
        let mut headers = self.headers.iter();
        let header = headers.find(|header| {
            let start = std::mem::replace(&mut start, header.end + 1);
            let raw = self.text.get(start..header.colon).unwrap_or_default();
            match self.escaped {
                true => self.unescape(raw) == name,
                false => raw == name,
            }
        })?;
        self.text.get(header.colon + 1..header.end)
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
        self.text.capacity() + self.headers.capacity() * size_of::<Header>()
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
        self.headers.iter().map(move |header| {
            let name = self.text.get(start..header.colon).unwrap_or_default();
            let value = self.text.get(header.colon + 1..header.end).unwrap_or_default();
            start = header.end + 1;
            (name, value)
        })
    }

    /// Takes a whole head, up to its blank line and with it, if it is there and nothing in it is unusual; answers how long it
    /// is. Any other is to be taken line by line, after the head is cleared.
    pub(super) fn take_whole(&mut self, octets: &[u8], version: Version, limits: &Limits) -> Option<usize> {
        let octets = octets.get(..limits.max_header_bytes).unwrap_or(octets);
        let command = memchr::memchr(b'\n', octets)?;
        self.command = Command::from_octets(octets.get(..command)?).ok()?;
        self.syntax = HeaderSyntax::of(self.command, version);
        let lines = octets.get(command + 1..)?;
        let mut start = 0;
        loop {
            let line = lines.get(start..)?;
            if line.first() == Some(&b'\n') {
                break;
            }
            let line = line.get(..memchr::memchr(b'\n', line)?)?;
            if self.headers.len() >= limits.max_headers {
                return None;
            }
            let colon = memchr::memchr(b':', line).filter(|colon| *colon > 0)?;
            let (name, value) = line.split_at_checked(colon)?;
            if name == CONTENT_LENGTH.as_bytes() {
                self.announce(value.get(1..)?, limits).ok()?;
            }
            let end = start + line.len();
            self.headers.push(Header {
                colon: start + colon,
                end,
            });
            start = end + 1;
        }
        let lines = lines.get(..start)?;
        if self.syntax.loses_leading_space() || !is_plain(lines) {
            return None;
        }
        self.text.push_str(str::from_utf8(lines).ok()?);
        self.octets = command + 1 + start + 1;
        Some(self.octets)
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
            self.announce(value.as_bytes(), limits)?;
        }
        self.text.push_str(name);
        let colon = self.text.len();
        self.text.push(':');
        self.text.push_str(value);
        let end = self.text.len();
        self.text.push('\n');
        self.headers.push(Header { colon, end });
        Ok(false)
    }

    /// Two lengths, even equal ones, let two readers of one stream see different frames: an error, unlike
    /// other repeated headers.
    fn announce(&mut self, content_length: &[u8], limits: &Limits) -> Result<(), DecodeError> {
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

/// Whether there is no escape in it, and nothing but ASCII's characters that are seen, and LF.
fn is_plain(lines: &[u8]) -> bool {
    let is_plain = |octet: &u8| matches!(octet, b'\n' | b' '..=b'~') && *octet != b'\\';
    lines.iter().fold(true, |plain, octet| plain & is_plain(octet))
}

/// Decimal digits and nothing else; a number beyond `usize` counts as the largest.
fn parse_length(text: &[u8]) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_usize, |length, octet| {
        let digit = octet.is_ascii_digit().then(|| usize::from(octet - b'0'))?;
        Some(length.saturating_mul(10).saturating_add(digit))
    })
}
