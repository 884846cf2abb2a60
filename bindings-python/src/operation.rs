//! Something that was begun and ends once, with a text: waited for on a thread, or told to a loop.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use pyo3::prelude::*;
use wellclient_foreign::lock::Mutex;

use crate::bell::{self, Bell};
use crate::courier::Courier;

type Work = Pin<Box<dyn Future<Output = String> + Send>>;

/// A command under way, a close, a script.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Operation {
    bell: Arc<Bell>,
    state: Mutex<State>,
}

enum State {
    UnderWay(Work),
    Done(String),
}

impl Operation {
    /// Of a future that needs no runtime to be polled in.
    pub(crate) fn new(courier: &Arc<Courier>, work: impl Future<Output = String> + Send + 'static) -> Self {
        Self {
            bell: Bell::new(courier),
            state: Mutex::new(State::UnderWay(Box::pin(work))),
        }
    }

    fn look(&self) -> Option<String> {
        let mut state = self.state.lock();
        if let State::UnderWay(work) = &mut *state {
            self.bell.silence();
            let waker = Waker::from(Arc::clone(&self.bell));
            match work.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Pending => return None,
                Poll::Ready(result) => *state = State::Done(result),
            }
            drop(state);
            // Others may wait for the same.
            self.bell.ring();
            return self.look();
        }
        match &*state {
            State::Done(result) => Some(result.clone()),
            State::UnderWay(_) => None,
        }
    }
}

#[pymethods]
impl Operation {
    /// How it has ended, as JSON; None while it is under way.
    fn result(&self) -> Option<String> {
        self.look()
    }

    /// Waits for its end, up to `timeout` seconds (None: without end): `result()`. Ctrl-C ends the wait.
    #[pyo3(signature = (timeout=None))]
    fn wait(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<Option<String>> {
        // A future becomes ready once, so one ring is enough.
        if let Some(result) = self.look() {
            return Ok(Some(result));
        }
        self.bell.wait(py, bell::timeout(timeout))?;
        Ok(self.look())
    }

    /// Calls `listener`, without arguments, on another thread when there is something to see; False if there is already.
    fn notify(&self, listener: Py<PyAny>) -> bool {
        self.bell.listen(listener)
    }
}
