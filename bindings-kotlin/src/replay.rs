//! A journal replayed.

use wellclient_foreign::Replay as Core;
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::error::WellError;
use crate::notice::{Notice, notice};
use crate::snapshot::Snapshot;

/// A session fed from a journal (`SessionOptions.journal`): the same inputs give the same notices and the same state.
#[derive(Debug, uniffi::Object)]
pub struct Replay(Mutex<Core>);

impl Replay {
    fn lock(&self) -> MutexGuard<'_, Core> {
        self.0.lock()
    }
}

#[uniffi::export]
impl Replay {
    /// Begins with a journal's first line. Fails with `Journal`: it is not one.
    #[uniffi::constructor]
    pub fn new(header: &str) -> Result<Self, WellError> {
        Core::new(header)
            .map(|replay| Self(Mutex::new(replay)))
            .map_err(|error| WellError::Journal {
                reason: error.to_string(),
            })
    }

    /// Feeds the next line. Fails with `Journal`: it cannot be read.
    pub fn feed(&self, line: &str) -> Result<(), WellError> {
        self.lock().feed(line).map_err(|error| WellError::Journal {
            reason: error.to_string(),
        })
    }

    /// The next notice of what was fed; none if all were taken.
    pub fn next_notice(&self) -> Option<Notice> {
        loop {
            let told = self.lock().next_notice()?;
            if let Some(notice) = notice(told) {
                return Some(notice);
            }
        }
    }

    /// The state after the last line.
    pub fn snapshot(&self) -> Snapshot {
        self.lock().snapshot().into()
    }
}
