//! How a link is found dead, or alive: what comes, pings, silence.

use std::time::Duration;

use super::{Link, LinkContext};
use crate::session::socket::SocketAction;
use crate::session::timers::{LinkTimer, Timer};

impl Link {
    /// When something last came: till then, what the server had to say has come as well.
    pub(in crate::session) fn heard(&self) -> Duration {
        self.heard
    }

    /// Has the other end say something.
    pub(in crate::session) fn probe(&mut self) {
        if self.is_active() {
            self.act(SocketAction::Ping);
        }
    }

    /// Something has come: the server is alive. A timer that waits for silence goes on: when it is due, it is seen what has come
    /// meanwhile.
    pub(super) fn note_heard(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        self.heard = now;
        for timer in [LinkTimer::Silence, LinkTimer::Ping] {
            if cx.timers.at(Timer::Link(timer)).is_none()
                && let Some(patience) = self.patience(timer)
            {
                cx.timers.arm(Timer::Link(timer), now + patience);
            }
        }
    }

    /// Whether nothing has come for as long as this timer waits for that. Else it waits on.
    pub(super) fn is_silent(&self, timer: LinkTimer, now: Duration, cx: &mut LinkContext<'_>) -> bool {
        let due = self.patience(timer).map(|patience| self.heard + patience);
        let Some(due) = due.filter(|due| now < *due) else {
            return true;
        };
        cx.timers.arm(Timer::Link(timer), due);
        false
    }

    /// For how long nothing may come until this timer is due; `None` where it waits for no silence.
    fn patience(&self, timer: LinkTimer) -> Option<Duration> {
        let every = self.terms()?.plan.expect_every;
        match timer {
            // Tolerant of lateness: two intervals of silence.
            LinkTimer::Silence => Some(every.unwrap_or(self.target.timing.ping) * 2),
            // Where the server promises no heart-beats, a ping makes it say something.
            LinkTimer::Ping if every.is_none() => Some(self.target.timing.ping),
            _ => None,
        }
    }
}
