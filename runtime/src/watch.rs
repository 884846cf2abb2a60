//! Watching agents: a supervisor's HTTP session and one event channel, by which nobody is logged in or out.

use std::io::Write;
use std::sync::Arc;

use wellclient_core::event::Event;
use wellclient_core::id::AgentId;
use wellclient_core::metrics::Metrics;
use wellclient_core::session::{Input, OutOfRange, SessionConfig, WatchAccount};
use wellclient_core::snapshot::{LinkState, Snapshot};

use crate::error;
use crate::event_log::EventLogHandle;
use crate::filter::EventMatch;
use crate::notice::Notice;
use crate::session::{Pending, Session, SessionOptions};
use crate::shared::ClientInner;
use crate::subscribe::SubscriptionBuilder;
use crate::subscription::{Events, Subscription};

/// What the runtime is to do for a watch beyond what the core does.
#[derive(Default)]
pub struct WatchOptions {
    /// Where to write the journal, as [`SessionOptions::journal`].
    pub journal: Option<Box<dyn Write + Send>>,
}

impl std::fmt::Debug for WatchOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WatchOptions")
            .field("journal", &self.journal.is_some())
            .finish()
    }
}

/// Agents who are watched, for a wallboard. Cheap to clone; when the last clone is dropped it is closed in the
/// background.
///
/// It logs in at the log-in URL, and opens one event channel with the topic of each agent; nothing else is ever sent. So
/// nobody is logged in or out by it. Of each agent there are the same events as in a session of the agent's own, with
/// [`Event::watched`] saying whose they are, and the same [`Snapshot`], with every action refused
/// ([`Refusal::Watching`](crate::Refusal::Watching)).
///
/// Nothing is known of an agent until an event tells it, and the server is not asked: [`Snapshot::verified`],
/// [`AgentSnapshot::doubts`](crate::AgentSnapshot::doubts) and
/// [`CallSnapshot::doubts`](crate::CallSnapshot::doubts) say what is. When the channel has been lost everything is in doubt
/// again.
#[derive(Clone, Debug)]
pub struct Watch {
    session: Session,
    plan: Arc<Plan>,
}

/// What it is opened with.
#[derive(Debug)]
struct Plan {
    account: WatchAccount,
    agents: Vec<AgentId>,
}

impl Watch {
    pub(crate) fn new(
        client: Arc<ClientInner>,
        config: SessionConfig,
        account: WatchAccount,
        agents: Vec<AgentId>,
        options: WatchOptions,
    ) -> Result<Self, OutOfRange> {
        let options = SessionOptions {
            journal: options.journal,
            ..SessionOptions::default()
        };
        Ok(Self {
            session: Session::start(client, config, options)?,
            plan: Arc::new(Plan { account, agents }),
        })
    }

    /// Begins to watch, and ends when the event channel stands. What is told from then on is told to subscriptions that were
    /// made before. Where it was opened before, there is nothing to do; after an error it can be tried again.
    ///
    /// An agent whose events the broker refuses does not keep the others from being watched: it is told as an anomaly,
    /// `subscriptionRefused`, and [`Snapshot::link`] of this agent is `Lost`.
    ///
    /// # Errors
    /// User, password or domain is wrong; the server cannot be reached; the event channel does not come about in
    /// [`Timing::login`](crate::Timing::login); the broker refuses the events of every agent
    /// ([`CommandError::SubscriptionRefused`](crate::CommandError::SubscriptionRefused)).
    pub async fn open(&self) -> Result<(), crate::Error> {
        error::result(self.begin_open().await).map(drop)
    }

    /// As [`Watch::open`], and returns at once.
    pub fn begin_open(&self) -> Pending {
        let (account, agents) = (self.plan.account.clone(), self.plan.agents.clone());
        self.session.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(now, Input::Watch { id, account, agents });
            id
        })
    }

    /// Follows one more agent, and ends when that stands. An agent who is followed already needs nothing; one whose events
    /// were refused is tried again. Where the channel is down, the agent is followed when it is back.
    ///
    /// # Errors
    /// The broker refuses it ([`CommandError::SubscriptionRefused`](crate::CommandError::SubscriptionRefused)): as STOMP has
    /// it, the broker then closes the channel, which is opened again for the others, who are all in doubt until then. The
    /// id is none. The watch is not open. It has not come to stand in [`Timing::command`](crate::Timing::command); it is tried on.
    pub async fn follow(&self, agent: impl Into<AgentId>) -> Result<(), crate::Error> {
        error::result(self.begin_follow(agent).await).map(drop)
    }

    /// As [`Watch::follow`], and returns at once.
    pub fn begin_follow(&self, agent: impl Into<AgentId>) -> Pending {
        let agent = agent.into();
        self.session.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(now, Input::Follow { id, agent });
            id
        })
    }

    /// Does not follow an agent any more: what was known is forgotten. Does nothing where the agent is not followed.
    pub fn unfollow(&self, agent: impl Into<AgentId>) {
        let agent = agent.into();
        self.session.shared().input(Input::Unfollow { agent });
    }

    /// The agents who are watched, in the order in which they were added; also those whose events the broker refuses.
    pub fn agents(&self) -> Vec<AgentId> {
        self.session.shared().lock().core.watched().cloned().collect()
    }

    /// What is known of an agent; `None` for one who is not watched.
    pub fn snapshot(&self, agent: impl Into<AgentId>) -> Option<Snapshot> {
        let shared = self.session.shared();
        shared.lock().core.watched_snapshot(shared.now(), &agent.into())
    }

    /// What is known of each, as of one moment, in the order of [`Watch::agents`].
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let shared = self.session.shared();
        shared.lock().core.watched_snapshots(shared.now())
    }

    /// The event channel.
    pub fn link(&self) -> LinkState {
        self.session.snapshot().link
    }

    /// All events and log lines from now on. Whose an event is, [`Event::watched`] says; `linkChanged`, `wsDisconnected` and
    /// `wsReconnectSucceed` are the channel's. A reader who is too slow gets [`Notice::Lagged`] once for each agent, with the
    /// agent's snapshot.
    pub fn events(&self) -> Events {
        self.session.events()
    }

    /// A subscription to what happens from now on, as [`Session::subscribe`].
    pub fn subscribe(&self) -> SubscriptionBuilder<'_> {
        self.session.subscribe()
    }

    /// Calls back for each event of this kind or name, as [`Session::on`].
    pub fn on<'a>(
        &self,
        event: impl Into<EventMatch<'a>>,
        callback: impl FnMut(Arc<Event>) + Send + 'static,
    ) -> Subscription {
        self.session.on(event, callback)
    }

    /// Calls back for each notice, as [`Session::on_any`].
    pub fn on_any(&self, callback: impl FnMut(Notice) + Send + 'static) -> Subscription {
        self.session.on_any(callback)
    }

    /// Tries the event channel again, as [`Session::reconnect`].
    pub fn reconnect(&self) {
        self.session.reconnect();
    }

    /// The counters.
    pub fn metrics(&self) -> Metrics {
        self.session.metrics()
    }

    /// The event log (manual 5.5).
    pub fn event_log(&self) -> EventLogHandle {
        self.session.event_log()
    }

    /// The session that it is inside, for what both have: on it every verb is refused
    /// ([`Refusal::Watching`](crate::Refusal::Watching)).
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Closes the watch and waits until it is closed; streams of events end.
    pub async fn close(&self) {
        self.session.close().await;
    }
}
