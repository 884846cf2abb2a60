//! One agent who is watched: what the agent's events have told, and how far it is known.

use std::sync::Arc;
use std::time::Duration;

use super::topics::TopicId;
use crate::actions::{Action, CALL_VERBS};
use crate::doubt::Doubt;
use crate::event::{AgentMode, Event, EventKind};
use crate::http::MAX_ID_BYTES;
use crate::id::{AgentId, CommandId, DeviceId};
use crate::model::{Model, Offered, Perspective, Tracker, Verdict};
use crate::numbers::InternalNumbers;
use crate::refusal::Refusal;
use crate::snapshot::{AgentSnapshot, CallSnapshot, Snapshot};
use crate::time::Now;
use crate::vocabulary::LinkState;

#[derive(Debug)]
pub(super) struct Watched {
    /// The agent, as events are to name whose they are.
    pub(super) name: Arc<AgentId>,
    tracker: Tracker,
    /// Its subscription, once there is a channel; none any more where the broker has refused it.
    pub(super) topic: Option<TopicId>,
    /// The broker refuses this agent's events.
    pub(super) refused: bool,
    /// The command that asked for this agent and when it was given, until it is settled.
    pub(super) asked: Option<(CommandId, Duration)>,
}

impl Watched {
    /// Nothing is known of the agent: neither the device, nor the mode, nor whether there are calls.
    pub(super) fn new(agent: AgentId, internal: InternalNumbers) -> Self {
        let name = Arc::new(agent.clone());
        let mut tracker = Tracker::new(Perspective {
            agent,
            device: DeviceId::from(""),
            internal,
        });
        tracker.watches();
        tracker.mark_unverified();
        Self {
            name,
            tracker,
            topic: None,
            refused: false,
            asked: None,
        }
    }

    pub(super) fn agent(&self) -> &AgentId {
        &self.name
    }

    /// Where the agent telephones, as far as events have told.
    pub(super) fn device(&self) -> &DeviceId {
        &self.tracker.perspective().device
    }

    fn model(&self) -> &Model {
        self.tracker.model()
    }

    /// Whatever has been told may have changed unseen.
    pub(super) fn doubt(&mut self) {
        self.tracker.mark_unverified();
    }

    /// So, for a reason that no later event puts right.
    pub(super) fn doubt_all(&mut self) {
        self.tracker.doubt_all();
    }

    /// Takes an event in that has come by the agent's topic.
    pub(super) fn offer(&mut self, now: Now, event: &Arc<Event>) -> Offered {
        self.find_device(event);
        // The leg may go on at the switch, but it is this agent's no more.
        if self.is_logged_off() && event.kind().is_call_event() {
            return Offered::nothing();
        }
        let offered = self.tracker.offer(now, event);
        let is_newest = matches!(offered.verdict, Verdict::Applied);
        match event.kind() {
            EventKind::AgentLoggedOff if self.is_logged_off() => self.tracker.forget_calls(),
            EventKind::AgentLoggedOn if is_newest => self.tracker.forget_doubtful_calls(),
            _ => {}
        }
        offered
    }

    fn is_logged_off(&self) -> bool {
        let agent = self.model().agent();
        agent.mode == AgentMode::Logout && !agent.doubts.has(Doubt::Mode)
    }

    /// Nobody says where an agent is logged in, but the events do.
    fn find_device(&mut self, event: &Event) {
        if event.agent_id().is_some_and(|agent| agent != *self.agent()) {
            return;
        }
        let known = &self.tracker.perspective().device;
        let may_have_moved = known.as_str().is_empty() || self.model().agent().doubts.has(Doubt::Mode);
        let kind = event.kind();
        let tells = kind.is_agent_event() || (kind.is_call_event() && may_have_moved);
        if !tells {
            return;
        }
        let told = event
            .src_device()
            .map(Into::into)
            .or_else(|| event.voice_device());
        let is_new = |device: &DeviceId| device != known && device.as_str().len() <= MAX_ID_BYTES;
        if let Some(device) = told.filter(is_new) {
            self.tracker.move_to(device);
        }
    }

    /// The state now; `channel` has what is the same for all.
    pub(super) fn snapshot(&self, now: Now, channel: &Snapshot) -> Snapshot {
        let model = self.model();
        let own = self.tracker.perspective();
        let mut agent = AgentSnapshot::of(model.agent(), &own.agent, &own.device, now.monotonic);
        agent.doubts.add(Doubt::PendingMode);
        Snapshot {
            link: if self.refused {
                LinkState::Lost
            } else {
                channel.link
            },
            verified: model.is_verified(),
            calls_complete: model.is_complete(),
            agent: Some(agent),
            calls: self.calls(now),
            ..channel.clone()
        }
    }

    fn calls(&self, now: Now) -> Vec<CallSnapshot> {
        let (model, own) = (self.model(), &self.tracker.perspective().device);
        let refused = |verb| Action {
            verb,
            permission: Err(Refusal::Watching),
        };
        let describe = |call| CallSnapshot {
            consultation_of: model.consultation_of(call, own).map(|held| held.id.clone()),
            actions: CALL_VERBS.into_iter().map(refused).collect(),
            ..CallSnapshot::of(call, own, now.monotonic)
        };
        model.calls().iter().map(describe).collect()
    }
}
