//! What rings when there is something to look at, for who waits on a thread and for who waits in a loop.

use std::sync::Arc;
use std::task::Wake;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};

use crate::courier::Courier;
use crate::gate;

/// So often a wait looks whether Ctrl-C was pressed.
const SIGNALS: Duration = Duration::from_millis(50);

/// Rung by a future or a stream as its waker.
pub(crate) struct Bell {
    state: Mutex<State>,
    changed: Condvar,
    courier: Arc<Courier>,
}

#[derive(Default)]
struct State {
    rung: bool,
    /// To be called at the next ring, once.
    listeners: Vec<Py<PyAny>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }
}

impl Bell {
    pub(crate) fn new(courier: &Arc<Courier>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            courier: Arc::clone(courier),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(crate) fn ring(&self) {
        let mut state = self.lock();
        state.rung = true;
        let listeners = std::mem::take(&mut state.listeners);
        drop(state);
        self.changed.notify_all();
        self.courier.call(listeners);
    }

    /// Before looking: what comes in between rings again.
    pub(crate) fn silence(&self) {
        self.lock().rung = false;
    }

    /// Has `listener` called, without arguments, at the next ring. False, and it is not called, if it has rung since it was
    /// silenced: then there is something to look at.
    pub(crate) fn listen(&self, listener: Py<PyAny>) -> bool {
        let mut state = self.lock();
        if !state.rung {
            state.listeners.push(listener);
        }
        !state.rung
    }

    /// Waits until it rings; false if that was not in time. Ctrl-C is raised.
    pub(crate) fn wait(&self, py: Python<'_>, timeout: Option<Duration>) -> PyResult<bool> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            let left = deadline.map_or(SIGNALS, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            if py.detach(|| self.wait_for(left.min(SIGNALS))) {
                return Ok(true);
            }
            py.check_signals()?;
            if left.is_zero() {
                return Ok(false);
            }
        }
    }

    fn wait_for(&self, time: Duration) -> bool {
        let deadline = Instant::now().checked_add(time);
        let state = self
            .changed
            .wait_while_until(self.lock(), deadline, |state| !state.rung);
        let rung = state.rung;
        drop(state);
        gate::come_back();
        rung
    }
}

/// A timeout in seconds; `None` waits for ever.
pub(crate) fn timeout(seconds: Option<f64>) -> Option<Duration> {
    // What is not a time (negative, not a number) has passed; what is too long is for ever.
    seconds.map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX))
}
