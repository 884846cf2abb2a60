//! Subscriptions, made and cancelled by the program.

use client::EventKind;

use crate::callback::{checked, well_event_callback_t, well_log_callback_t};
use crate::handle::{self, well_session_t, well_subscription_t};
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::subscribers::Wanted;
use crate::text::optional;

/// Calls back for each event of this name (manual 3.1, `on`), or for every event if `name` is NULL (manual 3.3,
/// `exports`), in the order of their happening. `name` is NUL-terminated. The derived events of the manual's `innerOn` (3.2)
/// have names, too; both `connectionCleared` come under that name: tell them apart by `well_event_kind_t`. A name that is no
/// event's is refused; events that this version does not know come to who asks for every event.
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. `out` may be NULL: then the
/// subscription lasts as long as the session; else free it (`well_subscription_free`), which cancels it. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the name),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
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
        let callback = checked(callback)?.ok_or_else(|| Failure::null("callback"))?;
        // SAFETY: as above.
        let name = unsafe { optional("name", name) }?;
        self::session(session)?;
        if let Some(name) = name.filter(|name| !is_event(name)) {
            let said = format!("name is {name:?}, which is no event's");
            return Err(Failure::new(WELL_BAD_ARGUMENT, said));
        }
        let name = name.map(str::to_owned);
        // SAFETY: as above.
        unsafe { subscribe(session, Wanted::Events(name, callback), out) }
    })
}

/// Calls back for each log line (manual 3.4, `onLog`).
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. `out` may be NULL: then the
/// subscription lasts as long as the session; else free it (`well_subscription_free`), which cancels it. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside
/// a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_on_log(
    session: well_session_t,
    callback: *const well_log_callback_t,
    out: *mut well_subscription_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let callback = unsafe { well_log_callback_t::take(callback) };
    entry(|| {
        let callback = checked(callback)?.ok_or_else(|| Failure::null("callback"))?;
        // SAFETY: as above.
        unsafe { subscribe(session, Wanted::Logs(callback), out) }
    })
}

/// Whether an event can come under this name.
fn is_event(name: &str) -> bool {
    // The words for these two are the library's own.
    let is_own = |kind: &EventKind| matches!(kind, EventKind::CallCleared | EventKind::Other);
    EventKind::from_name(name).is_some_and(|kind| !is_own(&kind))
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
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside the callback itself. Since 0.1.
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
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_subscription_detach(subscription: well_subscription_t) -> well_status {
    entry(|| handle::remove(subscription).map(drop))
}
