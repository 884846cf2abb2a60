//! A session's handle.

use std::collections::HashMap;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{mpsc, oneshot, watch};
use wellclient_core::command::{Command, LoginRequest, Verb};
use wellclient_core::event::Event;
use wellclient_core::http::Rejection;
use wellclient_core::id::{AgentId, CallId, CommandId, DeviceId};
use wellclient_core::metrics::Metrics;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{
    self as core, ConfigError, Input, LogKind, Outcome, SavedSession, SessionConfig, Unknown,
};
use wellclient_core::settings::Settings;
use wellclient_core::snapshot::Snapshot;
use wellclient_core::time::Now;

use crate::driver;
use crate::event_log::EventLogHandle;
use crate::filter::EventMatch;
use crate::journal::Journal;
use crate::keeper;
use crate::lock::Mutex;
use crate::notice::Notice;
use crate::shared::{AskHandler, ClientInner, Handle, Inner, Shared};
use crate::store::SessionStore;
use crate::subscribe::SubscriptionBuilder;
use crate::subscription::{Events, Subscription};

/// What the runtime is to do for a session beyond what the core does.
#[derive(Default)]
pub struct SessionOptions {
    /// Log the agent out when the session is closed, or when its last handle is dropped (manual 8.4).
    pub logout_on_close: bool,
    /// Where to write the journal, line by line; sets [`SessionConfig::journal`]. It is written by a thread of its own,
    /// with a stack of 256 KiB, so it may block, and it is flushed when no line waits. When it fails, or when more than
    /// 16 MiB wait for it, the journal ends, with a warning, and the session goes on. For a file: [`crate::create_journal`].
    pub journal: Option<Box<dyn Write + Send>>,
    /// Where to keep the session, so that it can be resumed ([`Session::recover`]) after a restart, whatever has ended
    /// it. While an agent is logged in the file is kept current: written within 200 ms of each change, no more often
    /// than every 200 ms, and never where events wait for it. It is removed when the agent is logged out, by own wish
    /// or not, and stays when the session is closed without a log-out. As long as nobody has been logged in, it is left
    /// alone: load it first. Where it cannot be written, a log line of kind [`LogKind::Error`] says so, and the session
    /// goes on. The password is not in it.
    pub store: Option<SessionStore>,
}

impl std::fmt::Debug for SessionOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionOptions")
            .field("logout_on_close", &self.logout_on_close)
            .field("journal", &self.journal.is_some())
            .field("store", &self.store)
            .finish()
    }
}

/// One agent on one extension. Cheap to clone; when the last clone is dropped the session is closed in the background.
#[derive(Clone, Debug)]
pub struct Session {
    handle: Arc<Handle>,
}

/// A command under way: a future of its [`Outcome`]. Dropping it does not take the command back.
#[derive(Debug)]
pub struct Pending {
    id: CommandId,
    outcome: oneshot::Receiver<Outcome>,
}

impl Pending {
    /// Its number in the session.
    pub fn id(&self) -> CommandId {
        self.id
    }
}

impl Future for Pending {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        Pin::new(&mut self.outcome)
            .poll(context)
            .map(|outcome| outcome.unwrap_or(Outcome::Unknown(Unknown::Closed)))
    }
}

/// Another for each session, so that a thousand of them do not come back at the same moment.
fn random_seed() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    std::hash::RandomState::new().build_hasher().finish()
}

impl Session {
    pub(crate) fn start(
        client: Arc<ClientInner>,
        mut config: SessionConfig,
        options: SessionOptions,
    ) -> Result<Self, ConfigError> {
        config.journal |= options.journal.is_some();
        if config.seed == 0 {
            config.seed = random_seed();
        }
        let environment = &config.environment;
        let urls = [&environment.api, &environment.events, &environment.login];
        let of_proxies = client.http.proxy_secrets(urls.map(|url| url.as_str()));
        let mut core = core::Session::new(config)?;
        core.keep_secret(of_proxies);
        let (effects, receiver) = mpsc::unbounded_channel();
        let shared = client.register(|number| {
            Arc::new(Shared {
                number,
                client: Arc::clone(&client),
                inner: Mutex::new(Inner {
                    core,
                    waiting: HashMap::new(),
                    asking: HashMap::new(),
                    subscribers: Vec::new(),
                    alarm: None,
                    socket: None,
                    last_saved: None,
                    ended: false,
                }),
                effects,
                changed: options.store.as_ref().map(|_| watch::Sender::new(false)),
                closed: watch::Sender::new(false),
                logout_on_close: options.logout_on_close,
                handle: Mutex::default(),
            })
        });
        let driver = driver::Driver::new(Arc::clone(&shared));
        let journal = options.journal.map_or_else(Journal::none, Journal::start);
        let keeper = options
            .store
            .zip(shared.changed.as_ref())
            .map(|(store, changed)| {
                let keep = keeper::keep(Arc::clone(&shared), store, changed.subscribe());
                client.handle.spawn(keep)
            });
        client.handle.spawn(driver.run(receiver, journal, keeper));
        let handle = Arc::new(Handle {
            shared: Arc::clone(&shared),
        });
        *shared.handle.lock() = Arc::downgrade(&handle);
        Ok(Self { handle })
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.handle.shared
    }

    pub(crate) fn from_shared(shared: Arc<Shared>) -> Option<Self> {
        let handle = shared.handle.lock().upgrade()?;
        Some(Self { handle })
    }

    /// All events and log lines from now on: the short form of [`Session::subscribe`] for what is wanted most.
    pub fn events(&self) -> Events {
        self.subscribe().stream()
    }

    /// A subscription to what happens from now on, as a stream or by callbacks, to some events or to more than events.
    pub fn subscribe(&self) -> SubscriptionBuilder<'_> {
        SubscriptionBuilder::new(self.shared())
    }

    /// Calls back for each event of this kind or name (manual 3.1), on the runtime's threads, one after the other.
    pub fn on<'a>(
        &self,
        event: impl Into<EventMatch<'a>>,
        mut callback: impl FnMut(Arc<Event>) + Send + 'static,
    ) -> Subscription {
        let events = match event.into() {
            EventMatch::Kind(kind) => self.subscribe().kinds([kind]),
            EventMatch::Name(name) => self.subscribe().names([name]),
        };
        events.call(move |notice| {
            if let Notice::Event(event) = notice {
                callback(event);
            }
        })
    }

    /// Calls back for each notice: events (the manual's `exports`, 3.3), log lines (`onLog`, 3.4) and lags.
    pub fn on_any(&self, callback: impl FnMut(Notice) + Send + 'static) -> Subscription {
        self.subscribe().call(callback)
    }

    /// Any command; the verbs of [`Session`] are this with types.
    pub async fn command(&self, command: Command) -> Outcome {
        self.begin(command).await
    }

    /// Begins a command and returns at once. Its outcome is the future's, which may be dropped, and comes as
    /// [`Notice::Settled`] to subscriptions with [outcomes](SubscriptionBuilder::outcomes), perhaps before this
    /// returns.
    pub fn begin(&self, command: Command) -> Pending {
        self.start_command(|inner, now| inner.core.command(now, command))
    }

    /// Begins to resume a saved session and returns at once. Its outcome is the future's, which may be dropped, and comes as
    /// [`Notice::Settled`] to subscriptions with [outcomes](SubscriptionBuilder::outcomes), perhaps before this returns.
    pub fn begin_recover(&self, saved: SavedSession) -> Pending {
        self.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(
                now,
                Input::Recover {
                    id,
                    saved: saved.into(),
                },
            );
            id
        })
    }

    /// Answers the question of a log-in ([`Notice::AskLogin`]): true forces the log-in, false makes it fail. Does
    /// nothing if there is no question.
    pub fn answer_ask(&self, force: bool) {
        self.shared().input(Input::AnswerAsk { force });
    }

    /// Logs an agent in on an extension (manual 2.2). In mode [`Ask`](crate::LoginMode::Ask), `decide` is called with the
    /// server's refusal if the agent is logged in already: true forces the log-in, false makes it fail. It has
    /// [`Timing::ask`](crate::Timing::ask) to answer. Ends when `agentLoggedOn` arrives.
    ///
    /// # Errors
    /// - [`Error::Rejected`](crate::Error::Rejected) with the server's refusal (401, 423, 451 to 462), if the session has an
    ///   agent already, or if the server or the event channel cannot be reached.
    /// - [`Error::Unknown`](crate::Error::Unknown) if nothing shows whether it was carried out.
    pub async fn agent_login_asking<F>(
        &self,
        request: LoginRequest,
        decide: impl FnOnce(Rejection) -> F + Send + 'static,
    ) -> Result<crate::Success, crate::Error>
    where
        F: Future<Output = bool> + Send + 'static,
    {
        let shared = Arc::downgrade(self.shared());
        let runtime = self.shared().client.handle.clone();
        let ask: AskHandler = Box::new(move |rejection| {
            let decision = decide(rejection);
            runtime.spawn(async move {
                let force = decision.await;
                if let Some(shared) = shared.upgrade() {
                    shared.input(Input::AnswerAsk { force });
                }
            });
        });
        let outcome = self
            .start_command(|inner, now| {
                let id = inner.core.command(now, Command::Login(request));
                inner.asking.insert(id, ask);
                id
            })
            .await;
        crate::error::result(outcome)
    }

    /// Resumes a session that was saved before the application was restarted, in place of a log-in. Ends when the event
    /// channel is open and the agent's state has been read from the server. The saved state is in doubt until the server
    /// confirms it ([`Doubt`](crate::Doubt)).
    ///
    /// # Errors
    /// - [`Error::Rejected`](crate::Error::Rejected) if the agent is logged out, or logged in elsewhere, or if the HTTP
    ///   session has expired and cannot be renewed.
    /// - [`Error::Unknown`](crate::Error::Unknown) if nothing shows whether it was carried out.
    pub async fn recover(&self, saved: SavedSession) -> Result<crate::Success, crate::Error> {
        crate::error::result(self.begin_recover(saved).await)
    }

    /// What [`Session::recover`] needs, with the state; `None` unless an agent is logged in. [`SessionOptions::store`] keeps
    /// it by itself.
    pub fn saved(&self) -> Option<SavedSession> {
        self.shared().lock().core.saved()
    }

    pub(crate) fn start_command(&self, begin: impl FnOnce(&mut Inner, Now) -> CommandId) -> Pending {
        let (sender, outcome) = oneshot::channel();
        let id = self.shared().act_with(|inner, now| {
            let id = begin(inner, now);
            inner.waiting.insert(id, sender);
            id
        });
        Pending { id, outcome }
    }

    /// Tries to open the event channel at once, after `wsDisconnected` or while the next attempt is waited for; not
    /// before the time that the server has asked for. For programs that know that the network is back.
    pub fn reconnect(&self) {
        self.shared().input(Input::Reconnect);
    }

    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        self.shared().with_snapshot(|| ()).1
    }

    /// Whether a verb may be used now: `may(Verb::Hold, &call)`, `may(Verb::MakeCall, None)`. This is advice; the server has the
    /// last word.
    ///
    /// `call` says on which of the agent's own calls. Verbs about anything else, also about calls of others (`forceListen`),
    /// do not look at it. Without it `dropConnection` is about the only call that there is, and any other verb about the
    /// agent's own calls ([`Verb::needs_call`]) finds none.
    ///
    /// # Errors
    /// Why not.
    pub fn may<'a>(&self, verb: Verb, call: impl Into<Option<&'a CallId>>) -> Result<(), Refusal> {
        self.shared().may(verb, call.into())
    }

    /// The agent and the device, once a log-in has begun.
    pub fn identity(&self) -> Option<(AgentId, DeviceId)> {
        self.shared()
            .lock()
            .core
            .identity()
            .map(|(agent, device)| (agent.clone(), device.clone()))
    }

    /// The model as the reference client shows it (manual 5.1).
    pub fn get_call_memory(&self) -> String {
        self.shared().lock().core.call_memory().to_string()
    }

    /// The counters.
    pub fn metrics(&self) -> Metrics {
        self.shared().lock().core.metrics()
    }

    /// The present settings (`setConfig`, manual 2.1).
    pub fn settings(&self) -> Settings {
        self.shared().lock().core.config().settings.clone()
    }

    /// Changes the settings (`setConfig`, manual 2.1).
    pub fn set_config(&self, settings: Settings) {
        self.shared().input(Input::Settings(settings));
    }

    /// Turns detailed logging on or off (`setDebug`, manual 5.3).
    pub fn set_debug(&self, debug: bool) {
        self.set_config(Settings {
            debug,
            ..self.settings()
        });
    }

    /// Sets whether to retrieve the first call when the consulted party hangs up.
    pub fn set_retrieve_after_consultation(&self, retrieve: bool) {
        self.shared().input(Input::RetrieveAfterConsultation(retrieve));
    }

    /// Writes a line of the application's into the event log (manual 5.2).
    pub fn log(&self, text: &str) {
        self.write_line(LogKind::Log, text);
    }

    /// Writes an error of the application's into the event log (manual 5.3).
    pub fn error(&self, text: &str) {
        self.write_line(LogKind::Error, text);
    }

    fn write_line(&self, kind: LogKind, text: &str) {
        let text = text.to_owned();
        self.shared().input(Input::Log { kind, text });
    }

    /// The event log (manual 5.5).
    pub fn event_log(&self) -> EventLogHandle {
        EventLogHandle::new(Arc::clone(self.shared()))
    }

    /// Closes the session and waits until it is closed, its socket and its journal too; commands that are not settled
    /// end as unknown, streams of events end. Logs the agent out first if [`SessionOptions::logout_on_close`] is set.
    /// No thread of the session's is left behind, unless the journal's sink is stuck: that is waited for up to 3 s.
    pub async fn close(&self) {
        let mut closed = self.shared().closed.subscribe();
        self.shared().begin_close();
        let _ = closed.wait_for(|closed| *closed).await;
    }
}
