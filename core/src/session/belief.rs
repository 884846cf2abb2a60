//! How far the model is believed: what is asked of the server, and what its accounts are worth.

use std::time::Duration;

/// How often an account that events have overtaken is asked for again at once; after that, less often.
const OVERTAKEN: u32 = 5;

/// Between two tries where the account cannot be had: doubled each time, up to the second.
const RETRY: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(60));

#[derive(Default, Debug)]
pub(super) struct Belief {
    /// Asking is due because of doubt, which a late event can dispel.
    pub(super) for_doubt: bool,
    /// `wsReconnectSucceed` is owed.
    pub(super) after_reconnect: bool,
    /// The server has no such account.
    pub(super) unavailable: bool,
    /// Counts what the model has taken in, to tell whether an account of the server is older than that.
    pub(super) generation: u64,
    overtaken: u32,
    failures: u32,
}

/// What an account is worth.
pub(super) enum Worth {
    /// Nothing has happened since it was asked for.
    Current,
    /// What came meanwhile may be newer: to be asked for again, at once or after this time.
    Overtaken(Option<Duration>),
}

impl Belief {
    /// An account has come, asked for at this generation.
    pub(super) fn account(&mut self, generation: u64) -> Worth {
        self.failures = 0;
        if generation == self.generation {
            self.overtaken = 0;
            return Worth::Current;
        }
        self.overtaken += 1;
        Worth::Overtaken((self.overtaken > OVERTAKEN).then_some(RETRY.0))
    }

    /// An account could not be had: when to ask again.
    pub(super) fn failed(&mut self) -> Duration {
        let wait = RETRY.0.saturating_mul(1 << self.failures.min(10)).min(RETRY.1);
        self.failures += 1;
        wait
    }
}
