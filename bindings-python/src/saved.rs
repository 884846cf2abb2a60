//! Saved sessions as plain data and as bytes, and the store that keeps them.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use wellclient::{AgentId, DeviceId, SavedError, SavedSession, Secret, StoreError as Error};
use wellclient_foreign::{state_of_text, state_text};

use crate::errors::{ConfigurationError, SavedSessionError, StoreError};

/// Agent, device, session id, password, state.
pub(crate) type Saved = (String, String, String, Option<String>, Option<String>);

pub(crate) fn plain(saved: &SavedSession) -> Saved {
    (
        saved.agent.to_string(),
        saved.device.to_string(),
        saved.session_id.expose().to_owned(),
        saved
            .password
            .as_ref()
            .map(|password| password.expose().to_owned()),
        saved.state.as_ref().map(state_text),
    )
}

pub(crate) fn of_plain((agent, device, session_id, password, state): Saved) -> PyResult<SavedSession> {
    Ok(SavedSession {
        agent: AgentId::from(agent.as_str()),
        device: DeviceId::from(device.as_str()),
        session_id: Secret::from(session_id),
        password: password.map(Secret::from),
        state: state
            .map(|state| state_of_text(&state))
            .transpose()
            .map_err(no_saved)?,
    })
}

/// A saved session as bytes.
#[pyfunction]
pub(crate) fn saved_to_bytes(py: Python<'_>, saved: Saved) -> PyResult<Py<PyBytes>> {
    let bytes = of_plain(saved)?.to_bytes();
    Ok(PyBytes::new(py, bytes.expose().as_bytes()).unbind())
}

/// A saved session of bytes.
#[pyfunction]
pub(crate) fn saved_from_bytes(saved: &[u8]) -> PyResult<Saved> {
    SavedSession::from_bytes(saved)
        .map(|saved| plain(&saved))
        .map_err(no_saved)
}

/// A file with a saved session.
#[pyclass(frozen, module = "wellclient._native")]
pub(crate) struct SessionStore(pub(crate) wellclient::SessionStore);

#[pymethods]
impl SessionStore {
    #[new]
    fn new(path: PathBuf, key: Option<&[u8]>) -> PyResult<Self> {
        let store = wellclient_foreign::store(path, key);
        store.map(Self).map_err(no_such_store)
    }

    /// Writes a saved session in place of what is there.
    fn save(&self, py: Python<'_>, saved: Saved) -> PyResult<()> {
        let saved = of_plain(saved)?;
        py.detach(|| self.0.save(&saved)).map_err(no_store)
    }

    /// What was saved; None where there is no file.
    fn load(&self, py: Python<'_>) -> PyResult<Option<Saved>> {
        let saved = py.detach(|| self.0.load()).map_err(no_store)?;
        Ok(saved.map(|saved| plain(&saved)))
    }

    /// Removes the file.
    fn remove(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.0.remove()).map_err(no_store)
    }
}

pub(crate) fn no_such_store(error: wellclient_foreign::BadStore) -> PyErr {
    ConfigurationError::new_err(error.to_string())
}

fn no_saved(error: SavedError) -> PyErr {
    SavedSessionError::new_err(error.to_string())
}

fn no_store(error: Error) -> PyErr {
    StoreError::new_err((error.to_string(), error.code()))
}
