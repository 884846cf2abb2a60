//! An event for Python: what is asked for is read from it then.

use std::sync::Arc;

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use wellclient::event::{Event, EventKind, Field, FieldValue};

/// An event as it is told.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct RawEvent(pub(crate) Arc<Event>);

#[pymethods]
impl RawEvent {
    /// Who made it, in a word.
    #[getter]
    fn origin(&self) -> &'static str {
        self.0.origin.as_str()
    }

    /// Whether it came after events that the server had sent later.
    #[getter]
    fn late(&self) -> bool {
        self.0.late
    }

    /// Whose it is, in a watch.
    #[getter]
    fn watched(&self) -> Option<&str> {
        self.0.watched.as_deref().map(|agent| agent.as_str())
    }

    /// The event as JSON.
    #[getter]
    fn json(&self) -> &str {
        self.0.raw()
    }

    /// A field by its number in `field_names()`; a structure as JSON; None where it has none.
    fn field<'py>(&self, py: Python<'py>, number: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = Field::ALL.get(number).and_then(|field| self.0.field(*field));
        let value = value.map(|value| match value {
            FieldValue::Text(text) | FieldValue::Json(text) => text.into_bound_py_any(py),
            FieldValue::Integer(number) => number.into_bound_py_any(py),
            FieldValue::Truth(truth) => truth.into_bound_py_any(py),
        });
        value.transpose()
    }
}

/// The manual's names of all fields, by their numbers.
#[pyfunction]
pub(crate) fn field_names() -> Vec<&'static str> {
    Field::ALL.iter().map(|field| field.name()).collect()
}

/// The words of all kinds of event.
#[pyfunction]
pub(crate) fn kind_names() -> Vec<&'static str> {
    EventKind::ALL.iter().map(|kind| kind.name()).collect()
}
