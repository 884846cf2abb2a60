//! The script that is played from the page: one at a time.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::task::JoinHandle;
use wellclient_simulator::{Handle, Script, ScriptError};

use super::board::Board;
use crate::refused;

#[derive(Default)]
pub(super) struct Scripts {
    playing: Mutex<Option<JoinHandle<()>>>,
}

impl Scripts {
    /// Plays it from now on, in place of the one before.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn play(&self, text: &str, simulator: &Handle, board: Arc<Board>) -> Result<(), ScriptError> {
        let script: Script = text.parse()?;
        let simulator = simulator.clone();
        self.stop();
        board.script(&json!({ "state": "playing" }));
        let playing = tokio::spawn(async move {
            board.script(&match simulator.run_script(&script).await {
                Ok(()) => json!({ "state": "ended" }),
                Err(error) => json!({ "state": "failed", "why": refused::script(&error) }),
            });
        });
        *self.playing.lock().unwrap_or_else(PoisonError::into_inner) = Some(playing);
        Ok(())
    }

    /// Whether one was there to be stopped.
    pub(super) fn stop(&self) -> bool {
        let playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner).take();
        let runs = playing.filter(|playing| !playing.is_finished());
        runs.inspect(JoinHandle::abort).is_some()
    }
}
