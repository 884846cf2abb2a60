//! The verbs, one function each, by the manual's names.

pub(crate) mod agent;
pub(crate) mod agent_verbs;
pub(crate) mod call;
pub(crate) mod call_verbs;
pub(crate) mod data;
pub(crate) mod data_verbs;
pub(crate) mod supervise_verbs;

use std::ffi::c_char;

use client::Command;

use crate::callback::{Ask, Completion, well_completion_t};
use crate::command::begin;
use crate::handle::{well_command_t, well_session_t};
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::required;

/// Begins a command.
///
/// # Safety
/// `out` is NULL or points to room for a handle.
unsafe fn start(
    handle: well_session_t,
    command: Result<Command, Failure>,
    completion: Option<Completion>,
    ask: Option<Ask>,
    out: *mut well_command_t,
) -> Result<(), Failure> {
    let (session, command) = (session(handle)?, command?);
    // SAFETY: the caller's word.
    unsafe { begin(&session, |session| session.begin(command), completion, ask, out) }
}

/// Begins any verb, from a JSON object: for programs that host scripts. In log-in mode `ask` nobody is asked, and the log-in
/// fails.
///
/// - `json`: The verb and its arguments by the manual's names, such as
///   `{"verb":"consult","holdCallId":"…","phoneNumber":"8002"}`. NUL-terminated UTF-8, and copied.
/// - `completion` (may be NULL): Called when the command is settled, exactly once. It is copied, and its `drop` is called
///   whatever happens.
/// - `command` (may be NULL): Gets a handle to wait with (`well_command_wait`). Free it (`well_command_free`).
///
/// Returns at once, and the command is settled later: after `command_ms` at the latest, a log-in after `login_ms`.
/// Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`,
/// `WELL_BAD_JSON`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_command_json(
    session: well_session_t,
    json: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let read = Command::from_json(required("json", json)?);
            let read = read.map_err(|error| Failure::new(WELL_BAD_JSON, error));
            start(session, read, completion, None, command)
        }
    })
}
