//! A number by the minute, for some hours.

use std::collections::VecDeque;
use std::time::Duration;

/// So many minutes are kept: eight hours.
const KEPT: usize = 480;
const MINUTE: u64 = 60;

/// A number for each minute, the oldest first; the last is the minute that is passing.
#[derive(Default)]
pub(crate) struct Series {
    values: VecDeque<u64>,
    minute: u64,
}

impl Series {
    /// It is this late; minutes in which nothing was told are 0.
    fn advance(&mut self, now: Duration) {
        let minute = now.as_secs() / MINUTE;
        if self.values.is_empty() {
            self.minute = minute;
            self.values.push_back(0);
        }
        let passed = minute.saturating_sub(self.minute).min(KEPT as u64);
        self.minute = self.minute.max(minute);
        for _ in 0..passed {
            self.values.push_back(0);
        }
        while self.values.len() > KEPT {
            self.values.pop_front();
        }
    }

    pub(crate) fn add(&mut self, now: Duration, more: u64) {
        self.advance(now);
        if let Some(last) = self.values.back_mut() {
            *last += more;
        }
    }

    /// The most that there was in the minute.
    pub(crate) fn most(&mut self, now: Duration, value: u64) {
        self.advance(now);
        if let Some(last) = self.values.back_mut() {
            *last = value.max(*last);
        }
    }

    /// The last minutes in so many columns: where these are fewer than the minutes, the most of several.
    pub(crate) fn columns(&self, columns: usize) -> Vec<u64> {
        if columns == 0 {
            return Vec::new();
        }
        let in_a_column = self.values.len().div_ceil(columns).max(1);
        // Counted from now, so that a column does not change when a minute is added before it.
        let newest_first: Vec<u64> = self.values.iter().rev().copied().collect();
        let columns = newest_first
            .chunks(in_a_column)
            .map(|chunk| chunk.iter().copied().max().unwrap_or(0));
        let mut columns: Vec<u64> = columns.collect();
        columns.reverse();
        columns
    }

    /// For how long it is kept by now.
    pub(crate) fn minutes(&self) -> usize {
        self.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_pass_and_old_ones_go() {
        let mut series = Series::default();
        let at = |minute: u64| Duration::from_secs(minute * 60 + 30);
        series.add(at(5), 2);
        series.add(at(5), 1);
        series.most(at(7), 4);
        series.most(at(7), 3);
        assert_eq!(series.columns(80), [3, 0, 4]);
        assert_eq!(series.columns(2), [3, 4]);
        series.add(at(6), 1);
        assert_eq!(series.columns(80), [3, 0, 5]);
        series.add(at(100_000), 9);
        assert_eq!(series.minutes(), KEPT);
        assert_eq!(series.columns(1), [9]);
        assert!(series.columns(0).is_empty());
    }
}
