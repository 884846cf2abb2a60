//! Locks without poison: who panics lets go of what it held, and the others go on.
//!
//! They are the standard library's, which keep their state in themselves, because programs fork. In a child a lock that is
//! made there works, whatever the parent's threads were doing. Locks whose waiting threads queue in a table of the process
//! can find that table locked by a thread that the child does not have.

use std::sync::PoisonError;
use std::time::Instant;

pub use std::sync::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

/// For one at a time.
#[derive(Debug, Default)]
pub struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    /// Open.
    pub const fn new(value: T) -> Self {
        Self(std::sync::Mutex::new(value))
    }

    /// Waits for its turn.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For many who look, or one who changes.
#[derive(Debug, Default)]
pub struct RwLock<T>(std::sync::RwLock<T>);

impl<T> RwLock<T> {
    /// Open.
    pub const fn new(value: T) -> Self {
        Self(std::sync::RwLock::new(value))
    }

    /// Waits until nobody changes it.
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn.
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for a change of what a [`Mutex`] guards.
#[derive(Debug, Default)]
pub struct Condvar(std::sync::Condvar);

impl Condvar {
    /// Nobody waits.
    pub const fn new() -> Self {
        Self(std::sync::Condvar::new())
    }

    /// Wakes one.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }

    /// Waits for one change, or for none: what is waited for is to be looked at again.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while it is so, without end.
    pub fn wait_while<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        so: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        self.0
            .wait_while(guard, so)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while it is so, up to `deadline`; without one, without end. Whether it is still so shows the guard.
    pub fn wait_while_until<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        deadline: Option<Instant>,
        mut so: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        let Some(deadline) = deadline else {
            return self.wait_while(guard, so);
        };
        while so(&mut guard) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.0.wait_timeout(guard, left);
            guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        guard
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_panic_lets_go_of_what_it_held() {
        let (mutex, rw) = (Mutex::new(1), RwLock::new(1));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let (mut held, mut written) = (mutex.lock(), rw.write());
            (*held, *written) = (2, 2);
            panic!("with both locked");
        }));
        assert!(panicked.is_err());
        assert_eq!((*mutex.lock(), *rw.read()), (2, 2));
        assert_eq!(*rw.write(), 2);
    }

    #[test]
    fn a_wait_ends_by_the_change_or_at_the_deadline() {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let soon = Instant::now() + Duration::from_millis(5);
        let (count, changed) = &*shared;
        assert_eq!(
            *changed.wait_while_until(count.lock(), Some(soon), |count| *count == 0),
            0
        );
        assert!(Instant::now() >= soon);
        for deadline in [None, Instant::now().checked_add(Duration::from_secs(60))] {
            let (before, other) = (*count.lock(), Arc::clone(&shared));
            let thread = std::thread::spawn(move || {
                *other.0.lock() += 1;
                other.1.notify_all();
            });
            let guard = changed.wait_while_until(count.lock(), deadline, |count| *count == before);
            assert_eq!(*guard, before + 1);
            drop(guard);
            thread.join().unwrap();
        }
    }
}
