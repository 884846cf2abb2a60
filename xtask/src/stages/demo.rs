//! The demonstration runs to its end, as the README tells a newcomer to run it.

use super::Stage;
use super::rust::CARGO;
use crate::process::Repository;

pub(super) const DEMO: Stage = Stage {
    name: "demo",
    about: "`cargo run -- demo` and its JSON",
    needs: &[&CARGO],
    scratch: &[],
    run: demo,
};

/// By `cargo run`, not the binary that the tests left: so its own features and the default program are
/// tested too.
fn demo(repository: &Repository) -> Result<String, String> {
    repository.cargo(["run", "--locked", "--", "demo"]).run()?;
    let mut lines = Vec::new();
    repository
        .cargo(["run", "--locked", "--", "demo", "--json"])
        .run_with_lines(|line| lines.push(line.to_owned()))?;
    check_json_lines(&lines)
}

fn check_json_lines(lines: &[String]) -> Result<String, String> {
    if lines.is_empty() {
        return Err("`demo --json` printed nothing".to_owned());
    }
    match lines
        .iter()
        .find(|line| serde_json::from_str::<serde_json::Value>(line).is_err())
    {
        Some(line) => Err(format!("`demo --json` printed a line that is not JSON: {line}")),
        None => Ok(format!("{} lines of JSON", lines.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str]) -> Result<String, String> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        check_json_lines(&lines)
    }

    #[test]
    fn every_line_must_be_json() {
        assert_eq!(check(&["{}", r#"{"a":1}"#]), Ok("2 lines of JSON".to_owned()));
        assert!(check(&["{}", "done"]).is_err());
        assert!(check(&["{}", ""]).is_err());
        assert!(check(&[]).is_err());
    }
}
