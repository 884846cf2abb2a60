//! The native library for each of Android's ABIs: what the NDK links it with.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings;
use crate::install::SHIP;
use crate::places;
use crate::process::{Program, Repository};
use crate::toolchain::Toolchain;

/// The API level that the libraries are linked for, and the manifest says: the first with `java.time`.
pub(crate) const API_LEVEL: u32 = 26;

/// A kind of machine that Android runs on.
#[derive(Debug)]
pub(crate) struct Abi {
    /// Its folder in an AAR.
    pub(crate) name: &'static str,
    /// As rustc names it.
    pub(crate) target: &'static str,
    /// As the NDK's compiler begins.
    clang: &'static str,
}

pub(crate) static ABIS: [Abi; 4] = [
    Abi {
        name: "arm64-v8a",
        target: "aarch64-linux-android",
        clang: "aarch64-linux-android",
    },
    Abi {
        name: "armeabi-v7a",
        target: "armv7-linux-androideabi",
        clang: "armv7a-linux-androideabi",
    },
    Abi {
        name: "x86_64",
        target: "x86_64-linux-android",
        clang: "x86_64-linux-android",
    },
    Abi {
        name: "x86",
        target: "i686-linux-android",
        clang: "i686-linux-android",
    },
];

impl Abi {
    /// The name as variables have it.
    pub(crate) fn variable(&self) -> String {
        self.target.replace('-', "_")
    }
}

/// The library, `libwellclient_uniffi.so` on every ABI.
pub(crate) fn library_file() -> String {
    format!("lib{}.so", bindings::LIBRARY)
}

/// The variables that say where the NDK is, the first that is set counts.
const NDK: [&str; 2] = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"];

/// The NDK of this machine, or what would be done with one.
pub(super) fn ndk(repository: &Repository) -> Result<PathBuf, String> {
    let named = NDK.iter().find_map(env::var_os);
    let why = match named.map(PathBuf::from) {
        Some(ndk) if tools(&ndk).is_dir() => return Ok(ndk),
        Some(ndk) => format!("there is no Android NDK in {}", ndk.display()),
        None => format!("no Android NDK: {} is not set", NDK.join(" or ")),
    };
    let home = PathBuf::from(format!("${}", NDK[0]));
    let steps: String = ABIS
        .iter()
        .flat_map(|abi| steps(repository, &home, abi, &[]))
        .map(|step| format!("\n  {}", step.line()))
        .collect();
    Err(format!(
        "{why}\nwith one, this would run:{steps}\n`cargo xtask package android-layout` makes everything but the libraries"
    ))
}

/// Builds, links and strips the library for `abi`; where it is.
pub(super) fn build(repository: &Repository, ndk: &Path, abi: &Abi) -> Result<PathBuf, String> {
    let places = places::rust_flags(repository, &Toolchain::find()?);
    for step in steps(repository, ndk, abi, &places) {
        step.run()?;
    }
    let library = built(repository, abi);
    match fs::metadata(&library) {
        Ok(_) => Ok(library),
        Err(error) => Err(format!("{}: {error}", library.display())),
    }
}

/// The commands that make the library for `abi`; `places` gives the paths of this machine other names.
fn steps(repository: &Repository, ndk: &Path, abi: &Abi, places: &[String]) -> [Program; 2] {
    let tools = tools(ndk);
    let tool = |name: &str| tools.join(name).display().to_string();
    let script = if cfg!(windows) { ".cmd" } else { "" };
    let clang = tool(&format!("{}{API_LEVEL}-clang{script}", abi.clang));
    let variable = abi.variable();
    let cargo = format!("CARGO_TARGET_{}", variable.to_uppercase());
    let build = bindings::SHIPPED.into_iter().chain(["--target", abi.target]);
    let build = repository
        .cargo(build)
        // Android 15 and later have devices whose pages are so large.
        .env(
            &format!("{cargo}_RUSTFLAGS"),
            &format!("-Clink-arg=-Wl,-z,max-page-size=16384 {}", places.join(" ")),
        )
        .env(
            &format!("CFLAGS_{variable}"),
            &places::c_flags(repository).join(" "),
        )
        .env(&format!("{cargo}_LINKER"), &clang)
        .env(&format!("CC_{variable}"), &clang)
        .env(&format!("AR_{variable}"), &tool("llvm-ar"));
    let library = built(repository, abi).display().to_string();
    let strip = repository.program(&tool("llvm-strip"), ["--strip-unneeded", &library]);
    [build, strip]
}

fn built(repository: &Repository, abi: &Abi) -> PathBuf {
    let target = repository.target().join(abi.target);
    target.join(SHIP).join(library_file())
}

/// The NDK's compilers for this machine.
fn tools(ndk: &Path) -> PathBuf {
    // Those for macOS run on both of its kinds of machine.
    let host = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    ndk.join(format!("toolchains/llvm/prebuilt/{host}-x86_64/bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_abi_has_its_link_step() {
        let repository = Repository::find();
        for abi in &ABIS {
            let places = ["--remap-path-prefix=/here=/wellclient".to_owned()];
            let [build, strip] = steps(&repository, Path::new("$NDK"), abi, &places);
            let (build, strip) = (build.line(), strip.line());
            assert!(build.contains(&format!("--target {}", abi.target)), "{build}");
            assert!(build.contains(&format!("/bin/{}26-clang", abi.clang)), "{build}");
            assert!(
                build.contains("max-page-size=16384 --remap-path-prefix=/here="),
                "{build}"
            );
            assert!(strip.contains(&format!("{}/ship/lib", abi.target)), "{strip}");
        }
    }
}
