//! The incremental decoder: octets in, frames and heart-beats out.

use std::fmt;
use std::ops::Range;

use super::head::Head;
use super::limits::Limits;
use super::{Command, DecodeError, FrameRef, Item, UnknownCommand, Version};

/// Finds the frames in a stream of octets that arrives in pieces of any size.
///
/// [`feed`](Self::feed) it what was received, then call [`next_item`](Self::next_item) until it gives `None`.
/// It then holds at most one unfinished frame, which the [`Limits`] bound, and keeps a few KiB of memory when
/// it holds none. The work is linear in the octets fed, however they are cut.
pub struct Decoder {
    limits: Limits,
    version: Version,
    state: State,
    head: Head,
    buffer: Vec<u8>,
    /// Octets at the start of `buffer` that are done with, though an item may still borrow them.
    consumed: usize,
    /// Octets after `consumed` that are known not to hold the delimiter being looked for.
    scanned: usize,
    failed: Option<DecodeError>,
}

/// What comes next in the stream.
#[derive(Clone, Copy, Debug)]
enum State {
    /// A heart-beat, or the first octet of a frame.
    Between,
    /// The rest of a frame's first line.
    Command,
    /// A header, or the blank line after the headers.
    Headers,
    /// The body and its NUL.
    Body,
}

/// How far the buffered octets led.
enum Progress {
    /// Nowhere: more of them are needed.
    Starved,
    Heartbeat,
    /// To the end of a frame whose body is there in the buffer.
    Frame(Range<usize>),
}

/// The longest first line with CR and LF.
const MAX_COMMAND_LINE: usize = Command::LONGEST + 2;

/// Octets of memory that each of buffer and head may keep while there is little to hold.
const IDLE_CAPACITY: usize = 4096;

impl Decoder {
    /// A decoder for a new connection. It reads as [`Version::V1_2`] until told otherwise, which for the
    /// frames of the handshake is right in any case.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            version: Version::V1_2,
            state: State::Between,
            head: Head::new(),
            buffer: Vec::new(),
            consumed: 0,
            scanned: 0,
            failed: None,
        }
    }

    /// Sets the version that was agreed on; it counts from the next frame on. Call it before asking for the
    /// item after CONNECT or CONNECTED.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
    }

    /// Appends octets that were received. After an error they are ignored.
    pub fn feed(&mut self, octets: &[u8]) {
        if self.failed.is_none() {
            self.reclaim();
            self.buffer.extend_from_slice(octets);
        }
    }

    /// The next item, or `None` until more is fed.
    ///
    /// # Errors
    ///
    /// What was received is not STOMP, or exceeds the limits. There is no way to find the next frame then, so
    /// every later call gives the same error: the connection has to be closed.
    pub fn next_item(&mut self) -> Result<Option<Item<'_>>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.reclaim();
        match self.advance() {
            Ok(Progress::Starved) => Ok(None),
            Ok(Progress::Heartbeat) => Ok(Some(Item::Heartbeat)),
            Ok(Progress::Frame(body)) => {
                let body_and_nul = self.buffer.get(body.start..=body.end).unwrap_or_default();
                Ok(Some(Item::Frame(FrameRef {
                    head: &self.head,
                    body_and_nul,
                })))
            }
            Err(error) => {
                self.failed = Some(error);
                self.discard();
                Err(error)
            }
        }
    }

    /// Octets fed that no item has accounted for yet.
    pub fn buffered(&self) -> usize {
        match self.state {
            State::Between => self.pending().len(),
            _ => self.head.octets() + self.pending().len(),
        }
    }

    /// Octets of memory held, in use or not.
    pub fn capacity(&self) -> usize {
        self.buffer.capacity() + self.head.capacity()
    }

    fn advance(&mut self) -> Result<Progress, DecodeError> {
        loop {
            match self.state {
                State::Between => match self.pending() {
                    [] | [b'\r'] => return Ok(Progress::Starved),
                    [b'\n', ..] => {
                        self.consume(1);
                        return Ok(Progress::Heartbeat);
                    }
                    [b'\r', b'\n', ..] => {
                        self.consume(2);
                        return Ok(Progress::Heartbeat);
                    }
                    _ => self.begin_frame(),
                },
                State::Command => {
                    let Some(line) = self.take_line(MAX_COMMAND_LINE, UnknownCommand.into())? else {
                        return Ok(Progress::Starved);
                    };
                    self.head
                        .begin(self.buffer.get(line).unwrap_or_default(), self.version)?;
                    self.state = State::Headers;
                }
                State::Headers => {
                    let limit = self.limits.max_header_bytes;
                    let left = limit.saturating_sub(self.head.octets());
                    let Some(line) = self.take_line(left, DecodeError::HeadersTooLarge { limit })? else {
                        return Ok(Progress::Starved);
                    };
                    if self
                        .head
                        .push_line(self.buffer.get(line).unwrap_or_default(), &self.limits)?
                    {
                        self.state = State::Body;
                    }
                }
                State::Body => {
                    let Some(body) = self.take_body()? else {
                        return Ok(Progress::Starved);
                    };
                    self.state = State::Between;
                    return Ok(Progress::Frame(body));
                }
            }
        }
    }

    /// Goes on to the body, where the whole head is there and usual, or else line by line.
    fn begin_frame(&mut self) {
        let pending = self.buffer.get(self.consumed..).unwrap_or_default();
        match self.head.take_whole(pending, self.version, &self.limits) {
            Some(octets) => {
                self.consume(octets);
                self.state = State::Body;
            }
            None => {
                self.head.clear(IDLE_CAPACITY);
                self.state = State::Command;
            }
        }
    }

    /// Consumes a line; where it stands in the buffer, without its LF. `longest` counts the LF.
    fn take_line(
        &mut self,
        longest: usize,
        too_long: DecodeError,
    ) -> Result<Option<Range<usize>>, DecodeError> {
        let Some(length) = self.find(longest, too_long, |octets| memchr::memchr2(b'\n', 0, octets))? else {
            return Ok(None);
        };
        if self.pending().get(length) == Some(&0) {
            return Err(DecodeError::NulInHeaders);
        }
        let start = self.consumed;
        self.consume(length + 1);
        Ok(Some(start..start + length))
    }

    /// Consumes a body and its NUL; where the body stands in the buffer.
    fn take_body(&mut self) -> Result<Option<Range<usize>>, DecodeError> {
        let length = match self.head.content_length() {
            Some(length) => match self.pending().get(length) {
                Some(0) => Some(length),
                Some(_) => return Err(DecodeError::MissingNul),
                None => None,
            },
            None => {
                let limit = self.limits.max_body_bytes;
                let longest = limit.saturating_add(1);
                self.find(longest, DecodeError::BodyTooLarge { limit }, |octets| {
                    memchr::memchr(0, octets)
                })?
            }
        };
        let start = self.consumed;
        Ok(length.map(|length| {
            self.consume(length + 1);
            start..start + length
        }))
    }

    /// How many pending octets stand before the `first` delimiter, which must be among the first `longest`
    /// octets.
    fn find(
        &mut self,
        longest: usize,
        too_long: DecodeError,
        first: impl Fn(&[u8]) -> Option<usize>,
    ) -> Result<Option<usize>, DecodeError> {
        let pending = self.pending();
        let window = pending.get(..longest).unwrap_or(pending);
        let unseen = window.get(self.scanned..).unwrap_or_default();
        if let Some(offset) = first(unseen) {
            return Ok(Some(self.scanned + offset));
        }
        if window.len() == longest {
            return Err(too_long);
        }
        self.scanned = window.len();
        Ok(None)
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.consumed..).unwrap_or_default()
    }

    fn consume(&mut self, octets: usize) {
        self.consumed += octets;
        self.scanned = 0;
    }

    /// Drops what is done with. The octets left are moved only once they are the smaller part, so that each
    /// octet fed is moved but a constant number of times.
    fn reclaim(&mut self) {
        if matches!(self.state, State::Between) {
            self.head.clear(IDLE_CAPACITY);
        }
        let left = self.pending().len();
        if left == 0 || left < self.consumed {
            match left {
                0 => self.buffer.clear(),
                _ => drop(self.buffer.drain(..self.consumed)),
            }
            self.consumed = 0;
            if left <= IDLE_CAPACITY && self.buffer.capacity() > IDLE_CAPACITY {
                self.buffer.shrink_to(IDLE_CAPACITY);
            }
        }
    }

    fn discard(&mut self) {
        self.state = State::Between;
        self.head.clear(0);
        self.buffer = Vec::new();
        self.consumed = 0;
        self.scanned = 0;
    }
}

/// Shows no octet of the stream: they can be a passcode.
impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("limits", &self.limits)
            .field("version", &self.version)
            .field("state", &self.state)
            .field("buffered", &self.buffered())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No octet is looked at twice: each search begins where the one before stopped.
    #[test]
    fn searching_goes_on_where_it_stopped() {
        let mut decoder = Decoder::new(Limits::default());
        for octet in [
            b"MESSAGE\nlong:".as_slice(),
            &[b'x'; 5000],
            b"\n\n",
            &[b'y'; 100_000],
        ]
        .concat()
        {
            decoder.feed(&[octet]);
            assert!(matches!(decoder.next_item(), Ok(None)));
            assert_eq!(decoder.scanned, decoder.pending().len());
        }
        decoder.feed(b"\0");
        assert!(matches!(decoder.next_item(), Ok(Some(Item::Frame(frame))) if frame.body().len() == 100_000));
    }

    /// Frames taken one by one out of a large piece, with more fed in between, move few octets.
    #[test]
    fn consumed_octets_are_dropped_by_halves() {
        let frame = b"RECEIPT\n\n\0";
        let mut decoder = Decoder::new(Limits::default());
        decoder.feed(&frame.repeat(10_000));
        let mut reclaims = 0;
        while let Ok(Some(Item::Frame(_))) = decoder.next_item() {
            let consumed = decoder.consumed;
            decoder.feed(b"");
            reclaims += usize::from(decoder.consumed < consumed);
        }
        assert!((1..=20).contains(&reclaims), "{reclaims}");
        assert!(decoder.buffer.capacity() <= IDLE_CAPACITY);
    }
}
