//! Clients: what sessions share, and the threads that it all runs on.

use std::collections::HashMap;
use std::ffi::c_char;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use client::Metrics;
use wellclient_foreign::Host;
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::client_options::well_client_options_t;
use crate::handle::{self, Handle, well_client_t, well_session_t};
use crate::module;
use crate::signals::without_signals;
use crate::sized::{self, Sized_};
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::output;
use crate::wait::{ending, may_wait, time};

/// What a client's handle stands for.
pub(crate) struct ClientObject {
    pub(crate) host: Host,
    /// As what process it was made.
    process: u32,
    closing: AtomicBool,
    /// Sessions that the program pumps, by their handles: to be told to the end when the client closes.
    pumped: Mutex<HashMap<u64, Weak<dyn Finish>>>,
}

impl Handle for well_client_t {
    type Object = ClientObject;
    const LOCKS: bool = true;
}

/// A session that the program pumps, as its client sees it.
pub(crate) trait Finish: Send + Sync {
    /// Tells all that is still to be told of a session that is closed; false if that was not in time.
    fn finish(&self, deadline: Option<Instant>) -> bool;
}

impl ClientObject {
    /// Whether it may be used here.
    pub(crate) fn check_process(&self) -> Result<(), Failure> {
        if self.process == handle::process() {
            Ok(())
        } else {
            Err(WELL_FORKED.into())
        }
    }

    fn pumped(&self) -> MutexGuard<'_, HashMap<u64, Weak<dyn Finish>>> {
        self.pumped.lock()
    }

    pub(crate) fn remember_pumped(&self, handle: well_session_t, session: Weak<dyn Finish>) {
        self.pumped().insert(handle.id, session);
    }

    pub(crate) fn forget_pumped(&self, handle: well_session_t) {
        self.pumped().remove(&handle.id);
    }

    fn close(&self, timeout: Option<Duration>) -> Result<(), Failure> {
        self.closing.store(true, Ordering::Release);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let left = || {
            deadline.map_or(Duration::MAX, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            })
        };
        self.host.close_sessions(left())?;
        let pumped: Vec<_> = self.pumped().values().filter_map(Weak::upgrade).collect();
        if !pumped.iter().all(|session| session.finish(deadline)) {
            return Err(WELL_TIMED_OUT.into());
        }
        Ok(self.host.end(left(), ending())?)
    }

    pub(crate) fn check_open(&self) -> Result<(), Failure> {
        if self.closing.load(Ordering::Acquire) {
            return Err(WELL_CLOSED.into());
        }
        Ok(())
    }
}

pub(crate) fn client(handle: well_client_t) -> Result<Arc<ClientObject>, Failure> {
    let client = handle::get(handle)?;
    client.check_process()?;
    Ok(client)
}

/// Makes a client and starts its threads. `options` may be NULL for the defaults.
///
/// Ownership: close it (`well_client_close`), then free it (`well_client_free`). Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`, `WELL_BAD_UTF8`, `WELL_BAD_TLS`, `WELL_BAD_PROXY`, `WELL_NO_RESOURCES`.
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_client_new(
    options: *const well_client_options_t,
    out: *mut well_client_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both pointers, and for those in the options.
        let out = unsafe { output("out", out) }?;
        // SAFETY: as above.
        let options = unsafe { sized::read(options, well_client_options_t::DEFAULT) }?;
        // SAFETY: as above.
        let builder = unsafe { options.builder() }?;
        module::pin();
        let threads = usize::try_from(options.threads).unwrap_or(usize::MAX);
        let client = ClientObject {
            host: without_signals(|| Host::start(threads, builder))?,
            process: handle::process(),
            closing: AtomicBool::new(false),
            pumped: Mutex::default(),
        };
        out.write(handle::insert(Arc::new(client)));
        Ok(())
    })
}

/// Closes a client: closes all its sessions, of which those with `logout_on_close` log out first, and ends its threads.
/// After `WELL_OK` no callback of it is called any more and none of its threads is left; its handles can still be
/// freed, and read.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`, `WELL_TIMED_OUT`: a callback has not returned, or a server does not answer; call it
/// again. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_client_close(client: well_client_t, timeout_ms: u32) -> well_status {
    entry(|| {
        let client = self::client(client)?;
        may_wait()?;
        client.close(time(timeout_ms))
    })
}

/// Frees a client's handle. One that is not closed ends in the background once its sessions are freed, without a wait; to
/// be sure that nothing is called any more, close it before.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_client_free(client: well_client_t) -> well_status {
    entry(|| handle::remove(client).map(drop))
}

/// Counters: how well the link and the model are doing. Each counts from the making of the session.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_metrics_t {
    /// `sizeof(well_metrics_t)`.
    pub struct_size: usize,
    /// Events received.
    pub events: u64,
    /// Of these, dropped as copies.
    pub duplicates: u64,
    /// Of these, put in their place among newer ones.
    pub late: u64,
    /// Of these, not applied to the model.
    pub refused: u64,
    /// Anomalies reported, copies and late events not counted.
    pub anomalies: u64,
    /// How often what the server says was compared with what is known.
    pub resyncs: u64,
    /// Events synthesized because the two differed.
    pub corrections: u64,
    /// Times the event channel came back after a loss.
    pub reconnects: u64,
    /// Times the HTTP session was renewed (426).
    pub renewals: u64,
    /// Commands settled.
    pub commands: u64,
    /// Of these, not confirmed or already so.
    pub commands_failed: u64,
    /// From command to outcome, added up, milliseconds.
    pub command_ms_total: u64,
    /// The longest from command to outcome, milliseconds.
    pub command_ms_longest: u64,
}

// SAFETY: it begins with the size, and numbers take any bytes.
unsafe impl Sized_ for well_metrics_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl From<Metrics> for well_metrics_t {
    fn from(metrics: Metrics) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            events: metrics.events,
            duplicates: metrics.duplicates,
            late: metrics.late,
            refused: metrics.refused,
            anomalies: metrics.anomalies,
            resyncs: metrics.resyncs,
            corrections: metrics.corrections,
            reconnects: metrics.reconnects,
            renewals: metrics.renewals,
            commands: metrics.commands,
            commands_failed: metrics.commands_failed,
            command_ms_total: metrics.command_ms_total,
            command_ms_longest: metrics.command_ms_longest,
        }
    }
}

/// The counters of all open sessions, added up; `command_ms_longest` is the longest of all. Set `out->struct_size` before.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_client_metrics(client: well_client_t, out: *mut well_metrics_t) -> well_status {
    entry(|| {
        let metrics = self::client(client)?.host.client().metrics();
        // SAFETY: the caller's word.
        unsafe { sized::write(out, metrics.into()) }
    })
}

/// The version of this interface: the major one times 65536, plus the minor one. Before 1.0 each minor version may
/// break programs; compare it with `WELL_ABI_VERSION` of the header.
///
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_abi_version() -> u32 {
    WELL_ABI_VERSION
}

/// What `well_abi_version` is for this header.
pub const WELL_ABI_VERSION: u32 = 1;

/// The version of the library, `"0.1.0"`. Never NULL.
///
/// Static. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// The manual's check of a number: digits only, or `<main number>-[W|w]*<extension>` (5.4 and 8.7). Other texts are dialled
/// too, unless `phone_numbers_only` is set. False for NULL and for what is not UTF-8. `text` is NUL-terminated.
///
/// Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_is_phone_number(text: *const c_char) -> bool {
    // SAFETY: the caller's word.
    matches!(unsafe { crate::text::optional("text", text) }, Ok(Some(text)) if client::is_phone_number(text))
}
