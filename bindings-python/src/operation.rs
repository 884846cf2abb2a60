//! Something that was begun and ends once: waited for on a thread, or told to a loop.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use wellclient::Outcome;
use wellclient_foreign::lock::Mutex;

use crate::bell::{self, Bell};
use crate::courier::Courier;
use crate::plain;

/// How it ends.
#[derive(Clone)]
pub(crate) enum End {
    /// It is done.
    Done,
    /// A command.
    Settled(Box<Outcome>),
    /// A script that has failed, and why.
    Failed(String),
}

impl End {
    /// A dict: an outcome's; `{}`; `{"error": …}`.
    fn plain(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Settled(outcome) => plain::outcome(py, outcome),
            Self::Done => Ok(PyDict::new(py).into_any().unbind()),
            Self::Failed(why) => {
                let error = PyDict::new(py);
                error.set_item("error", why)?;
                Ok(error.into_any().unbind())
            }
        }
    }
}

type Work = Pin<Box<dyn Future<Output = End> + Send>>;

/// A command under way, a close, a script.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Operation {
    bell: Arc<Bell>,
    state: Mutex<State>,
}

enum State {
    UnderWay(Work),
    Done(End),
}

impl Operation {
    /// Of a future that needs no runtime to be polled in.
    pub(crate) fn new(courier: &Arc<Courier>, work: impl Future<Output = End> + Send + 'static) -> Self {
        Self {
            bell: Bell::new(courier),
            state: Mutex::new(State::UnderWay(Box::pin(work))),
        }
    }

    fn look(&self) -> Option<End> {
        let mut state = self.state.lock();
        if let State::UnderWay(work) = &mut *state {
            self.bell.silence();
            let waker = Waker::from(Arc::clone(&self.bell));
            match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Pending => return None,
                Poll::Ready(end) => *state = State::Done(end),
            }
            drop(state);
            // Others may wait for the same.
            self.bell.ring();
            return self.look();
        }
        match &*state {
            State::Done(end) => Some(end.clone()),
            State::UnderWay(_) => None,
        }
    }

    fn told(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.look().map(|end| end.plain(py)).transpose()
    }
}

#[pymethods]
impl Operation {
    /// How it has ended; None while it is under way.
    fn result(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.told(py)
    }

    /// Waits for its end, up to `timeout` seconds (None: without end): `result()`. Ctrl-C ends the wait.
    #[pyo3(signature = (timeout=None))]
    fn wait(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<Option<Py<PyAny>>> {
        // A future becomes ready once, so one ring is enough.
        if let Some(end) = self.told(py)? {
            return Ok(Some(end));
        }
        self.bell.wait(py, bell::timeout(timeout))?;
        self.told(py)
    }

    /// Calls `listener`, without arguments, on another thread when there is something to see; False if there is already.
    fn notify(&self, listener: Py<PyAny>) -> bool {
        self.bell.listen(listener)
    }
}
