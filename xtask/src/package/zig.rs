//! Building for other systems: cargo, with Zig's compiler and C libraries to link, all of it below the build folder; for
//! Windows with MinGW's linker, since Zig's exports everything from a DLL.

use std::env;
use std::path::PathBuf;

use super::platform::{Platform, System};

use super::tree::Tree;
use crate::need::Need;
use crate::places;
use crate::process::{Program, Repository};
use crate::toolchain::Toolchain;

pub(crate) static PYTHON: Need = Need {
    probe: &["python3", "-c", "import ensurepip, sys, venv; print(sys.version)"],
    at_least: Some("3.9"),
    debian: &["python3", "python3-venv"],
    otherwise: "",
    why: "installs Zig and cargo-zigbuild, which link for other systems, below the build folder",
};

pub(crate) static MINGW: Need = Need {
    probe: &["x86_64-w64-mingw32-gcc", "--version"],
    at_least: None,
    debian: &["gcc-mingw-w64-x86-64"],
    otherwise: "",
    why: "links for Windows",
};

pub(crate) static MINGW_I686: Need = Need {
    probe: &["i686-w64-mingw32-gcc", "--version"],
    at_least: None,
    debian: &["gcc-mingw-w64-i686"],
    otherwise: "",
    why: "links for 32-bit Windows",
};

/// The tools, in a Python environment of their own.
pub(crate) struct Zig<'a> {
    repository: &'a Repository,
    folder: PathBuf,
    epoch: u64,
    pub(super) toolchain: Toolchain,
}

/// What is built.
pub(crate) struct Order<'a> {
    pub(crate) packages: &'a [&'a str],
    pub(crate) platform: &'a Platform,
    /// cargo's.
    pub(crate) profile: &'a str,
    /// With musl inside: for programs; a shared library takes that of its program.
    pub(crate) is_static: bool,
}

impl<'a> Zig<'a> {
    /// Installs the tools in the versions that they are pinned to.
    pub(crate) fn new(repository: &'a Repository, epoch: u64) -> Result<Self, String> {
        let folder = repository.target().join("tools");
        let zig = Self {
            repository,
            folder,
            epoch,
            toolchain: Toolchain::find()?,
        };
        if !zig.tool("python3").exists() {
            let venv = zig.folder.join("venv").display().to_string();
            repository.program("python3", ["-m", "venv", &venv]).run()?;
        }
        let python = zig.tool("python3").display().to_string();
        let install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "-r",
            "xtask/src/package/requirements.txt",
        ];
        repository.program(&python, install).run()?;
        Ok(zig)
    }

    /// Builds the crates; the folder that they are in then.
    pub(crate) fn build(&self, order: &Order<'_>) -> Result<PathBuf, String> {
        let target = order.platform.zig_target();
        let with_mingw = order.platform.system == System::Windows;
        let mut arguments = vec![if with_mingw { "build" } else { "zigbuild" }, "--locked"];
        for package in order.packages {
            arguments.extend(["--package", package]);
        }
        arguments.extend(["--profile", order.profile, "--target", &target]);
        let tool = self.tool("cargo-zigbuild").display().to_string();
        let program = if with_mingw {
            self.repository.cargo(arguments)
        } else {
            self.repository.program(&tool, arguments)
        };
        self.with_flags(program, order).run()?;
        let folder = if order.profile == "dev" {
            "debug"
        } else {
            order.profile
        };
        Ok(self.repository.target().join(order.platform.target).join(folder))
    }

    /// Zig's C compiler.
    pub(crate) fn cc<A: AsRef<str>>(
        &self,
        platform: &Platform,
        arguments: impl IntoIterator<Item = A>,
    ) -> Program {
        let target = c_target(platform);
        let words = ["-m", "ziglang", "cc", "-target", &target].map(str::to_owned);
        let words = words
            .into_iter()
            .chain(arguments.into_iter().map(|word| word.as_ref().to_owned()));
        let python = self.tool("python3").display().to_string();
        self.below_the_build_folder(self.repository.program(&python, words))
    }

    /// maturin, in the folder of the Python package.
    pub(crate) fn maturin(&self, arguments: &[&str], order: &Order<'_>) -> Program {
        let tool = self.tool("maturin").display().to_string();
        self.with_flags(
            self.repository.program_in("bindings-python", &tool, arguments),
            order,
        )
    }

    /// An empty folder, in which the linker looks for Apple's frameworks.
    pub(super) fn frameworks(&self) -> Result<Tree, String> {
        Tree::new(self.frameworks_folder())
    }

    fn frameworks_folder(&self) -> PathBuf {
        self.folder.join("frameworks")
    }

    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.folder.join("venv/bin").join(name)
    }

    /// What makes the octets the same wherever they are built, and the linker Zig's.
    fn with_flags(&self, program: Program, order: &Order<'_>) -> Program {
        let repository = self.repository;
        let mut flags = places::rust_flags(repository, &self.toolchain);
        if order.platform.system == System::Musl && !order.is_static {
            flags.push("-Ctarget-feature=-crt-static".to_owned());
        }
        if order.platform.system == System::MacOs {
            flags.push(format!("-Clink-arg=-F{}", self.frameworks_folder().display()));
        }
        if order.platform.system == System::Windows {
            flags.push("-Clink-arg=-Wl,--no-insert-timestamp".to_owned());
        }
        let program = program
            .env("RUSTFLAGS", &flags.join(" "))
            .env(
                &format!("CFLAGS_{}", order.platform.target.replace('-', "_")),
                &places::c_flags(repository).join(" "),
            )
            .env("SOURCE_DATE_EPOCH", &self.epoch.to_string());
        self.below_the_build_folder(program)
    }

    fn below_the_build_folder(&self, program: Program) -> Program {
        let path = env::var("PATH").unwrap_or_default();
        let folder = |name: &str| self.folder.join(name).display().to_string();
        program
            .env_unseen("PATH", &format!("{}:{path}", folder("venv/bin")))
            .env_unseen("ZIG_GLOBAL_CACHE_DIR", &folder("zig"))
            .env_unseen("ZIG_LOCAL_CACHE_DIR", &folder("zig"))
            .env_unseen("CARGO_ZIGBUILD_CACHE_DIR", &folder("zigbuild"))
    }
}

/// As Zig names it.
pub(crate) fn c_target(platform: &Platform) -> String {
    let processor = platform.processor();
    match platform.system {
        System::Gnu => format!("{processor}-linux-gnu.{}", super::platform::OLDEST_GLIBC),
        System::Musl => format!("{processor}-linux-musl"),
        System::MacOs => format!("{processor}-macos"),
        System::Windows => format!("{processor}-windows-gnu"),
    }
}
