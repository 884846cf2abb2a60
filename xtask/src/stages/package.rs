//! The packages for Linux, built fast and run: the program and the C library for an old glibc, for another processor by
//! emulation, and for musl. What is handed out is made by `cargo xtask package`, which takes longer.

use std::fs;
use std::path::Path;

use super::Stage;
use super::rust::{C_COMPILER, CARGO};
use crate::console;
use crate::need::Need;
use crate::package::packing::{ARCHIVERS, DPKG, LLVM_TOOLS, Packing};
use crate::package::platform::{LINUX_AARCH64, LINUX_X86_64, LINUX_X86_64_MUSL, OLDEST_GLIBC, Platform};
use crate::package::zig::PYTHON;
use crate::package::{TRIAL, debian, program};
use crate::process::Repository;
use crate::version::Version;

/// Where Debian puts the C library of 64-bit ARM.
const ARM_ROOT: &str = "/usr/aarch64-linux-gnu";

static EMULATOR: Need = Need {
    probe: &["qemu-aarch64-static", "--version"],
    at_least: None,
    debian: &["qemu-user-static"],
    otherwise: "",
    why: "runs what is built for 64-bit ARM",
};
static ARM_LIBC: Need = Need {
    probe: &["test", "-e", "/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1"],
    at_least: None,
    debian: &["libc6-arm64-cross"],
    otherwise: "",
    why: "the C library of what is built for 64-bit ARM",
};

pub(super) const PACKAGE: Stage = Stage {
    name: "package",
    about: "program and C library for glibc 2.17, 64-bit ARM and musl, by Zig; run, by emulation if need be, and looked through",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &PYTHON,
        &LLVM_TOOLS,
        &ARCHIVERS,
        &DPKG,
        &EMULATOR,
        &ARM_LIBC,
        LINUX_X86_64.need,
        LINUX_AARCH64.need,
        LINUX_X86_64_MUSL.need,
    ],
    scratch: &[
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "x86_64-unknown-linux-musl",
        "package-trial",
        "package-trial.work",
    ],
    run: test,
};

fn test(repository: &Repository) -> Result<String, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("what is built is for Linux, and the emulator is for x86-64".to_owned());
    }
    let packing = Packing::new(repository, TRIAL)?;
    let mut ran = 0;
    for platform in [&LINUX_X86_64, &LINUX_AARCH64] {
        let processor = platform.debian.ok_or("no name of Debian's")?;
        let root = packing.tree(&format!("root-{processor}"))?;
        for package in debian::packages(&packing, platform, processor)? {
            unpack(repository, &package, root.root())?;
        }
        demonstrate(&packing, platform, &root.root().join("usr/bin/wellclient"))?;
        guide(&packing, platform, root.root())?;
        ran += 2;
    }
    // Its archive, which goes everywhere.
    let archive = program::package(&packing, &LINUX_X86_64_MUSL)?;
    let root = packing.tree("root-musl")?;
    let place = root.root().display().to_string();
    let archive = archive.display().to_string();
    let unpack = [
        "--extract",
        "--file",
        &archive,
        "--strip-components=1",
        "-C",
        &place,
    ];
    repository.program("tar", unpack).run()?;
    demonstrate(&packing, &LINUX_X86_64_MUSL, &root.root().join("bin/wellclient"))?;
    ran += 1;
    Ok(format!(
        "{ran} programs ran, of {} Debian packages and an archive",
        6
    ))
}

fn unpack(repository: &Repository, package: &Path, root: &Path) -> Result<(), String> {
    let words = ["--extract".as_ref(), package.as_os_str(), root.as_os_str()];
    repository.program("dpkg-deb", words).run()
}

/// The words that run a program of `platform` here.
fn runner(platform: &Platform, program: &Path, libraries: &Path) -> Vec<String> {
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let path = format!("LD_LIBRARY_PATH={}", libraries.display());
    let program = program.display().to_string();
    if platform.processor() == "aarch64" {
        own(&["qemu-aarch64-static", "-L", ARM_ROOT, "-E", &path, &program])
    } else {
        own(&["env", &path, &program])
    }
}

/// The program plays its day.
fn demonstrate(packing: &Packing<'_>, platform: &Platform, program: &Path) -> Result<(), String> {
    check_glibc(packing, platform, program)?;
    let mut words = runner(platform, program, Path::new(""));
    words.extend(["demo", "--speed", "1000", "--json"].map(str::to_owned));
    let (command, arguments) = words.split_first().ok_or("no command")?;
    let (stdout, _) = packing.repository.program(command, arguments).read()?;
    let lines = String::from_utf8_lossy(&stdout);
    let last = lines.lines().last().unwrap_or_default();
    if last.contains("summary") {
        console::show(format_args!("{}: {last}", platform.name));
        Ok(())
    } else {
        Err(format!("{}: the demo ends with {last:?}", platform.name))
    }
}

/// The C guide's first program, compiled against the library and run with it.
fn guide(packing: &Packing<'_>, platform: &Platform, root: &Path) -> Result<(), String> {
    let text = packing.repository.root().join("docs/c.md");
    let text = fs::read_to_string(&text).map_err(|error| format!("{}: {error}", text.display()))?;
    let source = packing.work.join("guide.c");
    let code = first_program(&text).ok_or("docs/c.md has no program")?;
    fs::write(&source, code).map_err(|error| format!("{}: {error}", source.display()))?;
    let program = packing.work.join(format!("guide-{}", platform.name));
    let libraries = root.join("usr/lib");
    check_glibc(packing, platform, &libraries.join("libwellclient.so"))?;
    let arguments = [
        "-std=c11".to_owned(),
        format!("-I{}", root.join("usr/include").display()),
        source.display().to_string(),
        "-o".to_owned(),
        program.display().to_string(),
        format!("-L{}", libraries.display()),
        "-lwellclient".to_owned(),
    ];
    packing.zig.cc(platform, &arguments).run()?;
    let words = runner(platform, &program, &libraries);
    let (command, arguments) = words.split_first().ok_or("no command")?;
    let (stdout, _) = packing.repository.program(command, arguments).read()?;
    if String::from_utf8_lossy(&stdout).contains("\"eventName\":\"established\"") {
        Ok(())
    } else {
        Err(format!("{}: the C guide's program saw no call", platform.name))
    }
}

/// The first that is whole.
fn first_program(guide: &str) -> Option<&str> {
    let (_, after) = guide.split_once("```c\n#include")?;
    let (code, _) = after.split_once("```")?;
    let start = guide.len() - after.len() - "#include".len();
    guide.get(start..start + "#include".len() + code.len())
}

/// Nothing newer than the oldest C library is asked of the system; of musl, nothing at all.
fn check_glibc(packing: &Packing<'_>, platform: &Platform, file: &Path) -> Result<(), String> {
    let words = [
        "--version-info".as_ref(),
        "--needed-libs".as_ref(),
        file.as_os_str(),
    ];
    let (stdout, _) = packing
        .repository
        .program(&packing.llvm_tool("llvm-readobj"), words)
        .read()?;
    let text = String::from_utf8_lossy(&stdout);
    let newest = newest_glibc(&text);
    let allowed = match platform.wheel {
        "manylinux2014" => Version::find(OLDEST_GLIBC),
        _ => None,
    };
    console::show(format_args!(
        "{}: needs glibc {}",
        file.display(),
        newest.as_ref().map_or("none".to_owned(), Version::to_string)
    ));
    match (newest, allowed) {
        (Some(newest), Some(allowed)) if newest <= allowed => Ok(()),
        (None, None) => Ok(()),
        (newest, allowed) => Err(format!(
            "{}: {newest:?} of glibc, not {allowed:?}",
            file.display()
        )),
    }
}

/// The newest of the symbols' versions, `GLIBC_2.14`.
fn newest_glibc(text: &str) -> Option<Version> {
    let versions = text.split("GLIBC_").skip(1);
    versions
        .filter_map(|rest| Version::find(rest.split_whitespace().next()?))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts_as_a_number() {
        let text = "Name: GLIBC_2.2.5\n Name: GLIBC_2.14\nName: GLIBC_2.3\nName: GCC_4.2.0\n";
        assert_eq!(newest_glibc(text), Version::find("2.14"));
        assert_eq!(newest_glibc("Name: GCC_4.2.0"), None);
    }

    #[test]
    fn the_guide_has_a_program() {
        let guide = fs::read_to_string(Repository::find().root().join("docs/c.md")).unwrap();
        let program = first_program(&guide).unwrap();
        assert!(program.starts_with("#include <stdio.h>") && program.contains("int main(void)"));
        assert!(program.trim_end().ends_with('}'));
        assert_eq!(first_program("```c\nint a;\n```"), None);
    }

    #[test]
    fn what_is_for_another_processor_is_emulated() {
        let words = |platform| runner(platform, Path::new("/p"), Path::new("/lib"));
        assert_eq!(words(&LINUX_X86_64), ["env", "LD_LIBRARY_PATH=/lib", "/p"]);
        assert_eq!(words(&LINUX_AARCH64)[0], "qemu-aarch64-static");
    }
}
