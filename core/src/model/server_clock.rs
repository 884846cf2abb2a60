//! The server's clock, by the events' times: they have no zone, so only what comes with them tells how it stands.

use std::collections::VecDeque;
use std::time::Duration;

use smol_str::SmolStr;

use crate::event::EventTime;
use crate::time::Now;

/// An event whose time is so far behind what is known was late, or the clock was set back.
const SET_BACK_MS: i64 = 5_000;

/// How far the server's clock, in its zone, is ahead of this machine's wall clock in UTC; `None` before the first event.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct ServerClock {
    ahead_ms: Option<i64>,
}

impl ServerClock {
    /// An event of this time has come.
    pub(super) fn note(&mut self, now: Now, time: EventTime) {
        // Events are on their way for a while, and their times are whole seconds: the most is the nearest.
        let ahead = time.civil_ms().saturating_sub(now.wall.unix_ms);
        let later = |known: i64| ahead > known || known.saturating_sub(ahead) > SET_BACK_MS;
        if self.ahead_ms.is_none_or(later) {
            self.ahead_ms = Some(ahead);
        }
    }

    /// How long ago that was by the server's clock; `None` where it is still to come, so that it was by another clock.
    pub(super) fn since(self, now: Now, time: EventTime) -> Option<Duration> {
        let there = now.wall.unix_ms.saturating_add(self.ahead_ms?);
        let ms = there.saturating_sub(time.civil_ms());
        (ms >= -SET_BACK_MS).then(|| Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
    }

    pub(super) fn ahead_ms(self) -> Option<i64> {
        self.ahead_ms
    }

    pub(super) fn restored(ahead_ms: Option<i64>) -> Self {
        Self { ahead_ms }
    }
}

/// Workers whose clocks are remembered.
const WORKERS: usize = 16;

/// The last events that tell how a worker's clock stands: one that was late does not, one that was set back does.
const TOLD: usize = 4;

/// How each worker's clock stands to this machine's monotonic one. Each has its own, and they differ.
#[derive(Clone, Default, Debug)]
pub(super) struct WorkerClocks(Vec<WorkerClock>);

#[derive(Clone, Debug)]
struct WorkerClock {
    worker: SmolStr,
    /// How far it was ahead by the last events, milliseconds: by less than it is, for each was on its way for a while.
    ahead_ms: VecDeque<i64>,
}

impl WorkerClocks {
    /// An event of this worker and time has come.
    pub(super) fn note(&mut self, now: Now, worker: &SmolStr, time: EventTime) {
        let place = self.0.iter().position(|clock| clock.worker == *worker);
        if place.is_none_or(|place| place + 1 < self.0.len()) {
            let known = place.map(|place| self.0.remove(place));
            if self.0.len() == WORKERS {
                self.0.remove(0);
            }
            self.0.push(known.unwrap_or_else(|| WorkerClock {
                worker: worker.clone(),
                ahead_ms: VecDeque::new(),
            }));
        }
        let Some(clock) = self.0.last_mut() else { return };
        if clock.ahead_ms.len() == TOLD {
            clock.ahead_ms.pop_front();
        }
        let ahead = time.civil_ms().saturating_sub(monotonic_ms(now.monotonic));
        clock.ahead_ms.push_back(ahead);
    }

    /// What each shows now, at the least: milliseconds since 1970 in the server's zone.
    pub(super) fn show(&self, now: Duration) -> impl Iterator<Item = (SmolStr, i64)> + use<'_> {
        let now = monotonic_ms(now);
        self.0.iter().filter_map(move |clock| {
            let ahead = clock.ahead_ms.iter().max()?;
            Some((clock.worker.clone(), now.saturating_add(*ahead)))
        })
    }
}

fn monotonic_ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
