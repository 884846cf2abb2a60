//! Saved sessions for languages that have none of the core's types: their state as a text that means nothing to a
//! program, and stores by their path and the bytes of their key.

use std::path::PathBuf;

use wellclient::{KeyLength, SavedError, SavedState, SessionStore, StoreKey};

/// A saved session's state as a text, to be handed back as it is. It holds telephone numbers and call data.
pub fn state_text(state: &SavedState) -> String {
    // Texts, numbers and truths, which JSON can always say.
    serde_json::to_string(state).unwrap_or_default()
}

/// The state of such a text.
///
/// # Errors
/// The text is something else.
pub fn state_of_text(text: &str) -> Result<SavedState, SavedError> {
    serde_json::from_str(text).map_err(|_| SavedError::NotSaved)
}

/// Why there is no such store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadStore {
    /// The key is not 32 bytes long.
    #[error(transparent)]
    Key(#[from] KeyLength),
    /// There is no path.
    #[error("path is empty")]
    NoPath,
    /// At the path is a folder.
    #[error("path is that of a folder")]
    Folder,
}

/// A store in this file, sealed where there is a key.
///
/// # Errors
/// The path is empty, or the key is not 32 bytes long.
pub fn store(path: impl Into<PathBuf>, key: Option<&[u8]>) -> Result<SessionStore, BadStore> {
    let path = path.into();
    if path.as_os_str().is_empty() {
        return Err(BadStore::NoPath);
    }
    Ok(match key {
        Some(key) => SessionStore::new(path, StoreKey::try_from(key)?),
        None => SessionStore::unsealed(path),
    })
}

/// Whether a session can be kept in this store, as far as can be seen beforehand.
///
/// # Errors
/// There is a folder in its place.
pub fn check_store(store: &SessionStore) -> Result<(), BadStore> {
    match store.path().is_dir() {
        true => Err(BadStore::Folder),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_told_and_read() {
        let state = SavedState::default();
        assert_eq!(state_of_text(&state_text(&state)), Ok(state));
        for text in ["", "[", "17", "\"state\""] {
            assert_eq!(state_of_text(text), Err(SavedError::NotSaved), "{text}");
        }
    }

    #[test]
    fn a_key_is_32_bytes() {
        assert!(store("x", Some(&[1; 32])).is_ok());
        assert!(store("x", None).is_ok());
        let error = store("x", Some(&[1; 31])).unwrap_err();
        assert_eq!(error, BadStore::Key(KeyLength { found: 31 }));
    }

    #[test]
    fn a_store_is_a_file() {
        assert_eq!(store("", None).unwrap_err(), BadStore::NoPath);
        let folder = store(std::env::temp_dir(), None).unwrap();
        assert_eq!(check_store(&folder), Err(BadStore::Folder));
        assert_eq!(check_store(&store("none.session", None).unwrap()), Ok(()));
    }
}
