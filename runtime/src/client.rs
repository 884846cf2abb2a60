//! What sessions share: HTTP connections, TLS, proxies, the limit on connecting, and the runtime they run on.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use wellclient_core::id::AgentId;
use wellclient_core::metrics::Metrics;
use wellclient_core::secret::Secret;
use wellclient_core::session::{ConfigError, OutOfRange, SessionConfig, WatchAccount};

use crate::clock::Clock;
use crate::http::Http;
use crate::limiter::Limiter;
use crate::lock::Mutex;
use crate::net::{self, Connector, Proxies, ProxyError};
use crate::session::{Session, SessionOptions};
use crate::shared::ClientInner;
use crate::tls::{self, TlsError, TlsOptions};
use crate::watch::{Watch, WatchOptions};

/// The shared part of all sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) inner: Arc<ClientInner>,
}

/// The options of a [`Client`]: change what you need, then call [`ClientBuilder::build`].
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    tls: TlsOptions,
    proxy: Proxy,
    connect_timeout: Duration,
    request_timeout: Duration,
    connecting_at_once: usize,
    connecting_per_second: u32,
    own_runtime: Option<usize>,
    user_agent: String,
}

#[derive(Clone, Debug)]
enum Proxy {
    /// By the environment variables and settings of the system.
    System,
    None,
    Url(Secret),
}

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The proxy's URL.
    #[error("the proxy's URL cannot be used: {0}")]
    Proxy(#[from] ProxyError),
    /// The user agent has a character that no header can have.
    #[error("user_agent can have printable ASCII and tabs only")]
    UserAgent,
    /// An option is out of its range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// No tokio runtime: call from inside one, or ask for one of the client's own.
    #[error("no tokio runtime here: use ClientBuilder::own_runtime")]
    NoRuntime,
    /// The client's own runtime.
    #[error("the runtime cannot be started: {0}")]
    Runtime(std::io::Error),
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            tls: TlsOptions::default(),
            proxy: Proxy::System,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(10),
            connecting_at_once: 64,
            connecting_per_second: 250,
            own_runtime: None,
            user_agent: concat!("wellclient/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl ClientBuilder {
    /// The most threads that a client can have: no client has work for more.
    pub const MAX_THREADS: usize = 64;

    /// What TLS is to trust and to show.
    #[must_use]
    pub fn tls(mut self, tls: TlsOptions) -> Self {
        self.tls = tls;
        self
    }

    /// Sends everything, the event channel too, through this proxy: `http://…`, `https://…`, `socks5://…`, `socks5h://…`,
    /// `socks4://…` or `socks4a://…`, with a name and a password where it wants some (`http://name:password@host:port`).
    /// Without it the system's proxy settings apply.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::Url(Secret::from(url.into()));
        self
    }

    /// Uses no proxy, whatever the system says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// How long a TCP and TLS connection may take, from 1 ms to 100 years. Default 5 s.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a request may take, reply and all, from 1 ms to 100 years. Default 10 s; keep it below
    /// [`crate::Timing::command`].
    #[must_use]
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// How many event channels may be opening at once, over all sessions. At least 1; default 64.
    #[must_use]
    pub fn connecting_at_once(mut self, count: usize) -> Self {
        self.connecting_at_once = count;
        self
    }

    /// How many event channels may begin to open in a second, and how many HTTP log-ins and renewals, over all sessions
    /// and evenly spaced. At least 1; default 250. A channel that has waited for its turn for six times
    /// [`crate::Timing::connect`], 60 s, counts as failed, and a log-in ends after [`crate::Timing::login`], 30 s: with
    /// the defaults 7,000 sessions can log in at once.
    #[must_use]
    pub fn connecting_per_second(mut self, count: u32) -> Self {
        self.connecting_per_second = count;
        self
    }

    /// Runs on a tokio runtime of the client's own, with this many threads, from 1 to 64.
    #[must_use]
    pub fn own_runtime(mut self, threads: usize) -> Self {
        self.own_runtime = Some(threads);
        self
    }

    /// The `user-agent` header: printable ASCII and tabs.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`BuildError`].
    pub fn build(self) -> Result<Client, BuildError> {
        let least = Duration::from_millis(1);
        OutOfRange::check("connect_timeout", self.connect_timeout, least)?;
        OutOfRange::check("request_timeout", self.request_timeout, least)?;
        OutOfRange::check_count("connecting_at_once", self.connecting_at_once, 1, usize::MAX)?;
        let per_second = usize::try_from(self.connecting_per_second).unwrap_or(usize::MAX);
        OutOfRange::check_count("connecting_per_second", per_second, 1, usize::MAX)?;
        if let Some(threads) = self.own_runtime {
            OutOfRange::check_count("threads", threads, 1, Self::MAX_THREADS)?;
        }
        let tls = tls::config(&self.tls)?;
        let proxies = match &self.proxy {
            Proxy::System => Proxies::system(),
            Proxy::None => Proxies::None,
            Proxy::Url(url) => Proxies::One(net::Proxy::read(url.expose())?),
        };
        let is_plain = |octet: u8| octet == b'\t' || (b' '..=b'~').contains(&octet);
        let user_agent = Some(&self.user_agent).filter(|text| text.bytes().all(is_plain));
        let user_agent = user_agent.and_then(|text| text.parse().ok());
        let user_agent = user_agent.ok_or(BuildError::UserAgent)?;
        // A redirect is an answer that makes no sense here, and is not followed: that could carry a password elsewhere.
        let http = Http::new(Connector::new(proxies, tls, self.connect_timeout), user_agent);
        let runtime = match self.own_runtime {
            None => None,
            Some(threads) => Some(
                tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(threads)
                    .thread_name("wellclient")
                    .enable_all()
                    .build()
                    .map_err(BuildError::Runtime)?,
            ),
        };
        let handle = match &runtime {
            Some(runtime) => runtime.handle().clone(),
            None => Handle::try_current().map_err(|_| BuildError::NoRuntime)?,
        };
        let _entered = handle.enter();
        Ok(Client {
            inner: Arc::new(ClientInner {
                http,
                connecting: Limiter::new(self.connecting_at_once, self.connecting_per_second),
                logging_in: Limiter::new(usize::MAX, self.connecting_per_second),
                request_timeout: self.request_timeout,
                clock: Clock::new(),
                handle: handle.clone(),
                sessions: Mutex::default(),
                runtime: Mutex::new(runtime),
            }),
        })
    }
}

impl Client {
    /// A client with the defaults, on the tokio runtime that this is called in.
    ///
    /// # Errors
    /// [`BuildError::NoRuntime`] outside of a runtime.
    pub fn new() -> Result<Self, BuildError> {
        ClientBuilder::default().build()
    }

    /// A builder, for a client whose options differ from the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A session that is logged out.
    ///
    /// # Errors
    /// A setting of the configuration cannot be.
    pub fn session(&self, config: SessionConfig) -> Result<Session, ConfigError> {
        self.session_with(config, SessionOptions::default())
    }

    /// A session that is logged out, with options of the runtime's.
    ///
    /// # Errors
    /// A setting of the configuration cannot be.
    pub fn session_with(
        &self,
        config: SessionConfig,
        options: SessionOptions,
    ) -> Result<Session, ConfigError> {
        Session::start(Arc::clone(&self.inner), config, options)
    }

    /// Agents to be watched by this account, with nobody logged in or out: [`Watch`]. Nothing happens before
    /// [`Watch::open`].
    ///
    /// # Errors
    /// A setting of the configuration cannot be, nor can an agent be watched, or the account be one.
    pub fn watch<A: Into<AgentId>>(
        &self,
        config: SessionConfig,
        account: WatchAccount,
        agents: impl IntoIterator<Item = A>,
    ) -> Result<Watch, ConfigError> {
        self.watch_with(config, account, agents, WatchOptions::default())
    }

    /// Agents to be watched by this account, with options of the runtime's: a journal. Nothing happens before [`Watch::open`].
    ///
    /// # Errors
    /// As of [`Self::watch`].
    pub fn watch_with<A: Into<AgentId>>(
        &self,
        config: SessionConfig,
        account: WatchAccount,
        agents: impl IntoIterator<Item = A>,
        options: WatchOptions,
    ) -> Result<Watch, ConfigError> {
        let agents = agents.into_iter().map(Into::into).collect();
        Watch::new(Arc::clone(&self.inner), config, account, agents, options)
    }

    /// The counters of all its open sessions, added up; `command_ms_longest` is the longest of all.
    pub fn metrics(&self) -> Metrics {
        self.open_sessions()
            .iter()
            .map(|session| session.metrics())
            .fold(Metrics::default(), Metrics::plus)
    }

    /// Closes all sessions, of which those with [`SessionOptions::logout_on_close`] log out first, and waits until they
    /// are closed. Connections that were kept for further requests are closed too.
    pub async fn close(&self) {
        let sessions = self.open_sessions();
        futures_util::future::join_all(sessions.iter().map(Session::close)).await;
        self.inner.http.close();
    }

    /// Runs a future to its end on this thread.
    ///
    /// # Panics
    /// Inside a tokio runtime: await there.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.inner.handle.block_on(future)
    }

    fn open_sessions(&self) -> Vec<Session> {
        self.inner
            .sessions()
            .open
            .values()
            .filter_map(Weak::upgrade)
            .filter_map(Session::from_shared)
            .collect()
    }
}
