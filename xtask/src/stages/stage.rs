//! One part of the whole test, as the runner sees it.

use crate::need::Need;
use crate::process::Repository;

/// One part of the whole test.
#[derive(Debug)]
pub(crate) struct Stage {
    /// As it is named on the command line.
    pub(crate) name: &'static str,
    /// What it does, in one line.
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [&'static Need],
    /// Folders below the target folder that nothing else uses.
    pub(crate) scratch: &'static [&'static str],
    /// Its steps: a note for the closing table, or why it failed.
    pub(crate) run: fn(&Repository) -> Result<String, String>,
}

impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
