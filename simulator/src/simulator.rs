//! A running simulator: its address, its levers, its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;

use crate::config::SimulatorConfig;
use crate::handle::{Faults, Handle};
use crate::observe::Observation;
use crate::pbx::{Control, ControlError, ControlReply, Pbx, PbxState};
use crate::script::{Script, ScriptError};
use crate::server::broker::{self, Broker};
use crate::server::{Connection, Connections, Guard, Shared, SwitchedListener, router};

/// How many events may wait for a broker that is away.
const OUTBOX: usize = 16 * 1024;

/// A CTI server that runs on the current tokio runtime. Several can run in one process.
///
/// Dropping it ends it; [`Simulator::shutdown`] also waits until it has ended.
pub struct Simulator {
    handle: Handle,
    tasks: Vec<JoinHandle<()>>,
    sockets_gone: mpsc::Receiver<()>,
}

impl Simulator {
    /// Starts one. When this returns it takes connections.
    ///
    /// # Errors
    /// If it cannot listen at `config.listen`; of kind [`io::ErrorKind::InvalidInput`] if `config.broker` has no URL that it
    /// could go to, or no header can carry `config.token` ([`Token::can_be_sent`](crate::Token::can_be_sent)).
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time.
    pub async fn start(config: SimulatorConfig) -> io::Result<Simulator> {
        Self::start_with(config, |_| Router::new()).await
    }

    /// Starts one that serves pages of the caller's beside the protocol. Whoever asks for them must pass what guards the
    /// control API; their paths must be none of the protocol's.
    ///
    /// # Errors
    /// As [`Simulator::start`].
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time; and if a path of the pages is one of the control API's.
    pub async fn start_with(
        config: SimulatorConfig,
        pages: impl FnOnce(&Handle) -> Router,
    ) -> io::Result<Simulator> {
        if config.token.as_ref().is_some_and(|token| !token.can_be_sent()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the token must be visible ASCII without quotes, commas, semicolons and backslashes",
            ));
        }
        let broker = config.broker.map(Broker::new).transpose()?;
        let listener = TcpListener::bind(config.listen).await?;
        let addr = listener.local_addr()?;
        let (connections, sockets_gone) = Connections::new();
        let pbx = Pbx::new(config.pbx);
        let shared = Shared::new(pbx, config.fault_seed, config.stomp, connections.clone());
        let (shared, published) = match broker {
            Some(broker) => {
                let (outbox, published) = mpsc::channel(OUTBOX);
                (shared.with_broker(broker, outbox), Some(published))
            }
            None => (shared, None),
        };
        let shared = Arc::new(shared);
        let handle = Handle {
            addr,
            shared: shared.clone(),
        };
        let guard = Guard::new(addr, config.token);
        let pages = pages(&handle);
        let service =
            router(shared.clone(), guard, pages).into_make_service_with_connect_info::<Connection>();
        let stopped = shared.clone();
        let serving = axum::serve(
            SwitchedListener {
                listener,
                connections,
            },
            service,
        )
        .with_graceful_shutdown(async move { stopped.stopped().await });
        let driven = shared.clone();
        let mut tasks = vec![
            tokio::spawn(async move {
                // It retries what goes wrong, and ends when it is told to.
                let _ = serving.await;
            }),
            tokio::spawn(async move { driven.drive().await }),
        ];
        if let Some(published) = published {
            tasks.push(tokio::spawn(broker::publish(shared.clone(), published)));
        }
        Ok(Simulator {
            handle,
            tasks,
            sockets_gone,
        })
    }

    /// Its levers, to be kept elsewhere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// As [`Handle::addr`].
    pub fn addr(&self) -> SocketAddr {
        self.handle.addr()
    }

    /// As [`Handle::base_url`].
    pub fn base_url(&self) -> String {
        self.handle.base_url()
    }

    /// As [`Handle::control`].
    ///
    /// # Errors
    /// If it is not possible now; then nothing has changed.
    pub fn control(&self, action: Control) -> Result<ControlReply, ControlError> {
        self.handle.control(action)
    }

    /// As [`Handle::state`].
    pub fn state(&self) -> PbxState {
        self.handle.state()
    }

    /// As [`Handle::faults`].
    pub fn faults(&self) -> Faults {
        self.handle.faults()
    }

    /// As [`Handle::observe`].
    pub fn observe(&self) -> broadcast::Receiver<Observation> {
        self.handle.observe()
    }

    /// As [`Handle::log`].
    pub fn log(&self) -> Vec<Observation> {
        self.handle.log()
    }

    /// As [`Handle::run_script`].
    ///
    /// # Errors
    /// At the first step that fails, or if the simulator stops; the steps before it have been done.
    pub fn run_script<'a>(
        &self,
        script: &'a Script,
    ) -> impl Future<Output = Result<(), ScriptError>> + Send + use<'a> {
        self.handle.run_script(script)
    }

    /// Ends all connections and tasks, and waits for them: the port is free then.
    pub async fn shutdown(mut self) {
        self.handle.shared.stop();
        for task in self.tasks.drain(..) {
            // Only an error if the task panicked or the runtime is shutting down: it has ended too.
            let _ = task.await;
        }
        // Ends without a message when the last socket, and with it the last connection's task, is gone.
        let _ = self.sockets_gone.recv().await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.handle.shared.stop();
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("addr", &self.addr())
            .finish_non_exhaustive()
    }
}
