//! The way from a session's notices to the program's callbacks. It outlives the session's handle, until all is told.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use client::{CommandId, Notice, Outcome};
use wellclient_foreign::lock::{Condvar, Mutex, MutexGuard};

use crate::codes::well_answer_t;
use crate::event_object::{EventObject, LazyEvent};
use crate::handle::{Brief, well_outcome_t, well_session_t};
use crate::outcome::OutcomeObject;
use crate::subscribers::Subscribers;
use crate::under_way::Commands;

/// Answers a log-in's question: whether to log out there and to log in here.
type Answer = Box<dyn Fn(bool) + Send + Sync>;

/// The callbacks of one session.
#[derive(Default)]
pub(crate) struct Route {
    /// The session's handle, for callbacks.
    handle: OnceLock<well_session_t>,
    answer: OnceLock<Answer>,
    pub(crate) subscribers: Subscribers,
    commands: Mutex<Commands>,
    /// Everything is told.
    ended: Mutex<bool>,
    changed: Condvar,
}

impl Route {
    /// Makes it known which session it is of, and how that is answered.
    pub(crate) fn lead(&self, handle: well_session_t, answer: impl Fn(bool) + Send + Sync + 'static) {
        // Set once, when the session is made.
        let _ = self.handle.set(handle);
        let _ = self.answer.set(Box::new(answer));
    }

    /// Locked while a command is begun, so that its end is not told before its callbacks are known.
    pub(crate) fn commands(&self) -> MutexGuard<'_, Commands> {
        self.commands.lock()
    }

    pub(crate) fn handle(&self) -> well_session_t {
        self.handle.get().copied().unwrap_or(well_session_t { id: 0 })
    }

    /// Calls what is to be called for a notice.
    pub(crate) fn tell(&self, notice: Notice) {
        match notice {
            Notice::Log(line) => self.subscribers.tell_log(self.handle(), &line),
            notice => drop(self.tell_others(notice)),
        }
    }

    /// The same, and gives back what a program that pumps is to be given.
    pub(crate) fn tell_and_give(&self, notice: Notice) -> Option<Arc<EventObject>> {
        match notice {
            Notice::Log(line) => {
                self.subscribers.tell_log(self.handle(), &line);
                Some(Arc::new(EventObject::log(line)))
            }
            notice => self.tell_others(notice).map(|event| event.object()),
        }
    }

    /// All but log lines.
    fn tell_others(&self, notice: Notice) -> Option<LazyEvent> {
        let event = match notice {
            Notice::Settled { id, outcome } => {
                self.settled(id, outcome);
                return None;
            }
            Notice::AskLogin { id, rejection } => {
                self.ask(id, Outcome::Rejected((*rejection).into()));
                return None;
            }
            Notice::Event(event) => LazyEvent::event(event),
            // In a watch, one for each agent: the first one has the number.
            Notice::Lagged { missed: 0, .. } => return None,
            Notice::Lagged { missed, .. } => LazyEvent::lagged(missed),
            _ => return None,
        };
        self.subscribers.tell_event(self.handle(), &event);
        Some(event)
    }

    fn settled(&self, id: CommandId, outcome: Outcome) {
        let (completion, ask, handle) = self.commands().settled(id);
        drop(ask);
        if let Some(handle) = handle {
            handle.settle(outcome.clone());
        }
        if let Some(completion) = completion
            && let Some(call) = completion.call()
        {
            let outcome = Brief::<well_outcome_t>::new(Arc::new(OutcomeObject::new(outcome)));
            // SAFETY: the program's function, given for this context.
            unsafe { call(completion.context(), self.handle(), id.0, outcome.0) };
        }
    }

    fn ask(&self, id: CommandId, outcome: Outcome) {
        let ask = self.commands().asked(id);
        let answer = match ask.as_ref().and_then(|ask| Some((ask, ask.call()?))) {
            Some((ask, call)) => {
                let outcome = Brief::<well_outcome_t>::new(Arc::new(OutcomeObject::new(outcome)));
                // SAFETY: the program's function, given for this context.
                unsafe { call(ask.context(), self.handle(), outcome.0) }
            }
            // Nobody can be asked.
            None => well_answer_t::WELL_ANSWER_STOP as i32,
        };
        if answer == well_answer_t::WELL_ANSWER_LATER as i32 {
            return;
        }
        if let Some(reply) = self.answer.get() {
            reply(answer == well_answer_t::WELL_ANSWER_FORCE as i32);
        }
    }

    /// Nothing comes any more: lets go of all callbacks.
    pub(crate) fn end(&self) {
        let left = self.commands().end();
        drop(left);
        self.subscribers.end();
        *self.ended.lock() = true;
        self.changed.notify_all();
    }

    /// Waits until everything is told; false if that was not in time.
    pub(crate) fn wait_for_end(&self, deadline: Option<Instant>) -> bool {
        *self
            .changed
            .wait_while_until(self.ended.lock(), deadline, |ended| !*ended)
    }
}
