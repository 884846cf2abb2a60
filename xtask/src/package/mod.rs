//! `cargo xtask package`: what is handed out, in `target/package/`.

pub(crate) mod android;
mod apple;
mod archive;
pub(crate) mod debian;
mod dependencies;
mod fit;
mod frameworks;
mod kind;
mod kotlin;
pub(crate) mod library;
mod licences;
mod native;
pub(crate) mod packing;
pub(crate) mod platform;
pub(crate) mod program;
mod sbom;
pub(crate) mod sdist;
mod sums;
mod tree;
mod twice;
mod wheel;
pub(crate) mod zig;

use std::time::Instant;

use crate::install::SHIP;
use crate::prerequisite;
use crate::process::Repository;

use kind::folder;
pub(crate) use kind::{FAST, Package, TRIAL};

pub(crate) static ALL: &[Package] = &[
    native::LINUX_X86_64,
    native::LINUX_AARCH64,
    native::LINUX_X86_64_MUSL,
    native::LINUX_AARCH64_MUSL,
    native::MACOS_X86_64,
    native::MACOS_AARCH64,
    native::WINDOWS_X86_64,
    native::WINDOWS_I686,
    kotlin::KOTLIN,
    sdist::SDIST,
    sbom::SBOM,
    apple::SCRIPT,
    android::LAYOUT,
    android::ANDROID,
    apple::APPLE,
];

/// What is to be made, and how.
#[derive(Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) packages: Vec<&'static Package>,
    /// Once more, in another folder, and compared.
    pub(crate) twice: bool,
    /// Cargo's.
    pub(crate) profile: &'static str,
}

impl Order {
    /// Those of these names, or, without any, all that need nothing that cannot be had here.
    pub(crate) fn new(names: &[&str], twice: bool, fast: bool) -> Result<Self, String> {
        let known = |name: &&str| {
            ALL.iter()
                .find(|package| package.name == *name)
                .ok_or_else(|| format!("no package `{name}`"))
        };
        let packages = if names.is_empty() {
            ALL.iter().filter(|package| package.in_all).collect()
        } else {
            names.iter().map(known).collect::<Result<_, _>>()?
        };
        let profile = if fast { TRIAL } else { SHIP };
        Ok(Self {
            packages,
            twice,
            profile,
        })
    }
}

pub(crate) fn package(repository: &Repository, order: &Order) -> Result<(), String> {
    let askers: Vec<_> = order
        .packages
        .iter()
        .map(|package| (package.name, package.needs))
        .collect();
    prerequisite::ensure(&askers, "package", true)?;
    let (folder, epoch) = (folder(repository, order.profile), archive::epoch(repository)?);
    let mut times = Vec::new();
    for package in &order.packages {
        println!("\n=== {}: {}", package.name, package.about);
        let start = Instant::now();
        (package.run)(repository, order.profile)?;
        times.push((package.name, start.elapsed().as_secs_f64()));
    }
    sums::write(repository, &folder)?;
    println!();
    for (name, seconds) in times {
        println!("{name:<20} {seconds:>7.1} s");
    }
    if order.twice {
        let names: Vec<&str> = order.packages.iter().map(|package| package.name).collect();
        twice::compare(repository, &names, &folder, epoch, order.profile)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_some_are_made_unless_told() {
        for (at, package) in ALL.iter().enumerate() {
            assert!(!ALL[at + 1..].contains(package), "{}", package.name);
        }
        let order = Order::new(&[], false, false).unwrap();
        assert!(
            order
                .packages
                .iter()
                .any(|package| package.name == "linux-aarch64")
        );
        assert!(order.packages.iter().all(|package| package.name != "apple"));
        assert!(Order::new(&["nosuch"], false, false).is_err());
    }
}
