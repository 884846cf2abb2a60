//! Being logged in, its heartbeat, and its end.

use std::time::Duration;

use super::answering::Answering;
use super::context::Context;
use super::online::Online;
use super::outcome::{CommandError, Outcome, Unknown};
use super::output::Output;
use super::pending_mode::PendingMode;
use super::renewing::Renewing;
use super::requests::{Intent, Lane};
use super::silence::Silence;
use super::state::{Life, LoggedIn};
use super::timers::Timer;
use crate::command::{LoginRequest, Verb};
use crate::event::{Derived, Event, SessionEnded, WsReconnectSucceed};
use crate::http::{Api, Cookies};
use crate::refusal::Refusal;
use crate::time::Now;
use crate::vocabulary::SessionEnd;

/// How long closing waits for the log-out.
const LEAVE: Duration = Duration::from_secs(3);

/// How long its event is waited for, before the account is asked whether the agent is out.
const LOOK: Duration = Duration::from_secs(1);

/// How long a log-in elsewhere is waited for, after which nobody tells why the agent was logged out.
const PARTED: Duration = Duration::from_secs(2);

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
        let mut agent = Self::of(api, credentials, online, now);
        agent.online.begin_formers();
        agent.heartbeat(cx, now);
        agent
    }

    pub(super) fn of(api: Api, credentials: Option<LoginRequest>, online: Online, now: Now) -> Self {
        Self {
            api,
            is_without_password: credentials.is_none(),
            credentials,
            online,
            credentials_refused: false,
            is_refused: false,
            silence: Silence::since(now.monotonic),
            told_out: None,
            seen_elsewhere: None,
            prefixes: Vec::new(),
            pending_mode: PendingMode::default(),
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

    /// The log-out is accepted, and closing waits until it is seen. Without an event channel only the account shows it.
    pub(super) fn log_out_is_accepted(&mut self, cx: &mut Context, now: Now) {
        let wait = match self.online.link().is_active() {
            true => LOOK,
            false => Duration::ZERO,
        };
        self.online.belief.generation += 1;
        cx.timers.arm_by(Timer::Account, now.monotonic + wait);
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
        self.beat(cx);
    }

    /// One heartbeat, out of turn.
    pub(super) fn beat(&mut self, cx: &mut Context) {
        if !cx.requests.is_under_way(|intent| *intent == Intent::Heartbeat) {
            cx.submit(Intent::Heartbeat, Lane::Free);
        }
    }

    /// The model is compared with the account even where nothing seems wrong.
    pub(super) fn verify(&mut self, cx: &mut Context) {
        let link_is_up = self.online.link().is_active();
        if cx.config.verify_with_heartbeat && link_is_up && !self.online.belief.is_failing() {
            self.online.ask(cx);
        }
    }

    /// A leg of a call has ended; if it is the own one, so has the call.
    pub(super) fn note_call_end(&mut self, now: Now, event: &Event) {
        let own = self.online.own();
        if event.releasing_device().is_none_or(|device| device != *own) {
            return;
        }
        let model = self.online.model();
        let (last, present) = (model.calls().is_empty(), model.agent().mode.as_str());
        self.pending_mode.call_ended(now.monotonic, event, last, present);
    }

    /// An event tells the mode.
    pub(super) fn note_mode(&mut self, now: Now, event: &Event) {
        let up = !self.online.model().calls().is_empty();
        self.pending_mode.told(now.monotonic, event, up);
    }

    pub(super) fn link_is_back(&mut self, cx: &mut Context, now: Now) {
        cx.metrics.reconnects += 1;
        self.online.belief.after_reconnect = true;
        self.may_have_missed(cx, now);
    }

    /// Events of late may have gone elsewhere: the account tells.
    pub(super) fn may_have_missed(&mut self, cx: &mut Context, now: Now) {
        self.online.belief.gap(now.monotonic);
        self.online.belief.stands(now.monotonic);
        self.online.tracker.mark_unverified();
        self.pending_mode.doubt(now.monotonic);
        self.online.ask(cx);
    }

    /// The agent has been logged off, by its own wish or not: nothing is left running.
    pub(super) fn logged_off(self: Box<Self>, cx: &mut Context, now: Now) -> Life {
        let end = self.why_logged_off(cx, now);
        self.tell_reconnected(cx);
        cx.log_offs += 1;
        let online = self.end_commands(cx, now, &Unknown::LoggedOff, &Refusal::NotLoggedIn);
        let life = match end {
            Some(end) => {
                cx.leave(now, Some(online));
                cx.session_ended(end);
                Life::LoggedOut
            }
            None => {
                cx.forget_requests();
                cx.timers.retain_link();
                cx.timers.arm(Timer::PartedDeadline, now.monotonic + PARTED);
                Life::Parted(online)
            }
        };
        cx.end_log(now);
        life
    }

    /// The channel is back, and this is what has happened meanwhile.
    fn tell_reconnected(&self, cx: &mut Context) {
        if self.online.belief.owes_reconnected() && self.online.link().is_active() {
            cx.report(Derived::WsReconnectSucceed(WsReconnectSucceed::LOGGED_OUT));
        }
    }

    /// `None` where an event may still tell.
    fn why_logged_off(&self, cx: &Context, now: Now) -> Option<SessionEnd> {
        if cx.commands.any(|pending| pending.verb == Verb::Logout) {
            return Some(SessionEnd::Logout);
        }
        let is_of_late = |at: Duration| now.monotonic <= at + PARTED;
        if self.told_out == Some(SessionEnd::Replaced) || self.seen_elsewhere.is_some_and(is_of_late) {
            return Some(SessionEnd::Replaced);
        }
        match (self.credentials_refused, self.silence.is_too_long(now.monotonic)) {
            (true, _) => Some(SessionEnd::CredentialsRefused),
            (false, true) => Some(SessionEnd::HeartbeatExpired),
            (false, false) if self.online.link().is_active() => self.told_out,
            (false, false) => Some(SessionEnd::Forced),
        }
    }

    /// Out, as was asked for before closing.
    pub(super) fn left(self, cx: &mut Context, now: Now) {
        self.tell_reconnected(cx);
        cx.log_offs += 1;
        let online = self.end_commands(cx, now, &Unknown::LoggedOff, &Refusal::NotLoggedIn);
        cx.leave(now, Some(online));
        cx.end_log(now);
        cx.session_ended(SessionEnd::Logout);
    }

    /// Closes at once.
    pub(super) fn close(self, cx: &mut Context, now: Now) {
        let online = self.end_commands(cx, now, &Unknown::Closed, &Refusal::Closed);
        cx.leave(now, Some(online));
        cx.session_ended(SessionEnd::Closed);
    }

    /// Commands end. What was waited for may be the very thing that ends the session, and what has not been sent will
    /// not be.
    fn end_commands(self, cx: &mut Context, now: Now, unknown: &Unknown, refusal: &Refusal) -> Box<Online> {
        for pending in cx.commands.take_all() {
            let seen = self.online.last_outcome(&pending).filter(is_shown);
            let outcome = seen.unwrap_or_else(|| match cx.requests.is_unsent(pending.id) {
                true => Outcome::Rejected(refusal.clone().into()),
                false => Outcome::Unknown(unknown.clone()),
            });
            cx.settle(now, pending.id, pending.verb.name(), pending.issued, outcome);
        }
        Box::new(self.online)
    }
}

/// Whether an event, the account or the reply has shown how a command ended. That a call has ended under it, or a gateway
/// has refused it, is not the last word so soon: what shows that it was carried out may come late.
fn is_shown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Confirmed(_) | Outcome::AlreadySo => true,
        Outcome::Rejected(error) => matches!(error, CommandError::Failed { .. }),
        Outcome::Unknown(_) => false,
    }
}

impl Life {
    /// Why the agent was logged out is known now, or nobody tells.
    pub(super) fn parted(cx: &mut Context, now: Now, online: Box<Online>, end: SessionEnd) -> Self {
        cx.leave(now, Some(online));
        cx.session_ended(end);
        Self::LoggedOut
    }
}

impl Context {
    /// Closes the event channel and forgets all that is under way.
    pub(super) fn leave(&mut self, now: Now, online: Option<Box<Online>>) {
        if let Some(online) = online {
            online.close(self, now);
        }
        self.timers.clear();
        self.forget_requests();
        self.renewing = Renewing::default();
        self.cookies = Cookies::default();
    }

    /// Nothing goes out any more, a log-in least of all; only the log-out before closing is still wanted.
    fn forget_requests(&mut self) {
        for (id, intent) in self.requests.clear() {
            if intent != Intent::Leave {
                self.outputs.push_back(Output::CancelRequest { id });
            }
        }
    }

    fn session_ended(&mut self, end: SessionEnd) {
        self.session_end = Some(end);
        self.report(Derived::SessionEnded(SessionEnded { end_reason: end }));
    }

    pub(super) fn end_log(&mut self, now: Now) {
        self.log.end_session(now.wall);
        self.log.clear();
    }
}
