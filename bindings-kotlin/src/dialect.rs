//! Releases of the server.

use client::Dialect as Core;

/// Which release of the manual's client the server expects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Dialect {
    /// Releases 2.x (2017).
    V2,
    /// Releases 4.x (2019).
    V4,
}

impl From<Dialect> for Core {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::V2 => Self::V2,
            Dialect::V4 => Self::V4,
        }
    }
}
