//! A session's handle and the state behind it.
//!
//! The core is behind one lock. Whoever feeds it, the application or the network, drains its outputs under the same
//! lock: events to the subscribers, outcomes to those who wait, work to the driver task. So all see one order.

use std::collections::HashMap;
use std::io::Write;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{mpsc, oneshot, watch};
use wellclient_core::command::{Command, LoginRequest, Verb};
use wellclient_core::event::Event;
use wellclient_core::http::Rejection;
use wellclient_core::id::{AgentId, CallId, CommandId, DeviceId};
use wellclient_core::metrics::Metrics;
use wellclient_core::refusal::Refusal;
use wellclient_core::session::{
    self as core, Input, LogKind, OutOfRange, Outcome, Output, SavedSession, SessionConfig, Unknown,
};
use wellclient_core::settings::Settings;
use wellclient_core::snapshot::Snapshot;
use wellclient_core::time::Now;

use crate::client::ClientInner;
use crate::driver::{self, Effect};
use crate::event_log::EventLogHandle;
use crate::journal::Journal;
use crate::subscribe::{EventMatch, SubscriptionBuilder};
use crate::subscription::{Events, Notice, Subscriber, Subscription};

/// What the runtime is to do for a session beyond what the core does.
#[derive(Default)]
pub struct SessionOptions {
    /// Log the agent out when the session is closed, or when its last handle is dropped (manual 8.4).
    pub logout_on_close: bool,
    /// Where to write the journal, line by line; sets [`SessionConfig::journal`]. It is written by a thread of its own,
    /// with a stack of 256 KiB, so it may block, and it is flushed when no line waits. When it fails, or when more than
    /// 16 MiB wait for it, the journal ends, with a warning, and the session goes on.
    pub journal: Option<Box<dyn Write + Send>>,
}

impl std::fmt::Debug for SessionOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionOptions")
            .field("logout_on_close", &self.logout_on_close)
            .field("journal", &self.journal.is_some())
            .finish()
    }
}

/// One agent on one extension. Cheap to clone; when the last clone is dropped the session is closed in the background.
#[derive(Clone, Debug)]
pub struct Session {
    handle: Arc<Handle>,
}

/// What is alive as long as the application holds the session.
#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.begin_close();
    }
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) client: Arc<ClientInner>,
    /// What the client knows it by.
    number: u64,
    inner: Mutex<Inner>,
    effects: mpsc::UnboundedSender<Effect>,
    closed: watch::Sender<bool>,
    logout_on_close: bool,
    /// To hand out further handles.
    handle: Mutex<Weak<Handle>>,
}

type AskHandler = Box<dyn FnOnce(Rejection) + Send>;

/// The application's own code, to be called, or to be dropped with all that it holds (which may be the last handle of
/// this session), once the lock is released.
#[derive(Default)]
struct Asks {
    asked: Vec<(AskHandler, Rejection)>,
    unasked: Vec<AskHandler>,
}

pub(crate) struct Inner {
    pub(crate) core: core::Session,
    waiting: HashMap<CommandId, oneshot::Sender<Outcome>>,
    asking: HashMap<CommandId, AskHandler>,
    subscribers: Vec<Weak<Subscriber>>,
    /// The time that the driver sleeps until.
    armed: Option<Duration>,
    /// The core has said its last.
    ended: bool,
}

impl Inner {
    /// Whether somebody sees what becomes of commands that were begun.
    fn follows_commands(&self) -> bool {
        let mut subscribers = self.subscribers.iter().filter_map(Weak::upgrade);
        subscribers.any(|subscriber| subscriber.follows_commands())
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("phase", &self.core.phase())
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock()
    }

    pub(crate) fn now(&self) -> Now {
        self.client.clock.now()
    }

    /// Does something with the core, and hands on all that comes of it.
    fn act_with<R>(&self, act: impl FnOnce(&mut Inner, Now) -> R) -> R {
        let mut inner = self.lock();
        let now = self.now();
        let result = act(&mut inner, now);
        let asks = self.drain(&mut inner);
        drop(inner);
        for (handler, rejection) in asks.asked {
            handler(rejection);
        }
        result
    }

    pub(crate) fn input(&self, input: Input<'_>) {
        self.act_with(|inner, now| inner.core.handle_input(now, input));
    }

    fn drain(&self, inner: &mut Inner) -> Asks {
        let mut asks = Asks::default();
        loop {
            match inner.core.poll_output() {
                Output::Event(event) => {
                    tracing::debug!(target: "wellclient::event", name = event.name(), "event");
                    publish(inner, &Notice::Event(event));
                }
                Output::Log(line) => {
                    match line.kind {
                        LogKind::Log => tracing::debug!(target: "wellclient::log", "{}", line.content),
                        LogKind::Error | LogKind::Alert => {
                            tracing::warn!(target: "wellclient::log", "{}", line.content);
                        }
                    }
                    publish(inner, &Notice::Log(line));
                }
                Output::Settled { id, outcome } => {
                    asks.unasked.extend(inner.asking.remove(&id));
                    if inner.follows_commands() {
                        let outcome = outcome.clone();
                        publish(inner, &Notice::Settled { id, outcome });
                    }
                    if let Some(waiting) = inner.waiting.remove(&id) {
                        // Nobody waits any more if the future was dropped.
                        let _ = waiting.send(outcome);
                    }
                }
                Output::AskLogin { id, rejection } => match inner.asking.remove(&id) {
                    Some(handler) => asks.asked.push((handler, *rejection)),
                    None if inner.follows_commands() => publish(inner, &Notice::AskLogin { id, rejection }),
                    // Nobody can be asked: the log-in fails.
                    None => inner
                        .core
                        .handle_input(self.now(), Input::AnswerAsk { force: false }),
                },
                Output::Closed => {
                    self.effect(Effect::Closed);
                    self.client.forget(self.number);
                    for subscriber in inner.subscribers.drain(..).filter_map(|weak| weak.upgrade()) {
                        subscriber.close();
                    }
                    inner.ended = true;
                }
                Output::Request { id, request } => self.effect(Effect::Request { id, request }),
                Output::CancelRequest { id } => self.effect(Effect::CancelRequest { id }),
                Output::Socket { socket, action } => self.effect(Effect::Socket { socket, action }),
                Output::Journal(line) => self.effect(Effect::Journal(line)),
                Output::Timeout(at) => {
                    let sooner = at.is_some_and(|at| inner.armed.is_none_or(|armed| at < armed));
                    if sooner {
                        inner.armed = at;
                        self.effect(Effect::Arm);
                    }
                    return asks;
                }
            }
        }
    }

    fn effect(&self, effect: Effect) {
        // The driver ends only after the session is closed, when nothing matters any more.
        let _ = self.effects.send(effect);
    }

    /// When the driver is to wake up.
    pub(crate) fn armed(&self) -> Option<Duration> {
        self.lock().armed
    }

    /// The driver has woken up: the time has come, or it was for nothing.
    pub(crate) fn timeout(&self) {
        self.act_with(|inner, now| {
            inner.armed = None;
            inner.core.handle_input(now, Input::Timeout);
        });
    }

    pub(crate) fn subscribe(&self, subscriber: &Arc<Subscriber>) {
        let mut inner = self.lock();
        if inner.ended {
            return subscriber.close();
        }
        inner.subscribers.retain(|weak| weak.strong_count() > 0);
        inner.subscribers.push(Arc::downgrade(subscriber));
    }

    /// A snapshot, and what `during` gives while nothing can happen.
    pub(crate) fn with_snapshot<R>(&self, during: impl FnOnce() -> R) -> (R, Snapshot) {
        let inner = self.lock();
        (during(), inner.core.snapshot(self.now()))
    }

    pub(crate) fn begin_close(&self) {
        let logout = self.logout_on_close;
        self.input(Input::Close { logout });
    }

    /// The driver is gone, or goes: without it nothing settles any more, so the session is closed, if it is not yet.
    pub(crate) fn abandon(&self) {
        self.input(Input::Close { logout: false });
        self.closed.send_replace(true);
    }
}

fn publish(inner: &mut Inner, notice: &Notice) {
    inner.subscribers.retain(|weak| match weak.upgrade() {
        Some(subscriber) => {
            subscriber.offer(notice);
            true
        }
        None => false,
    });
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
    ) -> Result<Self, OutOfRange> {
        config.journal |= options.journal.is_some();
        if config.seed == 0 {
            config.seed = random_seed();
        }
        let core = core::Session::new(config)?;
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
                    armed: None,
                    ended: false,
                }),
                effects,
                closed: watch::Sender::new(false),
                logout_on_close: options.logout_on_close,
                handle: Mutex::default(),
            })
        });
        let driver = driver::Driver::new(Arc::clone(&shared));
        let journal = options.journal.map_or_else(Journal::none, Journal::start);
        client.handle.spawn(driver.run(receiver, journal));
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
        SubscriptionBuilder::new(self)
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

    /// As [`Session::begin`], to take up a saved session.
    pub fn begin_recover(&self, saved: SavedSession) -> Pending {
        self.start_command(|inner, now| {
            let id = inner.core.next_command();
            inner.core.handle_input(now, Input::Recover { id, saved });
            id
        })
    }

    /// Answers [`Notice::AskLogin`]: true forces the log-in, false lets it fail. Without a question it does nothing.
    pub fn answer_ask(&self, force: bool) {
        self.shared().input(Input::AnswerAsk { force });
    }

    /// Logs in as [`Session::agent_login`] does, and in mode `ask` asks `decide` where the agent is logged in already:
    /// true forces the log-in, false lets it fail.
    ///
    /// # Errors
    /// As [`Session::agent_login`].
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

    /// Takes up a session that was saved before the application was restarted.
    ///
    /// # Errors
    /// It cannot be taken up: the agent is logged out, or logged in elsewhere, or the HTTP session has expired.
    pub async fn recover(&self, saved: SavedSession) -> Result<crate::Success, crate::Error> {
        crate::error::result(self.begin_recover(saved).await)
    }

    /// What [`Session::recover`] needs; `None` unless an agent is logged in.
    pub fn saved(&self) -> Option<SavedSession> {
        self.shared().lock().core.saved()
    }

    fn start_command(&self, begin: impl FnOnce(&mut Inner, Now) -> CommandId) -> Pending {
        let (sender, outcome) = oneshot::channel();
        let id = self.shared().act_with(|inner, now| {
            let id = begin(inner, now);
            inner.waiting.insert(id, sender);
            id
        });
        Pending { id, outcome }
    }

    /// Tries the event channel again: after `wsDisconnected`, and at once where the next attempt is waited for, unless
    /// the server has asked for that time. For whoever knows that the network is back.
    pub fn reconnect(&self) {
        self.shared().input(Input::Reconnect);
    }

    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        self.shared().with_snapshot(|| ()).1
    }

    /// Whether a verb may be used on a call now.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, verb: Verb, call: &CallId) -> Result<(), Refusal> {
        self.shared().lock().core.may(verb, call)
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

    /// The settings of `setConfig`.
    pub fn settings(&self) -> Settings {
        self.shared().lock().core.config().settings.clone()
    }

    /// The manual's `setConfig` (2.1).
    pub fn set_config(&self, settings: Settings) {
        self.shared().input(Input::Settings(settings));
    }

    /// The manual's `setDebug` (5.3).
    pub fn set_debug(&self, debug: bool) {
        self.set_config(Settings {
            debug,
            ..self.settings()
        });
    }

    /// Whether to retrieve the first call when the consulted party has hung up.
    pub fn set_retrieve_after_consultation(&self, retrieve: bool) {
        self.shared().input(Input::RetrieveAfterConsultation(retrieve));
    }

    /// Writes a line into the log (manual 5.2).
    pub fn log(&self, text: &str) {
        self.write_line(LogKind::Log, text);
    }

    /// Writes an error into the log (manual 5.3).
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
    /// end as unknown, streams of events end. Logs out first if it was made so. No thread of the session's is left
    /// behind, unless the journal's sink is stuck: that is waited for up to 3 s.
    pub async fn close(&self) {
        let mut closed = self.shared().closed.subscribe();
        self.shared().begin_close();
        let _ = closed.wait_for(|closed| *closed).await;
    }
}
