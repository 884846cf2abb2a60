//! The Swift package for iOS and macOS, with the library in an XCFramework.

use std::fs;

use super::kind::{Package, folder};
use crate::bindings;
use crate::install::SHIP;
use crate::places;
use crate::process::{Program, Repository};
use crate::toolchain::Toolchain;

pub(super) const APPLE: Package = Package {
    name: "apple",
    about: "the Swift package with an XCFramework for iOS and macOS: on a Mac with Xcode",
    needs: &[],
    in_all: false,
    run: package,
};

pub(super) const SCRIPT: Package = Package {
    name: "apple-script",
    about: "the commands of the same, as a script for such a Mac",
    needs: &[],
    in_all: true,
    run: script,
};

/// What one library of the XCFramework is for: its processors' targets are made into one file.
struct Platform {
    name: &'static str,
    targets: &'static [&'static str],
}

const PLATFORMS: [Platform; 3] = [
    Platform {
        name: "ios",
        targets: &["aarch64-apple-ios"],
    },
    Platform {
        name: "ios-simulator",
        targets: &["aarch64-apple-ios-sim", "x86_64-apple-ios"],
    },
    Platform {
        name: "macos",
        targets: &["aarch64-apple-darwin", "x86_64-apple-darwin"],
    },
];

/// The oldest systems, as `Package.swift` says.
const OLDEST: [&str; 2] = ["IPHONEOS_DEPLOYMENT_TARGET=15.0", "MACOSX_DEPLOYMENT_TARGET=12.0"];

/// Where it is put; the package is a folder in it.
const FOLDER: &str = "package/apple";

/// The paths of the Mac that builds have other names in what it builds: as the script says so.
const PLACES: [&str; 2] = [
    "RUSTFLAGS=--remap-path-prefix=$PWD=/wellclient --remap-path-prefix=$PWD/target=/target \
     --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo",
    "CFLAGS=-ffile-prefix-map=$PWD=/wellclient -ffile-prefix-map=${CARGO_HOME:-$HOME/.cargo}=/cargo",
];

fn package(repository: &Repository, _: &str) -> Result<(), String> {
    let rust = places::rust_flags(repository, &Toolchain::find()?).join(" ");
    let places = [
        format!("RUSTFLAGS={rust}"),
        format!("CFLAGS={}", places::c_flags(repository).join(" ")),
    ];
    let commands = commands(repository, &places);
    if Program::new("xcodebuild", ["-version"]).read().is_err() {
        let list: String = commands
            .iter()
            .map(|words| format!("\n  {}", words.join(" ")))
            .collect();
        return Err(format!(
            "there is no Xcode here; on a Mac that has it, the commands are:{list}"
        ));
    }
    let library = bindings::build(repository)?;
    bindings::generate_swift(repository, &library)?;
    let folder = repository.target().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for words in &commands {
        let (program, arguments) = words.split_first().ok_or("no command")?;
        repository.program(program, arguments).run()?;
    }
    println!("the package is {}", folder.join("wellclient").display());
    Ok(())
}

/// Writes what a Mac would run, in a checkout.
fn script(repository: &Repository, profile: &str) -> Result<(), String> {
    let own = [
        (repository.target().display().to_string(), "target"),
        (repository.root().display().to_string(), "."),
    ];
    let mut text = "#!/bin/sh\n# Makes the Swift package with its XCFramework. To be run in a checkout, on a Mac with Xcode.\n\
                    set -eu\ncargo xtask bindings\nrm -rf target/package/apple\n"
        .to_owned();
    for words in commands(repository, &PLACES.map(str::to_owned)) {
        let quoted = words.iter().map(|word| match word.contains(' ') {
            true => format!("\"{word}\""),
            false => word.clone(),
        });
        let line = quoted.collect::<Vec<_>>().join(" ");
        let line = own.iter().fold(line, |line, (from, to)| line.replace(from, to));
        text.push_str(&line);
        text.push('\n');
    }
    let folder = folder(repository, profile);
    let file = folder.join(concat!("wellclient-apple-", env!("CARGO_PKG_VERSION"), ".sh"));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    println!("made {}", file.display());
    Ok(())
}

/// All that is run, in order; cargo with these variables.
fn commands(repository: &Repository, places: &[String]) -> Vec<Vec<String>> {
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let folder = format!("{}/{FOLDER}", repository.target().display());
    let made = |target: &str| {
        format!(
            "{}/{target}/{SHIP}/lib{}.a",
            repository.target().display(),
            bindings::LIBRARY
        )
    };
    let joined = |platform: &Platform| format!("{folder}/{}/lib{}.a", platform.name, bindings::LIBRARY);
    let targets = || PLATFORMS.iter().flat_map(|platform| platform.targets);

    let mut commands = vec![
        [
            own(&["rustup", "target", "add"]),
            targets().map(|target| (*target).to_owned()).collect(),
        ]
        .concat(),
    ];
    for target in targets() {
        let build = [
            "cargo",
            "rustc",
            "--locked",
            "--package",
            bindings::CRATE,
            "--lib",
            "--crate-type",
            "staticlib",
        ];
        let how = ["--profile", SHIP, "--target", target];
        commands.push(
            [
                own(&["env"]),
                places.to_vec(),
                own(&OLDEST),
                own(&build),
                own(&how),
            ]
            .concat(),
        );
    }
    let folders = PLATFORMS.iter().map(|platform| platform.name).chain(["headers"]);
    let folders = folders.map(|name| format!("{folder}/{name}")).collect();
    commands.push([own(&["mkdir", "-p"]), folders].concat());
    for platform in &PLATFORMS {
        let parts = platform.targets.iter().map(|target| made(target)).collect();
        commands.push(
            [
                own(&["lipo", "-create"]),
                parts,
                own(&["-output", &joined(platform)]),
            ]
            .concat(),
        );
    }
    commands.push(own(&[
        "cp",
        "-R",
        bindings::SWIFT,
        &format!("{folder}/wellclient"),
    ]));
    // What was built there, or framed, by somebody.
    let stale = [".build", "CWellclient.xcframework"].map(|name| format!("{folder}/wellclient/{name}"));
    commands.push([own(&["rm", "-rf"]), stale.to_vec()].concat());
    // What tells of the library is in the framework; in a folder of the module's name, or it would meet with others'.
    let headers = format!("{folder}/headers");
    commands.push(own(&[
        "mv",
        &format!("{folder}/wellclient/Sources/CWellclient"),
        &format!("{headers}/CWellclient"),
    ]));
    let libraries = PLATFORMS
        .iter()
        .flat_map(|platform| own(&["-library", &joined(platform), "-headers", &headers]));
    commands.push(
        [
            own(&["xcodebuild", "-create-xcframework"]),
            libraries.collect(),
            own(&["-output", &format!("{folder}/wellclient/CWellclient.xcframework")]),
        ]
        .concat(),
    );
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_is_built_joined_and_framed() {
        let commands = commands(&Repository::find(), &PLACES.map(str::to_owned));
        let with = |word: &str| {
            commands
                .iter()
                .filter(|words| words.iter().any(|other| other == word))
                .count()
        };
        assert_eq!(with("cargo"), 5);
        assert_eq!(with("lipo"), 3);
        let framework = commands.last().unwrap();
        assert_eq!(framework.iter().filter(|word| *word == "-library").count(), 3);
    }

    #[test]
    fn the_oldest_systems_are_those_of_the_package() {
        let manifest = Repository::find()
            .root()
            .join(bindings::SWIFT)
            .join("Package.swift");
        let manifest = fs::read_to_string(manifest).unwrap();
        assert!(manifest.contains("[.iOS(.v15), .macOS(.v12)]"));
    }
}
