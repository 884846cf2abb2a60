//! The conformance suite, through a testee of any language.

use crate::process::{Program, Repository};

/// Runs all scenarios through a program with its arguments; the runner's closing line.
pub(super) fn run(repository: &Repository, testee: &[&str]) -> Result<String, String> {
    run_in(repository, testee, |program| program)
}

/// As [`run`], in an environment that the testee needs.
pub(super) fn run_in(
    repository: &Repository,
    testee: &[&str],
    env: impl Fn(Program) -> Program,
) -> Result<String, String> {
    let fixed = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "wellclient-tests",
        "--bin",
        "conformance",
        "--",
    ];
    let arguments = fixed
        .into_iter()
        .chain(["--testee"])
        .chain(testee.iter().copied());
    let mut closing = String::new();
    env(repository.cargo(arguments)).run_with_lines(|line| {
        if line.ends_with(" failed") {
            line.clone_into(&mut closing);
        }
    })?;
    Ok(closing)
}
