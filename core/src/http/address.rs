//! Addresses of requests, built so that no id can leave its place in a path or a query.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::command::Verb;
use crate::dial::MAX_DIAL_BYTES;
use crate::environment::Dialect;
use crate::id::{CallId, DeviceId};

/// The longest id that is put into a request, in bytes. Real ones have some forty.
pub const MAX_ID_BYTES: usize = 512;

/// RFC 3986's unreserved characters and `@` stand as they are; everything else is encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// An argument from which no request can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{field} {problem}")]
pub struct ArgumentError {
    /// Which one.
    pub field: Field,
    /// Why.
    pub problem: Problem,
}

/// What an [`ArgumentError`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Field {
    /// An agent id.
    Agent,
    /// A device id.
    Device,
    /// A call id.
    Call,
    /// The id of the held call.
    HeldCall,
    /// The id of the call with the one who is consulted.
    ConsultedCall,
    /// A number to dial.
    Number,
    /// The prefix of a number to dial.
    Prefix,
    /// A job number.
    JobNumber,
    /// A domain.
    Domain,
    /// An extension.
    Extension,
    /// The message of a greeting.
    Message,
    /// The key of an entry of call data.
    Key,
    /// The name of an uploaded log.
    LogName,
    /// The command itself.
    Command(Verb),
}

impl Field {
    /// The manual's name of the argument.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agentId",
            Self::Device => "deviceId",
            Self::Call => "callId",
            Self::HeldCall => "holdCallId",
            Self::ConsultedCall => "consultCallId",
            Self::Number => "phoneNumber",
            Self::Prefix => "prefix",
            Self::JobNumber => "jobNumber",
            Self::Domain => "domain",
            Self::Extension => "ext",
            Self::Message => "msg",
            Self::Key => "key",
            Self::LogName => "filename",
            Self::Command(verb) => verb.name(),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why no request can be made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It is not there.
    #[error("is not given")]
    Missing,
    /// It is empty, or a part of it is.
    #[error("is empty")]
    Empty,
    /// It has more than [`MAX_ID_BYTES`].
    #[error("is longer than {MAX_ID_BYTES} bytes")]
    TooLong,
    /// It is a number of more than [`MAX_DIAL_BYTES`], the prefix counted.
    #[error("is longer than {MAX_DIAL_BYTES} bytes")]
    TooLongToDial,
    /// There is a control character in it.
    #[error("contains a control character")]
    ControlCharacter,
    /// It is `.` or `..`, which no encoding keeps from being a step in a path (WHATWG URL, 4.4: `%2e` is a
    /// dot).
    #[error("cannot be \".\" or \"..\"")]
    DotSegment,
    /// It would stand for others in a topic, or for nobody: it has `*`, `#`, `/` or a second `@`.
    #[error("cannot contain *, #, / or a second @")]
    Wildcard,
    /// The command is more than one request, or needs more than its arguments: the session carries it out.
    #[error("is not a single request")]
    NotOneRequest,
}

impl Problem {
    pub(super) const fn of(self, field: Field) -> ArgumentError {
        ArgumentError { field, problem: self }
    }
}

/// Checks an id that goes into a body or a query.
pub(super) fn id(field: Field, text: &str) -> Result<&str, ArgumentError> {
    if text.is_empty() {
        return Err(Problem::Empty.of(field));
    }
    if text.len() > MAX_ID_BYTES {
        return Err(Problem::TooLong.of(field));
    }
    Ok(text)
}

/// Checks an id that becomes a segment of a path.
pub(super) fn segment_id(field: Field, text: &str) -> Result<&str, ArgumentError> {
    match id(field, text)? {
        "." | ".." => Err(Problem::DotSegment.of(field)),
        text => Ok(text),
    }
}

/// Checks an agent id that becomes a part of a topic.
pub(super) fn topic_id(text: &str) -> Result<&str, ArgumentError> {
    match typed(Field::Agent, text)? {
        text if text.contains(['*', '#', '/']) || text.matches('@').count() > 1 => {
            Err(Problem::Wildcard.of(Field::Agent))
        }
        text if text.starts_with('@') || text.ends_with('@') => Err(Problem::Empty.of(Field::Agent)),
        text => Ok(text),
    }
}

/// Checks a number to dial: any text, as the manual's client sends it.
pub(super) fn number(text: &str) -> Result<&str, ArgumentError> {
    match typed(Field::Number, text)? {
        text if text.len() > MAX_DIAL_BYTES => Err(Problem::TooLongToDial.of(Field::Number)),
        text => Ok(text),
    }
}

/// Checks what is typed by people: a number, a job number.
pub(super) fn typed(field: Field, text: &str) -> Result<&str, ArgumentError> {
    if text.contains(char::is_control) {
        return Err(Problem::ControlCharacter.of(field));
    }
    id(field, text)
}

/// A URL under construction.
pub(super) struct Address(String);

impl Address {
    /// `path` below `base`. Paths are the protocol's own, never from outside.
    pub(super) fn new(base: &Url, path: &str) -> Self {
        Self(format!("{}{path}", base.as_str().trim_end_matches('/')))
    }

    /// Appends more of the protocol's own path.
    pub(super) fn path(mut self, path: &str) -> Self {
        self.0.push_str(path);
        self
    }

    /// Appends `/` and an id.
    pub(super) fn segment(self, field: Field, text: &str) -> Result<Self, ArgumentError> {
        Ok(self.checked_segment(segment_id(field, text)?))
    }

    /// Appends `/` and an id that [`segment_id`] has let pass.
    pub(super) fn checked_segment(mut self, text: &str) -> Self {
        self.0.push('/');
        self.encode(text);
        self
    }

    /// Appends `/` and the connection id of `device` in `call`.
    pub(super) fn connection(
        mut self,
        dialect: Dialect,
        device: &DeviceId,
        field: Field,
        call: &CallId,
    ) -> Result<Self, ArgumentError> {
        let (device, call) = (id(Field::Device, device.as_str())?, id(field, call.as_str())?);
        self.0.push('/');
        self.encode(device);
        self.0.push_str(match dialect {
            Dialect::V2 => "|",
            Dialect::V4 => "%7C",
        });
        self.encode(call);
        Ok(self)
    }

    /// Appends the only query parameter.
    pub(super) fn query(mut self, name: &str, field: Field, value: &str) -> Result<Self, ArgumentError> {
        let value = id(field, value)?;
        self.0.push('?');
        self.0.push_str(name);
        self.0.push('=');
        self.encode(value);
        Ok(self)
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn encode(&mut self, text: &str) {
        self.0.extend(utf8_percent_encode(text, SEGMENT));
    }
}
