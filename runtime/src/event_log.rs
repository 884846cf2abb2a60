//! The event log's handle.

use std::path::Path;
use std::sync::Arc;

use wellclient_core::event_log::EventLog;
use wellclient_core::session::{EventLogChange, Input};
use wellclient_core::time::Wall;

use crate::shared::Shared;

/// The event log of a session (manual 5.5).
#[derive(Clone, Debug)]
pub struct EventLogHandle(Arc<Shared>);

impl EventLogHandle {
    pub(crate) fn new(session: Arc<Shared>) -> Self {
        Self(session)
    }

    /// All of it, with the lines of the session's start and end (`getLog`).
    pub fn get_log(&self) -> String {
        let (log, now) = self.copy();
        log.text(now)
    }

    /// The lines, which share their texts, as of now: they are put into words while the session goes on.
    fn copy(&self) -> (EventLog, Wall) {
        let inner = self.0.lock();
        (inner.core.event_log(), self.0.now().wall)
    }

    /// Writes it to a file (`downloadLog`).
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn download_log(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        std::fs::write(path, self.get_log())
    }

    /// The lines with this text in them (`searchLog`).
    pub fn search_log(&self, text: &str) -> Vec<String> {
        let (log, _) = self.copy();
        log.search(text).map(|line| line.to_string()).collect()
    }

    /// Keeps lines in the event log again (`enableLog`).
    pub fn enable_log(&self) {
        self.0.input(Input::EventLog(EventLogChange::Enable));
    }

    /// Stops keeping lines in the event log (`disableLog`).
    pub fn disable_log(&self) {
        self.0.input(Input::EventLog(EventLogChange::Disable));
    }

    /// Deletes all lines of the event log (`clearLog`).
    pub fn clear_log(&self) {
        self.0.input(Input::EventLog(EventLogChange::Clear));
    }
}
