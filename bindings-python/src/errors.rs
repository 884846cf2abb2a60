//! The exceptions that are raised here; the classes are Python's.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::path::Path;

use pyo3::exceptions::{PyBlockingIOError, PyFileExistsError, PyOSError};
use pyo3::{PyErr, import_exception};
use wellclient::core::session::LONGEST;
use wellclient::{Amount, ConfigError, OutOfRange};

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
        Some(given) => format!(
            "{setting} must be from {} to {}, not {given:?} seconds",
            in_seconds(*least),
            in_seconds(*most)
        ),
        None => error.to_string(),
    };
    // As it is called in Python.
    ConfigurationError::new_err(sentence.replacen("internal.", "internal_numbers.", 1))
}

/// As times are given in Python.
fn in_seconds(amount: Amount) -> String {
    match amount {
        Amount::Time(LONGEST) => "100 years".to_owned(),
        Amount::Time(time) => format!("{} seconds", time.as_secs_f64()),
        amount => amount.to_string(),
    }
}

/// A session, or a watch, cannot be so; `times` as they were given, in seconds.
pub(crate) fn bad_config(error: &ConfigError, times: &HashMap<String, f64>) -> PyErr {
    match error {
        ConfigError::OutOfRange(error) => out_of_range(error, times.get(error.setting).copied()),
        error => ConfigurationError::new_err(error.to_string()),
    }
}

/// As Python tells of a file that is not taken.
pub(crate) fn unwritable(path: &Path, error: io::Error) -> PyErr {
    let text = format!("{}: {error}", path.display());
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::AlreadyExists, _) => PyFileExistsError::new_err(text),
        (ErrorKind::ResourceBusy, _) => PyBlockingIOError::new_err(text),
        // Of these Python makes the class that belongs to the number, with the file's name.
        (_, Some(code)) if cfg!(unix) => {
            let text = error.to_string();
            let sentence = text.split(" (os error").next().unwrap_or(&text).to_owned();
            PyOSError::new_err((code, sentence, path.as_os_str().to_owned()))
        }
        _ => error.into(),
    }
}
