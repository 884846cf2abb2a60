//! Sessions that the program pumps: events and callbacks in a loop of its own.

use std::ffi::c_void;
use std::time::Instant;

use crate::handle::{self, well_event_t, well_session_t};
use crate::pump::Pumped;
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::output;
use crate::wait::{may_wait, time};

/// Takes the next event of a session with `WELL_DELIVERY_PUMPED`, waiting for it up to `timeout_ms` (0: not at all;
/// `WELL_FOREVER`: without end). Callbacks that are due on the way (of events, log lines, commands, questions) are called
/// from inside this function, on this thread.
///
/// Ownership: free the event (`well_event_free`). Returns `WELL_EMPTY` if none came in time, `WELL_END` when the session is
/// closed and everything is taken. Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WRONG_DELIVERY`, `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread; each event is given to one. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_poll_event(
    session: well_session_t,
    timeout_ms: u32,
    out: *mut well_event_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let session = self::session(session)?;
        let pump = session.pump.as_ref().ok_or(WELL_WRONG_DELIVERY)?;
        may_wait()?;
        let timeout = time(timeout_ms);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            match pump.one(session.route(), deadline) {
                Pumped::Busy => return Err(WELL_EMPTY.into()),
                Pumped::Event(event) => {
                    out.write(handle::insert(event));
                    return Ok(());
                }
                Pumped::End => return Err(WELL_END.into()),
                Pumped::Nothing => {
                    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
                    if !pump.mailbox.wait(left) {
                        return Err(WELL_EMPTY.into());
                    }
                }
            }
        }
    })
}

/// A file descriptor that is readable while there may be something to poll: for `poll`, `select`, and the loops of GUIs.
/// When it is readable, call `well_session_poll_event` with timeout 0 until it returns `WELL_EMPTY` or `WELL_END`.
///
/// Ownership: the session's; do not read from it and do not close it; it is closed when the session is freed. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_WRONG_DELIVERY`, `WELL_NO_RESOURCES`, `WELL_FORKED`;
/// `WELL_UNSUPPORTED` on Windows: `well_session_event_handle` there. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_event_fd(session: well_session_t, out: *mut i32) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let session = self::session(session)?;
        let pump = session.pump.as_ref().ok_or(WELL_WRONG_DELIVERY)?;
        #[cfg(unix)]
        {
            let descriptor = pump.mailbox.file_descriptor();
            out.write(descriptor.map_err(|error| Failure::new(WELL_NO_RESOURCES, error))?);
            Ok(())
        }
        #[cfg(not(unix))]
        {
            let _ = (out, pump);
            Err(Failure::from(WELL_UNSUPPORTED))
        }
    })
}

/// An event object (a `HANDLE`; of Windows, manual-reset) that is signalled while there may be something to poll: for
/// `WaitForMultipleObjects`, `MsgWaitForMultipleObjectsEx`, and the loops of GUIs. When it is signalled, call
/// `well_session_poll_event` with timeout 0 until it returns `WELL_EMPTY`, which resets it, or `WELL_END`.
///
/// Ownership: the session's; do not set, reset or close it; it is closed when the session is freed. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_WRONG_DELIVERY`, `WELL_NO_RESOURCES`, `WELL_FORKED`;
/// `WELL_UNSUPPORTED` elsewhere than on Windows: `well_session_event_fd` there. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_event_handle(
    session: well_session_t,
    out: *mut *mut c_void,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let session = self::session(session)?;
        let pump = session.pump.as_ref().ok_or(WELL_WRONG_DELIVERY)?;
        #[cfg(windows)]
        {
            let event = pump.system_event();
            out.write(event.map_err(|error| Failure::new(WELL_NO_RESOURCES, error))?);
            Ok(())
        }
        #[cfg(not(windows))]
        {
            let _ = (out, pump);
            Err(Failure::from(WELL_UNSUPPORTED))
        }
    })
}
