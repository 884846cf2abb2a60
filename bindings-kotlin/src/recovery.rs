//! Taking up a session after the application was restarted, and where to keep it until then.

use std::fmt;

use client::{AgentId, DeviceId, SavedError, SavedSession as Core, Secret, StoreError};
use wellclient_foreign::{BadStore, state_of_text, state_text};

use crate::error::WellError;
use crate::store_fault::StoreFault;

/// What `Session.recover` needs. It holds a secret: keep it where passwords are kept. Its text shows none.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct SavedSession {
    /// The agent: `5001@test.cc`.
    pub agent: AgentId,
    /// The device: `8001@test.cc`.
    pub device: DeviceId,
    /// The HTTP session's id: a secret.
    pub session_id: String,
    /// With the password, the HTTP session can be renewed when it expires (426).
    #[uniffi(default = None)]
    pub password: Option<String>,
    /// What the server cannot tell after a restart: calls on hold, call data, talk time, the mode that is pending, prefixes.
    /// A text for `recover`, which means nothing to a program. Without it only the call that the server shows is there.
    #[uniffi(default = None)]
    pub state: Option<String>,
}

/// The saved session as bytes, which hold secrets: keep them where passwords are kept. Fails with `Saved` where its state is
/// none that a session gave.
#[uniffi::export]
pub fn saved_session_to_bytes(saved: SavedSession) -> Result<Vec<u8>, WellError> {
    let saved = Core::try_from(saved)?;
    Ok(saved.to_bytes().expose().as_bytes().to_vec())
}

/// Reads what `saved_session_to_bytes` has written. Fails with `Saved`: it is something else, damaged, or of another version
/// of the library.
#[uniffi::export]
pub fn saved_session_from_bytes(bytes: Vec<u8>) -> Result<SavedSession, WellError> {
    Ok(Core::from_bytes(&bytes)?.into())
}

impl fmt::Display for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SavedSession({} on {})", self.agent, self.device)
    }
}

impl fmt::Debug for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Core> for SavedSession {
    fn from(core: Core) -> Self {
        Self {
            agent: core.agent,
            device: core.device,
            session_id: core.session_id.expose().to_owned(),
            password: core.password.map(|password| password.expose().to_owned()),
            state: core.state.as_ref().map(state_text),
        }
    }
}

impl TryFrom<SavedSession> for Core {
    type Error = SavedError;

    fn try_from(saved: SavedSession) -> Result<Self, SavedError> {
        Ok(Self {
            agent: saved.agent,
            device: saved.device,
            session_id: Secret::from(saved.session_id),
            password: saved.password.map(Secret::from),
            state: saved.state.as_deref().map(state_of_text).transpose()?,
        })
    }
}

/// A file with a saved session, of one session and one process at a time: `SessionOptions.store` keeps it current. It is
/// written whole or not at all: whenever the process or the machine goes down, there is the old contents or the new. On Unix
/// it is for its owner alone. Its functions block for as long as the file system takes. Its text shows no key.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct SessionStore {
    /// The file.
    pub path: String,
    /// 32 bytes: the file is sealed with it (ChaCha20-Poly1305). Without one, whoever can read the file can control the
    /// agent's calls.
    #[uniffi(default = None)]
    pub key: Option<Vec<u8>>,
}

/// Writes a saved session in place of what is in the store. Fails with `Store`: then the file is as it was; with `Saved` where
/// its state is none that a session gave; with `Setup` where there is no path, or the key is not 32 bytes long.
#[uniffi::export]
pub fn store_save(store: SessionStore, saved: SavedSession) -> Result<(), WellError> {
    Ok(store.core()?.save(&saved.try_into()?)?)
}

/// Reads what was saved; none where there is no file. Fails with `Store` where the file is none that can be read, and leaves
/// it as it is; with `Setup` where there is no path, or the key is not 32 bytes long.
#[uniffi::export]
pub fn store_load(store: SessionStore) -> Result<Option<SavedSession>, WellError> {
    Ok(store.core()?.load()?.map(Into::into))
}

/// Removes the file. That it is not there is no error. Fails with `Store`.
#[uniffi::export]
pub fn store_remove(store: SessionStore) -> Result<(), WellError> {
    Ok(store.core()?.remove()?)
}

impl SessionStore {
    pub(crate) fn core(&self) -> Result<client::SessionStore, WellError> {
        Ok(wellclient_foreign::store(&self.path, self.key.as_deref())?)
    }

    /// For a session to keep itself in.
    pub(crate) fn for_session(&self) -> Result<client::SessionStore, WellError> {
        let store = self.core()?;
        wellclient_foreign::check_store(&store)?;
        Ok(store)
    }
}

impl fmt::Display for SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionStore({})", self.path)
    }
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<BadStore> for WellError {
    fn from(error: BadStore) -> Self {
        Self::Setup {
            reason: error.to_string(),
        }
    }
}

impl From<StoreError> for WellError {
    fn from(error: StoreError) -> Self {
        Self::Store {
            fault: StoreFault::from(&error),
            reason: error.to_string(),
        }
    }
}

impl From<SavedError> for WellError {
    fn from(error: SavedError) -> Self {
        Self::Saved {
            reason: error.to_string(),
        }
    }
}

/// Who is logged in where.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Identity {
    /// The agent: `5001@test.cc`.
    pub agent: AgentId,
    /// The device: `8001@test.cc`.
    pub device: DeviceId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_it_shows_a_secret() {
        let saved = SavedSession {
            agent: "5001@test.cc".into(),
            device: "8001@test.cc".into(),
            session_id: "hunter2".to_owned(),
            password: Some("hunter3".to_owned()),
            state: Some("hunter4".to_owned()),
        };
        let store = SessionStore {
            path: "desk.session".to_owned(),
            key: Some(b"hunter5".to_vec()),
        };
        let texts = format!(
            "{saved} {saved:?} {store} {store:?} {:?}",
            store_load(store.clone())
        );
        assert!(!texts.contains("hunter"), "{texts}");
    }
}
