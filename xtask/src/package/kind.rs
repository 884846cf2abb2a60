//! One package, as the command line names it.

use std::path::PathBuf;

use crate::need::Need;
use crate::process::Repository;

/// A package, by its name on the command line.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    pub(super) needs: &'static [&'static Need],
    /// Whether `cargo xtask package` without a name makes it.
    pub(super) in_all: bool,
    pub(super) run: fn(&Repository) -> Result<(), String>,
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Where packages are put.
pub(super) fn folder(repository: &Repository) -> PathBuf {
    repository.target().join("package")
}
