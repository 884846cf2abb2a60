//! How a link is found dead, or alive: what comes, pings, silence.

use std::time::Duration;

use super::stage::Stage;
use super::{Link, LinkContext, Open, State};
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

    /// Something has come: the server is alive.
    pub(super) fn note_heard(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        self.heard = now;
        let State::Open(Open {
            stage: Stage::Subscribing(terms) | Stage::Active(terms),
            ..
        }) = self.state
        else {
            return;
        };
        let every = terms.plan.expect_every;
        // Tolerant of lateness: two intervals of silence.
        let silence = every.unwrap_or(self.target.timing.ping) * 2;
        cx.timers.arm(Timer::Link(LinkTimer::Silence), now + silence);
        // Where the server promises no heart-beats, a ping makes it say something.
        if every.is_none() {
            cx.timers
                .arm(Timer::Link(LinkTimer::Ping), now + self.target.timing.ping);
        }
    }
}
