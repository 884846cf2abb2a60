//! A stream of notices, as a session's is: a queue, whether it is closed, and who is to be woken. As there, the session does
//! not keep the stream.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use shuttle::sync::Mutex;

/// The next thing that has happened.
pub type Notice = u32;

#[derive(Debug, Default)]
struct Queue {
    notices: VecDeque<Notice>,
    closed: bool,
    waker: Option<Waker>,
}

/// What a session tells.
#[derive(Debug)]
pub struct Events(Arc<Mutex<Queue>>);

/// The session that tells it.
#[derive(Clone, Debug, Default)]
pub struct Session(Arc<Mutex<Telling>>);

#[derive(Debug, Default)]
struct Telling {
    to: Weak<Mutex<Queue>>,
    closed: bool,
}

impl Session {
    /// The one stream.
    pub fn events(&self) -> Events {
        let mut telling = self.0.lock().unwrap();
        let queue = Arc::new(Mutex::new(Queue {
            closed: telling.closed,
            ..Queue::default()
        }));
        telling.to = Arc::downgrade(&queue);
        Events(queue)
    }

    pub fn tell(&self, notice: Notice) {
        self.change(|queue| queue.notices.push_back(notice));
    }

    pub fn close(&self) {
        self.0.lock().unwrap().closed = true;
        self.change(|queue| queue.closed = true);
    }

    fn change(&self, change: impl FnOnce(&mut Queue)) {
        let Some(queue) = self.0.lock().unwrap().to.upgrade() else {
            return;
        };
        let mut queue = queue.lock().unwrap();
        change(&mut queue);
        let waker = queue.waker.take();
        drop(queue);
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Events {
    /// As `wellclient::Events::poll_many`.
    pub fn poll_many(
        &mut self,
        context: &mut Context<'_>,
        into: &mut Vec<Notice>,
        most: usize,
    ) -> Poll<bool> {
        let mut queue = self.0.lock().unwrap();
        queue.waker = Some(context.waker().clone());
        if queue.notices.is_empty() {
            return if queue.closed {
                Poll::Ready(false)
            } else {
                Poll::Pending
            };
        }
        let more = queue.notices.len().min(most);
        into.extend(queue.notices.drain(..more));
        Poll::Ready(true)
    }
}
