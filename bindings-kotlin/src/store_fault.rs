//! What can be wrong with a session store.

use client::StoreError;

/// What is wrong with a session store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum StoreFault {
    /// The file cannot be read, written or removed.
    File,
    /// The file is something else.
    NotAStore,
    /// The file ends too soon.
    Truncated,
    /// The file was changed since it was written.
    Damaged,
    /// It was written by another version of the library, and this one cannot read it.
    Version,
    /// The file is sealed, and no key was given.
    NeedsKey,
    /// The file is sealed with another key.
    OtherKey,
    /// A key was given, and the file is not sealed: it may be anybody's.
    NotSealed,
    /// It cannot be sealed: the system gives no random numbers, or there is more than 16 MiB to keep.
    Sealing,
}

impl From<&StoreError> for StoreFault {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::NotAStore => Self::NotAStore,
            StoreError::Truncated => Self::Truncated,
            StoreError::Damaged => Self::Damaged,
            StoreError::Version { .. } => Self::Version,
            StoreError::NeedsKey => Self::NeedsKey,
            StoreError::OtherKey => Self::OtherKey,
            StoreError::NotSealed => Self::NotSealed,
            StoreError::Sealing => Self::Sealing,
            _ => Self::File,
        }
    }
}
