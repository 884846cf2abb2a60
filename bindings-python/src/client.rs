//! The client: what sessions share, with the threads that it all runs on.

use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::depythonize;
use tokio::sync::oneshot;
use wellclient::core::session::SessionConfig;
use wellclient::{AgentId, BuildError, SessionOptions, TlsOptions, WatchAccount, WatchOptions};
use wellclient_foreign::{Host, HostError};

use crate::courier::Courier;
use crate::errors::{ConfigurationError, bad_config, out_of_range, unwritable};
use crate::inner::{Inner, may_wait};
use crate::operation::{End, Operation};
use crate::saved::{SessionStore, no_such_store};
use crate::session::Session;
use crate::watch::Watch;

/// So often a wait looks whether Ctrl-C was pressed.
const SIGNALS: Duration = Duration::from_millis(50);

/// What sessions share.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Client {
    inner: Arc<Inner>,
}

/// Without the interpreter's lock: a disk may be slow.
fn create_journal(py: Python<'_>, path: &Path) -> PyResult<Box<dyn Write + Send>> {
    match py.detach(|| wellclient::create_journal(path)) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) if error.kind() == ErrorKind::InvalidInput => Err(ConfigurationError::new_err(format!(
            "no journal can be written to {}: {error}",
            path.display()
        ))),
        Err(error) => Err(unwritable(path, error)),
    }
}

/// A session's configuration, before a file is made.
fn checked(config: &Bound<'_, PyDict>, times: &HashMap<String, f64>) -> PyResult<SessionConfig> {
    let config: SessionConfig =
        depythonize(config).map_err(|error| ConfigurationError::new_err(error.to_string()))?;
    config.check().map_err(|error| bad_config(&error, times))?;
    Ok(config)
}

#[pymethods]
impl Client {
    /// Starts the threads.
    #[new]
    #[pyo3(signature = (*, threads, proxy, connect_timeout, request_timeout, connecting_at_once,
        connecting_per_second, user_agent, extra_roots_pem, client_certificate_pem, client_key_pem, without_platform_roots,
        danger_accept_any_certificate))]
    #[expect(clippy::too_many_arguments, reason = "each is an option, by name")]
    fn new(
        threads: usize,
        proxy: Option<&str>,
        connect_timeout: f64,
        request_timeout: f64,
        connecting_at_once: usize,
        connecting_per_second: u32,
        user_agent: Option<&str>,
        extra_roots_pem: Vec<u8>,
        client_certificate_pem: Vec<u8>,
        client_key_pem: Vec<u8>,
        without_platform_roots: bool,
        danger_accept_any_certificate: bool,
    ) -> PyResult<Self> {
        // What is no time is out of every range.
        let time = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        let mut builder = wellclient::Client::builder()
            .tls(TlsOptions {
                extra_roots_pem,
                client_certificate_pem,
                client_key_pem,
                without_platform_roots,
                danger_accept_any_certificate,
            })
            .connect_timeout(time(connect_timeout))
            .request_timeout(time(request_timeout))
            .connecting_at_once(connecting_at_once)
            .connecting_per_second(connecting_per_second);
        builder = match proxy {
            None => builder.no_proxy(),
            Some("system") => builder,
            Some(url) => builder.proxy(url),
        };
        if let Some(user_agent) = user_agent {
            builder = builder.user_agent(user_agent);
        }
        let times = HashMap::from([
            ("connect_timeout", connect_timeout),
            ("request_timeout", request_timeout),
        ]);
        let host = Host::start(threads, builder).map_err(|error| match error {
            HostError::Client(BuildError::OutOfRange(error)) => {
                out_of_range(&error, times.get(error.setting).copied())
            }
            error => ConfigurationError::new_err(error.to_string()),
        })?;
        let courier = Courier::start()?;
        Ok(Self {
            inner: Arc::new(Inner::new(host, courier)),
        })
    }

    /// A session that is logged out; `config` as `default_config` makes it, `times` as they were given, in seconds.
    #[pyo3(signature = (config, *, times, logout_on_close, journal, store))]
    fn session(
        &self,
        py: Python<'_>,
        config: &Bound<'_, PyDict>,
        times: HashMap<String, f64>,
        logout_on_close: bool,
        journal: Option<PathBuf>,
        store: Option<&SessionStore>,
    ) -> PyResult<Session> {
        self.inner.check_open()?;
        let config = checked(config, &times)?;
        if let Some(store) = store {
            wellclient_foreign::check_store(&store.0).map_err(no_such_store)?;
        }
        let options = SessionOptions {
            logout_on_close,
            journal: journal.map(|path| create_journal(py, &path)).transpose()?,
            store: store.map(|store| store.0.clone()),
        };
        let client = self.inner.host().client();
        let session = client
            .session_with(config, options)
            .map_err(|error| bad_config(&error, &times))?;
        Ok(Session::new(Arc::clone(&self.inner), session))
    }

    /// Agents to be watched by an account; `config` and `times` as a session's.
    #[pyo3(signature = (config, *, times, journal, job_number, password, domain, agents))]
    #[expect(clippy::too_many_arguments, reason = "each is an option, by name")]
    fn watch(
        &self,
        py: Python<'_>,
        config: &Bound<'_, PyDict>,
        times: HashMap<String, f64>,
        journal: Option<PathBuf>,
        job_number: &str,
        password: &str,
        domain: &str,
        agents: Vec<String>,
    ) -> PyResult<Watch> {
        self.inner.check_open()?;
        let config = checked(config, &times)?;
        let account = WatchAccount::new(job_number, password, domain);
        let agents: Vec<AgentId> = agents.iter().map(AgentId::from).collect();
        let checked = account.check(&config.environment, &agents);
        checked.map_err(|error| bad_config(&error, &times))?;
        let options = WatchOptions {
            journal: journal.map(|path| create_journal(py, &path)).transpose()?,
        };
        let client = self.inner.host().client();
        let watch = client
            .watch_with(config, account, agents, options)
            .map_err(|error| bad_config(&error, &times))?;
        Watch::new(py, &self.inner, watch)
    }

    /// The counters of all open sessions.
    fn metrics(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.inner.check_process()?;
        crate::plain::value(py, &self.inner.host().client().metrics())
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
        self.inner.begin_to_close();
        let (done, closed) = oneshot::channel();
        let inner = Arc::clone(&self.inner);
        let operation = Operation::new(inner.courier(), async {
            // Without a thread to close in, nobody says that it is closed.
            closed.await.unwrap_or(());
            End::Done
        });
        std::thread::Builder::new()
            .name("wellclient-close".to_owned())
            .spawn(move || {
                // Waits for ever, so it cannot be too late.
                let _ = inner.host().close(Duration::MAX);
                let _ = done.send(());
                inner.courier().finish();
            })?;
        Ok(operation)
    }

    /// Closes all sessions and ends all threads; waits until that is done. Ctrl-C ends the wait.
    fn close_and_wait(&self, py: Python<'_>) -> PyResult<()> {
        self.inner.check_process()?;
        may_wait()?;
        self.inner.begin_to_close();
        while py.detach(|| self.inner.host().close(SIGNALS)).is_err() {
            py.check_signals()?;
        }
        py.detach(|| self.inner.courier().finish());
        Ok(())
    }
}
