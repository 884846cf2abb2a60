//! An agent event applied to the model: the mode, and whether it is older than what is known.

use super::effect::Effect;
use super::limits::{kept, may_be_late};
use super::state::{Agent, Model};
use super::step::Step;
use crate::doubt::{Doubt, Doubts};
use crate::event::{AgentEvent, AgentMode, AnomalyKind, EventKind};

impl Model {
    pub(super) fn agent_event(
        &mut self,
        step: &Step<'_>,
        event: &AgentEvent<'_>,
        mode: Option<AgentMode>,
        effect: &mut Effect,
    ) {
        let mode = mode.unwrap_or(AgentMode::Unknown);
        let mut may_be_old = false;
        if let Some(since) = self
            .agent
            .since
            .filter(|_| !step.trusted && !step.follows(&self.agent_order))
        {
            let recent = may_be_late(since.monotonic, step.at.monotonic);
            let logs_off = mode == AgentMode::Logout && mode != self.agent.mode;
            let times = step.order.time.zip(self.agent_order.time);
            let both_bare = step.is_unnumbered() && self.agent_order.serial.is_none();
            let older = both_bare && times.is_some_and(|(time, known)| time < known);
            // What is old logs nobody off who has logged in after it; nor does what may be old: of another producer, or no
            // later than the log-in by its time.
            let times = step.order.time.zip(self.logged_on);
            let is_no_later = times.is_some_and(|(time, logged_on)| time <= logged_on);
            // Said once more, it is so.
            let is_said_again = self.perhaps_out.is_some();
            let is_no_later = is_no_later || times.is_none() && self.forced_out;
            let is_old = match step.is_unnumbered() {
                true => older && (recent || logs_off) || logs_off && recent && is_no_later && !self.logs_off,
                false => logs_off && recent && !self.logs_off && !is_said_again,
            };
            if is_old {
                effect.report(
                    AnomalyKind::TooLate,
                    "nothing says that this is newer than the mode before",
                );
                return;
            }
            may_be_old = recent;
            if mode != self.agent.mode && recent {
                effect.report(
                    AnomalyKind::Unordered,
                    "nothing says that this is newer than the mode before",
                );
            }
        }
        self.agent_order = step.order.clone();
        match step.event.kind() {
            EventKind::AgentLoggedOn => self.logged_on = step.order.time,
            EventKind::AgentLoggedOff => self.forced_out = false,
            _ => {}
        }
        let changes = mode != self.agent.mode || self.agent.since.is_none();
        let reason = event.reason.map(kept);
        let (since, mut doubts) = match changes || reason != self.agent.reason {
            true => (Some(step.at), Doubts::default()),
            false => (self.agent.since, self.agent.doubts),
        };
        doubts.remove(Doubt::Mode);
        doubts.remove(Doubt::Reason);
        // What may be as old as the one that is in doubt says nothing against that.
        if may_be_old && self.agent.doubts.has(Doubt::Mode) {
            doubts.add(Doubt::Mode);
            doubts.add(Doubt::Reason);
        }
        // The account tells neither why nor since when.
        if step.trusted {
            doubts.add(Doubt::Reason);
            doubts.add(Doubt::Since);
        }
        self.agent = Agent {
            mode,
            reason,
            since,
            doubts,
        };
    }
}
