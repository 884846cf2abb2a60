//! Waits are refused where they could last for ever, and short where nothing can be waited for but what runs already.

use std::time::Duration;

use wellclient_foreign::{Ending, in_callback};

use crate::module::in_dll_main;
use crate::sized;
use crate::status::Failure;
use crate::status::well_status::*;

/// The longest wait in a `DllMain`: what needs a thread that is not there yet never happens before it returns.
const IN_DLL_MAIN: Duration = Duration::from_secs(3);

/// A wait inside a callback could wait for what that callback holds up.
pub(crate) fn may_wait() -> Result<(), Failure> {
    if in_callback() {
        return Err(WELL_WOULD_DEADLOCK.into());
    }
    Ok(())
}

/// For how long a function waits that was told to wait for so long; `None` is without end.
pub(crate) fn time(timeout_ms: u32) -> Option<Duration> {
    let told = sized::timeout(timeout_ms);
    if !in_dll_main() {
        return told;
    }
    Some(told.map_or(IN_DLL_MAIN, |told| told.min(IN_DLL_MAIN)))
}

/// Whether threads that have nothing left to do can be waited for.
pub(crate) fn ending() -> Ending {
    if in_dll_main() {
        Ending::LeftAlone
    } else {
        Ending::Awaited
    }
}
