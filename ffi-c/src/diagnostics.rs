//! The library's own diagnostics, for the program's log.

use tracing::Level;
use wellclient_foreign::logging;

use crate::callback::well_diagnostics_t;
use crate::codes::well_diagnostics_level_t;
use crate::numbers::DiagnosticsLevelIn;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::lend_briefly;

use well_diagnostics_level_t::*;

const LEVELS: [(Level, well_diagnostics_level_t); 5] = [
    (Level::ERROR, WELL_LEVEL_ERROR),
    (Level::WARN, WELL_LEVEL_WARN),
    (Level::INFO, WELL_LEVEL_INFO),
    (Level::DEBUG, WELL_LEVEL_DEBUG),
    (Level::TRACE, WELL_LEVEL_TRACE),
];

/// From now on gives the library's diagnostics from this level (`well_diagnostics_level_t`) on to `callback`, or to nobody if
/// it is NULL. There is one callback for a process; the one before is dropped once its last call has returned. They are
/// for finding faults: an application's log lines come by `well_session_on_log`.
///
/// Ownership: `callback` is copied; its `drop` is called exactly once, whatever happens. Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_ARGUMENT`, `WELL_TAKEN`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_set_diagnostics(
    level: DiagnosticsLevelIn,
    callback: *const well_diagnostics_t,
) -> well_status {
    // SAFETY: the caller's word.
    let callback = unsafe { well_diagnostics_t::take(callback) };
    entry(|| {
        let found = LEVELS.iter().find(|(_, number)| *number as i32 == level);
        let (level, _) =
            found.ok_or_else(|| Failure::unlisted("level", level, "well_diagnostics_level_t"))?;
        let Some(callback) = callback else {
            logging::unset();
            return Ok(());
        };
        let call = callback.call().ok_or_else(|| Failure::null("callback.call"))?;
        let set = logging::set(*level, move |line| {
            let number = LEVELS.iter().find(|(level, _)| *level == line.level);
            let number = number.map_or(WELL_LEVEL_TRACE, |(_, number)| *number);
            lend_briefly(&line.target, |target| {
                lend_briefly(&line.message, |message| {
                    // SAFETY: the program's function, given for this context.
                    unsafe { call(callback.context(), number as i32, target, message) };
                });
            });
        });
        set.map_err(|error| Failure::new(WELL_TAKEN, error))
    })
}
