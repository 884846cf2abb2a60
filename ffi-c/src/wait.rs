//! Waits are refused where they could last for ever.

use wellclient_foreign::in_callback;

use crate::status::Failure;
use crate::status::well_status::*;

/// A wait inside of a callback could wait for what that callback holds up.
pub(crate) fn may_wait() -> Result<(), Failure> {
    if in_callback() {
        return Err(WELL_WOULD_DEADLOCK.into());
    }
    Ok(())
}
