//! What a stage needs on the machine, and where it is had from.

/// A program that a stage runs, directly or by way of a build script.
#[derive(Debug, PartialEq)]
pub(crate) struct Need {
    /// What prints its version; running it is the check.
    pub(crate) probe: &'static [&'static str],
    /// The oldest version that works, if there is one.
    pub(crate) at_least: Option<&'static str>,
    /// The Debian packages that bring it; empty where Debian has none that is new enough.
    pub(crate) debian: &'static [&'static str],
    /// How to get it where `debian` is empty.
    pub(crate) otherwise: &'static str,
    /// What it is for.
    pub(crate) why: &'static str,
}
