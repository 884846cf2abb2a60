//! The C ABI and the C++ API: installed as a user would, built against by CMake and by a plain compiler, and run.

use std::path::{Path, PathBuf};

use super::Stage;
use super::conformance;
use super::guide;
use super::linking;
use super::rust::{C_COMPILER, CARGO};
use crate::install::{Installation, Sanitizer, install};
use crate::need::Need;
use crate::process::Repository;

static CXX_COMPILER: Need = Need {
    probe: &["c++", "--version"],
    at_least: None,
    debian: &["g++"],
    otherwise: "",
    why: "compiles the C++ API's tests",
};
pub(super) static CMAKE: Need = Need {
    probe: &["cmake", "--version"],
    at_least: Some("3.20"),
    debian: &["cmake"],
    otherwise: "",
    why: "builds the C and C++ tests",
};
pub(super) static MAKE: Need = Need {
    probe: &["make", "--version"],
    at_least: None,
    debian: &["make"],
    otherwise: "",
    why: "CMake builds by it",
};
pub(super) static CLANG: Need = Need {
    probe: &["clang", "--version"],
    at_least: None,
    debian: &["clang"],
    otherwise: "",
    why: "the headers compile under it, too",
};
static GOOGLE_TEST: Need = Need {
    probe: &["pkg-config", "--modversion", "gtest"],
    at_least: None,
    debian: &["pkg-config", "libgtest-dev"],
    otherwise: "",
    why: "the C++ tests are written for it",
};
static BINUTILS: Need = Need {
    probe: &["nm", "--version"],
    at_least: None,
    debian: &["binutils"],
    otherwise: "",
    why: "looks at what the library exports",
};
static RUST_SOURCE: Need = Need {
    probe: &[
        "sh",
        "-c",
        "cat \"$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock\"",
    ],
    at_least: None,
    debian: &[],
    otherwise: "rustup component add rust-src",
    why: "ThreadSanitizer watches the standard library, too, so it is built anew",
};
pub(super) static VALGRIND: Need = Need {
    probe: &["valgrind", "--version"],
    at_least: Some("3.15"),
    debian: &["valgrind"],
    otherwise: "",
    why: "finds leaks and invalid accesses",
};

pub(super) const C: Stage = Stage {
    name: "c",
    about: "the C and C++ tests and examples, against an installed library",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &CXX_COMPILER,
        &CMAKE,
        &MAKE,
        &CLANG,
        &GOOGLE_TEST,
        &BINUTILS,
    ],
    scratch: &[],
    run: test,
};

pub(super) const MEMCHECK: Stage = Stage {
    name: "memcheck",
    about: "the C and C++ tests under valgrind",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &CXX_COMPILER,
        &CMAKE,
        &MAKE,
        &GOOGLE_TEST,
        &VALGRIND,
    ],
    scratch: &["c/build", "c/prefix", "c/guide"],
    run: memcheck,
};

pub(super) const SANITIZE: Stage = Stage {
    name: "sanitize",
    about: "the C and C++ tests under AddressSanitizer and ThreadSanitizer, the library watched, too",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &CXX_COMPILER,
        &CMAKE,
        &MAKE,
        &GOOGLE_TEST,
        &RUST_SOURCE,
    ],
    scratch: &["sanitize", "c/address", "c/thread"],
    run: sanitize,
};

/// A build of the tests against an installed library.
struct Build {
    prefix: PathBuf,
    folder: PathBuf,
    sanitizer: Option<Sanitizer>,
}

impl Build {
    /// Installs the library and builds everything against it.
    fn new(repository: &Repository, sanitizer: Option<Sanitizer>) -> Result<Self, String> {
        let name = sanitizer.map_or("", Sanitizer::name);
        let below = repository.target().join("c").join(name);
        let build = Self {
            prefix: below.join("prefix"),
            folder: below.join("build"),
            sanitizer,
        };
        install(
            repository,
            &Installation::for_tests(build.prefix.clone(), sanitizer),
        )?;
        let prefix = format!("-DCMAKE_PREFIX_PATH={}", build.prefix.display());
        let folder = build.folder.display().to_string();
        let sanitize = format!("-DWELL_SANITIZE={name}");
        let configure = [
            "-S",
            "tests/c",
            "-B",
            &folder,
            "-DCMAKE_BUILD_TYPE=Debug",
            &prefix,
            &sanitize,
        ];
        repository.program("cmake", configure).run()?;
        repository
            .program("cmake", ["--build", &folder, "--parallel", "2"])
            .run()?;
        Ok(build)
    }

    /// Runs the tests; ctest's closing line.
    fn test(&self, repository: &Repository, more: &[&str]) -> Result<String, String> {
        let folder = self.folder.display().to_string();
        let fixed = [
            "--test-dir",
            &folder,
            "--output-on-failure",
            "--timeout",
            "600",
            "--parallel",
            // Most of them wait for most of their time; what must not have company says so. A sanitizer makes them busy.
            if self.sanitizer.is_some() { "1" } else { "3" },
        ];
        let suppressions = repository.root().join("tests/c/tsan.supp");
        let thread = format!("suppressions={}:die_after_fork=0", suppressions.display());
        let scale = if self.sanitizer.is_some() { "0.1" } else { "1" };
        let mut closing = String::new();
        repository
            .program("ctest", fixed.into_iter().chain(more.iter().copied()))
            .env("TSAN_OPTIONS", &thread)
            .env("WELL_TEST_SCALE", scale)
            .run_with_lines(|line| {
                if line.contains("tests passed") {
                    line.clone_into(&mut closing);
                }
            })?;
        Ok(closing)
    }
}

fn test(repository: &Repository) -> Result<String, String> {
    let build = Build::new(repository, None)?;
    check_exports(repository, &build.prefix)?;
    linking::check(repository, &build.prefix, &build.folder)?;
    let commands = guide::run(repository)?;
    let closing = build.test(repository, &[])?;
    let conformance = |testee: &str| {
        let testee = build.folder.join(testee).display().to_string();
        conformance::run(repository, &[&testee])
    };
    Ok(format!(
        "{closing}; {commands} blocks of the guides' commands; conformance: C: {}, C++: {}",
        conformance("c/testee")?,
        conformance("cpp/cpp_testee")?
    ))
}

fn memcheck(repository: &Repository) -> Result<String, String> {
    // Run through valgrind by `tests/c/CMakeLists.txt`, so that a finding fails the test.
    Build::new(repository, None)?.test(repository, &["-C", "Memcheck", "-L", "memcheck"])
}

fn sanitize(repository: &Repository) -> Result<String, String> {
    let mut notes = Vec::new();
    for sanitizer in [Sanitizer::Address, Sanitizer::Thread] {
        // What counts memory or compiles headers has nothing to say here, nor has what counts threads under
        // ThreadSanitizer, which has one of its own.
        let without = match sanitizer {
            Sanitizer::Address => "growth|header",
            Sanitizer::Thread => "growth|header|loading",
        };
        let closing = Build::new(repository, Some(sanitizer))?.test(repository, &["-E", without])?;
        notes.push(format!("{}: {closing}", sanitizer.name()));
    }
    Ok(notes.join("; "))
}

/// Only `well_*` is exported, the stack is not executable, and the soname has a version.
fn check_exports(repository: &Repository, prefix: &Path) -> Result<(), String> {
    let library = prefix.join("lib/libwellclient.so").display().to_string();
    let read = |program: &str, arguments: &[&str]| {
        let output = repository
            .program(program, arguments.iter().copied().chain([library.as_str()]))
            .read()?;
        Ok::<_, String>(String::from_utf8_lossy(&output.0).into_owned())
    };
    let symbols = read("nm", &["-D", "--defined-only", "--format=posix"])?;
    if let Some(stray) = strays(&symbols).first() {
        return Err(format!("the library exports `{stray}`"));
    }
    let segments = read("readelf", &["-lW"])?;
    let stack = segments.lines().find(|line| line.contains("GNU_STACK"));
    match stack {
        Some(line) if !line.contains("RWE") => {}
        _ => return Err("the library asks for an executable stack".to_owned()),
    }
    let dynamic = read("readelf", &["-dW"])?;
    if !dynamic.contains("soname: [libwellclient.so.") {
        return Err("the library has no versioned soname".to_owned());
    }
    Ok(())
}

/// The names that are not the library's own.
fn strays(symbols: &str) -> Vec<&str> {
    let names = symbols.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.starts_with("well_")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strays_are_what_is_not_ours() {
        let symbols = "well_client_new T 0 10\nring_core_0_17_x T 0 10\nwell_version T 0\n";
        assert_eq!(strays(symbols), ["ring_core_0_17_x"]);
    }
}
