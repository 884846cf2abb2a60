//! All that is made for one platform: the program, the C library, the wheel and, for Debian, its packages.

use super::kind::Package;
use super::packing::{ARCHIVERS, DPKG, LLVM_TOOLS, Packing};
use super::platform::{self, PROGRAM, Platform};
use super::zig::{MINGW, MINGW_I686, PYTHON};
use super::{debian, frameworks, library, program, wheel};
use crate::process::Repository;
use crate::stages::{C_COMPILER, CARGO};

/// The package of a platform.
macro_rules! native {
    ($package:ident, $about:literal $(, $need:expr)?) => {
        pub(super) const $package: Package = Package {
            name: platform::$package.name,
            about: $about,
            needs: &[
                &CARGO,
                &C_COMPILER,
                &PYTHON,
                &ARCHIVERS,
                &DPKG,
                &LLVM_TOOLS,
                platform::$package.need,
                $($need,)?
            ],
            in_all: true,
            run: |repository, profile| make(repository, profile, &platform::$package),
        };
    };
}

native!(
    LINUX_X86_64,
    "program, C library, wheel and .deb for Linux, glibc 2.17 or newer"
);
native!(LINUX_AARCH64, "the same for 64-bit ARM");
native!(
    LINUX_X86_64_MUSL,
    "program (static: for any Linux), C library and wheel for musl"
);
native!(LINUX_AARCH64_MUSL, "the same for 64-bit ARM");
native!(
    MACOS_X86_64,
    "program, C library and wheel for macOS: linked, never run"
);
native!(MACOS_AARCH64, "the same for Apple's processors");
native!(WINDOWS_X86_64, "program, C library and wheel for Windows", &MINGW);
native!(WINDOWS_I686, "the same for 32-bit programs", &MINGW_I686);

fn make(repository: &Repository, profile: &str, platform: &Platform) -> Result<(), String> {
    let packing = Packing::new(repository, profile)?;
    frameworks::lay(&packing, platform, PROGRAM)?;
    program::package(&packing, platform)?;
    library::package(&packing, platform)?;
    if let Some(processor) = platform.debian {
        debian::packages(&packing, platform, processor)?;
    }
    wheel::package(&packing, platform).map(drop)
}
