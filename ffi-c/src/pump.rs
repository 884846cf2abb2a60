//! Sessions that the program pumps: events and callbacks in a loop of its own.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use wellclient_foreign::{Mailbox, Taken, inside_callback};

use crate::client::may_wait;
use crate::event::EventObject;
use crate::handle::{self, well_event_t, well_session_t};
use crate::route::Route;
use crate::session::session;
use crate::sized;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::output;

pub(crate) struct Pump {
    mailbox: Mailbox,
    /// Callbacks are being called: none runs beside another.
    calling: Mutex<bool>,
    called: Condvar,
}

impl Pump {
    pub(crate) fn new(mailbox: Mailbox) -> Self {
        Self {
            mailbox,
            calling: Mutex::default(),
            called: Condvar::new(),
        }
    }

    /// Takes and tells notices until there is an event for the program, for as long as some are there.
    pub(crate) fn one(&self, route: &Route, deadline: Option<Instant>) -> Pumped {
        let Some(_turn) = self.turn(deadline) else {
            return Pumped::Busy;
        };
        loop {
            match self.mailbox.take(Some(Duration::ZERO)) {
                Taken::Notice(notice) => {
                    if let Some(event) = inside_callback(|| route.tell(notice)) {
                        return Pumped::Event(event);
                    }
                }
                Taken::Nothing => return Pumped::Nothing,
                Taken::End => {
                    inside_callback(|| route.end());
                    return Pumped::End;
                }
            }
        }
    }

    fn calling(&self) -> MutexGuard<'_, bool> {
        self.calling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn to call callbacks; `None` if it does not come in time.
    fn turn(&self, deadline: Option<Instant>) -> Option<Turn<'_>> {
        let mut calling = self.calling();
        while *calling {
            let left = deadline.map_or(Duration::from_secs(3600), |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            if left.is_zero() {
                return None;
            }
            let waited = self.called.wait_timeout(calling, left);
            calling = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *calling = true;
        Some(Turn(self))
    }
}

/// The turn to call callbacks.
struct Turn<'a>(&'a Pump);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.calling() = false;
        self.0.called.notify_one();
    }
}

pub(crate) enum Pumped {
    /// Another thread is calling callbacks.
    Busy,
    Event(Arc<EventObject>),
    Nothing,
    End,
}

/// Takes the next event of a session with `WELL_DELIVERY_PUMPED`, waiting for it up to `timeout_ms` (0: not at all;
/// `WELL_FOREVER`: without end). Callbacks that are due on the way (of events, log lines, commands, questions) are called
/// from inside of this function, on this thread.
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
        let out = unsafe { output(out) }?;
        let session = self::session(session)?;
        let pump = session.pump.as_ref().ok_or(WELL_WRONG_DELIVERY)?;
        may_wait()?;
        let timeout = sized::timeout(timeout_ms);
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
/// `WELL_UNSUPPORTED` on Windows: use the dispatcher there, and post messages to your loop. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_event_fd(session: well_session_t, out: *mut i32) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output(out) }?;
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
            Err(WELL_UNSUPPORTED.into())
        }
    })
}
