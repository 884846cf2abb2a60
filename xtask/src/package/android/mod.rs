//! The AAR for Android, its POM and its sources, as a Maven repository.

pub(crate) mod libraries;

use std::fs;
use std::path::{Path, PathBuf};

use self::libraries::{ABIS, Abi};
use crate::bindings;
use crate::console;
use crate::package::dependencies::inside;
use crate::package::fit;
use crate::package::kind::Package;
use crate::package::licences;
use crate::package::tree::Tree;
use crate::process::Repository;
use crate::stages::kotlin::{JDK, MAVEN, MODULE, lay_out};
use crate::stages::{C_COMPILER, CARGO};

pub(super) const ANDROID: Package = Package {
    name: "android",
    about: "the AAR for Android, with the library of each ABI (needs an NDK), and its sources",
    needs: &[&CARGO, &C_COMPILER, &JDK, &MAVEN],
    in_all: false,
    run: |repository, _| {
        let ndk = libraries::ndk(repository)?;
        let mut built = Vec::new();
        for abi in &ABIS {
            built.push((abi, libraries::build(repository, &ndk, abi)?));
        }
        make(repository, &repository.target().join("package/android"), &built)
    },
};

pub(super) const LAYOUT: Package = Package {
    name: "android-layout",
    about: "the AAR without any library: to be looked at, no application can use it",
    needs: &[&CARGO, &C_COMPILER, &JDK, &MAVEN],
    in_all: true,
    run: |repository, _| {
        make(repository, &layout_folder(repository), &[])?;
        console::show("it has no native library in it: `cargo xtask package android` links them");
        Ok(())
    },
};

/// Where the AAR without libraries is.
pub(crate) fn layout_folder(repository: &Repository) -> PathBuf {
    repository.target().join("package/android-layout")
}

/// The parts of the AAR that are written by hand.
const PARTS: &str = "bindings-kotlin/android/aar";

/// The AAR in a repository.
pub(crate) fn aar(folder: &Path) -> PathBuf {
    artifact(folder, ".aar")
}

fn artifact(folder: &Path, end: &str) -> PathBuf {
    let version = env!("CARGO_PKG_VERSION");
    folder.join(format!(
        "io/github/wellclient/wellclient-android/{version}/wellclient-android-{version}{end}"
    ))
}

/// What UniFFI and Maven make on the way: `native`, `kotlin`, `maven`.
pub(crate) fn work_folder(repository: &Repository) -> PathBuf {
    repository.target().join("android")
}

/// Makes the repository in `folder` anew.
pub(crate) fn make(
    repository: &Repository,
    folder: &Path,
    libraries: &[(&Abi, PathBuf)],
) -> Result<(), String> {
    let work = work_folder(repository);
    let layout = work.join("aar");
    for old in [folder, &work] {
        if old.exists() {
            fs::remove_dir_all(old).map_err(|error| format!("{}: {error}", old.display()))?;
        }
    }
    lay_out(repository, &bindings::build(repository)?, &work)?;
    compile(repository, &work)?;

    let parts = repository.root().join(PARTS);
    for part in ["AndroidManifest.xml", "proguard.txt"] {
        copy(&parts.join(part), &layout.join(part))?;
    }
    let metadata = "aar-metadata.properties";
    let place = "META-INF/com/android/build/gradle";
    copy(&parts.join(metadata), &layout.join(place).join(metadata))?;
    // It has no resources.
    write(&layout.join("R.txt"), "")?;
    // The folders beside these hold the library of this machine.
    let classes = work.join("maven/classes");
    zip(
        repository,
        &layout.join("classes.jar"),
        &classes,
        &["io", "META-INF"],
    )?;
    for (abi, library) in libraries {
        let place = layout.join("jni").join(abi.name);
        copy(library, &place.join(libraries::library_file()))?;
    }

    let notices = Tree::new(layout.join("META-INF/licenses"))?;
    let inside = inside(
        repository,
        bindings::CRATE,
        &ABIS.each_ref().map(|abi| abi.target),
    )?;
    licences::put(repository, &notices, "wellclient", &inside)?;
    fit::check(repository, &Tree::found(layout.clone()))?;

    let aar = aar(folder);
    write(&artifact(folder, ".pom"), &pom(repository)?)?;
    zip(repository, &aar, &layout, &["."])?;
    let sources = format!("maven/wellclient-{}-sources.jar", env!("CARGO_PKG_VERSION"));
    copy(&work.join(sources), &artifact(folder, "-sources.jar"))?;
    console::show(format_args!("the AAR is {}", aar.display()));
    Ok(())
}

/// The classes, and the jar of their sources.
fn compile(repository: &Repository, work: &Path) -> Result<(), String> {
    let module = format!("{MODULE}/pom.xml");
    let generated = format!("-Dwellclient.generated={}", work.display());
    let arguments = [
        "-B",
        "-ntp",
        "-f",
        &module,
        &generated,
        "-Dmaven.test.skip=true",
        "package",
    ];
    repository.program("mvn", arguments).run()
}

/// The module's properties that say what it is compiled against.
const VERSIONS: [&str; 3] = ["kotlin.version", "coroutines.version", "jna.version"];

/// The POM, with the versions that the module is compiled against.
fn pom(repository: &Repository) -> Result<String, String> {
    let read =
        |path: PathBuf| fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
    let module = read(repository.root().join(MODULE).join("pom.xml"))?;
    let mut pom = read(repository.root().join(PARTS).join("pom.xml.in"))?;
    pom = pom.replace("@version@", env!("CARGO_PKG_VERSION"));
    for name in VERSIONS {
        let version =
            property(&module, name).ok_or_else(|| format!("{MODULE}/pom.xml: no property {name}"))?;
        pom = pom.replace(&format!("@{name}@"), version);
    }
    Ok(pom)
}

/// What a POM says between `<name>` and `</name>`.
fn property<'a>(pom: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = pom.split_once(&format!("<{name}>"))?;
    after.split_once(&format!("</{name}>")).map(|(value, _)| value)
}

/// Packs these entries of `from`, with no trace of when.
fn zip(repository: &Repository, file: &Path, from: &Path, entries: &[&str]) -> Result<(), String> {
    make_place(file)?;
    let (file, from) = (file.display().to_string(), from.display().to_string());
    let mut arguments = vec![
        "--create",
        "--file",
        &file,
        "--no-manifest",
        "--date=1980-01-01T00:00:02Z",
    ];
    for entry in entries {
        arguments.extend(["-C", &from, entry]);
    }
    repository.program("jar", arguments).run()
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make_place(to)?;
    let copied = fs::copy(from, to);
    copied
        .map(|_| ())
        .map_err(|error| format!("{} → {}: {error}", from.display(), to.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    make_place(path)?;
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn make_place(file: &Path) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pom_is_filled_with_the_module_s_versions() {
        let pom = pom(&Repository::find()).unwrap();
        assert!(!pom.contains('@'), "{pom}");
        assert!(pom.contains(concat!(
            "<version>",
            env!("CARGO_PKG_VERSION"),
            "</version>\n  <packaging>aar"
        )));
    }

    #[test]
    fn the_checks_are_against_the_module_s_versions() {
        let root = Repository::find().root().join("bindings-kotlin");
        let read = |pom: &str| fs::read_to_string(root.join(pom)).unwrap();
        let module = read("kotlin/pom.xml");
        for check in ["android/check/pom.xml", "android/sample/check/pom.xml"] {
            let check = read(check);
            for name in VERSIONS {
                assert_eq!(property(&check, name), property(&module, name), "{name}");
            }
        }
    }

    #[test]
    fn the_manifest_and_the_link_step_have_one_api_level() {
        let path = Repository::find().root().join(PARTS).join("AndroidManifest.xml");
        let level = format!("android:minSdkVersion=\"{}\"", libraries::API_LEVEL);
        assert!(fs::read_to_string(path).unwrap().contains(&level));
    }
}
