//! The journal's writer: a thread of its own for each journal, so that a sink that blocks holds up nobody.
//!
//! A journal with a hole does not replay. So where a line cannot be kept the journal ends, and what was kept before it
//! is still written.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

/// Lines wait for the sink up to this many bytes, and one line more: minutes of a busy session, which a disk that hangs
/// for a while is forgiven, and a bounded price for a sink that hangs for ever.
const MAX_WAITING: usize = 16 << 20;

/// Closing waits this long for the sink, which is as long as it waits for the event channel.
const CLOSING: Duration = Duration::from_secs(3);

/// It writes lines; what a sink of the application's own and a subscriber of `tracing` may need is in it.
const STACK: usize = 256 << 10;

/// The session's side of a journal: never waits for the sink.
pub(crate) struct Journal {
    /// `None` once the journal has ended.
    queue: Option<Queue>,
    writer: Option<Writer>,
}

struct Queue {
    lines: Sender<String>,
    /// Bytes of the lines that the sink has not taken.
    waiting: Arc<AtomicUsize>,
}

struct Writer {
    thread: JoinHandle<()>,
    /// Told, by its other end's being dropped, when all is written and the sink dropped.
    done: oneshot::Receiver<()>,
}

impl Journal {
    /// No journal.
    pub(crate) fn none() -> Self {
        Self {
            queue: None,
            writer: None,
        }
    }

    /// Starts the thread. Without one there is no journal, but there is a session.
    pub(crate) fn start(sink: Box<dyn Write + Send>) -> Self {
        let (lines, queued) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (finished, done) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("wellclient-journal".to_owned())
            .stack_size(STACK)
            .spawn({
                let waiting = Arc::clone(&waiting);
                move || {
                    let _finished: oneshot::Sender<()> = finished;
                    write_all(queued, sink, &waiting);
                }
            });
        match thread {
            Ok(thread) => Self {
                queue: Some(Queue { lines, waiting }),
                writer: Some(Writer { thread, done }),
            },
            Err(error) => {
                tracing::warn!(%error, "no thread for the journal; there is none");
                Self::none()
            }
        }
    }

    /// Takes a line to be written; drops it when the journal has ended.
    pub(crate) fn write(&mut self, mut line: String) {
        let Some(Queue { lines, waiting }) = &self.queue else {
            return;
        };
        if waiting.load(Ordering::Relaxed) > MAX_WAITING {
            tracing::warn!("the journal's sink is {MAX_WAITING} bytes behind; the journal ends here");
            self.queue = None;
            return;
        }
        line.push('\n');
        waiting.fetch_add(line.len(), Ordering::Relaxed);
        if lines.send(line).is_err() {
            // The writer has ended, and has said why.
            self.queue = None;
        }
    }

    /// Ends the journal, and waits until it is written and the sink dropped, but no longer than [`CLOSING`].
    pub(crate) async fn finish(mut self) {
        self.queue = None;
        let Some(Writer { thread, done }) = self.writer else {
            return;
        };
        match tokio::time::timeout(CLOSING, done).await {
            // On Windows no thread ends while another is inside a DllMain, which may be where this is waited for.
            Ok(_) if cfg!(windows) => {}
            // It has nothing left to do, so this takes no time. If the sink has panicked, the panic has been told.
            Ok(_) => drop(thread.join()),
            Err(_) => tracing::warn!("the journal's sink is stuck; the journal goes on without the session"),
        }
    }
}

/// The thread: writes line by line until there are no more, or the sink fails.
fn write_all(lines: Receiver<String>, mut sink: Box<dyn Write + Send>, waiting: &AtomicUsize) {
    if let Err(error) = copy(&lines, &mut sink, waiting) {
        tracing::warn!(%error, "the journal cannot be written; it ends here");
    }
}

fn copy(lines: &Receiver<String>, sink: &mut dyn Write, waiting: &AtomicUsize) -> io::Result<()> {
    loop {
        let line = match lines.try_recv() {
            Ok(line) => line,
            Err(TryRecvError::Disconnected) => return sink.flush(),
            Err(TryRecvError::Empty) => {
                sink.flush()?;
                match lines.recv() {
                    Ok(line) => line,
                    Err(_) => return Ok(()),
                }
            }
        };
        sink.write_all(line.as_bytes())?;
        waiting.fetch_sub(line.len(), Ordering::Relaxed);
    }
}
