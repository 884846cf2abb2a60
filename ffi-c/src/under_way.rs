//! Commands under way, and who is to be told how each ends.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use client::{CommandId, Outcome, Unknown};
use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};

use crate::callback::{Ask, Completion};
use crate::client::ClientObject;
use crate::handle::{Handle, well_command_t};
use crate::outcome::OutcomeObject;

/// What a command's handle stands for.
pub(crate) struct CommandObject {
    pub(crate) id: u64,
    pub(crate) client: Arc<ClientObject>,
    outcome: Mutex<Option<Arc<OutcomeObject>>>,
    settled: Condvar,
}

impl Handle for well_command_t {
    type Object = CommandObject;
    const LOCKS: bool = true;
}

impl CommandObject {
    pub(crate) fn new(id: CommandId, client: &Arc<ClientObject>) -> Self {
        Self {
            id: id.0,
            client: Arc::clone(client),
            outcome: Mutex::default(),
            settled: Condvar::new(),
        }
    }

    fn outcome(&self) -> MutexGuard<'_, Option<Arc<OutcomeObject>>> {
        self.outcome.lock()
    }

    pub(crate) fn wait(&self, timeout: Option<Duration>) -> Option<Arc<OutcomeObject>> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let outcome = self
            .settled
            .wait_while_until(self.outcome(), deadline, |outcome| outcome.is_none());
        outcome.clone()
    }
}

/// Tells a command's handle how it ended; where the task that would know ends before, that the session was closed.
pub(crate) struct Waiting(Weak<CommandObject>);

impl Waiting {
    pub(crate) fn new(command: &Arc<CommandObject>) -> Self {
        Self(Arc::downgrade(command))
    }

    pub(crate) fn settle(&self, outcome: Outcome) {
        if let Some(command) = self.0.upgrade() {
            command
                .outcome()
                .get_or_insert_with(|| Arc::new(OutcomeObject::new(outcome)));
            command.settled.notify_all();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.settle(Outcome::Unknown(Unknown::Closed));
    }
}

/// The callbacks of commands under way.
#[derive(Default)]
pub(crate) struct Commands {
    /// Everything is told: no further command can be told of.
    pub(crate) ended: bool,
    completions: HashMap<CommandId, Completion>,
    asks: HashMap<CommandId, Ask>,
    handles: HashMap<CommandId, Waiting>,
}

impl Commands {
    pub(crate) fn remember(&mut self, id: CommandId, completion: Option<Completion>, ask: Option<Ask>) {
        self.completions
            .extend(completion.map(|completion| (id, completion)));
        self.asks.extend(ask.map(|ask| (id, ask)));
    }

    pub(crate) fn watch(&mut self, id: CommandId, handle: Waiting) {
        self.handles.insert(id, handle);
    }

    /// Takes all; none is taken in any more.
    pub(crate) fn end(&mut self) -> Self {
        let ended = Self {
            ended: true,
            ..Self::default()
        };
        std::mem::replace(self, ended)
    }

    /// Takes what a command's end is to be told to. Its question comes no more: dropped outside of the lock, too.
    pub(crate) fn settled(&mut self, id: CommandId) -> (Option<Completion>, Option<Ask>, Option<Waiting>) {
        (
            self.completions.remove(&id),
            self.asks.remove(&id),
            self.handles.remove(&id),
        )
    }

    pub(crate) fn asked(&mut self, id: CommandId) -> Option<Ask> {
        self.asks.remove(&id)
    }
}
