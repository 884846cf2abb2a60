//! Counters of a session: how well the link and the model are doing.

use std::time::Duration;

use serde::Serialize;

/// Counters since the session was made.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// Events received.
    pub events: u64,
    /// Of these, dropped as copies.
    pub duplicates: u64,
    /// Of these, put in their place among newer ones.
    pub late: u64,
    /// Of these, not applied to the model.
    pub refused: u64,
    /// Anomalies reported, copies and late events not counted.
    pub anomalies: u64,
    /// Times the server's account was compared with the model.
    pub resyncs: u64,
    /// Events synthesized because the two differed.
    pub corrections: u64,
    /// Times the event channel came back after a loss.
    pub reconnects: u64,
    /// Times the HTTP session was renewed (426).
    pub renewals: u64,
    /// Commands settled.
    pub commands: u64,
    /// Of these, not confirmed or already so.
    pub commands_failed: u64,
    /// From command to outcome, added up, in milliseconds.
    pub command_ms_total: u64,
    /// The longest from command to outcome, in milliseconds.
    pub command_ms_longest: u64,
}

impl Metrics {
    /// The counters of two sessions added up; the longest is the longer one's.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            events: self.events + other.events,
            duplicates: self.duplicates + other.duplicates,
            late: self.late + other.late,
            refused: self.refused + other.refused,
            anomalies: self.anomalies + other.anomalies,
            resyncs: self.resyncs + other.resyncs,
            corrections: self.corrections + other.corrections,
            reconnects: self.reconnects + other.reconnects,
            renewals: self.renewals + other.renewals,
            commands: self.commands + other.commands,
            commands_failed: self.commands_failed + other.commands_failed,
            command_ms_total: self.command_ms_total.saturating_add(other.command_ms_total),
            command_ms_longest: self.command_ms_longest.max(other.command_ms_longest),
        }
    }

    pub(crate) fn settled(&mut self, took: Duration, good: bool) {
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.commands += 1;
        self.commands_failed += u64::from(!good);
        self.command_ms_total = self.command_ms_total.saturating_add(took);
        self.command_ms_longest = self.command_ms_longest.max(took);
    }
}
