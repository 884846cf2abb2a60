//! Environments, a session's configuration and numbers to dial.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::depythonize;
use wellclient::{DialString, Dialect, Environment, SessionConfig};

use crate::errors::ConfigurationError;
use crate::plain;

fn refused(error: impl std::fmt::Display) -> PyErr {
    ConfigurationError::new_err(error.to_string())
}

/// An environment of which only `api` need be given: the whole of it.
#[pyfunction]
pub(crate) fn environment(environment: &Bound<'_, PyDict>) -> PyResult<Py<PyAny>> {
    let whole: Environment = depythonize(environment).map_err(refused)?;
    plain::value(environment.py(), &whole)
}

/// The environment of the manual's `useConfig(name)`.
#[pyfunction]
pub(crate) fn preset(py: Python<'_>, name: &str, dialect: &str) -> PyResult<Py<PyAny>> {
    let dialect: Dialect = dialect.parse().map_err(refused)?;
    plain::value(py, &Environment::preset(name, dialect).map_err(refused)?)
}

/// The names that `preset` knows.
#[pyfunction]
pub(crate) fn presets() -> Vec<&'static str> {
    Environment::presets().collect()
}

/// A session's configuration with all defaults for this environment and dialect.
#[pyfunction]
pub(crate) fn default_config(environment: &Bound<'_, PyDict>, dialect: &str) -> PyResult<Py<PyAny>> {
    let chosen: Environment = depythonize(environment).map_err(refused)?;
    let dialect: Dialect = dialect.parse().map_err(refused)?;
    let config = SessionConfig::new(chosen).with_dialect(dialect);
    plain::value(environment.py(), &config)
}

/// Takes a number to dial apart: the main number, the seconds to wait, and the extension behind it (or None).
#[pyfunction]
pub(crate) fn dial_string(text: &str) -> PyResult<(String, f64, Option<String>)> {
    let dial = DialString::parse(text).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok((
        dial.main_number().to_owned(),
        dial.wait().as_secs_f64(),
        dial.extension().map(str::to_owned),
    ))
}
