//! One package, as the command line names it.

use crate::process::Repository;

/// A package, by its name on the command line.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    pub(super) run: fn(&Repository) -> Result<(), String>,
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
