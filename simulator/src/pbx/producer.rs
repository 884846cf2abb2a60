//! Who sends events, as the server names it.

/// What counts events up: call events come from a worker, agent events from a router.
#[derive(Clone)]
pub(super) struct Producer {
    pub(super) name: String,
    pub(super) serial: u64,
}
