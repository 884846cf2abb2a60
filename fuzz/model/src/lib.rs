//! The dispatcher's own source (`foreign/src/dispatcher.rs`), with threads and locks whose order is chosen by shuttle.

#[path = "../../../foreign/src/dispatcher.rs"]
pub mod dispatcher;

/// As `wellclient::lock`, over shuttle's. Time does not pass: there are no deadlines.
pub mod lock {
    use std::sync::PoisonError;
    use std::time::Instant;

    pub use shuttle::sync::MutexGuard;

    #[derive(Debug, Default)]
    pub struct Mutex<T>(shuttle::sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub fn new(value: T) -> Self {
            Self(shuttle::sync::Mutex::new(value))
        }

        pub fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    #[derive(Debug, Default)]
    pub struct Condvar(shuttle::sync::Condvar);

    impl Condvar {
        pub fn notify_all(&self) {
            self.0.notify_all();
        }

        pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
            self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
        }

        pub fn wait_while_until<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
            deadline: Option<Instant>,
            mut so: impl FnMut(&mut T) -> bool,
        ) -> MutexGuard<'a, T> {
            assert!(deadline.is_none());
            while so(&mut guard) {
                guard = self.wait(guard);
            }
            guard
        }
    }
}

mod threads {
    pub(crate) use shuttle::sync::atomic::AtomicBool;
    pub(crate) use shuttle::thread::{Builder, JoinHandle};
    pub(crate) use shuttle::thread_local;
}
