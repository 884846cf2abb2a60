//! Events on their way to the application, read or by callback.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use futures_util::Stream;
use wellclient_core::event::{Event, EventKind};
use wellclient_core::snapshot::Snapshot;

use crate::filter::{EventMatch, Filter};
use crate::notice::Notice;
use crate::shared::Shared;
use crate::subscriber::{Queue, Subscriber};

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
    /// The snapshots of a watch that are still to be given after a lag.
    lagged: VecDeque<Snapshot>,
}

impl Events {
    pub(crate) fn new(session: &Arc<Shared>, filter: Filter, capacity: usize) -> Self {
        let subscriber = Arc::new(Subscriber::new(filter, capacity));
        session.subscribe(&subscriber);
        Self {
            subscriber,
            session: Arc::downgrade(session),
            lagged: VecDeque::new(),
        }
    }

    /// What widens it, for who does not have it any more.
    pub fn widening(&self) -> Widening {
        Widening(Arc::downgrade(&self.subscriber))
    }

    /// The next notice; `None` when the session is closed and all is read.
    pub async fn next(&mut self) -> Option<Notice> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// The next notice, if one waits.
    pub fn try_next(&mut self) -> Option<Notice> {
        loop {
            match self.take(None) {
                Taken::Notice(notice) => return Some(notice),
                Taken::Nothing | Taken::End => return None,
                Taken::Again => {}
            }
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

    /// Polls for the next notice, for code that drives streams by hand. If nothing waits, the waker is woken when
    /// something comes. Ready with `None` when the session is closed and all is read.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Notice>> {
        loop {
            match self.take(Some(context.waker())) {
                Taken::Notice(notice) => return Poll::Ready(Some(notice)),
                Taken::End => return Poll::Ready(None),
                Taken::Nothing => return Poll::Pending,
                Taken::Again => {}
            }
        }
    }

    /// Polls for several notices: puts up to `most` of those that wait into `into`, at the cost of one. If nothing
    /// waits, the waker is woken when something comes. Ready with `false` when the session is closed and all is read.
    pub fn poll_many(
        &mut self,
        context: &mut Context<'_>,
        into: &mut impl Extend<Notice>,
        most: usize,
    ) -> Poll<bool> {
        match self.poll(context) {
            Poll::Ready(Some(notice)) => into.extend([notice]),
            Poll::Ready(None) => return Poll::Ready(false),
            Poll::Pending => return Poll::Pending,
        }
        let mut queue = self.subscriber.lock();
        // What was missed is told before anything else.
        if queue.missed == 0 && self.lagged.is_empty() {
            let more = queue.notices.len().min(most.saturating_sub(1));
            into.extend(queue.notices.drain(..more));
        }
        Poll::Ready(true)
    }

    /// What comes next. Where that is nothing, the waker is left while the queue is locked, so that nothing comes in between
    /// unseen.
    fn take(&mut self, waker: Option<&Waker>) -> Taken {
        let mut queue = self.subscriber.lock();
        if queue.missed > 0 {
            drop(queue);
            return self.take_lagged();
        }
        if let Some(snapshot) = self.lagged.pop_front() {
            return Taken::lagged(0, snapshot);
        }
        match queue.notices.pop_front() {
            Some(notice) => Taken::Notice(notice),
            None if queue.closed => Taken::End,
            None => {
                queue.notices.shrink_to(16);
                if let Some(waker) = waker {
                    queue.waker = Some(waker.clone());
                }
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
        let (missed, snapshots) = session.with_all_snapshots(|| clear(&mut self.subscriber.lock()));
        self.lagged = snapshots.into();
        match self.lagged.pop_front() {
            Some(snapshot) => Taken::lagged(missed, snapshot),
            None => Taken::Again,
        }
    }
}

/// Widens what comes into an [`Events`], as long as that is there.
#[derive(Clone, Debug, Default)]
pub struct Widening(Weak<Subscriber>);

impl Widening {
    /// From now on at least so many may wait.
    pub fn capacity(&self, capacity: usize) {
        if let Some(subscriber) = self.0.upgrade() {
            subscriber.widen(capacity);
        }
    }

    /// From now on events of these kinds come, too.
    pub fn kinds(&self, kinds: impl IntoIterator<Item = EventKind>) {
        if let Some(subscriber) = self.0.upgrade() {
            subscriber.also(kinds);
        }
    }

    /// From now on log lines come, too.
    pub fn logs(&self) {
        if let Some(subscriber) = self.0.upgrade() {
            subscriber.also_logs();
        }
    }
}

enum Taken {
    Notice(Notice),
    Nothing,
    /// What was missed is told of by nobody: what has come since may be there.
    Again,
    End,
}

impl Taken {
    fn lagged(missed: u64, snapshot: Snapshot) -> Self {
        let snapshot = Box::new(snapshot);
        Self::Notice(Notice::Lagged { missed, snapshot })
    }
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
