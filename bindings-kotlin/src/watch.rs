//! Watching agents, for a wallboard: nobody is logged in or out.

use std::fmt;
use std::sync::Arc;

use client::{AgentId, Secret, WatchAccount as CoreAccount, WatchOptions};

use crate::client::Client;
use crate::config::{SessionOptions, session_config};
use crate::error::{CommandError, WellError};
use crate::session::Session;
use crate::snapshot::Snapshot;
use crate::vocabulary::LinkState;

/// Who watches: an account for an HTTP session, without an extension. Its text shows no password.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct WatchAccount {
    /// The supervisor's number: `5003`.
    pub job_number: String,
    /// The password: a secret. Kept in memory, to renew the HTTP session with.
    pub password: String,
    /// The tenant's domain: `test.cc`.
    pub domain: String,
}

impl fmt::Display for WatchAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WatchAccount({}@{})", self.job_number, self.domain)
    }
}

impl fmt::Debug for WatchAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<WatchAccount> for CoreAccount {
    fn from(account: WatchAccount) -> Self {
        Self::new(account.job_number, Secret::from(account.password), account.domain)
    }
}

/// Agents who are watched. Let go of, it is closed in the background.
#[derive(Debug, uniffi::Object)]
pub struct Watch {
    watch: client::Watch,
    session: Arc<Session>,
}

#[uniffi::export]
impl Client {
    /// Agents to be watched by this account; nothing happens before `open`. Options about calls and about logging in
    /// have no effect, and a store is refused. Fails with `Environment`, `Setup` (also for an agent who cannot be watched),
    /// `File` or `Closed`.
    pub fn open_watch(
        &self,
        options: SessionOptions,
        account: WatchAccount,
        agents: Vec<AgentId>,
    ) -> Result<Watch, WellError> {
        self.check_open()?;
        if options.store.is_some() {
            return Err(WellError::Setup {
                reason: "store is only for a session".to_owned(),
            });
        }
        let account = client::WatchAccount::from(account);
        let (config, more) = session_config(options, |config| account.check(&config.environment, &agents))?;
        let options = WatchOptions {
            journal: more.journal,
        };
        let watch = self
            .host
            .client()
            .watch_with(config, account, agents, options)
            .map_err(WellError::config)?;
        let session = Session::new(Arc::clone(&self.host), watch.session().clone());
        Ok(Watch {
            watch,
            session: Arc::new(session),
        })
    }
}

#[uniffi::export]
impl Watch {
    /// The session that it is inside, for what both have.
    pub fn session(&self) -> Arc<Session> {
        Arc::clone(&self.session)
    }

    /// Opens the watch. Ends when the event channel is open.
    pub async fn open(&self) -> Result<(), CommandError> {
        Ok(self.session.settle(self.watch.open()).await?)
    }

    /// Follows one more agent. Ends when the agent's events are subscribed to.
    pub async fn follow(&self, agent: AgentId) -> Result<(), CommandError> {
        Ok(self.session.settle(self.watch.follow(agent)).await?)
    }

    /// Stops following an agent, and forgets what was known.
    pub fn unfollow(&self, agent: AgentId) {
        self.watch.unfollow(agent);
    }

    /// The agents who are watched, in the order in which they were added.
    pub fn agents(&self) -> Vec<AgentId> {
        self.watch.agents()
    }

    /// What is known of an agent; none for one who is not watched.
    pub fn snapshot(&self, agent: AgentId) -> Option<Snapshot> {
        self.watch.snapshot(agent).map(Into::into)
    }

    /// What is known of each, as of one moment.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        self.watch.snapshots().into_iter().map(Into::into).collect()
    }

    /// The event channel.
    pub fn link(&self) -> LinkState {
        self.watch.link().into()
    }
}
