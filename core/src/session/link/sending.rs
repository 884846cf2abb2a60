//! What a link sends: frames, and heart-beats where none went out.

use std::time::Duration;

use super::{Link, LinkContext, LinkOutput};
use crate::session::socket::SocketAction;
use crate::session::timers::{LinkTimer, Timer};
use crate::stomp::{Frame, HEARTBEAT, HeartbeatPlan, Version};

impl Link {
    /// Sends a frame, of which it may be that this version cannot carry it.
    pub(super) fn send(
        &mut self,
        now: Duration,
        version: Version,
        plan: Option<HeartbeatPlan>,
        frame: Frame,
        cx: &mut LinkContext<'_>,
    ) {
        if self.target.trace {
            self.outputs
                .push_back(LinkOutput::Trace(format!(">>> {frame:?}")));
        }
        match frame.encode_text(version) {
            Ok(text) => self.act(SocketAction::Send(text)),
            // Only a topic that this version of STOMP cannot carry.
            Err(error) => self.outputs.push_back(LinkOutput::Violation(error.to_string())),
        }
        if let Some(plan) = plan {
            arm_beat(now, plan, cx);
        }
    }

    pub(super) fn beat(&mut self, now: Duration, plan: HeartbeatPlan, cx: &mut LinkContext<'_>) {
        self.act(SocketAction::Send(HEARTBEAT.to_owned()));
        arm_beat(now, plan, cx);
    }
}

/// Early, by a fifth: a heart-beat sent at the interval arrives after it.
fn arm_beat(now: Duration, plan: HeartbeatPlan, cx: &mut LinkContext<'_>) {
    if let Some(every) = plan.send_every {
        cx.timers.arm(Timer::Link(LinkTimer::Beat), now + every * 4 / 5);
    }
}
