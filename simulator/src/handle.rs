//! What can be done with a running simulator, by whoever holds a handle to it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::sync::broadcast;

use crate::fault::{Fault, FaultError, StandingFault};
use crate::observe::Observation;
use crate::pbx::{Control, ControlError, ControlReply, PbxState};
use crate::script::{Script, ScriptError};
use crate::server::Shared;

/// The levers of a running simulator; it can be kept and cloned, and keeps nothing running.
#[derive(Clone)]
pub struct Handle {
    pub(crate) addr: SocketAddr,
    pub(crate) shared: Arc<Shared>,
}

impl Handle {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:<port>`: the SDK base URL. The login URL is `<base>/login`, the event channel
    /// `ws://<addr>/mvc/stomp/websocket`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The base URL for clients on this machine, also of a simulator that listens everywhere.
    pub fn local_url(&self) -> String {
        let ip = match self.addr.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.addr.port()))
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

    /// The faults' lever.
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

    /// Runs a script to its end. The future does not borrow the handle.
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

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handle")
            .field("addr", &self.addr)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults").field("standing", &self.list()).finish()
    }
}
