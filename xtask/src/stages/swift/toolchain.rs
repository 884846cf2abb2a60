//! Where Swift is: on this machine, or in a Debian of its own, below `target`, that is made once.

use std::fs;
use std::path::{Path, PathBuf};

use crate::console;
use crate::process::{Program, Repository};

/// The Debian release that has Swift 6.
const RELEASE: &str = "trixie";

/// What is installed into it.
const PACKAGES: [&str; 3] = ["swiftlang", "libc6-dev", "libstdc++-14-dev"];

/// Runs a command in that Debian.
const ENTER: &str = "xtask/src/stages/swift/enter.sh";

#[derive(Debug, PartialEq)]
pub(super) enum Toolchain {
    Here,
    /// In the Debian of this folder.
    Debian(PathBuf),
}

impl Toolchain {
    /// Swift 6 or newer of this machine; else that of a Debian, which is made where there is none yet.
    pub(super) fn find(repository: &Repository) -> Result<Self, String> {
        let here = Program::new("swift", ["build", "--version"]).read();
        if here.is_ok_and(|(version, _)| is_new_enough(&String::from_utf8_lossy(&version))) {
            return Ok(Self::Here);
        }
        let root = repository.target().join("swift").join(RELEASE);
        if !root.exists() {
            make(repository, &root)?;
        }
        Ok(Self::Debian(root))
    }

    /// The words that run a command, with the native library that is in `libraries`.
    pub(super) fn command(&self, repository: &Repository, words: &[&str], libraries: &Path) -> Vec<String> {
        let text = |path: &Path| path.display().to_string();
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let libraries = text(libraries);
        match self {
            Self::Here => {
                let variables = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];
                let set = variables.map(|variable| format!("{variable}={libraries}"));
                [own(&["env"]), set.to_vec(), own(words)].concat()
            }
            Self::Debian(root) => {
                let enter = ["unshare", "--mount", "--propagation", "private", "sh", ENTER];
                let folders = [
                    text(root),
                    libraries,
                    text(repository.root()),
                    text(&repository.target()),
                ];
                [own(&enter), folders.to_vec(), own(&["--"]), own(words)].concat()
            }
        }
    }
}

/// `Swift Package Manager - Swift 6.0.3`
fn is_new_enough(version: &str) -> bool {
    let (_, number) = version.rsplit_once("Swift ").unwrap_or_default();
    let major = number
        .split('.')
        .next()
        .and_then(|major| major.trim().parse::<u32>().ok());
    major.is_some_and(|major| major >= 6)
}

/// Some 3 GB, in a few minutes. One that was not finished is made anew.
fn make(repository: &Repository, root: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", root.display());
    console::show(format_args!(
        "there is no Swift 6 here: it is put into a Debian of its own, {}",
        root.display()
    ));
    let unfinished = root.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(failed)?;
    }
    let folder = unfinished.display().to_string();
    repository
        .program("debootstrap", ["--variant=minbase", RELEASE, &folder])
        .run()?;
    let apt = ["chroot", &folder, "apt-get", "-y"];
    let install = ["install", "--no-install-recommends"];
    for arguments in [vec!["update"], [&install[..], &PACKAGES].concat(), vec!["clean"]] {
        let words = apt.into_iter().chain(arguments);
        repository
            .program("env", ["DEBIAN_FRONTEND=noninteractive"].into_iter().chain(words))
            .run()?;
    }
    fs::rename(&unfinished, root).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swift_5_is_too_old() {
        assert!(is_new_enough("Swift Package Manager - Swift 6.0.3\n"));
        assert!(is_new_enough("Swift Package Manager - Swift 6.2\n"));
        assert!(!is_new_enough("Swift Package Manager - Swift 5.10.1\n"));
        assert!(!is_new_enough(""));
    }

    #[test]
    fn a_command_keeps_its_words() {
        let repository = Repository::find();
        let words = ["prog", "a b", "--", "$c"];
        for toolchain in [Toolchain::Here, Toolchain::Debian("/debian".into())] {
            let command = toolchain.command(&repository, &words, Path::new("/lib"));
            assert!(command.ends_with(&words.map(str::to_owned)), "{command:?}");
        }
    }
}
