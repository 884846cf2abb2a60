//! What came of offering an event.

use super::cleared::ClearedFacts;
use super::effect::Effect;
use crate::event::{Anomaly, Event};
use crate::id::CallId;

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Applied, as the newest.
    Applied,
    /// Applied, at its place among newer ones.
    Late,
    /// Known already: dropped.
    Duplicate,
    /// Not applied; the anomalies say why.
    Refused,
    /// Says nothing about the model.
    Irrelevant,
}

/// What came of offering an event.
#[derive(Debug)]
pub struct Offered {
    /// What became of it.
    pub verdict: Verdict,
    /// What did not fit.
    pub anomalies: Vec<Anomaly>,
    /// What the call was, for a `connectionCleared`.
    pub cleared: Option<ClearedFacts>,
    /// Calls that the event changed beyond what it says itself: it is late, or does not name them.
    pub corrected: Vec<CallId>,
}

impl Offered {
    /// What comes of an event that says nothing about the model.
    pub(crate) fn nothing() -> Self {
        Self {
            verdict: Verdict::Irrelevant,
            anomalies: Vec::new(),
            cleared: None,
            corrected: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, effect: Effect, event: &Event) {
        self.cleared = effect.cleared;
        self.corrected.extend(effect.unnamed);
        self.anomalies.extend(
            effect
                .anomalies
                .into_iter()
                .map(|(kind, detail)| Anomaly::new(kind, event, detail)),
        );
    }
}
