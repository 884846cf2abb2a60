//! The library's diagnostics on their way to `logging`: kept in a queue, taken to Python by a thread of their own, so that
//! a slow log holds up nothing but the log.

use std::collections::VecDeque;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tracing::Level;
use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};
use wellclient_foreign::logging;

use crate::gate;

/// Lines that may wait; of what comes beyond, only the number is told.
const MOST: usize = 10_000;

static QUEUE: Queue = Queue {
    state: Mutex::new(State {
        lines: VecDeque::new(),
        missed: 0,
        sink: None,
    }),
    changed: Condvar::new(),
};

struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    lines: VecDeque<logging::Line>,
    missed: u64,
    /// What takes the lines, in the process in which its thread runs.
    sink: Option<(u32, Py<PyAny>)>,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    fn push(&self, line: &logging::Line) {
        let mut state = self.lock();
        if state.lines.len() < MOST {
            state.lines.push_back(line.clone());
        } else {
            state.missed += 1;
        }
        drop(state);
        self.changed.notify_one();
    }

    fn take(&self) -> (VecDeque<logging::Line>, u64) {
        let mut state = self
            .changed
            .wait_while(self.lock(), |state| state.lines.is_empty());
        (
            std::mem::take(&mut state.lines),
            std::mem::take(&mut state.missed),
        )
    }
}

/// From now on calls `sink(lines, missed)` with lists of `(level, target, message)`, the level in `logging`'s numbers, on
/// a thread of its own.
#[pyfunction]
pub(crate) fn set_log_sink(sink: Py<PyAny>) -> PyResult<()> {
    let process = std::process::id();
    {
        let mut state = QUEUE.lock();
        if state.sink.as_ref().is_some_and(|(of, _)| *of == process) {
            return Ok(());
        }
        state.lines.clear();
        state.sink = Some((process, sink));
    }
    std::thread::Builder::new()
        .name("wellclient-log".to_owned())
        .spawn(serve)?;
    Ok(())
}

/// Has lines as grave as this, in `logging`'s numbers, or graver, taken; above 50: none.
#[pyfunction]
pub(crate) fn set_log_level(level: u8) -> PyResult<()> {
    let level = match level {
        0..=9 => Level::TRACE,
        10..=19 => Level::DEBUG,
        20..=29 => Level::INFO,
        30..=39 => Level::WARN,
        40..=50 => Level::ERROR,
        _ => {
            logging::unset();
            return Ok(());
        }
    };
    logging::set(level, |line| QUEUE.push(line)).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

fn serve() {
    loop {
        let (lines, missed) = QUEUE.take();
        let lines: Vec<_> = lines
            .into_iter()
            .map(|line| (number(line.level), line.target, line.message))
            .collect();
        let told = gate::enter(|py| {
            let sink = QUEUE.lock().sink.as_ref().map(|(_, sink)| sink.clone_ref(py));
            let Some(sink) = sink else { return };
            if let Err(error) = sink.call1(py, (lines, missed)) {
                error.write_unraisable(py, Some(sink.bind(py)));
            }
        });
        if told.is_none() {
            // The interpreter has ended.
            return;
        }
    }
}

fn number(level: Level) -> u8 {
    match level {
        Level::TRACE => 5,
        Level::DEBUG => 10,
        Level::INFO => 20,
        Level::WARN => 30,
        Level::ERROR => 40,
    }
}
