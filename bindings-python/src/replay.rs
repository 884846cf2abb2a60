//! A journal, fed line by line.

use pyo3::prelude::*;
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::errors::ReplayError;
use crate::plain;

/// A session fed from a journal.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Replay(Mutex<wellclient_foreign::Replay>);

impl Replay {
    fn lock(&self) -> MutexGuard<'_, wellclient_foreign::Replay> {
        self.0.lock()
    }
}

#[pymethods]
impl Replay {
    /// Begins with the journal's first line.
    #[new]
    fn new(header: &str) -> PyResult<Self> {
        let replay = wellclient_foreign::Replay::new(header);
        Ok(Self(Mutex::new(
            replay.map_err(|error| ReplayError::new_err(error.to_string()))?,
        )))
    }

    /// Feeds the next line: the notices that come of it.
    fn feed(&self, py: Python<'_>, line: &str) -> PyResult<Vec<Py<PyAny>>> {
        let notices = {
            let mut replay = self.lock();
            replay
                .feed(line)
                .map_err(|error| ReplayError::new_err(error.to_string()))?;
            std::iter::from_fn(|| replay.next_notice()).collect::<Vec<_>>()
        };
        let mut told = Vec::with_capacity(notices.len());
        for notice in notices {
            told.extend(plain::notice(py, notice)?);
        }
        Ok(told)
    }

    /// The state after the last line.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let snapshot = self.lock().snapshot();
        plain::snapshot(py, &snapshot)
    }
}
