//! A new call that a command may have made.

use crate::id::{CallId, DeviceId};
use crate::session::outcome::{CommandError, Evidence};

/// A new call, and what has become of it.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) call: CallId,
    pub(super) called: Option<DeviceId>,
    /// It was made here, as far as the events tell.
    pub(super) evidence: Option<Evidence>,
    /// It rings here, and was made here only if the reply says so.
    pub(super) rings: Option<Evidence>,
    pub(super) end: Option<CommandError>,
    /// Another command can have made it.
    pub(super) shared: bool,
}
