//! Wakers of other languages run the program's own code, and so must not be woken where the library wakes: under the
//! locks of a session.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use tokio::runtime::Handle;

use crate::dispatcher::inside_callback;

/// Runs a future whose waker is woken on a thread of `runtime`, where no lock is held and [`crate::in_callback`] is true.
pub async fn woken_aside<F: Future>(runtime: &Handle, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        let waker = Waker::from(Arc::new(Aside {
            runtime: runtime.clone(),
            waker: context.waker().clone(),
        }));
        future.as_mut().poll(&mut Context::from_waker(&waker))
    })
    .await
}

struct Aside {
    runtime: Handle,
    waker: Waker,
}

impl Wake for Aside {
    fn wake(self: Arc<Self>) {
        let woken = Woken(Some(self.waker.clone()));
        self.runtime.spawn(async move { drop(woken) });
    }
}

/// Wakes when it is dropped: also where the runtime ends before it runs what it was given.
struct Woken(Option<Waker>);

impl Drop for Woken {
    fn drop(&mut self) {
        if let Some(waker) = self.0.take() {
            inside_callback(|| waker.wake());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};
    use std::task::Poll;
    use std::thread::ThreadId;
    use std::time::Duration;

    use super::*;

    /// Tells where it is woken.
    struct Bell(Mutex<Sender<(ThreadId, bool)>>);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            let told = (std::thread::current().id(), crate::in_callback());
            self.0.lock().unwrap().send(told).unwrap();
        }
    }

    fn woken_by(runtime: &Handle) -> (ThreadId, bool) {
        let (sender, woken) = channel();
        let bell = Waker::from(Arc::new(Bell(Mutex::new(sender))));
        let (tell, told) = tokio::sync::oneshot::channel();
        let mut future = pin!(woken_aside(runtime, told));
        let mut context = Context::from_waker(&bell);
        assert!(future.as_mut().poll(&mut context).is_pending());
        tell.send(7).unwrap();
        let woken = woken.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(Ok(7)));
        woken
    }

    #[test]
    fn wakes_on_a_thread_of_the_runtime_as_in_a_callback() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (thread, in_callback) = woken_by(runtime.handle());
        assert_ne!(thread, std::thread::current().id());
        assert!(in_callback);
    }

    #[test]
    fn wakes_after_the_runtime_s_end_all_the_same() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let handle = runtime.handle().clone();
        runtime.shutdown_background();
        woken_by(&handle);
    }
}
