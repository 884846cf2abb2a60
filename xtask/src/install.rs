//! `cargo xtask install`: the C library as C and C++ programs find it: headers, libraries, pkg-config, CMake.

use std::fs;
use std::path::{Path, PathBuf};

use crate::console;
use crate::import_library;
use crate::own_names;
use crate::places;
use crate::process::Repository;
use crate::toolchain::Toolchain;
use crate::windows::Windows;

/// What is to be installed, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct Installation {
    /// The folder that gets `include` and `lib`.
    pub(crate) prefix: PathBuf,
    /// The profile of cargo that the library is built with.
    pub(crate) profile: String,
    /// With the functions `well_simulator_*`.
    pub(crate) simulator: bool,
    /// For Windows, by MinGW; else for this machine.
    pub(crate) windows: Option<Windows>,
    /// Watched by a sanitizer of the compiler: for tests.
    pub(crate) sanitizer: Option<Sanitizer>,
}

/// What a sanitizer looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sanitizer {
    /// Invalid accesses and leaks.
    Address,
    /// Data races.
    Thread,
}

impl Sanitizer {
    /// As compilers name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Thread => "thread",
        }
    }
}

impl Installation {
    /// A library for tests.
    pub(crate) fn for_tests(prefix: PathBuf, sanitizer: Option<Sanitizer>) -> Self {
        Self {
            prefix,
            profile: "dev".to_owned(),
            simulator: true,
            windows: None,
            sanitizer,
        }
    }
}

/// What the library is built for where a sanitizer watches it; they need it said.
const SANITIZED_TARGET: &str = "x86_64-unknown-linux-gnu";

/// The profile of libraries that are handed out.
pub(crate) const SHIP: &str = "ship";

/// The libraries of the system that the static library needs (`rustc --print native-static-libs`), but those that every
/// compiler adds by itself: it knows whether they are to be static.
pub(crate) const NATIVE: &str = "-lutil -lrt -lpthread -lm -ldl";
const NATIVE_WINDOWS: &str =
    "-lws2_32 -lntdll -luserenv -lbcrypt -lcrypt32 -lole32 -loleaut32 -ladvapi32 -lkernel32";

pub(crate) fn install(repository: &Repository, installation: &Installation) -> Result<(), String> {
    if installation.windows.is_none() && !cfg!(target_os = "linux") {
        return Err(
            "the names of libraries are Linux's; elsewhere build with `cargo build -p wellclient-c`"
                .to_owned(),
        );
    }
    let built = build(repository, installation)?;
    let prefix = repository.root().join(&installation.prefix);
    let strip = installation.windows.map_or("strip", Windows::strip);
    let layout = Layout {
        windows: installation.windows,
        simulator: installation.simulator,
        // A sanitizer's own library, which is in it then, is known by its names.
        nm: (installation.windows.is_none() && installation.sanitizer.is_none()).then_some("nm"),
        strip: (installation.profile == SHIP).then_some(strip),
        dlltool: &["llvm-dlltool"],
    };
    lay_out(repository, &built, &prefix, &layout)
}

/// How what was built is laid out.
pub(crate) struct Layout<'a> {
    /// Built for Windows, else for Linux.
    pub(crate) windows: Option<Windows>,
    /// With the functions `well_simulator_*`.
    pub(crate) simulator: bool,
    /// Reads the names in the static library, which become its own; none: they stay as they are.
    pub(crate) nm: Option<&'a str>,
    /// What is exported stays, the names of everything else are of no use to programs: this takes them away.
    pub(crate) strip: Option<&'a str>,
    /// LLVM's `dlltool`, with its first arguments: for Windows.
    pub(crate) dlltool: &'a [&'a str],
}

impl<'a> Layout<'a> {
    /// For Linux, with the simulator.
    pub(crate) fn linux(nm: &'a str, strip: Option<&'a str>) -> Self {
        Self {
            windows: None,
            simulator: true,
            nm: Some(nm),
            strip,
            dlltool: &[],
        }
    }
}

/// Lays what was built into `prefix`.
pub(crate) fn lay_out(
    repository: &Repository,
    built: &Path,
    prefix: &Path,
    layout: &Layout<'_>,
) -> Result<(), String> {
    let version = Version::of(repository)?;
    let lib = prefix.join("lib");
    for folder in ["include", "lib/pkgconfig", "lib/cmake/wellclient"] {
        fs::create_dir_all(prefix.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
    }
    for header in headers(repository)? {
        let to = prefix.join(&header);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        copy(&repository.root().join(&header), &to)?;
    }
    let shared = match layout.windows {
        None => lib.join(version.shared()),
        Some(_) => prefix.join("bin/wellclient.dll"),
    };
    let archive = lib.join("libwellclient.a");
    if let Some(windows) = layout.windows {
        let bin = prefix.join("bin");
        fs::create_dir_all(&bin).map_err(|error| format!("{}: {error}", bin.display()))?;
        copy(&built.join("wellclient.dll"), &shared)?;
        copy(
            &built.join("libwellclient.dll.a"),
            &lib.join("libwellclient.dll.a"),
        )?;
        import_library::write(repository, layout.dlltool, windows, &lib, layout.simulator)?;
    } else {
        copy(&built.join("libwellclient.so"), &shared)?;
        link(&version.shared(), &lib.join(version.soname()))?;
        link(&version.soname(), &lib.join("libwellclient.so"))?;
    }
    copy(&built.join("libwellclient.a"), &archive)?;
    if let Some(nm) = layout.nm {
        own_names::give(repository, nm, &archive)?;
    }
    if let Some(strip) = layout.strip {
        for (path, what) in [(&shared, "--strip-unneeded"), (&archive, "--strip-debug")] {
            repository
                .program(strip, [what.as_ref(), path.as_os_str()])
                .run()?;
        }
    }
    let config = match layout.windows {
        None => "wellclient-config.cmake",
        Some(_) => "wellclient-config-windows.cmake",
    };
    let native = layout.windows.map_or(NATIVE, |_| NATIVE_WINDOWS);
    let templates = repository.root().join("ffi-c/install");
    for (template, to) in [
        ("wellclient.pc", "pkgconfig/wellclient.pc"),
        (config, "cmake/wellclient/wellclient-config.cmake"),
        (
            "wellclient-config-version.cmake",
            "cmake/wellclient/wellclient-config-version.cmake",
        ),
    ] {
        let from = templates.join(format!("{template}.in"));
        let text = fs::read_to_string(&from).map_err(|error| format!("{}: {error}", from.display()))?;
        write(&lib.join(to), &version.fill(&text, native))?;
    }
    for path in [&shared, &archive] {
        let size = fs::metadata(path)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .len();
        console::show(format_args!("{:>9} KiB {}", size.div_ceil(1024), path.display()));
    }
    Ok(())
}

/// The headers, `include/…`: all files there, in the order of their names.
pub(crate) fn headers(repository: &Repository) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("include")];
    while let Some(folder) = folders.pop() {
        let whole = repository.root().join(&folder);
        let entries = fs::read_dir(&whole).map_err(|error| format!("{}: {error}", whole.display()))?;
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            match entry.path().is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Builds the library; the folder that it is in then.
fn build(repository: &Repository, installation: &Installation) -> Result<PathBuf, String> {
    let profile = installation.profile.as_str();
    let mut arguments = vec![
        "build",
        "--package",
        "wellclient-c",
        "--locked",
        "--profile",
        profile,
    ];
    if !installation.simulator {
        arguments.push("--no-default-features");
    }
    let mut target = repository.target();
    let cargo = |arguments: Vec<&str>| repository.cargo(arguments);
    let build = match installation.sanitizer {
        None => {
            if let Some(windows) = installation.windows {
                arguments.extend(["--target", windows.target()]);
                target = target.join(windows.target());
            }
            let build = cargo(arguments);
            match profile {
                SHIP => build
                    .env(
                        "RUSTFLAGS",
                        &places::rust_flags(repository, &Toolchain::find()?).join(" "),
                    )
                    .env("CFLAGS", &places::c_flags(repository).join(" ")),
                _ => build,
            }
        }
        Some(sanitizer) => {
            // In a folder of its own: other flags would build everything anew each time.
            target = target.join("sanitize").join(sanitizer.name());
            let folder = target.display().to_string();
            arguments.extend(["--target", SANITIZED_TARGET, "--target-dir", &folder]);
            target = target.join(SANITIZED_TARGET);
            // A race is told from none only if the standard library is watched, too.
            if sanitizer == Sanitizer::Thread {
                arguments.push("-Zbuild-std");
            }
            let flags = format!("-Zsanitizer={}", sanitizer.name());
            // Flags of nightly; this lets a stable compiler take them.
            cargo(arguments)
                .env("RUSTFLAGS", &flags)
                .env("RUSTC_BOOTSTRAP", "1")
        }
    };
    build.run()?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target.join(folder))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    // A library that a program has loaded must not change under it: the new one is another file.
    let _ = fs::remove_file(to);
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

fn write(to: &Path, text: &str) -> Result<(), String> {
    fs::write(to, text).map_err(|error| format!("{}: {error}", to.display()))
}

#[cfg(unix)]
fn link(name: &str, at: &Path) -> Result<(), String> {
    let _ = fs::remove_file(at);
    std::os::unix::fs::symlink(name, at).map_err(|error| format!("{}: {error}", at.display()))
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) -> Result<(), String> {
    Ok(())
}

/// The version of the library, which is the workspace's.
pub(crate) struct Version {
    text: String,
}

impl Version {
    pub(crate) fn of(repository: &Repository) -> Result<Self, String> {
        let path = repository.root().join("Cargo.toml");
        let manifest = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let after = manifest.split_once("[workspace.package]").map(|(_, after)| after);
        let text = after
            .and_then(|after| after.lines().find_map(|line| line.strip_prefix("version = \"")))
            .and_then(|rest| rest.split('"').next());
        let text = text.ok_or("Cargo.toml has no version")?.to_owned();
        Ok(Self { text })
    }

    fn part(&self, index: usize) -> &str {
        self.text.split('.').nth(index).unwrap_or("0")
    }

    /// The versions that are compatible with each other: as `ffi-c/build.rs` tells the linker.
    pub(crate) fn series(&self) -> String {
        match self.part(0) {
            "0" => format!("0.{}", self.part(1)),
            major => major.to_owned(),
        }
    }

    pub(crate) fn soname(&self) -> String {
        format!("libwellclient.so.{}", self.series())
    }

    pub(crate) fn shared(&self) -> String {
        format!("libwellclient.so.{}", self.text)
    }

    fn fill(&self, template: &str, native: &str) -> String {
        template
            .replace("@VERSION@", &self.text)
            .replace("@MAJOR@", self.part(0))
            .replace("@MINOR@", self.part(1))
            .replace("@SHARED@", &self.shared())
            .replace("@SONAME@", &self.soname())
            .replace("@NATIVE@", native)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version {
            text: text.to_owned(),
        }
    }

    #[test]
    fn before_one_the_minor_version_is_the_series() {
        assert_eq!(version("0.1.2").soname(), "libwellclient.so.0.1");
        assert_eq!(version("1.4.0").soname(), "libwellclient.so.1");
        assert_eq!(version("1.4.0").shared(), "libwellclient.so.1.4.0");
    }

    #[test]
    fn headers_are_found_in_folders_too() {
        let headers = headers(&Repository::find()).unwrap();
        for name in ["include/wellclient.h", "include/wellclient/session.hpp"] {
            assert!(headers.contains(&PathBuf::from(name)), "{name}");
        }
        assert!(headers.iter().all(|header| {
            header
                .extension()
                .is_some_and(|kind| kind == "h" || kind == "hpp")
        }));
    }

    #[test]
    fn the_version_is_the_workspaces() {
        let version = Version::of(&Repository::find()).unwrap();
        assert_eq!(version.text, env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn templates_are_filled_to_the_last_mark() {
        let folder = Repository::find().root().join("ffi-c/install");
        for entry in fs::read_dir(folder).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            assert!(!version("0.1.0").fill(&text, NATIVE).contains('@'));
        }
    }
}
