//! The conformance suite, through a testee of any language.

use crate::process::Repository;

/// Runs all scenarios through a program with its arguments; the runner's closing line.
pub(super) fn run(repository: &Repository, testee: &[&str]) -> Result<String, String> {
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
    repository.cargo(arguments).run_with_lines(|line| {
        if line.ends_with(" failed") {
            line.clone_into(&mut closing);
        }
    })?;
    Ok(closing)
}
