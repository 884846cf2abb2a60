//! One package, as the command line names it.

use std::path::PathBuf;

use crate::install::SHIP;
use crate::need::Need;
use crate::process::Repository;

/// Cargo's profile for what is built fast, to see that it is made and starts.
pub(crate) const TRIAL: &str = "trial";

/// The option that asks for it.
pub(crate) const FAST: &str = "--fast";

/// A package, by its name on the command line.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    pub(super) needs: &'static [&'static Need],
    /// Whether `cargo xtask package` without a name makes it.
    pub(super) in_all: bool,
    /// By cargo's profile of this name.
    pub(super) run: fn(&Repository, &str) -> Result<(), String>,
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Where packages are put: what is handed out, apart from what is built by another profile, to be tried.
pub(super) fn folder(repository: &Repository, profile: &str) -> PathBuf {
    let target = repository.target();
    match profile {
        SHIP => target.join("package"),
        other => target.join(format!("package-{other}")),
    }
}
