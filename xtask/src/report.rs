//! The closing table: each stage, how it went and how long it took; before it, why those failed that did.

use std::fmt;
use std::time::Duration;

/// How a stage went, with a line about it.
pub(crate) enum Verdict {
    Passed(String),
    Failed(String),
    NotRun,
}

impl From<Result<String, String>> for Verdict {
    fn from(outcome: Result<String, String>) -> Self {
        match outcome {
            Ok(note) => Self::Passed(note),
            Err(why) => Self::Failed(why),
        }
    }
}

/// A stage's name, how long it took, and how it went.
pub(crate) type Row = (&'static str, Duration, Verdict);

pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
    /// How long all of it took: less than the sum where stages ran side by side.
    pub(crate) took: Duration,
}

impl Report {
    pub(crate) fn failed(&self) -> Vec<&'static str> {
        self.rows
            .iter()
            .filter(|(_, _, verdict)| matches!(verdict, Verdict::Failed(_)))
            .map(|(stage, _, _)| *stage)
            .collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (stage, _, verdict) in &self.rows {
            if let Verdict::Failed(why) = verdict {
                writeln!(f, "=== {stage} FAILED: {why}\n")?;
            }
        }
        writeln!(f, "{:<11} {:<8} {:>9}", "stage", "result", "seconds")?;
        for (stage, took, verdict) in &self.rows {
            let (result, note) = match verdict {
                Verdict::Passed(note) => ("passed", note.as_str()),
                Verdict::Failed(why) => ("FAILED", first_line(why)),
                Verdict::NotRun => ("not run", ""),
            };
            let row = format!("{stage:<11} {result:<8} {:>9.1}  {note}", took.as_secs_f64());
            writeln!(f, "{}", row.trim_end())?;
        }
        write!(f, "{:<11} {:<8} {:>9.1}", "total", "", self.took.as_secs_f64())
    }
}

/// The rest is evidence.
pub(crate) fn first_line(why: &str) -> &str {
    why.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_a_stage_and_a_total() {
        let rows = vec![
            (
                "format",
                Duration::from_millis(1250),
                Verdict::Passed(String::new()),
            ),
            (
                "rust",
                Duration::from_secs(60),
                Verdict::Failed("2 failed\nmore".to_owned()),
            ),
            ("demo", Duration::ZERO, Verdict::NotRun),
        ];
        let took = Duration::from_millis(61_200);
        let report = Report { rows, took };
        let expected = "\
=== rust FAILED: 2 failed
more

stage       result     seconds
format      passed         1.2
rust        FAILED        60.0  2 failed
demo        not run        0.0
total                     61.2";
        assert_eq!(report.to_string(), expected);
        assert_eq!(report.failed(), ["rust"]);
    }
}
