//! Events on their way to the application: bounded queues that never hold up the link and never lose silently.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use futures_util::Stream;
use parking_lot::{Mutex, MutexGuard};
use wellclient_core::event::Event;
use wellclient_core::http::Rejection;
use wellclient_core::id::CommandId;
use wellclient_core::session::{LogLine, Outcome};
use wellclient_core::snapshot::Snapshot;

use crate::session::Shared;
use crate::subscribe::{EventMatch, Filter};

/// Something that a subscriber is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// An event: the server's, one of the library's corrections, or a derived one.
    Event(Arc<Event>),
    /// A log line (manual 3.4).
    Log(LogLine),
    /// How a command ended, after the event that shows it. Only where
    /// [outcomes](crate::SubscriptionBuilder::outcomes) are wanted, and never missed.
    Settled {
        /// Which.
        id: CommandId,
        /// How.
        outcome: Outcome,
    },
    /// A log-in in mode `ask` asks what to do; answer with
    /// [`Session::answer_ask`](crate::Session::answer_ask). Only where [outcomes](crate::SubscriptionBuilder::outcomes)
    /// are wanted, and never missed.
    AskLogin {
        /// The log-in's command.
        id: CommandId,
        /// Where the agent is logged in already.
        rejection: Box<Rejection>,
    },
    /// The subscriber was too slow and has missed this many; this is the state now, and what comes next comes after it.
    Lagged {
        /// How many were dropped.
        missed: u64,
        /// The state as of now.
        snapshot: Box<Snapshot>,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => f.write_str(event.raw()),
            Self::Log(line) => write!(f, "{}: {}", line.kind.as_str(), line.content),
            Self::Settled { id, outcome } => write!(f, "command {}: {}", id.0, outcome.name()),
            Self::AskLogin { id, rejection } => write!(f, "command {}: {rejection}", id.0),
            Self::Lagged { missed, .. } => write!(f, "{missed} events were missed"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Subscriber {
    filter: Filter,
    capacity: usize,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    notices: VecDeque<Notice>,
    missed: u64,
    closed: bool,
    waker: Option<Waker>,
}

impl Notice {
    /// As many as there are commands under way: of these none is ever missed.
    fn concerns_command(&self) -> bool {
        matches!(self, Self::Settled { .. } | Self::AskLogin { .. })
    }
}

impl Queue {
    /// Drops what waits, but for what concerns commands, and counts it.
    fn forget_events(&mut self) {
        let before = self.notices.len();
        self.notices.retain(Notice::concerns_command);
        self.missed += (before - self.notices.len()) as u64;
    }
}

impl Subscriber {
    /// Whether it wants what concerns commands.
    pub(crate) fn follows_commands(&self) -> bool {
        self.filter.follows_commands()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock()
    }

    pub(crate) fn offer(&self, notice: &Notice) {
        if !self.filter.wants(notice) {
            return;
        }
        let mut queue = self.lock();
        let room = queue.missed == 0 && queue.notices.len() < self.capacity;
        if room || notice.concerns_command() {
            queue.notices.push_back(notice.clone());
        } else {
            // The snapshot that it gets in place of these covers what waits, too.
            queue.missed += 1;
            queue.forget_events();
        }
        let waker = queue.waker.take();
        drop(queue);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        let waker = queue.waker.take();
        drop(queue);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The events of a session from now on, in order: a [`Stream`] of [`Notice`]s. Ends when the session is closed.
///
/// At most 1024 wait to be read, or as many as [`SubscriptionBuilder::capacity`] says; a reader that is slower gets
/// [`Notice::Lagged`] in place of what it missed.
///
/// [`SubscriptionBuilder::capacity`]: crate::SubscriptionBuilder::capacity
#[derive(Debug)]
pub struct Events {
    subscriber: Arc<Subscriber>,
    session: Weak<Shared>,
}

impl Events {
    pub(crate) fn new(session: &Arc<Shared>, filter: Filter, capacity: usize) -> Self {
        let subscriber = Arc::new(Subscriber {
            filter,
            capacity,
            queue: Mutex::default(),
        });
        session.subscribe(&subscriber);
        Self {
            subscriber,
            session: Arc::downgrade(session),
        }
    }

    /// The next notice; `None` when the session is closed and all is read.
    pub async fn next(&mut self) -> Option<Notice> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// The next notice, if one waits.
    pub fn try_next(&mut self) -> Option<Notice> {
        match self.take() {
            Taken::Notice(notice) => Some(notice),
            Taken::Nothing | Taken::End => None,
        }
    }

    /// The next event of this kind or name, passing over all others; `None` when the session is closed.
    pub async fn wait_for<'a>(&mut self, event: impl Into<EventMatch<'a>>) -> Option<Arc<Event>> {
        let wanted = event.into();
        loop {
            match self.next().await? {
                Notice::Event(event) if wanted.matches(&event) => return Some(event),
                _ => {}
            }
        }
    }

    /// As [`Events::next`], for whoever drives streams by hand: where nothing waits, the waker is woken by what comes.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Notice>> {
        // The waker is left before the queue is looked at, so that nothing comes in between unseen.
        self.subscriber.lock().waker = Some(context.waker().clone());
        match self.take() {
            Taken::Notice(notice) => Poll::Ready(Some(notice)),
            Taken::End => Poll::Ready(None),
            Taken::Nothing => Poll::Pending,
        }
    }

    fn take(&mut self) -> Taken {
        if self.subscriber.lock().missed > 0 {
            return self.take_lagged();
        }
        let mut queue = self.subscriber.lock();
        match queue.notices.pop_front() {
            Some(notice) => Taken::Notice(notice),
            None if queue.closed => Taken::End,
            None => {
                queue.notices.shrink_to(16);
                Taken::Nothing
            }
        }
    }

    /// The snapshot is taken while nothing can be added, so that what comes next comes after it.
    fn take_lagged(&mut self) -> Taken {
        let clear = |queue: &mut Queue| {
            queue.forget_events();
            std::mem::take(&mut queue.missed)
        };
        let Some(session) = self.session.upgrade() else {
            clear(&mut self.subscriber.lock());
            return Taken::End;
        };
        let (missed, snapshot) = session.with_snapshot(|| clear(&mut self.subscriber.lock()));
        Taken::Notice(Notice::Lagged {
            missed,
            snapshot: Box::new(snapshot),
        })
    }
}

enum Taken {
    Notice(Notice),
    Nothing,
    End,
}

impl Stream for Events {
    type Item = Notice;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Notice>> {
        self.get_mut().poll(context)
    }
}

/// A callback's subscription: ends when this is dropped. No call begins after that; one that is under way on another
/// thread runs to its end.
#[derive(Debug)]
pub struct Subscription {
    task: tokio::task::AbortHandle,
    live: Arc<AtomicBool>,
    detached: bool,
}

impl Subscription {
    /// Calls `callback` for each notice until the subscription is dropped.
    pub(crate) fn start(
        runtime: &tokio::runtime::Handle,
        mut events: Events,
        mut callback: impl FnMut(Notice) + Send + 'static,
    ) -> Self {
        let live = Arc::new(AtomicBool::new(true));
        let may_call = Arc::clone(&live);
        let task = runtime.spawn(async move {
            while let Some(notice) = events.next().await {
                // Aborting takes effect only where the task waits.
                if !may_call.load(Ordering::Acquire) {
                    return;
                }
                callback(notice);
            }
        });
        let task = task.abort_handle();
        Self {
            task,
            live,
            detached: false,
        }
    }

    /// Lets the callback go on for as long as the session lives.
    pub fn detach(mut self) {
        self.detached = true;
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if !self.detached {
            self.live.store(false, Ordering::Release);
            self.task.abort();
        }
    }
}
