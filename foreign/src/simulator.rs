//! The simulator on a runtime of its own, spoken to in JSON.

use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Runtime;
use wellclient_simulator::{
    Control, ControlError, Fault, FaultError, Faults, Script, ScriptError, SimulatorConfig,
};

use crate::dispatcher::Ending;
use crate::lock::{Mutex, MutexGuard};

/// What is left to its connections, and then to its threads, to end in.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// A CTI server in this process, on loopback. Ends when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    base_url: String,
    faults: Faults,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    // Ended first.
    simulator: wellclient_simulator::Simulator,
    runtime: Runtime,
}

/// Why the simulator does not do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// A text that it cannot read.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It cannot listen, or has no thread.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// What was asked for is not possible now.
    #[error("{0}")]
    Control(#[from] ControlError),
    /// A fault that cannot be.
    #[error("{0}")]
    Fault(#[from] FaultError),
    /// A script that cannot be read, or has failed.
    #[error("{0}")]
    Script(#[from] ScriptError),
    /// Not done in time.
    #[error("the script has not ended in time")]
    TimedOut,
    /// It has been stopped.
    #[error("the simulator is stopped")]
    Stopped,
}

impl Simulator {
    /// Starts one; `config` is its configuration as JSON, `{}` for all defaults.
    ///
    /// # Errors
    /// [`SimulatorError::Json`], [`SimulatorError::Io`].
    pub fn start(config: &str) -> Result<Self, SimulatorError> {
        let config: SimulatorConfig = serde_json::from_str(config)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("wellclient-sim")
            .enable_all()
            .build()?;
        let simulator = runtime.block_on(wellclient_simulator::Simulator::start(config))?;
        Ok(Self {
            base_url: simulator.base_url(),
            faults: simulator.faults(),
            running: Mutex::new(Some(Running { simulator, runtime })),
        })
    }

    /// `http://127.0.0.1:<port>`: what [`wellclient::Environment::custom`] takes.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Acts as the outside world: `{"do":"call_in","from":"13800000000","to":"8001"}`. The answer is JSON.
    ///
    /// # Errors
    /// [`SimulatorError`].
    pub fn control(&self, action: &str) -> Result<String, SimulatorError> {
        let action: Control = serde_json::from_str(action)?;
        let running = self.running();
        let running = running.as_ref().ok_or(SimulatorError::Stopped)?;
        Ok(serde_json::to_string(&running.simulator.control(action)?)?)
    }

    /// Adds a fault: `{"kind":"drop"}`. Its number.
    ///
    /// # Errors
    /// [`SimulatorError`].
    pub fn add_fault(&self, fault: &str) -> Result<u64, SimulatorError> {
        let fault: Fault = serde_json::from_str(fault)?;
        Ok(self.faults.add(fault)?)
    }

    /// Removes a fault; whether it stood.
    pub fn remove_fault(&self, number: u64) -> bool {
        self.faults.remove(number)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.faults.clear();
    }

    /// The truth, as JSON: agents, extensions, calls.
    ///
    /// # Errors
    /// [`SimulatorError::Stopped`].
    pub fn state(&self) -> Result<String, SimulatorError> {
        let running = self.running();
        let running = running.as_ref().ok_or(SimulatorError::Stopped)?;
        Ok(serde_json::to_string(&running.simulator.state())?)
    }

    /// The last 1000 things that it heard and did, as JSON.
    ///
    /// # Errors
    /// [`SimulatorError::Stopped`].
    pub fn log(&self) -> Result<String, SimulatorError> {
        let running = self.running();
        let running = running.as_ref().ok_or(SimulatorError::Stopped)?;
        let log: Vec<Value> = running
            .simulator
            .log()
            .iter()
            .map(serde_json::to_value)
            .collect::<Result<_, _>>()?;
        Ok(Value::from(log).to_string())
    }

    /// Runs a script to its end, and waits for it. Not from inside a callback.
    ///
    /// # Errors
    /// [`SimulatorError`].
    pub fn run_script(&self, script: &str, timeout: Duration) -> Result<(), SimulatorError> {
        let script: Script = script.parse()?;
        let (played, handle) = {
            let running = self.running();
            let running = running.as_ref().ok_or(SimulatorError::Stopped)?;
            (
                running.simulator.run_script(&script),
                running.runtime.handle().clone(),
            )
        };
        let played = handle.block_on(async { tokio::time::timeout(timeout, played).await });
        Ok(played.map_err(|_| SimulatorError::TimedOut)??)
    }

    /// Stops it and waits until nothing of it runs, at most ten seconds: connections are cut, its port is free. Not from
    /// inside a callback.
    pub fn stop(&self) {
        self.end(Ending::Awaited);
    }

    /// As [`Simulator::stop`], but waits for its threads as `ending` says.
    pub fn end(&self, ending: Ending) {
        let running = self.running().take();
        if let Some(Running { simulator, runtime }) = running {
            // Late, its tasks end with the runtime.
            let _ = runtime.block_on(async { tokio::time::timeout(LAST_WAIT, simulator.shutdown()).await });
            match ending {
                Ending::Awaited => runtime.shutdown_timeout(LAST_WAIT),
                Ending::LeftAlone => runtime.shutdown_background(),
            }
        }
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(Running { simulator, runtime }) = self.running().take() {
            drop(simulator);
            runtime.shutdown_background();
        }
    }
}
