//! A frame that owns its parts: what is encoded, and what is kept of a decoded one.

use std::fmt;

use super::Command;

/// A frame: a command, headers in their order, and a body.
///
/// `Debug` shows neither the body nor the values of headers that identify or authenticate someone.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    command: Command,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Frame {
    /// A frame with neither headers nor a body.
    pub fn new(command: Command) -> Self {
        Self {
            command,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Appends a header; where a name comes up again, its first value is the one that counts.
    ///
    /// `content-length` is written by [`Frame::encode`] and need not be given.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The command.
    pub fn command(&self) -> Command {
        self.command
    }

    /// The value of the first header of that name (STOMP 1.2, "Repeated Header Entries"). Names are
    /// case-sensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers()
            .find_map(|(candidate, value)| (candidate == name).then_some(value))
    }

    /// All headers, in their order, with repeated ones.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body; empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_frame(f, "Frame", self.command, self.headers(), self.body.len())
    }
}

/// Shows a frame without what must not get into a log.
pub(super) fn debug_frame<S: AsRef<str>>(
    f: &mut fmt::Formatter<'_>,
    type_name: &str,
    command: Command,
    headers: impl Iterator<Item = (S, S)>,
    body_octets: usize,
) -> fmt::Result {
    let headers: Vec<_> = headers.map(|(name, value)| Redacted { name, value }).collect();
    f.debug_struct(type_name)
        .field("command", &command)
        .field("headers", &headers)
        .field("body_octets", &body_octets)
        .finish()
}

/// One header, its value left out if it is a secret.
struct Redacted<S> {
    name: S,
    value: S,
}

impl<S: AsRef<str>> fmt::Debug for Redacted<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SECRET: [&str; 4] = ["login", "passcode", "session", "sessionId"];
        let (name, value) = (self.name.as_ref(), self.value.as_ref());
        if SECRET
            .iter()
            .any(|secret| secret.eq_ignore_ascii_case(name.trim()))
        {
            write!(f, "{name:?}: <redacted>")
        } else {
            write!(f, "{name:?}: {value:?}")
        }
    }
}
