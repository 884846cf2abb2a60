//! One thread that calls back, for all sessions of a client: no callback runs beside another, a slow one holds up
//! the others but never the link, and the program knows where it is called.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use crate::lock::{Condvar, Mutex, MutexGuard};
use crate::threads::{AtomicBool, Builder, JoinHandle, thread_local};

use wellclient::{Events, Notice};

/// Notices of one session that are told before another's turn comes.
const TURN: usize = 64;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Whether this thread is inside a callback, where nothing may wait: what it waits for may have to be told by it.
pub fn in_callback() -> bool {
    // A thread that is ending has left its callbacks.
    DEPTH.try_with(Cell::get).is_ok_and(|depth| depth > 0)
}

/// What a session's handler is told.
#[derive(Debug)]
pub enum Told {
    /// The next notice.
    Notice(Notice),
    /// The session is closed and all is told. Nothing comes after this.
    End,
}

/// Notices that are told together: a handler that cannot go on leaves what it has not taken, and is called for it again.
#[derive(Debug)]
pub struct Together<'a> {
    line: &'a Line,
    notices: std::vec::IntoIter<Notice>,
}

impl Iterator for Together<'_> {
    type Item = Notice;

    fn next(&mut self) -> Option<Notice> {
        // Whoever was detached meanwhile is told nothing more.
        self.line.events().is_some().then(|| self.notices.next())?
    }
}

/// Is told what waits, or, by `None`, the end.
type Handler = Box<dyn Fn(Option<&mut Together<'_>>) + Send + Sync>;

/// Whether threads that have nothing left to do are waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Until they are gone.
    Awaited,
    /// Not at all: they may be unable to end before the waiting one goes on (Windows, inside a `DllMain`).
    LeftAlone,
}

/// The thread, and what waits for it.
#[derive(Debug)]
pub struct Dispatcher {
    queue: Arc<Queue>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    ready: VecDeque<Arc<Line>>,
    /// Sessions that have not told their end.
    open: usize,
    /// The thread is to end when none is open.
    finishing: bool,
    finished: bool,
}

/// The way of one session's notices to its handler. Its own waker keeps it alive until the session is closed.
struct Line {
    /// `None` after the end: what is left of the stream would keep this alive.
    events: Mutex<Option<Events>>,
    handler: Handler,
    /// It stands in the queue.
    queued: AtomicBool,
    /// Nobody is to be told any more, and the queue does not know yet.
    detached: AtomicBool,
    queue: Weak<Queue>,
}

/// One handler's place at a [`Dispatcher`]. Let go of, the handler stays.
#[derive(Clone, Debug, Default)]
pub struct Attachment(Weak<Line>);

impl Attachment {
    /// Takes no further notices for the handler, and lets go of it. It is not told the end. A call that is under way, or
    /// about to be, is not waited for.
    pub fn detach(&self) {
        let Some(line) = self.0.upgrade() else { return };
        let events = line.events().take();
        if let Some(events) = events {
            line.detached.store(true, Ordering::Release);
            drop(events);
            line.wake();
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The next session that has something to tell; `None` at the end, which is said before anybody else can come.
    fn next(&self) -> Option<Arc<Line>> {
        let mut state = self.lock();
        loop {
            if let Some(line) = state.ready.pop_front() {
                return Some(line);
            }
            if state.finishing && state.open == 0 {
                state.finished = true;
                self.changed.notify_all();
                return None;
            }
            state = self.changed.wait(state);
        }
    }
}

impl Wake for Line {
    fn wake(self: Arc<Self>) {
        if self.queued.swap(true, Ordering::AcqRel) {
            return;
        }
        if let Some(queue) = self.queue.upgrade() {
            queue.lock().ready.push_back(self);
            queue.changed.notify_all();
        }
    }
}

impl Line {
    /// Tells some of what waits; whether nothing comes any more.
    fn tell(self: &Arc<Self>) -> bool {
        self.queued.store(false, Ordering::Release);
        let waker = Waker::from(Arc::clone(self));
        let mut context = Context::from_waker(&waker);
        let mut taken = Vec::new();
        let poll = |events: &mut Events| events.poll_many(&mut context, &mut taken, TURN);
        let Some(polled) = self.events().as_mut().map(poll) else {
            return self.detached.swap(false, Ordering::AcqRel);
        };
        match polled {
            Poll::Ready(true) => {
                self.call_for(taken);
                // There may be more.
                Arc::clone(self).wake();
                false
            }
            Poll::Ready(false) => {
                let events = self.events().take();
                // Whoever was detached meanwhile is not told the end, and counted once.
                if events.is_none() {
                    return self.detached.swap(false, Ordering::AcqRel);
                }
                drop(events);
                self.call(None);
                true
            }
            Poll::Pending => false,
        }
    }

    fn call_for(&self, notices: Vec<Notice>) {
        let mut together = Together {
            line: self,
            notices: notices.into_iter(),
        };
        while together.notices.len() > 0 && self.events().is_some() {
            let before = together.notices.len();
            self.call(Some(&mut together));
            if together.notices.len() == before {
                // One that takes none is not to be called for ever.
                together.notices.next();
            }
        }
    }

    fn events(&self) -> MutexGuard<'_, Option<Events>> {
        self.events.lock()
    }

    /// A callback that panics has had its turn all the same.
    fn call(&self, together: Option<&mut Together<'_>>) {
        let handler = std::panic::AssertUnwindSafe(|| (self.handler)(together));
        if std::panic::catch_unwind(|| inside_callback(handler)).is_err() {
            tracing::error!("a callback has panicked");
        }
    }
}

/// Runs a callback: within it, [`in_callback`] is true.
pub fn inside_callback<R>(callback: impl FnOnce() -> R) -> R {
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            let _ = DEPTH.try_with(|depth| depth.set(depth.get().saturating_sub(1)));
        }
    }
    let _ = DEPTH.try_with(|depth| depth.set(depth.get() + 1));
    let _inside = Inside;
    callback()
}

impl Dispatcher {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn start(name: &str) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let thread = Builder::new().name(name.to_owned()).spawn({
            let queue = Arc::clone(&queue);
            move || serve(&queue)
        })?;
        Ok(Self {
            queue,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// From now on tells `handler` what `events` brings, in order, up to [`Told::End`]. After the thread's end that is all
    /// that is told, at once.
    pub fn attach(&self, events: Events, handler: impl Fn(Told) + Send + Sync + 'static) -> Attachment {
        self.attach_together(events, move |together| match together {
            Some(together) => together.take(1).for_each(|notice| handler(Told::Notice(notice))),
            None => handler(Told::End),
        })
    }

    /// As [`Dispatcher::attach`], for a handler that takes what waits together; `None` tells it the end.
    pub fn attach_together(
        &self,
        events: Events,
        handler: impl Fn(Option<&mut Together<'_>>) + Send + Sync + 'static,
    ) -> Attachment {
        {
            let mut state = self.queue.lock();
            if state.finished {
                drop(state);
                handler(None);
                return Attachment::default();
            }
            state.open += 1;
        }
        let line = Arc::new(Line {
            events: Mutex::new(Some(events)),
            handler: Box::new(handler),
            queued: AtomicBool::new(false),
            detached: AtomicBool::new(false),
            queue: Arc::downgrade(&self.queue),
        });
        let attachment = Attachment(Arc::downgrade(&line));
        line.wake();
        attachment
    }

    /// Ends the thread once every session that was attached has told its end, and waits for it as `ending` says. Whether it
    /// has ended in time; if not, call it again.
    pub fn stop(&self, timeout: Duration, ending: Ending) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.queue.lock();
        state.finishing = true;
        self.queue.changed.notify_all();
        let state = (self.queue.changed).wait_while_until(state, deadline, |state| !state.finished);
        if !state.finished {
            return false;
        }
        drop(state);
        // Held until it has ended, so that nobody else thinks so before.
        let mut thread = self.thread.lock();
        if let Some(thread) = thread.take()
            && ending == Ending::Awaited
        {
            // It does nothing any more that could block or panic.
            let _ = thread.join();
        }
        true
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        // Not joined: this may be its own thread. It ends when it has told what is left.
        self.queue.lock().finishing = true;
        self.queue.changed.notify_all();
    }
}

fn serve(queue: &Queue) {
    while let Some(line) = queue.next() {
        if line.tell() {
            let mut state = queue.lock();
            state.open -= 1;
            drop(state);
            queue.changed.notify_all();
        }
    }
}
