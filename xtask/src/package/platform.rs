//! The platforms that libraries and programs are built for, and what each is called by whom.

use crate::need::{Need, rust_target};

/// What an executable is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum System {
    /// Linux with the GNU C library.
    Gnu,
    /// Linux with musl: the program is static and runs on every Linux.
    Musl,
    MacOs,
    Windows,
}

/// One kind of machine.
#[derive(Debug)]
pub(crate) struct Platform {
    /// In the names of archives.
    pub(crate) name: &'static str,
    pub(crate) system: System,
    /// As rustc names it.
    pub(crate) target: &'static str,
    /// The standard library for it.
    pub(crate) need: &'static Need,
    /// What wheels for it are called, beyond what maturin knows.
    pub(crate) wheel: &'static str,
    /// Its folder in a jar, as JNA names it; musl has none.
    pub(crate) jna: Option<&'static str>,
    /// As Debian names the processor; only for what Debian is.
    pub(crate) debian: Option<&'static str>,
}

/// The crate of the program.
pub(crate) const PROGRAM: &str = "wellclient-cli";

/// The crate of the C library.
pub(crate) const C_LIBRARY: &str = "wellclient-c";

/// The crate of the Python package's native part.
pub(crate) const PYTHON: &str = "wellclient-python";

/// The oldest GNU C library that what is built here runs with: that of CentOS 7 and `manylinux2014`.
pub(crate) const OLDEST_GLIBC: &str = "2.17";

rust_target!(X86_64_GNU, "x86_64-unknown-linux-gnu", "builds for Linux");
rust_target!(
    AARCH64_GNU,
    "aarch64-unknown-linux-gnu",
    "builds for Linux on ARM"
);
rust_target!(X86_64_MUSL, "x86_64-unknown-linux-musl", "builds for every Linux");
rust_target!(
    AARCH64_MUSL,
    "aarch64-unknown-linux-musl",
    "builds for every Linux on ARM"
);
rust_target!(X86_64_APPLE, "x86_64-apple-darwin", "builds for macOS");
rust_target!(AARCH64_APPLE, "aarch64-apple-darwin", "builds for macOS on ARM");
rust_target!(X86_64_WINDOWS, "x86_64-pc-windows-gnu", "builds for Windows");
rust_target!(I686_WINDOWS, "i686-pc-windows-gnu", "builds for 32-bit Windows");

pub(crate) static LINUX_X86_64: Platform = Platform {
    name: "linux-x86_64",
    system: System::Gnu,
    target: "x86_64-unknown-linux-gnu",
    need: &X86_64_GNU,
    wheel: "manylinux2014",
    jna: Some("linux-x86-64"),
    debian: Some("amd64"),
};
pub(crate) static LINUX_AARCH64: Platform = Platform {
    name: "linux-aarch64",
    system: System::Gnu,
    target: "aarch64-unknown-linux-gnu",
    need: &AARCH64_GNU,
    wheel: "manylinux2014",
    jna: Some("linux-aarch64"),
    debian: Some("arm64"),
};
pub(crate) static LINUX_X86_64_MUSL: Platform = Platform {
    name: "linux-x86_64-musl",
    system: System::Musl,
    target: "x86_64-unknown-linux-musl",
    need: &X86_64_MUSL,
    wheel: "musllinux_1_2",
    jna: None,
    debian: None,
};
pub(crate) static LINUX_AARCH64_MUSL: Platform = Platform {
    name: "linux-aarch64-musl",
    system: System::Musl,
    target: "aarch64-unknown-linux-musl",
    need: &AARCH64_MUSL,
    wheel: "musllinux_1_2",
    jna: None,
    debian: None,
};
pub(crate) static MACOS_X86_64: Platform = Platform {
    name: "macos-x86_64",
    system: System::MacOs,
    target: "x86_64-apple-darwin",
    need: &X86_64_APPLE,
    wheel: "off",
    jna: Some("darwin-x86-64"),
    debian: None,
};
pub(crate) static MACOS_AARCH64: Platform = Platform {
    name: "macos-aarch64",
    system: System::MacOs,
    target: "aarch64-apple-darwin",
    need: &AARCH64_APPLE,
    wheel: "off",
    jna: Some("darwin-aarch64"),
    debian: None,
};
pub(crate) static WINDOWS_X86_64: Platform = Platform {
    name: "windows-x86_64",
    system: System::Windows,
    target: "x86_64-pc-windows-gnu",
    need: &X86_64_WINDOWS,
    wheel: "off",
    jna: Some("win32-x86-64"),
    debian: None,
};
pub(crate) static WINDOWS_I686: Platform = Platform {
    name: "windows-i686",
    system: System::Windows,
    target: "i686-pc-windows-gnu",
    need: &I686_WINDOWS,
    wheel: "off",
    jna: Some("win32-x86"),
    debian: None,
};

/// All of them.
pub(crate) static ALL: [&Platform; 8] = [
    &LINUX_X86_64,
    &LINUX_AARCH64,
    &LINUX_X86_64_MUSL,
    &LINUX_AARCH64_MUSL,
    &MACOS_X86_64,
    &MACOS_AARCH64,
    &WINDOWS_X86_64,
    &WINDOWS_I686,
];

impl Platform {
    /// As cargo-zigbuild names it: with the oldest C library.
    pub(crate) fn zig_target(&self) -> String {
        match self.system {
            System::Gnu => format!("{}.{OLDEST_GLIBC}", self.target),
            _ => self.target.to_owned(),
        }
    }

    /// What is built in one go with `alone`: program and C library, so that what both need is built once. With musl they
    /// are built differently.
    pub(crate) fn built_with<'a>(&self, alone: &'a [&'a str]) -> &'a [&'a str] {
        match self.system {
            System::Musl => alone,
            _ => &[PROGRAM, C_LIBRARY],
        }
    }

    /// Whether this machine starts its programs.
    pub(crate) fn runs_here(&self) -> bool {
        let is_linux = matches!(self.system, System::Gnu | System::Musl);
        is_linux && cfg!(target_os = "linux") && self.processor() == std::env::consts::ARCH
    }

    /// The processor, as most name it.
    pub(crate) fn processor(&self) -> &'static str {
        self.target.split('-').next().unwrap_or_default()
    }

    /// The program's file.
    pub(crate) fn program_file(&self) -> &'static str {
        match self.system {
            System::Windows => "wellclient.exe",
            _ => "wellclient",
        }
    }

    /// The file of a shared library of this name.
    pub(crate) fn shared_file(&self, name: &str) -> String {
        match self.system {
            System::Gnu | System::Musl => format!("lib{name}.so"),
            System::MacOs => format!("lib{name}.dylib"),
            System::Windows => format!("{name}.dll"),
        }
    }
}
