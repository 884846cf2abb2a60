//! A bounded queue of notices, that never holds up the link and never loses silently.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Waker;

use wellclient_core::event::EventKind;

use crate::filter::{Also, Filter};
use crate::lock::{Mutex, MutexGuard};
use crate::notice::Notice;

#[derive(Debug)]
pub(crate) struct Subscriber {
    filter: Filter,
    also: Also,
    capacity: AtomicUsize,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) notices: VecDeque<Notice>,
    pub(crate) missed: u64,
    pub(crate) closed: bool,
    pub(crate) waker: Option<Waker>,
}

impl Queue {
    /// Drops what waits, but for what concerns commands, and counts it.
    pub(crate) fn forget_events(&mut self) {
        let before = self.notices.len();
        self.notices.retain(Notice::concerns_command);
        self.missed += (before - self.notices.len()) as u64;
    }
}

impl Subscriber {
    pub(crate) fn new(filter: Filter, capacity: usize) -> Self {
        Self {
            filter,
            also: Also::default(),
            capacity: AtomicUsize::new(capacity),
            queue: Mutex::default(),
        }
    }

    /// Whether it wants what concerns commands.
    pub(crate) fn follows_commands(&self) -> bool {
        self.filter.follows_commands()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock()
    }

    /// Adds a notice; who is to be woken for it.
    pub(crate) fn offer(&self, notice: &Notice) -> Option<Waker> {
        if !self.filter.wants(notice) && !self.also.wants(notice) {
            return None;
        }
        let mut queue = self.lock();
        let room = queue.missed == 0 && queue.notices.len() < self.capacity.load(Ordering::Relaxed);
        if room || notice.concerns_command() {
            queue.notices.push_back(notice.clone());
        } else {
            // The snapshot that it gets in place of these covers what waits, too.
            queue.missed += 1;
            queue.forget_events();
        }
        queue.waker.take()
    }

    /// From now on at least so many may wait.
    pub(crate) fn widen(&self, capacity: usize) {
        self.capacity.fetch_max(capacity, Ordering::Relaxed);
    }

    /// From now on it wants these kinds, too.
    pub(crate) fn also(&self, kinds: impl IntoIterator<Item = EventKind>) {
        self.also.add_kinds(kinds);
    }

    /// From now on it wants log lines, too.
    pub(crate) fn also_logs(&self) {
        self.also.add_logs();
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
