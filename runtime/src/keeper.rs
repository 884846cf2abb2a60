//! Keeps a session's store current: a task beside the driver, so that no event waits for a disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use wellclient_core::session::{Input, LogKind, SavedSession};

use crate::shared::Shared;
use crate::store::SessionStore;
use crate::store_error::StoreError;

/// The file is written no more often than this.
const PAUSE: Duration = Duration::from_millis(200);

/// Where it cannot be written, it is tried again after this.
const RETRY: Duration = Duration::from_secs(1);

/// Runs until the session has ended and the file is as it is to be left. `changed` is told of whatever happens to the
/// session, and that it has ended.
pub(crate) async fn keep(shared: Arc<Shared>, store: SessionStore, mut changed: watch::Receiver<bool>) {
    let mut kept = Kept::new(store);
    loop {
        let ended = *changed.borrow_and_update();
        let pause = match kept.due(&shared) {
            Some(work) if kept.carry_out(&shared, &work).await => PAUSE,
            _ if ended => return,
            Some(_) => RETRY,
            None => {
                if changed.changed().await.is_err() {
                    return;
                }
                continue;
            }
        };
        // What changes meanwhile is looked at then.
        let end = changed.wait_for(|ended| *ended);
        let _ = tokio::time::timeout(pause, end).await;
    }
}

/// What is to be done with the file.
#[derive(Clone)]
enum Work {
    Write(Box<SavedSession>),
    Remove,
}

/// The file, as far as this session knows it.
struct Kept {
    store: SessionStore,
    /// What is in it.
    held: Option<SavedSession>,
    /// It has been removed as often as the agent has been logged off.
    log_offs: u64,
    /// It could not be written or removed, and that has been said.
    failing: bool,
}

impl Kept {
    fn new(store: SessionStore) -> Self {
        Self {
            store,
            held: None,
            log_offs: 0,
            failing: false,
        }
    }

    /// What is to be done now, and how often the agent has been logged off. As long as nobody has been logged in, the file
    /// is left alone: it may be there to be recovered from.
    fn due(&self, shared: &Shared) -> Option<(Work, u64)> {
        let inner = shared.lock();
        let log_offs = inner.core.log_offs();
        let is_over = log_offs != self.log_offs;
        let last = inner.last_saved.as_ref();
        let last = last.filter(|(_, then)| *then == log_offs);
        let saved = inner
            .core
            .saved()
            .or_else(|| last.map(|(saved, _)| saved.clone()));
        drop(inner);
        let work = match saved {
            Some(saved) if self.held.as_ref() != Some(&saved) => Work::Write(Box::new(saved)),
            None if is_over => Work::Remove,
            _ => return None,
        };
        Some((work, log_offs))
    }

    /// Whether it has been done. Where it cannot be, that is said, once until it can.
    async fn carry_out(&mut self, shared: &Shared, (work, log_offs): &(Work, u64)) -> bool {
        let (work, log_offs) = (work.clone(), *log_offs);
        let (store, held) = (self.store.clone(), work.clone());
        let done = tokio::task::spawn_blocking(move || match work {
            Work::Write(saved) => store.save(&saved),
            Work::Remove => store.remove(),
        });
        match done.await {
            Ok(Ok(())) => {
                self.held = match held {
                    Work::Write(saved) => Some(*saved),
                    Work::Remove => None,
                };
                self.log_offs = log_offs;
                self.failing = false;
                true
            }
            Ok(Err(error)) => {
                if !std::mem::replace(&mut self.failing, true) {
                    say(shared, &self.store, &error);
                }
                false
            }
            // The runtime ends.
            Err(_) => false,
        }
    }
}

fn say(shared: &Shared, store: &SessionStore, error: &StoreError) {
    let text = format!("{}: {error}", store.path().display());
    let kind = LogKind::Error;
    shared.input(Input::Log { kind, text });
}
