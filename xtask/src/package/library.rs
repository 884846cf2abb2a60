//! The C library: headers, shared and static library, pkg-config and CMake, as `cargo xtask install` lays them.

use std::path::{Path, PathBuf};

use super::licences;
use super::packing::{Packing, VERSION};
use super::platform::{C_LIBRARY, Platform, System};
use super::tree::Tree;
use super::zig::Order;
use crate::install::{self, Layout};
use crate::windows::Windows;

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
            let nm = packing.llvm_tool("llvm-nm");
            let layout = Layout::linux(&nm, strip.as_deref());
            install::lay_out(packing.repository, &built, tree.root(), &layout)?;
        }
        System::Windows => {
            let python = packing.zig.tool("python3").display().to_string();
            let layout = Layout {
                windows: Windows::ALL
                    .into_iter()
                    .find(|windows| windows.target() == platform.target),
                simulator: true,
                nm: None,
                strip: None,
                dlltool: &[&python, "-m", "ziglang", "dlltool"],
            };
            install::lay_out(packing.repository, &built, tree.root(), &layout)?;
        }
        System::MacOs => lay_out_plainly(packing, platform, &built, &tree)?,
    }
    licences::put(packing.repository, &tree, LICENCES, &packing.inside(C_LIBRARY)?)?;
    packing.pack(&tree, platform)
}

/// For macOS the two libraries and the headers: programs are told where by hand.
fn lay_out_plainly(
    packing: &Packing<'_>,
    platform: &Platform,
    built: &Path,
    tree: &Tree,
) -> Result<(), String> {
    for header in install::headers(packing.repository)? {
        tree.copy(
            &packing.repository.root().join(&header),
            &header.display().to_string(),
        )?;
    }
    let shared = platform.shared_file("wellclient");
    // As programs that were linked with it ask for it.
    let series = install::Version::of(packing.repository)?.series();
    let name = format!("libwellclient.{series}.dylib");
    tree.program(&built.join(&shared), &format!("lib/{name}"))?;
    tree.link(&name, &format!("lib/{shared}"))?;
    tree.copy(&built.join("libwellclient.a"), "lib/libwellclient.a")
}
