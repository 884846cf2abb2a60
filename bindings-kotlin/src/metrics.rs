//! Counters.

use client::Metrics as Core;

use crate::number::signed;

/// Counters since a session was made; of a client, those of its open sessions added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Metrics {
    /// Events received.
    pub events: i64,
    /// Of these, dropped as copies.
    pub duplicates: i64,
    /// Of these, put in their place among newer ones.
    pub late: i64,
    /// Of these, not applied to the model.
    pub refused: i64,
    /// Anomalies reported, copies and late events not counted.
    pub anomalies: i64,
    /// Times the server's account was compared with the model.
    pub resyncs: i64,
    /// Events synthesized because the two differed.
    pub corrections: i64,
    /// Times the event channel came back after a loss.
    pub reconnects: i64,
    /// Times the HTTP session was renewed (426).
    pub renewals: i64,
    /// Commands settled.
    pub commands: i64,
    /// Of these, not confirmed or already so.
    pub commands_failed: i64,
    /// From command to outcome, added up, in milliseconds.
    pub command_ms_total: i64,
    /// The longest from command to outcome, in milliseconds.
    pub command_ms_longest: i64,
}

impl From<Core> for Metrics {
    fn from(core: Core) -> Self {
        Self {
            events: signed(core.events),
            duplicates: signed(core.duplicates),
            late: signed(core.late),
            refused: signed(core.refused),
            anomalies: signed(core.anomalies),
            resyncs: signed(core.resyncs),
            corrections: signed(core.corrections),
            reconnects: signed(core.reconnects),
            renewals: signed(core.renewals),
            commands: signed(core.commands),
            commands_failed: signed(core.commands_failed),
            command_ms_total: signed(core.command_ms_total),
            command_ms_longest: signed(core.command_ms_longest),
        }
    }
}
