//! Watching agents: nobody is logged in or out.

use std::sync::Arc;

use pyo3::prelude::*;
use wellclient::Pending;

use crate::inner::Inner;
use crate::operation::{End, Operation};
use crate::plain;
use crate::session::Session;

/// Agents who are watched.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Watch {
    inner: Arc<Inner>,
    watch: wellclient::Watch,
    session: Py<Session>,
}

impl Watch {
    pub(crate) fn new(py: Python<'_>, inner: &Arc<Inner>, watch: wellclient::Watch) -> PyResult<Self> {
        let session = Session::new(Arc::clone(inner), watch.session().clone());
        Ok(Self {
            inner: Arc::clone(inner),
            watch,
            session: Py::new(py, session)?,
        })
    }

    fn watch(&self) -> PyResult<&wellclient::Watch> {
        self.inner.check_process()?;
        Ok(&self.watch)
    }

    fn operation(&self, pending: Pending) -> Operation {
        Operation::new(self.inner.courier(), async move {
            End::Settled(Box::new(pending.await))
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.inner.is_of_this_process() {
            // Closing it would take a lock whose key may have stayed with the parent.
            std::mem::forget(self.watch.clone());
        }
    }
}

#[pymethods]
impl Watch {
    /// The session that it is inside, for what both have.
    fn session(&self, py: Python<'_>) -> Py<Session> {
        self.session.clone_ref(py)
    }

    /// Begins to watch.
    fn open(&self) -> PyResult<Operation> {
        Ok(self.operation(self.watch()?.begin_open()))
    }

    /// Begins to follow one more agent.
    fn follow(&self, agent_id: &str) -> PyResult<Operation> {
        Ok(self.operation(self.watch()?.begin_follow(agent_id)))
    }

    /// Does not follow an agent any more.
    fn unfollow(&self, agent_id: &str) -> PyResult<()> {
        self.watch()?.unfollow(agent_id);
        Ok(())
    }

    /// The agents who are watched.
    fn agents(&self) -> PyResult<Vec<String>> {
        let agents = self.watch()?.agents();
        Ok(agents.iter().map(ToString::to_string).collect())
    }

    /// What is known of an agent; None for one who is not watched.
    fn snapshot(&self, py: Python<'_>, agent_id: &str) -> PyResult<Option<Py<PyAny>>> {
        let snapshot = self.watch()?.snapshot(agent_id);
        snapshot
            .map(|snapshot| plain::snapshot(py, &snapshot))
            .transpose()
    }

    /// What is known of each.
    fn snapshots(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        let snapshots = self.watch()?.snapshots();
        snapshots
            .iter()
            .map(|snapshot| plain::snapshot(py, snapshot))
            .collect()
    }

    /// The event channel, in a word.
    fn link(&self) -> PyResult<&'static str> {
        Ok(self.watch()?.link().as_str())
    }
}
