//! Watching: the HTTP session of a supervisor and one event channel that follows any number of agents. Nobody is logged
//! in or out by it, and nothing is asked of the switch.

use std::sync::Arc;

use super::Session;
use super::context::Context;
use super::link::Nonsense;
use super::online::topic;
use super::outcome::{CommandError, Evidence, Outcome, Unknown};
use super::requests::{Intent, Lane};
use super::socket::SocketId;
use super::state::Life;
use super::timers::Timer;
use super::topics::{TopicId, Topics};
use super::watch_account::{WatchAccount, whole};
use super::watch_state::{WatchStep, Watching};
use super::watched::Watched;
use crate::command::LoginRequest;
use crate::event::{AgentMode, Anomaly, AnomalyKind, Derived, Event, WsReconnectSucceed};
use crate::http::{Api, ArgumentError, Unreached};
use crate::id::{AgentId, CommandId};
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::snapshot::Snapshot;
use crate::time::Now;

impl Watching {
    pub(super) fn begin(
        cx: &mut Context,
        now: Now,
        command: CommandId,
        mut account: WatchAccount,
        agents: Vec<AgentId>,
    ) -> Life {
        account.domain = account.domain_in(&cx.config.environment).to_owned();
        let agents: Vec<AgentId> = agents
            .into_iter()
            .map(|agent| whole(agent, &account.domain))
            .collect();
        let credentials = LoginRequest::new(account.job_number, account.password, account.domain, "");
        // Before anything is sent.
        let api = match check(cx, &credentials, &agents) {
            Ok(api) => api,
            Err(error) => {
                cx.refuse(now, command, "watch", error);
                return Life::LoggedOut;
            }
        };
        cx.log.start_session(now.wall);
        cx.timers
            .arm(Timer::LoginDeadline, now.monotonic + cx.config.timing.login);
        cx.submit(Intent::Authenticate, Lane::Free);
        let mut watching = Self {
            opening: Some((command, now.monotonic)),
            api,
            credentials: Some(credentials),
            credentials_refused: false,
            step: WatchStep::Authenticate,
            agents: Vec::new(),
        };
        for agent in agents {
            if watching.find(&agent).is_none() {
                let watched = Watched::new(agent, cx.config.internal.clone());
                watching.agents.push(watched);
            }
        }
        Life::Watching(Box::new(watching))
    }

    pub(super) fn authenticated(mut self: Box<Self>, cx: &mut Context, now: Now, session_id: Secret) -> Life {
        let mut topics = Topics::many();
        for agent in &mut self.agents {
            agent.topic = Some(topics.add(topic(cx.config.dialect, agent.agent())));
        }
        let link = Box::new(cx.open_link(now, topics));
        self.step = WatchStep::Channel { session_id, link };
        Life::Watching(self)
    }

    /// All that is wanted of the channel stands.
    pub(super) fn is_up(mut self: Box<Self>, cx: &mut Context, now: Now) -> Life {
        // The server takes the session.
        cx.renewing.has_worked();
        self.credentials_refused &= self.credentials.is_none();
        let Some((command, issued)) = self.opening else {
            cx.metrics.reconnects += 1;
            self.doubt();
            // Of nobody in particular, and no account tells.
            cx.report(Derived::WsReconnectSucceed(WsReconnectSucceed {
                agent_mode: AgentMode::Unknown,
                active_call: None,
            }));
            return Life::Watching(self);
        };
        if !self.agents.is_empty() && self.agents.iter().all(|agent| agent.refused) {
            let why = "the broker refuses the events of every agent".to_owned();
            return self.failed(cx, now, CommandError::SubscriptionRefused(why));
        }
        self.opening = None;
        cx.timers.disarm(Timer::LoginDeadline);
        let outcome = Outcome::confirmed_by(Evidence::Reply);
        cx.settle(now, command, "watch", issued, outcome);
        Life::Watching(self)
    }

    /// The attempts to open the channel are used up.
    pub(super) fn lost(self: Box<Self>, cx: &mut Context, now: Now, why: Unreached) -> Life {
        if self.opening.is_some() {
            return self.failed(cx, now, CommandError::NoEventChannel(why));
        }
        cx.complain(
            now,
            format!("the attempts to open the event channel are used up: {why}"),
        );
        cx.report(Derived::WsDisconnected);
        Life::Watching(self)
    }

    pub(super) fn too_late(self: Box<Self>, cx: &mut Context, now: Now) -> Life {
        let error = match &self.step {
            WatchStep::Authenticate => CommandError::Unreachable("no answer in time".into()),
            WatchStep::Channel { link, .. } => cx.not_opened(link),
        };
        self.failed(cx, now, error)
    }

    /// Opening has come to nothing: nothing is left running.
    pub(super) fn failed(self: Box<Self>, cx: &mut Context, now: Now, error: CommandError) -> Life {
        cx.complain(now, format!("watching has failed: {error}"));
        self.end(cx, now, &Outcome::Rejected(error));
        Life::LoggedOut
    }

    /// Ends what is under way as this, and all else.
    pub(super) fn end(self, cx: &mut Context, now: Now, outcome: &Outcome) {
        if let Some((command, issued)) = self.opening {
            cx.settle(now, command, "watch", issued, outcome.clone());
        }
        for (command, issued) in self.agents.iter().filter_map(|agent| agent.asked) {
            let closed = Outcome::Unknown(Unknown::Closed);
            cx.settle(now, command, "follow", issued, closed);
        }
        if let WatchStep::Channel { link, .. } = self.step {
            cx.close_link(now, *link);
        }
        cx.leave(now, None);
    }

    /// Takes an agent out, and its subscription with it.
    fn take_out(&mut self, cx: &mut Context, now: Now, agent: &AgentId) -> Option<Watched> {
        let place = self.agents.iter().position(|watched| watched.agent() == agent)?;
        let watched = self.agents.remove(place);
        if let (Some(link), Some(topic)) = (self.link_mut(), watched.topic) {
            link.remove_topic(now.monotonic, topic, &mut cx.link());
        }
        Some(watched)
    }
}

/// What requests are made with, if they can be.
fn check(cx: &Context, account: &LoginRequest, agents: &[AgentId]) -> Result<Api, ArgumentError> {
    let api = Api::of_watcher(cx.config.environment.clone(), cx.config.dialect, account)?;
    for agent in agents {
        Api::check_agent(agent)?;
    }
    Ok(api)
}

impl Session {
    /// One more agent is to be followed.
    pub(super) fn follow(&mut self, now: Now, id: CommandId, agent: AgentId) {
        if !self.is_new(now, id) {
            return;
        }
        let cx = &mut self.cx;
        let Life::Watching(watching) = &mut self.life else {
            let why = match &self.life {
                Life::LoggedOut | Life::Parted(_) | Life::LoggedIn(_) => Refusal::NotWatching,
                life => life.busy(),
            };
            return cx.refuse(now, id, "follow", why);
        };
        let agent = whole(agent, watching.api.agent().domain());
        if let Err(error) = Api::check_agent(&agent) {
            return cx.refuse(now, id, "follow", error);
        }
        if watching.find(&agent).is_some_and(|watched| !watched.refused) {
            return cx.settle(now, id, "follow", now.monotonic, Outcome::AlreadySo);
        }
        watching.take_out(cx, now, &agent);
        let destination = topic(cx.config.dialect, &agent);
        let mut watched = Watched::new(agent, cx.config.internal.clone());
        watched.asked = Some((id, now.monotonic));
        if let Some(link) = watching.link_mut() {
            watched.topic = Some(link.add_topic(now.monotonic, destination, &mut cx.link()));
        }
        watching.agents.push(watched);
        cx.timers
            .arm(Timer::Deadline(id), now.monotonic + cx.config.timing.command);
    }

    /// An agent is not to be followed any more.
    pub(super) fn unfollow(&mut self, now: Now, agent: &AgentId) {
        let Life::Watching(watching) = &mut self.life else {
            return;
        };
        let agent = whole(agent.clone(), watching.api.agent().domain());
        let taken = watching.take_out(&mut self.cx, now, &agent);
        if let Some((id, issued)) = taken.and_then(|watched| watched.asked) {
            let outcome = Outcome::Unknown(Unknown::Closed);
            self.cx.settle(now, id, "follow", issued, outcome);
        }
    }

    /// The subscription of an agent stands.
    pub(super) fn topic_stands(&mut self, now: Now, topic: TopicId) {
        let Life::Watching(watching) = &mut self.life else {
            return;
        };
        let asked = watching.by_topic(topic).and_then(|watched| watched.asked.take());
        if let Some((id, issued)) = asked {
            let outcome = Outcome::confirmed_by(Evidence::Reply);
            self.cx.settle(now, id, "follow", issued, outcome);
        }
    }

    /// The broker refuses an agent's events: the others are followed without.
    pub(super) fn topic_refused(&mut self, now: Now, topic: TopicId, words: String) {
        let Life::Watching(watching) = &mut self.life else {
            return;
        };
        let Some(watched) = watching.by_topic(topic) else {
            return;
        };
        watched.topic = None;
        watched.refused = true;
        watched.doubt();
        let agent = Arc::clone(&watched.name);
        let asked = watched.asked.take();
        let anomaly = Anomaly {
            kind: AnomalyKind::SubscriptionRefused,
            call_id: None,
            event: Default::default(),
            detail: format!("the broker refuses the events of {agent}: {words}"),
        };
        // It goes on: there are only so many who can be refused.
        if watching.opening.is_some() {
            let deadline = now.monotonic + self.cx.config.timing.login;
            self.cx.timers.arm(Timer::LoginDeadline, deadline);
        }
        self.cx.anomaly_of(now, Some(&agent), anomaly);
        if let Some((id, issued)) = asked {
            let outcome = Outcome::Rejected(CommandError::SubscriptionRefused(words));
            self.cx.settle(now, id, "follow", issued, outcome);
        }
    }

    /// An agent's subscription does not come to stand; it is tried on. False where the command is none of these.
    pub(super) fn follow_is_late(&mut self, now: Now, id: CommandId) -> bool {
        let Life::Watching(watching) = &mut self.life else {
            return false;
        };
        let mut agents = watching.agents.iter_mut();
        let watched = agents.find(|watched| watched.asked.is_some_and(|(asked, _)| asked == id));
        if let Some((_, issued)) = watched.and_then(|watched| watched.asked.take()) {
            let outcome = Outcome::Unknown(Unknown::LinkLost);
            self.cx.settle(now, id, "follow", issued, outcome);
        }
        true
    }

    /// An event has come by an agent's topic.
    pub(super) fn watched_event(&mut self, now: Now, topic: TopicId, event: Result<Arc<Event>, Nonsense>) {
        let Life::Watching(watching) = &mut self.life else {
            return;
        };
        let Some(watched) = watching.by_topic(topic) else {
            return;
        };
        let cx = &mut self.cx;
        match event {
            Ok(mut event) => {
                cx.metrics.events += 1;
                cx.record_event(now, &event);
                let told = Arc::make_mut(&mut event);
                told.watched = Some(Arc::clone(&watched.name));
                if told.is_nameless_copy_for(watched.device().borrowed()) {
                    told.rings_there();
                }
                let offered = watched.offer(now, &event);
                cx.tell(now, event, offered);
            }
            Err(error) => {
                watched.doubt_all();
                let agent = Arc::clone(&watched.name);
                let anomaly = Anomaly {
                    kind: AnomalyKind::Malformed,
                    call_id: None,
                    event: Default::default(),
                    detail: error.to_string(),
                };
                cx.anomaly_of(now, Some(&agent), anomaly);
            }
        }
    }

    /// The server has answered a WebSocket by this status: perhaps the HTTP session has expired.
    pub(super) fn socket_refused(&mut self, now: Now, socket: SocketId, status: u16) {
        let Life::Watching(watching) = &self.life else {
            return;
        };
        let is_present = watching.link().is_some_and(|link| link.socket() == socket);
        if !is_present || !matches!(status, 401 | 426) || watching.credentials.is_none() {
            return;
        }
        self.renewed_for_nothing(now);
        if self.cx.renewing.may(now) && !self.cx.requests.is_renewing() {
            self.cx.submit(Intent::Renew, Lane::Free);
        }
    }

    /// The agents who are watched, in the order in which they were added; also those whose events the broker refuses.
    pub fn watched(&self) -> impl Iterator<Item = &AgentId> {
        let watching = match &self.life {
            Life::Watching(watching) => Some(watching),
            _ => None,
        };
        let agents = watching.into_iter().flat_map(|watching| &watching.agents);
        agents.map(Watched::agent)
    }

    /// What is known of an agent who is watched, as a session of that agent would show it; nothing may be done with it
    /// ([`Refusal::Watching`]). `None` for one who is not watched.
    pub fn watched_snapshot(&self, now: Now, agent: &AgentId) -> Option<Snapshot> {
        let Life::Watching(watching) = &self.life else {
            return None;
        };
        let agent = whole(agent.clone(), watching.api.agent().domain());
        let watched = watching.find(&agent)?;
        Some(watched.snapshot(now, &self.snapshot(now)))
    }

    /// The same of each.
    pub fn watched_snapshots(&self, now: Now) -> Vec<Snapshot> {
        let Life::Watching(watching) = &self.life else {
            return Vec::new();
        };
        let channel = self.snapshot(now);
        let agents = watching.agents.iter();
        agents.map(|watched| watched.snapshot(now, &channel)).collect()
    }
}
