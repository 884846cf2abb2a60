//! What it takes to take a session up again after the application was restarted.

use crate::id::{AgentId, DeviceId};
use crate::secret::Secret;

/// What it takes to take a session up again after the application was restarted. Keep it as a password is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedSession {
    /// The agent.
    pub agent: AgentId,
    /// The device.
    pub device: DeviceId,
    /// The HTTP session.
    pub session_id: Secret,
    /// With the password, the HTTP session can be renewed when it expires.
    pub password: Option<Secret>,
}
