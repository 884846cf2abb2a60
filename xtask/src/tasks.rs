//! The tasks beside `test`: the C header, the simulation, fuzzing, and the dependencies' licences and advisories.

use std::fs;

use crate::need::Need;
use crate::process::Repository;
use crate::stages::{C_COMPILER, CARGO, RABBITMQ};
use crate::{arguments, prerequisite, runner};

/// Seeds for fuzz targets, beside those in `fuzz/seeds/<target>` and the corpus that each grows.
const SEEDS: [(&str, &str); 1] = [("event", "tests/vectors/events")];

/// Targets with `unsafe` in what they run.
const UNSAFE: [&str; 1] = ["c_abi"];

/// What the tests in Chromium leave, and what the guide calls it.
const BROWSER_PICTURES: [(&str, &str); 2] = [
    ("floor-consultation.png", "floor.png"),
    ("wallboard-1280-light.png", "wallboard-page.png"),
];

/// The deterministic simulation.
pub(crate) fn dst(repository: &Repository, options: &[String]) -> Result<(), String> {
    fast(repository, "dst", options)
}

/// A long day over sockets, with RabbitMQ in the middle unless told otherwise.
pub(crate) fn soak(repository: &Repository, options: &[String]) -> Result<(), String> {
    static NEEDS: [&Need; 3] = [&CARGO, &C_COMPILER, &RABBITMQ];
    let without_broker = options.iter().any(|option| option == "--no-broker");
    let needs = if without_broker { &NEEDS[..2] } else { &NEEDS };
    prerequisite::ensure(&[("soak", needs)], "soak", true)?;
    fast(repository, "soak", options)
}

/// A program of the tests, built to be fast.
fn fast(repository: &Repository, program: &str, options: &[String]) -> Result<(), String> {
    let fixed = [
        "run",
        "--profile",
        "bench",
        "--quiet",
        "--package",
        "wellclient-tests",
        "--bin",
        program,
        "--locked",
        "--",
    ];
    let options = options.iter().map(String::as_str);
    repository.cargo(fixed.into_iter().chain(options)).run()
}

/// Makes the pictures of the guide anew: of the terminal's screens, a ladder, the herd, and pages in Chromium.
pub(crate) fn pictures(repository: &Repository) -> Result<(), String> {
    fs::create_dir_all(repository.root().join("docs/pictures")).map_err(|error| error.to_string())?;
    let guide = |package: &str, more: &[&str]| {
        let test = ["test", "--locked", "--package", package]
            .into_iter()
            .chain(more.iter().copied());
        let test = repository
            .cargo(test)
            .env("UPDATE_SCREENS", "1")
            .env("UPDATE_DOCS", "1");
        test.run()
    };
    guide(
        "wellclient-cli",
        &["--lib", "--test", "replay", "the_picture_in_the_guide"],
    )?;
    guide("wellclient-tests", &["--test", "docs", "reconnecting::"])?;
    runner::run(repository, &arguments::parse_test(&["browser".to_owned()])?)?;
    for (made, picture) in BROWSER_PICTURES {
        let (from, to) = (
            repository.target().join("browser").join(made),
            repository.root().join("docs/pictures").join(picture),
        );
        fs::copy(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    Ok(())
}

/// Writes what is made from the vocabulary's tables, and then the C header, which is made from that.
pub(crate) fn generate(repository: &Repository) -> Result<(), String> {
    let write = ["run", "--quiet", "--package", "wellclient-vocabulary", "--locked"];
    repository.cargo(write).run()?;
    headers(repository)
}

/// Writes what is made from the code: the C header.
pub(crate) fn headers(repository: &Repository) -> Result<(), String> {
    let test = [
        "test",
        "--package",
        "wellclient-c",
        "--test",
        "header",
        "--locked",
    ];
    repository.cargo(test).env("UPDATE_HEADER", "1").run()
}

pub(crate) fn fuzz(repository: &Repository, target: Option<&str>, seconds: u32) -> Result<(), String> {
    let known = fuzz_targets(repository)?;
    let chosen: Vec<&str> = match target {
        None => known.iter().map(String::as_str).collect(),
        Some(name) if known.iter().any(|target| target == name) => vec![name],
        Some(name) => {
            return Err(format!(
                "no fuzz target `{name}`; there are: {}",
                known.join(", ")
            ));
        }
    };
    let installed = repository.cargo(["fuzz", "--version"]).read();
    installed.map_err(|_| {
        "cargo-fuzz is missing. Install it (a few minutes): cargo install cargo-fuzz --locked\n\
         It also needs a C++ compiler (Debian: apt-get install -y --no-install-recommends g++)."
    })?;
    for target in chosen {
        let corpus = format!("fuzz/corpus/{target}");
        fs::create_dir_all(repository.root().join(&corpus)).map_err(|error| format!("{corpus}: {error}"))?;
        let seeds = seeds(repository, target);
        let limit = format!("-max_total_time={seconds}");
        let sanitizer = if UNSAFE.contains(&target) {
            "address"
        } else {
            "none"
        };
        let arguments = ["fuzz", "run", "--sanitizer", sanitizer, target, &corpus]
            .into_iter()
            .chain(seeds.iter().map(String::as_str))
            .chain(["--", limit.as_str()]);
        // The sanitizer is a nightly flag; this lets a stable compiler take it.
        repository.cargo(arguments).env("RUSTC_BOOTSTRAP", "1").run()?;
    }
    Ok(())
}

/// The folders with a target's seeds.
fn seeds(repository: &Repository, target: &str) -> Vec<String> {
    let own = format!("fuzz/seeds/{target}");
    let elsewhere = SEEDS.iter().filter(|(of, _)| *of == target);
    let folders = elsewhere.map(|(_, folder)| (*folder).to_owned()).chain([own]);
    folders
        .filter(|folder| repository.root().join(folder).is_dir())
        .collect()
}

/// The names of the files in `fuzz/fuzz_targets`.
fn fuzz_targets(repository: &Repository) -> Result<Vec<String>, String> {
    let folder = repository.root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut targets: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    targets.sort();
    Ok(targets)
}

/// Runs the tests of the C library under Miri that need no network.
pub(crate) fn miri(repository: &Repository) -> Result<(), String> {
    let miri = |arguments: &[&str]| {
        let nightly = ["run", "nightly", "cargo", "miri"];
        repository.program("rustup", nightly.iter().chain(arguments).copied())
    };
    miri(&["--version"]).read().map_err(|_| {
        "Miri is missing. Install it: rustup toolchain install nightly --profile minimal --component miri,rust-src"
    })?;
    let target = repository.target().join("miri");
    let target = target.display().to_string();
    let test = [
        "test",
        "--package",
        "wellclient-c",
        "--lib",
        "--locked",
        "--target-dir",
        &target,
    ];
    // The clock and the files of the machine are looked at.
    miri(&test).env("MIRIFLAGS", "-Zmiri-disable-isolation").run()
}

pub(crate) fn deny(repository: &Repository) -> Result<(), String> {
    let installed = repository.cargo(["deny", "--version"]).read();
    installed.map_err(|_| {
        "cargo-deny is missing. Install it (many minutes):\n\
         cargo install cargo-deny --locked --version '^0.20'\n\
         Its project also offers built programs."
    })?;
    repository.cargo(["deny", "--locked", "check"]).run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fuzz_target_is_in_the_manifest() {
        let repository = Repository::find();
        let manifest = fs::read_to_string(repository.root().join("fuzz/Cargo.toml")).unwrap();
        let targets = fuzz_targets(&repository).unwrap();
        let all = "c_abi command_json dial event http_reply journal script session stomp store";
        assert_eq!(targets.join(" "), all);
        for target in &targets {
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        }
    }

    #[test]
    fn every_fuzz_target_has_seeds_and_no_others_are_there() {
        let repository = Repository::find();
        let targets = fuzz_targets(&repository).unwrap();
        for target in &targets {
            let count = |folder: &String| fs::read_dir(repository.root().join(folder)).unwrap().count();
            let seeds: usize = seeds(&repository, target).iter().map(count).sum();
            assert!(seeds > 0, "{target}");
        }
        for folder in fs::read_dir(repository.root().join("fuzz/seeds")).unwrap() {
            let name = folder.unwrap().file_name();
            assert!(targets.iter().any(|target| *name == **target), "{name:?}");
        }
    }

    #[test]
    fn an_unknown_fuzz_target_is_refused_with_the_known_ones() {
        let error = fuzz(&Repository::find(), Some("nosuch"), 1).unwrap_err();
        assert!(error.contains("command_json, dial, event"), "{error}");
    }
}
