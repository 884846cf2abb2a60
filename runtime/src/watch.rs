//! Watching agents: a supervisor's HTTP session and one event channel, by which nobody is logged in or out.

use std::io::Write;
use std::sync::Arc;

use wellclient_core::event::Event;
use wellclient_core::id::AgentId;
use wellclient_core::metrics::Metrics;
use wellclient_core::session::{ConfigError, Input, SessionConfig, WatchAccount};
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
    /// Where to write the journal, line by line. It is written by a thread of its own, so it may block. When it fails,
    /// or when more than 16 MiB wait for it, the journal ends, with a warning, and the watch goes on. For a file:
    /// [`crate::create_journal`].
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
    ) -> Result<Self, ConfigError> {
        let options = SessionOptions {
            journal: options.journal,
            ..SessionOptions::default()
        };
        account.check(&config.environment, &agents)?;
        Ok(Self {
            session: Session::start(client, config, options)?,
            plan: Arc::new(Plan { account, agents }),
        })
    }

    /// Opens the watch. Ends when the event channel is open; events from then on reach the subscriptions that were made
    /// before. Does nothing if the watch is open already. After an error it can be called again.
    ///
    /// If the broker refuses the events of one agent, the others are watched all the same. The anomaly
    /// `subscriptionRefused` reports it, and [`Snapshot::link`] of this agent is `Lost`.
    ///
    /// # Errors
    /// [`Error::Rejected`](crate::Error::Rejected) if the user, the password or the domain is wrong, if the server
    /// cannot be reached, if the event channel is not open within [`Timing::login`](crate::Timing::login), or if the
    /// broker refuses the events of every agent
    /// ([`CommandError::SubscriptionRefused`](crate::CommandError::SubscriptionRefused)).
    pub async fn open(&self) -> Result<(), crate::Error> {
        error::result(self.begin_open().await).map(drop)
    }

    /// Opens the watch, and returns at once. The outcome is the future's, which may be dropped: confirmed when the
    /// event channel is open.
    pub fn begin_open(&self) -> Pending {
        let (account, agents) = (self.plan.account.clone(), self.plan.agents.clone());
        self.session.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(now, Input::Watch { id, account, agents });
            id
        })
    }

    /// Follows one more agent. Ends when the agent's events are subscribed to. Does nothing for an agent who is
    /// followed already; tries again for one whose events were refused. If the channel is down, the agent is followed
    /// once it is back.
    ///
    /// # Errors
    /// [`Error::Rejected`](crate::Error::Rejected) if the broker refuses the agent's events
    /// ([`CommandError::SubscriptionRefused`](crate::CommandError::SubscriptionRefused)), the id is not an agent's, or
    /// the watch is not open. A broker that refuses closes the channel, as STOMP demands; it is opened again for the
    /// others, who are in doubt until then. [`Error::Unknown`](crate::Error::Unknown) if the subscription does not
    /// stand within [`Timing::command`](crate::Timing::command); attempts go on.
    pub async fn follow(&self, agent: impl Into<AgentId>) -> Result<(), crate::Error> {
        error::result(self.begin_follow(agent).await).map(drop)
    }

    /// Follows one more agent, and returns at once. The outcome is the future's, which may be dropped: confirmed when
    /// the agent's events are subscribed to.
    pub fn begin_follow(&self, agent: impl Into<AgentId>) -> Pending {
        let agent = agent.into();
        self.session.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(now, Input::Follow { id, agent });
            id
        })
    }

    /// Stops following an agent, and forgets what was known. Does nothing if the agent is not followed.
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

    /// A subscription to what happens from now on, of all agents: choose what it is told, then make a stream or a
    /// callback of it.
    pub fn subscribe(&self) -> SubscriptionBuilder<'_> {
        self.session.subscribe()
    }

    /// Calls back for each event of this kind or name, of any agent: [`Event::watched`] says whose it is. Callbacks run
    /// on a task of the runtime's, one after the other.
    pub fn on<'a>(
        &self,
        event: impl Into<EventMatch<'a>>,
        callback: impl FnMut(Arc<Event>) + Send + 'static,
    ) -> Subscription {
        self.session.on(event, callback)
    }

    /// Calls back for each notice: events of any agent, log lines, and lags.
    pub fn on_any(&self, callback: impl FnMut(Notice) + Send + 'static) -> Subscription {
        self.session.on_any(callback)
    }

    /// Tries to open the event channel at once, if it is lost and the next attempt is waited for or all have failed;
    /// not before the time that the server has asked for. For programs that know that the network is back.
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
