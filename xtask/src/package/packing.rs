//! What the making of packages has in common: the tools, the time, where things are put.

use std::fs;
use std::path::PathBuf;

use super::archive;
use super::dependencies::{Dependencies, inside};
use super::fit;
use super::kind::folder;
use super::platform::{ALL as PLATFORMS, Platform, System};
use super::tree::Tree;
use super::zig::Zig;
use crate::console;
use crate::install::SHIP;
use crate::need::Need;
use crate::process::Repository;

/// The workspace's.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) static ARCHIVERS: Need = Need {
    probe: &[
        "sh",
        "-c",
        "tar --version && gzip --version && zip --version && git --version",
    ],
    at_least: None,
    debian: &["tar", "gzip", "zip", "git"],
    otherwise: "",
    why: "makes archives",
};
pub(crate) static DPKG: Need = Need {
    probe: &["dpkg-deb", "--version"],
    at_least: Some("1.21.10"),
    debian: &["dpkg"],
    otherwise: "",
    why: "makes Debian packages",
};
pub(crate) static LLVM_TOOLS: Need = Need {
    probe: &[
        "sh",
        "-c",
        "\"$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/host: //p')/bin/llvm-strip\" --version",
    ],
    at_least: None,
    debian: &[],
    otherwise: "rustup component add llvm-tools",
    why: "strips and reads libraries of every platform",
};

pub(crate) struct Packing<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) zig: Zig<'a>,
    /// cargo's.
    pub(crate) profile: &'a str,
    pub(crate) epoch: u64,
    /// Where packages are put.
    pub(crate) out: PathBuf,
    /// Where they are laid out before.
    pub(crate) work: PathBuf,
}

impl<'a> Packing<'a> {
    /// Built by cargo's `profile`.
    pub(crate) fn new(repository: &'a Repository, profile: &'a str) -> Result<Self, String> {
        let out = folder(repository, profile);
        let epoch = archive::epoch(repository)?;
        fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
        Ok(Self {
            repository,
            zig: Zig::new(repository, epoch)?,
            profile,
            epoch,
            work: out.with_extension("work"),
            out,
        })
    }

    /// An empty folder for what becomes the archive of this name.
    pub(crate) fn tree(&self, name: &str) -> Result<Tree, String> {
        Tree::new(self.work.join(name))
    }

    /// The time that everything has, as RFC 3339 writes it.
    pub(crate) fn time(&self) -> Result<String, String> {
        time(self.repository, self.epoch)
    }

    pub(crate) fn pack(&self, tree: &Tree, platform: &Platform) -> Result<PathBuf, String> {
        fit::check(self.repository, tree)?;
        self.pack_as(tree, platform.system == System::Windows)
    }

    /// Sources, which go everywhere, and are looked at already.
    pub(crate) fn pack_sources(&self, tree: &Tree) -> Result<(), String> {
        self.pack_as(tree, false).map(drop)
    }

    fn pack_as(&self, tree: &Tree, is_zip: bool) -> Result<PathBuf, String> {
        let archive = archive::pack(
            self.repository,
            tree,
            &self.out,
            self.epoch,
            is_zip,
            self.if_shipped("-9", "-1"),
        )?;
        console::show(format_args!("made {}", archive.display()));
        Ok(archive)
    }

    /// What takes its time is for what is handed out; another way will do to try.
    pub(super) fn if_shipped<'b>(&self, shipped: &'b str, tried: &'b str) -> &'b str {
        if self.profile == SHIP { shipped } else { tried }
    }

    /// LLVM's tool of this name.
    pub(crate) fn llvm_tool(&self, name: &str) -> String {
        self.zig.toolchain.llvm_tool(name)
    }

    /// What takes the names from libraries that are handed out: LLVM's, which knows every platform's.
    pub(crate) fn strip(&self) -> Option<String> {
        (self.profile == SHIP).then(|| self.llvm_tool("llvm-strip"))
    }

    /// What is inside of a package, on whatever platform: so that what is said of it is the same in every archive.
    pub(super) fn inside(&self, package: &str) -> Result<Dependencies, String> {
        inside(
            self.repository,
            package,
            &PLATFORMS.map(|platform| platform.target),
        )
    }
}

pub(crate) fn time(repository: &Repository, epoch: u64) -> Result<String, String> {
    let when = format!("--date=@{epoch}");
    let (stdout, _) = repository
        .program("date", ["--utc", &when, "+%Y-%m-%dT%H:%M:%SZ"])
        .read()?;
    Ok(String::from_utf8_lossy(&stdout).trim().to_owned())
}
