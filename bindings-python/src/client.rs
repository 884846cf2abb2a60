//! The client: what sessions share, with the threads that it all runs on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pyo3::prelude::*;
use tokio::sync::oneshot;
use wellclient::core::session::SessionConfig;
use wellclient::{OutOfRange, SessionOptions, TlsOptions};
use wellclient_foreign::{Host, in_callback};

use crate::courier::Courier;
use crate::errors::{ClosedError, ConfigurationError, ForkedError, WouldDeadlockError};
use crate::operation::Operation;
use crate::session::{self, Session};

/// So often a wait looks whether Ctrl-C was pressed.
const SIGNALS: Duration = Duration::from_millis(50);

/// Kept by everything that belongs to the client.
pub(crate) struct Inner {
    host: Arc<Host>,
    courier: Arc<Courier>,
    closing: AtomicBool,
}

impl Inner {
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn courier(&self) -> &Arc<Courier> {
        &self.courier
    }

    pub(crate) fn is_of_this_process(&self) -> bool {
        self.host.process().is_current()
    }

    /// Whether it may be used here.
    pub(crate) fn check_process(&self) -> PyResult<()> {
        if self.is_of_this_process() {
            return Ok(());
        }
        Err(ForkedError::new_err(
            "this belongs to the process that this one was forked from: make a new client after the fork",
        ))
    }

    fn check_open(&self) -> PyResult<()> {
        self.check_process()?;
        if self.closing.load(Ordering::Acquire) {
            return Err(ClosedError::new_err("the client is closed"));
        }
        Ok(())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.is_of_this_process() {
            // The threads have stayed with the parent, and so may have the keys to their locks: never dropped.
            std::mem::forget(Arc::clone(&self.host));
            std::mem::forget(Arc::clone(&self.courier));
        }
    }
}

/// Refused inside of a callback, which may hold up what is waited for.
pub(crate) fn may_wait() -> PyResult<()> {
    if in_callback() {
        return Err(WouldDeadlockError::new_err(
            "this waits for callbacks to return, so it cannot be called inside of one",
        ));
    }
    Ok(())
}

/// What sessions share.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Client {
    inner: Arc<Inner>,
}

#[pymethods]
impl Client {
    /// Starts the threads.
    #[new]
    #[pyo3(signature = (*, threads, proxy, connect_timeout, request_timeout, connecting_at_once, user_agent,
        extra_roots_pem, client_certificate_pem, client_key_pem, without_platform_roots,
        danger_accept_any_certificate))]
    #[expect(clippy::too_many_arguments, reason = "each is an option, by name")]
    fn new(
        threads: usize,
        proxy: Option<&str>,
        connect_timeout: f64,
        request_timeout: f64,
        connecting_at_once: usize,
        user_agent: Option<&str>,
        extra_roots_pem: Vec<u8>,
        client_certificate_pem: Vec<u8>,
        client_key_pem: Vec<u8>,
        without_platform_roots: bool,
        danger_accept_any_certificate: bool,
    ) -> PyResult<Self> {
        let time = |seconds: f64| {
            Duration::try_from_secs_f64(seconds)
                .map_err(|error| ConfigurationError::new_err(error.to_string()))
        };
        let mut builder = wellclient::Client::builder()
            .tls(TlsOptions {
                extra_roots_pem,
                client_certificate_pem,
                client_key_pem,
                without_platform_roots,
                danger_accept_any_certificate,
            })
            .connect_timeout(time(connect_timeout)?)
            .request_timeout(time(request_timeout)?)
            .connecting_at_once(connecting_at_once);
        builder = match proxy {
            None => builder.no_proxy(),
            Some("system") => builder,
            Some(url) => builder.proxy(url),
        };
        if let Some(user_agent) = user_agent {
            builder = builder.user_agent(user_agent);
        }
        let host =
            Host::start(threads, builder).map_err(|error| ConfigurationError::new_err(error.to_string()))?;
        let courier = Courier::start()?;
        Ok(Self {
            inner: Arc::new(Inner {
                host: Arc::new(host),
                courier: Arc::new(courier),
                closing: AtomicBool::new(false),
            }),
        })
    }

    /// A session that is logged out; `config` as `default_config` makes it.
    #[pyo3(signature = (config, *, logout_on_close, journal))]
    fn session(
        &self,
        config: &str,
        logout_on_close: bool,
        journal: Option<std::path::PathBuf>,
    ) -> PyResult<Session> {
        self.inner.check_open()?;
        let config: SessionConfig =
            serde_json::from_str(config).map_err(|error| ConfigurationError::new_err(error.to_string()))?;
        let unusable = |error: OutOfRange| ConfigurationError::new_err(error.to_string());
        // Before a file is made.
        config.check().map_err(unusable)?;
        let options = SessionOptions {
            logout_on_close,
            journal: journal.as_deref().map(session::create_journal).transpose()?,
        };
        let client = self.inner.host().client();
        let session = client.session_with(config, options).map_err(unusable)?;
        Ok(Session::new(Arc::clone(&self.inner), session))
    }

    /// The counters of all open sessions, as JSON.
    fn metrics(&self) -> PyResult<String> {
        self.inner.check_process()?;
        Ok(crate::plain::json(&self.inner.host().client().metrics()))
    }

    /// Whether it belongs to another process, which this one was forked from.
    #[getter]
    fn forked(&self) -> bool {
        !self.inner.is_of_this_process()
    }

    /// Begins to close all sessions and to end all threads.
    fn close(&self) -> PyResult<Operation> {
        self.inner.check_process()?;
        may_wait()?;
        self.inner.closing.store(true, Ordering::Release);
        let (done, closed) = oneshot::channel();
        let inner = Arc::clone(&self.inner);
        let operation = Operation::new(&inner.courier, async {
            // Without a thread to close in, nobody says that it is closed.
            closed.await.unwrap_or(());
            "null".to_owned()
        });
        std::thread::Builder::new()
            .name("wellclient-close".to_owned())
            .spawn(move || {
                // Waits for ever, so it cannot be too late.
                let _ = inner.host.close(Duration::MAX);
                let _ = done.send(());
                inner.courier.finish();
            })?;
        Ok(operation)
    }

    /// Closes all sessions and ends all threads; waits until that is done. Ctrl-C ends the wait.
    fn close_and_wait(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.check_process()?;
        may_wait()?;
        self.inner.closing.store(true, Ordering::Release);
        while py.detach(|| self.inner.host.close(SIGNALS)).is_err() {
            py.check_signals()?;
        }
        py.detach(|| self.inner.courier.finish());
        Ok(())
    }
}
