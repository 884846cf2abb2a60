//! What goes with calls, and what the server knows: call data, greetings, recordings, the server's account, the log.

use std::ffi::c_char;

use client::{CallDataEntry, CallId, Command};

use super::start;
use crate::callback::well_completion_t;
use crate::handle::{well_command_t, well_session_t};
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::required;

/// One datum that travels with a call (manual 2.16). NUL-terminated UTF-8, neither NULL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_call_data_t {
    /// Its name.
    pub key: *const c_char,
    /// Its value.
    pub value: *const c_char,
}

/// Attaches data to a call (manual 2.16).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_set_call_data(
    session: well_session_t,
    call_id: *const c_char,
    entries: *const well_call_data_t,
    count: usize,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let entries = self::entries(entries, count)?;
            start(
                session,
                Ok(Command::SetCallData {
                    call: call_id,
                    entries,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// The data attached to a call (manual 2.17): `well_outcome_entry`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_call_data(
    session: well_session_t,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::GetCallData { call: call_id }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Plays a greeting into a call (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_agent_greeting(
    session: well_session_t,
    call_id: *const c_char,
    message: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let message = required(message)?.to_owned();
            start(
                session,
                Ok(Command::AgentGreeting {
                    call: call_id,
                    message,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Records the own extension (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_start_recording(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::StartRecording), completion, None, command) })
}

/// Stops recording the own extension (4.x).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_stop_recording(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::StopRecording), completion, None, command) })
}

/// The server's account of the agent's state and call (4.x): `well_outcome_client_state`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_client_state(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::GetClientState), completion, None, command) })
}

/// The agent's outside-line prefixes (4.x): `well_outcome_prefix`.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_my_prefix(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::GetMyPrefix), completion, None, command) })
}

/// Sends the event log to the server (manual 8.11).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_upload_log(
    session: well_session_t,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    // SAFETY: as above.
    entry(|| unsafe { start(session, Ok(Command::UploadLog), completion, None, command) })
}

/// # Safety
/// `entries` points to `count` data, or is NULL.
unsafe fn entries(entries: *const well_call_data_t, count: usize) -> Result<Vec<CallDataEntry>, Failure> {
    let mut read = Vec::new();
    for index in 0..count {
        if entries.is_null() {
            return Err(WELL_NULL_POINTER.into());
        }
        // SAFETY: the caller's word.
        let (key, value) = unsafe {
            let entry = *entries.add(index);
            (required(entry.key)?, required(entry.value)?)
        };
        read.push(CallDataEntry::new(key, value));
    }
    Ok(read)
}
