//! Commands: begun, told of at their end, or waited for.

use std::sync::Arc;

use client::Pending;
use wellclient_foreign::in_callback;

use crate::callback::{Ask, Completion, checked};
use crate::handle::{self, well_command_t, well_outcome_t};
use crate::session::SessionObject;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::output;
use crate::under_way::{CommandObject, Waiting};
use crate::wait::time;

/// Begins a command, so that its callbacks are known before its end can be told; hands out its handle if it is wanted.
///
/// # Safety
/// `out` is NULL or points to room for a handle.
pub(crate) unsafe fn begin(
    session: &Arc<SessionObject>,
    command: impl FnOnce(&client::Session) -> Pending,
    completion: Option<Completion>,
    ask: Option<Ask>,
    out: *mut well_command_t,
) -> Result<(), Failure> {
    let (completion, ask) = (checked(completion)?, checked(ask)?);
    // SAFETY: the caller's word.
    let out = unsafe { out.as_mut() };
    let mut commands = session.route().commands();
    // Nobody is left to tell how it ended.
    if commands.ended {
        return Err(WELL_CLOSED.into());
    }
    let pending = command(&session.session);
    let id = pending.id();
    commands.remember(id, completion, ask);
    if let Some(out) = out {
        let command = Arc::new(CommandObject::new(id, &session.client));
        // At the latest when its end is told to callbacks, and without them as soon as it is known.
        commands.watch(id, Waiting::new(&command));
        let waiting = Waiting::new(&command);
        session.client.host.handle().spawn(async move {
            waiting.settle(pending.await);
        });
        *out = handle::insert(command);
    }
    Ok(())
}

/// A command's number, the same that its completion gets; unique within its session.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_command_id(command: well_command_t, out: *mut u64) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        out.write(handle::get(command)?.id);
        Ok(())
    })
}

/// Waits until a command is settled, up to `timeout_ms` (0: looks, and does not wait; `WELL_FOREVER`: until it is settled.
/// That takes `command_ms` at most; a log-in `login_ms`; a log-in in mode `WELL_LOGIN_ASK` up to `login_ms` + `ask_ms` +
/// `login_ms`).
///
/// Ownership: free the outcome (`well_outcome_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK` (not with timeout 0), `WELL_FORKED`, `WELL_TIMED_OUT`: not settled yet; the command goes on. Any
/// thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_command_wait(
    command: well_command_t,
    timeout_ms: u32,
    out: *mut well_outcome_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let command = handle::get(command)?;
        command.client.check_process()?;
        if timeout_ms > 0 && in_callback() {
            return Err(WELL_WOULD_DEADLOCK.into());
        }
        let outcome = command.wait(time(timeout_ms)).ok_or(WELL_TIMED_OUT)?;
        out.write(handle::insert(outcome));
        Ok(())
    })
}

/// Frees a command's handle. The command itself goes on.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_command_free(command: well_command_t) -> well_status {
    entry(|| handle::remove(command).map(drop))
}
