//! What can be wrong with frames. No error tells a header's value: it could be a passcode or a session id.

use super::{Command, UnknownCommand, Version};

/// Why the octets received are not STOMP, or are more than the limits allow. The connection cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A frame begins with something that is not a command.
    #[error("a frame begins with something that is {0}")]
    UnknownCommand(#[from] UnknownCommand),
    /// A NUL stands among the command and the headers.
    #[error("NUL before the end of the headers")]
    NulInHeaders,
    /// A CR stands in the middle of a line, where CR may only be part of a line's end.
    #[error("CR in the middle of a header line")]
    BareCarriageReturn,
    /// A header line has no colon.
    #[error("header line without a colon")]
    HeaderWithoutColon,
    /// A header line begins with its colon.
    #[error("header with an empty name")]
    EmptyHeaderName,
    /// A header is not UTF-8.
    #[error("header that is not UTF-8")]
    HeaderNotUtf8,
    /// A backslash is followed by something that this version does not define (STOMP 1.2, "Value Encoding").
    #[error("undefined escape sequence in a header")]
    UndefinedEscape,
    /// More headers than [`Limits::max_headers`](super::Limits::max_headers).
    #[error("more than {limit} headers in a frame")]
    TooManyHeaders {
        /// The limit.
        limit: usize,
    },
    /// Command and headers take more octets than
    /// [`Limits::max_header_bytes`](super::Limits::max_header_bytes).
    #[error("headers of more than {limit} octets")]
    HeadersTooLarge {
        /// The limit, in octets.
        limit: usize,
    },
    /// The body is, or is announced as, larger than
    /// [`Limits::max_body_bytes`](super::Limits::max_body_bytes).
    #[error("body of more than {limit} octets")]
    BodyTooLarge {
        /// The limit, in octets.
        limit: usize,
    },
    /// `content-length` is not a decimal number.
    #[error("content-length is not a number of octets")]
    InvalidContentLength,
    /// `content-length` is there more than once.
    #[error("content-length more than once")]
    RepeatedContentLength,
    /// The octet after a body of `content-length` octets is not NUL.
    #[error("no NUL after content-length octets of body")]
    MissingNul,
}

/// Why a frame cannot be written in a version of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A header has no name.
    #[error("a header's name is empty")]
    EmptyHeaderName,
    /// A header's name or value holds a character that this version has no way to write in this frame: NUL
    /// always; CR in 1.1; CR, LF and, in a name, the colon in 1.0 and in CONNECT, STOMP and CONNECTED.
    #[error("header {name:?} holds {character:?}, which a {command} frame of STOMP {version} cannot carry")]
    Unrepresentable {
        /// The header's name.
        name: String,
        /// The character.
        character: char,
        /// The frame's command.
        command: Command,
        /// The version.
        version: Version,
    },
    /// A header's value begins with a space, which readers of STOMP 1.0 take for padding.
    #[error("the value of header {name:?} begins with a space, which STOMP 1.0 cannot carry")]
    LeadingSpace {
        /// The header's name.
        name: String,
    },
    /// The body is no text.
    #[error("the body is not UTF-8")]
    NotText,
}
