//! The Kotlin binding: its sources generated, compiled and tested by Maven, and the conformance suite through it.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};

use super::rust::{C_COMPILER, CARGO};
use super::{Stage, conformance, snippets};
use crate::bindings;
use crate::need::Need;
use crate::process::Repository;

pub(crate) static JDK: Need = Need {
    probe: &["javac", "-version"],
    at_least: Some("17.0"),
    debian: &["openjdk-17-jdk-headless"],
    otherwise: "",
    why: "compiles and runs the Kotlin binding",
};
pub(crate) static MAVEN: Need = Need {
    probe: &["mvn", "--version"],
    at_least: Some("3.6.3"),
    debian: &["maven"],
    otherwise: "",
    why: "builds the Kotlin binding, with the Kotlin compiler that it fetches",
};

pub(super) const KOTLIN: Stage = Stage {
    name: "kotlin",
    about: "the Kotlin binding: generated, its tests in Kotlin and Java, on the module path, the guides' snippets, conformance",
    needs: &[&CARGO, &C_COMPILER, &JDK, &MAVEN],
    scratch: &[],
    run: test,
};

/// The Maven module.
pub(crate) const MODULE: &str = "bindings-kotlin/kotlin";

/// For programs that live for a second: no optimising compiler, one thread for garbage.
const QUICK_JVM: [&str; 4] = [
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-cp",
];

fn test(repository: &Repository) -> Result<String, String> {
    check_version(repository)?;
    let folder = repository.target().join("kotlin");
    lay_out(repository, &bindings::build(repository)?, &folder)?;
    let snippets = snippets::lay_out(repository, &folder.join("guide"))?;
    let built = folder.join("maven");
    if built.exists() {
        fs::remove_dir_all(&built).map_err(|error| format!("{}: {error}", built.display()))?;
    }
    let generated = format!("-Dwellclient.generated={}", folder.display());
    let maven = maven(repository, MODULE, &[generated], "verify")?;
    modular(repository, &built)?;
    let classpath = classpath(&built)?;
    let testee: Vec<&str> = ["java"]
        .into_iter()
        .chain(QUICK_JVM)
        .chain([classpath.as_str(), "TesteeKt"])
        .collect();
    let conformance = conformance::run(repository, &testee)?;
    Ok(format!(
        "{maven}; {snippets} snippets of the guides compiled; conformance: {conformance}"
    ))
}

/// The module has the workspace's version: the library and the classes look for each other by it.
fn check_version(repository: &Repository) -> Result<(), String> {
    let pom = repository.root().join(MODULE).join("pom.xml");
    let text = fs::read_to_string(&pom).map_err(|error| format!("{}: {error}", pom.display()))?;
    let version = concat!("<version>", env!("CARGO_PKG_VERSION"), "</version>");
    let own = text
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("<version>"));
    if own == Some(version) {
        Ok(())
    } else {
        Err(format!("{}: the first version is not {version}", pom.display()))
    }
}

/// Lays a library, and what UniFFI generates from it, where the module looks for them; the library's copy.
pub(crate) fn lay_out(repository: &Repository, library: &Path, folder: &Path) -> Result<PathBuf, String> {
    bindings::generate(repository, library, "kotlin", &folder.join("kotlin"))?;
    let native = native_folder(folder);
    let copy = native.join(bindings::library_file());
    fs::create_dir_all(&native)
        .and_then(|()| fs::copy(library, &copy))
        .map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(copy)
}

/// Where [`lay_out`] lays a library.
pub(super) fn native_folder(folder: &Path) -> PathBuf {
    folder.join("native").join(jna_platform())
}

/// The folder of this platform in a jar, as JNA names it.
fn jna_platform() -> String {
    let system = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let machine = match ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{machine}")
}

/// Runs a module's tests; Surefire's closing line.
pub(super) fn maven(
    repository: &Repository,
    module: &str,
    definitions: &[String],
    phase: &str,
) -> Result<String, String> {
    let pom = format!("{module}/pom.xml");
    let mut arguments = vec!["-B", "-ntp", "-f", &pom];
    arguments.extend(definitions.iter().map(String::as_str));
    arguments.push(phase);
    let mut closing = String::new();
    repository.program("mvn", arguments).run_with_lines(|line| {
        if let Some(totals) = totals(line) {
            totals.clone_into(&mut closing);
        }
    })?;
    if closing.is_empty() || closing.starts_with("Tests run: 0,") {
        return Err("no test ran".to_owned());
    }
    Ok(closing)
}

/// Surefire's closing line, `[INFO] Tests run: 5, Failures: 0, …`; those of single classes name the time they took.
fn totals(line: &str) -> Option<&str> {
    let at = line.find("Tests run: ")?;
    line.get(at..).filter(|totals| !totals.contains("Time elapsed"))
}

/// The jar on the module path: a modular program compiles against it, and makes a call.
fn modular(repository: &Repository, built: &Path) -> Result<(), String> {
    let jar = built.join(concat!("wellclient-", env!("CARGO_PKG_VERSION"), ".jar"));
    let folder = built.join("modular");
    let (jar, classes) = (jar.display().to_string(), folder.display().to_string());
    let modules = path([jar.clone(), libraries(built)?]);
    let sources = format!("{MODULE}/src/test/modular");
    let files = ["module-info.java", "modular/Main.java"].map(|file| format!("{sources}/{file}"));
    let compile = ["-Xlint:all", "-Werror", "-p", &modules, "-d", &classes];
    repository
        .program(
            "javac",
            compile.into_iter().chain(files.iter().map(String::as_str)),
        )
        .run()?;
    let mut talked = false;
    let modules = path([classes, modules]);
    let run = ["-p", &modules, "-m", "modular/modular.Main"];
    repository
        .program("java", run)
        .without("LD_LIBRARY_PATH")
        .run_with_lines(|line| talked |= line.starts_with("talking: "))?;
    match talked {
        true => Ok(()),
        false => Err("on the module path nobody was talked to".to_owned()),
    }
}

/// What the testee runs on.
fn classpath(built: &Path) -> Result<String, String> {
    let [classes, tests] = ["classes", "test-classes"].map(|folder| built.join(folder).display().to_string());
    Ok(path([classes, tests, libraries(built)?]))
}

/// What the module uses, as Maven has found it.
fn libraries(built: &Path) -> Result<String, String> {
    let file = built.join("classpath");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.trim().to_owned())
}

/// As Java has its paths.
fn path<const N: usize>(entries: [String; N]) -> String {
    entries.join(if cfg!(windows) { ";" } else { ":" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_told_from_those_of_classes() {
        let class =
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1.2 s -- in CallTest";
        assert_eq!(totals(class), None);
        let all = "[INFO] Tests run: 30, Failures: 0, Errors: 0, Skipped: 0";
        assert_eq!(
            totals(all),
            Some("Tests run: 30, Failures: 0, Errors: 0, Skipped: 0")
        );
    }

    #[test]
    fn the_module_has_the_workspace_s_version() {
        assert_eq!(check_version(&Repository::find()), Ok(()));
    }
}
