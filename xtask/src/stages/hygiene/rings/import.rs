//! One import: a name, the file that uses it and the file that defines it.

/// Two files and what ties them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import {
    /// The file that uses it.
    pub(super) by: String,
    /// The file that defines it.
    pub(super) from: String,
    pub(super) name: String,
}
