//! The hand-off between who tells, the dispatcher's thread, who lets go of a handler, and who ends the thread: whatever the
//! order, all is told once and in order, nothing is told after the end, what is let go of is dropped, and the thread ends.

use std::sync::Arc;
use std::sync::Mutex as Plain;
use std::time::Duration;

use shuttle::thread;
use wellclient::Session;
use wellclient_model::dispatcher::{Dispatcher, Ending, Told};

/// Orders that are tried of each.
const ORDERS: usize = 2_000;

/// What a handler was told: notices, and the end as `u32::MAX`.
type Log = Arc<Plain<Vec<u32>>>;

fn handler(log: &Log, held: &Arc<()>) -> impl Fn(Told) + Send + Sync + use<> {
    let (log, held) = (Arc::clone(log), Arc::clone(held));
    move |told| {
        let _ = &held;
        let mut log = log.lock().unwrap();
        assert_ne!(log.last(), Some(&u32::MAX), "told after the end");
        log.push(match told {
            Told::Notice(notice) => notice,
            Told::End => u32::MAX,
        });
    }
}

fn in_every_order(run: fn()) {
    shuttle::check_random(run, ORDERS);
    shuttle::check_pct(run, ORDERS, 3);
}

#[test]
fn all_is_told_once_in_order_and_then_the_end() {
    in_every_order(|| {
        let dispatcher = Dispatcher::start("told").unwrap();
        let (session, log, held) = (Session::default(), Log::default(), Arc::new(()));
        dispatcher.attach(session.events(), handler(&log, &held));
        let telling = {
            let session = session.clone();
            thread::spawn(move || (0..4).for_each(|notice| session.tell(notice)))
        };
        telling.join().unwrap();
        session.close();
        assert!(dispatcher.stop(Duration::MAX, Ending::Awaited));
        assert_eq!(*log.lock().unwrap(), [0, 1, 2, 3, u32::MAX]);
        drop(dispatcher);
        assert_eq!(Arc::strong_count(&held), 1, "the handler is let go of");
    });
}

#[test]
fn who_stops_while_it_is_told_waits_for_the_end() {
    in_every_order(|| {
        let dispatcher = Arc::new(Dispatcher::start("stop").unwrap());
        let (one, other) = (Session::default(), Session::default());
        let (log, held) = ([Log::default(), Log::default()], Arc::new(()));
        dispatcher.attach(one.events(), handler(&log[0], &held));
        dispatcher.attach(other.events(), handler(&log[1], &held));
        let stopping: Vec<_> = (0..2)
            .map(|_| {
                let dispatcher = Arc::clone(&dispatcher);
                let ending = Ending::Awaited;
                thread::spawn(move || assert!(dispatcher.stop(Duration::MAX, ending)))
            })
            .collect();
        one.tell(1);
        one.close();
        other.close();
        stopping.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(*log[0].lock().unwrap(), [1, u32::MAX]);
        assert_eq!(*log[1].lock().unwrap(), [u32::MAX]);
    });
}

#[test]
fn who_lets_go_is_told_no_end_and_nothing_is_left() {
    in_every_order(|| {
        let dispatcher = Dispatcher::start("detach").unwrap();
        let (session, log, held) = (Session::default(), Log::default(), Arc::new(()));
        let attachment = dispatcher.attach(session.events(), handler(&log, &held));
        let telling = {
            let session = session.clone();
            thread::spawn(move || {
                session.tell(0);
                session.tell(1);
                session.close();
            })
        };
        let twice: Vec<_> = (0..2)
            .map(|_| {
                let attachment = attachment.clone();
                thread::spawn(move || attachment.detach())
            })
            .collect();
        twice.into_iter().for_each(|thread| thread.join().unwrap());
        telling.join().unwrap();
        // Whoever has let go is not counted any more: the thread ends all the same.
        assert!(dispatcher.stop(Duration::MAX, Ending::Awaited));
        let log = log.lock().unwrap().clone();
        assert!([0, 1, u32::MAX].starts_with(&log), "{log:?}");
        drop(dispatcher);
        session.tell(2);
        assert_eq!(Arc::strong_count(&held), 1, "the handler is let go of");
    });
}

#[test]
fn who_comes_when_it_is_over_is_told_the_end_at_once() {
    in_every_order(|| {
        let dispatcher = Arc::new(Dispatcher::start("late").unwrap());
        let (session, log, held) = (Session::default(), Log::default(), Arc::new(()));
        session.close();
        let stopping = {
            let dispatcher = Arc::clone(&dispatcher);
            thread::spawn(move || assert!(dispatcher.stop(Duration::MAX, Ending::LeftAlone)))
        };
        dispatcher.attach(session.events(), handler(&log, &held));
        stopping.join().unwrap();
        // It may have come before the thread's end, or after: then it was told then and there.
        assert!(dispatcher.stop(Duration::MAX, Ending::Awaited));
        assert_eq!(*log.lock().unwrap(), [u32::MAX]);
    });
}

/// A handler that lets go of itself, and one that ends its own session, as callbacks do.
#[test]
fn a_handler_may_let_go_of_itself() {
    in_every_order(|| {
        let dispatcher = Dispatcher::start("itself").unwrap();
        let session = Session::default();
        let slot: Arc<Plain<Option<wellclient_model::dispatcher::Attachment>>> = Arc::default();
        let (log, its) = (Log::default(), Arc::clone(&slot));
        let (noting, ending) = (Arc::clone(&log), session.clone());
        let attachment = dispatcher.attach(session.events(), move |told| {
            if let Told::Notice(notice) = told {
                noting.lock().unwrap().push(notice);
                ending.close();
                let attachment = its.lock().unwrap().take();
                attachment.into_iter().for_each(|attachment| attachment.detach());
            }
        });
        *slot.lock().unwrap() = Some(attachment);
        session.tell(7);
        session.tell(8);
        assert!(dispatcher.stop(Duration::MAX, Ending::Awaited));
        assert_eq!(*log.lock().unwrap(), [7]);
    });
}
