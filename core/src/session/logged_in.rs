//! Being logged in, its heartbeat, and its end.

use std::time::Duration;

use super::answering::Answering;
use super::context::Context;
use super::online::Online;
use super::outcome::{Outcome, Unknown};
use super::output::Output;
use super::requests::{Intent, Lane};
use super::state::{Life, LoggedIn};
use super::timers::Timer;
use crate::command::LoginRequest;
use crate::http::Api;
use crate::refusal::Refusal;
use crate::time::Now;

/// How long closing waits for the log-out.
const LEAVE: Duration = Duration::from_secs(3);

impl LoggedIn {
    pub(super) fn begin(
        cx: &mut Context,
        now: Now,
        api: Api,
        credentials: Option<LoginRequest>,
        online: Online,
    ) -> Self {
        cx.timers.disarm(Timer::LoginDeadline);
        cx.timers.disarm(Timer::LoginCheck);
        let mut agent = Self::of(api, credentials, online);
        agent.heartbeat(cx, now);
        agent
    }

    pub(super) fn of(api: Api, credentials: Option<LoginRequest>, online: Online) -> Self {
        Self {
            api,
            credentials,
            online,
            prefixes: Vec::new(),
            pending_mode: None,
            pending_mode_in_doubt: false,
            last_call_made: None,
            answering: Answering::default(),
            to_retrieve: None,
        }
    }

    /// The log-out is on its way; closing waits for it, for a while.
    pub(super) fn leaving(mut self: Box<Self>, cx: &mut Context, now: Now) -> Life {
        self.online.tracker.will_log_off();
        cx.timers.arm(Timer::LeaveDeadline, now.monotonic + LEAVE);
        Life::Leaving(self)
    }

    /// Tells the server that the agent is there, and when to do so next.
    pub(super) fn heartbeat(&mut self, cx: &mut Context, now: Now) {
        cx.timers
            .arm(Timer::Heartbeat, now.monotonic + cx.config.timing.heartbeat);
        self.online.tracker.tidy(now);
        // A transfer that has taken no leg away: ask what became of it.
        let overdue = now.monotonic.saturating_sub(cx.config.timing.confirm);
        if self.online.tracker.handed_over_before(overdue) {
            cx.timers.arm_by(Timer::Account, now.monotonic);
        }
        if !cx.requests.is_under_way(|intent| *intent == Intent::Heartbeat) {
            cx.submit(Intent::Heartbeat, Lane::Free);
        }
    }

    /// The model is compared with the account even where nothing seems wrong.
    pub(super) fn verify(&mut self, cx: &mut Context) {
        let link_is_up = self.online.link().is_active();
        if cx.config.verify_with_heartbeat && link_is_up && !self.online.belief.unavailable {
            self.online.ask(cx);
        }
    }

    pub(super) fn link_is_back(&mut self, cx: &mut Context) {
        cx.metrics.reconnects += 1;
        self.online.belief.gap();
        self.online.tracker.mark_unverified();
        self.pending_mode_in_doubt = true;
        self.online.ask(cx);
    }

    /// The agent has been logged off, by its own wish or not: nothing is left running.
    pub(super) fn logged_off(self, cx: &mut Context, now: Now) {
        cx.log_offs += 1;
        self.leave(cx, now, &Unknown::LoggedOff, &Refusal::NotLoggedIn);
        cx.end_log(now);
    }

    /// Closes at once.
    pub(super) fn close(self, cx: &mut Context, now: Now) {
        self.leave(cx, now, &Unknown::Closed, &Refusal::Closed);
    }

    /// Commands end. What was waited for may be the very thing that ends the session, and what has not been sent will
    /// not be.
    fn leave(self, cx: &mut Context, now: Now, unknown: &Unknown, refusal: &Refusal) {
        for pending in cx.commands.take_all() {
            let seen = self.online.last_outcome(&pending);
            let outcome = seen.unwrap_or_else(|| match cx.requests.is_unsent(pending.id) {
                true => Outcome::Rejected(refusal.clone().into()),
                false => Outcome::Unknown(unknown.clone()),
            });
            cx.settle(now, pending.id, pending.verb.name(), pending.issued, outcome);
        }
        cx.leave(now, Some(Box::new(self.online)));
    }
}

impl Context {
    /// Closes the event channel and forgets all that is under way.
    pub(super) fn leave(&mut self, now: Now, online: Option<Box<Online>>) {
        if let Some(online) = online {
            online.close(self, now);
        }
        self.timers.clear();
        // Nothing goes out any more, a log-in least of all; only the log-out before closing is still wanted.
        for (id, intent) in self.requests.clear() {
            if intent != Intent::Leave {
                self.outputs.push_back(Output::CancelRequest { id });
            }
        }
    }

    pub(super) fn end_log(&mut self, now: Now) {
        self.log.end_session(now.wall);
        self.log.clear();
    }
}
