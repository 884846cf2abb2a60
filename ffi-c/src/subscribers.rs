//! The subscriptions of a session: which callbacks are called for what.

use std::sync::Arc;

use client::LogLine;
use wellclient_foreign::lock::{Mutex, MutexGuard};

use crate::callback::{OnEvent, OnLog};
use crate::event_object::LazyEvent;
use crate::handle::{Brief, Handle, well_event_t, well_session_t, well_subscription_t};
use crate::status::Failure;
use crate::status::well_status::*;
use crate::text::lend_briefly;

/// What a subscription's handle stands for.
pub(crate) struct SubscriptionObject {
    /// `None` once it is cancelled or the session has ended.
    callback: Mutex<Option<Arc<Wanted>>>,
}

/// A callback, and what it is to be called for.
pub(crate) enum Wanted {
    /// Events of this name, or all.
    Events(Option<String>, OnEvent),
    Logs(OnLog),
}

impl Handle for well_subscription_t {
    type Object = SubscriptionObject;
    const LOCKS: bool = true;
}

impl SubscriptionObject {
    fn callback(&self) -> MutexGuard<'_, Option<Arc<Wanted>>> {
        self.callback.lock()
    }

    /// Lets the callback go; if it is being called, when that call returns.
    pub(crate) fn cancel(&self) {
        let callback = self.callback().take();
        drop(callback);
    }

    fn is_live(&self) -> bool {
        self.callback().is_some()
    }
}

/// The subscriptions of one session, in the order in which they were made.
#[derive(Default)]
pub(crate) struct Subscribers(Mutex<List>);

#[derive(Default)]
struct List {
    /// Shared with whoever is telling: it is copied when it changes meanwhile.
    all: Arc<Vec<Arc<SubscriptionObject>>>,
    ended: bool,
}

impl Subscribers {
    fn lock(&self) -> MutexGuard<'_, List> {
        self.0.lock()
    }

    pub(crate) fn add(&self, wanted: Wanted) -> Result<Arc<SubscriptionObject>, Failure> {
        let subscription = Arc::new(SubscriptionObject {
            callback: Mutex::new(Some(Arc::new(wanted))),
        });
        let mut list = self.lock();
        if list.ended {
            return Err(WELL_CLOSED.into());
        }
        let all = Arc::make_mut(&mut list.all);
        all.retain(|subscription| subscription.is_live());
        all.push(Arc::clone(&subscription));
        Ok(subscription)
    }

    /// The callbacks as of now: each is asked for only when its turn comes, since one may cancel another.
    fn each(&self, mut call: impl FnMut(&Wanted)) {
        let all = Arc::clone(&self.lock().all);
        for subscription in all.iter() {
            let callback = subscription.callback().clone();
            if let Some(callback) = callback {
                call(&callback);
            }
        }
    }

    /// Calls back for what is told of, which becomes an object where somebody wants it.
    // By this name instructions are counted: `benches/c/callback.c`.
    #[inline(never)]
    pub(crate) fn tell_event(&self, session: well_session_t, event: &LazyEvent) {
        let mut handle = None;
        self.each(|wanted| {
            if let Wanted::Events(name, callback) = wanted
                && let Some(call) = callback.call()
                && name.as_deref().is_none_or(|name| event.is_named(name))
            {
                let handle = handle.get_or_insert_with(|| Brief::<well_event_t>::new(event.object()));
                // SAFETY: the program's function, given for this context.
                unsafe { call(callback.context(), session, handle.0) };
            }
        });
    }

    pub(crate) fn tell_log(&self, session: well_session_t, line: &LogLine) {
        self.each(|wanted| {
            if let Wanted::Logs(callback) = wanted
                && let Some(call) = callback.call()
            {
                lend_briefly(&line.content, |content| {
                    // SAFETY: the program's function, given for this context.
                    unsafe { call(callback.context(), session, line.kind.into(), content) };
                });
            }
        });
    }

    /// Lets all callbacks go; none is taken any more.
    pub(crate) fn end(&self) {
        let all = {
            let mut list = self.lock();
            list.ended = true;
            std::mem::take(&mut list.all)
        };
        for subscription in all.iter() {
            subscription.cancel();
        }
    }
}
