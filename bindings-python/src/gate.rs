//! Where threads that are not Python's enter the interpreter: closed for good before it ends, so that none is in it then.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use pyo3::prelude::*;

/// Atomics, not a lock: a lock could be held by another thread of the parent when the process forks.
static CLOSED: AtomicBool = AtomicBool::new(false);
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// Does something in the interpreter; `None` if it is ending.
pub(crate) fn enter<R>(act: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            INSIDE.fetch_sub(1, Ordering::SeqCst);
        }
    }
    INSIDE.fetch_add(1, Ordering::SeqCst);
    let _inside = Inside;
    // Looked at after having been counted: whoever closes looks the other way round.
    if CLOSED.load(Ordering::SeqCst) {
        return None;
    }
    Python::try_attach(act)
}

/// Lets no thread of the library into the interpreter any more, and waits until none is: until the callback that runs has
/// returned. For the end of the interpreter. Ctrl-C ends the wait.
#[pyfunction]
pub(crate) fn close_gate(py: Python<'_>) -> PyResult<()> {
    CLOSED.store(true, Ordering::SeqCst);
    while INSIDE.load(Ordering::SeqCst) > 0 {
        py.detach(|| std::thread::sleep(Duration::from_millis(1)));
        py.check_signals()?;
    }
    Ok(())
}

/// For a child process: the threads that were in the interpreter have stayed with the parent.
#[pyfunction]
pub(crate) fn after_fork() {
    INSIDE.store(0, Ordering::SeqCst);
}

/// Whether this thread is inside of a callback of the library's.
#[pyfunction]
pub(crate) fn in_callback() -> bool {
    wellclient_foreign::in_callback()
}
