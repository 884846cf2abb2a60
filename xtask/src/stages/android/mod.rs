//! Android, as far as it goes with neither NDK nor SDK: types checked for each ABI, the AAR without its libraries made
//! and looked into, its classes checked, the sample compiled and its desk tested. Nothing is linked, nothing runs on a
//! device.

mod classes;

use std::collections::BTreeSet;
use std::path::Path;

use crate::bindings;
use crate::need::rust_target;
use crate::package::android::libraries::{ABIS, Abi};
use crate::package::android::{aar, layout_folder, make, work_folder};
use crate::process::Repository;
use crate::stages::Stage;
use crate::stages::kotlin::{self, JDK, MAVEN, native_folder};
use crate::stages::rust::{C_COMPILER, CARGO};

rust_target!(ARM64, "aarch64-linux-android", "checks the types for Android");
rust_target!(ARM, "armv7-linux-androideabi", "checks the types for Android");
rust_target!(X86_64, "x86_64-linux-android", "checks the types for Android");
rust_target!(X86, "i686-linux-android", "checks the types for Android");

pub(super) const ANDROID: Stage = Stage {
    name: "android",
    about: "types checked for each ABI, the AAR's layout, the sample; nothing is linked",
    needs: &[&CARGO, &C_COMPILER, &JDK, &MAVEN, &ARM64, &ARM, &X86_64, &X86],
    scratch: &[
        "aarch64-linux-android",
        "armv7-linux-androideabi",
        "i686-linux-android",
        "x86_64-linux-android",
    ],
    run: test,
};

fn test(repository: &Repository) -> Result<String, String> {
    check_types(repository)?;
    let folder = layout_folder(repository);
    make(repository, &folder, &[])?;
    let count = inspect(repository, &aar(&folder))?;
    classes::check(repository, &work_folder(repository))?;
    let sample = sample(repository)?;
    Ok(format!(
        "types checked for {} ABIs, nothing linked; {count} classes fit and survive shrinking; the sample: {sample}",
        ABIS.len()
    ))
}

/// Compiles the sample against the AAR's classes, and tests it; Surefire's closing line.
fn sample(repository: &Repository) -> Result<String, String> {
    let work = work_folder(repository);
    let definitions = [
        format!("-Dwellclient.android={}", work.display()),
        format!("-Dwellclient.native={}", native_folder(&work).display()),
    ];
    kotlin::maven(repository, SAMPLE, &definitions, "test")
}

/// Of all at once, so that no core waits for the last of each.
fn check_types(repository: &Repository) -> Result<(), String> {
    let mut arguments = vec!["check", "--locked", "--package", bindings::CRATE];
    arguments.extend(ABIS.iter().flat_map(|abi| ["--target", abi.target]));
    // The parts in C of the TLS library are for linking: a compiler that does nothing will do.
    let compilers = ABIS.iter().map(Abi::variable);
    let check = compilers.fold(repository.cargo(arguments), |check, variable| {
        check
            .env(&format!("CC_{variable}"), "true")
            .env(&format!("AR_{variable}"), "true")
    });
    check.run()
}

/// What checks the sample without an SDK.
const SAMPLE: &str = "bindings-kotlin/android/sample/check";

/// What must be in the AAR, and nothing else.
const ENTRIES: [&str; 8] = [
    "AndroidManifest.xml",
    "META-INF/com/android/build/gradle/aar-metadata.properties",
    "META-INF/licenses/wellclient/LICENSE-APACHE",
    "META-INF/licenses/wellclient/LICENSE-MIT",
    "META-INF/licenses/wellclient/THIRD-PARTY.txt",
    "R.txt",
    "classes.jar",
    "proguard.txt",
];

/// Some of the classes, of each origin.
const CLASSES: [&str; 4] = [
    "io/github/wellclient/Client.class",
    "io/github/wellclient/NativeClient.class",
    "io/github/wellclient/library.properties",
    "META-INF/wellclient.kotlin_module",
];

/// Looks into the AAR; how many classes it has.
fn inspect(repository: &Repository, aar: &Path) -> Result<usize, String> {
    compare(&list(repository, aar)?)?;
    let jar = work_folder(repository).join("aar/classes.jar");
    let classes = list(repository, &jar)?;
    if let Some(missing) = CLASSES.iter().find(|class| !classes.contains(**class)) {
        return Err(format!("{}: no {missing}", jar.display()));
    }
    let is_class = |file: &&String| file.ends_with(".class");
    let is_known = |file: &&String| is_class(file) || CLASSES.contains(&file.as_str());
    match classes.iter().find(|file| !is_known(file)) {
        Some(foreign) => Err(format!("{}: what is {foreign} for?", jar.display())),
        None => Ok(classes.iter().filter(is_class).count()),
    }
}

fn compare(entries: &BTreeSet<String>) -> Result<(), String> {
    let wanted = BTreeSet::from(ENTRIES.map(str::to_owned));
    if *entries == wanted {
        Ok(())
    } else {
        Err(format!("the AAR has {entries:?}, and should have {wanted:?}"))
    }
}

/// The files in an archive.
fn list(repository: &Repository, archive: &Path) -> Result<BTreeSet<String>, String> {
    let archive = archive.display().to_string();
    let (stdout, _) = repository.program("jar", ["--list", "--file", &archive]).read()?;
    Ok(String::from_utf8_lossy(&stdout)
        .lines()
        .filter(|entry| !entry.ends_with('/'))
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_abi_is_a_need() {
        for abi in &ABIS {
            assert!(
                ANDROID.needs.iter().any(|need| need.probe.contains(&abi.target)),
                "{}",
                abi.target
            );
        }
    }

    #[test]
    fn an_aar_has_neither_less_nor_more() {
        let mut entries = BTreeSet::from(ENTRIES.map(str::to_owned));
        assert_eq!(compare(&entries), Ok(()));
        entries.insert("jni/x86/libother.so".to_owned());
        assert!(compare(&entries).is_err());
        entries.clear();
        assert!(compare(&entries).is_err());
    }
}
