//! Signals are the program's: no thread of the library takes one, so that a handler runs where the program expects it, and
//! a signal that the program has blocked (for `signalfd`, or `sigwait`) waits for the program.

/// Makes what starts threads: they begin with all signals blocked that another thread can take, and so do theirs.
#[cfg(unix)]
pub(crate) fn without_signals<R>(make: impl FnOnce() -> R) -> R {
    let blocked = Blocked::now();
    let made = make();
    drop(blocked);
    made
}

/// There are none.
#[cfg(not(unix))]
pub(crate) fn without_signals<R>(make: impl FnOnce() -> R) -> R {
    make()
}

/// This thread's signals are blocked; they are as before when this goes.
#[cfg(unix)]
struct Blocked {
    before: libc::sigset_t,
}

#[cfg(unix)]
impl Blocked {
    fn now() -> Option<Self> {
        /// What a thread brings upon itself, and what profilers send to each thread.
        const NOT: [libc::c_int; 8] = [
            libc::SIGSEGV,
            libc::SIGBUS,
            libc::SIGFPE,
            libc::SIGILL,
            libc::SIGTRAP,
            libc::SIGABRT,
            libc::SIGSYS,
            libc::SIGPROF,
        ];
        // SAFETY: sets are plain data, made by the functions that are for it, and outlive the calls.
        unsafe {
            let mut set = std::mem::zeroed();
            let mut before = std::mem::zeroed();
            libc::sigfillset(&mut set);
            for signal in NOT {
                libc::sigdelset(&mut set, signal);
            }
            (libc::pthread_sigmask(libc::SIG_BLOCK, &set, &mut before) == 0).then_some(Self { before })
        }
    }
}

#[cfg(unix)]
impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: the set is as the system gave it.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, &self.before, std::ptr::null_mut());
        }
    }
}
