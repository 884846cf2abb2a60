//! What can be changed while a session lives: the manual's `setConfig`, its log.

use std::ffi::c_char;

use client::Settings;

use crate::handle::well_session_t;
use crate::session::session;
use crate::sized::{self, Sized_};
use crate::status::{Failure, entry, well_status};
use crate::text::required;

/// The settings of a session (`setConfig`, manual 2.1).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_settings_t {
    /// `sizeof(well_settings_t)`.
    pub struct_size: usize,
    /// Log in detail.
    pub debug: u8,
    /// Log each STOMP frame.
    pub use_ws_log: u8,
    /// Answer a call that comes in at once.
    pub auto_answer: u8,
    /// Report failures as log lines of kind `WELL_LOG_ALERT` too.
    pub use_error_alert: u8,
    /// Reserved; 0.
    pub reserved: u32,
}

// SAFETY: it begins with the size, and numbers take any bytes.
unsafe impl Sized_ for well_settings_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl From<&Settings> for well_settings_t {
    fn from(settings: &Settings) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            debug: settings.debug.into(),
            use_ws_log: settings.use_ws_log.into(),
            auto_answer: settings.auto_answer.into(),
            use_error_alert: settings.use_error_alert.into(),
            reserved: 0,
        }
    }
}

/// The settings as they are. Set `out->struct_size` before. (The manual's `clickCallClass` is of web pages only.)
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_FORKED`. Any
/// thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_get_config(
    session: well_session_t,
    out: *mut well_settings_t,
) -> well_status {
    entry(|| {
        let settings = self::session(session)?.session.settings();
        // SAFETY: the caller's word.
        unsafe { sized::write(out, (&settings).into()) }
    })
}

/// Changes the settings (manual 2.1, `setConfig`): get them, change what is to be different, set them.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_STRUCT_SIZE`, `WELL_BAD_ARGUMENT`, `WELL_FORKED`.
/// Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_set_config(
    session: well_session_t,
    settings: *const well_settings_t,
) -> well_status {
    entry(|| {
        let session = &self::session(session)?.session;
        if settings.is_null() {
            return Err(Failure::null("settings"));
        }
        let now = session.settings();
        // SAFETY: the caller's word.
        let given = unsafe { sized::read(settings, (&now).into()) }?;
        sized::reserved(given.reserved)?;
        session.set_config(Settings {
            debug: given.debug != 0,
            use_ws_log: given.use_ws_log != 0,
            auto_answer: given.auto_answer != 0,
            use_error_alert: given.use_error_alert != 0,
            ..now
        });
        Ok(())
    })
}

/// Turns detailed logging on or off (`setDebug`, manual 5.3).
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_set_debug(session: well_session_t, debug: bool) -> well_status {
    entry(|| {
        self::session(session)?.session.set_debug(debug);
        Ok(())
    })
}

/// Sets whether to retrieve the first call when the consulted party hangs up.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_session_set_retrieve_after_consultation(
    session: well_session_t,
    retrieve: bool,
) -> well_status {
    entry(|| {
        self::session(session)?
            .session
            .set_retrieve_after_consultation(retrieve);
        Ok(())
    })
}

/// Writes a line of the program's into the log (manual 5.2). `text` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread, also
/// inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_log(session: well_session_t, text: *const c_char) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let text = unsafe { required("text", text) }?;
        self::session(session)?.session.log(text);
        Ok(())
    })
}

/// Writes an error of the program's into the log (manual 5.3). `text` is NUL-terminated.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_FORKED`. Any thread,
/// also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_session_error(session: well_session_t, text: *const c_char) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let text = unsafe { required("text", text) }?;
        self::session(session)?.session.error(text);
        Ok(())
    })
}
