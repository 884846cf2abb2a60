//! What the decoder gives out: heart-beats, and frames that borrow from its buffer.

use std::borrow::Cow;
use std::fmt;

use super::frame::debug_frame;
use super::head::Head;
use super::{Command, Frame};

/// What was found in the octets received.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// An end of line between frames: a heart-beat, or the newline that some brokers put after each frame.
    /// Both show that the other side is alive.
    Heartbeat,
    /// A whole frame.
    Frame(FrameRef<'a>),
}

/// A decoded frame whose headers and body stay in the decoder's memory.
///
/// `Debug` shows neither the body nor the values of headers that identify or authenticate someone.
#[derive(Clone, Copy)]
pub struct FrameRef<'a> {
    pub(super) head: &'a Head,
    /// With the NUL that ends it.
    pub(super) body_and_nul: &'a [u8],
}

impl<'a> FrameRef<'a> {
    /// The command.
    pub fn command(&self) -> Command {
        self.head.command()
    }

    /// The value of the first header of that name (STOMP 1.2, "Repeated Header Entries"), unescaped; borrowed
    /// if there was nothing to unescape. Names are case-sensitive.
    pub fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        Some(self.unescape(self.head.value(name)?))
    }

    /// All headers, unescaped, in their order, with repeated ones and with `content-length`.
    pub fn headers(&self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> + use<'a> {
        let frame = *self;
        self.head
            .headers()
            .map(move |(name, value)| (frame.unescape(name), frame.unescape(value)))
    }

    /// The body; empty if there is none.
    pub fn body(&self) -> &'a [u8] {
        self.body_and_nul.split_last().map_or(&[], |(_, body)| body)
    }

    /// The body, with the NUL that ends it behind it.
    pub(crate) fn body_and_nul(&self) -> &'a [u8] {
        self.body_and_nul
    }

    /// A copy that outlives the decoder's buffer.
    pub fn to_owned(&self) -> Frame {
        self.headers()
            .fold(Frame::new(self.command()), |frame, (name, value)| {
                frame.with_header(name, value)
            })
            .with_body(self.body())
    }

    fn unescape<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        self.head.unescape(raw)
    }
}

impl fmt::Debug for FrameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_frame(f, "FrameRef", self.command(), self.headers(), self.body().len())
    }
}
