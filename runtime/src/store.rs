//! The session store: a file with what it takes to take a session up again when the application is started again.

use std::path::{Path, PathBuf};

use wellclient_core::session::SavedSession;

use crate::sealed;
use crate::store_error::StoreError;
use crate::store_key::StoreKey;
use crate::whole_file;

/// A file with a saved session, of one session and one process at a time.
///
/// It is written whole or not at all: whenever the process or the machine goes down, there is the old contents or the new.
/// On Unix it is for its owner alone (0600). With a key it is sealed (ChaCha20-Poly1305), so that nobody without the key can
/// read it or change it unseen; who can write to the folder can still remove it, or put back an older one. Its functions
/// block for as long as the file system takes.
///
/// ```no_run
/// use wellclient::{Client, Session, SessionConfig, SessionOptions, SessionStore};
///
/// # async fn run(client: Client, config: SessionConfig, key: [u8; 32]) -> Result<(), Box<dyn std::error::Error>> {
/// let store = SessionStore::new("/var/lib/desk/5001.session", key);
/// let saved = store.load()?;
/// let options = SessionOptions { store: Some(store), ..Default::default() };
/// let session = client.session_with(config, options)?;
/// if let Some(saved) = saved {
///     session.recover(saved).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct SessionStore {
    path: PathBuf,
    key: Option<StoreKey>,
}

impl SessionStore {
    /// A store in this file, sealed with this key.
    pub fn new(path: impl Into<PathBuf>, key: impl Into<StoreKey>) -> Self {
        let (path, key) = (path.into(), Some(key.into()));
        Self { path, key }
    }

    /// A store in this file, not sealed: whoever can read the file can control the agent's calls.
    pub fn unsealed(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { path, key: None }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a saved session in place of what is there.
    ///
    /// # Errors
    /// It cannot be written ([`StoreError::File`], [`StoreError::Sealing`]); what was there still is.
    pub fn save(&self, saved: &SavedSession) -> Result<(), StoreError> {
        let kept = saved.to_bytes();
        let bytes = sealed::seal(kept.expose().as_bytes(), self.key.as_ref())?;
        whole_file::write(&self.path, &bytes).map_err(failed("written"))
    }

    /// Reads what was saved; `None` where there is no file.
    ///
    /// # Errors
    /// The file cannot be read, is no store, is cut off or damaged, of another version, or sealed otherwise than by this
    /// store's key. It is left as it is.
    pub fn load(&self) -> Result<Option<SavedSession>, StoreError> {
        whole_file::sweep(&self.path);
        let Some(mut file) = whole_file::open(&self.path).map_err(failed("read"))? else {
            return Ok(None);
        };
        let mut read = |most| whole_file::read(&mut file, most).map_err(failed("read"));
        // A file that is something else may be of any length.
        let mut bytes = read(9)?;
        sealed::check_kind(&bytes)?;
        // One byte more is enough to see that it is too long.
        let rest = read(sealed::LONGEST_FILE as u64)?;
        bytes.reserve_exact(rest.len());
        bytes.extend_from_slice(&rest);
        let kept = sealed::open(&mut bytes, self.key.as_ref())?;
        Ok(Some(SavedSession::from_bytes(&kept)?))
    }

    /// Removes the file. That it is not there is no error.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove(&self) -> Result<(), StoreError> {
        whole_file::remove(&self.path).map_err(failed("removed"))
    }
}

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> StoreError {
    move |error| StoreError::File { doing, error }
}
