//! What a program pumps: a session's notices, told to callbacks by one thread at a time, events handed out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};
use wellclient_foreign::{Mailbox, Taken, inside_callback};

use crate::event_object::EventObject;
use crate::route::Route;

pub(crate) struct Pump {
    pub(crate) mailbox: Mailbox,
    #[cfg(windows)]
    event: std::sync::OnceLock<Arc<crate::system_event::SystemEvent>>,
    /// Callbacks are being called: none runs beside another.
    calling: Mutex<bool>,
    called: Condvar,
}

impl Pump {
    pub(crate) fn new(mailbox: Mailbox) -> Self {
        Self {
            mailbox,
            #[cfg(windows)]
            event: std::sync::OnceLock::new(),
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
                    if let Some(event) = inside_callback(|| route.tell_and_give(notice)) {
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

    /// The handle of the event object that is set while something may wait.
    #[cfg(windows)]
    pub(crate) fn system_event(&self) -> std::io::Result<*mut std::ffi::c_void> {
        use crate::system_event::SystemEvent;
        if self.event.get().is_none() {
            // Another thread may be quicker: then this one is dropped.
            let made = SystemEvent::new()?;
            let event = self.event.get_or_init(|| Arc::new(made));
            self.mailbox.signal(Arc::clone(event) as _);
        }
        let event = self.event.get().ok_or(std::io::ErrorKind::Other)?;
        Ok(event.handle())
    }

    fn calling(&self) -> MutexGuard<'_, bool> {
        self.calling.lock()
    }

    /// Waits for the turn to call callbacks; `None` if it does not come in time.
    fn turn(&self, deadline: Option<Instant>) -> Option<Turn<'_>> {
        let mut calling = self
            .called
            .wait_while_until(self.calling(), deadline, |calling| *calling);
        if *calling {
            return None;
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
