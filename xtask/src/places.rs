//! The paths of the machine that builds have no place in what is handed out: there they have other names.

use std::env;
use std::path::{Path, PathBuf};

use crate::process::Repository;
use crate::toolchain::Toolchain;

/// The compiler's options for that, in Rust.
pub(crate) fn rust_flags(repository: &Repository, toolchain: &Toolchain) -> Vec<String> {
    let (sources, name) = toolchain.sources();
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    vec![
        // The last that fits counts.
        remap(repository.root(), "/wellclient"),
        remap(&repository.target(), "/target"),
        remap(&cargo_home(), "/cargo"),
        remap(&sources, &name),
    ]
}

/// The same of what is in C.
pub(crate) fn c_flags(repository: &Repository) -> Vec<String> {
    [(repository.root(), "/wellclient"), (&cargo_home(), "/cargo")]
        .map(|(from, to)| format!("-ffile-prefix-map={}={to}", from.display()))
        .into()
}

/// The paths that nothing handed out may have in it.
pub(crate) fn private(repository: &Repository) -> Vec<String> {
    let places = [repository.root().to_owned(), repository.target(), cargo_home()];
    places.iter().map(|place| place.display().to_string()).collect()
}

/// Where cargo has the sources of the dependencies.
fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    )
}
