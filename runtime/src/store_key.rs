//! The key that a session store is sealed with.

use std::fmt;

use zeroize::Zeroizing;

/// A key to seal a session store with: 32 random bytes, which the application keeps where passwords are kept. Overwritten
/// when dropped; `Debug` shows `StoreKey(…)`.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

/// A key that is not 32 bytes long.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a store's key must be 32 bytes long, not {found}")]
pub struct KeyLength {
    /// Its length.
    pub found: usize,
}

impl StoreKey {
    /// The bytes themselves, for the one place that seals with them.
    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl From<[u8; 32]> for StoreKey {
    fn from(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }
}

impl TryFrom<&[u8]> for StoreKey {
    type Error = KeyLength;

    fn try_from(key: &[u8]) -> Result<Self, KeyLength> {
        let bytes = <[u8; 32]>::try_from(key);
        bytes.map(Self::from).map_err(|_| KeyLength { found: key.len() })
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(…)")
    }
}
