//! Where threads that are not Python's enter the interpreter: closed for good before it ends, so that none is in it then.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use pyo3::prelude::*;

/// Atomics, not a lock: a lock could be held by another thread of the parent when the process forks.
static CLOSED: AtomicBool = AtomicBool::new(false);
static INSIDE: AtomicUsize = AtomicUsize::new(0);
/// The thread that ends the interpreter.
static CLOSER: OnceLock<ThreadId> = OnceLock::new();

/// Does something in the interpreter; `None` if it is ending.
pub(crate) fn enter<R>(act: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            // Whoever has forked in here finds it at nought in the child.
            let less = |inside: usize| Some(inside.saturating_sub(1));
            let _ = INSIDE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
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

/// Whether it is closed: who is inside is to come out.
pub(crate) fn is_closed() -> bool {
    CLOSED.load(Ordering::SeqCst)
}

/// For a thread that has waited without the interpreter's lock and is about to take it again: if the interpreter is ending,
/// and not by this thread, it stays here. That is a daemon thread: to take the lock now would end it in the middle of
/// Rust's frames, which they do not survive.
pub(crate) fn come_back() {
    let ending = CLOSED.load(Ordering::SeqCst);
    if ending
        && CLOSER
            .get()
            .is_some_and(|closer| *closer != std::thread::current().id())
    {
        loop {
            std::thread::park();
        }
    }
}

/// Lets no thread of the library into the interpreter any more, and waits, if wanted, until none is: until the callback that
/// runs has returned. For the end of the interpreter. Ctrl-C ends the wait.
#[pyfunction]
#[pyo3(signature = (*, wait))]
pub(crate) fn close_gate(py: Python<'_>, wait: bool) -> PyResult<()> {
    // It is closed once.
    let _ = CLOSER.set(std::thread::current().id());
    CLOSED.store(true, Ordering::SeqCst);
    while wait && INSIDE.load(Ordering::SeqCst) > 0 {
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

/// Whether this thread is inside a callback of the library's.
#[pyfunction]
pub(crate) fn in_callback() -> bool {
    wellclient_foreign::in_callback()
}
