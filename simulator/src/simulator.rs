//! A running simulator: its address, its levers, its end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;

use crate::config::SimulatorConfig;
use crate::fault::{Fault, FaultError, StandingFault};
use crate::observe::Observation;
use crate::pbx::{Control, ControlError, ControlReply, Pbx, PbxState};
use crate::script::{Script, ScriptError};
use crate::server::broker::{self, Broker};
use crate::server::{Connection, Connections, Shared, SwitchedListener, router};

/// How many events may wait for a broker that is away.
const OUTBOX: usize = 16 * 1024;

/// A CTI server that runs on the current tokio runtime. Several can run in one process.
///
/// Dropping it ends it; [`Simulator::shutdown`] also waits until it has ended.
pub struct Simulator {
    addr: SocketAddr,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    sockets_gone: mpsc::Receiver<()>,
}

impl Simulator {
    /// Starts one. When this returns it takes connections.
    ///
    /// # Errors
    /// If it cannot listen at `config.listen`, or `config.broker` has no URL that it could go to.
    ///
    /// # Panics
    /// Outside a tokio runtime with I/O and time.
    pub async fn start(config: SimulatorConfig) -> io::Result<Simulator> {
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
        let service = router(shared.clone()).into_make_service_with_connect_info::<Connection>();
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
            addr,
            shared,
            tasks,
            sockets_gone,
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:<port>`: the SDK base URL. The login URL is `<base>/login`, the event channel
    /// `ws://<addr>/mvc/stomp/websocket`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Acts as the outside world: callers, phones, supervisors.
    ///
    /// # Errors
    /// If it is not possible now; then nothing has changed.
    pub fn control(&self, action: Control) -> Result<ControlReply, ControlError> {
        self.shared
            .with(|exchange, now| exchange.pbx.control(now, action))
    }

    /// The PBX's truth: agents, extensions, calls.
    pub fn state(&self) -> PbxState {
        self.shared.with(|exchange, _| exchange.pbx.state())
    }

    /// The faults' lever; it can be kept and cloned.
    pub fn faults(&self) -> Faults {
        Faults {
            shared: self.shared.clone(),
        }
    }

    /// What it hears and does from now on. A receiver that falls far behind misses some and is told how many.
    pub fn observe(&self) -> broadcast::Receiver<Observation> {
        self.shared.observer.subscribe()
    }

    /// The last 1000 observations, the oldest first.
    pub fn log(&self) -> Vec<Observation> {
        self.shared.observer.log()
    }

    /// Runs a script to its end. The future does not borrow the simulator.
    ///
    /// # Errors
    /// At the first step that fails, or if the simulator stops; the steps before it have been done.
    pub fn run_script<'a>(
        &self,
        script: &'a Script,
    ) -> impl Future<Output = Result<(), ScriptError>> + Send + use<'a> {
        let shared = self.shared.clone();
        async move { crate::script::run(&shared, script).await }
    }

    /// Ends all connections and tasks, and waits for them: the port is free then.
    pub async fn shutdown(mut self) {
        self.shared.stop();
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
        self.shared.stop();
    }
}

/// Adds and removes faults while the simulator runs.
#[derive(Clone)]
pub struct Faults {
    shared: Arc<Shared>,
}

impl Faults {
    /// Does what acts at once, or lets it stand until it is used up or removed. Returns its id.
    ///
    /// # Errors
    /// If a number in it is out of range, or 1000 faults stand already.
    pub fn add(&self, fault: Fault) -> Result<u64, FaultError> {
        self.shared.add_fault(fault)
    }

    /// Removes a standing fault; events that it held back go out. Whether it stood.
    pub fn remove(&self, id: u64) -> bool {
        self.shared.remove_fault(id)
    }

    /// Removes all standing faults; events that they held back go out.
    pub fn clear(&self) {
        self.shared.clear_faults();
    }

    /// The standing faults, the oldest first.
    pub fn list(&self) -> Vec<StandingFault> {
        self.shared.read(|exchange| exchange.faults.list())
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("addr", &self.addr)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults").field("standing", &self.list()).finish()
    }
}
