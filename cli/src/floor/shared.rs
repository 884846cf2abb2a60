//! What the floor's routes work on.

use std::sync::Arc;

use wellclient_simulator::Handle;

use super::board::Board;
use super::desks::Desks;
use super::scripts::Scripts;

pub(super) struct Shared {
    pub(super) simulator: Handle,
    pub(super) board: Arc<Board>,
    pub(super) desks: Desks,
    pub(super) scripts: Scripts,
}
