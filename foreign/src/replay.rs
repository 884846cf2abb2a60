//! A journal fed line by line, and what the session says to it.

use std::collections::VecDeque;

use wellclient::core::journal::{self, JournalError};
use wellclient::core::session::Output;
use wellclient::{Notice, Snapshot};

/// A session fed from a journal ([`wellclient::SessionConfig::journal`]): the same inputs give the same notices.
#[derive(Debug)]
pub struct Replay {
    replay: journal::Replay,
    notices: VecDeque<Notice>,
}

impl Replay {
    /// Begins with a journal's first line.
    ///
    /// # Errors
    /// [`JournalError::Header`].
    pub fn new(header: &str) -> Result<Self, JournalError> {
        Ok(Self {
            replay: journal::Replay::new(header)?,
            notices: VecDeque::new(),
        })
    }

    /// Feeds the next line.
    ///
    /// # Errors
    /// [`JournalError::Line`].
    pub fn feed(&mut self, line: &str) -> Result<(), JournalError> {
        let notices = &mut self.notices;
        self.replay.feed(line, |output| {
            notices.extend(match output {
                Output::Event(event) => Some(Notice::Event(event)),
                Output::Log(line) => Some(Notice::Log(line)),
                Output::Settled { id, outcome } => Some(Notice::Settled { id, outcome }),
                Output::AskLogin { id, rejection } => Some(Notice::AskLogin { id, rejection }),
                // Work for a network, which a replay does without.
                _ => None,
            });
        })
    }

    /// The next notice of what was fed.
    pub fn next_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// The state after the last line.
    pub fn snapshot(&self) -> Snapshot {
        self.replay.session().snapshot(self.replay.now())
    }
}
