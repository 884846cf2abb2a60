//! One agent on one extension: what is fed in, what comes out, and what is decided in between.
//!
//! Everything that changes a [`Session`] is an [`Input`], and [`Session::handle_input`] is the only way in.
//! **After every input call [`Session::poll_output`] until it answers [`Output::Timeout`].** Nothing is done before it is
//! polled, and the time of an earlier `Timeout` is void.

mod absent;
mod accepted;
mod answering;
mod automation;
mod belief;
mod channel;
mod commands;
mod config;
mod config_error;
mod context;
mod events;
mod expect;
mod former;
mod head;
mod held;
mod input;
mod known;
mod life;
mod link;
mod logged_in;
mod login;
mod needs;
mod online;
mod outcome;
mod outcome_fields;
mod output;
mod pending;
mod pending_mode;
mod queries;
mod random;
mod reconnect;
mod recovery;
mod renewing;
mod replies;
mod requests;
mod resync;
mod retrieving;
mod saved;
mod silence;
mod socket;
mod state;
mod timers;
mod timing;
mod to_retrieve;
mod topics;
mod unknown;
mod verbs;
mod watch_account;
mod watch_state;
mod watched;
mod watching;

pub use commands::MAX_COMMANDS;
pub use config::SessionConfig;
pub use config_error::ConfigError;
pub use input::{Asked, EventLogChange, HttpResponse, Input, TransportError};
pub use outcome::{CommandError, Confirmation, Evidence, Outcome, Reply, Unknown};
pub use output::{LogKind, LogLine, Output};
pub use reconnect::ReconnectPolicy;
pub use saved::{SavedError, SavedSession, SavedState};
pub use socket::{SocketAction, SocketId};
pub use timing::{Amount, LONGEST, OutOfRange, Timing};
pub use watch_account::WatchAccount;

use std::sync::Arc;
use std::time::Duration;

use context::Context;
use life::Step;
use link::LinkInput;
use state::Life;
use timers::Timer;

use crate::command::Command;
use crate::event::AnomalyKind;
use crate::http::{named_secrets, reply, secret_of};
use crate::id::CommandId;
use crate::journal::Known;
use crate::secret::Secret;
use crate::time::Now;

/// One agent on one extension.
#[derive(Debug)]
pub struct Session {
    life: Life,
    cx: Context,
}

impl Session {
    /// A session that is logged out.
    ///
    /// # Errors
    /// A setting of the configuration cannot be.
    pub fn new(config: SessionConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            life: Life::LoggedOut,
            cx: Context::new(config),
        })
    }

    /// Masks these, too, wherever somebody quotes them, as a password of the log-in: those of a proxy, which are not the
    /// session's own.
    pub fn keep_secret(&mut self, secrets: impl IntoIterator<Item = Secret>) {
        self.cx.secrets.also(secrets);
    }

    /// Takes in what has happened, or what is wanted: journals it, takes the time, acts, and runs the timers.
    pub fn handle_input(&mut self, now: Now, mut input: Input<'_>) {
        // Nothing, where all outputs were polled.
        self.take_in_all();
        self.mind_secrets(&mut input);
        self.journal(now, &input);
        let (now, slept) = self.cx.tick(now);
        self.act(now, input);
        self.attend_link(now);
        if let Some(ahead_ms) = slept {
            self.take_in_all();
            self.wake_up(now, ahead_ms);
        }
        if !self.has_more() {
            self.run_timers(now);
        }
    }

    /// A session whose inputs come from a journal, and hold no secrets any more.
    pub(crate) fn replayed(config: SessionConfig) -> Result<Self, ConfigError> {
        let mut session = Self::new(config)?;
        session.cx.secrets.turn_off();
        Ok(session)
    }

    /// A command under the next number; see [`Input::Command`]. Answers the number.
    pub fn command(&mut self, now: Now, command: Command) -> CommandId {
        let id = self.next_command();
        self.handle_input(now, Input::Command { id, command });
        id
    }

    /// The next thing to do; [`Output::Timeout`] when there is nothing more.
    pub fn poll_output(&mut self) -> Output {
        loop {
            if let Some(output) = self.cx.outputs.pop_front() {
                return output;
            }
            if !self.take_in_more() && !self.send_next() {
                break;
            }
        }
        if self.cx.outputs.capacity() > 64 {
            self.cx.outputs.shrink_to(16);
        }
        Output::Timeout(self.cx.timers.next())
    }

    fn act(&mut self, now: Now, input: Input<'_>) {
        match input {
            Input::Opening { socket } => self.tell_link(now, LinkInput::Opening(socket)),
            Input::Connected { socket } => self.tell_link(now, LinkInput::Connected(socket)),
            Input::Received { socket, bytes } => self.tell_link(now, LinkInput::Received(socket, bytes)),
            Input::Pong { socket } => self.tell_link(now, LinkInput::Pong(socket)),
            Input::Disconnected {
                socket,
                reason,
                retry_after,
            } => self.disconnected(now, socket, reason, retry_after, None),
            Input::Refused {
                socket,
                status,
                reason,
                retry_after,
            } => {
                self.socket_refused(now, socket, status);
                self.disconnected(now, socket, reason, retry_after, Some(status));
            }
            Input::SetCookies { to, set_cookies } => self.set_cookies(now, to, &set_cookies),
            Input::Response { id, result } => self.response(now, id, result),
            Input::Timeout => {}
            Input::Command { id, command } => self.give(now, id, command),
            Input::Recover { id, saved } => {
                if self.is_new(now, id) {
                    self.step(now, Step::Recover(id, saved));
                }
            }
            Input::Watch { id, account, agents } => {
                if self.is_new(now, id) {
                    self.step(now, Step::Watch(id, account, agents));
                }
            }
            Input::Follow { id, agent } => self.follow(now, id, agent),
            Input::Unfollow { agent } => self.unfollow(now, &agent),
            Input::AnswerAsk { force } => self.step(now, Step::Answered(force)),
            Input::Reconnect => {
                if matches!(self.life, Life::LoggedIn(_) | Life::Watching(_)) {
                    self.tell_link(now, LinkInput::Reopen);
                }
            }
            Input::Settings(settings) => self.cx.config.settings = settings,
            Input::RetrieveAfterConsultation(retrieve) => {
                self.cx.config.retrieve_after_consultation = retrieve
            }
            Input::Log { kind, text } => self.cx.say(now, kind, text),
            Input::EventLog(EventLogChange::Enable) => self.cx.log.enable(),
            Input::EventLog(EventLogChange::Disable) => self.cx.log.disable(),
            Input::EventLog(EventLogChange::Clear) => self.cx.log.clear(),
            Input::Close { logout } => self.step(now, Step::Close { logout }),
        }
    }

    /// Remembers the secrets that come in, and takes those it knows out of what is said to people.
    fn mind_secrets(&mut self, input: &mut Input<'_>) {
        let met = &mut self.cx.secrets;
        match input {
            Input::Command {
                command: Command::Login(request),
                ..
            } => met.meet(&request.password),
            Input::Recover { saved, .. } => {
                met.meet(&saved.session_id);
                saved.password.iter().for_each(|password| met.meet(password));
                let state = saved.state.iter();
                let cookies = state.flat_map(|state| state.cookies.values());
                cookies.for_each(|cookie| met.carry(&cookie));
            }
            Input::Watch { account, .. } => met.meet(&account.password),
            Input::SetCookies { set_cookies, .. } => {
                let values = set_cookies.iter().map(|header| secret_of(header.expose()));
                values.for_each(|value| met.carry(&value));
            }
            Input::Response {
                id,
                result: Ok(response),
            } => {
                if let Ok(session_id) = reply::session_id(&response.body) {
                    match self.cx.requests.is_login(*id) {
                        true => met.meet(&session_id),
                        false => met.find(&session_id),
                    }
                }
                tokens(&response.body).for_each(|token| met.find(&token));
            }
            Input::Response {
                result: Err(error), ..
            } => {
                error.message = met.hide_in_line(std::mem::take(&mut error.message));
            }
            Input::Disconnected { reason, .. } | Input::Refused { reason, .. } => {
                reason.text = met.hide_in_line(std::mem::take(&mut reason.text));
            }
            _ => {}
        }
        if let Some(account) = self.life.account() {
            met.is_about([account.api.agent().as_str(), account.api.device().as_str()]);
        }
        self.cx.forget_secrets();
    }

    fn journal(&mut self, now: Now, input: &Input<'_>) {
        if !self.cx.journal.is_wanted() {
            return;
        }
        let known = Known {
            mask: Arc::clone(self.cx.secrets.mask()),
            is_login_reply: matches!(input, Input::Response { id, .. } if self.cx.requests.is_login(*id)),
            is_late_reply: matches!(input, Input::Response { id, .. } if !self.cx.requests.is_in_flight(*id)),
        };
        let lines = self.cx.journal.input(now, input, &known);
        self.cx.outputs.extend(lines.into_iter().map(Output::Journal));
    }

    /// Moves the life on by one step.
    fn step(&mut self, now: Now, step: Step) {
        let was_in = matches!(self.life, Life::LoggedIn(_));
        if matches!(step, Step::Close { .. }) {
            self.refuse_held(now);
        }
        // Nothing looks at the life while it is between two states.
        let life = std::mem::replace(&mut self.life, Life::Closed);
        self.life = life.next(&mut self.cx, now, step);
        if !was_in && let Life::LoggedIn(agent) = &self.life {
            let is_all_known = agent.online.model().is_verified();
            self.answer_what_rings(now);
            self.ask_about_calls();
            if !is_all_known {
                self.ask_again(now);
            }
        }
        self.give_held(now);
    }

    /// Whether a command's number is a new one.
    fn is_new(&mut self, now: Now, id: CommandId) -> bool {
        let new = self.cx.commands.take_number(id);
        if !new {
            let detail = format!("the command {} was given before, or is far ahead: dropped", id.0);
            self.cx.odd(now, AnomalyKind::Duplicate, detail);
        }
        new
    }

    /// The wall clock has run ahead: the machine slept, and whatever it was connected to may be gone.
    fn wake_up(&mut self, now: Now, ahead_ms: i64) {
        if self.life.account().is_none() {
            return;
        }
        let seconds = ahead_ms / 1000;
        let detail = format!("the clock on the wall has run ahead by {seconds} s: the machine slept");
        self.cx.odd(now, AnomalyKind::ClockJump, detail);
        if self.cx.timers.at(Timer::Heartbeat).is_some() {
            self.cx.timers.arm(Timer::Heartbeat, now.monotonic);
        }
        if let Some(agent) = self.life.agent_mut() {
            agent
                .silence
                .slept(Duration::from_millis(ahead_ms.unsigned_abs()));
        }
        self.tell_link(now, LinkInput::Distrust);
        self.attend_link(now);
    }

    /// Fires each timer that is due.
    fn run_timers(&mut self, now: Now) {
        while let Some(timer) = self.cx.timers.take_due(now.monotonic) {
            match timer {
                Timer::Link(timer) => self.tell_link(now, LinkInput::Due(timer)),
                Timer::Heartbeat => {
                    if let Some(agent) = self.life.agent_mut() {
                        agent.heartbeat(&mut self.cx, now);
                        agent.verify(&mut self.cx);
                    }
                }
                Timer::Account => self.life.ask(&mut self.cx),
                Timer::Unknown => self.ask_about_unknown(now),
                Timer::LoginCheck | Timer::LoginDeadline | Timer::LeaveDeadline | Timer::PartedDeadline => {
                    self.step(now, Step::Due(timer));
                }
                Timer::AutoAnswer => self.answer_what_rings(now),
                Timer::AutoRetrieve => self.retrieve_if_wanted(now),
                Timer::Check(id) => self.check(id),
                Timer::Deadline(id) => {
                    if !self.follow_is_late(now, id) {
                        self.expire(now, id);
                    }
                }
            }
            self.attend_link(now);
        }
    }
}

/// Of what is named like a secret in a reply, less than this is not looked for elsewhere.
const SHORTEST_TOKEN: usize = 6;

/// The values in a reply that are named like secrets; the first few.
fn tokens(body: &[u8]) -> impl Iterator<Item = Secret> + use<'_> {
    let values = named_secrets(body).into_iter();
    let texts = values.filter_map(|place| std::str::from_utf8(body.get(place)?).ok());
    texts
        .filter(|text| text.len() >= SHORTEST_TOKEN)
        .map(Secret::from)
        .take(16)
}
