//! How a link is kept alive and found dead: heart-beats, pings, silence.

use std::time::Duration;

use super::frames::Stage;
use super::{Link, LinkContext, Open, State};
use crate::session::socket::SocketAction;
use crate::session::timers::{LinkTimer, Timer};
use crate::stomp::{HEARTBEAT, HeartbeatPlan};

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

    pub(super) fn beat(&mut self, now: Duration, plan: HeartbeatPlan, cx: &mut LinkContext<'_>) {
        self.act(SocketAction::Send(HEARTBEAT.to_owned()));
        arm_beat(now, plan, cx);
    }
}

/// Early, by a fifth: a heart-beat sent at the interval arrives after it.
pub(super) fn arm_beat(now: Duration, plan: HeartbeatPlan, cx: &mut LinkContext<'_>) {
    if let Some(every) = plan.send_every {
        cx.timers.arm(Timer::Link(LinkTimer::Beat), now + every * 4 / 5);
    }
}
