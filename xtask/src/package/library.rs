//! The C library: headers, shared and static library, pkg-config and CMake, as `cargo xtask install` lays them.

use std::path::{Path, PathBuf};

use super::licences;
use super::packing::{Packing, VERSION};
use super::platform::{C_LIBRARY, Platform, System};
use super::tree::Tree;
use super::zig::Order;
use crate::install;

const LICENCES: &str = "share/doc/libwellclient";

/// Builds it; the folder that has it.
pub(crate) fn build(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    packing.zig.build(&Order {
        packages: platform.built_with(&[C_LIBRARY]),
        platform,
        profile: packing.profile,
        is_static: false,
    })
}

/// The archive.
pub(crate) fn package(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    let built = build(packing, platform)?;
    let tree = packing.tree(&format!("libwellclient-{VERSION}-{}", platform.name))?;
    match platform.system {
        System::Gnu | System::Musl => {
            let strip = packing.strip();
            install::lay_out(packing.repository, &built, tree.root(), strip.as_deref())?;
        }
        System::MacOs | System::Windows => lay_out_plainly(packing, platform, &built, &tree)?,
    }
    licences::put(packing.repository, &tree, LICENCES, &packing.inside(C_LIBRARY)?)?;
    packing.pack(&tree, platform)
}

/// Elsewhere the two libraries and the headers: programs are told where by hand.
fn lay_out_plainly(
    packing: &Packing<'_>,
    platform: &Platform,
    built: &Path,
    tree: &Tree,
) -> Result<(), String> {
    let headers = packing.repository.root().join("include");
    for header in ["wellclient.h", "wellclient.hpp"] {
        tree.copy(&headers.join(header), &format!("include/{header}"))?;
    }
    let shared = platform.shared_file("wellclient");
    let from = built.join(&shared);
    if platform.system == System::MacOs {
        // As programs that were linked with it ask for it.
        let series = install::Version::of(packing.repository)?.series();
        let name = format!("libwellclient.{series}.dylib");
        tree.program(&from, &format!("lib/{name}"))?;
        tree.link(&name, &format!("lib/{shared}"))?;
    } else {
        tree.program(&from, &format!("bin/{shared}"))?;
        tree.copy(&built.join("libwellclient.dll.a"), "lib/libwellclient.dll.a")?;
    }
    tree.copy(&built.join("libwellclient.a"), "lib/libwellclient.a")
}
