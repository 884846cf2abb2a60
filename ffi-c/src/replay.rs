//! Replays: a journal of a bad day, fed line by line, gives the same events and the same state.

use std::ffi::c_char;
use std::sync::Arc;

use client::Notice;
use wellclient_foreign::Replay;
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::event_object::EventObject;
use crate::handle::{self, Handle, well_event_t, well_replay_t, well_snapshot_t};
use crate::snapshot::SnapshotObject;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{output, required};

/// What a replay's handle stands for.
pub(crate) struct ReplayObject(Mutex<Replay>);

impl Handle for well_replay_t {
    type Object = ReplayObject;
}

impl ReplayObject {
    fn lock(&self) -> MutexGuard<'_, Replay> {
        self.0.lock()
    }
}

/// Begins a replay with a journal's first line (NUL-terminated). The journal is written by `journal_path` of a session's
/// options.
///
/// Ownership: free it (`well_replay_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_JOURNAL`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_replay_new(header: *const c_char, out: *mut well_replay_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (header, out) = unsafe { (required("header", header)?, output("out", out)?) };
        let replay = Replay::new(header).map_err(|error| Failure::new(WELL_BAD_JOURNAL, error))?;
        out.write(handle::insert(Arc::new(ReplayObject(Mutex::new(replay)))));
        Ok(())
    })
}

/// Feeds the next line (NUL-terminated). Empty lines are passed over. A line that cannot be read changes nothing.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_JOURNAL`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_replay_feed(replay: well_replay_t, line: *const c_char) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let line = unsafe { required("line", line) }?;
        let replay = handle::get(replay)?;
        let fed = replay.lock().feed(line);
        fed.map_err(|error| Failure::new(WELL_BAD_JOURNAL, error))
    })
}

/// The next event (also `WELL_EVENT_LOG`) of what was fed. Returns `WELL_EMPTY` when there is none.
///
/// Ownership: free it (`well_event_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_replay_next(replay: well_replay_t, out: *mut well_event_t) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let replay = handle::get(replay)?;
        loop {
            let notice = replay.lock().next_notice().ok_or(WELL_EMPTY)?;
            let event = match notice {
                Notice::Event(event) => EventObject::event(event),
                Notice::Log(line) => EventObject::log(line),
                // There is nobody whose command it was.
                _ => continue,
            };
            out.write(handle::insert(Arc::new(event)));
            return Ok(());
        }
    })
}

/// The state after the last line that was fed.
///
/// Ownership: free it (`well_snapshot_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_replay_snapshot(
    replay: well_replay_t,
    out: *mut well_snapshot_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let snapshot = handle::get(replay)?.lock().snapshot();
        out.write(handle::insert(Arc::new(SnapshotObject::new(snapshot))));
        Ok(())
    })
}

/// Frees a replay. Its events and snapshots are their own.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_replay_free(replay: well_replay_t) -> well_status {
    entry(|| handle::remove(replay).map(drop))
}
