//! `cargo xtask package`: what is handed out, in `target/package/`.

pub(crate) mod android;
mod apple;
mod kotlin;

use crate::process::Repository;

/// A package, by its name on the command line.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    run: fn(&Repository) -> Result<(), String>,
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

pub(crate) static ALL: &[Package] = &[kotlin::KOTLIN, android::ANDROID, android::LAYOUT, apple::APPLE];

pub(crate) fn package(repository: &Repository, package: &Package) -> Result<(), String> {
    (package.run)(repository)
}
