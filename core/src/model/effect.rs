//! What there is to report of an event that is applied.

use super::cleared::ClearedFacts;
use crate::event::AnomalyKind;
use crate::id::CallId;

/// What applying one event has brought to light.
#[derive(Clone, Default, Debug)]
pub(super) struct Effect {
    /// What did not fit.
    pub(super) anomalies: Vec<(AnomalyKind, String)>,
    /// What the call was, for a `connectionCleared`.
    pub(super) cleared: Option<ClearedFacts>,
    /// Calls that it changed and does not name.
    pub(super) unnamed: Vec<CallId>,
}

impl Effect {
    pub(super) fn report(&mut self, kind: AnomalyKind, detail: impl Into<String>) {
        self.anomalies.push((kind, detail.into()));
    }

    /// Whether the model may differ from the server's state now.
    pub(super) fn needs_resync(&self) -> bool {
        self.anomalies.iter().any(|(kind, _)| kind.needs_resync())
    }
}
