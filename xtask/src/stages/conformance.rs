//! The conformance suite, through a testee of any language.

use super::rust::AS_TESTED;
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
    let build = ["build", "--bin", "conformance"];
    repository.cargo(build.into_iter().chain(AS_TESTED)).run()?;
    let runner = repository
        .target()
        .join("debug/conformance")
        .display()
        .to_string();
    let arguments = ["--testee"].into_iter().chain(testee.iter().copied());
    let mut closing = String::new();
    env(repository.program(&runner, arguments)).run_with_lines(|line| {
        if line.ends_with(" failed") {
            line.clone_into(&mut closing);
        }
    })?;
    Ok(closing)
}
