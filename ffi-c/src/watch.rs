//! Watching agents: a session that looks on, with nobody logged in or out.

use std::ffi::c_char;
use std::sync::Arc;

use client::{AgentId, Watch, WatchAccount, WatchOptions};

use crate::callback::well_completion_t;
use crate::client::client;
use crate::command::begin;
use crate::event_object::EventObject;
use crate::handle::{self, well_client_t, well_command_t, well_event_t, well_session_t, well_snapshot_t};
use crate::session::{Made, SessionObject, create_journal, insert, session};
use crate::session_options::well_session_options_t;
use crate::signals::without_signals;
use crate::sized::{self, Sized_};
use crate::snapshot::SnapshotObject;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{optional, output, required, texts, well_str_t, well_string_t};

/// Who watches. Fill it by `well_watch_account_default`, then give it the texts, NUL-terminated UTF-8.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_watch_account_t {
    /// `sizeof(well_watch_account_t)`.
    pub struct_size: usize,
    /// The supervisor's number: `"5003"`.
    pub job_number: *const c_char,
    /// The password. It is copied, and kept to renew the HTTP session with.
    pub password: *const c_char,
    /// The tenant's domain: `"test.cc"`; NULL for the environment's own.
    pub domain: *const c_char,
}

// SAFETY: it begins with the size, and pointers take any bytes.
unsafe impl Sized_ for well_watch_account_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl well_watch_account_t {
    const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        job_number: std::ptr::null(),
        password: std::ptr::null(),
        domain: std::ptr::null(),
    };

    /// # Safety
    /// Its pointers are NULL or point to what they say.
    unsafe fn account(&self) -> Result<WatchAccount, Failure> {
        // SAFETY: the caller's word, for all of these.
        let (job_number, password, domain) = unsafe {
            (
                required("job_number", self.job_number)?,
                required("password", self.password)?,
                optional("domain", self.domain)?.unwrap_or_default(),
            )
        };
        Ok(WatchAccount::new(job_number, password, domain))
    }
}

/// Fills in the defaults: `well_watch_account_default(&account, sizeof account)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_account_default(
    account: *mut well_watch_account_t,
    size: usize,
) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { sized::write_sized(account, size, well_watch_account_t::DEFAULT) })
}

fn watch(session: &SessionObject) -> Result<&Watch, Failure> {
    session.watch.as_ref().ok_or_else(|| WELL_WRONG_HANDLE.into())
}

/// Makes a watch: a session that follows agents for a wallboard, by a supervisor's account, and logs nobody in or out.
/// `agents` are `count` ids (`5001@test.cc`), NUL-terminated UTF-8; NULL with 0 for none yet. Nothing happens before
/// `well_watch_open`.
///
/// The handle is a session's: callbacks, polling, log, counters, closing and freeing are the functions of sessions. Its verbs
/// are all refused (`WELL_REASON_WATCHING`). Of each agent it tells the events that a session of the agent's own tells;
/// `well_event_watched` says whose an event is. `WELL_EVENT_LAGGED` is about all agents: take a new snapshot of each. A watch
/// makes no calls, logs nobody in and is not saved, so it ignores the options about these (`store_path` among them).
///
/// Ownership: close it (`well_session_close`), then free it (`well_session_free`). What the arguments point to is
/// copied. Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_ENVIRONMENT`, `WELL_IO` (the journal's file),
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_new(
    client: well_client_t,
    options: *const well_session_options_t,
    account: *const well_watch_account_t,
    agents: *const *const c_char,
    count: usize,
    out: *mut well_session_t,
) -> well_status {
    entry(|| {
        let client = self::client(client)?;
        client.check_open()?;
        // SAFETY: the caller's word for all pointers, and for those in the structs.
        let out = unsafe { output("out", out) }?;
        for (name, is_null) in [("options", options.is_null()), ("account", account.is_null())] {
            if is_null {
                return Err(Failure::null(name));
            }
        }
        // SAFETY: as above.
        let (plan, account) = unsafe {
            (
                sized::read(options, well_session_options_t::default_values())?.plan()?,
                sized::read(account, well_watch_account_t::DEFAULT)?.account()?,
            )
        };
        // SAFETY: as above: there are so many.
        let followed = unsafe { texts("agents", agents, count) }?;
        // Before a file is made.
        plan.config.check()?;
        if plan.store.is_some() {
            return Err(Failure::new(
                WELL_BAD_ARGUMENT,
                "store_path is only for a session",
            ));
        }
        let followed: Vec<AgentId> = followed.into_iter().map(AgentId::from).collect();
        account.check(&plan.config.environment, &followed)?;
        let options = WatchOptions {
            journal: plan.journal_path.as_deref().map(create_journal).transpose()?,
        };
        let watch = without_signals(|| {
            let client = client.host.client();
            client.watch_with(plan.config, account, followed, options)
        });
        out.write(insert(&client, Made::Watch(watch?), plan.pumped, plan.capacity));
        Ok(())
    })
}

/// Opens a watch. Ends when the event channel is open. Rejected if the user, the password or the domain is wrong
/// (`WELL_REASON_WRONG_CREDENTIALS`), if the server cannot be reached, or if the broker refuses the events of every
/// agent (`WELL_REASON_SUBSCRIPTION_REFUSED`). If it refuses some, an anomaly reports each, and the others are
/// followed.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE` (also a session that is no watch), `WELL_CLOSED`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_open(
    watch: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        let session = session(watch)?;
        let watch = self::watch(&session)?;
        // SAFETY: as above.
        unsafe { begin(&session, |_| watch.begin_open(), completion, None, command) }
    })
}

/// Follows one more agent (`5001@test.cc`, NUL-terminated). Ends when the agent's events are subscribed to; already so
/// for an agent who is followed. Rejected if the broker refuses them (`WELL_REASON_SUBSCRIPTION_REFUSED`); the channel
/// is then opened again for the others. Unknown if the subscription does not stand within `command_ms`; the agent is
/// then followed once the channel is back.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE` (also a session that is no watch), `WELL_BAD_UTF8`, `WELL_CLOSED`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_follow(
    watch: well_session_t,
    agent_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        let session = session(watch)?;
        let watch = self::watch(&session)?;
        // SAFETY: as above.
        unsafe {
            let agent = required("agent_id", agent_id)?;
            begin(&session, |_| watch.begin_follow(agent), completion, None, command)
        }
    })
}

/// Stops following an agent and forgets what was known of it. Does nothing if the agent is not followed.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also
/// inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_unfollow(watch: well_session_t, agent_id: *const c_char) -> well_status {
    entry(|| {
        let session = session(watch)?;
        // SAFETY: the caller's word.
        self::watch(&session)?.unfollow(unsafe { required("agent_id", agent_id) }?);
        Ok(())
    })
}

/// One of the agents who are watched, in the order in which they were added; also those whose events the broker refuses.
///
/// Ownership: free `out` (`well_string_free`). Returns `WELL_OUT_OF_RANGE` after the last. Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_agent(
    watch: well_session_t,
    index: usize,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let session = session(watch)?;
        let agents = self::watch(&session)?.agents();
        let agent = agents.get(index).ok_or(WELL_OUT_OF_RANGE)?;
        out.write(well_string_t::new(agent.as_str()));
        Ok(())
    })
}

/// What is known of an agent who is watched, as a session of the agent's own would show it; `link` is the watch's channel,
/// `WELL_LINK_LOST` where the broker refuses this agent's events. The device is empty until an event names it.
///
/// Ownership: free it (`well_snapshot_free`). Returns `WELL_EMPTY` for an agent who is not watched. Errors:
/// `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_watch_snapshot(
    watch: well_session_t,
    agent_id: *const c_char,
    out: *mut well_snapshot_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (out, agent) = unsafe { (output("out", out)?, required("agent_id", agent_id)?) };
        let session = session(watch)?;
        let snapshot = self::watch(&session)?.snapshot(agent).ok_or(WELL_EMPTY)?;
        out.write(handle::insert(Arc::new(SnapshotObject::new(snapshot))));
        Ok(())
    })
}

/// Whose an event is, in a watch: the agent by whose topic it came, or for whom it was derived. Empty in a session of the
/// agent's own, and for what concerns the whole watch. The text is the event's.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_event_watched(event: well_event_t, out: *mut well_str_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object: Arc<EventObject> = handle::get(event)?;
        out.write(object.lend_watched());
        Ok(())
    })
}
