//! The call model: what the agent's device is part of, and the agent's mode, as the events tell it.
//!
//! [`Model`] is a fold over events; [`Tracker`] decides the order in which it sees them.

mod apply;
mod call;
mod cleared;
mod follow;
mod memory;
mod order;
mod reconcile;
mod seen;
mod step;
mod tracker;

use std::collections::VecDeque;

pub use call::{Call, ConnectionState, Party, Role};
pub use cleared::ClearedFacts;
pub use memory::call_memory;
pub use order::Order;
pub use reconcile::Correction;
pub use tracker::{Offered, REORDER_AGE, REORDER_WINDOW, Tracker, Verdict};

use smol_str::SmolStr;

use crate::event::AgentMode;
use crate::id::{AgentId, CallId, DeviceId};
use crate::numbers::InternalNumbers;
use crate::time::{Now, Wall};

/// Ended calls and old ids that are remembered, each. Late events of calls that ended longer ago than this
/// many calls are taken for new ones.
const REMEMBERED: usize = 32;

/// Calls that one device can be part of at a time; far above what any has.
pub const MAX_CALLS: usize = 64;

/// Parties that one call can have; far above what any has.
pub const MAX_PARTIES: usize = 256;

/// From whose side the events are seen.
#[derive(Clone, Debug)]
pub struct Perspective {
    /// The agent.
    pub agent: AgentId,
    /// The agent's device.
    pub device: DeviceId,
    /// Which numbers are internal.
    pub internal: InternalNumbers,
}

/// A moment by both clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// On the driver's monotonic clock.
    pub monotonic: std::time::Duration,
    /// On the wall.
    pub wall: Wall,
}

impl From<Now> for Moment {
    fn from(now: Now) -> Self {
        Self {
            monotonic: now.monotonic,
            wall: now.wall,
        }
    }
}

/// The agent, by the last agent event.
#[derive(Clone, PartialEq, Debug)]
pub struct Agent {
    /// What the agent is doing; [`AgentMode::Unknown`] before the first event.
    pub mode: AgentMode,
    /// Why not ready, where told.
    pub reason: Option<SmolStr>,
    /// Since when, by this machine's clocks; `None` before the first event.
    pub since: Option<Moment>,
}

/// The agent's mode and the calls of the agent's device.
#[derive(Clone, Debug)]
pub struct Model {
    agent: Agent,
    /// The place of the event that told the agent's mode.
    agent_order: Order,
    calls: Vec<Call>,
    ended: VecDeque<Ended>,
    renamed: VecDeque<(CallId, CallId)>,
}

/// A call that has ended for this agent, so that a late event does not bring it back.
#[derive(Clone, Debug)]
struct Ended {
    call: CallId,
    order: Order,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            agent: Agent {
                mode: AgentMode::Unknown,
                reason: None,
                since: None,
            },
            agent_order: Order::default(),
            calls: Vec::new(),
            ended: VecDeque::new(),
            renamed: VecDeque::new(),
        }
    }
}

impl Model {
    /// The agent.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The calls, oldest first.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The call of this id, also by an id that it had before a transfer or a conference.
    pub fn call(&self, id: &CallId) -> Option<&Call> {
        let id = self.resolve(id);
        self.calls.iter().find(|call| call.id == *id)
    }

    /// The call that `call` was made from: the one on hold while the agent consults.
    pub fn consultation_of(&self, call: &Call, own: &DeviceId) -> Option<&Call> {
        let earlier = self.calls.iter().take_while(|other| other.id != call.id);
        let mut held = earlier.filter(|other| other.leg(own) == ConnectionState::Hold);
        let found = held
            .next()
            .filter(|_| call.role(own) == Some(Role::Calling) && !call.conference)?;
        held.next().is_none().then_some(found)
    }

    /// Whether both know the same calls, parties and legs, and the same agent mode; times and roles do not
    /// count.
    pub fn agrees_with(&self, other: &Model) -> bool {
        self.agent.mode == other.agent.mode
            && self.calls.len() == other.calls.len()
            && self
                .calls
                .iter()
                .all(|call| other.calls.iter().any(|twin| call.agrees_with(twin)))
    }

    fn position(&self, id: &CallId) -> Option<usize> {
        self.calls.iter().position(|call| call.id == *id)
    }

    /// The id that a call has now.
    fn resolve<'a>(&'a self, id: &'a CallId) -> &'a CallId {
        let mut id = id;
        // Each step goes to a younger entry, so this ends.
        for (old, new) in &self.renamed {
            if old == id {
                id = new;
            }
        }
        id
    }

    fn remember_rename(&mut self, old: CallId, new: CallId) {
        self.renamed
            .retain(|(from, to)| *from != old && (*from != new || *to != old));
        if self.renamed.len() == REMEMBERED {
            self.renamed.pop_front();
        }
        self.renamed.push_back((old, new));
    }

    fn remember_end(&mut self, call: CallId, order: Order) {
        self.ended.retain(|ended| ended.call != call);
        if self.ended.len() == REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back(Ended { call, order });
    }
}
