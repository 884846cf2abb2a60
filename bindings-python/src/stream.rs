//! The events of a session, taken one by one.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use pyo3::prelude::*;
use wellclient::event::EventKind;
use wellclient::{Events, Notice};

use crate::bell::{self, Bell};
use crate::client::Inner;
use crate::plain;

/// What a session tells, from when this was made. Any thread may take from it; each notice is taken once.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct EventStream {
    /// Keeps the threads that tell it.
    inner: Arc<Inner>,
    bell: Arc<Bell>,
    wanted: Wanted,
    /// `None` when it is closed, or at its end.
    events: Mutex<Option<Events>>,
}

/// What is passed on of what comes.
struct Wanted {
    /// `None` for all.
    kinds: Option<HashSet<EventKind>>,
    logs: bool,
}

impl EventStream {
    pub(crate) fn new(inner: &Arc<Inner>, events: Events, kinds: Option<Vec<String>>, logs: bool) -> Self {
        let kinds = kinds.map(|names| {
            let named = |kind: &&EventKind| names.iter().any(|name| name == kind.name());
            EventKind::ALL.iter().filter(named).copied().collect()
        });
        Self {
            bell: Bell::new(inner.courier()),
            inner: Arc::clone(inner),
            wanted: Wanted { kinds, logs },
            events: Mutex::new(Some(events)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Events>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Notice> {
        let mut guard = self.lock();
        let events = guard.as_mut()?;
        // Silenced before looking: what comes in between rings again.
        self.bell.silence();
        let waker = Waker::from(Arc::clone(&self.bell));
        let mut context = Context::from_waker(&waker);
        loop {
            match events.poll(&mut context) {
                Poll::Ready(Some(notice)) if self.wanted.has(&notice) => {
                    drop(guard);
                    // There may be more, for others who wait.
                    self.bell.ring();
                    return Some(notice);
                }
                Poll::Ready(Some(_)) => {}
                Poll::Ready(None) => {
                    *guard = None;
                    drop(guard);
                    self.bell.ring();
                    return None;
                }
                Poll::Pending => return None,
            }
        }
    }
}

impl Wanted {
    fn has(&self, notice: &Notice) -> bool {
        match notice {
            Notice::Event(event) => self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&event.kind())),
            Notice::Log(_) => self.logs,
            _ => true,
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
