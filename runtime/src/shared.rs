//! What a session is made of inside, and what all sessions of a client share.
//!
//! The core is behind one lock. Whoever feeds it, the application or the network, drains its outputs under the same
//! lock: events to the subscribers, outcomes to those who wait, work to the driver task. So all see one order.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Weak};
use std::task::Waker;
use std::time::Duration;

use tokio::runtime::Handle as Runtime;
use tokio::sync::{mpsc, oneshot, watch};
use wellclient_core::command::Verb;
use wellclient_core::http::Rejection;
use wellclient_core::id::{CallId, CommandId};
use wellclient_core::one_line::one_line;
use wellclient_core::refusal::Refusal;
use wellclient_core::secret::Secret;
use wellclient_core::session::{
    self as core, Asked, Input, LogKind, Outcome, Output, SavedSession, SocketAction, SocketId,
};
use wellclient_core::snapshot::Snapshot;
use wellclient_core::time::Now;

use crate::alarm::{Alarm, Minder, PresentSocket};
use crate::clock::Clock;
use crate::effect::{Effect, ToSocket};
use crate::http::Http;
use crate::limiter::Limiter;
use crate::lock::{Mutex, MutexGuard};
use crate::notice::Notice;
use crate::subscriber::Subscriber;

/// What all sessions of a client share.
#[derive(Debug)]
pub(crate) struct ClientInner {
    pub(crate) http: Http,
    pub(crate) connecting: Limiter,
    /// Only a rate: what hangs is no reason for others to wait. Nor are the event channels, which come after.
    pub(crate) logging_in: Limiter,
    pub(crate) request_timeout: Duration,
    pub(crate) clock: Clock,
    pub(crate) handle: Runtime,
    pub(crate) sessions: Mutex<Sessions>,
    /// Kept so that it ends with the client.
    pub(crate) runtime: Mutex<Option<tokio::runtime::Runtime>>,
}

/// The sessions that are not closed, in the order of their making.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub(crate) made: u64,
    pub(crate) open: BTreeMap<u64, Weak<Shared>>,
}

/// What is alive as long as the application holds the session.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) shared: Arc<Shared>,
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
    pub(crate) number: u64,
    pub(crate) inner: Mutex<Inner>,
    pub(crate) effects: mpsc::UnboundedSender<Effect>,
    /// Where there is a store to be kept current: told of whatever happens, and whether the session has ended.
    pub(crate) changed: Option<watch::Sender<bool>>,
    pub(crate) closed: watch::Sender<bool>,
    pub(crate) logout_on_close: bool,
    /// To hand out further handles.
    pub(crate) handle: Mutex<Weak<Handle>>,
}

pub(crate) type AskHandler = Box<dyn FnOnce(Rejection) + Send>;

/// What is left to be done once the lock is released.
#[derive(Default)]
struct After {
    /// The application's own code, to be called, or to be dropped with all that it holds (which may be the last handle of this
    /// session).
    asked: Vec<(AskHandler, Rejection)>,
    unasked: Vec<AskHandler>,
    /// Those who have something to read now.
    readers: Vec<Waker>,
    /// The alarm is sooner than it was.
    is_sooner: bool,
}

pub(crate) struct Inner {
    pub(crate) core: core::Session,
    pub(crate) waiting: HashMap<CommandId, oneshot::Sender<Outcome>>,
    pub(crate) asking: HashMap<CommandId, AskHandler>,
    pub(crate) subscribers: Vec<Weak<Subscriber>>,
    /// What is slept until.
    pub(crate) alarm: Option<Alarm>,
    pub(crate) socket: Option<PresentSocket>,
    /// What was to be saved when it was closed, and how often the agent had been logged off by then.
    pub(crate) last_saved: Option<(SavedSession, u64)>,
    /// The core has said its last.
    pub(crate) ended: bool,
}

impl Inner {
    /// Whether somebody sees what becomes of commands that were begun.
    fn follows_commands(&self) -> bool {
        let mut subscribers = self.subscribers.iter().filter_map(Weak::upgrade);
        subscribers.any(|subscriber| subscriber.follows_commands())
    }

    /// Who minds the alarm.
    pub(crate) fn minder(&self) -> Minder {
        let socket = self.socket.as_ref().filter(|socket| socket.minds_alarm);
        socket.map_or(Minder::Driver, |socket| Minder::Socket(socket.id))
    }

    /// Has the task of this socket mind it, if that is the present one, or does not any more.
    pub(crate) fn let_mind(&mut self, socket: SocketId, minds_alarm: bool) {
        if let Some(present) = self.socket.as_mut().filter(|present| present.id == socket) {
            present.minds_alarm = minds_alarm;
        }
    }

    fn tell_socket(&self, socket: SocketId, what: ToSocket) {
        if let Some(present) = self.socket.as_ref().filter(|present| present.id == socket) {
            // One that has just ended has told so.
            let _ = present.queue.send(what);
        }
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
    pub(crate) fn act_with<R>(&self, act: impl FnOnce(&mut Inner, Now) -> R) -> R {
        self.act_as(None, act)
    }

    /// The same, in a task that looks for the alarm then, if it is what minds it.
    pub(crate) fn act_as<R>(&self, by: Option<Minder>, act: impl FnOnce(&mut Inner, Now) -> R) -> R {
        let mut inner = self.lock();
        let now = self.now();
        let result = act(&mut inner, now);
        let mut after = After::default();
        self.drain(&mut inner, &mut after);
        self.leave(inner, after, by);
        result
    }

    pub(crate) fn input(&self, input: Input<'_>) {
        self.act_with(|inner, now| inner.core.handle_input(now, input));
    }

    /// Takes in what has come together, in a socket's task: whoever reads is woken once.
    pub(crate) fn inputs<'a>(&self, socket: SocketId, inputs: impl Iterator<Item = Input<'a>>) {
        let mut inner = self.lock();
        let now = self.now();
        let mut after = After::default();
        for input in inputs {
            inner.core.handle_input(now, input);
            self.drain(&mut inner, &mut after);
        }
        self.leave(inner, after, Some(Minder::Socket(socket)));
    }

    fn leave(&self, inner: MutexGuard<'_, Inner>, after: After, by: Option<Minder>) {
        match inner.minder() {
            minder if !after.is_sooner || by == Some(minder) => {}
            Minder::Socket(socket) => inner.tell_socket(socket, ToSocket::Alarm),
            Minder::Driver => self.effect(Effect::Alarm),
        }
        if let Some(changed) = &self.changed {
            changed.send_replace(inner.ended);
        }
        drop(inner);
        after.readers.into_iter().for_each(Waker::wake);
        for (handler, rejection) in after.asked {
            handler(rejection);
        }
    }

    /// An answer sets cookies, or none.
    pub(crate) fn cookies(&self, to: Asked, set_cookies: Vec<Secret>) {
        if !set_cookies.is_empty() {
            self.input(Input::SetCookies { to, set_cookies });
        }
    }

    fn drain(&self, inner: &mut Inner, after: &mut After) {
        loop {
            match inner.core.poll_output() {
                Output::Event(event) => {
                    tracing::debug!(target: "wellclient::event", name = event.kind().name(), "event");
                    publish(inner, &Notice::Event(event), after);
                }
                Output::Log(line) => {
                    match line.kind {
                        LogKind::Log => {
                            tracing::debug!(target: "wellclient::log", "{}", one_line(&line.content))
                        }
                        LogKind::Error => {
                            tracing::warn!(target: "wellclient::log", "{}", one_line(&line.content))
                        }
                        // It repeats an error for the agent.
                        LogKind::Alert => {}
                    }
                    publish(inner, &Notice::Log(line), after);
                }
                Output::Settled { id, outcome } => {
                    after.unasked.extend(inner.asking.remove(&id));
                    if inner.follows_commands() {
                        let outcome = outcome.clone();
                        publish(inner, &Notice::Settled { id, outcome }, after);
                    }
                    if let Some(waiting) = inner.waiting.remove(&id) {
                        // Nobody waits any more if the future was dropped.
                        let _ = waiting.send(outcome);
                    }
                }
                Output::AskLogin { id, rejection } => match inner.asking.remove(&id) {
                    Some(handler) => after.asked.push((handler, *rejection)),
                    None if inner.follows_commands() => {
                        publish(inner, &Notice::AskLogin { id, rejection }, after);
                    }
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
                Output::Socket { socket, action } => match action {
                    SocketAction::Open { url, headers } => {
                        self.effect(Effect::OpenSocket { socket, url, headers });
                    }
                    SocketAction::Close => self.effect(Effect::CloseSocket(socket)),
                    // The driver need not wake for it.
                    SocketAction::Send(text) => inner.tell_socket(socket, ToSocket::Send(text)),
                    SocketAction::Ping => inner.tell_socket(socket, ToSocket::Ping),
                },
                Output::Journal(line) => self.effect(Effect::Journal(line)),
                Output::Timeout(at) => {
                    let is_sooner = |at: &Duration| !inner.alarm.is_some_and(|alarm| alarm.is_by(*at));
                    if let Some(at) = at.filter(is_sooner) {
                        inner.alarm = Some(Alarm::set(at, self.client.clock.monotonic()));
                        after.is_sooner = true;
                    }
                    return;
                }
            }
        }
    }

    pub(crate) fn effect(&self, effect: Effect) {
        // The driver ends only after the session is closed, when nothing matters any more.
        let _ = self.effects.send(effect);
    }

    pub(crate) fn subscribe(&self, subscriber: &Arc<Subscriber>) {
        let mut inner = self.lock();
        if inner.ended {
            return subscriber.close();
        }
        inner.subscribers.retain(|weak| weak.strong_count() > 0);
        inner.subscribers.push(Arc::downgrade(subscriber));
    }

    /// A snapshot of the session, or of each agent whom it watches, and what `during` gives while nothing can happen.
    pub(crate) fn with_all_snapshots<R>(&self, during: impl FnOnce() -> R) -> (R, Vec<Snapshot>) {
        let inner = self.lock();
        let mut snapshots = inner.core.watched_snapshots(self.now());
        if snapshots.is_empty() {
            snapshots.push(inner.core.snapshot(self.now()));
        }
        (during(), snapshots)
    }

    /// A snapshot, and what `during` gives while nothing can happen.
    pub(crate) fn with_snapshot<R>(&self, during: impl FnOnce() -> R) -> (R, Snapshot) {
        let inner = self.lock();
        (during(), inner.core.snapshot(self.now()))
    }

    pub(crate) fn may(&self, verb: Verb, call: Option<&CallId>) -> Result<(), Refusal> {
        let inner = self.lock();
        inner.core.may(self.now(), verb, call)
    }

    pub(crate) fn begin_close(&self) {
        self.close(self.logout_on_close);
    }

    fn close(&self, logout: bool) {
        self.act_with(|inner, now| {
            if self.changed.is_some() {
                let saved = inner.core.saved().map(|saved| (saved, inner.core.log_offs()));
                inner.last_saved = saved.or(inner.last_saved.take());
            }
            inner.core.handle_input(now, Input::Close { logout });
        });
    }

    /// The driver is gone, or goes: without it nothing settles any more, so the session is closed, if it is not yet.
    pub(crate) fn abandon(&self) {
        self.close(false);
        self.closed.send_replace(true);
    }
}

fn publish(inner: &mut Inner, notice: &Notice, after: &mut After) {
    inner.subscribers.retain(|weak| match weak.upgrade() {
        Some(subscriber) => {
            after.readers.extend(subscriber.offer(notice));
            true
        }
        None => false,
    });
}

impl ClientInner {
    /// Takes up what is made by its number, by which it is to be forgotten.
    pub(crate) fn register(&self, make: impl FnOnce(u64) -> Arc<Shared>) -> Arc<Shared> {
        let mut sessions = self.sessions();
        let number = sessions.made;
        sessions.made += 1;
        let session = make(number);
        sessions.open.insert(number, Arc::downgrade(&session));
        session
    }

    pub(crate) fn forget(&self, number: u64) {
        self.sessions().open.remove(&number);
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock()
    }
}

impl Drop for ClientInner {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.lock().take() {
            // Dropping it would block, which must not happen inside of another runtime.
            runtime.shutdown_background();
        }
    }
}
