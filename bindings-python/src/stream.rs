//! The events of a session, taken one by one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use pyo3::prelude::*;
use wellclient::{Events, Notice};
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::bell::{self, Bell};
use crate::inner::Inner;
use crate::plain;

/// What a session tells, from when this was made. Any thread may take from it; each notice is taken once.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct EventStream {
    /// Keeps the threads that tell it.
    inner: Arc<Inner>,
    bell: Arc<Bell>,
    /// `None` when it is closed, or at its end.
    events: Mutex<Option<Incoming>>,
    /// As many are taken from the session at once.
    at_once: usize,
}

/// What comes, and what of it was taken from the session and waits here.
struct Incoming {
    events: Events,
    taken: VecDeque<Notice>,
}

/// The session's lock is taken once for so many.
const AT_ONCE: usize = 64;

impl EventStream {
    /// Of `events`, of which `capacity` may wait.
    pub(crate) fn new(inner: &Arc<Inner>, events: Events, capacity: usize) -> Self {
        let incoming = Incoming {
            events,
            taken: VecDeque::new(),
        };
        Self {
            bell: Bell::new(inner.courier()),
            inner: Arc::clone(inner),
            events: Mutex::new(Some(incoming)),
            at_once: capacity.clamp(1, AT_ONCE),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Incoming>> {
        self.events.lock()
    }

    fn next(&self) -> Option<Notice> {
        let mut guard = self.lock();
        let incoming = guard.as_mut()?;
        if let Some(notice) = incoming.taken.pop_front() {
            return Some(notice);
        }
        // Silenced before looking: what comes in between rings again.
        self.bell.silence();
        let waker = Waker::from(Arc::clone(&self.bell));
        let mut context = Context::from_waker(&waker);
        match incoming
            .events
            .poll_many(&mut context, &mut incoming.taken, self.at_once)
        {
            Poll::Ready(true) => {
                let notice = incoming.taken.pop_front();
                drop(guard);
                // There may be more, for others who wait.
                self.bell.ring();
                notice
            }
            Poll::Ready(false) => {
                *guard = None;
                drop(guard);
                self.bell.ring();
                None
            }
            Poll::Pending => None,
        }
    }
}

#[pymethods]
impl EventStream {
    /// The next notice; None if none waits.
    fn take(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.inner.check_process()?;
        match self.next() {
            Some(notice) => plain::notice(py, notice),
            None => Ok(None),
        }
    }

    /// Whether nothing comes any more.
    #[getter]
    fn ended(&self) -> bool {
        self.lock().is_none()
    }

    /// Waits until there may be something to take, up to `timeout` seconds (None: without end). Ctrl-C ends the wait.
    #[pyo3(signature = (timeout=None))]
    fn wait(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<bool> {
        self.inner.check_process()?;
        self.bell.wait(py, bell::timeout(timeout))
    }

    /// Calls `listener`, without arguments, on another thread when there may be something to take; False if there may be
    /// already.
    fn notify(&self, listener: Py<PyAny>) -> PyResult<bool> {
        self.inner.check_process()?;
        Ok(self.bell.listen(listener))
    }

    /// Takes nothing any more; who waits is told.
    fn close(&self) -> PyResult<()> {
        self.inner.check_process()?;
        let events = self.lock().take();
        drop(events);
        self.bell.ring();
        Ok(())
    }
}
