//! How a header is written, by version and command: escapes, line ends, padding.

use std::borrow::Cow;

use super::{Command, DecodeError, Version};

/// The rules for the header lines of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeaderSyntax {
    escapes: Escapes,
    /// Whether CR before LF belongs to the line's end.
    crlf: bool,
    /// Whether one space after the colon is padding.
    padded: bool,
}

/// The escape sequences that are defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    /// None: a backslash is a backslash.
    None,
    /// `\n`, `\c` and `\\` (STOMP 1.1, "Value Encoding").
    LfColonBackslash,
    /// `\r` as well (STOMP 1.2, "Value Encoding").
    CrLfColonBackslash,
}

/// Which side of the colon a text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Name,
    Value,
}

impl HeaderSyntax {
    pub(super) fn of(command: Command, version: Version) -> Self {
        let handshake = command.is_handshake();
        let escapes = match version {
            _ if handshake => Escapes::None,
            Version::V1_0 => Escapes::None,
            Version::V1_1 => Escapes::LfColonBackslash,
            Version::V1_2 => Escapes::CrLfColonBackslash,
        };
        Self {
            escapes,
            crlf: handshake || version == Version::V1_2,
            padded: version == Version::V1_0,
        }
    }

    /// Whether a space at the start of a value is lost on its reader.
    pub(super) fn loses_leading_space(self) -> bool {
        self.padded
    }

    /// The line without the CR of its end; `line` ends before its LF.
    pub(super) fn without_cr(self, line: &[u8]) -> Result<&[u8], DecodeError> {
        if !self.crlf {
            return Ok(line);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if memchr::memchr(b'\r', line).is_some() {
            Err(DecodeError::BareCarriageReturn)
        } else {
            Ok(line)
        }
    }

    /// Splits a header line into its name and value, both still escaped.
    pub(super) fn split(self, line: &str) -> Result<(&str, &str), DecodeError> {
        let colon = memchr::memchr(b':', line.as_bytes()).ok_or(DecodeError::HeaderWithoutColon)?;
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(':').unwrap_or(value);
        if name.is_empty() {
            return Err(DecodeError::EmptyHeaderName);
        }
        let padding = if self.padded { " " } else { "" };
        Ok((name, value.strip_prefix(padding).unwrap_or(value)))
    }

    /// The text that `raw` stands for; `None` if it has an undefined escape.
    pub(super) fn unescape(self, raw: &str) -> Option<Cow<'_, str>> {
        if self.escapes == Escapes::None || memchr::memchr(b'\\', raw.as_bytes()).is_none() {
            return Some(Cow::Borrowed(raw));
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((plain, escape)) = rest.split_once('\\') {
            let mut after = escape.chars();
            text.push_str(plain);
            text.push(match after.next()? {
                'n' => '\n',
                'c' => ':',
                '\\' => '\\',
                'r' if self.escapes == Escapes::CrLfColonBackslash => '\r',
                _ => return None,
            });
            rest = after.as_str();
        }
        text.push_str(rest);
        Some(Cow::Owned(text))
    }

    /// Appends `text` in its escaped form to `out`; the error is the first character that has none.
    pub(super) fn escape(self, text: &str, side: Side, out: &mut Vec<u8>) -> Result<(), char> {
        for &octet in text.as_bytes() {
            match (octet, self.escapes) {
                (0, _) | (b'\n', Escapes::None) | (b'\r', Escapes::None | Escapes::LfColonBackslash) => {
                    return Err(char::from(octet));
                }
                (b':', Escapes::None) if side == Side::Name => return Err(':'),
                (_, Escapes::None) => out.push(octet),
                (b'\n', _) => out.extend_from_slice(br"\n"),
                (b'\r', _) => out.extend_from_slice(br"\r"),
                (b':', _) => out.extend_from_slice(br"\c"),
                (b'\\', _) => out.extend_from_slice(br"\\"),
                _ => out.push(octet),
            }
        }
        Ok(())
    }
}
