//! What cargo itself checks.

use super::Stage;
use crate::console;
use crate::need::Need;
use crate::process::Repository;

/// For a stage that builds what the tests have built: their profile and the whole workspace, so that the features are the
/// same and nothing is built twice.
pub(crate) const AS_TESTED: [&str; 4] = ["--workspace", "--locked", "--profile", "test"];

pub(crate) static CARGO: Need = Need {
    probe: &["cargo", "--version"],
    at_least: Some("1.88"),
    debian: &[],
    otherwise: "rustup toolchain install stable",
    why: "builds everything",
};
static RUSTFMT: Need = Need {
    probe: &["cargo", "fmt", "--version"],
    at_least: None,
    debian: &[],
    otherwise: "rustup component add rustfmt",
    why: "checks the format",
};
static CLIPPY: Need = Need {
    probe: &["cargo", "clippy", "--version"],
    at_least: None,
    debian: &[],
    otherwise: "rustup component add clippy",
    why: "lints",
};
pub(crate) static C_COMPILER: Need = Need {
    probe: &["cc", "--version"],
    at_least: None,
    debian: &["gcc", "libc6-dev"],
    otherwise: "",
    why: "links, and compiles the parts in C of the TLS library",
};

static HAPROXY: Need = Need {
    probe: &["haproxy", "-v"],
    at_least: None,
    debian: &["haproxy"],
    otherwise: "",
    why: "a real load balancer between client and server, in the tests of the network",
};

static TINYPROXY: Need = Need {
    probe: &["tinyproxy", "-v"],
    at_least: None,
    debian: &["tinyproxy-bin"],
    otherwise: "",
    why: "a real proxy between client and server, in the tests of the network",
};

pub(super) const FORMAT: Stage = Stage {
    name: "format",
    about: "rustfmt would change nothing",
    needs: &[&CARGO, &RUSTFMT],
    scratch: &[],
    run: |repository| done(repository.cargo(["fmt", "--all", "--check"]).run()),
};

pub(super) const LINT: Stage = Stage {
    name: "lint",
    about: "clippy, every target, warnings are errors",
    needs: &[&CARGO, &CLIPPY, &C_COMPILER],
    scratch: &[],
    run: |repository| {
        let arguments = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        done(repository.cargo(arguments).run())
    },
};

pub(super) const DOC: Stage = Stage {
    name: "doc",
    about: "rustdoc, warnings are errors",
    needs: &[&CARGO, &C_COMPILER],
    scratch: &[],
    run: |repository| {
        let doc = repository.cargo(["doc", "--workspace", "--no-deps", "--locked"]);
        done(doc.env("RUSTDOCFLAGS", "-D warnings").run())
    },
};

pub(super) const RUST: Stage = Stage {
    name: "rust",
    about: "cargo test: unit, integration and documentation tests",
    needs: &[&CARGO, &C_COMPILER, &HAPROXY, &TINYPROXY],
    scratch: &[],
    run: test,
};

pub(super) const MODEL: Stage = Stage {
    name: "model",
    about: "the hand-off between callbacks, closing and freeing, in many orders of threads",
    needs: &[&CARGO, &C_COMPILER],
    scratch: &["model"],
    run: |repository| {
        let target = repository.target().join("model").display().to_string();
        let test = [
            "test",
            "--manifest-path",
            "fuzz/model/Cargo.toml",
            "--locked",
            "--target-dir",
            &target,
        ];
        done(repository.cargo(test).run())
    },
};

pub(super) const EXAMPLES: Stage = Stage {
    name: "examples",
    about: "the examples build",
    needs: &[&CARGO, &C_COMPILER],
    scratch: &[],
    run: |repository| {
        let examples = ["build", "--examples"];
        done(repository.cargo(examples.into_iter().chain(AS_TESTED)).run())
    },
};

pub(super) const BENCHES: Stage = Stage {
    name: "benches",
    about: "the benchmarks build",
    needs: &[&CARGO, &C_COMPILER],
    // The bench profile would build every dependency once more, optimised, to learn nothing.
    scratch: &[],
    run: |repository| {
        let benches = ["bench", "--no-run"];
        done(repository.cargo(benches.into_iter().chain(AS_TESTED)).run())
    },
};

fn done(outcome: Result<(), String>) -> Result<String, String> {
    outcome.map(|()| String::new())
}

fn test(repository: &Repository) -> Result<String, String> {
    let mut closing = Vec::new();
    let outcome = repository
        .cargo(["test", "--workspace", "--locked", "--no-fail-fast"])
        .run_with_lines(|line| {
            if line.starts_with("test result: ") {
                closing.push(line.to_owned());
            }
        });
    console::show("\ncargo test's closing lines:");
    for line in &closing {
        console::show(line);
    }
    let totals = Totals::of(&closing);
    match outcome {
        Err(why) => Err(format!("{totals}; {why}")),
        Ok(()) if totals.is_empty() => Err("no test ran".to_owned()),
        Ok(()) => Ok(totals.to_string()),
    }
}

/// Runs the tests of a file that no other stage runs, with these options; how many passed. The whole workspace is built, so
/// that the features are those of the other stages.
pub(super) fn only(repository: &Repository, name: &str, options: &[&str]) -> Result<String, String> {
    let test = ["test", "--workspace", "--locked", "--test", name, "--"];
    let mut closing = Vec::new();
    repository
        .cargo(test.into_iter().chain(options.iter().copied()))
        .run_with_lines(|line| {
            if line.starts_with("test result: ") {
                closing.push(line.to_owned());
            }
        })?;
    let totals = Totals::of(&closing);
    if totals.is_empty() {
        return Err("no test ran".to_owned());
    }
    Ok(totals.to_string())
}

/// The sums of the closing lines.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Totals {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Totals {
    /// Whether no test has run.
    pub(super) const fn is_empty(&self) -> bool {
        self.passed == 0 && self.failed == 0
    }

    /// Of lines like `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; …`.
    pub(super) fn of(lines: &[String]) -> Self {
        let mut totals = Self::default();
        for part in lines.iter().flat_map(|line| line.split([';', '.'])) {
            let Some((count, what)) = part.trim().split_once(' ') else {
                continue;
            };
            let sum = match what {
                "passed" => &mut totals.passed,
                "failed" => &mut totals.failed,
                "ignored" => &mut totals.ignored,
                _ => continue,
            };
            *sum += count.parse::<u64>().unwrap_or(0);
        }
        totals
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            passed,
            failed,
            ignored,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {ignored} ignored")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_summed() {
        let lines = [
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
            "test result: FAILED. 7 passed; 3 failed; 0 ignored; 0 measured; finished in 1.50s",
        ];
        let totals = Totals::of(&lines.map(str::to_owned));
        assert_eq!(
            totals,
            Totals {
                passed: 12,
                failed: 3,
                ignored: 1
            }
        );
        assert_eq!(totals.to_string(), "12 passed, 3 failed, 1 ignored");
    }
}
