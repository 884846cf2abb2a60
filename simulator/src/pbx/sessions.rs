//! HTTP sessions: made by the form login, good for one lifetime.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use wellclient_core::id::AgentId;

#[derive(Clone, Default)]
pub(super) struct Sessions {
    open: HashMap<String, (AgentId, Duration)>,
    of: HashMap<AgentId, VecDeque<String>>,
}

impl Sessions {
    /// Beyond `most`, an agent's oldest session gives way to the newest.
    pub(super) fn open(&mut self, id: String, agent: AgentId, now: Duration, most: usize) {
        let of = self.of.entry(agent.clone()).or_default();
        if of.len() >= most.max(1)
            && let Some(oldest) = of.pop_front()
        {
            self.open.remove(&oldest);
        }
        of.push_back(id.clone());
        self.open.insert(id, (agent, now));
    }

    /// Whose session it is, if it still is one.
    pub(super) fn find(&self, id: &str, now: Duration, lifetime: Option<Duration>) -> Option<&AgentId> {
        let (agent, opened) = self.open.get(id)?;
        lifetime
            .is_none_or(|lifetime| now.saturating_sub(*opened) < lifetime)
            .then_some(agent)
    }

    pub(super) fn count(&self, now: Duration, lifetime: Option<Duration>) -> usize {
        self.open
            .keys()
            .filter(|id| self.find(id, now, lifetime).is_some())
            .count()
    }

    pub(super) fn forget(&mut self, agent: &AgentId) {
        for id in self.of.remove(agent).unwrap_or_default() {
            self.open.remove(&id);
        }
    }

    pub(super) fn forget_all(&mut self) {
        *self = Self::default();
    }
}
