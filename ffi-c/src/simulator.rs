//! The simulator: a CTI server in this process, for tests and demonstrations.

use std::ffi::c_char;
use std::sync::Arc;
use std::time::Duration;

use wellclient_foreign::{Process, Simulator, SimulatorError};

use crate::handle::{self, Handle, well_simulator_t};
use crate::module;
use crate::signals::without_signals;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{optional, output, required, well_string_t};
use crate::wait::{ending, may_wait, time};

/// What a simulator's handle stands for.
pub(crate) struct SimulatorObject {
    simulator: Simulator,
    process: Process,
}

impl Handle for well_simulator_t {
    type Object = SimulatorObject;
    const LOCKS: bool = true;
}

fn simulator(handle: well_simulator_t) -> Result<Arc<SimulatorObject>, Failure> {
    let simulator = handle::get(handle)?;
    if simulator.process.is_current() {
        Ok(simulator)
    } else {
        Err(WELL_FORKED.into())
    }
}

impl From<SimulatorError> for Failure {
    fn from(error: SimulatorError) -> Self {
        let status = match error {
            SimulatorError::Json(_) => WELL_BAD_JSON,
            SimulatorError::Io(_) => WELL_NO_RESOURCES,
            SimulatorError::TimedOut => WELL_TIMED_OUT,
            SimulatorError::Stopped => WELL_CLOSED,
            _ => WELL_SIMULATOR_REFUSED,
        };
        Self::new(status, error)
    }
}

/// Starts a simulator on loopback. `config` is its configuration as JSON (NUL-terminated; see docs/simulator.md), or NULL for
/// one tenant `test.cc` with agents 5000–5999, password `123456`, on extensions 8000–8999. (Compiled in by the feature
/// `simulator`; else these functions are not there.)
///
/// Ownership: stop it (`well_simulator_stop`), then free it (`well_simulator_free`). Errors: `WELL_NULL_POINTER`,
/// `WELL_BAD_UTF8`, `WELL_BAD_JSON`, `WELL_NO_RESOURCES`, `WELL_WOULD_DEADLOCK`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_new(
    config: *const c_char,
    out: *mut well_simulator_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let (config, out) = unsafe { (optional("config", config)?.unwrap_or("{}"), output("out", out)?) };
        may_wait()?;
        module::pin();
        let simulator = SimulatorObject {
            simulator: without_signals(|| Simulator::start(config))?,
            process: Process::current(),
        };
        out.write(handle::insert(Arc::new(simulator)));
        Ok(())
    })
}

/// Where it listens, `http://127.0.0.1:<port>`: the `api_url` of a session's options.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_FORKED`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_url(
    simulator: well_simulator_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let object = self::simulator(simulator)?;
        out.write(well_string_t::new(object.simulator.base_url()));
        Ok(())
    })
}

/// Acts as the outside world (callers, phones, supervisors), by a JSON object (NUL-terminated):
/// `{"do":"call_in","from":"13800000000","to":"8001"}`. `reply` (may be NULL) gets what it brought about, as JSON.
///
/// Ownership: free `reply` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_BAD_UTF8`, `WELL_BAD_JSON`, `WELL_SIMULATOR_REFUSED`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a
/// callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_control(
    simulator: well_simulator_t,
    action: *const c_char,
    reply: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let action = unsafe { required("action", action) }?;
        let done = self::simulator(simulator)?.simulator.control(action)?;
        // SAFETY: as above.
        if let Ok(reply) = unsafe { output("reply", reply) } {
            reply.write(well_string_t::new(&done));
        }
        Ok(())
    })
}

/// Adds a fault, a JSON object (NUL-terminated): `{"kind":"drop"}`. `fault_id` (may be NULL) gets its number.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_BAD_JSON`,
/// `WELL_SIMULATOR_REFUSED`, `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_add_fault(
    simulator: well_simulator_t,
    fault: *const c_char,
    fault_id: *mut u64,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for both.
        let fault = unsafe { required("fault", fault) }?;
        let number = self::simulator(simulator)?.simulator.add_fault(fault)?;
        // SAFETY: as above.
        if let Some(fault_id) = unsafe { fault_id.as_mut() } {
            *fault_id = number;
        }
        Ok(())
    })
}

/// Removes a standing fault. Returns `WELL_EMPTY` if it does not stand.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_simulator_remove_fault(simulator: well_simulator_t, fault_id: u64) -> well_status {
    entry(|| {
        if self::simulator(simulator)?.simulator.remove_fault(fault_id) {
            Ok(())
        } else {
            Err(WELL_EMPTY.into())
        }
    })
}

/// Removes all standing faults.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_simulator_clear_faults(simulator: well_simulator_t) -> well_status {
    entry(|| {
        self::simulator(simulator)?.simulator.clear_faults();
        Ok(())
    })
}

/// The truth, as JSON: agents, extensions, calls.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_state(
    simulator: well_simulator_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let state = self::simulator(simulator)?.simulator.state()?;
        out.write(well_string_t::new(&state));
        Ok(())
    })
}

/// The last 1000 things that it heard and did, as a JSON list.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_CLOSED`, `WELL_FORKED`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_log(
    simulator: well_simulator_t,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let out = unsafe { output("out", out) }?;
        let log = self::simulator(simulator)?.simulator.log()?;
        out.write(well_string_t::new(&log));
        Ok(())
    })
}

/// Runs a script (JSON lines, or a JSON list; NUL-terminated; see docs/simulator.md) to its end.
///
/// Waits up to `timeout_ms` (`WELL_FOREVER`: without end). Errors: `WELL_NULL_POINTER`, `WELL_BAD_HANDLE`,
/// `WELL_WRONG_HANDLE`, `WELL_BAD_UTF8`, `WELL_SIMULATOR_REFUSED` (which line, says `well_last_error`), `WELL_TIMED_OUT`: the
/// rest of it is not done; `WELL_CLOSED`, `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_simulator_run_script(
    simulator: well_simulator_t,
    script: *const c_char,
    timeout_ms: u32,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let script = unsafe { required("script", script) }?;
        let object = self::simulator(simulator)?;
        may_wait()?;
        let timeout = time(timeout_ms).unwrap_or(Duration::MAX);
        Ok(object.simulator.run_script(script, timeout)?)
    })
}

/// Stops a simulator: cuts its connections and ends its threads; its port is free then. Stopping again does no harm.
///
/// Waits for that, some milliseconds, at most ten seconds. Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`,
/// `WELL_WOULD_DEADLOCK`, `WELL_FORKED`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_simulator_stop(simulator: well_simulator_t) -> well_status {
    entry(|| {
        let object = self::simulator(simulator)?;
        may_wait()?;
        object.simulator.end(ending());
        Ok(())
    })
}

/// Frees a simulator's handle. One that is not stopped stops in the background.
///
/// Errors: `WELL_BAD_HANDLE`, `WELL_WRONG_HANDLE`. Any thread, also inside a callback. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_simulator_free(simulator: well_simulator_t) -> well_status {
    entry(|| handle::remove(simulator).map(drop))
}
