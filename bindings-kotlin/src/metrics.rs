//! Counters.

use client::Metrics as Core;

/// Counters since a session was made; of a client, those of its open sessions added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Record)]
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

impl From<Core> for Metrics {
    fn from(core: Core) -> Self {
        Self {
            events: core.events,
            duplicates: core.duplicates,
            late: core.late,
            refused: core.refused,
            anomalies: core.anomalies,
            resyncs: core.resyncs,
            corrections: core.corrections,
            reconnects: core.reconnects,
            renewals: core.renewals,
            commands: core.commands,
            commands_failed: core.commands_failed,
            command_ms_total: core.command_ms_total,
            command_ms_longest: core.command_ms_longest,
        }
    }
}
