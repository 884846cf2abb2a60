//! Events for a program with a loop of its own: taken one by one, with a timeout, or when a file descriptor, or another
//! object of the system's, says so.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use crate::lock::{Condvar, Mutex};

use wellclient::{Events, Notice};

/// What waits in a session's stream. Any thread may take from it; each notice is taken once.
#[derive(Debug)]
pub struct Mailbox {
    incoming: Mutex<Incoming>,
    bell: Arc<Bell>,
}

/// What comes, and what of it was taken from the session and waits here.
#[derive(Debug)]
struct Incoming {
    events: Events,
    taken: VecDeque<Notice>,
    at_once: usize,
}

/// The session's lock is taken, and the bell rung, once for so many.
const AT_ONCE: usize = 64;

/// What [`Mailbox::take`] has found.
#[derive(Debug)]
pub enum Taken {
    /// The next notice.
    Notice(Notice),
    /// None came in time.
    Nothing,
    /// The session is closed and all is taken.
    End,
}

/// What a loop waits on where that is no file descriptor: set while something may wait.
pub trait Signal: std::fmt::Debug + Send + Sync {
    /// Something may wait.
    fn set(&self);
    /// Nothing waits.
    fn reset(&self);
}

/// Rings when something may wait.
#[derive(Debug, Default)]
struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
    #[cfg(unix)]
    pipe: std::sync::OnceLock<pipe::Pipe>,
    #[cfg(not(unix))]
    signal: std::sync::OnceLock<Arc<dyn Signal>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }
}

impl Bell {
    fn ring(&self) {
        let mut rung = self.rung.lock();
        *rung = true;
        #[cfg(unix)]
        if let Some(pipe) = self.pipe.get() {
            pipe.fill();
        }
        #[cfg(not(unix))]
        if let Some(signal) = self.signal.get() {
            signal.set();
        }
        self.changed.notify_all();
    }

    fn silence(&self) {
        let mut rung = self.rung.lock();
        *rung = false;
        #[cfg(unix)]
        if let Some(pipe) = self.pipe.get() {
            pipe.empty();
        }
        #[cfg(not(unix))]
        if let Some(signal) = self.signal.get() {
            signal.reset();
        }
    }

    /// Waits until it rings; false if that was not before `deadline`.
    fn wait(&self, deadline: Option<Instant>) -> bool {
        *self
            .changed
            .wait_while_until(self.rung.lock(), deadline, |rung| !*rung)
    }
}

impl Mailbox {
    /// Of what `events` brings, of which `capacity` may wait.
    pub fn new(events: Events, capacity: usize) -> Self {
        Self {
            incoming: Mutex::new(Incoming {
                events,
                taken: VecDeque::new(),
                at_once: capacity.clamp(1, AT_ONCE),
            }),
            bell: Arc::default(),
        }
    }

    /// Takes the next notice, waiting for it up to `timeout`; `None` waits for ever.
    pub fn take(&self, timeout: Option<Duration>) -> Taken {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let waker = Waker::from(Arc::clone(&self.bell));
        let mut context = Context::from_waker(&waker);
        loop {
            let mut guard = self.incoming.lock();
            let incoming = &mut *guard;
            if let Some(notice) = incoming.taken.pop_front() {
                return Taken::Notice(notice);
            }
            // Silenced before looking: what comes in between rings again.
            self.bell.silence();
            let polled = incoming
                .events
                .poll_many(&mut context, &mut incoming.taken, incoming.at_once);
            let first = incoming.taken.pop_front();
            drop(guard);
            match (polled, first) {
                (Poll::Ready(true), Some(notice)) => {
                    // There may be more.
                    self.bell.ring();
                    return Taken::Notice(notice);
                }
                (Poll::Ready(true), None) => {}
                (Poll::Ready(false), _) => {
                    self.bell.ring();
                    return Taken::End;
                }
                (Poll::Pending, _) if self.bell.wait(deadline) => {}
                (Poll::Pending, _) => return Taken::Nothing,
            }
        }
    }

    /// Waits until something may be there to take, up to `timeout`; `None` waits for ever.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        self.bell
            .wait(timeout.and_then(|timeout| Instant::now().checked_add(timeout)))
    }

    /// A file descriptor that is readable while something may wait: for `poll`, `select` and the loops of GUIs. It is
    /// the mailbox's own; do not read from it and do not close it. Take until [`Taken::Nothing`] each time it is readable.
    ///
    /// # Errors
    /// The system has no more of them.
    #[cfg(unix)]
    pub fn file_descriptor(&self) -> std::io::Result<std::os::fd::RawFd> {
        if self.bell.pipe.get().is_none() {
            // Another thread may have been quicker: then this one is dropped.
            let _ = self.bell.pipe.set(pipe::Pipe::new()?);
            // Something may wait, and nobody has looked yet.
            self.bell.ring();
        }
        match self.bell.pipe.get() {
            Some(pipe) => Ok(pipe.file_descriptor()),
            None => Err(std::io::Error::from(std::io::ErrorKind::Other)),
        }
    }

    /// From now on sets and resets `signal`. There is one for a mailbox: the first. Take until [`Taken::Nothing`] each time
    /// it is set.
    #[cfg(not(unix))]
    pub fn signal(&self, signal: Arc<dyn Signal>) {
        let _ = self.bell.signal.set(signal);
        // Something may wait, and nobody has looked yet.
        self.bell.ring();
    }
}

#[cfg(unix)]
mod pipe {
    //! A pair of sockets of which one is readable as long as a byte is in it.

    use std::io::{Read as _, Write as _};
    use std::os::fd::{AsRawFd as _, RawFd};
    use std::os::unix::net::UnixStream;

    #[derive(Debug)]
    pub(super) struct Pipe {
        reader: UnixStream,
        writer: UnixStream,
    }

    impl Pipe {
        pub(super) fn new() -> std::io::Result<Self> {
            let (reader, writer) = UnixStream::pair()?;
            reader.set_nonblocking(true)?;
            writer.set_nonblocking(true)?;
            Ok(Self { reader, writer })
        }

        pub(super) fn fill(&self) {
            // Full is readable, too.
            let _ = (&self.writer).write(&[1]);
        }

        pub(super) fn empty(&self) {
            let mut bytes = [0; 64];
            while matches!((&self.reader).read(&mut bytes), Ok(read) if read == bytes.len()) {}
        }

        pub(super) fn file_descriptor(&self) -> RawFd {
            self.reader.as_raw_fd()
        }
    }
}
