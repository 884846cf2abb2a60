//! The limits on opening event channels that all sessions of a client share: how many at once, and how many in a second;
//! and how many HTTP log-ins.

use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Gives turns, first come, first served.
#[derive(Debug)]
pub(crate) struct Limiter {
    at_once: Semaphore,
    /// Between two beginnings.
    apart: Duration,
    /// The next beginning comes no sooner.
    next: Mutex<Instant>,
}

impl Limiter {
    /// Inside a tokio runtime: it looks at its clock.
    pub(crate) fn new(at_once: usize, per_second: u32) -> Self {
        Self {
            at_once: Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS)),
            apart: Duration::from_secs(1) / per_second.max(1),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a turn, which lasts until it is dropped. Turns are evenly apart, without a burst after a pause. `None`
    /// is never answered as long as the limiter is there.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let turn = self.at_once.acquire().await.ok()?;
        // After the place, not before: else those that waited for one would all begin when places come free. The lock is
        // held while it sleeps: it is the queue, and whoever leaves it takes no time with him.
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        // A timer that is a little late does not slow the rest; a pause is no credit.
        let now = Instant::now();
        let is_late = now.saturating_duration_since(*next) < self.apart;
        *next = if is_late { *next } else { now } + self.apart;
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// When each of so many that come at once begins; each takes this long.
    async fn begins(limiter: Limiter, count: usize, takes: Duration) -> Vec<Duration> {
        let (limiter, start) = (Arc::new(limiter), Instant::now());
        let tasks: Vec<_> = (0..count)
            .map(|_| {
                let limiter = Arc::clone(&limiter);
                tokio::spawn(async move {
                    let _turn = limiter.turn().await;
                    let at = start.elapsed();
                    tokio::time::sleep(takes).await;
                    at
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.unwrap());
        }
        times.sort();
        times
    }

    /// The most in any second.
    fn busiest(times: &[Duration]) -> usize {
        let within =
            |from: Duration| move |at: &&Duration| **at >= from && **at < from + Duration::from_secs(1);
        times
            .iter()
            .map(|from| times.iter().filter(within(*from)).count())
            .max()
            .unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_the_rate() {
        for (rate, count) in [(250, 1000), (1, 5), (7, 50)] {
            let times = begins(Limiter::new(64, rate), count, Duration::ZERO).await;
            let rate = usize::try_from(rate).unwrap();
            // The timer counts milliseconds: one can fall into the neighbouring second.
            assert!(
                (rate..=rate + 1).contains(&busiest(&times)),
                "{}",
                busiest(&times)
            );
            let last = times[count - 1].as_secs_f64();
            let due = (count - 1) as f64 / rate as f64;
            assert!(
                (due..due + 0.1).contains(&last),
                "{rate} a second: the last of {count} after {last} s"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nor_are_there_more_at_once_than_may_be() {
        let times = begins(Limiter::new(3, 1000), 9, Duration::from_secs(10)).await;
        let rounds: Vec<u64> = times.iter().map(Duration::as_secs).collect();
        assert_eq!(rounds, [0, 0, 0, 10, 10, 10, 20, 20, 20]);
    }

    /// One after another, as long as they are slower than the rate, nobody waits, and a pause is no credit.
    #[tokio::test(start_paused = true)]
    async fn whoever_comes_alone_does_not_wait() {
        let limiter = Limiter::new(64, 10);
        for _ in 0..20 {
            let before = Instant::now();
            drop(limiter.turn().await);
            assert_eq!(before.elapsed(), Duration::ZERO);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let times = begins(limiter, 30, Duration::ZERO).await;
        assert!(busiest(&times) <= 11, "{}", busiest(&times));
    }

    /// Nor does it take any time.
    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_waiting_blocks_nobody() {
        let limiter = Arc::new(Limiter::new(20, 1));
        drop(limiter.turn().await);
        let start = Instant::now();
        let waiting: Vec<_> = (0..30)
            .map(|_| {
                let limiter = Arc::clone(&limiter);
                tokio::spawn(async move { drop(limiter.turn().await) })
            })
            .collect();
        tokio::task::yield_now().await;
        waiting.iter().for_each(|task| task.abort());
        drop(limiter.turn().await);
        assert_eq!(start.elapsed().as_secs(), 1);
    }
}
