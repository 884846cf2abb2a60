//! A thread that tells Python that something has happened, so that no thread of the network waits for the interpreter.
//! What it calls is the package's own and quick: a loop is told to look again.

use std::sync::Arc;
use std::thread::JoinHandle;

use pyo3::prelude::*;
use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};

use crate::gate;

/// The thread, and what waits for it.
pub(crate) struct Courier {
    queue: Arc<Queue>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    calls: Vec<Py<PyAny>>,
    finishing: bool,
    /// The thread calls nothing any more.
    finished: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// What is to be called; empty at the end.
    fn next(&self) -> Vec<Py<PyAny>> {
        let empty = |state: &mut State| state.calls.is_empty() && !state.finishing;
        let mut state = self.changed.wait_while(self.lock(), empty);
        state.finished = state.calls.is_empty();
        std::mem::take(&mut state.calls)
    }
}

impl Courier {
    /// Starts the thread.
    pub(crate) fn start() -> std::io::Result<Self> {
        let queue = Arc::<Queue>::default();
        let thread = std::thread::Builder::new()
            .name("wellclient-tell".to_owned())
            .spawn({
                let queue = Arc::clone(&queue);
                move || serve(&queue)
            })?;
        Ok(Self {
            queue,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Has these called, without arguments, soon; here and now once the thread has ended.
    pub(crate) fn call(&self, calls: Vec<Py<PyAny>>) {
        if calls.is_empty() {
            return;
        }
        let mut state = self.queue.lock();
        if state.finished {
            drop(state);
            return call_all(calls);
        }
        state.calls.extend(calls);
        drop(state);
        self.queue.changed.notify_one();
    }

    /// Ends the thread when all is called, and waits for it. Not with the interpreter's lock.
    pub(crate) fn finish(&self) {
        self.begin_to_finish();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            // What it calls reports its own exceptions.
            let _ = thread.join();
        }
    }

    fn begin_to_finish(&self) {
        self.queue.lock().finishing = true;
        self.queue.changed.notify_one();
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        // Not joined: the interpreter's lock may be held here.
        self.begin_to_finish();
    }
}

fn serve(queue: &Queue) {
    loop {
        let calls = queue.next();
        if calls.is_empty() {
            return;
        }
        call_all(calls);
    }
}

fn call_all(calls: Vec<Py<PyAny>>) {
    gate::enter(|py| {
        for call in calls {
            if let Err(error) = call.call0(py) {
                error.write_unraisable(py, Some(call.bind(py)));
            }
        }
    });
}
