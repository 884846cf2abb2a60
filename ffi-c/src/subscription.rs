//! Subscriptions: which callbacks are called for what.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use client::LogLine;

use crate::callback::{OnEvent, OnLog, checked, well_event_callback_t, well_log_callback_t};
use crate::event::EventObject;
use crate::handle::{self, Brief, well_event_t, well_session_t, well_subscription_t};
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{lend_briefly, optional};

/// What a subscription's handle stands for.
pub(crate) struct SubscriptionObject {
    /// `None` once it is cancelled or the session has ended.
    callback: Mutex<Option<Arc<Wanted>>>,
}

/// A callback, and what it is to be called for.
enum Wanted {
    /// Events of this name, or all.
    Events(Option<String>, OnEvent),
    Logs(OnLog),
}

impl SubscriptionObject {
    fn callback(&self) -> MutexGuard<'_, Option<Arc<Wanted>>> {
        self.callback.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the callback go; if it is being called, when that call returns.
    fn cancel(&self) {
        let callback = self.callback().take();
        drop(callback);
    }

    fn is_live(&self) -> bool {
        self.callback().is_some()
    }
}

/// The subscriptions of one session, in the order in which they were made.
#[derive(Default)]
pub(crate) struct Subscribers(Mutex<List>);

#[derive(Default)]
struct List {
    all: Vec<Arc<SubscriptionObject>>,
    ended: bool,
}

impl Subscribers {
    fn lock(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, wanted: Wanted) -> Result<Arc<SubscriptionObject>, Failure> {
        let subscription = Arc::new(SubscriptionObject {
            callback: Mutex::new(Some(Arc::new(wanted))),
        });
        let mut list = self.lock();
        if list.ended {
            return Err(WELL_CLOSED.into());
        }
        list.all.retain(|subscription| subscription.is_live());
        list.all.push(Arc::clone(&subscription));
        Ok(subscription)
    }

    /// The callbacks as of now: each is asked for only when its turn comes, since one may cancel another.
    fn each(&self, mut call: impl FnMut(&Wanted)) {
        let all = self.lock().all.clone();
        for subscription in all {
            let callback = subscription.callback().clone();
            if let Some(callback) = callback {
                call(&callback);
            }
        }
    }

    pub(crate) fn tell_event(&self, session: well_session_t, event: &Arc<EventObject>) {
        let mut handle = None;
        self.each(|wanted| {
            if let Wanted::Events(name, callback) = wanted
                && let Some(call) = callback.call()
                && name.as_deref().is_none_or(|name| event.is_named(name))
            {
                let handle = handle.get_or_insert_with(|| Brief::<well_event_t>::new(Arc::clone(event)));
                // SAFETY: the program's function, given for this context.
                unsafe { call(callback.context(), session, handle.0) };
            }
        });
    }

    pub(crate) fn tell_log(&self, session: well_session_t, line: &LogLine) {
        self.each(|wanted| {
            if let Wanted::Logs(callback) = wanted
                && let Some(call) = callback.call()
            {
                lend_briefly(&line.content, |content| {
                    // SAFETY: the program's function, given for this context.
                    unsafe { call(callback.context(), session, line.kind.into(), content) };
                });
            }
        });
    }

    /// Lets all callbacks go; none is taken any more.
    pub(crate) fn end(&self) {
        let all = {
            let mut list = self.lock();
            list.ended = true;
            std::mem::take(&mut list.all)
        };
        for subscription in all {
            subscription.cancel();
        }
    }
}

/// Calls back for each event of this name (manual 3.1, `on`), or for every event if `name` is NULL (manual 3.3,
/// `exports`), in the order of their happening. `name` is NUL-terminated. The derived events of the manual's `innerOn` (3.2)
/// have names, too; both `connectionCleared` come under that name: tell them apart by `well_event_kind_t`.
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. `out` may be NULL: then the
/// subscription lasts as long as the session; else free it (`well_subscription_free`), which cancels it. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread,
/// also inside of a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_on(
    session: well_session_t,
    name: *const std::ffi::c_char,
    callback: *const well_event_callback_t,
    out: *mut well_subscription_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let callback = unsafe { well_event_callback_t::take(callback) };
    entry(|| {
        let callback = checked(callback)?.ok_or(WELL_NULL_POINTER)?;
        // SAFETY: as above.
        let name = unsafe { optional(name) }?.map(str::to_owned);
        // SAFETY: as above.
        unsafe { subscribe(session, Wanted::Events(name, callback), out) }
    })
}

/// Calls back for each log line (manual 3.4, `onLog`).
///
/// Ownership, errors, threads: as `well_session_on`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_on_log(
    session: well_session_t,
    callback: *const well_log_callback_t,
    out: *mut well_subscription_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let callback = unsafe { well_log_callback_t::take(callback) };
    entry(|| {
        let callback = checked(callback)?.ok_or(WELL_NULL_POINTER)?;
        // SAFETY: as above.
        unsafe { subscribe(session, Wanted::Logs(callback), out) }
    })
}

/// # Safety
/// `out` is NULL or points to room for a handle.
unsafe fn subscribe(
    session: well_session_t,
    wanted: Wanted,
    out: *mut well_subscription_t,
) -> Result<(), Failure> {
    let session = self::session(session)?;
    let subscription = session.route().subscribers.add(wanted)?;
    // SAFETY: the caller's word.
    if let Some(out) = unsafe { out.as_mut() } {
        *out = handle::insert(subscription);
    }
    Ok(())
}

/// Cancels a subscription and frees its handle. No call begins after this returns, but one that is under way on another
/// thread goes on to its end; when the callback's `drop` is called, the last call has returned.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside of the callback itself. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_subscription_free(subscription: well_subscription_t) -> well_status {
    entry(|| {
        if let Some(subscription) = handle::remove(subscription)? {
            subscription.cancel();
        }
        Ok(())
    })
}

/// Frees a subscription's handle, and leaves the callback for as long as the session lives.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside of a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_subscription_detach(subscription: well_subscription_t) -> well_status {
    entry(|| handle::remove(subscription).map(drop))
}
