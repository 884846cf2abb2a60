//! A session: one agent on one extension.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::depythonize;
use tokio::sync::watch;
use wellclient::{CallId, EventKind, Pending, SessionPhase, Widening};
use wellclient_foreign::lock::Mutex;

use crate::command;
use crate::errors::{ClosedError, unwritable};
use crate::gate;
use crate::inner::{Inner, may_wait};
use crate::operation::{End, Operation};
use crate::plain;
use crate::saved::{self, Saved};
use crate::stream::EventStream;

/// One agent on one extension.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Session {
    inner: Arc<Inner>,
    session: wellclient::Session,
    /// Of what is called back, once something is.
    widening: Mutex<Option<Widening>>,
    /// That all is told to the program; `None` where nothing is called back.
    told: Mutex<Option<watch::Receiver<bool>>>,
}

impl Session {
    pub(crate) fn new(inner: Arc<Inner>, session: wellclient::Session) -> Self {
        Self {
            inner,
            session,
            widening: Mutex::default(),
            told: Mutex::default(),
        }
    }

    fn session(&self) -> PyResult<&wellclient::Session> {
        self.inner.check_process()?;
        Ok(&self.session)
    }

    fn operation(&self, pending: Pending) -> Operation {
        Operation::new(self.inner.courier(), async move {
            End::Settled(Box::new(pending.await))
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.inner.is_of_this_process() {
            // Closing it would take a lock whose key may have stayed with the parent.
            std::mem::forget(self.session.clone());
        }
    }
}

#[pymethods]
impl Session {
    /// Begins the command of a verb, with its arguments by their names.
    fn begin(&self, verb: &str, arguments: Bound<'_, PyDict>) -> PyResult<Operation> {
        let session = self.session()?;
        Ok(self.operation(session.begin(command::made(verb, arguments)?)))
    }

    /// Begins to take up a saved session.
    fn recover(&self, saved: Saved) -> PyResult<Operation> {
        let saved = saved::of_plain(saved)?;
        Ok(self.operation(self.session()?.begin_recover(saved)))
    }

    /// Agent, device, session id, password and state, to be taken up later; None unless an agent is logged in.
    fn saved(&self) -> PyResult<Option<Saved>> {
        Ok(self.session()?.saved().map(|saved| saved::plain(&saved)))
    }

    /// What it tells from now on, of these kinds (None: all), with log lines or without; so many may wait.
    #[pyo3(signature = (kinds, *, logs, capacity))]
    fn events(&self, kinds: Option<Vec<String>>, logs: bool, capacity: usize) -> PyResult<EventStream> {
        let session = self.session()?;
        let mut events = session.subscribe().logs(logs).capacity(capacity);
        if let Some(names) = kinds {
            events = events.kinds(names.iter().filter_map(|name| EventKind::from_name(name)));
        }
        Ok(EventStream::new(&self.inner, events.stream(), capacity))
    }

    /// From now on calls `target` with outcomes and questions, with events of these kinds, and with log lines or without, on
    /// the client's callback thread; at least `capacity` may wait. A session has one target, the first; what others want is
    /// added.
    #[pyo3(signature = (target, *, kinds, logs, capacity))]
    fn call_back(&self, target: Py<PyAny>, kinds: Vec<String>, logs: bool, capacity: usize) -> PyResult<()> {
        let session = self.session()?;
        if session.snapshot().phase == SessionPhase::Closed {
            return Err(ClosedError::new_err("the session is closed"));
        }
        let events = {
            let kinds = kinds.iter().filter_map(|name| EventKind::from_name(name));
            let mut widening = self.widening.lock();
            if let Some(widening) = &*widening {
                widening.capacity(capacity);
                widening.kinds(kinds);
                if logs {
                    widening.logs();
                }
                return Ok(());
            }
            let wanted = session.subscribe().kinds(kinds).logs(logs).outcomes(true);
            let events = wanted.capacity(capacity).stream();
            *widening = Some(events.widening());
            events
        };
        let (end, told) = watch::channel(false);
        *self.told.lock() = Some(told);
        // Let go of where the interpreter's lock is held.
        let target = Mutex::new(Some(target));
        self.inner
            .host()
            .dispatcher()
            .attach_together(events, move |together| match together {
                // The interpreter's lock is taken once for all of them.
                Some(together) => {
                    gate::enter(|py| {
                        let target = target.lock();
                        let target = target.as_ref().map(|target| target.clone_ref(py));
                        if let Some(target) = target {
                            let open = together.take_while(|_| !gate::is_closed());
                            open.for_each(|notice| tell(py, &target, notice));
                        }
                    });
                }
                None => {
                    let target = target.lock().take();
                    gate::enter(move |_| drop(target));
                    end.send_replace(true);
                }
            });
        Ok(())
    }

    /// Answers a log-in's question.
    fn answer_ask(&self, force: bool) -> PyResult<()> {
        self.session()?.answer_ask(force);
        Ok(())
    }

    /// Tries the event channel again.
    fn reconnect(&self) -> PyResult<()> {
        self.session()?.reconnect();
        Ok(())
    }

    /// The state now.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        plain::snapshot(py, &self.session()?.snapshot())
    }

    /// Whether a verb may be used, on a call or by itself: None, or why not: the code, in English, in Chinese.
    #[pyo3(signature = (verb, call_id))]
    fn may(
        &self,
        verb: &str,
        call_id: Option<&str>,
    ) -> PyResult<Option<(&'static str, &'static str, &'static str)>> {
        let verb = command::verb(verb)?;
        if call_id.is_none() && verb.needs_call() {
            let missing = format!("{} concerns a call: call_id says which", verb.name());
            return Err(PyValueError::new_err(missing));
        }
        let call = call_id.map(CallId::from);
        let refusal = self.session()?.may(verb, call.as_ref()).err();
        Ok(refusal.map(|refusal| (refusal.code(), refusal.message_en(), refusal.message_zh())))
    }

    /// The agent and the device, once a log-in has begun.
    fn identity(&self) -> PyResult<Option<(String, String)>> {
        let identity = self.session()?.identity();
        Ok(identity.map(|(agent, device)| (agent.to_string(), device.to_string())))
    }

    /// The model as the reference client shows it, as JSON.
    fn get_call_memory(&self) -> PyResult<String> {
        Ok(self.session()?.get_call_memory())
    }

    /// The counters.
    fn metrics(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        plain::value(py, &self.session()?.metrics())
    }

    /// The settings.
    fn settings(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        plain::value(py, &self.session()?.settings())
    }

    /// Sets all settings.
    fn set_config(&self, settings: &Bound<'_, PyDict>) -> PyResult<()> {
        self.session()?.set_config(depythonize(settings)?);
        Ok(())
    }

    /// Whether to retrieve the first call when the consulted party has hung up.
    fn set_retrieve_after_consultation(&self, retrieve: bool) -> PyResult<()> {
        self.session()?.set_retrieve_after_consultation(retrieve);
        Ok(())
    }

    /// Writes a line into the log.
    fn log(&self, text: &str) -> PyResult<()> {
        self.session()?.log(text);
        Ok(())
    }

    /// Writes an error into the log.
    fn error(&self, text: &str) -> PyResult<()> {
        self.session()?.error(text);
        Ok(())
    }

    /// The event log.
    fn get_log(&self) -> PyResult<String> {
        Ok(self.session()?.event_log().get_log())
    }

    /// Writes the event log to a file.
    fn download_log(&self, py: Python<'_>, path: std::path::PathBuf) -> PyResult<()> {
        let log = self.session()?.event_log();
        py.detach(|| log.download_log(&path))
            .map_err(|error| unwritable(&path, error))
    }

    /// The lines with this text.
    fn search_log(&self, text: &str) -> PyResult<Vec<String>> {
        Ok(self.session()?.event_log().search_log(text))
    }

    /// Keeps lines again.
    fn enable_log(&self) -> PyResult<()> {
        self.session()?.event_log().enable_log();
        Ok(())
    }

    /// Keeps no further lines.
    fn disable_log(&self) -> PyResult<()> {
        self.session()?.event_log().disable_log();
        Ok(())
    }

    /// Forgets all lines.
    fn clear_log(&self) -> PyResult<()> {
        self.session()?.event_log().clear_log();
        Ok(())
    }

    /// Begins to close it; ends when it is closed and everything is told.
    fn close(&self) -> PyResult<Operation> {
        let session = self.session()?.clone();
        may_wait()?;
        let told = self.told.lock().clone();
        let closing = async move {
            session.close().await;
            if let Some(mut told) = told {
                // An error: its thread has ended, so nothing is told any more.
                let _ = told.wait_for(|told| *told).await;
            }
        };
        // On the runtime, so that it goes on when nobody looks.
        let closing = self.inner.host().handle().spawn(closing);
        Ok(Operation::new(self.inner.courier(), async {
            let _ = closing.await;
            End::Done
        }))
    }
}

fn tell(py: Python<'_>, target: &Py<PyAny>, notice: wellclient::Notice) {
    let told = match plain::notice(py, notice) {
        Ok(Some(notice)) => target.call1(py, (notice,)),
        Ok(None) => return,
        Err(error) => Err(error),
    };
    if let Err(error) = told {
        error.write_unraisable(py, Some(target.bind(py)));
    }
}
