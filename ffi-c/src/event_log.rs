//! The event log (manual 5.5): what happened, of bounded size, without secrets.

use std::ffi::c_char;

use crate::handle::well_session_t;
use crate::session::session;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{output, required, well_string_t};

/// All of the log, with the lines of the session's start and end (manual 5.5.1, `getLog`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_log(
    session: well_session_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let log = self::session(session)?.session.event_log().get_log();
        out.write(well_string_t::new(&log));
        Ok(())
    })
}

/// Writes the log to a file (manual 5.5.2, `downloadLog`). `path` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_IO`, `WELL_FORKED`. Any thread,
/// also inside a callback; it takes as long as the file system does. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_download_log(
    session: well_session_t,
    path: *const c_char,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let path = unsafe { required("path", path) }?;
        let log = self::session(session)?.session.event_log();
        log.download_log(path)
            .map_err(|error| Failure::new(WELL_IO, error))
    })
}

/// The log's lines that have this text (NUL-terminated) in them, each with a newline behind it (`searchLog`).
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_search_log(
    session: well_session_t,
    text: *const c_char,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (text, out) = unsafe { (required("text", text)?, output("out", out)?) };
        let found = self::session(session)?.session.event_log().search_log(text);
        let lines: String = found.into_iter().map(|line| line + "\n").collect();
        out.write(well_string_t::new(&lines));
        Ok(())
    })
}

/// Keeps lines in the event log again, or stops keeping them (`enableLog`, `disableLog`; manual 5.5.3 and 5.5.4).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_enable_log(session: well_session_t, enable: bool) -> well_status {
    entry(|| {
        let log = self::session(session)?.session.event_log();
        if enable {
            log.enable_log();
        } else {
            log.disable_log();
        }
        Ok(())
    })
}

/// Deletes all lines of the event log (`clearLog`).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_clear_log(session: well_session_t) -> well_status {
    entry(|| {
        self::session(session)?.session.event_log().clear_log();
        Ok(())
    })
}
