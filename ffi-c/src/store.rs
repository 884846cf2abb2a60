//! The session store: a file with what it takes to take a session up again after a restart.

use std::ffi::c_char;

use client::{KeyLength, SavedError, SavedSession, SessionStore, StoreError};
use wellclient_foreign::BadStore;

use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{bytes, output, required, well_string_t};

/// A store by its path and its key, which is there if it has a length; each with the program's word for it.
///
/// # Safety
/// `path` is NULL or NUL-terminated; `key` points to `key_len` bytes, or is NULL.
pub(crate) unsafe fn store(
    path_name: &str,
    path: *const c_char,
    key_name: &str,
    key: *const u8,
    key_len: usize,
) -> Result<SessionStore, Failure> {
    if key_len == 0 && !key.is_null() {
        // Who forgets the length does not want the file to be open to all.
        let said = format!("{key_name}_len must be 32, not 0, where {key_name} is given");
        return Err(Failure::new(WELL_BAD_ARGUMENT, said));
    }
    // SAFETY: the caller's word.
    let (path, key) = unsafe { (required(path_name, path)?, bytes(key_name, key, key_len)?) };
    let key = Some(key).filter(|key| !key.is_empty());
    wellclient_foreign::store(path, key).map_err(|error| bad_store(path_name, error))
}

/// By the program's word for the path.
pub(crate) fn bad_store(path_name: &str, error: BadStore) -> Failure {
    match error {
        BadStore::Key(error) => error.into(),
        error => Failure::new(
            WELL_BAD_ARGUMENT,
            error.to_string().replacen("path", path_name, 1),
        ),
    }
}

/// Writes a saved session (`well_session_saved_bytes`) into a file, in place of what is there; `path` is NUL-terminated. A
/// session with `store_path` does so by itself. The file is written whole or not at all: whenever the process or the
/// machine goes down, there is the old contents or the new. On Unix it is for its owner alone. With a key of 32 bytes it is
/// sealed (ChaCha20-Poly1305); with a `key` of NULL it is not, and whoever can read it can control the agent's calls.
/// Blocks for as long as the file system takes.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the key's length, no path), `WELL_BAD_SAVED`,
/// `WELL_OTHER_VERSION` (the bytes), `WELL_IO`: then the file is as it was. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_store_save(
    path: *const c_char,
    key: *const u8,
    key_len: usize,
    saved: *const u8,
    saved_len: usize,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for all of them.
        let (store, saved) = unsafe {
            (
                store("path", path, "key", key, key_len)?,
                bytes("saved", saved, saved_len)?,
            )
        };
        Ok(store.save(&SavedSession::from_bytes(saved)?)?)
    })
}

/// Reads the saved session out of a store: for `well_session_recover_bytes`. Returns `WELL_EMPTY` where there is no
/// file. IT HOLDS SECRETS, which freeing overwrites. Blocks for as long as the file system takes. `path` is
/// NUL-terminated. `key` is the key that the file is sealed with, 32 bytes; NULL, with a `key_len` of 0, if it is not sealed.
///
/// Ownership: free `out` (`well_string_free`). Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_BAD_ARGUMENT` (the key's
/// length, no path), `WELL_IO`, and what a file can be that is none: `WELL_STORE_FOREIGN`, `WELL_STORE_TRUNCATED`,
/// `WELL_STORE_DAMAGED`, `WELL_OTHER_VERSION`, `WELL_STORE_NEEDS_KEY`, `WELL_STORE_OTHER_KEY`, `WELL_STORE_NOT_SEALED`. The
/// file is left as it is. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_store_load(
    path: *const c_char,
    key: *const u8,
    key_len: usize,
    out: *mut well_string_t,
) -> well_status {
    entry(|| {
        // SAFETY: the caller's word for all of them.
        let (store, out) = unsafe { (store("path", path, "key", key, key_len)?, output("out", out)?) };
        let saved = store.load()?.ok_or(WELL_EMPTY)?;
        out.write(well_string_t::new(saved.to_bytes().expose()));
        Ok(())
    })
}

/// Removes a store's file; `path` is NUL-terminated. That it is not there is no error.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_UTF8`, `WELL_IO`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_store_remove(path: *const c_char) -> well_status {
    entry(|| {
        // SAFETY: the caller's word.
        let path = unsafe { required("path", path) }?;
        Ok(SessionStore::unsealed(path).remove()?)
    })
}

impl From<KeyLength> for Failure {
    fn from(error: KeyLength) -> Self {
        Self::new(WELL_BAD_ARGUMENT, error)
    }
}

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        let status = match error {
            SavedError::Version { .. } => WELL_OTHER_VERSION,
            _ => WELL_BAD_SAVED,
        };
        Self::new(status, error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let status = match error {
            StoreError::NotAStore => WELL_STORE_FOREIGN,
            StoreError::Truncated => WELL_STORE_TRUNCATED,
            StoreError::Damaged => WELL_STORE_DAMAGED,
            StoreError::Version { .. } => WELL_OTHER_VERSION,
            StoreError::NeedsKey => WELL_STORE_NEEDS_KEY,
            StoreError::OtherKey => WELL_STORE_OTHER_KEY,
            StoreError::NotSealed => WELL_STORE_NOT_SEALED,
            _ => WELL_IO,
        };
        Self::new(status, error)
    }
}
