//! What goes wrong with a session store.

use std::io;

use wellclient_core::session::SavedError;

/// What goes wrong with a session store. No secret is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read, written or removed. Where it was to be written, it is as it was before.
    #[error("the session store cannot be {doing}: {error}")]
    File {
        /// `read`, `written` or `removed`.
        doing: &'static str,
        /// What the system says.
        error: io::Error,
    },
    /// The file is something else.
    #[error("the file is no session store")]
    NotAStore,
    /// The file ends too soon.
    #[error("the session store is cut off")]
    Truncated,
    /// The file was changed since it was written.
    #[error("the session store is damaged")]
    Damaged,
    /// The file, or what is kept in it, was written by another version of the library, which this one cannot read.
    #[error("the session store is of version {found}, which this library does not read")]
    Version {
        /// Theirs.
        found: u32,
    },
    /// The file is sealed, and no key was given.
    #[error("the session store is sealed, and no key is given")]
    NeedsKey,
    /// The file is sealed with another key.
    #[error("the session store is sealed with another key")]
    OtherKey,
    /// A key was given, and the file is not sealed: it may be anybody's.
    #[error("a key is given, and the session store is not sealed")]
    NotSealed,
    /// It cannot be sealed: the system gives no random numbers, or there is more than 16 MiB to keep.
    #[error("the session store cannot be sealed")]
    Sealing,
}

impl StoreError {
    /// A word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::NotAStore => "notAStore",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::Version { .. } => "version",
            Self::NeedsKey => "needsKey",
            Self::OtherKey => "otherKey",
            Self::NotSealed => "notSealed",
            Self::Sealing => "sealing",
        }
    }
}

impl From<SavedError> for StoreError {
    fn from(error: SavedError) -> Self {
        match error {
            SavedError::Version { found } => Self::Version { found },
            _ => Self::Damaged,
        }
    }
}
