//! The exceptions that are raised here; the classes are Python's.

use pyo3::{PyErr, import_exception};
use wellclient::OutOfRange;

import_exception!(wellclient._errors, ClosedError);
import_exception!(wellclient._errors, ConfigurationError);
import_exception!(wellclient._errors, ForkedError);
import_exception!(wellclient._errors, ReplayError);
import_exception!(wellclient._errors, SavedSessionError);
import_exception!(wellclient._errors, SimulatorError);
import_exception!(wellclient._errors, StoreError);
import_exception!(wellclient._errors, WouldDeadlockError);

/// A setting is out of its range: where it is a time, with the `given` seconds, which may be no time at all, such as -1.
pub(crate) fn out_of_range(error: &OutOfRange, given: Option<f64>) -> PyErr {
    let OutOfRange {
        setting, least, most, ..
    } = error;
    let sentence = match given {
        Some(given) => format!("{setting} must be from {least} to {most}, not {given:?} seconds"),
        None => error.to_string(),
    };
    // As it is called in Python.
    ConfigurationError::new_err(sentence.replacen("internal.", "internal_numbers.", 1))
}
