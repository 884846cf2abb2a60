//! The stages of `cargo xtask test`. A new language is one file here and its rows in [`ALL`].

mod android;
mod c;
mod conformance;
mod demo;
mod hygiene;
pub(crate) mod kotlin;
mod python;
mod rust;
mod swift;

use crate::prerequisite::Need;
use crate::process::Repository;

/// One part of the whole test.
#[derive(Debug)]
pub(crate) struct Stage {
    /// As it is named on the command line.
    pub(crate) name: &'static str,
    /// What it does, in one line.
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [&'static Need],
    /// Its steps: a note for the closing table, or why it failed.
    pub(crate) run: fn(&Repository) -> Result<String, String>,
}

impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// In the order in which they run: first what fails fast.
pub(crate) static ALL: &[Stage] = &[
    rust::FORMAT,
    hygiene::HYGIENE,
    rust::LINT,
    rust::DOC,
    rust::RUST,
    rust::EXAMPLES,
    rust::BENCHES,
    demo::DEMO,
    python::PYTHON_PACKAGE,
    kotlin::KOTLIN,
    android::ANDROID,
    swift::SWIFT,
    c::C,
    c::MEMCHECK,
    c::SANITIZE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_cannot_be_taken_for_options() {
        for (at, stage) in ALL.iter().enumerate() {
            assert!(!stage.name.starts_with('-'));
            assert!(
                ALL.iter().skip(at + 1).all(|other| other != stage),
                "{}",
                stage.name
            );
        }
    }
}
