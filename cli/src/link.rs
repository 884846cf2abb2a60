//! The event channel as an agent sees it: its state, and which attempt to have it back this is.

use std::time::Duration;

use wellclient::{LinkState, ReconnectPolicy};

use crate::language::pick;

/// How often a lost channel is tried, where that is to be counted.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct Attempts {
    /// Try a lost event channel so often, 3 s apart, as the manual's client does [default: spread over
    /// 25 s, so that many agents do not come back at the same moment]
    #[arg(long, value_name = "COUNT", value_parser = count)]
    attempts: Option<u32>,
}

fn count(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| pick("a number from 1 on", "应为 1 或更大的整数").to_owned())
}

impl Attempts {
    /// The policy that was asked for, here or by `otherwise`.
    pub(crate) fn or(self, otherwise: Option<u32>) -> Option<ReconnectPolicy> {
        self.attempts
            .or(otherwise)
            .map(|attempts| ReconnectPolicy::Fixed {
                attempts,
                delay: Duration::from_secs(3),
            })
    }
}

/// The event channel.
pub(crate) struct Link {
    pub(crate) state: LinkState,
    /// Attempts since it was lost; 0 while it stands.
    pub(crate) attempt: u32,
    /// How many there are before it is told to be lost, where they are counted.
    pub(crate) of: Option<u32>,
    /// A link that stood for less goes on counting.
    stable: Duration,
    stands_since: Option<Duration>,
    /// Since when it has not stood, once it has.
    lost_since: Option<Duration>,
    lost: bool,
}

/// The server logs an agent out of whom it has heard nothing for so long.
pub(crate) const GIVEN_UP: Duration = Duration::from_secs(180);

impl Link {
    pub(crate) fn new(policy: &ReconnectPolicy, stable: Duration) -> Self {
        let of = match policy {
            ReconnectPolicy::Fixed { attempts, .. } => Some(*attempts),
            ReconnectPolicy::Backoff { attempts, .. } => *attempts,
            ReconnectPolicy::Spread { .. } => None,
        };
        Self {
            state: LinkState::Off,
            attempt: 0,
            of,
            stable,
            stands_since: None,
            lost_since: None,
            lost: false,
        }
    }

    /// Nothing is counted any more: another session's channel is meant from now on.
    pub(crate) fn begin_anew(&mut self) {
        *self = Self {
            state: LinkState::Off,
            attempt: 0,
            lost: false,
            stands_since: None,
            lost_since: None,
            ..*self
        };
    }

    /// A lost one is to be tried again at once: the session counts the attempts anew.
    pub(crate) fn asked(&mut self) {
        if matches!(self.state, LinkState::Waiting | LinkState::Lost) {
            self.attempt = 0;
        }
    }

    /// It has changed.
    pub(crate) fn changed(&mut self, state: LinkState, now: Duration) {
        match state {
            LinkState::Off => self.begin_anew(),
            LinkState::Connecting if self.lost => self.attempt += 1,
            LinkState::Connecting => {}
            LinkState::Active => {
                self.lost = false;
                self.lost_since = None;
                self.stands_since = Some(now);
            }
            LinkState::Waiting | LinkState::Lost => {
                let stood = self.stands_since.take();
                if stood.is_some_and(|since| now.saturating_sub(since) >= self.stable) {
                    self.attempt = 0;
                }
                self.lost = true;
                self.lost_since.get_or_insert(now);
            }
        }
        self.state = state;
    }

    /// When the server has given the agent up, if the channel stays lost.
    pub(crate) fn given_up_at(&self) -> Option<Duration> {
        self.lost_since.map(|since| since + GIVEN_UP)
    }

    /// Waits for that.
    pub(crate) async fn given_up(&self, now: Duration) {
        match self.given_up_at() {
            Some(at) => tokio::time::sleep(at.saturating_sub(now)).await,
            None => std::future::pending().await,
        }
    }

    /// The attempt that is under way, or was the last one, while the channel does not stand.
    pub(crate) fn attempts(&self) -> Option<(u32, Option<u32>)> {
        let tries = self.lost && self.attempt > 0;
        // Beyond the counted ones it is tried on, slowly.
        let of = self.of.filter(|of| self.attempt <= *of);
        tries.then_some((self.attempt, of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_given_up_three_minutes_after_the_loss() {
        let mut link = Link::new(
            &ReconnectPolicy::spread(Default::default()),
            Duration::from_secs(30),
        );
        let at = Duration::from_secs;
        link.changed(LinkState::Connecting, at(0));
        assert_eq!(link.given_up_at(), None);
        link.changed(LinkState::Active, at(1));
        assert_eq!(link.given_up_at(), None);
        for second in [40, 43, 46] {
            link.changed(LinkState::Waiting, at(second));
            link.changed(LinkState::Connecting, at(second + 1));
            assert_eq!(link.given_up_at(), Some(at(220)));
        }
        link.changed(LinkState::Active, at(60));
        assert_eq!(link.given_up_at(), None);
    }

    #[test]
    fn attempts_are_counted_from_the_loss_of_a_link_that_stood() {
        let policy = ReconnectPolicy::Fixed {
            attempts: 10,
            delay: Duration::from_secs(3),
        };
        let mut link = Link::new(&policy, Duration::from_secs(30));
        let at = Duration::from_secs;
        link.changed(LinkState::Connecting, at(0));
        assert_eq!(link.attempts(), None);
        link.changed(LinkState::Active, at(1));
        for second in [40, 43, 46] {
            link.changed(LinkState::Waiting, at(second));
            link.changed(LinkState::Connecting, at(second + 1));
        }
        assert_eq!(link.attempts(), Some((3, Some(10))));
        link.changed(LinkState::Active, at(50));
        assert_eq!(link.attempts(), None);
        // Lost again at once: it goes on where it was.
        link.changed(LinkState::Waiting, at(51));
        link.changed(LinkState::Connecting, at(52));
        assert_eq!(link.attempts(), Some((4, Some(10))));
        link.changed(LinkState::Active, at(53));
        link.changed(LinkState::Waiting, at(100));
        link.changed(LinkState::Connecting, at(101));
        assert_eq!(link.attempts(), Some((1, Some(10))));
        // Asked for, it is the first of new ones: but not one that is under way already.
        link.asked();
        assert_eq!(link.attempts(), Some((1, Some(10))));
        for second in 102..112 {
            link.changed(LinkState::Waiting, at(second));
            link.changed(LinkState::Connecting, at(second));
        }
        for state in [LinkState::Waiting, LinkState::Lost] {
            link.changed(state, at(113));
            link.asked();
            link.changed(LinkState::Connecting, at(113));
            assert_eq!(link.attempts(), Some((1, Some(10))));
        }
        link.begin_anew();
        link.changed(LinkState::Connecting, at(114));
        assert_eq!(link.attempts(), None, "the first of another log-in");
    }
}
