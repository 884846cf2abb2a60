//! The jar for the JVM, with the library of each platform as it is handed out.

use std::fs;

use super::kind::Package;
use super::packing::{ARCHIVERS, LLVM_TOOLS, Packing, VERSION};
use super::platform::{LINUX_AARCH64, LINUX_X86_64, MACOS_AARCH64, MACOS_X86_64, Platform, WINDOWS_X86_64};
use super::tree::Tree;
use super::zig::{MINGW, Order, PYTHON};
use super::{fit, frameworks, licences};
use crate::bindings;
use crate::process::Repository;
use crate::stages::kotlin::{JDK, MAVEN, MODULE};
use crate::stages::{C_COMPILER, CARGO};

pub(super) const KOTLIN: Package = Package {
    name: "kotlin",
    about: "the jar for Kotlin and Java, with the libraries for Linux, macOS and Windows, and its sources",
    needs: &[
        &CARGO,
        &C_COMPILER,
        &PYTHON,
        &ARCHIVERS,
        &LLVM_TOOLS,
        &JDK,
        &MAVEN,
        &MINGW,
        LINUX_X86_64.need,
        LINUX_AARCH64.need,
        MACOS_X86_64.need,
        MACOS_AARCH64.need,
        WINDOWS_X86_64.need,
    ],
    in_all: true,
    run: package,
};

const PLATFORMS: [&Platform; 5] = [
    &LINUX_X86_64,
    &LINUX_AARCH64,
    &MACOS_X86_64,
    &MACOS_AARCH64,
    &WINDOWS_X86_64,
];

fn package(repository: &Repository, profile: &str) -> Result<(), String> {
    let packing = Packing::new(repository, profile)?;
    let folder = packing.out.join("kotlin");
    let built = folder.join("maven");
    if built.exists() {
        fs::remove_dir_all(&built).map_err(|error| format!("{}: {error}", built.display()))?;
    }
    let library = bindings::build(repository)?;
    bindings::generate(repository, &library, "kotlin", &folder.join("kotlin"))?;
    for platform in PLATFORMS {
        native(&packing, platform)?;
    }
    let notices = Tree::new(folder.join("native/META-INF"))?;
    let inside = packing.inside(bindings::CRATE)?;
    licences::put(repository, &notices, "licenses/wellclient", &inside)?;
    fit::check(repository, &Tree::found(folder.join("native")))?;
    let pom = format!("{MODULE}/pom.xml");
    let generated = format!("-Dwellclient.generated={}", folder.display());
    // Maven's plug-ins sort the entries, and give them this time.
    let time = format!("-Dproject.build.outputTimestamp={}", packing.time()?);
    let maven = [
        "-B",
        "-ntp",
        "-f",
        &pom,
        &generated,
        &time,
        "-Dmaven.test.skip=true",
        "package",
    ];
    repository.program("mvn", maven).run()?;
    let description = built.join(format!("wellclient-{VERSION}.pom"));
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        fs::copy(from, to).map_err(|error| format!("{}: {error}", to.display()))
    };
    copy(&repository.root().join(&pom), &description)?;
    for end in [".jar", "-sources.jar", ".pom"] {
        let name = format!("wellclient-{VERSION}{end}");
        copy(&built.join(&name), &packing.out.join(&name))?;
    }
    println!("the jars and their POM are in {}", packing.out.display());
    Ok(())
}

/// Lays the library where the jar has it; the sources are generated from names that programs have no use for.
fn native(packing: &Packing<'_>, platform: &Platform) -> Result<(), String> {
    let Some(place) = platform.jna else {
        return Err(format!("{}: no name of JNA's", platform.name));
    };
    frameworks::lay(packing, platform, bindings::CRATE)?;
    let built = packing.zig.build(&Order {
        packages: &[bindings::CRATE],
        platform,
        profile: packing.profile,
        is_static: false,
    })?;
    let file = platform.shared_file(bindings::LIBRARY);
    let tree = packing.out.join("kotlin/native").join(place);
    let copy = tree.join(&file);
    fs::create_dir_all(&tree)
        .and_then(|()| fs::copy(built.join(&file), &copy))
        .map_err(|error| format!("{}: {error}", copy.display()))?;
    match packing.strip() {
        None => Ok(()),
        Some(strip) => packing
            .repository
            .program(&strip, ["--strip-unneeded".as_ref(), copy.as_os_str()])
            .run(),
    }
}
