//! Mutation testing: small faults put into the call model and the session, a random sample of them, to see whether the
//! tests notice.

mod argued;

use std::fs;
use std::path::Path;

use crate::process::Repository;

/// Tests of the core alone, which take a few seconds.
const OF_THE_CORE: [&str; 3] = ["event", "model", "session"];

/// Tests against the switch in virtual time.
const OF_THE_LAB: [&str; 1] = ["lab"];

/// The long ones, for what the others let live: the simulation's fixed seeds among them.
const OF_THE_PROOF: [&str; 3] = ["dst", "proof", "model_permutations"];

/// Seconds after which the tests of a mutant are given up: it loops.
const PATIENCE: &str = "90";

/// The same for the long ones.
const LONG_PATIENCE: &str = "400";

/// How many mutants, and which.
#[derive(Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) size: usize,
    pub(crate) seed: u64,
}

/// What became of mutants, each by its name.
#[derive(Default)]
struct Fates {
    killed: Vec<String>,
    survived: Vec<String>,
    timeouts: Vec<String>,
    unviable: Vec<String>,
}

pub(crate) fn mutants(repository: &Repository, sample: &Sample) -> Result<(), String> {
    let installed = repository.cargo(["mutants", "--version"]).read();
    installed.map_err(|_| {
        "cargo-mutants is missing. Install it (a few minutes): cargo install cargo-mutants --locked --version '^27.1'"
    })?;
    let all = list(repository)?;
    let count = all.len();
    let all = argued::without_argued(all)?;
    let argued = count - all.len();
    let chosen = draw(all, sample);
    let (size, seed) = (chosen.len(), sample.seed);
    println!("{size} of {count} mutants, seed {seed}; {argued} are argued, and left out");
    let tests = options(&[], &OF_THE_CORE);
    let core = test(repository, "core", &chosen, PATIENCE, &tests)?;
    let package = ["--cargo-arg=--package=wellclient-tests".to_owned()];
    let tests = options(&package, &OF_THE_LAB);
    let lab = test(repository, "lab", &core.survived, PATIENCE, &tests)?;
    let tests = options(&package, &OF_THE_PROOF);
    let proof = test(repository, "proof", &lab.survived, LONG_PATIENCE, &tests)?;
    let fates = Fates {
        killed: [core.killed, lab.killed, proof.killed].concat(),
        survived: proof.survived,
        timeouts: [core.timeouts, lab.timeouts, proof.timeouts].concat(),
        unviable: [core.unviable, lab.unviable, proof.unviable].concat(),
    };
    println!("{}", fates.report());
    Ok(())
}

/// All mutants there are, one a line as cargo-mutants names them.
fn list(repository: &Repository) -> Result<Vec<String>, String> {
    let arguments = ["mutants", "--list", "--colors", "never"];
    let (stdout, _) = repository.cargo(arguments.into_iter().chain(SCOPE)).read()?;
    let names = String::from_utf8_lossy(&stdout)
        .lines()
        .map(str::to_owned)
        .collect();
    Ok(names)
}

/// What is mutated. Fields left out of a literal are not: they cannot be chosen by their names.
const SCOPE: [&str; 8] = [
    "--package",
    "wellclient-core",
    "--file",
    "core/src/model/**",
    "--file",
    "core/src/session/**",
    "--exclude-re",
    "delete field",
];

/// The same sample for the same seed.
fn draw(mut all: Vec<String>, sample: &Sample) -> Vec<String> {
    let size = sample.size.min(all.len());
    let mut state = sample.seed;
    for place in 0..size {
        let left = u64::try_from(all.len() - place).unwrap_or(1);
        let other = place + usize::try_from(roll(&mut state) % left).unwrap_or(0);
        all.swap(place, other);
    }
    all.truncate(size);
    all
}

/// A random number (SplitMix64).
fn roll(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is built and run for each mutant.
fn options(more: &[String], tests: &[&str]) -> Vec<String> {
    let tests = tests.iter().map(|test| format!("--cargo-arg=--test={test}"));
    let lib = ["--cargo-arg=--lib".to_owned()];
    lib.into_iter().chain(more.iter().cloned()).chain(tests).collect()
}

fn test(
    repository: &Repository,
    what: &str,
    names: &[String],
    patience: &str,
    options: &[String],
) -> Result<Fates, String> {
    if names.is_empty() {
        return Ok(Fates::default());
    }
    let folder = format!("target/mutants/{what}");
    let path = repository.root().join(&folder);
    fs::create_dir_all(&path).map_err(|error| format!("{folder}: {error}"))?;
    let fixed = [
        "mutants",
        "--colors",
        "never",
        "--jobs",
        "2",
        "--timeout",
        patience,
        "--output",
        &folder,
    ];
    let patterns = names.iter().flat_map(|name| ["--re".to_owned(), pattern(name)]);
    let arguments = fixed.into_iter().chain(SCOPE).map(str::to_owned);
    let arguments = arguments.chain(options.iter().cloned()).chain(patterns);
    // Each job builds in a copy of its own, without what a debugger needs.
    let program = repository
        .cargo(arguments)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .without("CARGO_TARGET_DIR");
    // Survivors are an error to cargo-mutants; whether it has come to the end the files tell.
    let outcome = program.run();
    let fates = Fates::read(&path.join("mutants.out"), names);
    if fates.count() < names.len() {
        let why = outcome.err().unwrap_or_else(|| "no reason given".to_owned());
        return Err(format!(
            "{} of {} mutants were tested: {why}",
            fates.count(),
            names.len()
        ));
    }
    Ok(fates)
}

/// A regular expression for this name and no other.
fn pattern(name: &str) -> String {
    let mut pattern = "^".to_owned();
    for c in name.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "$"
}

impl Fates {
    fn read(folder: &Path, names: &[String]) -> Self {
        let of = |file: &str| {
            let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
            let lines = text.lines().map(str::to_owned);
            lines.filter(|line| names.contains(line)).collect()
        };
        Self {
            killed: of("caught.txt"),
            survived: of("missed.txt"),
            timeouts: of("timeout.txt"),
            unviable: of("unviable.txt"),
        }
    }

    fn count(&self) -> usize {
        self.killed.len() + self.survived.len() + self.timeouts.len() + self.unviable.len()
    }

    fn report(&self) -> String {
        let count = format!(
            "{} killed, {} survived, {} unviable, {} timeouts",
            self.killed.len(),
            self.survived.len(),
            self.unviable.len(),
            self.timeouts.len()
        );
        let survivors = self.survived.iter().map(|name| format!("\n  survived: {name}"));
        let timeouts = self.timeouts.iter().map(|name| format!("\n  timeout: {name}"));
        survivors.chain(timeouts).fold(count, |text, line| text + &line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("mutant {number}")).collect()
    }

    #[test]
    fn a_seed_draws_the_same_sample_again_and_none_twice() {
        let sample = |seed| draw(names(50), &Sample { size: 20, seed });
        assert_eq!(sample(7), sample(7));
        assert_ne!(sample(7), sample(8));
        let mut drawn = sample(7);
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), 20);
    }

    #[test]
    fn more_than_there_are_is_all_of_them() {
        let mut drawn = draw(names(5), &Sample { size: 9, seed: 1 });
        drawn.sort();
        assert_eq!(drawn, names(5));
    }

    #[test]
    fn a_pattern_has_nothing_special_left() {
        let name = "core/src/a.rs:1:2: replace || with && in A::b -> Option<(&str)>";
        let expected = r"^core/src/a\.rs:1:2: replace \|\| with \&\& in A::b \-> Option<\(\&str\)>$";
        assert_eq!(pattern(name), expected);
    }

    #[test]
    fn the_report_counts_and_names_survivors() {
        let fates = Fates {
            killed: names(3),
            survived: names(1),
            ..Fates::default()
        };
        let expected = "3 killed, 1 survived, 0 unviable, 0 timeouts\n  survived: mutant 0";
        assert_eq!(fates.report(), expected);
    }

    #[test]
    fn every_test_that_is_named_is_there() {
        let repository = Repository::find();
        let there = |folder: &str, test: &&str| {
            let tests = repository.root().join(folder);
            tests.join(format!("{test}.rs")).exists() || tests.join(test).join("main.rs").exists()
        };
        assert!(OF_THE_CORE.iter().all(|test| there("core/tests", test)));
        assert!(OF_THE_LAB.iter().all(|test| there("tests/tests", test)));
        let proof = |test: &&str| there("tests/tests", test) || there("core/tests", test);
        assert!(OF_THE_PROOF.iter().all(proof));
    }
}
