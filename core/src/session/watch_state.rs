//! What a watch consists of.

use std::time::Duration;

use super::link::Link;
use super::topics::TopicId;
use super::watched::Watched;
use crate::command::LoginRequest;
use crate::http::Api;
use crate::id::{AgentId, CommandId};
use crate::secret::Secret;

/// A watch, from its beginning on.
#[derive(Debug)]
pub(super) struct Watching {
    /// The command that opens it and when it was given, until it is settled.
    pub(super) opening: Option<(CommandId, Duration)>,
    pub(super) api: Api,
    pub(super) credentials: Option<LoginRequest>,
    /// The server does not accept the password any more.
    pub(super) credentials_refused: bool,
    pub(super) step: WatchStep,
    pub(super) agents: Vec<Watched>,
}

#[derive(Debug)]
pub(super) enum WatchStep {
    /// At the log-in URL.
    Authenticate,
    /// The event channel is wanted.
    Channel { session_id: Secret, link: Box<Link> },
}

impl Watching {
    pub(super) fn link(&self) -> Option<&Link> {
        match &self.step {
            WatchStep::Authenticate => None,
            WatchStep::Channel { link, .. } => Some(link),
        }
    }

    pub(super) fn link_mut(&mut self) -> Option<&mut Link> {
        match &mut self.step {
            WatchStep::Authenticate => None,
            WatchStep::Channel { link, .. } => Some(link),
        }
    }

    pub(super) fn session_id(&self) -> Option<&Secret> {
        match &self.step {
            WatchStep::Authenticate => None,
            WatchStep::Channel { session_id, .. } => Some(session_id),
        }
    }

    pub(super) fn session_id_mut(&mut self) -> Option<&mut Secret> {
        match &mut self.step {
            WatchStep::Authenticate => None,
            WatchStep::Channel { session_id, .. } => Some(session_id),
        }
    }

    /// There is or was a gap: whatever was told of anybody may have changed unseen.
    pub(super) fn doubt(&mut self) {
        self.agents.iter_mut().for_each(Watched::doubt);
    }

    pub(super) fn find(&self, agent: &AgentId) -> Option<&Watched> {
        self.agents.iter().find(|watched| watched.agent() == agent)
    }

    pub(super) fn by_topic(&mut self, topic: TopicId) -> Option<&mut Watched> {
        let mut agents = self.agents.iter_mut();
        agents.find(|watched| watched.topic == Some(topic))
    }
}
