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

#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<(&'static str, Duration, Verdict)>,
}

impl Report {
    pub(crate) fn add(&mut self, stage: &'static str, took: Duration, verdict: Verdict) {
        self.rows.push((stage, took, verdict));
    }

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
        let total: Duration = self.rows.iter().map(|(_, took, _)| *took).sum();
        write!(f, "{:<11} {:<8} {:>9.1}", "total", "", total.as_secs_f64())
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
        let mut report = Report::default();
        report.add(
            "format",
            Duration::from_millis(1250),
            Verdict::Passed(String::new()),
        );
        report.add(
            "rust",
            Duration::from_secs(60),
            Verdict::Failed("2 failed\nmore".to_owned()),
        );
        report.add("demo", Duration::ZERO, Verdict::NotRun);
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
