//! Supervision: other agents and their calls (manual, chapter 4).

use std::ffi::c_char;

use client::{AgentId, CallId, Command, DeviceId};

use super::start;
use crate::callback::well_completion_t;
use crate::handle::{well_command_t, well_session_t};
use crate::status::{entry, well_status};
use crate::text::required;

/// Cuts another device's leg (manual 4.1, 强拆).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_drop(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            start(
                session,
                Ok(Command::ForceDrop {
                    device: device_id,
                    call: call_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Brings a party into another device's call (manual 4.2, 强插).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_join(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::ForceJoin {
                    device: device_id,
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Moves another device's call to this number (manual 4.3, 接管).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_take(
    session: well_session_t,
    device_id: *const c_char,
    call_id: *const c_char,
    phone_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let device_id = DeviceId::from(required(device_id)?);
            let call_id = CallId::from(required(call_id)?);
            let phone_number = required(phone_number)?.to_owned();
            start(
                session,
                Ok(Command::ForceTake {
                    device: device_id,
                    call: call_id,
                    number: phone_number,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Listens to a call with this device (manual 4.4, 监听).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_listen(
    session: well_session_t,
    call_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let call_id = CallId::from(required(call_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceListen {
                    call: call_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Makes another agent ready (manual 4.5, 强制就绪).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_ready(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceReady {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Makes another agent not ready (manual 4.6, 强制离席).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_not_ready(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceNotReady {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Logs another agent out (manual 4.7, 强制签出).
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_force_logout(
    session: well_session_t,
    agent_id: *const c_char,
    device_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            let device_id = DeviceId::from(required(device_id)?);
            start(
                session,
                Ok(Command::ForceLogout {
                    agent: agent_id,
                    device: device_id,
                }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Logs out an agent of the own domain by job number.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_super_logout(
    session: well_session_t,
    job_number: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let job_number = required(job_number)?.to_owned();
            start(
                session,
                Ok(Command::SuperLogout { job_number }),
                completion,
                None,
                command,
            )
        }
    })
}

/// Ends an agent's allocation for an outbound task.
///
/// Outcome, ownership, errors, threads: as `well_session_agent_login`. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_release_allocated_agent(
    session: well_session_t,
    agent_id: *const c_char,
    completion: *const well_completion_t,
    command: *mut well_command_t,
) -> well_status {
    // SAFETY: the caller's word for all pointers.
    let completion = unsafe { well_completion_t::take(completion) };
    entry(|| {
        // SAFETY: as above.
        unsafe {
            let agent_id = AgentId::from(required(agent_id)?);
            start(
                session,
                Ok(Command::ReleaseAllocatedAgent { agent: agent_id }),
                completion,
                None,
                command,
            )
        }
    })
}
