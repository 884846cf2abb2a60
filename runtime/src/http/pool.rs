//! The connections that wait for the next request to their servers. Nobody drives them: that one was closed is seen when it is taken.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Weak};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::line::Line;
use crate::lock::Mutex;
use crate::net::Target;

/// How long a connection is kept that nothing goes over.
const IDLE: Duration = Duration::from_secs(30);

/// How many of those to one server.
const MOST_IDLE: usize = 64;

#[derive(Default)]
pub(super) struct Pool(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// Those to each server, and since when they wait; the longest first.
    lines: HashMap<Target, VecDeque<(Instant, Line)>>,
    /// A task ends those that have waited for too long.
    is_minded: bool,
}

impl Pool {
    /// A connection that can be used at once: the one that was used last.
    pub(super) fn take(&self, target: &Target) -> Option<Line> {
        loop {
            let (since, mut line) = self.0.lock().lines.get_mut(target)?.pop_back()?;
            let is_fresh = since.elapsed() < IDLE;
            if is_fresh && line.is_good(&mut Context::from_waker(Waker::noop())) {
                return Some(line);
            }
            line.end();
        }
    }

    /// That there will be no answer from this server.
    pub(super) fn doubt<'a>(&'a self, target: &'a Target) -> Doubt<'a> {
        Doubt { pool: self, target }
    }

    /// Closes all.
    pub(super) fn close(&self) {
        let lines = std::mem::take(&mut self.0.lock().lines);
        lines.into_values().flatten().for_each(|(_, line)| line.end());
    }

    /// Keeps a connection whose answer was read to its end.
    pub(super) async fn keep(&self, target: Target, mut line: Line) {
        let is_good = |context: &mut Context<'_>| line.is_good(context).into();
        if !std::future::poll_fn(is_good).await {
            return line.end();
        }
        let mut kept = self.0.lock();
        let lines = kept.lines.entry(target).or_default();
        lines.push_back((Instant::now(), line));
        let surplus = match lines.len() > MOST_IDLE {
            true => lines.pop_front(),
            false => None,
        };
        if !std::mem::replace(&mut kept.is_minded, true) {
            tokio::spawn(mind(Arc::downgrade(&self.0)));
        }
        drop(kept);
        if let Some((_, line)) = surplus {
            line.end();
        }
    }
}

/// Unless it is lifted, the connections that wait are closed: they may have died together with one that had no answer.
pub(super) struct Doubt<'a> {
    pool: &'a Pool,
    target: &'a Target,
}

impl Doubt<'_> {
    /// There was an answer.
    pub(super) fn lift(self) {
        std::mem::forget(self);
    }
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        let lines = self.pool.0.lock().lines.remove(self.target);
        lines.into_iter().flatten().for_each(|(_, line)| line.end());
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        lines.into_values().flatten().for_each(|(_, line)| line.end());
    }
}

/// Ends connections that have waited for too long, until there are none.
async fn mind(pool: Weak<Mutex<Kept>>) {
    let mut next = Instant::now() + IDLE;
    loop {
        tokio::time::sleep_until(next).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut ended = Vec::new();
        let mut kept = pool.lock();
        let now = Instant::now();
        for lines in kept.lines.values_mut() {
            let fresh = lines.partition_point(|(since, _)| now.duration_since(*since) >= IDLE);
            ended.extend(lines.drain(..fresh));
        }
        kept.lines.retain(|_, lines| !lines.is_empty());
        let oldest = kept.lines.values().filter_map(|lines| lines.front());
        let oldest = oldest.map(|(since, _)| *since).min();
        kept.is_minded = oldest.is_some();
        drop(kept);
        ended.into_iter().for_each(|(_, line)| line.end());
        let Some(oldest) = oldest else { return };
        next = oldest + IDLE;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, DuplexStream, duplex};

    use super::*;
    use crate::net::Wire;

    fn target() -> Target {
        Target::of(&"http://cti.example/".parse().unwrap()).unwrap()
    }

    /// Keeps a connection; its other end.
    async fn keep(pool: &Pool) -> DuplexStream {
        let (near, far) = duplex(64);
        let line = Line::over(Wire::new(near)).await.unwrap();
        pool.keep(target(), line).await;
        far
    }

    async fn ends(mut far: DuplexStream) -> Duration {
        let begun = Instant::now();
        assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_taken_until_it_has_waited_for_too_long() {
        let pool = Pool::default();
        let (first, second) = (keep(&pool).await, keep(&pool).await);
        let taken = pool.take(&target()).unwrap();
        tokio::time::sleep(IDLE / 2).await;
        pool.keep(target(), taken).await;
        assert_eq!(ends(first).await.as_secs(), IDLE.as_secs() / 2);
        assert_eq!(ends(second).await.as_secs(), IDLE.as_secs() / 2);
        assert!(pool.take(&target()).is_none() && !pool.0.lock().is_minded);
        let third = keep(&pool).await;
        assert_eq!(ends(third).await.as_secs(), IDLE.as_secs());
    }

    #[tokio::test]
    async fn what_was_closed_is_not_taken() {
        let pool = Pool::default();
        let first = keep(&pool).await;
        drop(keep(&pool).await);
        assert!(pool.take(&target()).is_some() && pool.take(&target()).is_none());
        drop(first);
        let last = keep(&pool).await;
        drop(pool);
        assert_eq!(ends(last).await.as_secs(), 0);
    }
}
