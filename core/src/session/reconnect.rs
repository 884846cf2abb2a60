//! When the event channel is tried again after it is lost, and when it is told to be lost.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::random::Random;
use super::timing::{OutOfRange, SHORTEST, Timing};
use crate::environment::Dialect;

/// When to try again after the event channel is lost. Delays are counted from the loss, or from the failed attempt, and
/// are from 1 ms to 100 years.
///
/// When the attempts are used up, `wsDisconnected` is told and the link is `lost`; the session goes on trying by itself
/// every [`Timing::slow_retry`] or so. [`Spread`](Self::Spread) can tell it sooner. Whatever the policy says, an attempt comes no sooner than a server's `Retry-After`
/// asks for, and then with a random time on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReconnectPolicy {
    /// So many times, so far apart, without any randomness, as the manual's client does it (manual 3.2.3): all sessions
    /// that lose their links together come back together. `Retry-After` is lengthened by up to `delay`.
    Fixed {
        /// How often.
        attempts: u32,
        /// How far apart.
        delay: Duration,
    },
    /// Exponential with full jitter: a random delay up to `base · 2ⁿ`, at most `cap`, by which `Retry-After` is
    /// lengthened, too.
    Backoff {
        /// The first attempt's longest delay.
        base: Duration,
        /// No delay is longer.
        cap: Duration,
        /// How often; `None` is for ever.
        attempts: Option<u32>,
    },
    /// For a server that many sessions lose at once: the first attempt at any time within `window`, each further one
    /// after one to one and a half windows; after one to two where the link was up again for a moment, and many may have
    /// lost theirs together once more. So no second sees more than a share of `1 s / window` of them. `Retry-After`
    /// is lengthened by up to a window. So it goes on for 90 s, or up to `give_up_after` if that is longer, and then slowly.
    ///
    /// A link that has not stood yet was lost by nobody else, and somebody waits for the log-in: it is tried again after 1 to
    /// 2 s, and each further time after twice as long, up to a window; `Retry-After` is lengthened by no more than that, or
    /// than itself.
    Spread {
        /// How far the first attempts are spread.
        window: Duration,
        /// How long after the loss it is told to be lost, though never before an attempt has failed. The attempts go on as
        /// before, unless [`Timing::slow_retry`] is zero: then it is the end.
        give_up_after: Duration,
    },
}

impl ReconnectPolicy {
    /// The manual's client of releases 2.x: 5 times, 1 s apart.
    pub const MANUAL_2: Self = Self::fixed(5, 1);
    /// The manual's client of releases 4.0 to 4.2: 10 times, 3 s apart.
    pub const MANUAL_4_0: Self = Self::fixed(10, 3);
    /// The manual's client since October 2018: 30 times, 3 s apart.
    pub const MANUAL_2018: Self = Self::fixed(30, 3);

    /// The window of the default policy. With it at most one in 25 of the sessions that lose their links together tries
    /// in any second.
    pub const WINDOW: Duration = Duration::from_secs(25);

    const fn fixed(attempts: u32, seconds: u64) -> Self {
        Self::Fixed {
            attempts,
            delay: Duration::from_secs(seconds),
        }
    }

    /// The default of a dialect: spread over [`Self::WINDOW`], and told to be lost when the manual's client told it, 5 s
    /// (2.x) or 90 s (4.x, as since October 2018) after the loss.
    pub const fn spread(dialect: Dialect) -> Self {
        Self::Spread {
            window: Self::WINDOW,
            give_up_after: Self::give_up_after(dialect),
        }
    }

    /// When a dialect's [`Self::spread`] tells that the link is lost.
    pub const fn give_up_after(dialect: Dialect) -> Duration {
        match dialect {
            Dialect::V2 => Duration::from_secs(5),
            Dialect::V4 => Duration::from_secs(90),
        }
    }

    /// What the reference client does: [`Self::MANUAL_2`] or [`Self::MANUAL_4_0`].
    pub const fn manual(dialect: Dialect) -> Self {
        match dialect {
            Dialect::V2 => Self::MANUAL_2,
            Dialect::V4 => Self::MANUAL_4_0,
        }
    }

    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        match *self {
            Self::Fixed { delay, .. } => OutOfRange::check("reconnect.delay", delay, SHORTEST),
            Self::Backoff { base, cap, .. } => {
                OutOfRange::check("reconnect.base", base, SHORTEST)?;
                OutOfRange::check("reconnect.cap", cap, SHORTEST)
            }
            Self::Spread {
                window,
                give_up_after,
            } => {
                OutOfRange::check("reconnect.window", window, SHORTEST)?;
                OutOfRange::check("reconnect.give_up_after", give_up_after, Duration::ZERO)
            }
        }
    }

    /// The delay before attempt `number` (from 1), `random` being any number; `None` if that is one too many. `was_up`: the
    /// link was lost, and no attempt has failed.
    fn delay(&self, number: u32, was_up: bool, random: u64) -> Option<Duration> {
        match *self {
            Self::Fixed { attempts, delay } => (number <= attempts).then_some(delay),
            Self::Backoff { attempts, .. } => attempts
                .is_none_or(|attempts| number <= attempts)
                .then(|| up_to(self.jitter(number), random)),
            Self::Spread { window, .. } if number <= 1 => Some(up_to(window, random)),
            // Failures are as far apart as the attempts were; losses can be of one moment.
            Self::Spread { window, .. } if was_up => Some(window + up_to(window, random)),
            Self::Spread { window, .. } => Some(window + up_to(window / 2, random)),
        }
    }

    /// The same for a link that has not stood yet.
    fn delay_to_open(&self, number: u32, random: u64) -> Option<Duration> {
        match self.longest_to_open(number) {
            Some(longest) => Some(longest / 2 + up_to(longest / 2, random)),
            None => self.delay(number, false, random),
        }
    }

    /// The longest such delay, where this policy has one of its own.
    fn longest_to_open(&self, number: u32) -> Option<Duration> {
        match *self {
            Self::Spread { window, .. } => {
                let doubled = OPEN_AGAIN.saturating_mul(1 << number.saturating_sub(1).min(20));
                Some(doubled.min(window))
            }
            Self::Fixed { .. } | Self::Backoff { .. } => None,
        }
    }

    /// No delay before attempt `number` is shorter.
    fn least(&self, number: u32) -> Duration {
        match *self {
            Self::Fixed { delay, .. } => delay,
            Self::Spread { window, .. } if number > 1 => window,
            Self::Backoff { .. } | Self::Spread { .. } => Duration::ZERO,
        }
    }

    /// By how much a `Retry-After` is lengthened at most.
    fn jitter(&self, number: u32) -> Duration {
        match *self {
            Self::Fixed { delay, .. } => delay,
            Self::Backoff { base, cap, .. } => base
                .saturating_mul(1_u32 << number.saturating_sub(1).min(20))
                .min(cap),
            Self::Spread { window, .. } => window,
        }
    }

    /// How long a request that is tried again waits where the server asks for this long: so long, and by chance up to as
    /// long again, though no more than a link would. Others were told the same.
    pub(super) fn heeding(&self, asked: Duration, random: &mut Random) -> Duration {
        let asked = asked.min(LONGEST_RETRY_AFTER);
        asked + up_to(asked.min(self.jitter(1)), random.next())
    }
}

/// A time up to `longest`.
fn up_to(longest: Duration, random: u64) -> Duration {
    let nanos = u64::try_from(longest.as_nanos()).unwrap_or(u64::MAX);
    Duration::from_nanos(random.checked_rem(nanos.saturating_add(1)).unwrap_or(0))
}

/// A link that has not stood yet is tried again after half of this to the whole; doubled each time.
const OPEN_AGAIN: Duration = Duration::from_secs(2);

/// For so long after a loss a spread herd is tried at its own pace, whenever it is told to be lost.
const USED_UP: Duration = Duration::from_secs(90);

/// A server's `Retry-After` is heeded up to this.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

/// How the attempts of a link go on, from the first loss until it has stood for a while.
#[derive(Debug)]
pub(super) struct Pace {
    policy: ReconnectPolicy,
    stable: Duration,
    slow: Duration,
    /// Losses and failed attempts; a link that is up and down again has failed, too.
    failures: u32,
    /// The first of them.
    failing_since: Duration,
    up_since: Option<Duration>,
    /// It has stood at some time.
    has_stood: bool,
    /// It has been told to be lost.
    lost: bool,
    /// The next attempt is to be the first of new ones.
    asked: bool,
}

/// What a failure leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Next {
    /// When to try again; `None` is not before it is asked for.
    pub(super) attempt: Option<Duration>,
    /// Not sooner even if it is asked for: the server has said so.
    pub(super) not_before: Duration,
    /// Then, if it is asked for before that: others were told the same.
    pub(super) if_asked: Duration,
    /// When it is to be told that it is lost; `None` if it has been told, or is not known yet.
    pub(super) give_up: Option<Duration>,
}

impl Pace {
    pub(super) fn new(policy: ReconnectPolicy, timing: &Timing) -> Self {
        Self {
            policy,
            stable: timing.stable,
            slow: timing.slow_retry,
            failures: 0,
            failing_since: Duration::ZERO,
            up_since: None,
            has_stood: false,
            lost: false,
            asked: false,
        }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost
    }

    /// Whether it is tried on after it was given up.
    pub(super) fn goes_on(&self) -> bool {
        !self.slow.is_zero()
    }

    /// The link stands. Its failures are forgotten only when it has stood for a while.
    pub(super) fn up(&mut self, now: Duration) {
        self.up_since = Some(now);
        self.has_stood = true;
        self.lost = false;
    }

    /// Somebody wants it to begin anew.
    pub(super) fn asked(&mut self) {
        self.asked = true;
    }

    /// An attempt begins. One that was asked for is the first after a loss.
    pub(super) fn tries(&mut self, now: Duration) {
        if std::mem::take(&mut self.asked) {
            self.failures = 1;
            self.failing_since = now;
            self.lost = false;
        }
    }

    /// Told to be lost.
    pub(super) fn give_up(&mut self) {
        self.lost = true;
    }

    /// The link is lost, or an attempt has failed.
    pub(super) fn failed(
        &mut self,
        now: Duration,
        retry_after: Option<Duration>,
        random: &mut Random,
    ) -> Next {
        let stood = self.up_since.take().map(|since| now.saturating_sub(since));
        if self.failures == 0 || stood.is_some_and(|stood| stood >= self.stable) {
            self.failures = 0;
            self.failing_since = now;
        }
        self.failures = self.failures.saturating_add(1);
        let random = random.next();
        let to_open = (!self.has_stood)
            .then(|| self.policy.longest_to_open(self.failures))
            .flatten();
        let delay = match self.has_stood {
            true => self.policy.delay(self.failures, stood.is_some(), random),
            false => self.policy.delay_to_open(self.failures, random),
        };
        let give_up = match self.policy {
            _ if self.lost => None,
            ReconnectPolicy::Spread {
                give_up_after,
                window,
            } if self.failures > 1 => {
                // A log-in has a time limit of its own.
                let after = match to_open {
                    Some(_) => give_up_after.max(window),
                    None => give_up_after,
                };
                Some(now.max(self.failing_since + after))
            }
            _ => delay.is_none().then_some(now),
        };
        let is_over = match self.policy {
            ReconnectPolicy::Spread { give_up_after, .. } => {
                let used_up = match self.goes_on() {
                    true => give_up_after.max(USED_UP),
                    false => give_up_after,
                };
                self.failures > 1 && now >= self.failing_since + used_up
            }
            _ => delay.is_none(),
        };
        // Half to one and a half of it: sessions that gave up together do not come back together.
        let slowly = || self.goes_on().then(|| self.slow / 2 + up_to(self.slow, random));
        let delay = if is_over { slowly() } else { delay };
        let Some(asked) = retry_after.map(|time| time.min(LONGEST_RETRY_AFTER)) else {
            return Next {
                attempt: delay.map(|delay| now + delay),
                not_before: now,
                if_asked: now,
                give_up,
            };
        };
        // Those who were told the same are spread by the whole of the jitter.
        let longest = self.policy.jitter(self.failures);
        let (least, longest) = match to_open {
            Some(to_open) => (Duration::ZERO, to_open.max(asked).min(longest)),
            None => (self.policy.least(self.failures), longest),
        };
        let jitter = up_to(longest, random);
        let attempt = delay.map(|delay| match is_over {
            true => (now + delay).max(now + asked + jitter),
            false => now + asked.max(least) + jitter,
        });
        Next {
            attempt,
            not_before: now + asked,
            if_asked: now + asked + jitter,
            give_up,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_manual_gives_up_after_its_attempts() {
        for (policy, attempts, apart) in [
            (ReconnectPolicy::MANUAL_2, 5, 1),
            (ReconnectPolicy::MANUAL_4_0, 10, 3),
            (ReconnectPolicy::MANUAL_2018, 30, 3),
        ] {
            assert_eq!(policy.delay(attempts, false, 7), Some(seconds(apart)));
            assert_eq!(policy.delay(attempts + 1, false, 7), None);
        }
    }

    #[test]
    fn backoff_grows_to_its_cap_and_stays_random() {
        let (base, cap) = (seconds(1), seconds(30));
        let policy = ReconnectPolicy::Backoff {
            base,
            cap,
            attempts: None,
        };
        for number in [1, 2, 10, u32::MAX] {
            assert!(policy.delay(number, false, u64::MAX).unwrap() <= cap);
        }
        assert!(policy.delay(1, false, u64::MAX).unwrap() <= base);
        assert_ne!(
            policy.delay(9, false, 1_000_000_007),
            policy.delay(9, false, 3_000_000_019)
        );
    }

    #[test]
    fn the_longest_times_do_not_overflow() {
        let longest = super::super::timing::LONGEST;
        let timing = Timing {
            slow_retry: longest,
            ..Timing::default()
        };
        for policy in [
            ReconnectPolicy::fixed(1, longest.as_secs()),
            ReconnectPolicy::Backoff {
                base: longest,
                cap: longest,
                attempts: Some(2),
            },
            ReconnectPolicy::Spread {
                window: longest,
                give_up_after: longest,
            },
        ] {
            let mut pace = Pace::new(policy, &timing);
            for now in [0, 1, 2].map(seconds) {
                let next = pace.failed(now, Some(Duration::MAX), &mut Random::new(1));
                assert!(next.attempt.is_some_and(|at| at >= next.not_before), "{policy:?}");
                assert!(next.not_before >= now + LONGEST_RETRY_AFTER);
            }
        }
    }
}
