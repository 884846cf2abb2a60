//! Events on their way: delayed, or held back in a window to go out in another order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::pbx::PublishedEvent;
use crate::rng::Rng;

/// More than this many events are never held back: the earliest goes out before its time.
const MAX_PENDING: usize = 100_000;

pub(super) struct Shaper {
    /// By the time of delivery, then in the order of scheduling.
    due: BTreeMap<(Duration, u64), Arc<PublishedEvent>>,
    scheduled: u64,
    /// By the fault that holds them.
    windows: BTreeMap<u64, Window>,
    rng: Rng,
}

struct Window {
    held: Vec<(Duration, Arc<PublishedEvent>)>,
    flush_at: Duration,
}

impl Shaper {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            due: BTreeMap::new(),
            scheduled: 0,
            windows: BTreeMap::new(),
            rng: Rng::new(seed),
        }
    }

    pub(super) fn schedule(&mut self, at: Duration, event: Arc<PublishedEvent>) {
        self.due.insert((at, self.scheduled), event);
        self.scheduled += 1;
    }

    /// Holds `event`, to be delivered not before `at`, in the window of `rule`.
    pub(super) fn hold(
        &mut self,
        now: Duration,
        at: Duration,
        event: Arc<PublishedEvent>,
        rule: u64,
        size: usize,
        longest: Duration,
    ) {
        let flush_at = now.saturating_add(longest);
        let window = self.windows.entry(rule).or_insert_with(|| Window {
            held: Vec::new(),
            flush_at,
        });
        window.held.push((at, event));
        if window.held.len() >= size {
            self.release_window(now, rule);
        }
    }

    /// Lets go what the window of `rule` holds, in another order.
    pub(super) fn release_window(&mut self, now: Duration, rule: u64) {
        let Some(mut window) = self.windows.remove(&rule) else {
            return;
        };
        self.rng.reorder(&mut window.held);
        let latest = window.held.iter().map(|(at, _)| *at).fold(now, Duration::max);
        for (_, event) in window.held {
            self.schedule(latest, event);
        }
    }

    /// Lets go everything: the windows in another order, and what is delayed at once.
    pub(super) fn release_all(&mut self, now: Duration) {
        while let Some(rule) = self.windows.keys().next().copied() {
            self.release_window(now, rule);
        }
        for event in std::mem::take(&mut self.due).into_values() {
            self.schedule(now, event);
        }
    }

    pub(super) fn poll_due(&mut self, now: Duration) -> Option<Arc<PublishedEvent>> {
        let overdue = |window: &Window| window.flush_at <= now;
        while let Some(rule) = self
            .windows
            .iter()
            .find(|(_, window)| overdue(window))
            .map(|(rule, _)| *rule)
        {
            self.release_window(now, rule);
        }
        let crowded = self.due.len() > MAX_PENDING;
        let first = self.due.first_entry()?;
        (crowded || first.key().0 <= now).then(|| first.remove())
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let due = self.due.keys().next().map(|(at, _)| *at);
        let flush = self.windows.values().map(|window| window.flush_at).min();
        due.into_iter().chain(flush).min()
    }
}
