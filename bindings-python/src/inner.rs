//! What everything of a client keeps: the threads that it runs on, and whether it may be used here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;
use wellclient_foreign::{Host, in_callback};

use crate::courier::Courier;
use crate::errors::{ClosedError, ForkedError, WouldDeadlockError};

/// Kept by everything that belongs to the client.
pub(crate) struct Inner {
    host: Arc<Host>,
    courier: Arc<Courier>,
    closing: AtomicBool,
}

impl Inner {
    pub(crate) fn new(host: Host, courier: Courier) -> Self {
        Self {
            host: Arc::new(host),
            courier: Arc::new(courier),
            closing: AtomicBool::new(false),
        }
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn courier(&self) -> &Arc<Courier> {
        &self.courier
    }

    pub(crate) fn is_of_this_process(&self) -> bool {
        self.host.process().is_current()
    }

    /// Whether it may be used here.
    pub(crate) fn check_process(&self) -> PyResult<()> {
        if self.is_of_this_process() {
            return Ok(());
        }
        Err(ForkedError::new_err(
            "this belongs to the process that this one was forked from: make a new client after the fork",
        ))
    }

    /// From now on no session is made.
    pub(crate) fn begin_to_close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    pub(crate) fn check_open(&self) -> PyResult<()> {
        self.check_process()?;
        if self.closing.load(Ordering::Acquire) {
            return Err(ClosedError::new_err("the client is closed"));
        }
        Ok(())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.is_of_this_process() {
            // The threads have stayed with the parent, and so may have the keys to their locks: never dropped.
            std::mem::forget(Arc::clone(&self.host));
            std::mem::forget(Arc::clone(&self.courier));
        }
    }
}

/// Refused inside a callback, whichever client's: two that close each other's client would wait for ever.
pub(crate) fn may_wait() -> PyResult<()> {
    if in_callback() {
        return Err(WouldDeadlockError::new_err(
            "inside a callback nothing can be closed: it would wait for callbacks to return. Close it after this one",
        ));
    }
    Ok(())
}
