//! A histogram of times: eight steps to each doubling, so that a quantile is right to a tenth.

use std::time::Duration;

const STEPS: u32 = 8;
/// The first step, in microseconds; what is faster counts as this.
const LEAST: f64 = 64.0;
const BUCKETS: usize = 192;

/// Times, counted.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; BUCKETS],
        }
    }
}

impl Histogram {
    pub(super) fn add(&mut self, time: Duration) {
        let doublings = (time.as_secs_f64() * 1e6 / LEAST).max(1.0).log2();
        let step = (doublings * f64::from(STEPS)) as usize;
        self.counts[step.min(BUCKETS - 1)] += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// At most this for so large a part of them.
    pub fn quantile(&self, part: f64) -> Duration {
        let wanted = (self.count() as f64 * part).ceil().max(1.0) as u64;
        let mut seen = 0;
        let reached = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        upper(reached.unwrap_or(0))
    }

    /// Each step that has any: its end, and how many.
    pub fn steps(&self) -> impl Iterator<Item = (Duration, u64)> {
        let steps = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        steps.map(|(step, count)| (upper(step), *count))
    }
}

fn upper(step: usize) -> Duration {
    let doublings = (step + 1) as f64 / f64::from(STEPS);
    Duration::from_secs_f64(LEAST * doublings.exp2() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_to_a_tenth() {
        let mut histogram = Histogram::default();
        for ms in 1..=1000 {
            histogram.add(Duration::from_millis(ms));
        }
        assert_eq!(histogram.count(), 1000);
        for (part, exact) in [(0.5, 500.0), (0.99, 990.0), (1.0, 1000.0)] {
            let ms = histogram.quantile(part).as_secs_f64() * 1e3;
            assert!((ms / exact - 1.0).abs() < 0.1, "{part}: {ms} in place of {exact}");
        }
    }
}
