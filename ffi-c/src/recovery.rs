//! Sessions that are saved, and taken up again after a restart of the application.

use std::ffi::c_char;

use client::{AgentId, DeviceId, SavedSession, Secret};

use crate::callback::well_completion_t;
use crate::command::begin;
use crate::handle::{well_command_t, well_session_t};
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{bytes, optional, output, required, well_string_t};

/// What is needed to resume a session. IT HOLDS SECRETS: whoever has the session id can control the agent's calls. Free
/// it with `well_saved_free`, which overwrites them.
#[repr(C)]
pub struct well_saved_t {
    /// The agent: `5001@test.cc`.
    pub agent_id: well_string_t,
    /// The device: `8001@test.cc`.
    pub device_id: well_string_t,
    /// The HTTP session. A secret.
    pub session_id: well_string_t,
}

impl well_saved_t {
    fn new(saved: &SavedSession) -> Self {
        Self {
            agent_id: well_string_t::new(saved.agent.as_str()),
            device_id: well_string_t::new(saved.device.as_str()),
            session_id: well_string_t::new(saved.session_id.expose()),
        }
    }
}

/// What `well_session_recover` needs. Returns `WELL_EMPTY` unless an agent is logged in.
///
/// Ownership: free `out` (`well_saved_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_saved(session: well_session_t, out: *mut well_saved_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let saved = self::session(session)?.session.saved().ok_or(WELL_EMPTY)?;
        out.write(well_saved_t::new(&saved));
        Ok(())
    })
}

/// What `well_session_recover_bytes` needs, as bytes (which are UTF-8): what `well_session_saved` gives and the state
/// beside it, which the server cannot tell after a restart: calls on hold, call data, talk time, the pending mode,
/// prefixes. Returns `WELL_EMPTY` unless an agent is logged in. THEY HOLD SECRETS, which freeing overwrites: keep them
/// as a password is kept, or have the session keep them (`store_path`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_saved_bytes(
    session: well_session_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let saved = self::session(session)?.session.saved().ok_or(WELL_EMPTY)?;
        out.write(well_string_t::new(saved.to_bytes().expose()));
        Ok(())
    })
}

/// Whose session such bytes are: what `well_session_saved` gave with them.
///
/// Ownership: free `out` (`well_saved_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_ARGUMENT` (a length that no bytes can
/// have), `WELL_BAD_SAVED` (something else, or damaged), `WELL_OTHER_VERSION` (written by a version of the library that this
/// one cannot read). Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_saved_from_bytes(
    saved: *const u8,
    saved_len: usize,
    out: *mut well_saved_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (saved, out) = unsafe { (bytes("saved", saved, saved_len)?, output("out", out)?) };
        out.write(well_saved_t::new(&SavedSession::from_bytes(saved)?));
        Ok(())
    })
}

/// Frees the texts of a saved session, overwrites them, and sets them to NULL. Freeing twice does no harm.
///
/// Errors: `WELL_NULL_POINTER`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_saved_free(saved: *mut well_saved_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word that it points to a saved session of ours.
        let saved = unsafe { saved.as_mut() }.ok_or_else(|| Failure::null("saved"))?;
        let well_saved_t {
            agent_id,
            device_id,
            session_id,
        } = saved;
        for text in [agent_id, device_id, session_id] {
            // SAFETY: as above.
            unsafe { text.free() };
        }
        Ok(())
    })
}

/// Resumes a session that was saved before the application was restarted, in place of a log-in. Ends when the event
/// channel is open and the agent's state has been read from the server; the derived event `recoverStateSuccess` reports
/// it. Rejected if the agent is logged out, or logged in elsewhere, or if the HTTP session has expired and cannot be
/// renewed. `password` may be NULL; with it, the HTTP session can be renewed when it expires. The session then knows
/// only the one call that the server shows; `well_session_recover_bytes` restores the others.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_recover(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    session_id: *const c_char,
    password: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let saved = SavedSession {
                agent: AgentId::from(required("agent_id", agent_id)?),
                device: DeviceId::from(required("device_id", device_id)?),
                session_id: Secret::from(required("session_id", session_id)?),
                password: optional("password", password)?.map(Secret::from),
                state: None,
            };
            let session = self::session(session)?;
            begin(
                &session,
                |session| session.begin_recover(saved),
                completion,
                None,
                command,
            )
        }
    })
}

/// Resumes a session that was saved before the application was restarted, with its state: calls on hold, call data,
/// talk time. `saved` is what `well_session_saved_bytes` or `well_store_load` gave. The restored state is in doubt
/// until the server confirms it (`well_doubt_t`). Ends when the event channel is open and the agent's state has been
/// read from the server; the derived event `recoverStateSuccess` reports it. Rejected if the agent is logged out, or
/// logged in elsewhere, or if the HTTP session has expired and cannot be renewed.
///
/// Begins the command and never waits; it is settled later, exactly once. `completion` (may be NULL) is copied, and
/// called then. `command` (may be NULL) gets a handle to wait with (`well_command_wait`), to be freed
/// (`well_command_free`). Errors, after which nothing has begun and `completion` is not called: `WELL_NULL_POINTER`,
/// `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8` (the password), `WELL_BAD_ARGUMENT` (a length that no bytes can
/// have), `WELL_BAD_SAVED` (something else, or damaged), `WELL_OTHER_VERSION` (written by a version of the library that
/// this one cannot read), `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_recover_bytes(
    session: well_session_t,
    saved: *const u8,
    saved_len: usize,
    password: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let session = self::session(session)?;
            let password = optional("password", password)?.map(Secret::from);
            let mut saved = SavedSession::from_bytes(bytes("saved", saved, saved_len)?)?;
            saved.password = password.or(saved.password);
            begin(
                &session,
                |session| session.begin_recover(saved),
                completion,
                None,
                command,
            )
        }
    })
}
