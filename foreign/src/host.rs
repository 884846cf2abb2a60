//! A client with a runtime and a dispatcher of its own, which ends with a wait: after it no thread is left.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Runtime};
use wellclient::{BuildError, Client, ClientBuilder, OutOfRange};

use crate::dispatcher::{Dispatcher, Ending};
use crate::lock::{Mutex, MutexGuard};
use crate::process::Process;

/// What is left to the runtime's threads to end in when all else has ended.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// A client, the runtime that it runs on and the thread that calls back.
#[derive(Debug)]
pub struct Host {
    client: Client,
    handle: Handle,
    dispatcher: Dispatcher,
    runtime: Mutex<Option<Runtime>>,
    process: Process,
}

/// Why there is no host.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The system has no thread to give.
    #[error("no thread can be started: {0}")]
    Thread(#[from] std::io::Error),
    /// The client.
    #[error(transparent)]
    Client(#[from] BuildError),
}

/// Not everything has ended in time. What has not goes on ending; ask again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not everything has ended in time: a callback has not returned, or a server does not answer")]
pub struct TimedOut;

impl Host {
    /// Starts `threads` threads for the network (from 1 to 64) and one for callbacks.
    ///
    /// # Errors
    /// [`HostError`].
    pub fn start(threads: usize, builder: ClientBuilder) -> Result<Self, HostError> {
        OutOfRange::check_count("threads", threads, 1, ClientBuilder::MAX_THREADS)
            .map_err(BuildError::from)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("wellclient")
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let client = {
            let _entered = handle.enter();
            builder.build()?
        };
        Ok(Self {
            client,
            handle,
            dispatcher: Dispatcher::start("wellclient-call")?,
            runtime: Mutex::new(Some(runtime)),
            process: Process::current(),
        })
    }

    /// The process that it was started in; in a child of it, nothing here works.
    pub fn process(&self) -> Process {
        self.process
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The thread that calls back.
    pub fn dispatcher(&self) -> &Dispatcher {
        &self.dispatcher
    }

    /// The runtime's handle.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Runs a future that needs nothing of tokio's on this thread to its end, or to `timeout`. Not from inside a
    /// callback.
    ///
    /// # Errors
    /// [`TimedOut`]; the future is dropped.
    pub fn wait<F: Future>(&self, timeout: Duration, future: F) -> Result<F::Output, TimedOut> {
        /// Without tokio's timers: they end with the runtime, which another thread may be shutting down.
        struct Unpark(Thread);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        let deadline = Instant::now().checked_add(timeout);
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut future = std::pin::pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Ok(output);
            }
            match deadline {
                None => thread::park(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(TimedOut);
                    }
                    thread::park_timeout(left);
                }
            }
        }
    }

    /// Closes all sessions: from then on nothing comes of them any more but what waits to be told. Not from inside a
    /// callback.
    ///
    /// # Errors
    /// [`TimedOut`]; call it again.
    pub fn close_sessions(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.wait(timeout, self.client.close())
    }

    /// Closes all sessions, tells what is still to be told, and ends all threads. After it nothing is called back and
    /// nothing of the client runs. Not from inside a callback.
    ///
    /// # Errors
    /// [`TimedOut`]; call it again.
    pub fn close(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.end(timeout, Ending::Awaited)
    }

    /// As [`Host::close`], but waits for the threads themselves as `ending` says: after it nothing is called back.
    ///
    /// # Errors
    /// [`TimedOut`]; call it again.
    pub fn end(&self, timeout: Duration, ending: Ending) -> Result<(), TimedOut> {
        let deadline = Instant::now().checked_add(timeout);
        let left = || {
            deadline.map_or(Duration::MAX, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            })
        };
        self.close_sessions(left())?;
        if !self.dispatcher.stop(left(), ending) {
            return Err(TimedOut);
        }
        // Held until it has ended, so that nobody else thinks so before.
        let mut runtime = self.runtime();
        let Some(runtime) = runtime.take() else {
            return Ok(());
        };
        match ending {
            // What may still run is a look-up of a name, which nobody waits for.
            Ending::Awaited => runtime.shutdown_timeout(left().clamp(Duration::from_millis(100), LAST_WAIT)),
            Ending::LeftAlone => runtime.shutdown_background(),
        }
        Ok(())
    }

    fn runtime(&self) -> MutexGuard<'_, Option<Runtime>> {
        self.runtime.lock()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime().take() else {
            return;
        };
        if self.process.is_current() {
            // Waiting is not possible here: this may be a thread of its own, or inside a callback.
            runtime.shutdown_background();
        } else {
            // The threads have stayed with the parent, and so may have the keys to their locks.
            std::mem::forget(runtime);
        }
    }
}
