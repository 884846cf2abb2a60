//! Sessions: one agent on one extension.

use std::ffi::c_char;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use client::{CallId, Session, SessionOptions, Watch};
use wellclient_foreign::{Mailbox, inside_callback};

use crate::client::{ClientObject, Finish, client, well_metrics_t};
use crate::codes::{well_reason_t, well_verb_t};
use crate::handle::{self, Handle, well_client_t, well_session_t};
use crate::numbers::VerbIn;
use crate::pump::{Pump, Pumped};
use crate::route::Route;
use crate::session_options::well_session_options_t;
use crate::signals::without_signals;
use crate::sized;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::store::bad_store;
use crate::text::{output, required, well_string_t};
use crate::wait::{may_wait, time};

/// What a session's handle stands for.
pub(crate) struct SessionObject {
    pub(crate) client: Arc<ClientObject>,
    pub(crate) session: Session,
    /// What it watches by, if it does.
    pub(crate) watch: Option<Watch>,
    route: Arc<Route>,
    /// For a session that the program pumps.
    pub(crate) pump: Option<Pump>,
}

impl Handle for well_session_t {
    type Object = SessionObject;
    const LOCKS: bool = true;
}

impl SessionObject {
    pub(crate) fn route(&self) -> &Arc<Route> {
        &self.route
    }
}

impl Finish for SessionObject {
    fn finish(&self, deadline: Option<Instant>) -> bool {
        if let Some(pump) = &self.pump {
            while let Pumped::Event(_) = pump.one(&self.route, deadline) {}
        }
        self.route.wait_for_end(deadline)
    }
}

impl Drop for SessionObject {
    fn drop(&mut self) {
        if self.pump.is_some() {
            self.client.forget_pumped(self.route.handle());
            // Nobody will pump any more.
            inside_callback(|| self.route.end());
        }
    }
}

pub(crate) fn session(handle: well_session_t) -> Result<Arc<SessionObject>, Failure> {
    let session = handle::get(handle)?;
    session.client.check_process()?;
    Ok(session)
}

pub(crate) fn create_journal(path: &Path) -> Result<Box<dyn Write + Send>, Failure> {
    let said = |error| match path.as_os_str().is_empty() {
        true => "journal_path is empty".to_owned(),
        false => format!("journal_path, {}: {error}", path.display()),
    };
    let file = client::create_journal(path).map_err(|error| Failure::new(WELL_IO, said(error)))?;
    Ok(Box::new(file))
}

/// Makes a session that is logged out.
///
/// Ownership: close it (`well_session_close`), then free it (`well_session_free`). `options` and what it points to need
/// last only until this returns. Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_ENVIRONMENT`, `WELL_IO` (the journal's file),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_new(
    client: well_client_t,
    options: *const well_session_options_t,
    out: *mut well_session_t,
) -> well_status {
    entry(|| {
        let client = self::client(client)?;
        client.check_open()?;
        // SAFETY: the caller's word for both pointers, and for those in the options.
        let out = unsafe { output("out", out) }?;
        if options.is_null() {
            return Err(Failure::null("options"));
        }
        // SAFETY: as above.
        let options = unsafe { sized::read(options, well_session_options_t::default_values()) }?;
        // SAFETY: as above.
        let plan = unsafe { options.plan() }?;
        // Before a file is made.
        plan.config.check()?;
        if let Some(store) = &plan.store {
            wellclient_foreign::check_store(store).map_err(|error| bad_store("store_path", error))?;
        }
        let options = SessionOptions {
            logout_on_close: plan.logout_on_close,
            journal: plan.journal_path.as_deref().map(create_journal).transpose()?,
            store: plan.store,
        };
        // A journal has a thread of its own.
        let session = without_signals(|| client.host.client().session_with(plan.config, options));
        let session = session?;
        out.write(insert(
            &client,
            Made::Session(session),
            plan.pumped,
            plan.capacity,
        ));
        Ok(())
    })
}

/// What a session's handle is made of.
pub(crate) enum Made {
    Session(Session),
    Watch(Watch),
}

/// Gives what was made its handle, and leads its notices to the program.
pub(crate) fn insert(
    client: &Arc<ClientObject>,
    made: Made,
    pumped: bool,
    capacity: usize,
) -> well_session_t {
    let (session, watch) = match made {
        Made::Session(session) => (session, None),
        Made::Watch(watch) => (watch.session().clone(), Some(watch)),
    };
    let events = session.subscribe().outcomes(true).capacity(capacity).stream();
    let route = Arc::<Route>::default();
    let (pump, events) = if pumped {
        (Some(Pump::new(Mailbox::new(events, capacity))), None)
    } else {
        (None, Some(events))
    };
    let object = Arc::new(SessionObject {
        client: Arc::clone(client),
        session,
        watch,
        route: Arc::clone(&route),
        pump,
    });
    let handle = handle::insert(Arc::clone(&object));
    // Gone once the program has freed the handle.
    let asked = Arc::downgrade(&object);
    route.lead(handle, move |force| {
        if let Some(asked) = asked.upgrade() {
            asked.session.answer_ask(force);
        }
    });
    if pumped {
        let pumped: Weak<SessionObject> = Arc::downgrade(&object);
        client.remember_pumped(handle, pumped);
    }
    if let Some(events) = events {
        let dispatcher = client.host.dispatcher();
        dispatcher.attach_together(events, move |together| match together {
            Some(together) => together.for_each(|notice| route.tell(notice)),
            None => route.end(),
        });
    }
    handle
}

/// Closes a session: logs the agent out first if `logout_on_close` is set, closes the event channel, settles the
/// commands under way as unknown (`WELL_REASON_SESSION_CLOSED`), and tells all that is still to be told. After
/// `WELL_OK` no callback of it is called any more and each one's `drop` has been called; its handle can still be freed,
/// and read. Closing again does no harm.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`, `WELL_TIMED_OUT`: a callback has not returned, or the server does not answer; call
/// it again. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_close(session: well_session_t, timeout_ms: u32) -> well_status {
    entry(|| {
        let session = self::session(session)?;
        may_wait()?;
        let timeout = time(timeout_ms);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let host = &session.client.host;
        host.wait(timeout.unwrap_or(Duration::MAX), session.session.close())?;
        if session.finish(deadline) {
            Ok(())
        } else {
            Err(WELL_TIMED_OUT.into())
        }
    })
}

/// Frees a session's handle. One that is not closed closes in the background, without a wait, and its callbacks' `drop`s
/// are called when all is told; to be sure that nothing is called any more, close it before.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_free(session: well_session_t) -> well_status {
    entry(|| handle::remove(session).map(drop))
}

/// Answers a log-in's question (`WELL_ANSWER_LATER`): true logs out there and logs in here, false lets the log-in fail.
/// Without a question it does nothing.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_answer_ask(session: well_session_t, force: bool) -> well_status {
    entry(|| {
        self::session(session)?.session.answer_ask(force);
        Ok(())
    })
}

/// Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not before
/// the time that the server has asked for. For programs that know that the network is back.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_reconnect(session: well_session_t) -> well_status {
    entry(|| {
        self::session(session)?.session.reconnect();
        Ok(())
    })
}

/// Whether a verb (`well_verb_t`) may be used now; `reason` (may be NULL) gets why not. This is advice: only the guards of making
/// a call, of dropping without an id and of logging out are enforced.
///
/// `call_id` says on which of the agent's own calls. It is NUL-terminated, and may be NULL for a verb that is about none of
/// them: for `makeCall` or `forceReady`, also for a verb about calls of others, as `forceListen`. Such a verb does not look at
/// it. With NULL, `dropConnection` is about the only call that there is; any other verb about the agent's own calls is refused
/// with `WELL_NULL_POINTER`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_FORKED`.
/// Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_may(
    session: well_session_t,
    verb: VerbIn,
    call_id: *const c_char,
    allowed: *mut bool,
    reason: *mut well_reason_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for all pointers.
        let allowed = unsafe { output("allowed", allowed) }?;
        let session = self::session(session)?;
        let known = well_verb_t::read(verb);
        let known = known.ok_or_else(|| Failure::unlisted("verb", verb, "well_verb_t"))?;
        let call = match call_id.is_null() && !known.needs_call() {
            true => None,
            // SAFETY: as above.
            false => Some(CallId::from(unsafe { required("call_id", call_id) }?)),
        };
        let answer = session.session.may(known, call.as_ref());
        // SAFETY: as above.
        if let Some(reason) = unsafe { reason.as_mut() } {
            *reason = well_reason_t::of(answer.as_ref().err().map(client::Refusal::code));
        }
        allowed.write(answer.is_ok());
        Ok(())
    })
}

/// The model as the reference client shows it, as JSON (manual 5.1, `getCallMemory`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_call_memory(
    session: well_session_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let memory = self::session(session)?.session.get_call_memory();
        out.write(well_string_t::new(&memory));
        Ok(())
    })
}

/// A session's counters. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread,
/// also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_metrics(
    session: well_session_t,
    out: *mut well_metrics_t,
) -> well_status {
    entry(|| {
        let metrics = self::session(session)?.session.metrics();
        // SAFETY: the caller's word.
        unsafe { sized::write(out, metrics.into()) }
    })
}

/// Who is logged in, or being logged in: `agent_id` (`5001@test.cc`) and `device_id` (`8001@test.cc`), each may be NULL.
///
/// Ownership: free both (`well_string_free`). Returns `WELL_EMPTY` before a log-in. Errors: `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_identity(
    session: well_session_t,
    agent_id: *mut well_string_t,
    device_id: *mut well_string_t,
) -> well_status {
    entry(|| {
        let identity = self::session(session)?.session.identity();
        let (agent, device) = identity.ok_or(WELL_EMPTY)?;
        for (out, text) in [(agent_id, agent.as_str()), (device_id, device.as_str())] {
            // SAFETY: the caller's word for both pointers.
            if let Ok(out) = unsafe { output("out", out) } {
                out.write(well_string_t::new(text));
            }
        }
        Ok(())
    })
}
