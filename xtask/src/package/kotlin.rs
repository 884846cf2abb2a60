//! The jar for the JVM, with the library of this platform as it is handed out.

use std::fs;
use std::path::Path;

use super::Package;
use crate::bindings;
use crate::install::SHIP;
use crate::process::Repository;
use crate::stages::kotlin::{MODULE, lay_out};

pub(super) const KOTLIN: Package = Package {
    name: "kotlin",
    about: "the jar for Kotlin and Java, with the library of this platform, and its sources",
    run: package,
};

fn package(repository: &Repository) -> Result<(), String> {
    bindings::build(repository)?;
    repository.cargo(bindings::SHIPPED).run()?;
    let library = repository.target().join(SHIP).join(bindings::library_file());
    let folder = repository.target().join("package/kotlin");
    let native = lay_out(repository, &library, &folder)?;
    strip(repository, &native)?;
    let built = folder.join("maven");
    if built.exists() {
        fs::remove_dir_all(&built).map_err(|error| format!("{}: {error}", built.display()))?;
    }
    let pom = format!("{MODULE}/pom.xml");
    let generated = format!("-Dwellclient.generated={}", folder.display());
    let maven = [
        "-B",
        "-ntp",
        "-f",
        &pom,
        &generated,
        "-Dmaven.test.skip=true",
        "package",
    ];
    repository.program("mvn", maven).run()?;
    let description = built.join(concat!("wellclient-", env!("CARGO_PKG_VERSION"), ".pom"));
    fs::copy(repository.root().join(&pom), &description)
        .map_err(|error| format!("{}: {error}", description.display()))?;
    println!("the jars and their POM are in {}", built.display());
    Ok(())
}

/// The sources are generated from names that programs have no use for.
fn strip(repository: &Repository, library: &Path) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    repository
        .program("strip", ["--strip-unneeded".as_ref(), library.as_os_str()])
        .run()
}
