//! Commands, made of what a Python program gives.

mod arguments;
mod rows;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wellclient::{Command, Verb};

/// A verb by its word.
pub(crate) fn verb(word: &str) -> PyResult<Verb> {
    word.parse()
        .map_err(|_| PyValueError::new_err(format!("there is no verb {word:?}")))
}

/// The command of this verb.
pub(crate) fn made(word: &str, given: Bound<'_, PyDict>) -> PyResult<Command> {
    rows::command(verb(word)?, &arguments::Arguments(given))?
        .ok_or_else(|| PyValueError::new_err(format!("{word:?} cannot be given here")))
}
