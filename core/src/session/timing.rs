//! The times that a session is told at the start, and the ranges that they may be in.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest time that can be set: 100 years. Longer ones are as good as never, and sums of them do not overflow.
pub const LONGEST: Duration = Duration::from_secs(36_525 * 24 * 60 * 60);

/// The longest time between two heartbeats: the server logs an agent out after 3 minutes without one, and a request may
/// take its 10 seconds.
const LONGEST_HEARTBEAT: Duration = Duration::from_secs(170);

/// A time that is not zero can be as short as this.
pub(super) const SHORTEST: Duration = Duration::from_millis(1);

/// A setting is out of its range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutOfRange {
    /// Which: `timing.heartbeat`.
    pub setting: &'static str,
    /// What it was set to.
    pub given: Amount,
    /// The least that it can be.
    pub least: Amount,
    /// The most that it can be.
    pub most: Amount,
}

/// What a setting is set to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Amount {
    /// A time.
    Time(Duration),
    /// A number of things.
    Count(u64),
}

impl OutOfRange {
    /// Whether a time is at least so long, and at most [`LONGEST`].
    ///
    /// # Errors
    /// It is not.
    pub fn check(setting: &'static str, given: Duration, least: Duration) -> Result<(), Self> {
        Self::check_between(setting, given, least, LONGEST)
    }

    /// Whether a time is from `least` to `most`.
    pub(super) fn check_between(
        setting: &'static str,
        given: Duration,
        least: Duration,
        most: Duration,
    ) -> Result<(), Self> {
        let time = Amount::Time;
        Self::within(setting, time(given), time(least), time(most))
    }

    /// Whether a number is from `least` to `most`.
    ///
    /// # Errors
    /// It is not.
    pub fn check_count(setting: &'static str, given: usize, least: usize, most: usize) -> Result<(), Self> {
        let count = |number| Amount::Count(u64::try_from(number).unwrap_or(u64::MAX));
        Self::within(setting, count(given), count(least), count(most))
    }

    fn within(setting: &'static str, given: Amount, least: Amount, most: Amount) -> Result<(), Self> {
        if (least..=most).contains(&given) {
            return Ok(());
        }
        Err(Self {
            setting,
            given,
            least,
            most,
        })
    }
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            setting,
            given,
            least,
            most,
        } = self;
        match most {
            Amount::Count(u64::MAX) => write!(f, "{setting} must be at least {least}, not {given}"),
            most => write!(f, "{setting} must be from {least} to {most}, not {given}"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(Duration::ZERO) => f.write_str("0"),
            Self::Time(LONGEST) => f.write_str("100 years"),
            Self::Time(time) => write!(f, "{time:?}"),
            Self::Count(number) => number.fmt(f),
        }
    }
}

impl std::error::Error for OutOfRange {}

/// Times of a session. None is longer than 100 years ([`LONGEST`]); the shortest that each can be is said with it,
/// where it cannot be zero. In a journal, or a file, that was written before there was a `stable` or a `slow_retry`, it
/// is zero, which is how sessions behaved then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// Between two heartbeats of the agent, from 100 ms to 170 s: the server logs an agent out after 3 minutes without.
    /// Default 60 s.
    pub heartbeat: Duration,
    /// A log-in is settled by then, at least 1 ms. Default 30 s.
    pub login: Duration,
    /// How long the application may take to answer in login mode `ask`. Default 60 s.
    pub ask: Duration,
    /// A command is settled by then, at least 1 ms. Default 15 s.
    pub command: Duration,
    /// After this long without the event that confirms a command the server is asked for its state; with as much as
    /// `command`, or more, it is not. Default 5 s.
    pub confirm: Duration,
    /// Each step of opening the event channel: WebSocket, STOMP; at least 1 ms. Default 10 s.
    pub connect: Duration,
    /// How long to wait for a RECEIPT before the subscription is taken to stand. Default 500 ms.
    pub settle: Duration,
    /// STOMP heart-beat asked for, both ways; zero for none. Default 10 s.
    pub stomp_heartbeat: Duration,
    /// Where the server sends no heart-beats: between two WebSocket pings, at least 1 ms. Default 20 s.
    pub ping: Duration,
    /// Between finding the model doubtful and asking the server, so that a late event can put it right. Default 1 s.
    pub doubt: Duration,
    /// A wall clock that runs ahead of the monotonic one by this much means that the machine slept; at least 1 s.
    /// Default 15 s.
    pub clock_jump: Duration,
    /// Between two calls made (manual: the reference client refuses a second one sooner). Default 2 s.
    pub between_calls: Duration,
    /// A link that is lost again before it has stood for so long has failed: the attempts and their delays go on where
    /// they were, so that a server that takes links and drops them is not hammered. Default 30 s.
    #[serde(default)]
    pub stable: Duration,
    /// When the attempts are used up and `wsDisconnected` is told, it is tried on about so often: each time after half to
    /// one and a half of it. Zero for not before [`Input::Reconnect`](super::Input::Reconnect). Default 60 s.
    #[serde(default)]
    pub slow_retry: Duration,
}

impl Timing {
    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        let ranges = [
            ("timing.login", self.login, SHORTEST),
            ("timing.ask", self.ask, Duration::ZERO),
            ("timing.command", self.command, SHORTEST),
            ("timing.confirm", self.confirm, Duration::ZERO),
            ("timing.connect", self.connect, SHORTEST),
            ("timing.settle", self.settle, Duration::ZERO),
            ("timing.stomp_heartbeat", self.stomp_heartbeat, Duration::ZERO),
            ("timing.ping", self.ping, SHORTEST),
            ("timing.doubt", self.doubt, Duration::ZERO),
            ("timing.clock_jump", self.clock_jump, Duration::from_secs(1)),
            ("timing.between_calls", self.between_calls, Duration::ZERO),
            ("timing.stable", self.stable, Duration::ZERO),
            ("timing.slow_retry", self.slow_retry, Duration::ZERO),
        ];
        let least = Duration::from_millis(100);
        OutOfRange::check_between("timing.heartbeat", self.heartbeat, least, LONGEST_HEARTBEAT)?;
        ranges
            .into_iter()
            .try_for_each(|(setting, given, least)| OutOfRange::check(setting, given, least))
    }
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(60),
            login: Duration::from_secs(30),
            ask: Duration::from_secs(60),
            command: Duration::from_secs(15),
            confirm: Duration::from_secs(5),
            connect: Duration::from_secs(10),
            settle: Duration::from_millis(500),
            stomp_heartbeat: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            doubt: Duration::from_secs(1),
            clock_jump: Duration::from_secs(15),
            between_calls: Duration::from_secs(2),
            stable: Duration::from_secs(30),
            slow_retry: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_journal_has_none_of_the_newer_times() {
        let timing: Timing = serde_json::from_str("{}").unwrap();
        let expected = Timing {
            stable: Duration::ZERO,
            slow_retry: Duration::ZERO,
            ..Timing::default()
        };
        assert_eq!(timing, expected);
    }
}
