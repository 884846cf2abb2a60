//! The command-line program: built, with its manual pages and completions, in the places that it is installed to.

use std::fs;
use std::path::{Path, PathBuf};

use super::licences;
use super::packing::{Packing, VERSION};
use super::platform::{ALL, PROGRAM, Platform, System};
use super::tree::{Tree, read};
use super::zig::Order;

/// Where the licences of what is inside are put.
const LICENCES: &str = "share/doc/wellclient";

/// Where most zshs look for completions, and Debian's.
const ZSH: &str = "site-functions";
pub(crate) const ZSH_OF_DEBIAN: &str = "vendor-completions";

/// Where each shell looks for completions.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "share/bash-completion/completions/wellclient"),
    ("zsh", "share/zsh/{zsh}/_wellclient"),
    ("fish", "share/fish/vendor_completions.d/wellclient.fish"),
    ("powershell", "share/wellclient/wellclient.ps1"),
];

/// Builds it; the file.
pub(crate) fn build(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    let folder = packing.zig.build(&Order {
        packages: platform.built_with(&[PROGRAM]),
        platform,
        profile: packing.profile,
        is_static: true,
    })?;
    Ok(folder.join(platform.program_file()))
}

/// The archive.
pub(crate) fn package(packing: &Packing<'_>, platform: &Platform) -> Result<PathBuf, String> {
    let program = build(packing, platform)?;
    let tree = packing.tree(&format!("wellclient-{VERSION}-{}", platform.name))?;
    tree.program(&program, &format!("bin/{}", platform.program_file()))?;
    pages(packing, &tree, &teller(packing, platform, &program)?, "", ZSH)?;
    licences::put(packing.repository, &tree, LICENCES, &packing.inside(PROGRAM)?)?;
    packing.pack(&tree, platform)
}

/// Manual pages and completions, as the program `teller` has them, below `prefix`.
pub(crate) fn pages(
    packing: &Packing<'_>,
    tree: &Tree,
    teller: &Path,
    prefix: &str,
    zsh: &str,
) -> Result<(), String> {
    let teller = teller.display().to_string();
    let run = |arguments: &[&str]| packing.repository.program(&teller, arguments).read();
    let pages = packing.work.join("pages");
    run(&["man", "--out", &pages.display().to_string()])?;
    for page in list(&pages)? {
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        tree.write(&format!("{prefix}share/man/man1/{name}"), read(&page)?)?;
    }
    for (shell, place) in COMPLETIONS {
        let (script, _) = run(&["completions", shell])?;
        tree.write(&format!("{prefix}{}", place.replace("{zsh}", zsh)), script)?;
    }
    Ok(())
}

/// The program that tells what all of them say: the one that was built for `platform` if it runs here, else this machine's.
pub(crate) fn teller(packing: &Packing<'_>, platform: &Platform, built: &Path) -> Result<PathBuf, String> {
    if platform.runs_here() {
        return Ok(built.to_owned());
    }
    // Most often it is packed, too, and built before.
    let mut others = ALL.iter().filter(|other| other.system == System::Gnu);
    if let Some(own) = others.find(|other| other.runs_here()) {
        return build(packing, own);
    }
    let build = [
        "build",
        "--quiet",
        "--locked",
        "--package",
        PROGRAM,
        "--bin",
        "wellclient",
    ];
    packing.repository.cargo(build).run()?;
    Ok(packing.repository.target().join("debug/wellclient"))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}
