//! A CTI server in the process, spoken to in JSON (see the guide to the simulator).

use std::time::Duration;

use wellclient_foreign::{Simulator as Core, SimulatorError};

use crate::error::WellError;
use crate::number::signed;

impl From<SimulatorError> for WellError {
    fn from(error: SimulatorError) -> Self {
        match error {
            SimulatorError::TimedOut => Self::TimedOut {
                reason: error.to_string(),
            },
            error => Self::Simulator {
                reason: error.to_string(),
            },
        }
    }
}

/// A CTI server in this process, on loopback. Fails with `Simulator` where it cannot read what it is told, or it is not
/// possible now.
#[derive(Debug, uniffi::Object)]
pub struct Simulator(Core);

#[uniffi::export]
impl Simulator {
    /// Starts one; `config` is its configuration as JSON (`SimulatorConfig`), `{}` for all defaults.
    #[uniffi::constructor(default(config = "{}"))]
    pub fn new(config: &str) -> Result<Self, WellError> {
        WellError::check_outside()?;
        Ok(Self(Core::start(config)?))
    }

    /// `http://127.0.0.1:<port>`: what `custom_environment` takes.
    pub fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    /// Acts as the outside world: `{"do":"call_in","from":"13800000000","to":"8001"}`. The answer is JSON.
    pub fn control(&self, action: &str) -> Result<String, WellError> {
        Ok(self.0.control(action)?)
    }

    /// Adds a fault: `{"kind":"drop"}`. Its number.
    pub fn add_fault(&self, fault: &str) -> Result<i64, WellError> {
        Ok(signed(self.0.add_fault(fault)?))
    }

    /// Removes a fault; whether it stood.
    pub fn remove_fault(&self, number: i64) -> bool {
        u64::try_from(number).is_ok_and(|number| self.0.remove_fault(number))
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.0.clear_faults();
    }

    /// The truth, as JSON: agents, extensions, calls.
    pub fn state(&self) -> Result<String, WellError> {
        Ok(self.0.state()?)
    }

    /// The last 1000 things that it heard and did, as JSON.
    pub fn log(&self) -> Result<String, WellError> {
        Ok(self.0.log()?)
    }

    /// Runs a script to its end, and blocks until then. Fails with `TimedOut`, `InCallback`.
    pub fn run_script(&self, script: &str, timeout: Duration) -> Result<(), WellError> {
        WellError::check_outside()?;
        Ok(self.0.run_script(script, timeout)?)
    }

    /// Stops it, and blocks until nothing of it runs: connections are cut, its port is free. Fails with `InCallback`.
    pub fn stop(&self) -> Result<(), WellError> {
        WellError::check_outside()?;
        self.0.stop();
        Ok(())
    }
}
