//! The life of a session: logging in, being logged in, leaving; taking up a saved session and forcing a log-in are ways
//! of it.
//!
//! ```text
//!  LoggedOut ──login──► LoggingIn: Authenticate ─► Announce (2.x) ─► Link ─► Request ─► Confirm ──► LoggedIn
//!                                                                     ▲        │ 454, 455             │  │
//!                                                                     └─ Force ◄─ Ask (in mode ask), │  │
//!                                                                              Look (a call there?) ─► │  │
//!  LoggedOut ──recover──► Recovering: Check ─► Link ──the account──► LoggedIn                         │  │
//!                                       └─ Calls ─┘ (2.x without an account)                          │  │
//!                                                                                                     │  │
//!  LoggedOut ◄── refused, or too late, or not recoverable, or agentLoggedOff, or the account ─────────┘  │
//!      ▲───── agentLoggedOn, or too late ── Parted ◄── agentLoggedOff that nobody here asked for ─────────┘  │
//!  LoggedOut ──watch──► Watching (the log-in URL, then the event channel) ──refused, or too late──► LoggedOut
//!  Closed ◄── close ── any state;  Closed ◄── agentLoggedOff, or too late ── Leaving ◄── close with logout
//! ```
//! What exists only in a state is part of it, so a state that is left takes with it all that belongs to it. [`Life::next`]
//! is the whole machine. What cannot happen in a state leaves it as it is, and is reported as an anomaly.

use super::context::Context;
use super::outcome::{CommandError, Evidence, Outcome, Unknown};
use super::output::{LogKind, Output};
use super::requests::{Intent, Lane};
use super::saved::SavedSession;
use super::state::{Life, Login, LoginStep, Recovery, RecoveryStep};
use super::timers::Timer;
use super::watch_account::WatchAccount;
use super::watch_state::Watching;
use crate::command::LoginRequest;
use crate::event::{AnomalyKind, Derived};
use crate::http::reply::ClientState;
use crate::http::{Rejection, Unreached};
use crate::id::{AgentId, CallId, CommandId};
use crate::secret::Secret;
use crate::time::Now;
use crate::vocabulary::SessionEnd;

/// What the answer to `Logout` before closing says.
#[derive(Debug)]
pub(super) enum Left {
    /// It will be done. That is not the end: `agentLoggedOff` is, or the account.
    Accepted,
    /// The agent was out already.
    Already,
    /// Refused, or lost.
    Not,
}

/// Something that moves a session on.
#[derive(Debug)]
pub(super) enum Step {
    Login(CommandId, LoginRequest),
    Recover(CommandId, Box<SavedSession>),
    Watch(CommandId, WatchAccount, Vec<AgentId>),
    /// The log-in URL has answered.
    Authenticated(Result<Secret, CommandError>),
    /// The first heartbeat of 2.x is answered, well or not.
    Announced,
    /// `Login` is accepted, or its reply is lost: then it may have arrived all the same, and the event tells, or the
    /// server's account.
    LoginAccepted,
    LoginRefused(Rejection),
    LoginNotSent(CommandError),
    /// The agent is logged out of wherever it was, or could not be.
    ForcedOut(Result<(), CommandError>),
    /// The application has answered whether to force.
    Answered(bool),
    /// The event channel stands.
    LinkUp,
    /// It was taken to stand, and is only now confirmed to.
    SubscribedLate,
    /// The event channel is given up.
    LinkLost(Unreached),
    /// `agentLoggedOn` has arrived.
    LoggedOn,
    /// `agentLoggedOff` has arrived.
    LoggedOff,
    /// The server's account, which nothing has overtaken.
    Account(Box<ClientState>),
    NoAccount(CommandError),
    /// Whether the server knows a call; `None` if it says neither.
    CallTold(CallId, Option<bool>),
    /// `Logout` before closing is answered.
    LeaveAnswered(Left),
    Due(Timer),
    Close {
        logout: bool,
    },
}

impl Life {
    /// The state that follows.
    pub(super) fn next(self, cx: &mut Context, now: Now, step: Step) -> Self {
        use LoginStep::{Announce, Ask, Authenticate, Confirm, Force, Link, Look, Request};
        match (self, step) {
            // Out, and nobody has told why yet.
            (Self::Parted(online), Step::LoggedOn) => Self::parted(cx, now, online, SessionEnd::Replaced),
            (Self::Parted(online), Step::Due(Timer::PartedDeadline) | Step::LinkLost(_)) => {
                Self::parted(cx, now, online, SessionEnd::Forced)
            }
            (
                Self::Parted(online),
                step @ (Step::Login(..) | Step::Recover(..) | Step::Watch(..) | Step::Close { .. }),
            ) => Self::parted(cx, now, online, SessionEnd::Forced).next(cx, now, step),

            // Beginning.
            (Self::LoggedOut, Step::Login(id, request)) => {
                cx.session_end = None;
                Login::begin(cx, now, id, request)
            }
            (Self::LoggedOut, Step::Recover(id, saved)) => {
                cx.session_end = None;
                Recovery::begin(cx, now, id, *saved)
            }
            (Self::LoggedOut, Step::Watch(id, account, agents)) => {
                cx.session_end = None;
                Watching::begin(cx, now, id, account, agents)
            }
            (life, Step::Login(id, _)) => life.refusing(cx, now, id, "agentLogin"),
            (life, Step::Recover(id, _)) => life.refusing(cx, now, id, "recover"),

            (Self::Watching(watching), Step::Watch(id, ..)) if watching.opening.is_none() => {
                cx.settle(now, id, "watch", now.monotonic, Outcome::AlreadySo);
                Self::Watching(watching)
            }
            (life, Step::Watch(id, ..)) => life.refusing(cx, now, id, "watch"),

            // Watching.
            (Self::Watching(watching), Step::Authenticated(Ok(session_id))) => {
                watching.authenticated(cx, now, session_id)
            }
            (Self::Watching(watching), Step::Authenticated(Err(error))) => watching.failed(cx, now, error),
            (Self::Watching(watching), Step::LinkUp) => watching.is_up(cx, now),
            (Self::Watching(watching), Step::LinkLost(why)) => watching.lost(cx, now, why),
            (Self::Watching(watching), Step::Due(Timer::LoginDeadline)) => watching.too_late(cx, now),

            // Logging in: the HTTP session.
            (Self::LoggingIn(login, Authenticate), Step::Authenticated(Ok(session_id))) => {
                login.authenticated(cx, now, session_id)
            }
            (Self::LoggingIn(login, Authenticate), Step::Authenticated(Err(error))) => {
                login.failed(cx, now, None, error)
            }
            (Self::LoggingIn(login, Announce(session_id)), Step::Announced) => {
                login.link(cx, now, session_id)
            }

            // The event channel stands: now, and not before, `Login` may go out.
            (Self::LoggingIn(login, Link(online)), Step::LinkUp) => login.request(cx, online),
            (Self::LoggingIn(login, Link(online)), Step::LinkLost(why)) => {
                login.failed(cx, now, Some(online), CommandError::NoEventChannel(why))
            }

            // `Login`.
            (
                Self::LoggingIn(
                    login,
                    Request {
                        online,
                        logged_on: true,
                    },
                ),
                Step::LoginAccepted,
            ) => login.logged_in(cx, now, *online, logged_on()),
            // Something on the way says no; the event says yes.
            (
                Self::LoggingIn(
                    login,
                    Request {
                        online,
                        logged_on: true,
                    },
                ),
                Step::LoginRefused(why),
            ) if why.may_be_done() => login.logged_in(cx, now, *online, logged_on()),
            (Self::LoggingIn(login, Request { online, .. }), Step::LoginAccepted) => {
                cx.timers
                    .arm(Timer::LoginCheck, now.monotonic + cx.config.timing.confirm);
                Self::LoggingIn(login, Confirm(online))
            }
            (Self::LoggingIn(login, Request { online, .. }), Step::LoggedOn) => {
                let logged_on = true;
                Self::LoggingIn(login, Request { online, logged_on })
            }
            (Self::LoggingIn(login, Request { online, .. }), Step::LoginRefused(why))
                if why.may_be_done() =>
            {
                login.troubled(cx, now, online, why)
            }
            (Self::LoggingIn(login, Request { online, .. }), Step::LoginRefused(rejection)) => {
                login.refused(cx, now, online, rejection)
            }
            (Self::LoggingIn(login, Request { online, .. }), Step::LoginNotSent(error)) => {
                login.failed(cx, now, Some(online), error)
            }

            // In, and out again before the reply: somebody has logged the agent out.
            (
                Self::LoggingIn(
                    login,
                    Request {
                        online,
                        logged_on: true,
                    },
                ),
                Step::LoggedOff,
            ) => {
                let why = Unknown::LoggedOff;
                let text = why.to_string();
                login.ended(cx, now, Some(online), Outcome::Unknown(why), 0, text)
            }

            // The agent is logged in elsewhere.
            (Self::LoggingIn(login, Ask(online, _)), Step::Answered(true)) => {
                cx.timers
                    .arm(Timer::LoginDeadline, now.monotonic + cx.config.timing.login);
                login.force(cx, online)
            }
            (Self::LoggingIn(login, Ask(online, rejection)), Step::Answered(false)) => {
                login.failed(cx, now, Some(online), (*rejection).into())
            }
            (Self::LoggingIn(login, Ask(online, _)), Step::LinkLost(why)) => {
                login.failed(cx, now, Some(online), CommandError::NoEventChannel(why))
            }
            (Self::LoggingIn(login, Look(online, refusal)), Step::Account(state)) => {
                login.looked(cx, now, online, *refusal, &state)
            }
            (Self::LoggingIn(login, Look(online, refusal)), Step::NoAccount(error)) => {
                login.not_seen(cx, now, online, refusal, &error)
            }
            (Self::LoggingIn(login, Look(online, _)), Step::LinkLost(why)) => {
                login.failed(cx, now, Some(online), CommandError::NoEventChannel(why))
            }
            (Self::LoggingIn(login, Force(online)), Step::ForcedOut(Ok(()))) => login.request(cx, online),
            (Self::LoggingIn(login, Force(online)), Step::ForcedOut(Err(error))) => {
                login.failed(cx, now, Some(online), error)
            }
            (Self::LoggingIn(login, Force(online)), Step::LinkLost(why)) => {
                login.failed(cx, now, Some(online), CommandError::NoEventChannel(why))
            }

            // Accepted: `agentLoggedOn` confirms it, or the account.
            (Self::LoggingIn(login, Confirm(online)), Step::LoggedOn) => {
                login.logged_in(cx, now, *online, logged_on())
            }
            (Self::LoggingIn(login, Confirm(online)), Step::Account(state)) => {
                login.confirmed_by(cx, now, online, &state)
            }
            (Self::LoggingIn(login, Confirm(online)), Step::NoAccount(_)) => login.not_told(cx, now, online),
            (Self::LoggingIn(login, Confirm(mut online)), Step::Due(Timer::LoginCheck)) => {
                online.ask(cx);
                Self::LoggingIn(login, Confirm(online))
            }
            (Self::LoggingIn(login, Request { online, .. } | Confirm(online)), Step::LinkLost(why)) => login
                .ended(
                    cx,
                    now,
                    Some(online),
                    // No link is to be waited for; why it is gone is all that is known.
                    Outcome::Unknown(Unknown::NoReply(why.text.clone())),
                    0,
                    why.text,
                ),

            // The event channel was lost meanwhile and is back: the event may have been missed.
            (
                Self::LoggingIn(
                    login,
                    mut step @ (Request { .. } | Ask(..) | Look(..) | Force(_) | Confirm(_)),
                ),
                Step::LinkUp | Step::SubscribedLate,
            ) => {
                if let Some(online) = step.online_mut() {
                    // What was asked for before does not tell it.
                    online.belief.generation += 1;
                    online.ask(cx);
                }
                Self::LoggingIn(login, step)
            }
            (Self::LoggingIn(login, step), Step::Due(Timer::LoginDeadline)) => login.too_late(cx, now, step),

            // Taking up a saved session.
            (Self::Recovering(recovery, RecoveryStep::Check(session_id)), Step::Account(state)) => {
                recovery.checked(cx, now, session_id, &state)
            }
            // Asked for before the event channel was lost, it may be old: the machine may have slept since.
            (Self::Recovering(recovery, RecoveryStep::Link(online)), Step::Account(_))
                if !online.link().is_active() =>
            {
                Self::Recovering(recovery, RecoveryStep::Link(online))
            }
            (Self::Recovering(recovery, RecoveryStep::Link(online)), Step::Account(state)) => {
                recovery.take_up(cx, now, online, &state)
            }
            // What the server says now is the state to begin with, and not what it was asked for before.
            (
                Self::Recovering(recovery, RecoveryStep::Link(mut online)),
                Step::LinkUp | Step::SubscribedLate,
            ) => {
                online.belief.generation += 1;
                online.belief.stands(now.monotonic);
                online.ask(cx);
                Self::Recovering(recovery, RecoveryStep::Link(online))
            }
            (Self::Recovering(recovery, step), Step::LinkLost(why)) => {
                recovery.failed(cx, now, step, CommandError::NoEventChannel(why))
            }
            (
                Self::Recovering(recovery, RecoveryStep::Calls(session_id, open)),
                Step::CallTold(call, knows),
            ) => recovery.call_told(cx, now, session_id, open, &call, knows),
            (Self::Recovering(recovery, step), Step::NoAccount(error)) => {
                recovery.no_account(cx, now, step, error)
            }
            (Self::Recovering(recovery, step), Step::Due(Timer::LoginDeadline)) => {
                let error = match (&step, recovery.trouble.clone()) {
                    (_, Some(trouble)) => trouble,
                    (RecoveryStep::Check(_) | RecoveryStep::Calls(..), None) => {
                        CommandError::Unreachable("no answer in time".into())
                    }
                    (RecoveryStep::Link(online), None) => cx.not_opened(online.link()),
                };
                recovery.failed(cx, now, step, error)
            }

            // Logged in.
            (Self::LoggedIn(mut agent), Step::LinkUp) => {
                agent.link_is_back(cx, now);
                Self::LoggedIn(agent)
            }
            (Self::Leaving(mut agent), Step::LinkUp) => {
                agent.link_is_back(cx, now);
                Self::Leaving(agent)
            }
            (Self::LoggedIn(mut agent), Step::SubscribedLate) => {
                agent.may_have_missed(cx, now);
                Self::LoggedIn(agent)
            }
            (life @ (Self::LoggedIn(_) | Self::Leaving(_)), Step::LinkLost(why)) => {
                cx.complain(
                    now,
                    format!("the attempts to open the event channel are used up: {why}"),
                );
                cx.report(Derived::WsDisconnected);
                life
            }
            (Self::LoggedIn(agent), Step::LoggedOff) => agent.logged_off(cx, now),
            (Self::LoggedIn(agent), Step::Close { logout: true }) => {
                cx.submit(Intent::Leave, Lane::Free);
                agent.leaving(cx, now)
            }

            // The agent may be in already, or soon.
            (
                Self::LoggingIn(login, Request { online, .. } | Confirm(online)),
                Step::Close { logout: true },
            ) => login.leave(cx, now, *online),

            // Leaving.
            (Self::Leaving(agent), Step::LoggedOff | Step::LeaveAnswered(Left::Already)) => {
                agent.left(cx, now);
                closed(cx)
            }
            (Self::Leaving(mut agent), Step::LeaveAnswered(Left::Accepted)) => {
                agent.log_out_is_accepted(cx, now);
                Self::Leaving(agent)
            }
            (Self::Leaving(agent), Step::LeaveAnswered(Left::Not)) => {
                let text = "closed, but the agent is not logged out";
                cx.say(now, LogKind::Error, text);
                agent.close(cx, now);
                closed(cx)
            }
            (Self::Leaving(agent), Step::Due(Timer::LeaveDeadline)) => {
                let text = "closed without word that the agent is logged out";
                cx.say(now, LogKind::Error, text);
                agent.close(cx, now);
                closed(cx)
            }
            (
                life @ Self::Leaving(_),
                Step::Close { logout: true }
                | Step::LoginAccepted
                | Step::LoginRefused(_)
                | Step::LoginNotSent(_),
            ) => life,

            // Closing at once.
            (Self::Closed, Step::Close { .. }) => Self::Closed,
            (life, Step::Close { .. }) => {
                life.abandon(cx, now);
                closed(cx)
            }

            // Nothing is asked; or it is told twice, or of an earlier log-in; or it says nothing here.
            (
                life,
                Step::Answered(_)
                | Step::LoggedOn
                | Step::LoggedOff
                | Step::Account(_)
                | Step::NoAccount(_)
                | Step::CallTold(..)
                | Step::SubscribedLate,
            ) => life,

            (
                mut life,
                step @ (Step::Authenticated(_)
                | Step::Announced
                | Step::LoginAccepted
                | Step::LoginRefused(_)
                | Step::LoginNotSent(_)
                | Step::ForcedOut(_)
                | Step::LinkUp
                | Step::LinkLost(_)
                | Step::LeaveAnswered(_)
                | Step::Due(_)),
            ) => {
                let (what, phase) = (step.name(), life.phase());
                cx.odd(
                    now,
                    AnomalyKind::Impossible,
                    format!("{what} cannot be while {phase:?}"),
                );
                if let Some(agent) = life.agent_mut() {
                    agent.online.doubt(cx, now);
                }
                life
            }
        }
    }

    fn refusing(self, cx: &mut Context, now: Now, id: CommandId, what: &str) -> Self {
        cx.refuse(now, id, what, self.busy());
        self
    }

    /// Closes without another word to the server.
    fn abandon(self, cx: &mut Context, now: Now) {
        let unknown = || Outcome::Unknown(Unknown::Closed);
        match self {
            Self::LoggedOut | Self::Closed => cx.leave(now, None),
            Self::Parted(online) => cx.leave(now, Some(online)),
            Self::Watching(watching) => watching.end(cx, now, &unknown()),
            Self::LoggingIn(login, step) => {
                cx.settle(now, login.command, "agentLogin", login.issued, unknown());
                cx.leave(now, step.into_online());
            }
            Self::Recovering(recovery, step) => {
                cx.settle(now, recovery.command, "recover", recovery.issued, unknown());
                cx.leave(now, step.into_online());
            }
            Self::LoggedIn(agent) | Self::Leaving(agent) => agent.close(cx, now),
        }
    }
}

fn closed(cx: &mut Context) -> Life {
    cx.outputs.push_back(Output::Closed);
    Life::Closed
}

fn logged_on() -> Evidence {
    Evidence::Event("agentLoggedOn".into())
}

impl Step {
    /// For an anomaly: without what it carries.
    fn name(&self) -> &'static str {
        match self {
            Self::Login(..) => "a log-in",
            Self::Recover(..) => "a recovery",
            Self::Watch(..) => "a watch",
            Self::Authenticated(_) => "a reply of the log-in URL",
            Self::Announced => "the reply to a first heartbeat",
            Self::LoginAccepted | Self::LoginRefused(_) | Self::LoginNotSent(_) => "a reply to Login",
            Self::ForcedOut(_) => "a reply to a forced Logout",
            Self::Answered(_) => "an answer",
            Self::LinkUp | Self::SubscribedLate => "the event channel's beginning",
            Self::LinkLost(_) => "the event channel's end",
            Self::LoggedOn => "agentLoggedOn",
            Self::LoggedOff => "agentLoggedOff",
            Self::Account(_) | Self::NoAccount(_) => "an account",
            Self::CallTold(..) => "an answer about a call",
            Self::LeaveAnswered(_) => "a reply to the last Logout",
            Self::Due(_) => "a timer",
            Self::Close { .. } => "closing",
        }
    }
}
