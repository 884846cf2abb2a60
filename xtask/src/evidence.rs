//! What a failed program said, kept for the closing report: a log of an hour's tests is often seen only in part.

use std::collections::VecDeque;
use std::fmt;

/// The last lines, in which most programs sum up.
const LAST: usize = 50;
/// The first lines before them that speak of a failure.
const TELLING: usize = 50;
const SIGNS: [&str; 6] = ["FAILED", "***", "panicked at", "error:", "Error:", "failed"];

#[derive(Default)]
pub(crate) struct Evidence {
    telling: Vec<String>,
    last: VecDeque<String>,
}

impl Evidence {
    pub(crate) fn add(&mut self, line: &str) {
        self.last.push_back(line.to_owned());
        if self.last.len() <= LAST {
            return;
        }
        let older = self.last.pop_front();
        if self.telling.len() < TELLING {
            self.telling.extend(older.filter(|line| is_telling(line)));
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.telling {
            write!(f, "\n{line}")?;
        }
        if !self.telling.is_empty() {
            write!(f, "\n…")?;
        }
        for line in &self.last {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

fn is_telling(line: &str) -> bool {
    // Every test binary of Rust closes with it.
    !line.contains("; 0 failed") && SIGNS.iter().any(|sign| line.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_and_what_speaks_of_a_failure_before() {
        let mut evidence = Evidence::default();
        evidence.add("test result: ok. 3 passed; 0 failed");
        evidence.add("test calls::ends ... FAILED");
        for number in 0..60 {
            evidence.add(&format!("line {number}"));
        }
        let text = evidence.to_string();
        assert!(
            text.starts_with("\ntest calls::ends ... FAILED\n…\nline 10\n"),
            "{text}"
        );
        assert!(text.ends_with("\nline 59"), "{text}");
    }

    #[test]
    fn a_short_output_is_kept_whole() {
        let mut evidence = Evidence::default();
        evidence.add("a");
        evidence.add("error: b");
        assert_eq!(evidence.to_string(), "\na\nerror: b");
    }
}
