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

/// The standard library of Rust for a target, as a need: compiling nothing succeeds only where it is there.
macro_rules! rust_target {
    ($need:ident, $name:literal, $why:literal) => {
        static $need: $crate::need::Need = $crate::need::Need {
            probe: &[
                "rustc",
                "--target",
                $name,
                "--crate-type=lib",
                "--emit=dep-info=-",
                "-",
            ],
            at_least: None,
            debian: &[],
            otherwise: concat!("rustup target add ", $name),
            why: $why,
        };
    };
}

pub(crate) use rust_target;
