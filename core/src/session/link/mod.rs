//! The event channel: STOMP over a WebSocket, opened, kept alive, found dead, and opened again.
//!
//! ```text
//!   open ──► Opening ──connected──► Handshaking ──CONNECTED──► Subscribing ──RECEIPT, event, settle time──► Active
//!               ▲  │                     │                          │                                        │
//!       attempt │  └──── closed, or too late, or not STOMP, or an ERROR, or silent, or the machine slept ────┘
//!               │                        ▼
//!               └────────────────── Waiting (when, and whether it is given up: `reconnect.rs`)
//! ```
//! A link is there as long as it is wanted: made by [`Link::open`], ended by [`Link::close`]. One that is given up is
//! [`LinkState::Lost`] until it stands again, or is asked for, even while a slow attempt is under way.

mod alive;
mod frames;
mod io;
mod sending;
mod stage;
mod subscribing;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use frames::take;
use io::Trouble;
pub(super) use io::{LinkContext, LinkInput, LinkOutput, LinkTarget, Loss, Nonsense};

use stage::{Next, Stage, Terms};

use super::reconnect::Pace;
use super::socket::{SocketAction, SocketId};
use super::timers::{LinkTimer, Timer};
use super::topics::Topics;
use crate::event::Event;
use crate::http::Unreached;
use crate::stomp::{Command, Decoder, Frame, Item, Limits, Version};
use crate::vocabulary::LinkEnd;
use crate::vocabulary::LinkState;

/// A socket may wait for its turn this many times as long as opening it may take.
const QUEUEING: u32 = 6;

/// A broker that refuses subscriptions late is given more time each time, from here on.
const LEAST_SETTLE: Duration = Duration::from_millis(500);

/// A server of which so many messages one after the other are no events is none.
const MOST_NONSENSE: u32 = 1000;

/// When so much has come of what was received, the rest of it waits until that is taken away: what comes of a frame can need
/// a hundred times its memory.
const ENOUGH: usize = 64;

#[derive(Debug)]
pub(super) struct Link {
    target: LinkTarget,
    topics: Topics,
    state: State,
    /// The present socket, or the last one.
    socket: SocketId,
    pace: Pace,
    /// How long a subscription may take before it is taken to stand.
    settle: Duration,
    /// Messages since the last event that were none, or have no name.
    nonsense: u32,
    /// When something last came.
    heard: Duration,
    /// When the present attempt has begun.
    begun: Duration,
    /// There may be frames in what was received.
    has_more: bool,
    /// Why the last attempt has failed, or the channel was lost, since it last stood.
    trouble: Option<Trouble>,
    outputs: VecDeque<LinkOutput>,
}

#[derive(Debug)]
enum State {
    /// The next attempt is waited for, or its being asked for; none before this, the server has said so.
    Waiting {
        not_before: Duration,
        /// Then, if it is asked for before that.
        if_asked: Duration,
    },
    /// The WebSocket is being opened.
    Opening,
    /// The WebSocket is open.
    Open(Open),
}

#[derive(Debug)]
struct Open {
    decoder: Decoder,
    stage: Stage,
}

impl Link {
    /// Wants an event channel from now on.
    pub(super) fn open(now: Duration, target: LinkTarget, topics: Topics, cx: &mut LinkContext<'_>) -> Self {
        let mut link = Self {
            pace: Pace::new(target.policy, &target.timing),
            settle: target.timing.settle,
            nonsense: 0,
            heard: Duration::ZERO,
            begun: now,
            has_more: false,
            trouble: None,
            target,
            topics,
            state: State::Opening,
            socket: SocketId(0),
            outputs: VecDeque::new(),
        };
        link.start(now, cx);
        link
    }

    /// Does not want it any more; answers what is still to be done.
    pub(super) fn close(
        mut self,
        now: Duration,
        cx: &mut LinkContext<'_>,
    ) -> impl Iterator<Item = LinkOutput> + use<> {
        if let Some(terms) = self.terms() {
            self.send(
                now,
                terms.version,
                Some(terms.plan),
                Frame::new(Command::Disconnect),
                cx,
            );
        }
        if matches!(self.state, State::Opening | State::Open(_)) {
            self.act(SocketAction::Close);
        }
        cx.timers.disarm_link();
        self.outputs.into_iter()
    }

    /// Which socket it is on now.
    pub(super) fn socket(&self) -> SocketId {
        self.socket
    }

    /// What was agreed on, once it was.
    fn terms(&self) -> Option<Terms> {
        match self.state {
            State::Open(Open {
                stage: Stage::Subscribing(terms) | Stage::Active(terms),
                ..
            }) => Some(terms),
            _ => None,
        }
    }

    /// Why it does not stand, as far as the last attempt tells; the other end's words, with what they quote.
    pub(super) fn trouble(&self) -> Option<&Unreached> {
        self.trouble.as_ref().map(|trouble| &trouble.0)
    }

    pub(super) fn is_active(&self) -> bool {
        self.state() == LinkState::Active
    }

    pub(super) fn state(&self) -> LinkState {
        match &self.state {
            State::Open(Open {
                stage: Stage::Active(_),
                ..
            }) => LinkState::Active,
            _ if self.pace.is_lost() => LinkState::Lost,
            State::Waiting { .. } => LinkState::Waiting,
            State::Opening | State::Open(_) => LinkState::Connecting,
        }
    }

    /// The next of what has come of what happened.
    pub(super) fn poll(&mut self) -> Option<LinkOutput> {
        self.outputs.pop_front()
    }

    /// Whether more comes of what was received once that is asked for.
    pub(super) fn has_more(&self) -> bool {
        self.has_more && matches!(self.state, State::Open(_))
    }

    /// Takes in more of what was received.
    pub(super) fn read_on(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        if self.has_more() {
            self.read(now, cx);
        }
    }

    pub(super) fn handle(&mut self, now: Duration, input: LinkInput<'_>, cx: &mut LinkContext<'_>) {
        if input.socket().is_some_and(|socket| socket != self.socket) {
            return;
        }
        let is_lost = self.state() == LinkState::Lost;
        match (&mut self.state, input) {
            (_, LinkInput::Due(LinkTimer::GiveUp)) => {
                let why = self.trouble().cloned();
                let why = why.unwrap_or_else(|| "no attempt has succeeded in time".into());
                self.give_up(Loss::new(LinkEnd::OutOfTime, why), cx);
            }

            (State::Opening, LinkInput::Opening(_)) => self.step(now, self.target.timing.connect, cx),
            (State::Opening, LinkInput::Connected(_)) => self.connect(now, cx),
            (State::Opening, LinkInput::Due(LinkTimer::Step)) => {
                self.fail(
                    now,
                    Loss::new(LinkEnd::TooSlow, "the WebSocket did not open in time"),
                    cx,
                );
            }

            (State::Open(open), LinkInput::Received(_, bytes)) => {
                open.decoder.feed(bytes);
                self.note_heard(now, cx);
                self.read(now, cx);
            }
            (State::Open(_), LinkInput::Pong(_)) => self.note_heard(now, cx),
            (State::Open(open), LinkInput::Due(timer)) => match (timer, open.stage) {
                (LinkTimer::Step, Stage::Handshaking) => {
                    self.fail(now, Loss::new(LinkEnd::TooSlow, "no CONNECTED in time"), cx);
                }
                // No RECEIPT in the settle time: what was asked for is taken to stand.
                (LinkTimer::Step, Stage::Subscribing(_) | Stage::Active(_)) => {
                    let assumed = self.topics.assume();
                    self.outputs.extend(assumed.into_iter().map(LinkOutput::Stands));
                    self.go_on(now, cx);
                }
                (LinkTimer::Silence, _) => {
                    if self.is_silent(timer, now, cx) {
                        self.fail(now, Loss::new(LinkEnd::Silent, "the server has gone silent"), cx);
                    }
                }
                (LinkTimer::Ping, _) => {
                    if self.is_silent(timer, now, cx) {
                        self.act(SocketAction::Ping);
                    }
                }
                (LinkTimer::Beat, Stage::Subscribing(terms) | Stage::Active(terms)) => {
                    self.beat(now, terms.plan, cx)
                }
                // Of an earlier state: disarmed since.
                (LinkTimer::Beat | LinkTimer::Reconnect | LinkTimer::GiveUp, _) => {}
            },

            // Nothing is there to be closed.
            (
                state @ (State::Opening | State::Open(_)),
                LinkInput::Disconnected {
                    reason,
                    retry_after,
                    is_final,
                    ..
                },
            ) => {
                let end = match state {
                    State::Open(_) => LinkEnd::Closed,
                    _ => LinkEnd::NotOpened,
                };
                let loss = Loss {
                    is_final,
                    ..Loss::new(end, reason)
                };
                self.lose(now, loss, retry_after, cx);
            }
            (State::Opening | State::Open(_), LinkInput::Distrust) => {
                self.fail(now, Loss::new(LinkEnd::Slept, "the machine slept"), cx);
            }

            (State::Waiting { .. }, LinkInput::Due(LinkTimer::Reconnect)) => self.start(now, cx),
            // Only the server's own wish for time is heeded.
            (State::Waiting { not_before, if_asked }, LinkInput::Reopen) => {
                self.pace.asked();
                cx.timers.disarm(Timer::Link(LinkTimer::GiveUp));
                let at = if now < *not_before { *if_asked } else { now };
                cx.timers.arm(Timer::Link(LinkTimer::Reconnect), at);
            }

            // A slow attempt becomes the first of new ones.
            (State::Opening | State::Open(_), LinkInput::Reopen) if is_lost => {
                self.pace.asked();
                self.pace.tries(now);
                self.outputs.push_back(LinkOutput::Connecting);
            }

            // Late, or of no consequence. A wait goes on though the machine may have slept: a clock that was set looks
            // the same, and must not bring all that wait back at once.
            (State::Opening | State::Open(_), LinkInput::Reopen)
            | (
                State::Opening | State::Open(_) | State::Waiting { .. },
                LinkInput::Opening(_)
                | LinkInput::Connected(_)
                | LinkInput::Received(..)
                | LinkInput::Pong(_)
                | LinkInput::Disconnected { .. }
                | LinkInput::Due(_)
                | LinkInput::Distrust,
            ) => {}
        }
    }

    fn start(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        *cx.sockets += 1;
        self.socket = SocketId(*cx.sockets);
        self.state = State::Opening;
        self.begun = now;
        self.topics.begin_anew();
        self.step(now, self.target.timing.connect * QUEUEING, cx);
        self.pace.tries(now);
        if !self.pace.is_lost() {
            self.outputs.push_back(LinkOutput::Connecting);
        }
        self.act(SocketAction::Open {
            url: self.target.url.clone(),
            headers: Vec::new(),
        });
    }

    /// The WebSocket is open.
    fn connect(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        self.state = State::Open(Open {
            decoder: Decoder::new(Limits::default()),
            stage: Stage::Handshaking,
        });
        self.nonsense = 0;
        self.step(now, self.target.timing.connect, cx);
        let mut frame = Frame::new(Command::Connect)
            .with_header("accept-version", Version::ACCEPT)
            .with_header("heart-beat", self.target.offer().to_string());
        if let Some(host) = &self.target.virtual_host {
            frame = frame.with_header("host", host.as_str());
        }
        if let Some(login) = &self.target.login {
            frame = frame.with_header("login", login.as_str());
        }
        if let Some(passcode) = &self.target.passcode {
            frame = frame.with_header("passcode", passcode.expose());
        }
        self.send(now, Version::V1_2, None, frame, cx);
    }

    /// Takes whole frames out of what was received: all, or as many as are enough for once.
    fn read(&mut self, now: Duration, cx: &mut LinkContext<'_>) {
        self.has_more = false;
        loop {
            let State::Open(open) = &mut self.state else {
                return;
            };
            if self.outputs.len() >= ENOUGH {
                self.has_more = true;
                return;
            }
            let next = match open.decoder.next_item() {
                Ok(None) => return,
                Ok(Some(Item::Heartbeat)) => Next::Go,
                Ok(Some(Item::Frame(frame))) => {
                    if self.target.trace {
                        let body = std::str::from_utf8(frame.body()).unwrap_or_default();
                        let text = format!("<<< {frame:?} {body}").trim_end().to_owned();
                        self.outputs.push_back(LinkOutput::Trace(text));
                    }
                    take(
                        &mut open.stage,
                        &frame,
                        &self.target,
                        &mut self.topics,
                        &mut self.outputs,
                    )
                }
                Err(error) => {
                    self.outputs.push_back(LinkOutput::Violation(error.to_string()));
                    Next::Fail(Loss::new(LinkEnd::Protocol, format!("not STOMP: {error}")))
                }
            };
            match next {
                Next::Go => {}
                Next::DecodeBy(version) => {
                    open.decoder.set_version(version);
                    self.note_heard(now, cx);
                    self.go_on(now, cx);
                }
                Next::Stands(_, Some(LinkOutput::Event(_, event)))
                    if self.nonsense == MOST_NONSENSE && is_nonsense(&event) =>
                {
                    let why = "the server sends nothing that is an event";
                    self.fail(now, Loss::new(LinkEnd::Protocol, why), cx);
                }
                Next::Stands(id, brought) => {
                    match &brought {
                        Some(LinkOutput::Event(_, event)) if is_nonsense(event) => self.nonsense += 1,
                        Some(LinkOutput::Event(..)) => self.nonsense = 0,
                        _ => {}
                    }
                    if self.stands(id, brought.is_some()) {
                        self.go_on(now, cx);
                    }
                    if let Some(brought) = brought {
                        self.outputs.push_back(brought);
                    }
                }
                Next::TooEarly(loss) => {
                    let more = self.settle.saturating_mul(4).max(LEAST_SETTLE);
                    self.settle = self.settle.max(more.min(self.target.timing.connect));
                    self.fail(now, loss, cx);
                }
                Next::Refused(id, words) => self.refused(now, id, words, cx),
                Next::Fail(loss) => self.fail(now, loss, cx),
            }
        }
    }

    fn fail(&mut self, now: Duration, loss: Loss, cx: &mut LinkContext<'_>) {
        self.act(SocketAction::Close);
        self.lose(now, loss, None, cx);
    }

    fn lose(&mut self, now: Duration, loss: Loss, retry_after: Option<Duration>, cx: &mut LinkContext<'_>) {
        let was_active = self.is_active();
        self.trouble = Some(Trouble(loss.why.clone()));
        self.topics.unanswered();
        cx.timers.disarm_link();
        let next = self.pace.failed(now, retry_after, cx.random);
        self.state = State::Waiting {
            not_before: next.not_before,
            if_asked: next.if_asked,
        };
        if let Some(at) = next.attempt {
            cx.timers.arm(Timer::Link(LinkTimer::Reconnect), at);
        }
        let gives_up = next.give_up.is_some_and(|at| at <= now);
        if was_active {
            self.outputs.push_back(LinkOutput::Down(loss.clone()));
        } else if self.pace.is_lost() {
            self.outputs.push_back(LinkOutput::StillLost(loss.clone()));
        } else if !gives_up {
            self.outputs.push_back(LinkOutput::Retrying(loss.clone()));
        }
        match next.give_up {
            Some(_) if gives_up => self.give_up(loss, cx),
            Some(at) => cx.timers.arm(Timer::Link(LinkTimer::GiveUp), at),
            None => {}
        }
    }

    /// The attempts are used up. An attempt that is under way goes on.
    fn give_up(&mut self, loss: Loss, cx: &mut LinkContext<'_>) {
        self.pace.give_up();
        if !self.pace.goes_on() {
            cx.timers.disarm(Timer::Link(LinkTimer::Reconnect));
        }
        self.outputs.push_back(LinkOutput::GaveUp(loss));
    }

    /// The present step may take this long.
    fn step(&mut self, now: Duration, time: Duration, cx: &mut LinkContext<'_>) {
        cx.timers.arm(Timer::Link(LinkTimer::Step), now + time);
    }

    fn act(&mut self, action: SocketAction) {
        self.outputs.push_back(LinkOutput::Socket(self.socket, action));
    }
}

/// Whether a message is no event, or says of which kind by no name.
fn is_nonsense<E>(event: &Result<Arc<Event>, E>) -> bool {
    event.as_ref().map_or(true, |event| event.name().is_empty())
}
