//! Windows x64: everything is built by MinGW and run under Wine: the C and C++ tests against an installed DLL, the
//! conformance suite, the command line and its tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::Stage;
use super::c::{CLANG, CMAKE, MAKE};
use super::conformance;
use super::rust::{C_COMPILER, CARGO, Totals};
use crate::console;
use crate::import_library::functions;
use crate::install::{Installation, install};
use crate::need::Need;
use crate::process::{Program, Repository};
use crate::windows::Windows;

static TARGET: Need = Need {
    probe: &[
        "rustc",
        "--target",
        "x86_64-pc-windows-gnu",
        "--crate-type=lib",
        "--emit=dep-info=-",
        "-",
    ],
    at_least: None,
    debian: &[],
    otherwise: "rustup target add x86_64-pc-windows-gnu",
    why: "the standard library for Windows",
};
static MINGW: Need = Need {
    probe: &["x86_64-w64-mingw32-gcc-posix", "--version"],
    at_least: None,
    debian: &["gcc-mingw-w64-x86-64-posix"],
    otherwise: "",
    why: "compiles and links for Windows",
};
static MINGW_CXX: Need = Need {
    probe: &["x86_64-w64-mingw32-g++-posix", "--version"],
    at_least: None,
    debian: &["g++-mingw-w64-x86-64-posix"],
    otherwise: "",
    why: "compiles the C++ API's tests for Windows",
};
static WINE: Need = Need {
    probe: &["wine", "--version"],
    at_least: Some("8.0"),
    debian: &["wine", "wine64"],
    otherwise: "",
    why: "runs programs for Windows",
};
static LLVM: Need = Need {
    // `llvm-dlltool` comes with it, and does not tell its version.
    probe: &["llvm-ar", "--version"],
    at_least: None,
    debian: &["llvm"],
    otherwise: "",
    why: "makes the import library for Microsoft's linker",
};
static LLD: Need = Need {
    probe: &["lld-link", "--version"],
    at_least: None,
    debian: &["lld"],
    otherwise: "",
    why: "links by that import library, as Microsoft's linker does",
};
static GOOGLE_TEST: Need = Need {
    probe: &["cat", "/usr/src/googletest/CMakeLists.txt"],
    at_least: None,
    debian: &["googletest"],
    otherwise: "",
    why: "the C++ tests are written for it; built for Windows from its source",
};

pub(super) const WINDOWS: Stage = Stage {
    name: "windows",
    about: "Windows x64 under Wine: the DLL, the C and C++ tests, conformance, the command line",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &CMAKE,
        &MAKE,
        &CLANG,
        &TARGET,
        &MINGW,
        &MINGW_CXX,
        &WINE,
        &LLVM,
        &LLD,
        &GOOGLE_TEST,
    ],
    scratch: &["windows", "x86_64-pc-windows-gnu"],
    run: test,
};

fn test(repository: &Repository) -> Result<String, String> {
    let below = repository.target().join("windows");
    let prefix = below.join("prefix");
    let installation = Installation {
        windows: Some(Windows::X64),
        ..Installation::for_tests(prefix.clone(), None)
    };
    install(repository, &installation)?;
    let wine = Wine::start(repository, below)?;
    check_library(repository, &wine)?;
    links_as_microsofts(repository, &wine)?;
    let closing = c_and_cpp(repository, &wine)?;
    let conformance = |testee: &str| {
        let testee = wine.below.join("build").join(testee).display().to_string();
        conformance::run_in(repository, &["wine", &testee], |program| wine.env(program))
    };
    let conformance = format!(
        "C: {}, C++: {}",
        conformance("c/testee.exe")?,
        conformance("cpp/cpp_testee.exe")?
    );
    let cli = command_line(repository, &wine)?;
    Ok(format!(
        "{closing}; conformance: {conformance}; command line: {cli}"
    ))
}

/// A Wine with a prefix of its own, in which all programs of the stage run. Its server ends with this.
struct Wine {
    /// The stage's folder.
    below: PathBuf,
    prefix: String,
    /// Where programs find DLLs, as Windows writes it.
    path: String,
}

impl Wine {
    fn start(repository: &Repository, below: PathBuf) -> Result<Self, String> {
        let folder = below.join("wine");
        let prefix = folder.join("prefix");
        fs::create_dir_all(&prefix).map_err(|error| format!("{}: {error}", prefix.display()))?;
        let stand_in = folder.join("bcryptprimitives.dll").display().to_string();
        let source = "tests/c/bcryptprimitives.c";
        repository
            .program(
                "x86_64-w64-mingw32-gcc-posix",
                ["-shared", "-o", &stand_in, source, "-ladvapi32"],
            )
            .run()?;
        let folders = [folder.clone(), below.join("prefix/bin")];
        let path = folders.map(|folder| format!("Z:{}", folder.display()).replace('/', "\\"));
        let wine = Self {
            prefix: prefix.display().to_string(),
            path: path.join(";"),
            below,
        };
        // One that a run before has left, if there is one.
        let _ = wine.env(repository.program("wineserver", ["--kill"])).read();
        // It stays between two programs, which is two seconds less for each.
        wine.env(repository.program("wineserver", ["--persistent"]))
            .run()?;
        wine.env(repository.program("wine", ["wineboot", "--init"]))
            .run()?;
        Ok(wine)
    }

    fn env(&self, program: Program) -> Program {
        program
            .env("WINEPREFIX", &self.prefix)
            .env("WINEPATH", &self.path)
            .env("WINEDEBUG", "-all")
            .without("DISPLAY")
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        let server = self.env(Program::new("wineserver", ["--kill"]));
        if let Err(why) = server.run() {
            console::show(format_args!("Wine's server is still there: {why}"));
        }
    }
}

/// The DLL exports the functions of the header and nothing else, asks the system for nothing that not every Windows has, and
/// says its version.
fn check_library(repository: &Repository, wine: &Wine) -> Result<(), String> {
    let library = wine.below.join("prefix/bin/wellclient.dll").display().to_string();
    let output = repository
        .program("x86_64-w64-mingw32-objdump", ["-p", &library])
        .read()?;
    let text = String::from_utf8_lossy(&output.0);
    let header = repository.root().join("include/wellclient.h");
    let header = fs::read_to_string(&header).map_err(|error| format!("{}: {error}", header.display()))?;
    let declared: BTreeSet<&str> = functions(&header).into_iter().collect();
    let exported: BTreeSet<&str> = exports(&text).into_iter().collect();
    if let Some(name) = declared.symmetric_difference(&exported).next() {
        return Err(format!("`{name}` is in the header or in the DLL, not in both"));
    }
    if let Some(name) = imports(&text)
        .into_iter()
        .find(|name| name.starts_with("lib") && name.ends_with(".dll"))
    {
        return Err(format!("the DLL needs {name}, which Windows does not have"));
    }
    let bytes = fs::read(&library).map_err(|error| format!("{library}: {error}"))?;
    let version: Vec<u8> = "VS_VERSION_INFO"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if !bytes.windows(version.len()).any(|window| window == version) {
        return Err("the DLL does not say its version".to_owned());
    }
    Ok(())
}

/// The names that `objdump -p` lists as exported: `[   0] +base[   1] 0000 well_client_close`, in newer ones without the base.
fn exports(text: &str) -> Vec<&str> {
    let table = text
        .split_once("[Ordinal/Name Pointer] Table")
        .map_or("", |(_, table)| table);
    let lines = table.lines().skip(1).take_while(|line| line.contains('['));
    lines.filter_map(|line| line.rsplit([' ', '\t']).next()).collect()
}

/// The DLLs that `objdump -p` lists as needed.
fn imports(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
        .collect()
}

/// An object as Microsoft's compiler makes them, linked by the import library as Microsoft's linker does.
fn links_as_microsofts(repository: &Repository, wine: &Wine) -> Result<(), String> {
    let path = |name: &str| wine.below.join(name).display().to_string();
    let (object, program) = (path("msvc.obj"), path("msvc.exe"));
    let include = format!("-I{}", path("prefix/include"));
    let library = path("prefix/lib/wellclient.lib");
    let compile = [
        "--target=x86_64-pc-windows-msvc",
        "-ffreestanding",
        "-Wall",
        "-Wextra",
        "-Werror",
        &include,
        "-c",
        "tests/c/msvc.c",
        "-o",
        &object,
    ];
    repository.program("clang", compile).run()?;
    let out = format!("/out:{program}");
    let link = [
        "/nodefaultlib",
        "/entry:start",
        "/subsystem:console",
        &out,
        &object,
        &library,
    ];
    repository.program("lld-link", link).run()?;
    wine.env(repository.program("wine", [&program])).run()
}

/// Tests in which the process ends while many threads run. Wine ends the others where they are; if one of them had a
/// lock of its C library's, which happens one time in fifty or so, the last waits for that for ever, outside of our code.
const ENDS_UNDER_WAY: &str = "c_plugin";

/// The C and C++ tests; ctest's closing lines.
fn c_and_cpp(repository: &Repository, wine: &Wine) -> Result<String, String> {
    let folder = wine.below.join("build").display().to_string();
    let prefix = wine.below.join("prefix").display().to_string();
    let toolchain = repository.root().join("tests/c/mingw.cmake");
    let configure = [
        "-S".to_owned(),
        "tests/c".to_owned(),
        "-B".to_owned(),
        folder.clone(),
        "-DCMAKE_BUILD_TYPE=Debug".to_owned(),
        format!("-DCMAKE_TOOLCHAIN_FILE={}", toolchain.display()),
        format!("-DCMAKE_PREFIX_PATH={prefix}"),
        format!("-DCMAKE_FIND_ROOT_PATH={prefix}"),
        "-DCMAKE_CROSSCOMPILING_EMULATOR=wine".to_owned(),
    ];
    repository.program("cmake", configure).run()?;
    repository
        .program("cmake", ["--build", &folder, "--parallel", "2"])
        .run()?;
    let mut closing = Vec::new();
    let which: [&[&str]; 2] = [
        &["-E", ENDS_UNDER_WAY],
        &["-R", ENDS_UNDER_WAY, "--repeat", "after-timeout:3"],
    ];
    for which in which {
        let always = ["--test-dir", &folder, "--output-on-failure", "--timeout", "300"];
        wine.env(repository.program("ctest", [&always, which].concat()))
            .run_with_lines(|line| {
                if line.contains("tests passed") {
                    closing.push(line.to_owned());
                }
            })?;
    }
    Ok(closing.join("; "))
}

/// The demonstration, and the command line's tests, which run the program, too.
fn command_line(repository: &Repository, wine: &Wine) -> Result<String, String> {
    let target = Windows::X64.target();
    let package = ["--locked", "--target", target, "--package", "wellclient-cli"];
    let cargo = |task: &str, more: &[&str]| {
        let arguments = [task].into_iter().chain(package).chain(more.iter().copied());
        let program = wine.env(repository.cargo(arguments));
        program.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "wine")
    };
    cargo("run", &["--", "demo", "--speed", "100"]).run()?;
    let program = repository.target().join(target).join("debug/wellclient.exe");
    let simulate = format!("wine {} simulate --listen 127.0.0.1:0", program.display());
    let says = "Ctrl-C ends it";
    wine.env(repository.program("sh", ["tests/c/ctrl_c.sh", says, &simulate]))
        .run()?;
    let mut closing = Vec::new();
    cargo("test", &[]).run_with_lines(|line| {
        if line.starts_with("test result: ") {
            closing.push(line.to_owned());
        }
    })?;
    Ok(Totals::of(&closing).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\tDLL Name: KERNEL32.dll\n\tvma:  Hint/Ord\n\tDLL Name: ntdll.dll\n\n\
        [Ordinal/Name Pointer] Table -- Ordinal Base 1\n\t[   0] +base[   1]  0000 well_client_close\n\
        \t[   1] +base[   2]  0001 well_client_free\n\nThe Function Table\n\t[x] well_no\n";

    #[test]
    fn what_a_dll_gives_and_takes_is_read() {
        assert_eq!(exports(DUMP), ["well_client_close", "well_client_free"]);
        assert_eq!(imports(DUMP), ["KERNEL32.dll", "ntdll.dll"]);
        assert!(exports("").is_empty());
    }
}
