//! What an agent's state was at each event: the session's journal, replayed alongside. What the session itself says of
//! its state is of now, which is later for whoever tells the events one after the other.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;

use tokio::sync::mpsc;
use wellclient::{Event, Origin, Snapshot};
use wellclient_core::journal::Replay;
use wellclient_core::secret::may_cover;
use wellclient_core::session::Output;

/// So many lines wait to be replayed at most: beyond that nobody reads the output, and the moments end.
const WAITING: usize = 1 << 14;

/// A journal's sink: passes each line on, and all to the user's own journal, where there is one.
struct Lines {
    begun: Vec<u8>,
    lines: Option<mpsc::Sender<String>>,
    own: Option<Box<dyn Write + Send>>,
}

impl Lines {
    /// A line that does not fit ends them: with a hole nothing can be replayed.
    fn pass_on(&mut self, line: Vec<u8>) {
        let Some(lines) = &self.lines else { return };
        let passed = String::from_utf8(line).map(|line| lines.try_send(line).is_ok());
        if passed != Ok(true) {
            self.lines = None;
        }
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = match &mut self.own {
            Some(own) => match own.write(bytes) {
                Ok(taken) => taken,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                // It has said why, and ends; the moments go on.
                Err(_) => {
                    self.own = None;
                    bytes.len()
                }
            },
            None => bytes.len(),
        };
        if self.own.is_none() && self.lines.is_none() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        for byte in bytes.get(..taken).unwrap_or_default() {
            match byte {
                b'\n' => {
                    let line = std::mem::take(&mut self.begun);
                    self.pass_on(line);
                }
                _ if self.lines.is_some() => self.begun.push(*byte),
                _ => {}
            }
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.own.as_mut().map_or(Ok(()), |own| own.flush())
    }
}

/// The state at each event, in the order of the events.
pub(crate) struct Moments {
    lines: mpsc::Receiver<String>,
    /// Begun by the journal's first line.
    replay: Option<Replay>,
    /// Events that are still to be told, each with the state after it.
    waiting: VecDeque<(Arc<Event>, Snapshot)>,
}

impl Moments {
    /// With the sink for the session's journal, which writes the user's own, too.
    pub(crate) fn new(own: Option<Box<dyn Write + Send>>) -> (Box<dyn Write + Send>, Self) {
        let (sender, lines) = mpsc::channel(WAITING);
        let sink = Lines {
            begun: Vec::new(),
            lines: Some(sender),
            own,
        };
        let moments = Self {
            lines,
            replay: None,
            waiting: VecDeque::new(),
        };
        (Box::new(sink), moments)
    }

    /// The state at this event, which the journal tells within moments of the session. Events before it that nobody has
    /// asked for are passed over. `None` where the journal has ended, cannot be replayed, or has the event with something
    /// masked in it: a number with the password's digits in it, say, is another one there.
    pub(crate) async fn at(&mut self, event: &Event) -> Option<Snapshot> {
        loop {
            while let Some((known, snapshot)) = self.waiting.pop_front() {
                if is_same(&known, event) {
                    return Some(snapshot);
                }
                if is_masked(&known, event) {
                    return None;
                }
            }
            let line = self.lines.recv().await?;
            let Some(replay) = &mut self.replay else {
                self.replay = Some(Replay::new(&line).ok()?);
                continue;
            };
            let mut events = Vec::new();
            let fed = replay.feed(&line, |output| {
                if let Output::Event(event) = output {
                    events.push(event);
                }
            });
            fed.ok()?;
            if !events.is_empty() {
                let snapshot = replay.session().snapshot(replay.now());
                let events = events.into_iter();
                self.waiting.extend(events.map(|event| (event, snapshot.clone())));
            }
        }
    }
}

fn is_same(one: &Event, other: &Event) -> bool {
    is_like(one, other) && one.call_id() == other.call_id() && (!is_raw_told(one) || one.raw() == other.raw())
}

/// Whether an event of the journal's is the other one, but for what is masked in it.
fn is_masked(known: &Event, other: &Event) -> bool {
    let id = |event: &Event| {
        event
            .call_id()
            .map(|id| id.as_str().to_owned())
            .unwrap_or_default()
    };
    is_like(known, other)
        && may_cover(id(known).as_bytes(), id(other).as_bytes())
        && (!is_raw_told(known) || may_cover(known.raw().as_bytes(), other.raw().as_bytes()))
}

fn is_like(one: &Event, other: &Event) -> bool {
    one.origin == other.origin && one.kind() == other.kind() && one.name() == other.name()
}

fn is_raw_told(event: &Event) -> bool {
    event.origin == Origin::Server
}
