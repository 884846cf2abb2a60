//! A thread that is ending has no thread-local values any more, which waiting needs: what it asks for (by `atexit`, in
//! the destructor of a static or of a thread-local value) is done by a thread of its own, while it waits.

/// Does it, here or there.
#[cfg(unix)]
pub(crate) fn on_a_living_thread<R>(body: impl FnOnce() -> R) -> R {
    // Inside a callback nothing waits, and only this thread knows that it is inside one.
    if is_alive() || wellclient_foreign::in_callback() {
        return body();
    }
    elsewhere(body)
}

/// On Windows values go under a lock that a new thread would need to begin; `wait` has what holds there.
#[cfg(not(unix))]
pub(crate) fn on_a_living_thread<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Whether this thread still has its values. It has this one from its first call on, so it loses it last.
#[cfg(unix)]
fn is_alive() -> bool {
    struct Value;
    impl Drop for Value {
        fn drop(&mut self) {}
    }
    thread_local! {
        static VALUE: Value = const { Value };
    }
    VALUE.try_with(|_| ()).is_ok()
}

#[cfg(unix)]
fn elsewhere<R>(body: impl FnOnce() -> R) -> R {
    use wellclient_foreign::lock::Mutex;

    /// What crosses to the other thread and back.
    struct Crossing<T>(T);
    // SAFETY: the thread that it is from does nothing until the other one has ended, so there is one thread at a time, as
    // if it were this. The pointers in it are a caller's, who may give them to any thread.
    unsafe impl<T> Send for Crossing<T> {}

    let work = Mutex::new(Some(Crossing(body)));
    let done = Mutex::new(None);
    let run = || {
        let taken = work.lock().take();
        if let Some(Crossing(body)) = taken {
            let result = Crossing(body());
            *done.lock() = Some(result);
        }
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("wellclient-end".to_owned());
        match thread.spawn_scoped(scope, run) {
            Ok(thread) => drop(thread.join()),
            // There is none to be had: it goes here as far as it goes.
            Err(_) => run(),
        }
    });
    let result = done.lock().take();
    match result {
        Some(Crossing(result)) => result,
        // It has panicked, which is told here as it would have been there.
        None => std::panic::resume_unwind(Box::new("the thread has panicked")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn what_an_ending_thread_asks_for_is_done() {
        struct Asks(mpsc::Sender<(bool, u32)>);
        impl Drop for Asks {
            fn drop(&mut self) {
                let answer = on_a_living_thread(|| 7);
                let _ = self.0.send((is_alive(), answer));
            }
        }
        thread_local! {
            static ASKS: std::cell::RefCell<Option<Asks>> = const { std::cell::RefCell::new(None) };
        }
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            ASKS.with(|asks| *asks.borrow_mut() = Some(Asks(sender)));
            // Is made later, so it goes first.
            assert!(is_alive());
        })
        .join()
        .unwrap();
        assert_eq!(receiver.recv().unwrap(), (false, 7));
    }
}
