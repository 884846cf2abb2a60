//! The simulator, spoken to in JSON.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::sync::oneshot;
use wellclient_foreign::{Process, SimulatorError as Why};

use crate::courier::Courier;
use crate::errors::{ForkedError, SimulatorError};
use crate::operation::{End, Operation};

/// A CTI server in this process, on loopback.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct Simulator {
    simulator: Arc<wellclient_foreign::Simulator>,
    courier: Arc<Courier>,
    process: Process,
}

impl Simulator {
    fn simulator(&self) -> PyResult<&Arc<wellclient_foreign::Simulator>> {
        if self.process.is_current() {
            return Ok(&self.simulator);
        }
        Err(ForkedError::new_err(
            "the simulator runs in the process that this one was forked from",
        ))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if !self.process.is_current() {
            std::mem::forget(Arc::clone(&self.simulator));
            std::mem::forget(Arc::clone(&self.courier));
        }
    }
}

fn refused(error: Why) -> PyErr {
    SimulatorError::new_err(error.to_string())
}

#[pymethods]
impl Simulator {
    /// Starts one; `config` is JSON, `{}` for all defaults.
    #[new]
    fn new(py: Python<'_>, config: &str) -> PyResult<Self> {
        let simulator = py
            .detach(|| wellclient_foreign::Simulator::start(config))
            .map_err(refused)?;
        Ok(Self {
            simulator: Arc::new(simulator),
            courier: Arc::new(Courier::start()?),
            process: Process::current(),
        })
    }

    /// `http://127.0.0.1:<port>`.
    #[getter]
    fn base_url(&self) -> &str {
        self.simulator.base_url()
    }

    /// Acts as the outside world; the answer is JSON.
    fn control(&self, py: Python<'_>, action: &str) -> PyResult<String> {
        let simulator = self.simulator()?;
        py.detach(|| simulator.control(action)).map_err(refused)
    }

    /// Adds a fault; its number.
    fn add_fault(&self, fault: &str) -> PyResult<u64> {
        self.simulator()?.add_fault(fault).map_err(refused)
    }

    /// Removes a fault; whether it stood.
    fn remove_fault(&self, number: u64) -> PyResult<bool> {
        Ok(self.simulator()?.remove_fault(number))
    }

    /// Removes all faults.
    fn clear_faults(&self) -> PyResult<()> {
        self.simulator()?.clear_faults();
        Ok(())
    }

    /// The truth, as JSON.
    fn state(&self, py: Python<'_>) -> PyResult<String> {
        let simulator = self.simulator()?;
        py.detach(|| simulator.state()).map_err(refused)
    }

    /// What it heard and did, as JSON.
    fn log(&self, py: Python<'_>) -> PyResult<String> {
        let simulator = self.simulator()?;
        py.detach(|| simulator.log()).map_err(refused)
    }

    /// Begins a script, which may take so many seconds. It ends with `{}`, or with `{"error": …}`.
    fn run_script(&self, script: String, timeout: f64) -> PyResult<Operation> {
        let simulator = Arc::clone(self.simulator()?);
        let timeout = Duration::try_from_secs_f64(timeout).unwrap_or(Duration::MAX);
        let (done, ended) = oneshot::channel();
        std::thread::Builder::new()
            .name("wellclient-script".to_owned())
            .spawn(move || {
                let played = simulator.run_script(&script, timeout);
                let end = match played {
                    Ok(()) => End::Done,
                    Err(error) => End::Failed(error.to_string()),
                };
                // Nobody may wait for it any more.
                let _ = done.send(end);
            })?;
        Ok(Operation::new(&self.courier, async {
            ended.await.unwrap_or(End::Done)
        }))
    }

    /// Stops it and waits until nothing of it runs.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        let simulator = self.simulator()?;
        py.detach(|| {
            simulator.stop();
            self.courier.finish();
        });
        Ok(())
    }
}
