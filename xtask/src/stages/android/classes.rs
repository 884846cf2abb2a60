//! The AAR's classes: that they use nothing that the oldest Android lacks, and survive shrinking with the AAR's rules.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::Repository;
use crate::stages::kotlin::native_folder;

/// The module that does it.
const MODULE: &str = "bindings-kotlin/android/check";

/// Checks those in `work`, where the AAR was made.
pub(super) fn check(repository: &Repository, work: &Path) -> Result<(), String> {
    let pom = format!("{MODULE}/pom.xml");
    let folder = format!("-Dwellclient.android={}", work.display());
    let arguments = [
        "-B",
        "-ntp",
        "-f",
        &pom,
        &folder,
        "animal-sniffer:check",
        "compiler:testCompile",
        "dependency:build-classpath",
    ];
    repository.program("mvn", arguments).run()?;
    let shrunk = shrink(repository, work)?;
    run(repository, work, &shrunk)
}

/// Shrinks the test program, the AAR's classes and JNA's; the jar of all.
fn shrink(repository: &Repository, work: &Path) -> Result<PathBuf, String> {
    let check = work.join("check");
    let shrunk = check.join("shrunk.jar");
    let tools = read(&check.join("classpath"))?;
    let rules = repository.root().join(MODULE).join("shrink.pro");
    let mut arguments = vec!["-cp".to_owned(), tools, "proguard.ProGuard".to_owned()];
    let mut option = |name: &str, value: String| arguments.extend([name.to_owned(), value]);
    option("-injars", check.join("test-classes").display().to_string());
    option("-injars", work.join("aar/classes.jar").display().to_string());
    for jar in libraries(work)? {
        match is_jna(&jar) {
            true => option("-injars", format!("{jar}(!META-INF/**)")),
            false => option("-libraryjars", jar),
        }
    }
    option(
        "-libraryjars",
        "<java.home>/jmods/java.base.jmod(!**.jar;!module-info.class)".to_owned(),
    );
    option("-include", work.join("aar/proguard.txt").display().to_string());
    option("-include", rules.display().to_string());
    option("-outjars", shrunk.display().to_string());
    repository.program("java", arguments).run()?;
    Ok(shrunk)
}

/// Runs the test program from the shrunk jar, with the library of this machine.
fn run(repository: &Repository, work: &Path, shrunk: &Path) -> Result<(), String> {
    let mut classpath = vec![shrunk.display().to_string()];
    classpath.extend(libraries(work)?.into_iter().filter(|jar| !is_jna(jar)));
    let native = format!("-Djna.library.path={}", native_folder(work).display());
    let arguments = [
        "-Djna.nosys=true",
        &native,
        "-cp",
        &classpath.join(SEPARATOR),
        "Smoke",
    ];
    repository.program("java", arguments).run()
}

/// What the classes need at run time.
fn libraries(work: &Path) -> Result<Vec<String>, String> {
    let classpath = read(&work.join("maven/classpath"))?;
    Ok(classpath.split(SEPARATOR).map(str::to_owned).collect())
}

const SEPARATOR: &str = if cfg!(windows) { ";" } else { ":" };

fn is_jna(jar: &str) -> bool {
    let name = Path::new(jar).file_name().unwrap_or_default();
    name.to_string_lossy().starts_with("jna-")
}

fn read(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.trim().to_owned())
}
