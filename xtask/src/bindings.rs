//! What UniFFI generates: the library built, and sources of a language written from it.

mod finish;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use crate::install::SHIP;
use crate::process::Repository;
use crate::stages::AS_TESTED;

/// The crate that the bindings are generated from.
pub(crate) const CRATE: &str = "wellclient-uniffi";

/// The name of its library.
pub(crate) const LIBRARY: &str = "wellclient_uniffi";

/// `libwellclient_uniffi.so`, as this system names it.
pub(crate) fn library_file() -> String {
    format!("{DLL_PREFIX}{LIBRARY}{DLL_SUFFIX}")
}

/// How cargo builds the library as it is handed out.
pub(crate) const SHIPPED: [&str; 7] = [
    "build",
    "--locked",
    "--package",
    CRATE,
    "--lib",
    "--profile",
    SHIP,
];

/// The Swift package.
pub(crate) const SWIFT: &str = "bindings-kotlin/swift";

/// `cargo xtask bindings`: all sources, for who looks at them or builds on them.
pub(crate) fn write(repository: &Repository) -> Result<(), String> {
    let library = build(repository)?;
    generate(
        repository,
        &library,
        "kotlin",
        &repository.target().join("kotlin/kotlin"),
    )?;
    generate_swift(repository, &library)
}

/// Builds the library for tests, and the generator; the library.
pub(crate) fn build(repository: &Repository) -> Result<PathBuf, String> {
    let generator = ["--package", "wellclient-bindgen", "--features", "generate"];
    repository
        .cargo(["build", "--locked"].into_iter().chain(generator))
        .run()?;
    repository
        .cargo(["build", "--lib"].into_iter().chain(AS_TESTED))
        .run()?;
    Ok(repository.target().join("debug").join(library_file()))
}

/// Writes what UniFFI generates for Swift into the package, where git does not look.
pub(crate) fn generate_swift(repository: &Repository, library: &Path) -> Result<(), String> {
    let generated = repository.target().join("swift/generated");
    generate(repository, library, "swift", &generated)?;
    let sources = repository.root().join(SWIFT).join("Sources");
    for (from, to) in [
        ("Wellclient.swift", "Wellclient/Generated/Wellclient.swift"),
        ("CWellclient.h", "CWellclient/CWellclient.h"),
        ("CWellclient.modulemap", "CWellclient/module.modulemap"),
    ] {
        let (from, to) = (generated.join(from), sources.join(to));
        // One that is untouched is not compiled anew.
        if fs::read(&from).ok() != fs::read(&to).ok() {
            to.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::copy(&from, &to))
                .map_err(|error| format!("{}: {error}", to.display()))?;
        }
    }
    Ok(())
}

/// Writes the sources of `language` for `library` into `folder`, and nothing else stays in it. The generator is of
/// [`build`].
pub(crate) fn generate(
    repository: &Repository,
    library: &Path,
    language: &str,
    folder: &Path,
) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let bindgen = repository.target().join("debug/uniffi-bindgen");
    let (library, folder) = (library.display().to_string(), folder.display().to_string());
    let arguments = [
        "generate",
        &library,
        "--language",
        language,
        "--no-format",
        "--out-dir",
        &folder,
    ];
    repository
        .program(&bindgen.display().to_string(), arguments)
        .run()?;
    finish::sources(language, folder.as_ref())
}
