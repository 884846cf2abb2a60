//! The Python package's sources, as pip builds them: offline, once the crates are there, by the lock that is inside.

use std::path::Path;

use super::fit;
use super::kind::Package;
use super::packing::{ARCHIVERS, Packing, VERSION};
use super::platform::PYTHON as CRATE;
use super::tree::Tree;
use super::zig::PYTHON;
use crate::process::Repository;
use crate::stages::{C_COMPILER, CARGO};

pub(super) const SDIST: Package = Package {
    name: "sdist",
    about: "the Python package's sources, with their lock",
    needs: &[&CARGO, &C_COMPILER, &PYTHON, &ARCHIVERS],
    in_all: true,
    run: package,
};

fn package(repository: &Repository, profile: &str) -> Result<(), String> {
    let packing = Packing::new(repository, profile)?;
    let maturin = packing.zig.tool("maturin").display().to_string();
    let tree = lay_out(repository, &maturin, &packing.work.join("sdist"))?;
    packing.pack_sources(&tree)
}

/// Lays it out in a folder below `folder`, by this `maturin`.
pub(crate) fn lay_out(repository: &Repository, maturin: &str, folder: &Path) -> Result<Tree, String> {
    let made = Tree::new(folder.to_owned())?;
    let out = made.root().display().to_string();
    repository
        .program_in("bindings-python", maturin, ["sdist", "--out", &out])
        .run()?;
    let name = format!("wellclient-{VERSION}");
    let archive = format!("{out}/{name}.tar.gz");
    repository
        .program("tar", ["--extract", "--file", &archive, "-C", &out])
        .run()?;
    let tree = Tree::found(folder.join(name));
    let manifest = tree.root().join("Cargo.toml").display().to_string();
    // Of fewer crates than the repository has: what only the others need goes, and nothing else changes.
    repository
        .cargo(["update", "--workspace", "--offline", "--manifest-path", &manifest])
        .run()?;
    let tree_of_crates = [
        "tree",
        "--locked",
        "--offline",
        "--package",
        CRATE,
        "--manifest-path",
        &manifest,
    ];
    repository.cargo(tree_of_crates).read()?;
    fit::check(repository, &tree)?;
    Ok(tree)
}
