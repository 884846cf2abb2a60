//! A request of the runner's: its parts, and what answers it.

use wellclient_tests::conformance::Line;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(crate) fn answer(request: &Line) -> Line {
    Line::new("answer").with_some("id", request.get("id"))
}

/// A part that must be there.
pub(crate) fn part<'a>(line: &'a Line, name: &str) -> Result<&'a str, Failure> {
    line.get(name).ok_or_else(|| format!("{name} is missing").into())
}
